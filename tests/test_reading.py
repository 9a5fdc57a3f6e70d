"""An old calendar is read back for what it says; anything else is refused."""

import codecs
import os
import re
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from calendar_bytes import faults
from calendar_samples import LEGAL, MUTANTS, RAW
from icalendar import Calendar
from old_calendar import EDITED, ENTRIES, FILE, OVERRIDES, SEALED, refused
from revisions import PLAN, entry, file_of, own
from samples import SECRET

from surveil import identity
from surveil.catalogue import TESTS
from surveil.render import entries, ics
from surveil.render.components import LARGEST, MOST
from surveil.render.reading import read


def edited(old, new, count=1):
    assert old in FILE
    return FILE.replace(old, new, count)


def test_what_was_written_is_read_back():
    old = read(FILE, SECRET, PLAN)

    assert old.entries == ENTRIES
    assert old.overrides == OVERRIDES
    assert old.plan_id == PLAN


def test_what_is_read_back_is_written_again_byte_for_byte():
    assert file_of(*read(FILE, SECRET, PLAN).entries, overrides=SEALED) == FILE


def test_a_calendar_library_reads_the_same():
    events = Calendar.from_ical(FILE).walk("VEVENT")

    for one, event in zip(read(FILE, SECRET, PLAN).entries, events, strict=True):
        assert one.uid == event["UID"]
        assert one.day == event.decoded("DTSTART")
        assert (one.title, one.text) == (event["SUMMARY"], event["DESCRIPTION"])
        assert one.cancelled == (event["STATUS"] == "CANCELLED")
        assert one.stamp == event.decoded("LAST-MODIFIED")
        assert one.created == event.decoded("CREATED")
        assert one.sequence == event["SEQUENCE"]


def test_a_plan_without_a_key_is_known_by_the_id_in_its_calendar():
    plan = identity.random_plan_id(bytes(range(16)))
    one = own(entry(), plan)
    raw = file_of(one, plan=plan)

    old = read(raw, SECRET, None)

    assert (old.plan_id, old.entries, old.overrides) == (plan, (one,), ())


@pytest.mark.parametrize("feed", [False, True])
def test_files_and_feeds_are_read(feed):
    assert read(file_of(*ENTRIES, feed=feed), SECRET, PLAN).entries == ENTRIES


TEXT = FILE.decode()
UNFOLDED = TEXT.replace("\r\n ", "")


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(TEXT.replace("\r\n", "\n").encode(), id="LF"),
        pytest.param(TEXT.replace("\r\n", "\r\r\n").encode(), id="CRCRLF"),
        pytest.param(codecs.BOM_UTF8 + FILE, id="BOM"),
        pytest.param(TEXT.encode("utf-16"), id="UTF-16"),
        pytest.param(codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), id="UTF-16 BE"),
        pytest.param(UNFOLDED.encode(), id="unfolded"),
        pytest.param(TEXT.replace("\r\n ", "\r\n\t").encode(), id="tabs"),
        pytest.param(TEXT.removesuffix("\r\n").encode(), id="no last line end"),
        pytest.param(FILE + b"\r\n\r\n", id="empty lines after it"),
        pytest.param(TEXT.replace("\r\nBEGIN", "\r\n\r\nBEGIN").encode(), id="empty"),
        pytest.param(TEXT.replace("BEGIN:", "begin:").encode(), id="small letters"),
        # A fold may cut a character in two: RFC 5545, 3.1 counts octets.
        pytest.param(FILE.replace("国".encode(), b"\xe5\r\n \x9b\xbd"), id="cut"),
    ],
)
def test_a_file_that_was_written_another_way_says_the_same(raw):
    assert raw != FILE

    old = read(raw, SECRET, PLAN)

    assert (old.entries, old.overrides) == (ENTRIES, OVERRIDES)


NOT_OURS = "give the file that surveil wrote"


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"", "is not a calendar: give the .ics file that surveil wrote"),
        (b"\r\n\r\n", "is not a calendar: give the .ics file that surveil wrote"),
        (b"<html>", "is not a calendar: give the .ics file that surveil wrote"),
        (b"/etc/passwd", "is not a calendar: give the .ics file that surveil wrote"),
        (b"PK\x03\x04" + bytes(range(256)), f"is not a text in UTF-8: {NOT_OURS}"),
        (FILE[:-20], "is cut off: give the whole file that surveil wrote"),
        (FILE[: len(FILE) // 2], "is cut off: give the whole file that surveil wrote"),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", f"is from another tool: {NOT_OURS}"),
        (RAW, f"is from another tool: {NOT_OURS}"),
        (LEGAL.read_bytes(), f"is from another tool: {NOT_OURS}"),
        (file_of(), f"has no entries: {NOT_OURS}"),
        (FILE + FILE, f"has too many VCALENDAR: {EDITED}"),
        (
            FILE + b"END:\r\nEND:VCALENDAR",
            f"END is not known to this surveil: {EDITED}",
        ),
        (FILE + b"\xff", f"is not a text in UTF-8: {NOT_OURS}"),
        (
            FILE.replace(b"\r\n", b"\r"),
            "is not a calendar: give the .ics file that surveil wrote",
        ),
    ],
)
def test_what_is_no_calendar_of_surveil_is_refused(raw, problem):
    assert refused(raw) == problem


