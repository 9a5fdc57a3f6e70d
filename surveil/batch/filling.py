"""Filling: the entries of many rows by their templates, put together row by row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from surveil.batch.day_words import words_of_days
from surveil.batch.entry_templates import EPOCH, EntryTemplate
from surveil.batch.months import Days
from surveil.batch.uids import (
    MOST,
    Uids,
    event_names,
    ids,
    ranks_of_numbers,
    ranks_of_tests,
)
from surveil.revising import BOOK, DUE

_STATE: Final = np.dtype([("day", "<i4"), ("marks", "u1"), ("says", "<u8")])
_DAYS: Final = 2**20  # more than there are
_FEWER: Final = 2**19  # days before 1970 that may be asked for, and more

Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Filled:
    """The calendar of one row: its entries without head and end, and their state."""

    row: int
    blocks: memoryview
    ids: str
    state: bytes  # as `state.packed` gives it


@dataclass(frozen=True, slots=True)
class _Taken:
    """The entries of one template: the row, unit's day and number of each."""

    one: EntryTemplate
    test: str
    rows: Places
    day: Days
    numbers: Places


@dataclass(slots=True)
class Filler:
    """Takes units of rows, template by template, and gives them back row by row."""

    uids: Uids
    language: str
    _taken: list[_Taken] = field(default_factory=list)

    def take(
        self, one: EntryTemplate, test: str, rows: Places, day: Days, numbers: Places
    ) -> None:
        """The entries of one template.

        For each: its row, the day of its unit, and the number of the step of `test`
        that names it.
        """
        self._taken.append(_Taken(one, test, rows, day, numbers))

    def give(self, plans: Sequence[bytes]) -> Iterator[Filled]:
        """What was taken, in order of row; and within it of day, id, booking first.

        `plans` has the part of its plan in the UID for each row.
        """
        if not self._taken:
            return
        sizes = np.array([len(taken.rows) for taken in self._taken])
        rows = np.concatenate([taken.rows for taken in self._taken])
        day = np.concatenate([taken.day for taken in self._taken])
        kept = self._kept(sizes, day)
        order = np.argsort(self._ordering(sizes, rows, kept["day"]))
        content = self._content(sizes, rows, day, kept["day"], plans)
        whole = content.take(pa.array(order))
        ends_of = np.frombuffer(whole.buffers()[1], np.int64)[: len(whole) + 1]
        sorted_rows = rows[order]
        first = np.flatnonzero(np.diff(sorted_rows, prepend=-1))
        bounds = np.append(first, len(order))
        cuts = ends_of[bounds].tolist()
        states = kept[order].tobytes()
        parts = (bounds * _STATE.itemsize).tolist()
        raw = memoryview(whole.buffers()[2])
        lists = self._ids(sizes, order, bounds)
        for at, row in enumerate(sorted_rows[first].tolist()):
            yield Filled(
                row,
                raw[cuts[at] : cuts[at + 1]],
                lists[at],
                states[parts[at] : parts[at + 1]],
            )

    def _kept(self, sizes: Places, day: Days) -> npt.NDArray[np.void]:
        """What the ledger keeps of each entry."""
        templates = [taken.one for taken in self._taken]
        shift = np.array([one.shift for one in templates], np.int32)
        floor = np.array([_floor(one) for one in templates], np.int32)
        book = np.array([one.book for one in templates], np.uint8)
        says = np.concatenate(
            [taken.one.saying(taken.day) for taken in self._taken], dtype=np.uint64
        )
        kept = np.empty(len(day), dtype=_STATE)
        stands = np.maximum(day + np.repeat(shift, sizes), np.repeat(floor, sizes))
        kept["day"] = stands + np.int32(EPOCH)
        kept["marks"] = np.repeat(book, sizes)
        kept["says"] = says
        return kept

    def _ordering(self, sizes: Places, rows: Places, days: Days) -> Places:
        """One number for each entry, by which they are put in order."""
        numbers = np.concatenate([taken.numbers for taken in self._taken])
        tests = np.array([ranks_of_tests()[taken.test] for taken in self._taken])
        # To book comes before it is due.
        due = np.array([not taken.one.book for taken in self._taken])
        rank = np.repeat(tests * MOST, sizes) + ranks_of_numbers()[numbers]
        place = rows * _DAYS + (days - EPOCH + _FEWER)
        whole = (place * (len(ranks_of_tests()) * MOST) + rank) * 2
        found: Places = whole + np.repeat(due, sizes)
        return found

    def _content(
        self,
        sizes: Places,
        rows: Places,
        day: Days,
        stands: Days,
        plans: Sequence[bytes],
    ) -> pa.LargeBinaryArray:
        """The bytes of each entry."""
        width = np.array([len(taken.one.raw) for taken in self._taken])
        offsets = np.zeros(len(rows) + 1, dtype=np.int64)
        np.cumsum(np.repeat(width, sizes), out=offsets[1:])
        raw = np.empty(offsets[-1], dtype=np.uint8)
        events: list[bytes] = []
        for taken in self._taken:
            names = event_names(taken.test, BOOK if taken.one.book else DUE)
            events += [names[number] for number in taken.numbers.tolist()]
        uids = self.uids.of([plans[row] for row in rows.tolist()], events)
        compact = words_of_days(None)
        stands = stands - np.int32(EPOCH)
        start, end = compact.of(stands), compact.of(stands + np.int32(1))
        said = words_of_days(self.language)
        at = 0
        for taken, size in zip(self._taken, sizes.tolist(), strict=True):
            here = slice(at, at + size)
            table = raw[offsets[at] : offsets[at + size]].reshape(size, -1)
            values = {"uid": uids[here], "start": start[here], "end": end[here]}
            taken.one.fill(table, values, day[here], said)
            at += size
        buffers = [None, pa.py_buffer(offsets), pa.py_buffer(raw)]
        return pa.LargeBinaryArray.from_buffers(pa.large_binary(), len(rows), buffers)

    def _ids(self, sizes: Places, order: Places, bounds: Places) -> list[str]:
        """The ids of the entries of each row, parted by spaces."""
        numbers = np.concatenate([taken.numbers for taken in self._taken])
        tests = {taken.test: 0 for taken in self._taken}
        tests = {test: place for place, test in enumerate(tests)}
        own = np.array([tests[taken.test] for taken in self._taken])
        codes = np.repeat(own * MOST, sizes) + numbers
        met, place = np.unique(codes, return_inverse=True)
        names = list(tests)
        words = [ids(names[code // MOST])[code % MOST] for code in met.tolist()]
        texts = pa.array(words, pa.string()).take(pa.array(place[order]))
        lists = pa.ListArray.from_arrays(pa.array(bounds, pa.int32()), texts)
        found: list[str] = pc.binary_join(lists, " ").to_pylist()
        return found


def _floor(one: EntryTemplate) -> int:
    return -_FEWER if one.floor is None else one.floor
