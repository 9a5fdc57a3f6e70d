"""Intervals: how far a share may be from the true one when few were counted."""

from math import sqrt
from typing import Final

_Z: Final = 1.959963984540054  # 97.5 % of a normal distribution lie below it


def wilson(numerator: int, denominator: int) -> tuple[float, float] | None:
    """The 95 % interval of a share by Wilson's score; None where nothing was counted.

    It never leaves 0 to 1 and has a width at 0 and at 1 as well. Raises ValueError for
    a numerator that is no part of its denominator.

    >>> wilson(0, 0)
    >>> [round(end, 4) for end in wilson(5, 10)]
    [0.2366, 0.7634]
    """
    if not 0 <= numerator <= denominator:
        raise ValueError("a numerator is no part of its denominator")
    if denominator == 0:
        return None
    square = _Z * _Z
    share = numerator / denominator
    middle = share + square / (2 * denominator)
    reach = _Z * sqrt(
        share * (1 - share) / denominator + square / (4 * denominator * denominator)
    )
    whole = 1 + square / denominator
    # At the ends both terms are equal, but for the last digit of a float.
    low = 0.0 if numerator == 0 else (middle - reach) / whole
    high = 1.0 if numerator == denominator else (middle + reach) / whole
    return low, high
