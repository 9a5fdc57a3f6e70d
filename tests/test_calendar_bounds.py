"""The byte checker's limits: just inside, on and just outside."""

import re

import pytest
from calendar_bytes import entries, faults
from calendar_samples import RAW, edited

TITLE = b"Health: appointment to book"
NAMES = b"NAME:Health plan\\, reminders\r\nX-WR-CALNAME:Health plan\\, reminders"


def points(raw: bytes) -> list[str]:
    """The points of the checker's list that a file breaks."""
    return [text.split(":")[0] for text in faults(raw)]


def folded(text: str) -> bytes:
    return "\r\n ".join(re.findall(".{1,60}", text)).encode()


def repeated(count: int) -> bytes:
    """The reference file with its first entry this often, each with its own UID."""
    head, rest = RAW.split(b"BEGIN:VEVENT", 1)
    entry = b"BEGIN:VEVENT" + rest[: rest.index(b"BEGIN:VEVENT")]
    entries = (entry.replace(b"25439177", b"%08x" % number) for number in range(count))
    return head + b"".join(entries) + b"END:VCALENDAR\r\n"


def padded(raw: bytes, size: int) -> bytes:
    """A file made this long by folded letters in PRODID, which has no limit."""
    lines, rest = divmod(size - len(raw), 60)
    rest += 60
    widths = [60] * (lines - 1) + [rest // 2, rest - rest // 2]
    letters = b"".join(b"\r\n " + b"x" * (width - 3) for width in widths)
    return raw.replace(b"surveil 0.1", b"surveil 0.1" + letters)


@pytest.mark.parametrize(
    ("width", "found"), [(74, []), (75, []), (76, ["3: line 4 is 76 octets long"])]
)
def test_width_of_a_line(width, found):
    letters = b"x" * (width - 1)
    raw = edited(b"surveil 0.1", b"surveil\r\n " + letters + b"\r\n ")

    assert faults(raw) == found


@pytest.mark.parametrize(
    ("length", "broken"),
    [(59, []), (60, []), (61, ["9", "9"])],  # NAME, X-WR-CALNAME
)
def test_length_of_the_calendar_name(length, broken):
    name = folded("n" * length)
    raw = edited(NAMES, b"NAME:" + name + b"\r\nX-WR-CALNAME:" + name)

    assert points(raw) == broken


@pytest.mark.parametrize(
    ("length", "broken"),
    [(0, ["19", "22"]), (1, []), (119, []), (120, []), (121, ["19"])],
)
def test_length_of_a_title(length, broken):
    raw = RAW.replace(TITLE, folded("n" * length), 2)  # and of its alarm

    assert points(raw) == broken


@pytest.mark.parametrize(
    ("title", "broken"),
    [
        *((b" ", ["19", "22"]), (b"a\\nb", ["19"]), (b"<b>", ["19"])),
        *((b"a < b", []), (b"a > b", [])),
    ],
)
def test_form_of_a_title(title, broken):
    assert points(RAW.replace(TITLE, title, 2)) == broken


@pytest.mark.parametrize(("length", "broken"), [(1499, []), (1500, []), (1501, ["19"])])
def test_length_of_a_description(length, broken):
    old = RAW[RAW.index(b"Please ring") : RAW.index(b"\r\nLAST-MODIFIED")]
    raw = edited(old, folded("n" * length))

    assert points(raw) == broken
    assert len(entries(raw)[0]["DESCRIPTION"]) == length


@pytest.mark.parametrize(
    "trigger", ["-P27DT23H59M59S", "-P28D", "-P4W", "-PT61S", "-PT1M", "-P6DT15H"]
)
def test_trigger_in_range(trigger):
    assert faults(edited(b"-PT15H", trigger.encode())) == []


@pytest.mark.parametrize("trigger", ["-P28DT1S", "-P5W", "-PT59S", "-PT0S", "PT9H"])
def test_trigger_out_of_range(trigger):
    assert faults(edited(b"-PT15H", trigger.encode())) == [
        "22: line 26: TRIGGER is not 28 days to a minute before"
    ]


@pytest.mark.parametrize(
    "trigger", ["", "-P", "-PT", "-P27D15H", "-PT1H5S", "15H", "20260201T000000Z"]
)
def test_trigger_that_is_no_duration(trigger):
    assert faults(edited(b"-PT15H", trigger.encode())) == [
        "22: line 29: TRIGGER is not a duration"
    ]


@pytest.mark.parametrize(
    ("count", "size", "found"),
    [
        (40, 39_999, []),
        (40, 40_000, ["26: 40000 bytes are too many for 40 entries"]),
        (41, 40_000, []),
        (41, 999_999, []),
        (41, 1_000_000, []),
        (41, 1_000_001, ["26: 1000001 bytes are more than 1000000"]),
    ],
)
def test_size_of_a_file(count, size, found):
    raw = padded(repeated(count), size)

    assert len(raw) == size
    assert faults(raw) == found
