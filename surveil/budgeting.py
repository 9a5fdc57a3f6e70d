"""Budgeting: the effective dose and the price of what a plan asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from surveil.case import Case
from surveil.catalogue import RANK, TESTS
from surveil.doses import DoseTable
from surveil.errors import CaseError
from surveil.plans import Plan

IMAGING: Final = ("ct", "mri", "by-age")
# Norway 2020, page 12.1 (P5): under 50 years MRI where possible.
MRI_UNDER: Final = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One test in one way of imaging: how often, its dose in mSv, its price."""

    test: str
    way: str  # "CT", "MRI", or "" where the test leaves no choice
    count: int
    low: Decimal
    typical: Decimal
    high: Decimal
    price: Decimal | None


@dataclass(frozen=True, slots=True)
class Budget:
    """What the events of a plan add up to, doses in mSv over the whole plan.

    `price` is None without a price table; `unpriced` names the tests it leaves out.
    """

    imaging: str
    lines: tuple[Line, ...]
    low: Decimal
    typical: Decimal
    high: Decimal
    price: Decimal | None
    unpriced: tuple[str, ...]
    sources: tuple[str, ...]


def budget(
    plan: Plan,
    doses: DoseTable,
    *,
    imaging: str = "ct",
    prices: Mapping[str, Decimal] | None = None,
) -> Budget:
    """The doses and prices of every event of the plan, past ones included.

    `imaging` says how "CT or MRI" is done: always CT, always MRI, or MRI for patients
    under 50 on the day. Raises CaseError where that needs the year of birth.
    """
    ways: dict[tuple[str, str], int] = {}
    for event in plan.events:
        way = _way(plan.case, event.test, doses, imaging, event.due)
        ways[event.test, way] = ways.get((event.test, way), 0) + 1
    lines: list[Line] = []
    sources: dict[str, None] = {}
    for (test, way), count in sorted(
        ways.items(), key=lambda one: (RANK[one[0][0]], one[0][1])
    ):
        dose = doses.of(test, mri=way == "MRI")
        price = prices.get(test) if prices is not None else None
        each = (dose.low, dose.typical, dose.high) if dose else (Decimal(0),) * 3
        low, typical, high = (value * count for value in each)
        total = price * count if price is not None else None
        lines.append(Line(test, way, count, low, typical, high, total))
        for source in dose.sources if dose and dose.high else ():
            sources[f'{source.cite} {source.at}: "{source.printed}"'] = None
    priced = [line.price for line in lines if line.price is not None]
    return Budget(
        imaging=imaging,
        lines=tuple(lines),
        low=sum((line.low for line in lines), Decimal(0)),
        typical=sum((line.typical for line in lines), Decimal(0)),
        high=sum((line.high for line in lines), Decimal(0)),
        price=sum(priced, Decimal(0)) if prices is not None else None,
        unpriced=_unpriced(lines, prices),
        sources=tuple(sources),
    )


def _unpriced(
    lines: list[Line], prices: Mapping[str, Decimal] | None
) -> tuple[str, ...]:
    if prices is None:
        return ()
    found = (line.test for line in lines if line.price is None)
    return tuple(
        dict.fromkeys(test for test in found if TESTS[test].kind != "decision")
    )


def _way(case: Case, test: str, doses: DoseTable, imaging: str, day: date) -> str:
    if doses.of(test, mri=True) == doses.of(test, mri=False):
        return ""
    if imaging != "by-age":
        return imaging.upper()
    if case.born is None:
        raise CaseError("born", "is needed for --imaging by-age: a year such as 1961")
    # In the year of the birthday the patient may still be younger: CT only when sure.
    return "MRI" if day.year - case.born <= MRI_UNDER else "CT"
