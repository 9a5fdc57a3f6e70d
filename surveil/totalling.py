"""Totalling: what each guideline asks for over a whole list of cases."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Final

from surveil.bounds import Bounds
from surveil.case import Case
from surveil.comparing import answered
from surveil.errors import CaseError
from surveil.guideline import Guideline
from surveil.lists import Listed, Rejected
from surveil.planning import HORIZON, check_dates
from surveil.plans import OUTCOMES
from surveil.tallies import Tally

Alike = tuple[Case, Bounds | None]

COUNTED: Final = (*OUTCOMES, "not-covered", "rejected")


@dataclass(frozen=True, slots=True)
class Total:
    """One guideline over the list.

    `outcomes` counts rows by what became of them: each row is in exactly one, so they
    add up to the rows of the list. `early` and `late` add up the tallies of the rows
    with a plan, years 1-5 and 6-10 after each patient's own surgery.
    """

    guideline: Guideline
    outcomes: Mapping[str, int]
    early: Tally
    late: Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Every guideline over the same list. `rejected` are the rows that are no case."""

    made: date
    pace: str
    rows: int
    totals: tuple[Total, ...]
    rejected: tuple[Rejected, ...]


def total(
    rows: Sequence[Listed | Rejected],
    guidelines: Sequence[Guideline],
    *,
    made: date,
    pace: str = "closest",
) -> Totals:
    """What each of `guidelines` asks for over the rows; programmes are left out.

    A case whose dates `made` rules out is rejected like one that cannot be read.
    """
    checked = [_checked(one, made) for one in rows]
    rejected = tuple(one for one in checked if isinstance(one, Rejected))
    cases = [
        (one.case, _without_dates(one.case))
        for one in checked
        if isinstance(one, Listed)
    ]
    return Totals(
        made=made,
        pace=pace,
        rows=len(rows),
        totals=tuple(
            _total(one, cases, len(rejected), made, pace)
            for one in guidelines
            if not one.is_programme
        ),
        rejected=rejected,
    )


def _checked(row: Listed | Rejected, made: date) -> Listed | Rejected:
    if isinstance(row, Rejected):
        return row
    try:
        check_dates(row.case, made)
    except CaseError as error:
        return Rejected(row.row, error.fact, error.problem)
    return row


def _total(
    guideline: Guideline,
    cases: Sequence[tuple[Case, Alike]],
    rejected: int,
    made: date,
    pace: str,
) -> Total:
    outcomes = Counter(dict.fromkeys(COUNTED, 0))
    outcomes["rejected"] = rejected
    early, late = Tally(), Tally()
    known: dict[Alike, tuple[str, Tally, Tally]] = {}
    for case, alike in cases:
        if not guideline.covers(case):
            outcomes["not-covered"] += 1
            continue
        if alike not in known:
            one = answered(case, guideline, made=made, pace=pace, horizon=HORIZON)
            tallies = one.early or Tally(), one.late or Tally()
            known[alike] = (one.plan.outcome, *tallies)
        outcome, first, then = known[alike]
        outcomes[outcome] += 1
        early += first
        late += then
    assert outcomes.total() == len(cases) + rejected, "a row was lost"
    return Total(guideline, MappingProxyType(dict(outcomes)), early, late)


def _without_dates(case: Case) -> Alike:
    """What the tallies of a case depend on: all but its dates, and the age.

    They count by the month after surgery, so cases alike in this have the same; a long
    list has few that differ.
    """
    dateless = replace(
        case, key=None, surgery=None, born=None, followed_from=None, status_date=None
    )
    return dateless, case.age
