"""A plan in a few lines: what is said when the plan itself goes into a file."""

from collections.abc import Iterable
from itertools import groupby

from surveil.catalogue import RANK, TESTS
from surveil.plans import DISCLAIMER, Plan
from surveil.render import sources
from surveil.render.dates import said

OUTCOME_WORDS = {
    "plan": "plan",
    "no-follow-up": "no routine follow-up; come back with symptoms",
    "judgement": "MDT decision needed",
    "ended": "follow-up has ended",
}


def lines(plan: Plan) -> list[str]:
    """What was decided, by whom, and what would change it; the disclaimer last."""
    found = [_heading(plan)]
    if plan.banner:
        found.append(plan.banner)
    if plan.reason:
        found.append(f"why: {plan.reason}")
    found += [f"source: {text}" for text in sources.grouped(plan.sources)]
    found += [f"note: {text}" for text in plan.cautions]
    found += asks(plan)
    found += ends(plan)
    found += missing(plan)
    found += [f"gap: {text}" for text in plan.gaps]
    found += [f"note: {text}" for text in plan.notes]
    return [*found, DISCLAIMER]


def _heading(plan: Plan) -> str:
    by = ", ".join(
        f"{one.id} ({one.kind}, edition {one.edition}, {sources.read_in(one.checked)})"
        for one in plan.guidelines
    )
    row = f", row {plan.recommendation}" if plan.recommendation else ""
    return f"{OUTCOME_WORDS[plan.outcome]}: {by}{row}"


def asks(plan: Plan) -> list[str]:
    """The tests and their timing, those with the same timing together."""
    timings: dict[str, set[str]] = {}
    rows = {
        asker.row.id: asker.row for event in plan.events for asker in event.asked_by
    }
    for row in rows.values():
        for series in row.series:
            timings.setdefault(series.timing, set()).update(series.tests)
    ordered = [
        (sorted(tests, key=RANK.__getitem__), timing)
        for timing, tests in timings.items()
    ]
    ordered.sort(key=lambda one: RANK[one[0][0]])
    return [f"{_names(tests)}: {timing}" for tests, timing in ordered]


def _names(tests: Iterable[str]) -> str:
    return ", ".join(TESTS[test].name for test in tests)


def ends(plan: Plan) -> list[str]:
    """How the plan closes: renewed for a lifelong follow-up, or confirmed."""
    found = []
    closing = [event for event in plan.events if TESTS[event.test].kind == "decision"]
    for event in closing:
        if event.test == "confirm-end":
            found.append(f"confirm the end of follow-up: {said(event.due)}")
        elif plan.continues:
            found.append(f"follow-up is lifelong; renew the plan: {said(event.due)}")
        else:
            found.append(f"follow-up goes on; renew the plan: {said(event.due)}")
    by_rhythm = sorted(plan.continues, key=lambda one: (one.every, RANK[one.test]))
    for every, group in groupby(by_rhythm, key=lambda one: (one.every, one.until)):
        names = _names(one.test for one in group)
        found.append(f"after that go on every {every[0]}, {every[1]}: {names}")
    return found


def missing(plan: Plan) -> list[str]:
    """One line for each unknown fact that matters."""
    return [f"{one.fact} is unknown; it could {one.would}" for one in plan.missing]
