"""The components of a calendar, read from bytes that may be anything at all.

A reader of our own, which takes what surveil writes and nothing else: a file from
outside reaches no feature of a calendar library.
"""

import codecs
import re
from dataclasses import dataclass, field
from typing import Final

from surveil.errors import UsageError
from surveil.render.entries import OVERRIDES, PRODID

LARGEST: Final = 1_000_000  # bytes; surveil writes none that is larger
MOST: Final = 5_000  # entries
EDITED: Final = "the file was edited or is from a newer surveil"

_OUTSIDE: Final = {"VCALENDAR": "", "VEVENT": "VCALENDAR", "VALARM": "VEVENT"}
_ROOM: Final = {"": 1, "VCALENDAR": MOST, "VEVENT": 1, "VALARM": 0}
_NEEDED: Final = {
    "VCALENDAR": ("VERSION", "PRODID"),
    "VEVENT": (
        *("UID", "DTSTAMP", "DTSTART", "SUMMARY", "DESCRIPTION"),
        *("SEQUENCE", "LAST-MODIFIED", "STATUS", "CREATED"),
    ),
    "VALARM": ("ACTION", "TRIGGER"),
}
_KNOWN: Final = {
    "VCALENDAR": frozenset(
        (
            *_NEEDED["VCALENDAR"],
            *("CALSCALE", "UID", "NAME", "X-WR-CALNAME", "COLOR"),
            *("X-APPLE-CALENDAR-COLOR", "REFRESH-INTERVAL", "X-PUBLISHED-TTL"),
            OVERRIDES,
        )
    ),
    "VEVENT": frozenset(
        (
            *_NEEDED["VEVENT"],
            *("DTEND", "TRANSP", "CLASS", "CATEGORIES", "X-MICROSOFT-CDO-BUSYSTATUS"),
        )
    ),
    "VALARM": frozenset((*_NEEDED["VALARM"], "DESCRIPTION")),
}
_PARAMETERS: Final = {
    "DTSTART": "VALUE=DATE",
    "DTEND": "VALUE=DATE",
    "REFRESH-INTERVAL": "VALUE=DURATION",
}
_NAME: Final = re.compile(r"[A-Z0-9-]{1,40}")


@dataclass(slots=True)
class Component:
    """One component: its kind, its properties, and the components inside it."""

    kind: str
    values: dict[str, str] = field(default_factory=dict)
    parts: list["Component"] = field(default_factory=list)


def calendar(raw: bytes) -> Component:
    """The one calendar of the file, with the entries and their alarms as its parts.

    Raises UsageError for anything that surveil does not write.
    """
    if len(raw) > LARGEST:
        raise UsageError(f"is larger than {LARGEST} bytes: surveil did not write it")
    lines = _lines(raw)
    # Asked first: of another tool's file there is nothing else to say.
    if f"PRODID:{PRODID}" not in lines:
        raise UsageError("is from another tool: give the file that surveil wrote")
    found = _component(lines)
    for event in found.parts:
        for one in (found, event, *event.parts):
            _check_needed(one)
    if not found.parts:
        raise UsageError("has no entries: give the file that surveil wrote")
    if found.values["VERSION"] != "2.0":
        raise UsageError(f"has a VERSION other than 2.0: {EDITED}")
    return found


def _lines(raw: bytes) -> list[str]:
    """The lines of the file, whole again, whatever its line ends and encoding."""
    try:
        if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raw = raw.decode("utf-16").encode()
        raw = raw.removeprefix(codecs.BOM_UTF8)
        # Copied as text on Windows, a line may end in two returns.
        raw = raw.replace(b"\r\r\n", b"\n").replace(b"\r\n", b"\n")
        # Unfolded as bytes, because a fold may stand inside a character.
        text = raw.replace(b"\n ", b"").replace(b"\n\t", b"").decode()
    except UnicodeError:
        raise UsageError(
            "is not a text in UTF-8: give the file that surveil wrote"
        ) from None
    lines = [line for line in text.split("\n") if line.strip()]
    if not lines or lines[0].strip().upper() != "BEGIN:VCALENDAR":
        raise UsageError("is not a calendar: give the .ics file that surveil wrote")
    if lines[-1].strip().upper() != "END:VCALENDAR":
        raise UsageError("is cut off: give the whole file that surveil wrote")
    return lines


def _component(lines: list[str]) -> Component:
    """The calendar with its entries, and those with their alarms."""
    top = Component("")
    open_ones = [top]
    for line in lines:
        head, colon, value = line.partition(":")
        here, head = open_ones[-1], head.strip().upper()
        kind = value.strip().upper()
        if head == "BEGIN" and colon:
            _check_place(kind, here)
            here.parts.append(Component(kind))
            open_ones.append(here.parts[-1])
        elif head == "END" and colon and kind == here.kind != "":
            open_ones.pop()
        else:
            _take(here, head, value if colon else None)
    return top.parts[0]


def _check_place(kind: str, here: Component) -> None:
    if _OUTSIDE.get(kind) != here.kind:
        raise UsageError(f"{_shown(kind)} is not known to this surveil: {EDITED}")
    if len(here.parts) >= _ROOM[here.kind]:
        raise UsageError(f"has too many {kind}: {EDITED}")


def _take(here: Component, head: str, value: str | None) -> None:
    name, _, parameters = head.partition(";")
    if value is None or not here.kind or name not in _KNOWN[here.kind]:
        raise UsageError(f"{_shown(name)} is not known to this surveil: {EDITED}")
    # An alarm's trigger is a duration, with or without saying so.
    fits = parameters == _PARAMETERS.get(name, "")
    if not fits and (name, parameters) != ("TRIGGER", "VALUE=DURATION"):
        raise UsageError(f"has {name} in a form that surveil does not write: {EDITED}")
    if name in here.values:
        raise UsageError(f"has {name} twice in one place: {EDITED}")
    here.values[name] = value


def _check_needed(component: Component) -> None:
    for name in _NEEDED[component.kind]:
        if name not in component.values:
            raise UsageError(f"has a {component.kind} without {name}: {EDITED}")


def _shown(name: str) -> str:
    """The name of a property or component; anything else is not for a terminal."""
    return name if _NAME.fullmatch(name) else "a line"
