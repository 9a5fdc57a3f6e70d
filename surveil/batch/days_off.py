"""Days off as columns, and what turns on them alone."""

from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

from surveil.batch.entry_templates import EPOCH
from surveil.batch.months import Days
from surveil.moving import Closed

_MARGIN: Final = 40  # days: more than any run of days off that is `usual`
_LONGEST: Final = 10
_OPEN: Final = -1  # no such day was met yet
_LEAF: Final = np.iinfo(np.int32).min

Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]


@dataclass(slots=True)
class DaysOff:
    """Which days are off, for the days that were asked for; each is looked up once."""

    closed: Closed
    _first: int = 0
    _off: Flags = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    _before: Days = field(default_factory=lambda: np.zeros(0, dtype=np.int32))
    _after: Days = field(default_factory=lambda: np.zeros(0, dtype=np.int32))

    def cover(self, first: int, last: int) -> bool:
        """Look at all days between these; whether no more than 10 in a row are off."""
        first, last = first - _MARGIN, last + _MARGIN
        if len(self._off):
            first = min(first, self._first)
            last = max(last, self._first + len(self._off) - 1)
        if last - first >= len(self._off):
            days = range(first + EPOCH, last + EPOCH + 1)
            off = [bool(self.closed(date.fromordinal(day))) for day in days]
            self._first, self._off = first, np.array(off, dtype=np.bool_)
            days_of = np.arange(len(off), dtype=np.int32)
            self._before = np.maximum.accumulate(np.where(self._off, -1, days_of))
            later = np.where(self._off, len(off), days_of)[::-1]
            self._after = np.minimum.accumulate(later)[::-1]
        return bool((self._after - self._before <= _LONGEST + 1).all())

    def off(self, days: Days) -> Flags:
        """Which of the days, all of them covered, are off."""
        found: Flags = self._off[days - np.int32(self._first)]
        return found

    def nearest(self, days: Days, first: Days, last: Days) -> Days:
        """What `moving.nearest_open` gives of each day; where that is None, the day."""
        place = days - self._first
        before, after = self._before[place], self._after[place]
        down = (before >= 0) & (before >= first - self._first)
        up = (after < len(self._off)) & (after <= last - self._first)
        earlier = down & (~up | (place - before <= after - place))
        found = np.where(earlier, before, np.where(up, after, place)) + self._first
        return found.astype(np.int32)


class Looks:
    """The days at which things look, counted from their own, and what they want then.

    It is a function that looks at one day after the other, and that does the same for
    two things of a kind as long as the same days are off. A node of the tree is the day
    that it looks at next, its children are what follows if that is open, or off.
    """

    def __init__(self) -> None:
        self._offset = np.full(64, _LEAF, dtype=np.int32)
        self._answer = np.full(64, _OPEN, dtype=np.int64)
        self._child = np.full((64, 2), _OPEN, dtype=np.int64)
        self._nodes = 0

    def root(self) -> int:
        """The root of a new kind."""
        if self._nodes == len(self._offset):
            more = self._nodes
            self._offset = np.append(self._offset, np.full(more, _LEAF, np.int32))
            self._answer = np.append(self._answer, np.full(more, _OPEN, np.int64))
            blank = np.full((more, 2), _OPEN, dtype=np.int64)
            self._child = np.concatenate([self._child, blank])
        self._nodes += 1
        return self._nodes - 1

    def walked(self, roots: Places, days: Days, off: DaysOff) -> tuple[Places, Places]:
        """The answers for things of kinds with these roots, as far as they are known.

        Gives also some of those that have none yet, such that to learn them brings all
        others further.
        """
        node, todo = roots.copy(), np.arange(len(roots))
        stuck, ways = [todo[:0]], [todo[:0]]
        while len(todo):
            offset = self._offset[node[todo]]
            inner = offset != _LEAF
            new = ~inner & (self._answer[node[todo]] == _OPEN)
            stuck.append(todo[new])
            ways.append(node[todo[new]] * 2)
            todo, offset = todo[inner], offset[inner]
            which = off.off(days[todo] + offset).astype(np.int64)
            towards = self._child[node[todo], which]
            known = towards != _OPEN
            stuck.append(todo[~known])
            ways.append(node[todo[~known]] * 2 + which[~known])
            todo = todo[known]
            node[todo] = towards[known]
        _, first = np.unique(np.concatenate(ways), return_index=True)
        return self._answer[node], np.concatenate(stuck)[first]

    def learn(
        self, root: int, looked: dict[int, bool], answer: int, unsure: int
    ) -> None:
        """What was looked at, in order, whether it was off, and what came of it.

        Where it looked at other days before, its whole kind has the answer `unsure`.
        """
        node = root
        for offset, is_off in looked.items():
            if self._offset[node] == _LEAF and self._answer[node] == _OPEN:
                self._offset[node] = offset
            if self._offset[node] != offset:
                return self._settle(root, unsure)
            if self._child[node, int(is_off)] == _OPEN:
                self._child[node, int(is_off)] = self.root()
            node = int(self._child[node, int(is_off)])
        if self._offset[node] != _LEAF:
            return self._settle(root, unsure)
        return self._settle(node, answer)

    def _settle(self, node: int, answer: int) -> None:
        self._offset[node], self._answer[node] = _LEAF, answer


def looking(closed: Closed, base: int, looked: dict[int, bool]) -> Closed:
    """The days off, with a note of each day that is asked for, counted from `base`."""

    def asked(day: date) -> str | None:
        reason = closed(day)
        looked.setdefault(day.toordinal() - EPOCH - base, bool(reason))
        return reason

    return asked
