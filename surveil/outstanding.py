"""Outstanding: what is overdue, due or to be decided for one patient."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Final

from surveil.catalogue import TESTS
from surveil.equivalents import COUNTS_FOR
from surveil.following import Followed
from surveil.history import Done, Standing, Verdict
from surveil.lives import note_of

STATUSES: Final = ("overdue", "due", "awaiting", "ask", "coming", "mdt")
# How heavily a delay weighs: a convention of surveil, and no guideline's. An unknown
# grade weighs as much as G2, because unknown must not come last.
WEIGHTS: Final = MappingProxyType(
    {"NEC": 3, "G3": 3, "G2": 2, "atypical": 2, None: 2, "G1": 1, "typical": 1}
)
_DECISIONS: Final = {
    "renew-plan": "the team renews the plan",
    "confirm-end": "the team confirms the end of follow-up",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a worklist: the tests of one patient that share a day.

    `due`, `earliest` and `latest` are those of the oldest step that is open. `lateness`
    is the largest share of its interval by which a step is overdue, `urgency` that
    times the weight of the grade. `last` is when each test was last done.
    """

    key: str
    row: int
    list: str = ""
    status: str
    tests: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    due: date | None = None
    earliest: date | None = None
    latest: date | None = None
    days_late: int = 0
    lateness: float = 0.0
    urgency: float = 0.0
    last: tuple[date | None, ...] = ()
    next: str = ""
    by: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def lines_of(one: Followed, *, until: date | None = None) -> Iterator[Line]:
    """The lines of one patient, one a test; `until` adds what is due up to then.

    Of one test there is at most one line for all steps that are open.
    """
    as_of = one.history.as_of
    blank = Line(
        key=one.key, row=one.listed.row, list=one.listed.list, status="", next=""
    )
    weight = WEIGHTS[one.life.case.grade]
    asked: dict[str, list[Standing]] = {}
    for standing in one.history.standings:
        if standing.status in ("due", "overdue", "coming"):
            asked.setdefault(standing.test, []).append(standing)
    awaiting = _awaiting(one)
    for standings in asked.values():
        wanted = [
            one for one in standings if one.status != "coming" and one.later is None
        ]
        if wanted:
            yield _line(blank, one, wanted, awaiting, weight, as_of)
        for standing in standings:
            soon = until is not None and standing.earliest <= until
            if standing.status == "coming" and (soon or standing.id in awaiting):
                yield _line(blank, one, [standing], awaiting, weight, as_of)
    yield from _unplanned(blank, one, awaiting)
    if one.unclear:
        texts = "; ".join(each.text for each in one.contradictions if each.grave)
        yield replace(blank, status="mdt", next=f"clear up what was noted: {texts}")
    elif one.plan.outcome == "judgement":
        yield _mdt(blank, one)


def _awaiting(one: Followed) -> dict[str, list[Verdict]]:
    """The bookings whose day has passed, by the steps that they may have been for.

    Those for no step of the plan stand under their test.
    """
    found: dict[str, list[Verdict]] = {}
    done = {(each.test, each.date) for each in one.done if each.status == "done"}
    for verdict in one.history.appointments:
        if verdict.why != "awaiting confirmation":
            continue
        booked = verdict.done
        if not verdict.steps and not any(
            test == booked.test and day >= booked.date for test, day in done
        ):
            found.setdefault(booked.test, []).append(verdict)
        for step in verdict.steps:
            found.setdefault(step, []).append(verdict)
    return found


