"""Repeats: the keys that stand in more than one row, found without keeping all keys."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from surveil.sheets import Reading

_BITS: Final = 27  # 16 MiB, whatever the number of rows
_NAMED: Final = 5  # of the rows that share a key


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
        others = [one for one in self.places[key] if one != (list, row)]
        named = [_named(one, list) for one in others[:_NAMED]]
        if (left := len(others) - _NAMED) > 0:
            named.append(f"{left} more")
        first = "row" if len(others) == 1 else "rows"
        joined = " and ".join([", ".join(named[:-1]), named[-1]][len(named) == 1 :])
        return f"{first} {joined}"


def of(reading: Reading) -> Repeats:
    """The repeated keys of all lists together.

    A first walk marks a bit for each key. Only keys whose bit was marked before are
    then looked at: few, so that memory stays flat on a million rows.
    """
    suspects = _suspects(reading)
    if not suspects:
        return Repeats({})
    places: dict[str, list[Place]] = {}
    for key, place in _keys(reading):
        if _bit(key) in suspects:
            places.setdefault(key, []).append(place)
    return Repeats({key: rows for key, rows in places.items() if len(rows) > 1})


def normal(key: str) -> str:
    """A key as it is compared: spaces around it are none of it."""
    return " ".join(key.split())


def _suspects(reading: Reading) -> set[int]:
    marked = bytearray(1 << (_BITS - 3))
    suspects = set()
    for key, _ in _keys(reading):
        bit = _bit(key)
        place, flag = bit >> 3, 1 << (bit & 7)
        if marked[place] & flag:
            suspects.add(bit)
        marked[place] |= flag
    return suspects


def _bit(key: str) -> int:
    return hash(key) & ((1 << _BITS) - 1)


def _keys(reading: Reading) -> Iterator[tuple[str, Place]]:
    for table in reading.tables:
        position = table.header.position("key")
        if position is None:
            continue
        list = reading.list_of(table)
        for number, text in table.column(position):
            if key := normal(text):
                yield key, (list, number)


def _named(place: Place, here: str) -> str:
    list, row = place
    return str(row) if list == here else f"{row} of {list}"
