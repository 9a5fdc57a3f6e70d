"""The byte checker finds what is planted in an entry, its alarm or their order."""

import re

import pytest
from calendar_bytes import faults
from calendar_rules import RULES
from calendar_samples import RAW, edited

STARTS = {"VCALENDAR": 1, "VEVENT": 9, "VALARM": 26}
POINTS = {
    "VCALENDAR": {
        7: "VERSION PRODID CALSCALE",
        9: "NAME X-WR-CALNAME",
        10: "COLOR X-APPLE-CALENDAR-COLOR",
    },
    "VEVENT": {
        12: "UID DTSTAMP DTSTART DTEND SUMMARY DESCRIPTION SEQUENCE LAST-MODIFIED"
        " STATUS TRANSP CLASS",
        14: "CREATED",
        15: "X-MICROSOFT-CDO-BUSYSTATUS",
    },
    "VALARM": {22: "ACTION DESCRIPTION TRIGGER"},
}
PROPERTIES = [
    (part, name, point)
    for part, points in POINTS.items()
    for point, names in points.items()
    for name in names.split()
]


def with_property(part: str, name: str, form: str) -> bytes:
    """The good file with the first such property rewritten; {} is its line."""
    pattern = rf"(BEGIN:{part}\r\n(?:.*\r\n)*?)({name}[:;].*\r\n(?: .*\r\n)*)"
    new = re.sub(pattern, lambda m: m[1] + form.format(m[2]), RAW.decode(), count=1)
    assert new.encode() != RAW
    return new.encode()


def test_the_template_is_all_that_has_a_rule():
    listed = {(part, name) for part, name, _ in PROPERTIES}
    rules = {(part, name) for part, names in RULES.items() for name in names}

    assert rules - listed == {
        ("VCALENDAR", "UID"),
        ("VCALENDAR", "REFRESH-INTERVAL"),
        ("VCALENDAR", "X-PUBLISHED-TTL"),
        ("VCALENDAR", "X-SURVEIL-OVERRIDES"),
        ("VEVENT", "CATEGORIES"),
    }
    assert listed <= rules


@pytest.mark.parametrize(("part", "name", "point"), PROPERTIES)
def test_missing_property(part, name, point):
    found = faults(with_property(part, name, ""))

    assert f"{point}: line {STARTS[part]}: {part} has no {name}" in found


@pytest.mark.parametrize(
    ("part", "name", "point"), [*PROPERTIES, ("VEVENT", "CATEGORIES", 18)]
)
def test_property_twice(part, name, point):
    found = faults(with_property(part, name, "{0}{0}"))

    assert f"{point}: line {STARTS[part]}: {part} has {name} 2 times" in found


