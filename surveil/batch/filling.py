"""Filling: the entries of many rows by their templates, put together row by row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from surveil.batch.entry_templates import EPOCH, EntryTemplate
from surveil.batch.months import Days
from surveil.batch.uids import Uids, event_names, ids, ranks
from surveil.revising import BOOK
from surveil.revising import DUE as DUE_ROLE

_STATE: Final = np.dtype([("day", "<i4"), ("marks", "u1"), ("says", "<u8")])

Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Filled:
    """The calendar of one row: its entries without head and end, and their state."""

    row: int
    blocks: list[bytes]
    ids: str
    state: bytes  # as `state.packed` gives it


@dataclass(slots=True)
class Filler:
    """Takes units of rows, template by template, and gives them back row by row."""

    uids: Uids
    language: str
    _rows: list[Places] = field(default_factory=list)
    _ranks: list[Places] = field(default_factory=list)
    _states: list[npt.NDArray[np.void]] = field(default_factory=list)
    _blocks: list[bytes] = field(default_factory=list)
    _ids: list[str] = field(default_factory=list)

    def take(
        self,
        one: EntryTemplate,
        test: str,
        rows: Places,
        day: Days,
        numbers: Places,
        plans: Sequence[bytes],
    ) -> None:
        """The entries of one template.

        For each: its row, the day of its unit, the number of the step of `test` that
        names it, and the part of its plan in the UID.
        """
        role = BOOK if one.book else DUE_ROLE
        names, own_ids = event_names(test, role), ids(test)
        listed = numbers.tolist()
        uids = self.uids.of(plans, [names[number] for number in listed])
        raw = one.filled(day, uids, self.language).tobytes()
        width = len(one.raw)
        self._blocks += [raw[at : at + width] for at in range(0, len(raw), width)]
        self._ids += [own_ids[number] for number in listed]
        kept = np.empty(len(rows), dtype=_STATE)
        kept["day"] = one.stands(day) + np.int32(EPOCH)
        kept["marks"] = one.book
        kept["says"] = one.saying(day)
        self._states.append(kept)
        self._rows.append(rows)
        # To book comes before it is due.
        self._ranks.append(ranks(test, numbers) * 2 + (not one.book))

    def give(self) -> Iterator[Filled]:
        """What was taken, in order of row; and within it of day, id, booking first."""
        if not self._rows:
            return
        rows, kept = np.concatenate(self._rows), np.concatenate(self._states)
        order = np.lexsort((np.concatenate(self._ranks), kept["day"], rows))
        sorted_rows = rows[order]
        first = np.flatnonzero(np.diff(sorted_rows, prepend=-1))
        ends = [*first[1:].tolist(), len(order)]
        places = order.tolist()
        raw = kept[order].tobytes()
        width = _STATE.itemsize
        for start, end in zip(first.tolist(), ends, strict=True):
            some = places[start:end]
            yield Filled(
                row=int(sorted_rows[start]),
                blocks=[self._blocks[place] for place in some],
                ids=" ".join([self._ids[place] for place in some]),
                state=raw[start * width : end * width],
            )
