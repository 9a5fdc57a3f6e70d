"""Calendar entries: each kind rendered once by icalendar, then filled by position."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final

from icalendar import Alarm, Calendar, Event, vText
from icalendar.enums import CLASS, STATUS, TRANSP

from surveil.render import wording
from surveil.render.dates import said
from surveil.render.plaintext import clean as clean

FOOTER: Final = b"END:VCALENDAR\r\n"
PRODID: Final = "-//surveil//surveil//EN"
LONGEST_TITLE: Final = 120
LONGEST_TEXT: Final = 1500
_ALARM: Final = timedelta(hours=-15)  # 09:00 the day before
LONGEST_NAME: Final = 60
OVERRIDES: Final = "X-SURVEIL-OVERRIDES"
_DAILY: Final = timedelta(days=1)
_FOLD: Final = b"\r\n "

# What stands in the places while icalendar renders the form: as wide as the values, and
# made of letters that are neither escaped nor used elsewhere.
_UID: Final = "00000000-0000-8000-8000-000000000000"
_DAY: Final = date(1111, 11, 11)
_STAMP: Final = datetime(1111, 11, 11, 0, 0, 0, tzinfo=UTC)
_PLACES: Final = (
    ("uid", f"UID:{_UID}", "UID:"),
    ("start", "DTSTART;VALUE=DATE:11111111", "DTSTART;VALUE=DATE:"),
    ("end", "DTEND;VALUE=DATE:11111112", "DTEND;VALUE=DATE:"),
    ("stamp", "DTSTAMP:11111111T000000Z", "DTSTAMP:"),
    ("created", "CREATED:11111111T000000Z", "CREATED:"),
    ("stamp", "LAST-MODIFIED:11111111T000000Z", "LAST-MODIFIED:"),
    ("sequence", "\r\nSEQUENCE:0", "\r\nSEQUENCE:"),
)


@dataclass(frozen=True, slots=True)
class Form:
    """The bytes of one kind of entry, cut where values go in.

    A piece is bytes, or (name, start, stop): that part of the named value, because a
    fold may fall inside it.
    """

    pieces: tuple[bytes | tuple[str, int, int | None], ...]

    def filled(self, values: dict[str, bytes]) -> bytes:
        """The entry with these values; all but `sequence` have a fixed width."""
        return b"".join(
            piece if isinstance(piece, bytes) else values[piece[0]][piece[1] : piece[2]]
            for piece in self.pieces
        )


@lru_cache(maxsize=4096)
def form(
    title: str, text: str, language: str = "en", *, cancelled: bool = False
) -> Form:
    """The form of the entries with this title and this text.

    Filling a form gives the bytes that `entry` gives for the same values: the folds
    stand at the same places, because every value is as wide as what it replaces.
    """
    markers = {place: _marker(place, language) for place in wording.PLACES}
    for place, marker in markers.items():
        text = text.replace(place, marker)
    raw = entry(
        _UID,
        _DAY,
        clean(title, LONGEST_TITLE),
        clean(text, LONGEST_TEXT),
        cancelled=cancelled,
    )
    flat = raw.replace(_FOLD, b"")
    found = []
    for name, line, before in _PLACES:
        at = flat.index(line.encode())
        found.append((at + len(before), at + len(line), name))
    for place, marker in markers.items():
        sought = marker.encode()
        at = flat.find(sought)
        while at >= 0:
            found.append((at, at + len(sought), place))
            at = flat.find(sought, at + 1)
    return Form(tuple(_cut(raw, sorted(found))))


def values(
    uid: str,
    day: date,
    days: Mapping[str, date],
    *,
    stamp: datetime,
    created: datetime,
    sequence: int = 0,
    language: str = "en",
) -> dict[str, bytes]:
    """What fills a form: the entry stands on `day`, `days` go into its text."""
    return {
        "uid": uid.encode(),
        "start": f"{day:%Y%m%d}".encode(),
        "end": f"{day + timedelta(days=1):%Y%m%d}".encode(),
        "stamp": f"{stamp:%Y%m%dT%H%M%SZ}".encode(),
        "created": f"{created:%Y%m%dT%H%M%SZ}".encode(),
        "sequence": str(sequence).encode(),
        **{place: said(each, language).encode() for place, each in days.items()},
    }


@lru_cache(maxsize=64)
def header(
    plan: str | None,
    name: str = "Health plan",
    *,
    feed: bool = False,
    overrides: str | None = None,
) -> bytes:
    """The calendar without its entries and its end; `plan` is kept as its UID.

    A feed says how often to look again. `overrides` is what `identity.sealed` made of
    the clinician's own dates.
    """
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", PRODID)
    calendar.add("CALSCALE", "GREGORIAN")
    # As vText, because icalendar writes these unescaped from plain text.
    for property_name in ("NAME", "X-WR-CALNAME"):
        calendar.add(property_name, vText(clean(name, LONGEST_NAME)))
    calendar.add("COLOR", vText("steelblue"))
    calendar.add("X-APPLE-CALENDAR-COLOR", vText("#4682B4"))
    if plan:
        calendar.add("UID", plan)
    if feed:
        # Without VALUE=DURATION strict readers refuse the file.
        calendar.add("REFRESH-INTERVAL", _DAILY, parameters={"VALUE": "DURATION"})
        calendar.add("X-PUBLISHED-TTL", vText("P1D"))
    if overrides:
        calendar.add(OVERRIDES, vText(overrides))
    raw: bytes = calendar.to_ical()
    return raw.removesuffix(FOOTER)


def entry(
    uid: str,
    day: date,
    title: str,
    text: str,
    stamp: datetime = _STAMP,
    *,
    created: datetime | None = None,
    sequence: int = 0,
    cancelled: bool = False,
) -> bytes:
    """One entry as icalendar renders it: all day, private, free, one alarm.

    A cancelled one has no alarm.
    """
    event = Event.new(
        uid=uid,
        stamp=stamp,
        created=created or stamp,
        last_modified=stamp,
        sequence=sequence,
        start=day,
        end=day + timedelta(days=1),
        summary=title,
        description=text,
        status=STATUS.CANCELLED if cancelled else STATUS.TENTATIVE,
        classification=CLASS.PRIVATE,
        transparency=TRANSP.TRANSPARENT,
        categories=[wording.CATEGORY],
    )
    event.add("X-MICROSOFT-CDO-BUSYSTATUS", vText("FREE"))
    if not cancelled:
        event.add_component(Alarm.new_display(title, _ALARM))
    raw: bytes = event.to_ical()
    return raw


def _marker(place: str, language: str) -> str:
    """What stands for a date: as wide as it, letter by letter, so that folds agree."""
    sample = said(_DAY, language)
    plain = sum(letter.isascii() for letter in sample)
    letters = iter(f"~{place.strip('{}')}".ljust(plain, "~")[:plain])
    return "".join(next(letters) if one.isascii() else one for one in sample)


def _cut(
    raw: bytes, found: list[tuple[int, int, str]]
) -> list[bytes | tuple[str, int, int | None]]:
    """The folded bytes, cut at places given in unfolded positions."""
    pieces: list[bytes | tuple[str, int, int | None]] = []
    at = flat = 0  # positions in the folded and the unfolded bytes
    kept = bytearray()

    def skip_fold() -> None:
        nonlocal at
        if raw.startswith(_FOLD, at):
            kept.extend(_FOLD)
            at += len(_FOLD)

    for start, stop, name in found:
        while flat < start:
            skip_fold()
            kept.append(raw[at])
            at, flat = at + 1, flat + 1
        width = stop - start
        done = 0
        while done < width:
            skip_fold()
            fold = raw.find(_FOLD, at)
            run = width - done if fold < 0 else min(width - done, fold - at)
            pieces += [bytes(kept)] if kept else []
            kept.clear()
            whole = name == "sequence"  # grows by a digit now and then
            pieces.append((name, done, None if whole else done + run))
            at, flat, done = at + run, flat + run, done + run
    kept.extend(raw[at:])
    return [*pieces, bytes(kept)]