UID = ENTRIES[0].uid.encode()
ODD_FORM = "has DTSTART in a form that surveil does not write"
NEW_LINE = "{} is not known to this surveil"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (b"VERSION:2.0", b"VERSION:3.0", "has a VERSION other than 2.0"),
        (b"VERSION:2.0\r\n", b"", "has a VCALENDAR without VERSION"),
        (b"CALSCALE", b"METHOD:PUBLISH\r\nCALSCALE", NEW_LINE.format("METHOD")),
        (b"CALSCALE", b"X-NEW:1\r\nCALSCALE", NEW_LINE.format("X-NEW")),
        (b"CALSCALE", b"\x1b[31mred:1\r\nCALSCALE", NEW_LINE.format("a line")),
        (b"CALSCALE", b"no colon\r\nCALSCALE", NEW_LINE.format("a line")),
        (b"END:VEVENT", b"RRULE:FREQ=SECONDLY\r\nEND:VEVENT", NEW_LINE.format("RRULE")),
        (
            b"END:VEVENT",
            b"ATTACH:file:///etc/passwd\r\nEND:VEVENT",
            NEW_LINE.format("ATTACH"),
        ),
        (
            b"END:VEVENT",
            b"BEGIN:VALARM\r\nEND:VALARM\r\nEND:VEVENT",
            "has too many VALARM",
        ),
        (
            b"BEGIN:VEVENT",
            b"BEGIN:VTIMEZONE\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT",
            NEW_LINE.format("VTIMEZONE"),
        ),
        (
            b"BEGIN:VEVENT",
            b"BEGIN:VTODO\r\nEND:VTODO\r\nBEGIN:VEVENT",
            NEW_LINE.format("VTODO"),
        ),
        (
            b"END:VEVENT",
            b"BEGIN:VEVENT\r\nEND:VEVENT\r\nEND:VEVENT",
            NEW_LINE.format("VEVENT"),
        ),
        (b"BEGIN:VALARM", b"BEGIN:VALARM\r\nUID:1", NEW_LINE.format("UID")),
        (
            b"BEGIN:VALARM",
            b"BEGIN:VALARM\r\nREPEAT:999999999",
            NEW_LINE.format("REPEAT"),
        ),
        (b"ACTION:DISPLAY\r\n", b"", "has a VALARM without ACTION"),
        (b"END:VEVENT\r\n", b"", NEW_LINE.format("VEVENT")),
        (b"DTSTART;VALUE=DATE:", b"DTSTART:", ODD_FORM),
        (b"DTSTART;VALUE=DATE:", b"DTSTART;TZID=A:", ODD_FORM),
        (b"SUMMARY:", b"SUMMARY:a\r\nSUMMARY:", "has SUMMARY twice in one place"),
        (
            b"SUMMARY:To book\\; soon\\, please",
            b"SUMMARY:",
            "has a text that surveil does not write",
        ),
        (
            b"SUMMARY:To book",
            b"SUMMARY:{due}",
            "has a text that surveil does not write",
        ),
        (
            b"SUMMARY:To book",
            b"SUMMARY:~due~",
            "has a text that surveil does not write",
        ),
        (
            b"DESCRIPTION:What",
            b"DESCRIPTION:{then}",
            "has a text that surveil does not write",
        ),
        (
            b"STATUS:TENTATIVE",
            b"STATUS:BOGUS",
            "has a STATUS that surveil does not write",
        ),
        (b"UID:" + UID, b"UID:" + ENTRIES[1].uid.encode(), "holds an entry twice"),
        (
            b"UID:" + UID,
            b"UID:" + UID.upper(),
            "holds entries that are not of this plan",
        ),
        (b"UID:" + UID, b"UID:1", "holds entries that are not of this plan"),
        (b"UID:" + UID + b"\r\n", b"", "has a VEVENT without UID"),
        (b"20270115", b"20270229", "has a date that surveil does not write"),
        (b"20270115", b"2027-01-15", "has a date that surveil does not write"),
        (b"20270115", b"20270115T000000", "has a date that surveil does not write"),
        (
            b"20270115",
            "2027011\u0665".encode(),
            "has a date that surveil does not write",
        ),
        (b"20270115", b"19491231", "has a date that surveil does not write"),
        (b"20270115", b"22010101", "has a date that surveil does not write"),
        (b"20270116", b"20270117", "has an entry that is not of one day"),
        (b"20270116", b"20270115", "has an entry that is not of one day"),
        (
            b"20261122T000000Z",
            b"20261122T000000",
            "has a moment that surveil does not write",
        ),
        (
            b"20261122T000000Z",
            b"20261122T000060Z",
            "has a moment that surveil does not write",
        ),
        (
            b"20261122T000000Z",
            b"19491231T235959Z",
            "has a moment that surveil does not write",
        ),
        (
            b"20261122T000000Z",
            b"22010101T000000Z",
            "has a moment that surveil does not write",
        ),
        (b"SEQUENCE:0", b"SEQUENCE:-1", "has a SEQUENCE that surveil does not write"),
        (
            b"SEQUENCE:0",
            b"SEQUENCE:2147483647",
            "has a SEQUENCE that surveil does not write",
        ),
        (
            b"SEQUENCE:0",
            b"SEQUENCE:" + b"9" * 5000,
            "has a SEQUENCE that surveil does not write",
        ),
    ],
)
def test_what_surveil_does_not_write_is_refused_by_name(old, new, problem):
    assert refused(edited(old, new)) == f"{problem}: {EDITED}"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            b"PRODID:-//surveil//surveil//EN",
            b"PRODID:-//other//EN",
            f"is from another tool: {NOT_OURS}",
        ),
        (
            b"X-SURVEIL-OVERRIDES:1.",
            b"X-SURVEIL-OVERRIDES:2.",
            "was written by a newer surveil: update surveil",
        ),
        (
            b"X-SURVEIL-OVERRIDES:1.",
            b"X-SURVEIL-OVERRIDES:1.A",
            "holds overrides that cannot be read: the file was edited",
        ),
        (
            b"BEGIN:VCALENDAR\r\n",
            b"BEGIN:VCALENDAR\r\nUID:1\r\n",
            "is of a plan without a key: leave out --key",
        ),
    ],
)
def test_what_is_of_others_is_refused_for_what_it_is(old, new, problem):
    assert refused(edited(old, new)) == problem


