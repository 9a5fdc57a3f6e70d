"""Repeats: the keys that stand in more than one row, found without keeping all keys."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from surveil.sheets import Reading

_BITS: Final = 27  # 16 MiB, whatever the number of rows
_NAMED: Final = 5  # of the rows that share a key
Bits = npt.NDArray[np.int64]
_NO_BITS: Final[Bits] = np.zeros(0, dtype=np.int64)
Place = tuple[str, int]  # the list where there are several, and the row


@dataclass(frozen=True, slots=True)
class Repeats:
    """The rows of every key that stands in more than one."""

    places: dict[str, list[Place]]

    def __contains__(self, key: str) -> bool:
        return key in self.places

    def __bool__(self) -> bool:
        return bool(self.places)

    def told(self, key: str, list: str, row: int) -> str:
        """The other rows of a key, such as "row 5" or "rows 5, 8 and 3 more"."""
        places = self.places[key]  # of which there may be as many as rows
        others = [one for one in places[: _NAMED + 1] if one != (list, row)]
        named = [_named(one, list) for one in others[:_NAMED]]
        if (left := len(places) - 1 - _NAMED) > 0:
            named.append(f"{left} more")
        first = "row" if len(places) == 2 else "rows"
        joined = " and ".join([", ".join(named[:-1]), named[-1]][len(named) == 1 :])
        return f"{first} {joined}"


def of(reading: Reading) -> Repeats:
    """The repeated keys of all lists together.

    A first walk marks a bit for each key. Only keys whose bit was marked before are
    then looked at: few, so that memory stays flat on a million rows.
    """
    suspects = _suspects(reading)
    if not len(suspects):
        return Repeats({})
    places: dict[str, list[Place]] = {}
    for name, numbers, keys in _keys(reading):
        for at in np.flatnonzero(np.isin(_bits(keys), suspects)).tolist():
            if key := keys[at]:
                places.setdefault(key, []).append((name, numbers[at]))
    return Repeats({key: rows for key, rows in places.items() if len(rows) > 1})


def normal(key: str) -> str:
    """A key as it is compared: spaces around it are none of it."""
    return " ".join(key.split())


def _suspects(reading: Reading) -> Bits:
    """The bits that more than one key has."""
    marked = np.zeros(1 << _BITS >> 3, dtype=np.uint8)
    suspects = []
    for _, _, keys in _keys(reading):
        own = _bits([key for key in keys if key])
        bits, counts = np.unique(own, return_counts=True)
        place, flag = bits >> 3, (1 << (bits & 7)).astype(np.uint8)
        suspects.append(bits[(counts > 1) | (marked[place] & flag > 0)])
        np.bitwise_or.at(marked, place, flag)
    return np.unique(np.concatenate(suspects)) if suspects else _NO_BITS


def _bits(keys: Sequence[str]) -> Bits:
    hashes = np.fromiter(map(hash, keys), dtype=np.int64, count=len(keys))
    return hashes & ((1 << _BITS) - 1)


def _keys(reading: Reading) -> Iterator[tuple[str, Sequence[int], Sequence[str]]]:
    """The keys of some rows of one list at a time, "" where a row has none."""
    for table in reading.tables:
        position = table.header.position("key")
        if position is None:
            continue
        name = reading.list_of(table)
        for numbers, texts in table.parts(position):
            # Of letters and figures alone, as most are, a key is normal already.
            keys = [text if text.isalnum() else normal(text) for text in texts]
            yield name, numbers, keys


def _named(place: Place, here: str) -> str:
    list, row = place
    return str(row) if list == here else f"{row} of {list}"
