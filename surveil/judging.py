"""Judging: what was done against a plan, row by row, and how its steps stand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from surveil.catalogue import RANK, TESTS
from surveil.equivalents import COUNTS_FOR, why_not
from surveil.errors import UsageError
from surveil.guideline import ANCHORS
from surveil.history import COUNTED, STATUSES, VERDICTS, Done, History, Verdict
from surveil.plans import Plan
from surveil.standings import standings
from surveil.tracks import Track, tracks

_BEST: Final = {verdict: rank for rank, verdict in enumerate(VERDICTS)}
_ORDER: Final = {status: rank for rank, status in enumerate(STATUSES)}
_SAID: Final = {"cancelled": "cancelled", "did-not-attend": "did not attend"}


def judge(
    plan: Plan,
    done: Iterable[Done],
    *,
    as_of: date,
    anchor: str | None = None,
    counts_for: Mapping[str, Sequence[str]] = COUNTS_FOR,
) -> History:
    """Every row of what was done with its verdict, every event with its standing.

    1. Rows are taken in order of date, done before booked, then in the order in which
       a day's tests are shown. The order in which they are given changes nothing.
    2. A test that was done may satisfy one step of its own test, and one of each test
       that it counts for (`counts_for`); its verdict is the best of these. Which step:
       `Track.find`.
    3. A booking for `as_of` or later stands for the step that it would satisfy then.
       One whose day has passed awaits confirmation; it satisfies nothing, and neither
       does what was cancelled or not attended. Their steps have a note. A booking with
       another row of the same test and day is that row.
    4. `anchor` is "surgery" (dates stay) or "done" (the next test counts from the last
       one that counted); None: as the guideline that asks for a test first says, else
       surgery. Tests that do not count move nothing.
    5. Not judged: after `as_of`, after a death, unknown tests, and where no plan is
       made. Before surgery is a verdict of its own.
    """
    if anchor is not None and anchor not in ANCHORS:
        raise UsageError(f"--anchor is not one of {', '.join(ANCHORS)}")
    found = tracks(plan, _anchored(plan, anchor))
    rows = sorted(done, key=_order)
    settled = {(one.date, one.test) for one in rows if one.status != "booked"}
    verdicts: list[Verdict] = []
    appointments: list[Verdict] = []
    for one in rows:
        if one.status == "done":
            verdicts.append(_done(plan, found, one, as_of, counts_for))
        else:
            told = (one.date, one.test) in settled
            appointments.append(_not_done(plan, found, one, as_of, counts_for, told))
    return History(
        plan=plan,
        as_of=as_of,
        anchor=anchor,
        verdicts=tuple(verdicts),
        appointments=tuple(appointments),
        standings=standings(plan, found, as_of),
        notes=_notes(found, anchor),
    )


def _done(
    plan: Plan,
    found: Mapping[str, Track],
    one: Done,
    as_of: date,
    counts_for: Mapping[str, Sequence[str]],
) -> Verdict:
    if refused := _refused(plan, one, as_of):
        return Verdict(one, refused[0], (), refused[1])
    asked = _asked(found, one.test, counts_for)
    if not asked:
        return _unasked(plan, found, one)
    return _taken(plan, asked, one, as_of)


def _not_done(
    plan: Plan,
    found: Mapping[str, Track],
    one: Done,
    as_of: date,
    counts_for: Mapping[str, Sequence[str]],
    told: bool,
) -> Verdict:
    """The verdict on what was booked, cancelled or not attended."""
    if refused := _refused(plan, one, as_of):
        return Verdict(one, refused[0], (), refused[1])
    if one.status == "booked" and told:
        return Verdict(one, "not-judged", (), "another row says what became of it")
    asked = _asked(found, one.test, counts_for)
    stands = one.status == "booked" and one.date >= as_of
    if not asked and stands:
        return _unasked(plan, found, one)
    if stands:
        return _taken(plan, asked, one, as_of)
    why = _SAID.get(one.status, "awaiting confirmation")
    steps = []
    for track in asked:
        verdict, place = track.find(one.date.toordinal(), track.top)
        if verdict in COUNTED:
            steps.append(track.events[place].id)
            _note(track, place, one)
    return Verdict(one, "not-judged", tuple(steps), why)


def _note(track: Track, place: int, one: Done) -> None:
    if one.status == "booked":
        text = f"booked for {one.date}: awaiting confirmation"
        track.awaiting.setdefault(place, []).append(text)
    elif one.status == "cancelled":
        track.notes.setdefault(place, []).append(f"cancelled: {one.date}")
    else:
        track.notes.setdefault(place, []).append(f"did not attend on {one.date}")


def _refused(plan: Plan, one: Done, as_of: date) -> tuple[str, str] | None:
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


def _unasked(plan: Plan, found: Mapping[str, Track], one: Done) -> Verdict:
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


def _asked(
    found: Mapping[str, Track], test: str, counts_for: Mapping[str, Sequence[str]]
) -> list[Track]:
    """The tracks on which a test may take a step."""
    also = counts_for.get(test, ())
    tests = [test, *(one for one in also if one != test)] if also else [test]
    return [found[one] for one in tests if one in found]


def _taken(plan: Plan, asked: list[Track], one: Done, as_of: date) -> Verdict:
    """The best verdict that a row has on the tracks; it takes what it can on each."""
    day = one.date.toordinal()
    best = "not-judged"
    steps: list[str] = []
    whys: list[str] = []
    why = ""
    for track in asked:
        verdict, place = track.find(day, track.top)
        told = _why(plan, track, verdict, place, day)
        if verdict in COUNTED:
            due_by_now = track.earliest[place] <= as_of.toordinal()
            track.take(place, one, passes=one.status == "done" or due_by_now)
            steps.append(track.events[place].id)
            whys.append(told)
        verdict = _named(plan, track, verdict)
        if not why or _BEST[verdict] < _BEST[best]:
            best, why = verdict, told
    return Verdict(one, best, tuple(steps), "; ".join(whys) or why)


def _named(plan: Plan, track: Track, verdict: str) -> str:
    if verdict == "ended":
        return "not-judged" if _goes_on(plan, track) else "not-recommended"
    return "not-recommended" if verdict == "left-out" else verdict


def _goes_on(plan: Plan, track: Track) -> bool:
    """Whether the horizon alone ends the steps of a test."""
    return any(one.test == track.test for one in plan.continues)


def _why(plan: Plan, track: Track, verdict: str, place: int, day: int) -> str:
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


def _order(one: Done) -> tuple[date, bool, int, str, int, int]:
    return (
        one.date,
        one.status != "done",
        RANK.get(one.test, len(RANK)),
        one.test,
        _ORDER[one.status],
        one.row or 0,
    )


def _anchored(plan: Plan, anchor: str | None) -> list[str]:
    """The tests whose next step counts from the last one done."""
    if anchor == "surgery":
        return []
    found: dict[str, bool] = {}
    for event in plan.events:
        if event.test not in found and TESTS[event.test].kind != "decision":
            own = event.asked_by[0].guideline.anchor if event.asked_by else None
            found[event.test] = (anchor or own) == "done"
    return [test for test, is_anchored in found.items() if is_anchored]


def _notes(found: Mapping[str, Track], anchor: str | None) -> tuple[str, ...]:
    tests = [test for test, track in found.items() if track.course]
    if not tests:
        return ()
    who = "as asked for" if anchor else "as the guideline's file says"
    names = ", ".join(TESTS[test].brief for test in tests)
    return (f"the next test counts from the last one done, {who}: {names}",)


def remaining(history: History) -> Plan:
    """The plan with what is still to come, for a calendar, with dates by the anchor.

    Left out are the steps that are done, those passed over because a later one is, and
    those of before this clinic's follow-up. What a clinician left out stays as it is.
    """
    kept = []
    for one in history.standings:
        over = one.later is not None and one.later.status == "done"
        if one.status in ("done", "missed-before") or over:
            continue
        notes = tuple(text for text in one.notes if text not in one.event.notes)
        if one.by:
            notes = (f"booked for {one.by.date}", *notes)
        event = one.event
        kept.append(replace(event, notes=(*event.notes, *notes)) if notes else event)
    kept.sort(key=lambda event: (event.due, event.test))
    plan = history.plan
    return replace(plan, events=tuple(kept), notes=(*plan.notes, *history.notes))
