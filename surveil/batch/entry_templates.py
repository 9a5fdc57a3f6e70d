"""Entry templates: one entry rendered once, and filled for each of many patients."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final

import numpy as np
import numpy.typing as npt

from surveil.batch import state
from surveil.batch.day_words import DayWords
from surveil.batch.months import Days
from surveil.render import entries
from surveil.revising import BOOK, Wanted

Bytes = npt.NDArray[np.uint8]

EPOCH: Final = date(1970, 1, 1).toordinal()
_CONSTANT: Final = ("stamp", "created", "sequence")


@dataclass(frozen=True, slots=True)
class Slot:
    """A part of a value, and where it stands in the bytes of its entry."""

    first: int
    last: int
    name: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class EntryTemplate:
    """An entry that many rows want, with its days as distances from one day.

    `event` is the place in its unit of the event that names it. `floor` is the first
    day on which it may stand, None where there is none. `says` is the number of its
    words before its days are added: see `state`.
    """

    event: int
    book: bool
    raw: Bytes
    slots: tuple[Slot, ...]
    shift: int
    shifts: tuple[tuple[str, int], ...]  # of the days in its text
    floor: int | None
    says: int
    names: frozenset[str]  # of its slots

    def fill(
        self, table: Bytes, values: Mapping[str, Bytes], day: Days, said: DayWords
    ) -> None:
        """Write the entry into each line of `table`, which is as wide as `raw`.

        `values` has a line of bytes for each UID, start and end; `day` is the one from
        which the days in the text are counted, in the words of `said`.
        """
        table[:] = self.raw
        worded = {
            place: said.of(day + np.int32(shift))
            for place, shift in self.shifts
            if place in self.names
        }
        for slot in self.slots:
            value = worded[slot.name] if slot.name in worded else values[slot.name]
            table[:, slot.first : slot.last] = value[:, slot.start : slot.stop]

    def saying(self, day: Days) -> npt.NDArray[np.uint64]:
        """What `state.says` gives of the filled entries."""
        found = np.full(len(day), self.says, dtype=np.uint64)
        for place, shift in self.shifts:
            ordinals = day.astype(np.int64) + (shift + EPOCH)
            found += ordinals.astype(np.uint64) * np.uint64(state.PLACES[place])
        return found


def template(
    wanted: Wanted, event: int, base: int, made: date, ahead: int, language: str
) -> EntryTemplate:
    """The template of an entry that one row wants; days are counted from `base`.

    `event` is the place of the event that names it. A booking counts from its first
    visit, `ahead` days before it, wherever the day of the plan lies.
    """
    form = entries.form(wanted.title, wanted.text, language)
    clock = datetime.combine(made, time(), UTC)
    same = entries.values("", made, {}, stamp=clock, created=clock)
    raw, slots = bytearray(), []
    for piece in form.pieces:
        if isinstance(piece, bytes):
            raw += piece
            continue
        name, start, stop = piece
        if name in _CONSTANT:
            raw += same[name][start:stop]
            continue
        assert stop is not None
        slots.append(Slot(len(raw), len(raw) + stop - start, name, start, stop))
        raw += b" " * (stop - start)
    days = tuple((place, day.toordinal() - EPOCH - base) for place, day in wanted.days)
    book = wanted.role == BOOK
    first = dict(days)["{due}"]
    return EntryTemplate(
        event=event,
        book=book,
        raw=np.frombuffer(bytes(raw), np.uint8),
        slots=tuple(slots),
        shift=first - ahead if book else wanted.day.toordinal() - EPOCH - base,
        shifts=days,
        floor=made.toordinal() - EPOCH if book else None,
        says=state.says(wanted.title, wanted.text, ()),
        names=frozenset(slot.name for slot in slots),
    )