@pytest.mark.parametrize("sequence", [0, 1, 2**31 - 2])
def test_any_sequence_that_has_a_next_is_read(sequence):
    raw = edited(b"SEQUENCE:0", f"SEQUENCE:{sequence}".encode())

    assert read(raw, SECRET, PLAN).entries[0].sequence == sequence


@pytest.mark.parametrize("day", [date(1950, 1, 1), date(2200, 12, 30)])
def test_any_day_of_a_life_is_read(day):
    end = day + timedelta(days=1)
    raw = edited(b"20270115", f"{day:%Y%m%d}".encode())
    raw = raw.replace(b"20270116", f"{end:%Y%m%d}".encode())

    assert day in [one.day for one in read(raw, SECRET, PLAN).entries]


def test_the_calendar_of_another_patient_or_secret_is_refused():
    problem = "is of another patient, or was made with another secret"

    assert refused(FILE, identity.plan_id(SECRET, "B2")) == problem
    assert refused(FILE, secret=SECRET[::-1]) == problem


def test_an_entry_of_another_patient_among_ours_is_refused():
    other = own(entry("clinic/9"), identity.plan_id(SECRET, "B2"))

    assert refused(file_of(*ENTRIES, other)) == (
        f"holds entries that are not of this plan: {EDITED}"
    )


def test_a_calendar_and_a_plan_with_and_without_a_key_do_not_meet():
    plan = identity.random_plan_id(bytes(16))

    keyless = file_of(own(entry(), plan), plan=plan)

    assert refused(FILE, None) == "is of a plan with a key: give its --key"
    assert refused(keyless, PLAN) == "is of a plan without a key: leave out --key"
    assert refused(keyless, None, SECRET[::-1]) == (
        "is of another patient, or was made with another secret"
    )
    assert refused(keyless.replace(plan.encode(), b"0" * 36), None) == (
        f"holds no plan id that surveil makes: {EDITED}"
    )


def test_an_edited_title_or_text_is_read_as_it_would_be_written():
    raw = edited(
        b"SUMMARY:To book\\; soon\\, please", b"SUMMARY: \x07To\\nbook \xe2\x80\xae"
    )
    raw = raw.replace(b"DESCRIPTION:What: scan.", b"DESCRIPTION:a\\b\\\\c\\", 1)

    first = read(raw, SECRET, PLAN).entries[0]

    assert (first.title, first.text) == ("To book", "ab/c/")


