"""Numbers as reports give them: 8, 2.5, <2, >=10, each an interval."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

_NUMBER = r"(\d{1,6}(?:[.,]\d{1,6})?)"
_SIGNS = {"≤": "<=", "≥": ">=", "=<": "<=", "=>": ">="}
_PAIR = f"{_NUMBER}\\s*[-\u2013]\\s*{_NUMBER}"  # hyphen or dash
_COMPARISON = rf"(<=|>=|<|>)\s*{_NUMBER}"
_INFINITY = Decimal("Infinity")


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


@dataclass(frozen=True, slots=True)
class Bounds:
    """Every number from `low` to `high`; an open end leaves its own number out."""

    low: Decimal
    high: Decimal
    low_open: bool = False
    high_open: bool = False

    @classmethod
    def parse(cls, text: str, limits: tuple[int, int]) -> Self:
        """The interval for "8", "2,5", "<2", ">=10" or "3-5", cut to `limits`.

        Raises ValueError when it cannot be read or lies outside the limits.
        """
        for sign, plain in _SIGNS.items():
            text = text.replace(sign, plain)
        low, high = map(Decimal, limits)
        if single := re.fullmatch(_NUMBER, text):
            found = cls(_number(single[1]), _number(single[1]))
        elif pair := re.fullmatch(_PAIR, text):
            found = cls(_number(pair[1]), _number(pair[2]))
        elif bound := re.fullmatch(_COMPARISON, text):
            found = cls._compared(bound[1], _number(bound[2]), low, high)
        else:
            raise ValueError
        if found.is_empty or found.low < low or found.high > high:
            raise ValueError
        return found

    @classmethod
    def criterion(cls, text: str) -> Self:
        """The interval that "< 10" or ">= 10, < 20" in a guideline file leaves.

        Raises ValueError when it cannot be read or leaves nothing.
        """
        left = cls(-_INFINITY, _INFINITY)
        for part in text.split(","):
            bound = re.fullmatch(_COMPARISON, part.strip())
            if not bound:
                raise ValueError("is not a comparison such as '< 10' or '>= 10, < 20'")
            left = left._cut(
                cls._compared(bound[1], _number(bound[2]), -_INFINITY, _INFINITY)
            )
        if left.is_empty:
            raise ValueError("leaves no number: write '>= 10, < 20'")
        return left

    @classmethod
    def _compared(cls, sign: str, number: Decimal, low: Decimal, high: Decimal) -> Self:
        if sign[0] == "<":
            return cls(low, number, high_open=sign == "<")
        return cls(number, high, low_open=sign == ">")

    def _cut(self, other: Self) -> Self:
        low, low_open = max((self.low, self.low_open), (other.low, other.low_open))
        high, shut = min(
            (self.high, not self.high_open), (other.high, not other.high_open)
        )
        return type(self)(low, high, low_open, not shut)

    @property
    def is_empty(self) -> bool:
        if self.low == self.high:
            return self.low_open or self.high_open
        return self.low > self.high

    def within(self, criterion: "Bounds") -> bool | None:
        """Whether every number lies in `criterion`; None if only some may."""
        common = self._cut(criterion)
        if common == self:
            return True
        return False if common.is_empty else None

    def reported(self, limits: tuple[int, int]) -> str:
        """As a report writes it: 8, <2, >=10 or 3-5."""
        if self.low == self.high:
            return _plain(self.low)
        if self.low == limits[0] and not self.low_open:
            return f"{'<' if self.high_open else '<='}{_plain(self.high)}"
        if self.high == limits[1] and not self.high_open:
            return f"{'>' if self.low_open else '>='}{_plain(self.low)}"
        return f"{_plain(self.low)}-{_plain(self.high)}"

    def __str__(self) -> str:
        if self.low == self.high:
            return _plain(self.low)
        parts = []
        if self.low != -_INFINITY:
            parts.append(f"{'>' if self.low_open else '>='} {_plain(self.low)}")
        if self.high != _INFINITY:
            parts.append(f"{'<' if self.high_open else '<='} {_plain(self.high)}")
        return ", ".join(parts)


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