@pytest.mark.parametrize(
    ("old", "new", "complaints"),
    [
        (
            b"SEQUENCE:0",
            b"SEQUENCE:+1",
            ["12: line 15: SEQUENCE is not a plain number"],
        ),
        (
            b"SEQUENCE:0",
            b"SEQUENCE:01",
            ["12: line 15: SEQUENCE is not a plain number"],
        ),
        (
            b"DTSTART;VALUE=DATE",
            b"DTSTART",
            ["13: line 11: parameters of DTSTART are not VALUE=DATE"],
        ),
        (
            b"DTSTART;VALUE=DATE:20260420",
            b"DTSTART;TZID=Australia/Sydney:20260420T090000",
            [
                "13: line 11: parameters of DTSTART are not VALUE=DATE",
                "13: line 11: DTSTART is not eight digits",
            ],
        ),
        (
            b"20260421",
            b"20260420",
            ["13: line 9: DTEND is not the day after DTSTART"],
        ),
        (
            b"20260421",
            b"20260422",
            ["13: line 9: DTEND is not the day after DTSTART"],
        ),
        (
            b"20260421",
            b"20260421T000000",
            ["13: line 12: DTEND is not eight digits"],
        ),
        (b"20260421", b"20260431", ["13: line 9: DTSTART or DTEND is no date"]),
        (
            b"DTSTAMP:20260102T030405Z",
            b"DTSTAMP:20260102T030406Z",
            ["14: line 9: LAST-MODIFIED is not DTSTAMP"],
        ),
        (
            b"DTSTAMP:20260102T030405Z",
            b"DTSTAMP:20260102T140405",
            [
                "14: line 13: DTSTAMP is not a moment in UTC",
                "14: line 9: LAST-MODIFIED is not DTSTAMP",
            ],
        ),
        (
            b"LAST-MODIFIED:20260102T030405Z",
            b"LAST-MODIFIED:20260102T140405",
            [
                "14: line 22: LAST-MODIFIED is not a moment in UTC",
                "14: line 9: LAST-MODIFIED is not DTSTAMP",
            ],
        ),
        (
            b"CREATED:20260102T030405Z",
            b"CREATED:20260102T030406Z",
            ["14: line 9: CREATED is later than LAST-MODIFIED"],
        ),
        (
            b"CREATED:20260102T030405Z",
            b"CREATED:20260102T030405",
            ["14: line 18: CREATED is not a moment in UTC"],
        ),
        (
            b"CREATED:20260102T030405Z",
            b"CREATED:20251302T030405Z",
            ["14: line 9: CREATED is no moment"],
        ),
        (
            b"TENTATIVE",
            b"PROPOSED",
            ["15: line 23: STATUS is not TENTATIVE, CONFIRMED or CANCELLED"],
        ),
        (b"PRIVATE", b"PUBLIC", ["15: line 17: CLASS is not PRIVATE"]),
        (b"TRANSPARENT", b"OPAQUE", ["15: line 24: TRANSP is not TRANSPARENT"]),
        (
            b"STATUS:FREE",
            b"STATUS:BUSY",
            ["15: line 25: X-MICROSOFT-CDO-BUSYSTATUS is not FREE"],
        ),
        (
            b"UID:25439177",
            b"UID:2543917F",
            ["16: line 14: UID is not a lower-case UUID"],
        ),
        (b"UID:25439177-", b"UID:", ["16: line 14: UID is not a lower-case UUID"]),
        (
            b"-95c55aa5e3d0",
            b"-95c55aa5e3d0@x.org",
            ["16: line 14: UID is not a lower-case UUID"],
        ),
        (
            b"UID:25439177-fb0c-4e76-a7ec-95c55aa5e3d0",
            b"UID:57170c36-d8b7-4c47-aeea-417a1bf6438e",
            ["16: line 32: the UID of this entry stands twice"],
        ),
        *(
            (
                b"SEQUENCE:0",
                f"SEQUENCE:0\r\n{name}:1".encode(),
                [f"17: line 16: VEVENT may not have {name}"],
            )
            for name in (
                *("ORGANIZER", "ATTENDEE", "ATTACH", "URL", "CONTACT", "GEO", "RRULE"),
                *("RDATE", "RECURRENCE-ID", "X-ALT-DESC", "LOCATION", "DURATION"),
            )
        ),
        (b"SEQUENCE:0", b"SEQUENCE:0\r\nx", ["17: line 16 is not NAME:value"]),
        (b"SEQUENCE:0", b"SEQUENCE:0\r\nurl:x", ["17: line 16 is not NAME:value"]),
        (
            b"SUMMARY:",
            b"SUMMARY;LANGUAGE=en:",
            ["17: line 10: parameters of SUMMARY are not none"],
        ),
        (b"IES:Health", b"IES:Cancer", ["18: line 16: CATEGORIES is not Health"]),
        (
            b"IES:Health",
            b"IES:Health,Scan",
            [
                "4: line 16: CATEGORIES holds an unescaped ,",
                "18: line 16: CATEGORIES is not Health",
            ],
        ),
        (
            b"N:Please ring",
            b"N:<b>ring</b>",
            ["19: line 19: DESCRIPTION is not at most 1500 characters without markup"],
        ),
        (
            b"TART;VALUE=DATE:20260420\r\nDTEND;VALUE=DATE:20260421",
            b"TART;VALUE=DATE:20260602\r\nDTEND;VALUE=DATE:20260603",
            ["20: line 32: this entry is earlier than the one before"],
        ),
        (
            b"END:VALARM",
            b"END:VALARM\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\n"
            b"DESCRIPTION:Health: appointment to book\r\nTRIGGER:-P1D\r\nEND:VALARM",
            ["21: line 9: 2 alarms in one entry"],
        ),
        (b"DISPLAY", b"AUDIO", ["22: line 27: ACTION is not DISPLAY"]),
        (
            b"DISPLAY\r\nDESCRIPTION:Health: appointment to book",
            b"DISPLAY\r\nDESCRIPTION: ",
            [
                "22: line 28: DESCRIPTION is not a text",
                "22: line 26: the alarm has not the text of its entry",
            ],
        ),
        (
            b"TRIGGER:",
            b"TRIGGER;RELATED=END:",
            ["17: line 29: parameters of TRIGGER are not none"],
        ),
        *(
            (
                b"TRIGGER:",
                f"{line}\r\nTRIGGER:".encode(),
                [f"22: line 29: VALARM may not have {line.split(':')[0]}"],
            )
            for line in ("UID:1", "REPEAT:1", "DURATION:PT5M", "ATTACH:x")
        ),
        (
            b"CANCELLED: Health",
            b"Health",
            ["24: line 99: STATUS and the title disagree"],
        ),
        (
            b"SUMMARY:CANCELLED: Health: follow-up due",
            b"SUMMARY:Health: follow-up due, again",
            [
                "4: line 100: SUMMARY holds an unescaped ,",
                "24: line 99: STATUS and the title disagree",
            ],
        ),
        (b"SEQUENCE:1", b"SEQUENCE:0", ["24: line 99: cancelled, but SEQUENCE is 0"]),
    ],
)
def test_fault_in_an_entry(old, new, complaints):
    assert faults(edited(old, new)) == complaints


def test_alarm_on_a_cancelled_entry():
    found = faults(edited(b"STATUS:TENTATIVE", b"STATUS:CANCELLED"))

    assert "21: line 9: a cancelled entry has an alarm" in found


@pytest.mark.parametrize(
    ("seals", "found"),
    [
        (("1." + "x" * 22,), []),
        (("1." + "x-_9" * 10,), []),
        (("1." + "x" * 21,), ["is not a sealed text"]),
        (("x" * 22,), ["is not a sealed text"]),
        (("1.clinic/3=none because of a journey",), ["is not a sealed text"]),
        (("1." + "x" * 22,) * 2, ["VCALENDAR has X-SURVEIL-OVERRIDES 2 times"]),
    ],
)
def test_overrides_are_sealed_and_stand_once(seals, found):
    lines = "".join(f"X-SURVEIL-OVERRIDES:{seal}\r\n" for seal in seals)

    told = faults(edited(b"BEGIN:VEVENT", lines.encode() + b"BEGIN:VEVENT"))

    assert len(told) == len(found)
    for text, end in zip(told, found, strict=True):
        assert text.startswith("17: ")
        assert text.endswith(end)
