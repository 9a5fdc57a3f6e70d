"""A budget as lines for people and as plain data."""

from collections.abc import Iterable
from decimal import Decimal

from surveil.budgeting import Budget, Line
from surveil.catalogue import TESTS

WARNING = (
    "Effective doses are estimates for adults, of one CT acquisition each; they add up"
    " what is planned, not what was given."
)


def lines(budget: Budget) -> list[str]:
    """A line for each test with a dose or price, the total, and the sources."""
    found = [_line(one) for one in budget.lines if one.high or one.way or one.price]
    found.append(
        f"effective dose in all: {_range(budget.low, budget.typical, budget.high)}"
        f" (low, typical, high; 'CT or MRI' as {budget.imaging})"
    )
    if budget.price is not None:
        found.append(f"price in all: {budget.price:.2f}")
    if budget.unpriced:
        names = ", ".join(TESTS[test].brief for test in budget.unpriced)
        found.append(f"without a price: {names}")
    return [*found, WARNING, *(f"source: {text}" for text in budget.sources)]


def compared(found: Iterable[tuple[str, Budget]]) -> list[str]:
    """One line a guideline, then the sources of the doses once."""
    budgets = list(found)
    told = []
    for id, one in budgets:
        price = "" if one.price is None else f", price {one.price:.2f}"
        told.append(f"{id}: {_range(one.low, one.typical, one.high)}{price}")
    if not told:
        return []
    sources = dict.fromkeys(text for _, one in budgets for text in one.sources)
    how = f"low, typical, high; 'CT or MRI' as {budgets[0][1].imaging}"
    return [*told, how, WARNING, *(f"source: {text}" for text in sources)]


def content(budget: Budget) -> dict[str, object]:
    """The budget as plain data; doses in mSv."""
    return {
        "imaging": budget.imaging,
        "tests": [
            {
                "test": one.test,
                "imaging": one.way or None,
                "count": one.count,
                "dose": _dose(one.low, one.typical, one.high),
                "price": _number(one.price),
            }
            for one in budget.lines
        ],
        "dose": _dose(budget.low, budget.typical, budget.high),
        "price": _number(budget.price),
        "unpriced": list(budget.unpriced),
        "sources": list(budget.sources),
    }


def _line(one: Line) -> str:
    way = f" as {one.way}" if one.way else ""
    dose = f": {_range(one.low, one.typical, one.high)}" if one.high else ""
    if one.way and not one.high:
        dose = ": no ionising radiation"
    price = f", price {one.price:.2f}" if one.price is not None else ""
    return f"{TESTS[one.test].brief}{way}, {one.count} times{dose}{price}"


def _range(low: Decimal, typical: Decimal, high: Decimal) -> str:
    return f"{_short(low)}-{_short(typical)}-{_short(high)} mSv"


def _short(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _dose(low: Decimal, typical: Decimal, high: Decimal) -> dict[str, object]:
    return {
        "low": float(low),
        "typical": float(typical),
        "high": float(high),
        "unit": "mSv",
    }


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
