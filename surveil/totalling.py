"""Totalling: what each guideline asks for over a whole list of cases."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from surveil import choosing, scheduling
from surveil.answering import answer
from surveil.case import Case
from surveil.errors import CaseError
from surveil.guideline import Guideline, Recommendation
from surveil.lists import Listed, Rejected
from surveil.planning import check_dates
from surveil.plans import OUTCOMES
from surveil.steps import Judgement
from surveil.tallies import EARLY, LATE, Tally

COUNTED: Final = (*OUTCOMES, "not-covered", "rejected")
_FOLLOWED: Final = (None, "active", "suspended")  # with any other status: no plan
_REACH: Final = LATE[1]


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

    The sums of what `comparing.compare` says of each row. A case whose dates `made`
    rules out is rejected like one that cannot be read.
    """
    checked = [_checked(one, made) for one in rows]
    rejected = tuple(one for one in checked if isinstance(one, Rejected))
    cases = [one.case for one in checked if isinstance(one, Listed)]
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
        return Rejected(row.row, error.fact, error.problem, row.list)
    return row


def _total(
    guideline: Guideline, cases: Sequence[Case], rejected: int, made: date, pace: str
) -> Total:
    # A list of many cases has few different schedules, and each is tallied once.
    by_rows: dict[tuple[str, ...], tuple[Tally, Tally]] = {}
    outcomes = Counter(dict.fromkeys(COUNTED, 0))
    outcomes["rejected"] = rejected
    scheduled: Counter[tuple[str, ...]] = Counter()
    for case in cases:
        if not guideline.covers(case):
            outcomes["not-covered"] += 1
        elif case.surgery is None or case.status not in _FOLLOWED:
            outcomes[answer(case, [guideline], made=made, pace=pace).outcome] += 1
        elif isinstance(chosen := choosing.choose(case, guideline), Recommendation):
            outcomes["plan"] += 1
            added, _ = choosing.supplements(case, guideline, chosen)
            rows = (chosen.id, *(one.id for one in added))
            scheduled[rows] += 1
            if rows not in by_rows:
                asked = scheduling.schedule(
                    guideline, chosen, added, pace=pace, until=_REACH
                )
                by_rows[rows] = (
                    Tally.of(asked.steps, EARLY),
                    Tally.of(asked.steps, LATE),
                )
        else:
            judged = isinstance(chosen, Judgement)
            outcomes["judgement" if judged else "no-follow-up"] += 1
    assert outcomes.total() == len(cases) + rejected, "a row was lost"
    early, late = Tally(), Tally()
    for rows, count in scheduled.items():
        early += by_rows[rows][0] * count
        late += by_rows[rows][1] * count
    return Total(guideline, MappingProxyType(dict(outcomes)), early, late)