def _line(
    blank: Line,
    one: Followed,
    standings: Sequence[Standing],
    awaiting: dict[str, list[Verdict]],
    weight: int,
    as_of: date,
) -> Line:
    """The line of one test; `standings` are its open steps, the oldest first."""
    oldest = standings[0]
    test = oldest.test
    booked = [each.done for step in standings for each in awaiting.get(step.id, ())]
    asks = one.life.asks if TESTS[test].kind == "scan" else ()
    overdue = any(each.status == "overdue" for each in standings)
    status = "overdue" if overdue else oldest.status
    status = "ask" if asks else "awaiting" if booked else status
    lateness = max(each.lateness for each in standings)
    askers = oldest.event.asked_by
    return replace(
        blank,
        status=status,
        tests=(test,),
        steps=(oldest.id,),
        due=oldest.day,
        earliest=oldest.earliest,
        latest=oldest.latest,
        days_late=max(0, (as_of - oldest.latest).days) if overdue else 0,
        lateness=lateness,
        urgency=lateness * weight,
        last=(_last(one.done, test, as_of),),
        next=_next(one, standings, booked, status),
        by=tuple(f"{each.guideline.id}: {each.row.id}" for each in askers),
        notes=tuple(
            dict.fromkeys(
                (
                    *(note for each in standings for note in each.notes),
                    *oldest.event.notes,
                )
            )
        ),
    )


def _last(done: Sequence[Done], test: str, as_of: date) -> date | None:
    """When a test, or one that counts for it, was last done."""
    days = [
        one.date
        for one in done
        if (one.test == test or test in COUNTS_FOR.get(one.test, ()))
        and one.status == "done"
        and one.date <= as_of
    ]
    return max(days, default=None)


def _next(
    one: Followed, standings: Sequence[Standing], booked: Sequence[Done], status: str
) -> str:
    """What to do, in one plain sentence."""
    oldest = standings[0]
    parts = []
    if status == "ask":
        parts += [note_of(ask) for ask in one.life.asks]
    if booked:
        days = " and ".join(dict.fromkeys(str(each.date) for each in booked))
        parts.append(f"find out whether it was done on {days}, and note it")
    elif oldest.test in _DECISIONS:
        parts.append(_DECISIONS[oldest.test])
    elif status != "ask":
        parts.append(_book(oldest, standings))
        if oldest.status != "coming" and _has_run_out(one):
            parts.append("the plan has run out: ask the team what comes next")
    if one.life.case.status == "suspended":
        since = one.life.case.status_date
        when = f" since {since}" if since else ""
        parts.append(f"follow-up is suspended{when}: reactivate it, or confirm")
    return "; ".join(parts)


def _has_run_out(one: Followed) -> bool:
    """Whether the time has come for the decision that closes the plan, or has gone."""
    return any(
        each.test in _DECISIONS and each.status in ("due", "overdue", "done")
        for each in one.history.standings
    )


def _book(oldest: Standing, standings: Sequence[Standing]) -> str:
    if oldest.status == "coming":
        return f"book it for {oldest.earliest} to {oldest.latest}"
    missed = [
        note
        for each in standings
        for note in each.notes
        if note.startswith(("did not attend", "cancelled"))
    ]
    again = " again" if missed else ""
    why = f" ({missed[-1]})" if missed else ""
    if oldest.status == "due":
        return f"book it{again} by {oldest.latest}{why}"
    said = f"book it{again} now{why}"
    more = len(standings) - 1
    if not more:
        return said
    steps = "1 later step is" if more == 1 else f"{more} later steps are"
    return f"{said}: {steps} open as well, and one test serves"


def _unplanned(
    blank: Line, one: Followed, awaiting: dict[str, list[Verdict]]
) -> Iterator[Line]:
    """Bookings to be confirmed that were for no step of the plan."""
    for test, verdicts in awaiting.items():
        if test in TESTS:
            days = " and ".join(str(each.done.date) for each in verdicts)
            yield replace(
                blank,
                status="awaiting",
                tests=(test,),
                steps=("",),
                last=(_last(one.done, test, one.history.as_of),),
                next=f"find out whether it was done on {days}, and note it",
                notes=("for no step of the plan",),
            )


def _mdt(blank: Line, one: Followed) -> Line:
    plan = one.plan
    unknown = ", ".join(each.fact for each in plan.missing)
    if plan.judgement == "facts-missing" and unknown:
        text = f"find out {unknown}, or let the team decide"
    else:
        text = f"the team decides: {plan.reason}"
    by = tuple(each.id for each in plan.guidelines)
    row = f": {plan.recommendation}" if plan.recommendation else ""
    return replace(blank, status="mdt", next=text, by=tuple(f"{id}{row}" for id in by))
