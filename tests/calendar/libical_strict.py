"""What libical reads from calendar files, as JSON; what it complains of, as text.

Run with the system's python3, which sees python3-gi. libical applies its table of
required and allowed properties (RFC 5546) only to a METHOD, and our files have none:
so a copy gets METHOD:PUBLISH and a dummy ORGANIZER first.
"""

import json
import re
import sys
from pathlib import Path

import gi

gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib  # noqa: E402

EVENT = ICalGLib.ComponentKind.VEVENT_COMPONENT
ALARM = ICalGLib.ComponentKind.VALARM_COMPONENT
TRIGGER = ICalGLib.PropertyKind.TRIGGER_PROPERTY


def as_published(text):
    if re.search(r"^METHOD:", text, re.MULTILINE):
        return text
    text = re.sub(r"(BEGIN:VCALENDAR(\r?\n))", r"\1METHOD:PUBLISH\2", text, count=1)
    organizer = r"\1ORGANIZER:mailto:nobody@example.invalid\2"
    return re.sub(r"(BEGIN:VEVENT(\r?\n))", organizer, text)


def events_in(tree):
    event = tree.get_first_component(EVENT)
    while event:
        yield event
        event = tree.get_next_component(EVENT)


def day(moment):
    """ISO 8601, as the other readers give it."""
    text = moment.as_ical_string()
    return re.sub(r"^(\d{4})(\d\d)(\d\d)", r"\1-\2-\3", text)


def seconds(event):
    """The alarm's distance from the start; an absolute one as text."""
    alarm = event.get_first_component(ALARM)
    found = alarm and alarm.get_first_property(TRIGGER)
    if not found:
        return None
    trigger = found.get_trigger()
    if trigger.get_time().is_null_time():
        return trigger.get_duration().as_int()
    return trigger.get_time().as_ical_string()


def read(path):
    tree = ICalGLib.Component.new_from_string(as_published(path.read_bytes().decode()))
    tree.check_restrictions()
    for line in tree.as_ical_string().replace("\r\n ", "").split("\r\n"):
        if "X-LIC-ERROR" in line:
            return line.split("=", 1)[-1]
    return [
        [
            day(event.get_dtstart()),
            day(event.get_dtend()),
            event.get_summary(),
            seconds(event),
            event.get_description(),
        ]
        for event in events_in(tree)
    ]


def verdict(path):
    try:
        return read(path)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


if __name__ == "__main__":
    json.dump([verdict(Path(name)) for name in sys.argv[1:]], sys.stdout)
