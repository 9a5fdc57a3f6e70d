"""Entry templates: one entry rendered once, and filled for each of many patients."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final

import numpy as np
import numpy.typing as npt

from surveil.batch import state
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
class Form:
    """The bytes of entries that differ in their UID and days alone."""

    raw: bytes
    slots: tuple[Slot, ...]

    @property
    def days(self) -> tuple[str, ...]:
        """The days in its text, each once."""
        names = dict.fromkeys(slot.name for slot in self.slots)
        return tuple(name for name in names if name in state.PLACES)

    def filled(self, values: Mapping[str, Bytes], size: int) -> Bytes:
        """The bytes of so many entries, a line each; `values` has a line for each."""
        table = np.empty((size, len(self.raw)), dtype=np.uint8)
        table[:] = np.frombuffer(self.raw, np.uint8)
        for slot in self.slots:
            value = values[slot.name][:, slot.start : slot.stop]
            table[:, slot.first : slot.last] = value
        return table


@dataclass(frozen=True, slots=True)
class EntryTemplate:
    """An entry that many rows want, with its days as distances from one day.

    `event` is the place in its unit of the event that names it, `test` the test of
    that. `shift` is where it stands, and `floor` the first day on which it may, None
    where there is none. `says` is the number of its words before the days in its text
    are added: see `state`.
    """

    event: int
    test: str
    book: bool
    form: Form
    shift: int
    shifts: tuple[tuple[str, int], ...]  # of the days in its text
    floor: int | None
    says: int


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
        test=wanted.ids[0].partition("/")[0],
        book=book,
        form=Form(bytes(raw), tuple(slots)),
        shift=first - ahead if book else wanted.day.toordinal() - EPOCH - base,
        shifts=days,
        floor=made.toordinal() - EPOCH if book else None,
        says=state.says(wanted.title, wanted.text, ()),
    )
