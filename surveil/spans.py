"""Spans of time such as "6 months" or "12 weeks": the one month calculator."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Self

from dateutil.relativedelta import relativedelta

DAYS_IN_MONTH = 30.4375  # the mean; orders spans of different units, dates nothing
LONGEST_YEARS = 100
_SHAPE = re.compile(r"([1-9][0-9]{0,3}) (day|week|month|year)s?")
_UNITS = {"day": (0, 1), "week": (0, 7), "month": (1, 0), "year": (12, 0)}


@dataclass(frozen=True, slots=True)
class Span:
    """Whole months and whole days, added in this order."""

    months: int = 0
    days: int = 0

    @classmethod
    def parse(cls, text: str) -> Self:
        """The span that "6 months", "1 year", "12 weeks" or "10 days" stands for.

        Raises ValueError for anything else, for nothing at all ("0 months"), because
        "every 0 months" never ends, and for more than a lifetime.
        """
        found = _SHAPE.fullmatch(text.strip())
        if not found:
            raise ValueError("is not a span such as '6 months' or '12 weeks'")
        months, days = _UNITS[found[2]]
        span = cls(int(found[1]) * months, int(found[1]) * days)
        if span.length > LONGEST_YEARS * 12 * DAYS_IN_MONTH:
            raise ValueError(f"is longer than {LONGEST_YEARS} years")
        return span

    @classmethod
    def between(cls, anchor: date, day: date) -> Self:
        """The whole months, then days, that lead from `anchor` to `day`."""
        apart = relativedelta(day, anchor)
        return cls(apart.years * 12 + apart.months, apart.days)

    @property
    def length(self) -> float:
        """About how many days: for putting spans in order, never for a date."""
        return self.months * DAYS_IN_MONTH + self.days

    @property
    def said(self) -> str:
        """As people say it: in years, where it comes out even."""
        if not self.days and self.months and not self.months % 12:
            return _counted(self.months // 12, "year")
        return str(self)

    def __add__(self, other: "Span") -> "Span":
        return Span(self.months + other.months, self.days + other.days)

    def __mul__(self, times: int) -> "Span":
        return Span(self.months * times, self.days * times)

    def __str__(self) -> str:
        weeks, rest = divmod(self.days, 7)
        days = _counted(weeks, "week") if not rest else _counted(self.days, "day")
        parts = [_counted(self.months, "month")] if self.months else []
        return " ".join([*parts, days] if self.days else parts) or "0 days"

    def after(self, anchor: date) -> date:
        """The date this long after `anchor`, at the latest the end of its month.

        >>> (Span(months=6) * 2).after(date(2024, 8, 31))  # chained: 28 August
        datetime.date(2025, 8, 31)
        """
        return anchor + relativedelta(months=self.months, days=self.days)


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


@dataclass(frozen=True, slots=True)
class SpanRange:
    """From `low` to `high`, as in "6-12 months"; equal ends for a plain span."""

    low: Span
    high: Span

    @classmethod
    def parse(cls, text: str) -> Self:
        """The range that "6-12 months" stands for; "6 months" is one without slack."""
        found = re.fullmatch(r"(\d+)-(\d+) (\w+)", text.strip())
        if not found:
            return cls(*[Span.parse(text)] * 2)
        ends = [Span.parse(f"{number} {found[3]}") for number in found.groups()[:2]]
        if ends[0].length >= ends[1].length:
            raise ValueError("runs backwards: write the short end first, '6-12 months'")
        return cls(*ends)

    @property
    def is_open(self) -> bool:
        """Whether the two ends differ, so that somebody has to choose."""
        return self.low != self.high

    def __str__(self) -> str:
        if not self.is_open:
            return str(self.low)
        if self.low.months:
            return f"{self.low.months}-{self.high.months} months"
        if self.low.days % 7 or self.high.days % 7:
            return f"{self.low.days}-{self.high.days} days"
        return f"{self.low.days // 7}-{self.high.days // 7} weeks"
