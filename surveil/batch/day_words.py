"""Days in words as rows of bytes: each day is worded once, when it is first met."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from surveil.batch.months import Days
from surveil.render import dates

Bytes = npt.NDArray[np.uint8]

_EPOCH: Final = date(1970, 1, 1).toordinal()
_FIRST: Final = date(1900, 1, 1).toordinal() - _EPOCH
_LAST: Final = date(2400, 12, 31).toordinal() - _EPOCH


class DayWords:
    """The words of days, which are counted from 1970-01-01; all are as wide."""

    def __init__(self, worded: Callable[[date], str]) -> None:
        self._worded = worded
        width = len(worded(date(2026, 11, 22)).encode())
        self._table = np.zeros((_LAST - _FIRST + 1, width), dtype=np.uint8)
        self._known = np.zeros(len(self._table), dtype=np.bool_)

    def of(self, days: Days) -> Bytes:
        """A row of bytes for each day."""
        places = days.astype(np.intp) - _FIRST
        if not self._known[places].all():
            for place in np.unique(places[~self._known[places]]).tolist():
                text = self._worded(date.fromordinal(place + _FIRST + _EPOCH))
                self._table[place] = np.frombuffer(text.encode(), np.uint8)
                self._known[place] = True
        return self._table[places]


@lru_cache(maxsize=8)
def words_of_days(language: str | None) -> DayWords:
    """The days in the words of a language; None: as calendars count, 20261122."""
    if language is None:
        return DayWords(lambda day: f"{day:%Y%m%d}")
    return DayWords(lambda day: dates.said(day, language))
