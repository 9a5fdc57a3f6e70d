"""A checker for our calendar files that knows only bytes and one list of rules.

Each complaint begins with the number of a point of that list, as far as one file
can show it:

 1  strict UTF-8, no byte order mark, no NUL
 2  every line ends CRLF, the last one is END:VCALENDAR
 3  at most 75 octets a line; no fold inside a character or an escape
 4  no control, direction or unassigned character, no stray or missing escape
 7  one VCALENDAR with entries; VERSION first; PRODID once, neutral; CALSCALE
 8  no METHOD, and no component but VCALENDAR, VEVENT and VALARM
 9  NAME equals X-WR-CALNAME
10  COLOR is a CSS3 name, X-APPLE-CALENDAR-COLOR is #RRGGBB
11  a feed says how often to look again, a file does not
12  what every entry has exactly once
13  whole days: VALUE=DATE, and the end is the day after the start
14  moments in UTC: CREATED <= LAST-MODIFIED = DTSTAMP
15  STATUS, CLASS, TRANSP and busy or free
16  UID is a lower-case UUID, unique in the file
17  names and parameters from a closed list; one calendar-level UID at most
18  one category
19  lengths of SUMMARY and DESCRIPTION, no markup
20  in order of date
21  one alarm at most, none on a cancelled entry
22  an alarm shows a text, from 28 days to a minute before, and nothing else
24  a cancelled entry says so in its title and has been revised
26  size
28  a calendar name that tells nothing
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise

from calendar_lines import (
    Component,
    Line,
    byte_faults,
    escape_faults,
    parse,
    plain_text,
)
from calendar_rules import DENY, DURATION, RULES, Rule

__all__ = ["DENY", "entries", "faults", "indiscreet", "plain_text"]

LIMIT = 1_000_000
FORTY_ENTRIES = 40_000
WITHDRAWN = "CANCELLED: "


def faults(raw: bytes, *, feed: bool = False, template: bool = True) -> list[str]:
    """Everything wrong with this file; nothing if it is as it should be.

    `template=False` asks only what any legal calendar of ours must satisfy, not
    that it has all that our own writer puts into one.
    """
    needs = {"always"} | ({"template"} if template else set())
    if feed:
        needs.add("feed")
    elif template:
        needs.add("file")
    outermost, unclear = parse(raw)
    calendars = [part for part in outermost if part.name == "VCALENDAR"]
    found = [*byte_faults(raw), *unclear]
    if len(calendars) != 1:
        found.append(f"7: {len(calendars)} VCALENDAR instead of one")
    for calendar in calendars:
        found += _calendar_faults(calendar, needs)
        for entry in _entries_of(calendar):
            found += _entry_faults(entry, needs)
    found += _size_faults(raw, needs)
    return found


def entries(raw: bytes) -> list[dict[str, str]]:
    """Each VEVENT as property name -> unescaped value, and ALARM -> its trigger."""
    return [
        {line.name: line.text for line in entry.lines}
        | {"ALARM": next((alarm.text("TRIGGER") for alarm in entry.parts), "")}
        for calendar in parse(raw)[0]
        for entry in _entries_of(calendar)
    ]


def indiscreet(text: str, *more: str) -> list[str]:
    """The words of DENY, and those given besides, that a text holds.

    A whole file goes through `plain_text` first.
    """
    folded = text.casefold()
    words = sorted(DENY | {word.casefold() for word in more if word})
    return [word for word in words if _holds(folded, word)]


def _holds(text: str, word: str) -> bool:
    # "internet", "planet" and "upgrade" tell nothing; "tumours" and "oncologist" do.
    # Scripts without spaces have no bounds of words.
    if len(word) > 5 or not word.isascii():
        return word in text
    return re.search(rf"(?<!\w){re.escape(word)}s?(?!\w)", text) is not None


def _entries_of(calendar: Component) -> list[Component]:
    return [part for part in calendar.parts if part.name == "VEVENT"]


def _calendar_faults(calendar: Component, needs: set[str]) -> Iterator[str]:
    yield from _property_faults(calendar, needs)
    first = next(iter(calendar.lines), None)
    if not first or (first.name, first.number) != ("VERSION", calendar.number + 1):
        yield "7: VERSION does not come first"
    if calendar.text("NAME") != calendar.text("X-WR-CALNAME"):
        yield "9: NAME and X-WR-CALNAME differ"
    for name, point in (("PRODID", 7), ("NAME", 28)):
        for word in indiscreet(calendar.text(name)):
            yield f"{point}: {name} says {word!r}"
    yield from _list_faults(calendar)


def _list_faults(calendar: Component) -> Iterator[str]:
    """What shows only in all entries together."""
    listed = _entries_of(calendar)
    if not listed:
        yield "7: VCALENDAR has no VEVENT"
    seen = {calendar.text("UID")}
    for entry in listed:
        uid = entry.text("UID")
        if uid and uid in seen:
            yield f"16: line {entry.number}: the UID of this entry stands twice"
        seen.add(uid)
    for before, after in pairwise(listed):
        if after.text("DTSTART") < before.text("DTSTART"):
            yield f"20: line {after.number}: this entry is earlier than the one before"


def _size_faults(raw: bytes, needs: set[str]) -> Iterator[str]:
    size, count = len(raw), raw.count(b"BEGIN:VEVENT")
    if "template" in needs and count <= 40 and size >= FORTY_ENTRIES:
        yield f"26: {size} bytes are too many for {count} entries"
    if size > LIMIT:
        yield f"26: {size} bytes are more than {LIMIT}"


def _entry_faults(entry: Component, needs: set[str]) -> Iterator[str]:
    yield from _property_faults(entry, needs)
    yield from _day_faults(entry)
    yield from _stamp_faults(entry)
    if "template" in needs:
        yield from _withdrawal_faults(entry)
    alarms = [part for part in entry.parts if part.name == "VALARM"]
    if len(alarms) > 1:
        yield f"21: line {entry.number}: {len(alarms)} alarms in one entry"
    if alarms and entry.text("STATUS") == "CANCELLED":
        yield f"21: line {entry.number}: a cancelled entry has an alarm"
    for alarm in alarms:
        yield from _property_faults(alarm, needs)
        yield from _trigger_faults(alarm)
        same = alarm.text("DESCRIPTION") == entry.text("SUMMARY")
        if "template" in needs and not same:
            yield f"22: line {alarm.number}: the alarm has not the text of its entry"


def _property_faults(part: Component, needs: set[str]) -> Iterator[str]:
    rules = RULES.get(part.name, {})
    counts = part.counts()
    for name, rule in rules.items():
        point = rule.missing or rule.point
        count = counts[name]
        if rule.needed in needs and not count:
            yield f"{point}: line {part.number}: {part.name} has no {name}"
        if count > 1:
            yield f"{point}: line {part.number}: {part.name} has {name} {count} times"
        if count and rule.needed == "feed" and "file" in needs:
            yield f"{point}: line {part.number}: {name} is for feeds"
    for line in part.lines:
        if line.name in rules:
            yield from _line_faults(line, rules[line.name])
        else:
            point = {"METHOD": 8}.get(line.name, 22 if part.name == "VALARM" else 17)
            yield f"{point}: line {line.number}: {part.name} may not have {line.name}"


def _line_faults(line: Line, rule: Rule) -> Iterator[str]:
    yield from escape_faults(line)
    if line.parameters != rule.parameters:
        wanted = rule.parameters or "none"
        point = rule.point if rule.parameters else 17
        yield f"{point}: line {line.number}: parameters of {line.name} are not {wanted}"
    if not re.fullmatch(rule.form, line.text, re.DOTALL):
        yield f"{rule.point}: line {line.number}: {line.name} is not {rule.says}"


def _day_faults(entry: Component) -> Iterator[str]:
    try:
        start, end = (
            date.fromisoformat(entry.text(name)[:8]) for name in ("DTSTART", "DTEND")
        )
    except ValueError:
        yield f"13: line {entry.number}: DTSTART or DTEND is no date"
        return
    if end - start != timedelta(days=1):
        yield f"13: line {entry.number}: DTEND is not the day after DTSTART"


def _stamp_faults(entry: Component) -> Iterator[str]:
    stamp, created = entry.text("DTSTAMP"), entry.text("CREATED")
    named = entry.counts()
    for name in ("DTSTAMP", "LAST-MODIFIED", "CREATED"):
        if name in named and not _is_moment(entry.text(name)):
            yield f"14: line {entry.number}: {name} is no moment"
    if entry.text("LAST-MODIFIED") != stamp:
        yield f"14: line {entry.number}: LAST-MODIFIED is not DTSTAMP"
    # Of one fixed form, so the order of the texts is that of the moments.
    if created > stamp:
        yield f"14: line {entry.number}: CREATED is later than LAST-MODIFIED"


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _withdrawal_faults(entry: Component) -> Iterator[str]:
    cancelled = entry.text("STATUS") == "CANCELLED"
    if entry.text("SUMMARY").startswith(WITHDRAWN) is not cancelled:
        yield f"24: line {entry.number}: STATUS and the title disagree"
    if cancelled and entry.text("SEQUENCE") == "0":
        yield f"24: line {entry.number}: cancelled, but SEQUENCE is 0"


def _trigger_faults(alarm: Component) -> Iterator[str]:
    match = re.fullmatch(DURATION, alarm.text("TRIGGER"))
    if match is None:
        return
    sign, *numbers = match.groups()
    weeks, days, hours, minutes, seconds = (int(number or 0) for number in numbers)
    before = timedelta(days, seconds, 0, 0, minutes, hours, weeks)
    if sign != "-" or not timedelta(minutes=1) <= before <= timedelta(days=28):
        yield f"22: line {alarm.number}: TRIGGER is not 28 days to a minute before"
