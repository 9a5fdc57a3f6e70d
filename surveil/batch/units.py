"""Units: the events of a row that can share trips, apart from all its others."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from surveil.batch.tables import Chunk
from surveil.errands import NEAR

_AN_AGE: Final = 10**6  # days: more than any plan spans, so that rows stay apart
_TESTS: Final = 2**16  # more than there are
_HALF: Final = 2**19  # days: more than lie between any two of a plan
_MIXES: Final = tuple(
    np.array(pair, dtype=np.uint64)
    for pair in (
        (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9),
        (0xD6E8FEB86659FD93, 0x94D049BB133111EB),
    )
)

Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Units:
    """The units of a chunk in order; places are those of events in its `dated`.

    A unit is all that is due on one date, unless days on which other events may stand
    reach into it: then it is `several` dates. `signs` are equal where two units hold
    steps of the same tests at the same distances, and `day` is the first due date.
    """

    first: Places
    end: Places
    day: npt.NDArray[np.int32]
    row: Places  # places in the chunk
    signs: tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]
    several: npt.NDArray[np.bool_]
    past: npt.NDArray[np.bool_]  # all its windows had closed

    def part(self, here: slice) -> "Units":
        """Some of the units, one after the other."""
        one, other = self.signs
        return Units(
            self.first[here],
            self.end[here],
            self.day[here],
            self.row[here],
            (one[here], other[here]),
            self.several[here],
            self.past[here],
        )


def units(
    chunk: Chunk,
    tests: npt.NDArray[np.generic],
    *,
    together: bool,
    longest: int,
    moved: int = 0,
    close: int = 0,
) -> Units:
    """The units of all rows; `longest` is the longest lead, in days.

    `tests` gives a number for the test of each slot. Unless `together`, nothing shares
    a trip, and each due date is a unit. `moved` is how many days a visit may be moved
    beside that; with a step of the same test within `close` days, a unit counts as one
    of several dates.
    """
    dated = chunk.dated
    row = dated.row
    starts = np.ones(len(row), dtype=np.bool_)
    starts[1:] = row[1:] != row[:-1]
    dates = starts.copy()
    dates[1:] |= dated.due[1:] != dated.due[:-1]
    cuts = starts | (dates & _apart(chunk, longest, moved)) if together else dates
    first = np.flatnonzero(cuts)
    end = np.append(first[1:], len(row))
    counted = np.add.reduceat(dates.astype(np.int64), first) if len(first) else first
    closed = np.logical_and.reduceat(chunk.past, first) if len(first) else first
    return Units(
        first=first,
        end=end,
        day=dated.due[first],
        row=dated.rows[row[first]],
        signs=_signs(chunk, tests, first, end),
        several=(counted > 1) | _crowded(chunk, tests, first, close),
        past=closed.astype(np.bool_),
    )


def _crowded(
    chunk: Chunk, tests: npt.NDArray[np.generic], first: Places, close: int
) -> npt.NDArray[np.bool_]:
    """Which units have a step with another of its test within so many days."""
    dated = chunk.dated
    found = np.zeros(len(dated.row), dtype=np.bool_)
    if not close or not len(first):
        return found[first]
    test = tests[dated.slot].astype(np.int64)
    order = np.argsort(dated.row * np.int64(_TESTS) + test, kind="stable")
    row, test, due = dated.row[order], test[order], dated.due[order]
    same = (row[1:] == row[:-1]) & (test[1:] == test[:-1])
    near = np.flatnonzero(same & (due[1:] - due[:-1] <= close))
    found[order[near]] = True
    found[order[near + 1]] = True
    return np.logical_or.reduceat(found, first)


def _apart(chunk: Chunk, longest: int, moved: int) -> npt.NDArray[np.bool_]:
    """Before which events no day is open both to one before and to one after."""
    dated = chunk.dated
    age = dated.row * np.int64(_AN_AGE)
    first = np.maximum(dated.earliest, dated.due - np.int32(NEAR + moved))
    last = np.minimum(dated.latest, dated.due + np.int32(longest + NEAR + moved))
    before = np.maximum.accumulate(np.maximum(last, dated.due) + age)
    after = np.minimum.accumulate((first + age)[::-1])[::-1]
    found = np.ones(len(age), dtype=np.bool_)
    found[1:] = before[:-1] < after[1:]
    return found


def _signs(
    chunk: Chunk, tests: npt.NDArray[np.generic], first: Places, end: Places
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    """Two numbers of 64 bits for each unit, from all that tells it from others."""
    dated = chunk.dated
    size = end - first
    base = np.repeat(dated.due[first], size)
    place = np.arange(len(base)) - np.repeat(first, size)
    due, earliest, latest = (
        (one - base).astype(np.int64) + _HALF
        for one in (dated.due, dated.earliest, dated.latest)
    )
    facts = (
        due << 40 | earliest << 20 | latest,
        tests[dated.slot].astype(np.int64) << 32 | place << 1 | chunk.past,
    )
    found = tuple(_mixed(facts, first, mix) for mix in _MIXES)
    return found[0], found[1]


def _mixed(
    facts: tuple[npt.NDArray[np.generic], ...],
    first: Places,
    mix: npt.NDArray[np.uint64],
) -> npt.NDArray[np.uint64]:
    total = np.zeros(len(facts[0]), dtype=np.uint64)
    for one in facts:
        total = (total ^ one.astype(np.int64).view(np.uint64)) * mix[0]
        total ^= total >> np.uint64(29)
        total *= mix[1]
        total ^= total >> np.uint64(32)
    if not len(first):
        return total
    return np.add.reduceat(total, first)


def around(chunk: Chunk, first: int, end: int, days: int) -> range:
    """The events of the row of a unit that lie within so many days of it."""
    dated = chunk.dated
    row, low, high = dated.row[first], dated.due[first], dated.due[end - 1]
    while first > 0 and _is_near(chunk, first - 1, row, low - days, high):
        first -= 1
    while end < len(dated.row) and _is_near(chunk, end, row, low, high + days):
        end += 1
    return range(first, end)


def _is_near(chunk: Chunk, event: int, row: int, low: int, high: int) -> bool:
    dated = chunk.dated
    return bool(dated.row[event] == row and low <= dated.due[event] <= high)
