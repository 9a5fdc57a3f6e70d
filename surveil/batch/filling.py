"""Filling: the bytes of many calendars of one pattern at once, by position."""

import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from surveil.batch.months import Days
from surveil.batch.patterns import EPOCH
from surveil.batch.places import Placed
from surveil.render import dates, entries
from surveil.render.layout import Layout

Bytes = npt.NDArray[np.uint8]

_AT_ONCE: Final = 4_000_000  # bytes that are filled before they are handed on
_FIRST: Final = date(1940, 1, 1)
_LAST: Final = date(2320, 12, 31)
_UID: Final = 36
_DASHES: Final = (8, 13, 18, 23)
_DIGITS: Final = np.array(
    [place for place in range(_UID) if place not in _DASHES], dtype=np.intp
)
_HEX: Final = np.frombuffer(
    "".join(f"{byte:02x}" for byte in range(256)).encode(), dtype=np.uint8
).reshape(256, 2)


@dataclass(frozen=True, slots=True)
class _Slot:
    """A part of a value, and where it stands in the bytes of its entry."""

    at: int
    name: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class _Template:
    """An entry with what is the same for all lines filled in."""

    raw: Bytes
    slots: tuple[_Slot, ...]
    identity: bytes  # what it is made from, after the plan id
    placed: Placed


def calendars(
    found: Sequence[Placed],
    plan_ids: Sequence[str],
    *,
    head: bytes,
    secret: bytes,
    made: date,
    layout: Layout,
) -> Iterator[tuple[int, memoryview]]:
    """Each line with the bytes of its first calendar, in no order of lines.

    The bytes are those of `ics.render`. They hold until the next ones are asked for.
    """
    templates = [_template(one, made, layout.texts.language) for one in found]
    for order, lines in _orders(found):
        in_order = [templates[place] for place in order]
        width = len(head) + sum(len(one.raw) for one in in_order) + len(entries.FOOTER)
        step = max(1, _AT_ONCE // width)
        for start in range(0, len(lines), step):
            some = lines[start : start + step]
            table = _filled(in_order, some, plan_ids, head, secret, layout)
            for line, raw in zip(some.tolist(), table, strict=True):
                yield line, raw.data


def _orders(
    found: Sequence[Placed],
) -> Iterator[tuple[list[int], npt.NDArray[np.intp]]]:
    """The orders in which the entries stand: by day, id, to book before it is due."""
    ranked = sorted(
        range(len(found)),
        key=lambda place: (
            found[place].wanted.ids[0],
            found[place].wanted.role != "book",
        ),
    )
    days = np.stack([found[place].day for place in ranked], axis=1)
    order = np.argsort(days, axis=1, kind="stable")
    distinct, which = np.unique(order, axis=0, return_inverse=True)
    for number, one in enumerate(distinct.tolist()):
        yield [ranked[place] for place in one], np.flatnonzero(which.ravel() == number)


def _template(placed: Placed, made: date, language: str) -> _Template:
    wanted = placed.wanted
    form = entries.form(wanted.title, wanted.text, language)
    clock = datetime.combine(made, time(), UTC)
    same = entries.values("", made, {}, stamp=clock, created=clock)
    raw = bytearray()
    slots = []
    for piece in form.pieces:
        if isinstance(piece, bytes):
            raw += piece
            continue
        name, start, stop = piece
        if name in ("stamp", "created", "sequence"):
            raw += same[name][start:stop]
            continue
        assert stop is not None
        slots.append(_Slot(len(raw), name, start, stop))
        raw += b" " * (stop - start)
    identity = f"/{wanted.ids[0]}/{wanted.role}".encode()
    whole = np.frombuffer(bytes(raw), np.uint8)
    return _Template(whole, tuple(slots), identity, placed)


def _filled(
    templates: Sequence[_Template],
    lines: npt.NDArray[np.intp],
    plan_ids: Sequence[str],
    head: bytes,
    secret: bytes,
    layout: Layout,
) -> Bytes:
    """The bytes of some lines, one row each."""
    whole = np.concatenate(
        [
            np.frombuffer(head, np.uint8),
            *(one.raw for one in templates),
            np.frombuffer(entries.FOOTER, np.uint8),
        ]
    )
    table = np.tile(whole, (len(lines), 1))
    uids = _uids(templates, [plan_ids[line] for line in lines.tolist()], secret)
    at = len(head)
    for number, one in enumerate(templates):
        written: dict[str, Bytes] = {"uid": uids[:, number]}
        day = one.placed.day[lines]
        written["start"] = _compact()[_row(day)]
        written["end"] = _compact()[_row(day) + 1]
        for place, days in one.placed.days.items():
            written[place] = _said(layout.texts.language)[_row(days[lines])]
        for slot in one.slots:
            first = at + slot.at
            last = first + slot.stop - slot.start
            table[:, first:last] = written[slot.name][:, slot.start : slot.stop]
        at += len(one.raw)
    return table


def _uids(
    templates: Sequence[_Template], plan_ids: Sequence[str], secret: bytes
) -> Bytes:
    """The UIDs of `identity.entry_uid`, for each plan and entry."""
    digest, names = hmac.digest, [one.identity for one in templates]
    raw = b"".join(
        digest(secret, plan + name, "sha256")[:16]
        for plan in (f"entry/{plan_id}".encode() for plan_id in plan_ids)
        for name in names
    )
    found = np.frombuffer(raw, np.uint8).reshape(len(plan_ids), len(names), 16).copy()
    found[:, :, 6] = found[:, :, 6] & 0x0F | 0x80
    found[:, :, 8] = found[:, :, 8] & 0x3F | 0x80
    uids = np.full((*found.shape[:2], _UID), ord("-"), dtype=np.uint8)
    uids[:, :, _DIGITS] = _HEX[found].reshape(*found.shape[:2], 32)
    return uids


def _row(days: Days) -> npt.NDArray[np.intp]:
    """Where the words of each day stand in the tables of words."""
    return days.astype(np.intp) + (EPOCH - _FIRST.toordinal())


@lru_cache(maxsize=1)
def _compact() -> Bytes:
    """Each day as 20261122, a row of bytes each."""
    return _words([f"{day:%Y%m%d}" for day in _every_day()])


@lru_cache(maxsize=4)
def _said(language: str) -> Bytes:
    """Each day in words, a row of bytes each."""
    return _words([dates.said(day, language) for day in _every_day()])


def _every_day() -> Iterator[date]:
    for number in range((_LAST - _FIRST).days + 1):
        yield _FIRST + timedelta(days=number)


def _words(texts: Sequence[str]) -> Bytes:
    raw = [text.encode() for text in texts]
    return np.frombuffer(b"".join(raw), np.uint8).reshape(len(raw), len(raw[0]))
