"""Verdicts in words: why a row is what it is, and what no step asks for."""

from collections.abc import Iterable
from datetime import date

from surveil.catalogue import TESTS
from surveil.equivalents import why_not
from surveil.history import Done, Verdict
from surveil.plans import Plan
from surveil.tracks import Track


def refused(plan: Plan, one: Done, as_of: date) -> tuple[str, str] | None:
    """Why a row is not held against the steps at all."""
    case = plan.case
    if one.test not in TESTS:
        return "not-judged", "not a test that surveil knows"
    if one.date > as_of and one.status in ("done", "did-not-attend"):
        return "not-judged", f"after {as_of}, the day of judging"
    if case.status == "died" and case.status_date and one.date > case.status_date:
        return "not-judged", f"after the death on {case.status_date}"
    if case.surgery and one.date < case.surgery:
        return "before-surgery", f"before surgery on {case.surgery}"
    return None


def unasked(plan: Plan, found: Iterable[str], one: Done) -> Verdict:
    """The verdict on a test that no step of the plan asks for."""
    by = ", ".join(guideline.id for guideline in plan.guidelines)
    if plan.outcome == "plan":
        whys = [f"not asked for by {by}"]
        for planned in found:
            if reason := why_not(one.test, planned):
                whys.append(f"not counted for {planned}: {reason}")
        return Verdict(one, "not-recommended", (), "; ".join(whys))
    if plan.outcome == "no-follow-up":
        why = f"no follow-up by {by}: {plan.reason}"
        return Verdict(one, "not-recommended", (), why)
    return Verdict(one, "not-judged", (), f"no plan: {plan.reason}")


def named(plan: Plan, track: Track, verdict: str) -> str:
    if verdict == "ended":
        return "not-judged" if _goes_on(plan, track) else "not-recommended"
    return "not-recommended" if verdict == "left-out" else verdict


def _goes_on(plan: Plan, track: Track) -> bool:
    """Whether the horizon alone ends the steps of a test."""
    return any(one.test == track.test for one in plan.continues)


def why(plan: Plan, track: Track, verdict: str, place: int, day: int) -> str:
    step = track.events[place].id
    match verdict:
        case "on-time":
            return f"{step}, due {date.fromordinal(track.due[place])}"
        case "late":
            return f"{step}, {_days(day - track.last[place])} after its window"
        case "early" | "early-not-counted":
            ahead = f"{_days(track.first[place] - day)} before its window"
            passed = "at least" if verdict == "early" else "less than"
            return f"{step}, {ahead}: {passed} half of its interval has passed"
        case "duplicate":
            by = track.by[place]
            was = "was done" if by.status == "done" else "is booked"
            return f"{step} {was} on {by.date}"
        case "left-out":
            return f"{step} was left out by the clinician"
        case _:
            if _goes_on(plan, track):
                return f"after the horizon of the plan, {plan.horizon}: renew it"
            return f"after the last step, {step}"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
