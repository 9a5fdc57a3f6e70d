"""Periods: what is to come, counted month by month, with bounds from its windows."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Final

from surveil.errors import UsageError
from surveil.spans import Span

STEPS: Final = MappingProxyType({"month": 1, "quarter": 3, "year": 12})  # months
LONGEST: Final = 60  # months: so far every plan reaches at least


@dataclass(frozen=True, slots=True)
class Periods:
    """Months, quarters or years in a row, of which the first holds `as_of`."""

    by: str
    as_of: date
    starts: tuple[date, ...]
    end: date  # the first day after the last period

    @classmethod
    def of(cls, as_of: date, by: str, horizon: Span) -> "Periods":
        """As many whole periods as the horizon takes, that of `as_of` included.

        Raises UsageError for a horizon in days, or beyond what plans reach.
        """
        months = STEPS[by]
        if horizon.days or not horizon.months:
            raise UsageError("--horizon is not in months or years, such as '3 years'")
        if horizon.months > LONGEST:
            raise UsageError(
                "--horizon is longer than 5 years, and lifelong tests are planned no"
                " further: such as '3 years'"
            )
        count = -(-horizon.months // months)
        first = as_of.replace(day=1)
        first = first.replace(month=first.month - (first.month - 1) % months)
        edges = [Span(months=months * place).after(first) for place in range(count + 1)]
        return cls(by, as_of, tuple(edges[:-1]), edges[-1])

    @property
    def names(self) -> tuple[str, ...]:
        """Such as 2026-11, 2026-Q4 or 2026."""
        return tuple(map(self._name, self.starts))

    def _name(self, start: date) -> str:
        if self.by == "month":
            return f"{start:%Y-%m}"
        if self.by == "quarter":
            return f"{start.year}-Q{(start.month + 2) // 3}"
        return str(start.year)

    def place(self, day: date) -> int:
        """Which period a day is in, by its place; as many as there are if after all.

        A day before all of them is in the first.
        """
        if day >= self.end:
            return len(self.starts)
        return max(0, bisect_right(self.starts, day) - 1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One test or trip still to come: on which days it can be, and is to be."""

    code: str
    earliest: date
    day: date
    latest: date
    booked: bool = False

    def from_day(self, as_of: date) -> "Wanted":
        """The same without the days before `as_of`, which are over."""
        day = max(self.day, as_of)
        return replace(
            self,
            earliest=min(max(self.earliest, as_of), day),
            day=day,
            latest=max(self.latest, day),
        )


@dataclass(frozen=True, slots=True)
class Line:
    """How often a test or trip is to come in each period.

    `expected`: by the day that stands. `least`: those that can be in no other period.
    `most`: those that can be in it, which is the largest number that could fall there
    if all used their windows.
    """

    code: str
    least: tuple[int, ...]
    expected: tuple[int, ...]
    most: tuple[int, ...]

    def __add__(self, other: "Line") -> "Line":
        return replace(
            self,
            least=_added(self.least, other.least),
            expected=_added(self.expected, other.expected),
            most=_added(self.most, other.most),
        )


def lines(
    wanted: Sequence[Wanted], codes: Mapping[str, object], periods: Periods
) -> tuple[Line, ...]:
    """The lines of what can be in any of the periods, in the order of `codes`."""
    found: dict[str, list[list[int]]] = {}
    size = len(periods.starts)
    for one in wanted:
        first, last = periods.place(one.earliest), periods.place(one.latest)
        if first == size:
            continue
        least, expected, most = found.setdefault(
            one.code, [[0] * size, [0] * size, [0] * size]
        )
        if (at := periods.place(one.day)) < size:
            expected[at] += 1
        if first == last:
            least[first] += 1
        for at in range(first, min(last, size - 1) + 1):
            most[at] += 1
    return tuple(
        Line(code, *map(tuple, found[code])) for code in codes if code in found
    )


def _added(one: Sequence[int], other: Sequence[int]) -> tuple[int, ...]:
    return tuple(map(sum, zip(one, other, strict=True)))
