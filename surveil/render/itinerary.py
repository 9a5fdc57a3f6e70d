"""What staff need besides the dates: what was moved, and what to settle first."""

from collections.abc import Iterator, Sequence

from surveil.catalogue import TESTS
from surveil.plans import Plan
from surveil.preparation import TIMES, for_staff
from surveil.render.dates import said
from surveil.visits import Visit


def lines(visits: Sequence[Visit]) -> Iterator[str]:
    """How many visits there are, how long results take, what was moved or is late."""
    if not visits:
        return
    ahead = [visit for visit in visits if not visit.past]
    yield f"{len(visits)} visits, {len(ahead)} of them not past"
    waits = {
        (visit.day - other.day).days
        for visit in visits
        for other in visits
        if other.id in visit.awaits
    }
    if waits:
        longest = max(waits)
        yield (
            f"clinic visits stand up to {longest} days after their tests, so that"
            " results are there (a convention of surveil: --lead)"
        )
    for visit in visits:
        for note in visit.notes:
            yield f"{said(visit.day)}: {note}"


def staff(plan: Plan, *, sources: bool) -> Iterator[str]:
    """What staff ask and decide before the tests of a plan, a line for each test."""
    tests = dict.fromkeys(event.test for event in plan.events if not event.left_out)
    found: dict[tuple[str, ...], list[str]] = {}
    for advice in for_staff(tests, plan.case):
        one = advice.instruction
        when = "" if one.hours is None else f"{TIMES[one.hours]}: "
        source = f" ({one.source})" if sources else ""
        found.setdefault(advice.tests, []).append(f"{when}{one.text}{source}")
    for codes, texts in found.items():
        names = ", ".join(TESTS[code].brief for code in codes)
        yield f"{names}: {' '.join(texts)}"


def names(visits: Sequence[Visit]) -> dict[str, str]:
    """What to call the visits that are for more than one test, by their ids."""
    found = {}
    for visit in visits:
        if others := len(visit.events) - 1:
            test, _, number = visit.id.partition("/")
            more = f"and {others} more"
            found[visit.id] = f"{TESTS[test].brief} {number} {more}"
    return found
