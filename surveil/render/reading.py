"""An old calendar of surveil as its meaning: whose it is, and what each entry says."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from surveil import identity, overriding
from surveil.catalogue import TESTS
from surveil.errors import UsageError
from surveil.plans import Override
from surveil.render import entries, wording
from surveil.render.components import EDITED, Component, calendar
from surveil.render.plaintext import clean
from surveil.revising import BOOK, DUE, Entry

_YEARS: Final = range(1950, 2201)
_LAST_SEQUENCE: Final = 2**31 - 2  # so that one more still fits
_NUMBERS: Final = 150  # of steps of one test, at least looked for
_FURTHER: Final = 50  # and after the last one found

_PLAN_ID: Final = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
)
_DATE: Final = re.compile("[0-9]{8}")
_MOMENT: Final = re.compile("[0-9]{8}T[0-9]{6}Z")


@dataclass(frozen=True, slots=True)
class Old:
    """What an old calendar says: its entries, overrides and the id of its plan."""

    entries: tuple[Entry, ...]
    overrides: tuple[Override, ...]
    plan_id: str


def read(
    raw: bytes, secret: bytes, plan_id: str | None = None, *, name: str = "calendar"
) -> Old:
    """The calendar that surveil wrote for this plan; `name` is the file in messages.

    `plan_id` is that of the key; None for a plan without one, whose calendar holds its
    id. Raises UsageError for every other file: what is wrong, in one line.
    """
    try:
        found = calendar(raw)
        plan_id = _plan_id(found.values.get("UID"), plan_id)
        return Old(
            _entries(found.parts, secret, plan_id),
            _overrides(found.values.get(entries.OVERRIDES), secret, plan_id),
            plan_id,
        )
    except UsageError as problem:
        raise UsageError(f"{name}: {problem}") from None


def _plan_id(held: str | None, plan_id: str | None) -> str:
    if held is None and plan_id is None:
        raise UsageError("is of a plan with a key: give its --key")
    if held is not None and plan_id is not None:
        raise UsageError("is of a plan without a key: leave out --key")
    if held is not None and not _PLAN_ID.fullmatch(held):
        raise UsageError(f"holds no plan id that surveil makes: {EDITED}")
    return held or plan_id or ""


def _entries(events: list[Component], secret: bytes, plan_id: str) -> tuple[Entry, ...]:
    uids = [event.values["UID"] for event in events]
    if len(set(uids)) < len(uids):
        raise UsageError(f"holds an entry twice: {EDITED}")
    found = known(set(uids), secret, plan_id)
    if not found:
        raise UsageError("is of another patient, or was made with another secret")
    if len(found) < len(uids):
        raise UsageError(f"holds entries that are not of this plan: {EDITED}")
    read = (_entry(event.values, *found[event.values["UID"]]) for event in events)
    return tuple(sorted(read, key=lambda entry: entry.key))


def known(
    uids: Iterable[str], secret: bytes, plan_id: str
) -> dict[str, tuple[str, str]]:
    """The event id and role of each UID, found by making the UIDs of all steps."""
    sought, found = set(uids), {}
    number, last = 0, _NUMBERS
    while sought and number < last:
        number += 1
        for code in TESTS:
            for role in (DUE, BOOK):
                id = f"{code}/{number}"
                uid = identity.entry_uid(secret, plan_id, id, role)
                if uid in sought:
                    sought.discard(uid)
                    found[uid] = id, role
                    last = max(last, number + _FURTHER)
    return found


def _entry(values: Mapping[str, str], id: str, role: str) -> Entry:
    day = _day(values["DTSTART"])
    if "DTEND" in values and _day(values["DTEND"]) != day + timedelta(days=1):
        raise UsageError(f"has an entry that is not of one day: {EDITED}")
    status = values["STATUS"]
    if status not in ("TENTATIVE", "CONFIRMED", "CANCELLED"):
        raise UsageError(f"has a STATUS that surveil does not write: {EDITED}")
    stamps = [_moment(values[name]) for name in ("DTSTAMP", "LAST-MODIFIED", "CREATED")]
    title = " ".join(_text(values["SUMMARY"], entries.LONGEST_TITLE).split("\n"))
    return Entry(
        uid=values["UID"],
        id=id,
        role=role,
        day=day,
        title=title,
        text=_text(values["DESCRIPTION"], entries.LONGEST_TEXT),
        cancelled=status == "CANCELLED",
        created=min(stamps),
        stamp=max(stamps),
        sequence=_sequence(values["SEQUENCE"]),
    )


def _text(value: str, limit: int) -> str:
    plain = re.sub(
        r"\\(.)", lambda one: "\n" if one[1] in "nN" else one[1], value, flags=re.DOTALL
    )
    text = clean(plain, limit)
    places = (one for each in wording.PLACES for one in (each, f"~{each.strip('{}')}~"))
    if not text or any(place in text for place in places):
        raise UsageError(f"has a text that surveil does not write: {EDITED}")
    return text


def _day(value: str) -> date:
    try:
        day = date.fromisoformat(value) if _DATE.fullmatch(value) else None
    except ValueError:
        day = None
    if day is None or day.year not in _YEARS:
        raise UsageError(f"has a date that surveil does not write: {EDITED}")
    return day


def _moment(value: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value) if _MOMENT.fullmatch(value) else None
    except ValueError:
        moment = None
    if moment is None or moment.year not in _YEARS:
        raise UsageError(f"has a moment that surveil does not write: {EDITED}")
    return moment


def _sequence(value: str) -> int:
    if not re.fullmatch("[0-9]{1,10}", value) or int(value) > _LAST_SEQUENCE:
        raise UsageError(f"has a SEQUENCE that surveil does not write: {EDITED}")
    return int(value)


def _overrides(
    letters: str | None, secret: bytes, plan_id: str
) -> tuple[Override, ...]:
    if letters is None:
        return ()
    text = identity.opened(secret, plan_id, letters)
    if text is None:
        raise UsageError("holds overrides that cannot be read: the file was edited")
    return overriding.read_back(text)
