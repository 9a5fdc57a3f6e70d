"""Months of whole columns: the numpy twin of `Span.after` and `Span.between`.

A day is an int32, counted from 1970-01-01 as Arrow's date32 counts it.
"""

from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

Days = npt.NDArray[np.int32]
Numbers = npt.NDArray[np.int32]
_FIRST_YEAR: Final = "0001-01"
_PAST_LAST_YEAR: Final = "10000-01"
_BEFORE_1970: Final = 1969 * 12
WIDTH: Final = 32  # places kept for each month: its days 1 to 31, and a blank 0


@cache
def _first_days() -> Days:
    months = np.arange(_FIRST_YEAR, _PAST_LAST_YEAR, dtype="datetime64[M]")
    return months.astype("datetime64[D]").astype(np.int32)


@cache
def _table() -> Days:
    """The day at each place; one past the end of a month is the end of the month."""
    first = _first_days()
    lengths = np.diff(first, append=first[-1:] + np.int32(31))
    days = np.arange(WIDTH, dtype=np.int32)
    clipped = np.minimum(days[np.newaxis, :], lengths[:, np.newaxis])
    found: Days = (clipped + (first - np.int32(1))[:, np.newaxis]).ravel()
    return found


def places(days: Days) -> Numbers:
    """Where each day stands: its month, times 32, and its day of the month."""
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int32)
    months += np.int32(_BEFORE_1970)
    found: Numbers = months * np.int32(WIDTH) + (days - _first_days()[months] + 1)
    return found.astype(np.int32)


def years(places: Numbers) -> Numbers:
    """The calendar year of each place."""
    found: Numbers = places // np.int32(WIDTH * 12) + np.int32(1)
    return found


def after(
    places: Numbers, months: Numbers | np.int32, days: Numbers | np.int32
) -> Days:
    """The day so many months, then days, after each place, as `Span.after` has it."""
    found: Days = _table().take(places + months * np.int32(WIDTH)) + days
    return found


def between(anchors: Numbers, days: Days) -> tuple[Numbers, Numbers]:
    """The whole months, then days, from each place to a day that is not before it."""
    months = (places(days) // WIDTH - anchors // WIDTH).astype(np.int32)
    none = np.int32(0)
    months -= after(anchors, months, none) > days
    left: Numbers = np.subtract(days, after(anchors, months, none))
    return months, left
