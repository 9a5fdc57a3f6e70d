"""Entry templates: one entry rendered once, and filled for each of many patients."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

from surveil.render import dates, entries
from surveil.revising import BOOK, Wanted

EPOCH: Final = date(1970, 1, 1).toordinal()
_FIRST: Final = date(1900, 1, 1)
_LAST: Final = date(2400, 12, 31)
_BEFORE: Final = _FIRST.toordinal() - EPOCH
_BLOCK: Final = 64  # of SHA-256


@dataclass(frozen=True, slots=True)
class EntryTemplate:
    """An entry that many rows want, with its days as distances from one day.

    `order` follows the day in the order of a calendar. `floor` is the first day on
    which it may stand, None where there is none.
    """

    order: tuple[str, bool]
    identity: bytes  # what its UID is made from, after the plan id
    form: bytes  # bytes with a %b for each part of a value
    parts: tuple[tuple[int, int, int], ...]  # of which value, from where to where
    shift: int
    shifts: tuple[int, ...]  # of the days in its text
    floor: int | None

    def filled(
        self, day: int, uid: bytes, compact: list[bytes], said: list[bytes]
    ) -> tuple[int, bytes]:
        """The day of the entry and its bytes, for the day that `shift` counts from."""
        stands = day + self.shift
        if self.floor is not None and stands < self.floor:
            stands = self.floor
        at = stands - _BEFORE
        found = [uid, compact[at], compact[at + 1]]
        found += [said[day + shift - _BEFORE] for shift in self.shifts]
        return stands, self.form % tuple(
            [found[value][start:stop] for value, start, stop in self.parts]
        )


def template(wanted: Wanted, base: int, made: date, language: str) -> EntryTemplate:
    """The template of an entry that one row wants; days are counted from `base`."""
    form = entries.form(wanted.title, wanted.text, language)
    clock = datetime.combine(made, time(), UTC)
    same = entries.values("", made, {}, stamp=clock, created=clock)
    places = {"uid": 0, "start": 1, "end": 2}
    shifts = []
    for place, day in wanted.days:
        places[place] = len(places)
        shifts.append(day.toordinal() - EPOCH - base)
    raw, parts = bytearray(), []
    for piece in form.pieces:
        if isinstance(piece, bytes):
            raw += piece.replace(b"%", b"%%")
            continue
        name, start, stop = piece
        if name in places:
            assert stop is not None
            raw += b"%b"
            parts.append((places[name], start, stop))
        else:
            raw += same[name][start:stop]
    return EntryTemplate(
        order=(wanted.ids[0], wanted.role != BOOK),
        identity=f"/{wanted.ids[0]}/{wanted.role}".encode(),
        form=bytes(raw),
        parts=tuple(parts),
        shift=_shift(wanted, base),
        shifts=tuple(shifts),
        floor=made.toordinal() - EPOCH if wanted.role == BOOK else None,
    )


def _shift(wanted: Wanted, base: int) -> int:
    return wanted.day.toordinal() - EPOCH - base


def uids(secret: bytes) -> Callable[[bytes], bytes]:
    """What gives the UID of `identity.entry_uid` for what comes after the secret.

    The two halves of HMAC that depend on the secret alone are made once (RFC 2104).
    """
    key = secret if len(secret) <= _BLOCK else hashlib.sha256(secret).digest()
    key = key.ljust(_BLOCK, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in key))
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in key))

    def uid(name: bytes) -> bytes:
        first, second = inner.copy(), outer.copy()
        first.update(name)
        second.update(first.digest())
        # The version and variant bits of `identity`, set in the digits.
        digits = second.hexdigest()
        variant = "89ab"[int(digits[16], 16) & 3]
        return (
            f"{digits[:8]}-{digits[8:12]}-8{digits[13:16]}"
            f"-{variant}{digits[17:20]}-{digits[20:32]}"
        ).encode()

    return uid


@lru_cache(maxsize=1)
def compact_days() -> list[bytes]:
    """Each day as 20261122."""
    return [f"{day:%Y%m%d}".encode() for day in _every_day()]


@lru_cache(maxsize=4)
def said_days(language: str) -> list[bytes]:
    """Each day in the words of a language."""
    return [dates.said(day, language).encode() for day in _every_day()]


def _every_day() -> list[date]:
    return [_FIRST + timedelta(days=number) for number in range((_LAST - _FIRST).days)]


Templates = Mapping[object, tuple[EntryTemplate, ...]]
