"""Filling: the entries of many rows by their templates, put together row by row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from surveil.batch.day_words import words_of_days
from surveil.batch.days_off import DaysOff
from surveil.batch.entry_templates import EPOCH
from surveil.batch.months import Days
from surveil.batch.steps_in_order import STEPS, id_of, ranks, steps
from surveil.batch.templates import Templates
from surveil.batch.uids import Uids, event_name
from surveil.batch.units import Units
from surveil.revising import BOOK, DUE

_STATE: Final = np.dtype([("day", "<i4"), ("marks", "u1"), ("says", "<u8")])
_DAYS: Final = 2**20  # more than there are
_FEWER: Final = 2**19  # days before 1970, and more

Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]


class Filled(NamedTuple):
    """The calendar of one row: its entries without head and end, and their state.

    `blocks` hold until the next rows are filled.
    """

    row: int
    blocks: memoryview
    ids: str
    state: bytes  # as `state.packed` gives it


@dataclass(slots=True)
class Filler:
    """Fills the templates of units, by the UIDs of one clinic, in one language."""

    templates: Templates
    uids: Uids
    language: str
    made: date
    off: DaysOff | None = None
    # The same memory again and again: new one costs as much as what is written to it.
    _room: Bytes = field(default_factory=lambda: np.empty(0, dtype=np.uint8))

    def filled(
        self,
        units: Units,
        which: Places,
        numbers: npt.NDArray[np.int32],
        plans: Sequence[bytes],
    ) -> Iterator[Filled]:
        """The calendars of all rows that have entries, in order of row.

        In a row the order is that of day, id, and booking first. `which` is the kind
        of each unit, below 0 where it has no entry; `numbers` are those of the steps
        of all events, and `plans` the part of its plan in the UID, of each row.
        """
        unit, template = self._entries(which)
        if not len(unit):
            return
        columns = self.templates.columns
        rows, day, book = units.row[unit], units.day[unit], columns.book[template]
        number = numbers[units.first[unit] + columns.event[template]]
        stands = self._stands(template, day)
        step = steps(columns.test[template], number)
        kept = np.empty(len(rows), dtype=_STATE)
        kept["day"] = stands + np.int32(EPOCH)
        kept["marks"] = book
        per_day = columns.per_day[template]
        kept["says"] = columns.says[template] + per_day * day.astype(np.uint64)
        order = _order(rows, stands, step, book)
        uids = self._uids(rows, step, book, plans)
        raw, ends = self._raw(template, day, stands, uids, order)
        yield from _parted(rows[order], raw.data, ends, step[order], kept[order])

    def _stands(self, template: Places, day: Days) -> Days:
        """The day on which each entry stands.

        A booking is never before the plan; days off move it as `visits.bookings` says.
        """
        columns = self.templates.columns
        shifted = day + columns.shift[template]
        found: Days = np.maximum(shifted, columns.floor[template])
        if self.off is None:
            return found
        made = np.int32(self.made.toordinal() - EPOCH)
        booked = np.flatnonzero(columns.book[template])
        own, day = template[booked], day[booked]
        first = day + columns.days["{due}"][own]
        latest = np.maximum(day + columns.days["{latest}"][own], made)
        last = np.where(first >= made, first, latest)
        earliest = np.full(len(booked), made, dtype=np.int32)
        found[booked] = self.off.nearest(found[booked], earliest, last)
        return found

    def _entries(self, which: Places) -> tuple[Places, Places]:
        """The unit and the template of each entry; those of one form together."""
        columns = self.templates.columns
        some = np.flatnonzero(which >= 0)
        count = columns.count[which[some]]
        unit = np.repeat(some, count)
        within = np.arange(len(unit)) - np.repeat(np.cumsum(count) - count, count)
        template = columns.start[which[unit]] + within
        together = np.argsort(columns.form[template], kind="stable")
        return unit[together], template[together]

    def _uids(
        self, rows: Places, step: Places, book: Places, plans: Sequence[bytes]
    ) -> Bytes:
        events = pa.array(step * 2 + book).dictionary_encode()
        names = [
            event_name(id_of(one >> 1), BOOK if one & 1 else DUE)
            for one in events.dictionary.to_pylist()
        ]
        return self.uids.of(
            [plans[row] for row in rows.tolist()],
            [names[place] for place in events.indices.to_pylist()],
        )

    def _raw(
        self, template: Places, day: Days, stands: Days, uids: Bytes, order: Places
    ) -> tuple[Bytes, Places]:
        """The bytes of all entries in order, and where each begins; the end as well."""
        columns, forms = self.templates.columns, self.templates.forms
        form = columns.form[template]
        width = np.array([len(one.raw) for one in forms])[form]
        ends = np.zeros(len(form) + 1, dtype=np.int64)
        np.cumsum(width[order], out=ends[1:])
        place = np.empty(len(form), dtype=np.int64)
        place[order] = ends[:-1]
        if len(self._room) < ends[-1]:
            self._room = np.empty(ends[-1] * 5 // 4, dtype=np.uint8)
        raw = self._room[: ends[-1]]
        compact, said = words_of_days(None), words_of_days(self.language)
        start, end = compact.of(stands), compact.of(stands + np.int32(1))
        met, first = np.unique(form, return_index=True)
        for number, at, to in zip(
            met.tolist(), first.tolist(), [*first[1:].tolist(), len(form)], strict=True
        ):
            one, here = forms[number], slice(at, to)
            values = {"uid": uids[here], "start": start[here], "end": end[here]}
            for name in one.days:
                values[name] = said.of(day[here] + columns.days[name][template[here]])
            # All places at which so many bytes may stand, as if they were an array:
            # then numpy copies each entry as one item.
            whole = np.dtype(f"V{len(one.raw)}")
            count = len(raw) - whole.itemsize + 1
            places = np.ndarray((count,), whole, raw, strides=(1,))
            places[place[here]] = one.filled(values, to - at).view(whole).ravel()
        return raw, ends


def _order(rows: Places, stands: Days, step: Places, book: Places) -> Places:
    """The order of the entries: by row, day and id, and to book before it is due."""
    day = rows * _DAYS + (stands + _FEWER)
    found: Places = np.argsort((day * STEPS + ranks(step)) * 2 + (1 - book))
    return found


def _parted(
    rows: Places,
    raw: memoryview,
    ends: Places,
    step: Places,
    kept: npt.NDArray[np.void],
) -> Iterator[Filled]:
    """Entries in order, row by row."""
    bounds = np.append(np.flatnonzero(np.diff(rows, prepend=-1)), len(rows))
    cuts, parts = ends[bounds].tolist(), (bounds * _STATE.itemsize).tolist()
    state = kept.tobytes()
    ids = _ids(step, bounds)
    for at, row in enumerate(rows[bounds[:-1]].tolist()):
        blocks = raw[cuts[at] : cuts[at + 1]]
        yield Filled(row, blocks, ids[at], state[parts[at] : parts[at + 1]])


def _ids(step: Places, bounds: Places) -> list[str]:
    """The ids of the entries between each two bounds, parted by spaces."""
    met = pa.array(step).dictionary_encode()
    words = pa.array(map(id_of, met.dictionary.to_pylist()), pa.string())
    lists = pa.ListArray.from_arrays(
        pa.array(bounds, pa.int32()), words.take(met.indices)
    )
    found: list[str] = pc.binary_join(lists, " ").to_pylist()
    return found