def test_moments_that_do_not_agree_are_read_so_that_a_revision_is_newer():
    raw = edited(b"DTSTAMP:20261122T000000Z", b"DTSTAMP:20270101T000000Z")
    raw = raw.replace(b"CREATED:20261122T000000Z", b"CREATED:20270202T000000Z", 1)

    first = read(raw, SECRET, PLAN).entries[0]

    assert first.created == datetime(2026, 11, 22, tzinfo=UTC)
    assert first.stamp == datetime(2027, 2, 2, tzinfo=UTC)


# Steps are looked for up to the 150th of each test, and 50 after the last one found.
@pytest.mark.parametrize("number", [1, 149, 150, 151, 199, 200])
def test_every_test_and_number_that_a_plan_can_hold_is_known(number):
    found = [own(entry(f"{code}/{number}")) for code in TESTS]
    bridge = own(entry("clinic/150"))

    old = read(
        file_of(*{one.uid: one for one in [bridge, *found]}.values()), SECRET, PLAN
    )

    assert {one.id for one in old.entries} == {
        "clinic/150",
        *(f"{code}/{number}" for code in TESTS),
    }


def test_a_file_may_be_as_large_as_surveil_writes_them():
    assert LARGEST == ics.LARGEST
    just = FILE + b"\n" * (LARGEST - len(FILE))

    assert read(just, SECRET, PLAN).entries == ENTRIES
    assert refused(just + b"\n") == (
        "is larger than 1000000 bytes: surveil did not write it"
    )


def test_a_file_that_is_all_components_is_refused_quickly():
    inside = b"BEGIN:VEVENT\r\nEND:VEVENT\r\n" * (MOST + 1)
    raw = FILE.replace(b"BEGIN:VEVENT", inside + b"BEGIN:VEVENT", 1)
    started = time.perf_counter()

    problem = refused(raw)

    assert problem == f"has too many VEVENT: {EDITED}"
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize(
    "inside",
    [
        b"BEGIN:VEVENT\r\n",
        b"BEGIN:VCALENDAR\r\n",
        b"END:VEVENT\r\n",
        b"A:\r\n",
        b":\r\n",
    ],
)
def test_a_file_of_one_line_repeated_is_refused(inside):
    raw = FILE.replace(b"CALSCALE", inside * 30_000 + b"CALSCALE", 1)

    assert refused(raw)


def test_no_mutant_is_read_as_ours():
    for path in MUTANTS:
        expected = f"is from another tool: {NOT_OURS}"
        if path.stem == "35_invalid_utf8":
            expected = f"is not a text in UTF-8: {NOT_OURS}"

        assert refused(path.read_bytes()) == expected, path.name


# The faults that do no harm: how the bytes were written, and alarms, classes and
# feed intervals, which are written anew whatever they were.
HARMLESS = {
    *("13_lf_only", "14_alarm_no_desc", "17_trigger_abs_no_value"),
    *("19_unescaped_comma", "24_bad_duration", "27_long_line", "28_no_final_crlf"),
    *("29_bom", "32_ctrl_char", "34_bad_class"),
}


def disguised(raw):
    """The file with our PRODID and UIDs in place of its own, and a day of creation."""
    plain = raw.replace(b"\r\n", b"\n")
    uids = dict.fromkeys(re.findall(rb"(?m)^UID:.*$", plain))
    for number, line in enumerate(uids):
        fresh = own(entry(f"clinic/{number + 1}")).uid
        plain = plain.replace(line, f"UID:{fresh}".encode())
    plain = re.sub(rb"(?m)^PRODID:.*$", f"PRODID:{entries.PRODID}".encode(), plain)
    created = b"BEGIN:VEVENT\nCREATED:20260101T000000Z"
    return plain.replace(b"BEGIN:VEVENT", created)


def test_mutants_that_claim_to_be_ours_are_refused_or_do_no_harm():
    assert read(disguised(LEGAL.read_bytes()), SECRET, PLAN).entries
    for path in MUTANTS:
        raw = disguised(path.read_bytes())
        if path.stem in HARMLESS:
            assert faults(file_of(*read(raw, SECRET, PLAN).entries)) == [], path.name
        else:
            assert len(refused(raw).splitlines()) == 1, path.name


def test_nothing_is_opened_whatever_the_file_says(tmp_path, monkeypatch):
    path = tmp_path / "other.ics"
    path.write_bytes(FILE)
    monkeypatch.chdir(tmp_path)

    assert refused(os.fsencode(path))
    assert refused(b"other.ics")
