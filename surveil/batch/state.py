"""The state of a calendar in few bytes: which entry stands where, and what it says."""

import hashlib
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from surveil.revising import BOOK, Entry, Wanted

_PACKED: Final = struct.Struct("<iBQ")
_BOOKED: Final = 1
_CANCELLED: Final = 2
_ALL: Final = 2**64 - 1
# One odd number for each place of a text that a date fills.
PLACES: Final = {
    "{earliest}": 0x9E3779B97F4A7C15,
    "{due}": 0xBF58476D1CE4E5B9,
    "{latest}": 0x94D049BB133111EB,
    "{then}": 0xD6E8FEB86659FD93,
}
Days = tuple[tuple[str, date], ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """One entry as the ledger keeps it; `says` stands for its title and text."""

    id: str
    role: str
    day: date
    says: int
    cancelled: bool


def packed(entries: Iterable[Entry], made: date) -> tuple[str, bytes]:
    """The ids of the entries, and their days and what they say.

    Nothing is kept of what is cancelled or over on the day of the plan: its words may
    come from a plan or from a file, which must make no difference after a kill.
    """
    ids = []
    state = bytearray()
    for one in entries:
        ids.append(one.id)
        marks = _BOOKED * (one.role == BOOK) | _CANCELLED * one.cancelled
        lasts = one.days and one.day >= made
        said = says(one.title, one.text, one.days) if lasts else 0
        state += _PACKED.pack(one.day.toordinal(), marks, said)
    return " ".join(ids), bytes(state)


def unpacked(ids: str, state: bytes) -> Iterator[Kept]:
    """The entries that were packed."""
    for id, (day, marks, said) in zip(
        ids.split(), _PACKED.iter_unpack(state), strict=True
    ):
        yield Kept(
            id,
            BOOK if marks & _BOOKED else "due",
            date.fromordinal(day),
            said,
            bool(marks & _CANCELLED),
        )


def says(title: str, text: str, days: Days) -> int:
    """A number that two entries share if they say the same, and else nearly never."""
    found = _template(title, text)
    for place, day in days:
        found += day.toordinal() * PLACES[place]
    return found & _ALL


@lru_cache(maxsize=8192)
def _template(title: str, text: str) -> int:
    raw = f"{title}\0{text}".encode()
    return int.from_bytes(hashlib.blake2b(raw, digest_size=8).digest())


def stands(
    kept: Sequence[Kept], wanted: Sequence[Wanted], *, made: date, feed: bool
) -> bool:
    """Whether the calendar of this state is surely what a revision would give.

    Every wanted entry is there with its day and words, and nothing that is still to
    come is unwanted. A feed leaves out what was cancelled and is over.
    """
    live = {(one.id, one.role): one for one in kept if not one.cancelled}
    if feed and any(one.cancelled and one.day < made for one in kept):
        return False
    for one in wanted:
        found = live.pop((one.ids[0], one.role), None)
        if found is None:
            if not one.past:
                return False
        elif not (one.past and found.day < made) and (
            found.day != one.day or found.says != says(one.title, one.text, one.days)
        ):
            return False
    return all(one.day < made for one in live.values())


def same(
    kept: Sequence[Kept],
    first: Sequence[Kept],
    *,
    made: date,
    feed: bool,
    alike: bool,
) -> bool:
    """Whether a calendar surely stays, where `first` is what a new one would hold.

    `alike`: it was last written by the same options. Then a booking that is late
    stays where it was put, as `revising` has it.
    """
    live = {(one.id, one.role): one for one in kept if not one.cancelled}
    if feed and any(one.cancelled and one.day < made for one in kept):
        return False
    for one in first:
        found = live.pop((one.id, one.role), None)
        if found is None or found.says != one.says:
            return False
        late = one.role == BOOK and one.day == made and found.day <= made
        if found.day != one.day and not (alike and late):
            return False
    return all(one.day < made for one in live.values())
