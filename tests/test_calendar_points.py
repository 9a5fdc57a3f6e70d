"""Points 1 to 22 of the list that every calendar of ours keeps: one file by itself.

The rest stands in `test_calendar_points_beyond` and `test_calendar_points_outside`.
Each test looks at real calendars with its own eyes; the byte checker says the same
with more care.
"""

import re
import subprocess
import sys
import unicodedata
from datetime import date, timedelta
from functools import cache

import injection
import pytest
from calendar_rules import CSS3_COLOURS, RULES
from golden import CALENDARS, KEY, golden
from injection import printed
from point_lines import alarms_of, blocks_of, head_of, lines_of, names, text, value
from samples import SECRET

from surveil import identity, version
from surveil.catalogue import TESTS

FEEDS = {name for name, asked in CALENDARS.items() if "--feed" in asked.options}
ALL = pytest.mark.parametrize("name", CALENDARS)
PLAIN = "discreet-titles-plain-texts"
BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@ALL
def test_point_01_strict_utf_8_no_mark_no_nul(name):
    raw = golden(name)

    raw.decode("utf-8", "strict")
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\0" not in raw


@ALL
def test_point_02_every_line_ends_crlf(name):
    raw = golden(name)

    assert raw.count(b"\r") == raw.count(b"\n") == raw.count(b"\r\n")
    assert raw.endswith(b"\r\nEND:VCALENDAR\r\n")


@ALL
def test_point_03_at_most_75_octets_and_no_fold_inside_a_character_or_escape(name):
    for line in golden(name).split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
        assert (len(line) - len(line.rstrip(b"\\"))) % 2 == 0


@ALL
def test_point_04_no_character_that_acts(name):
    for line in lines_of(golden(name)):
        kinds = {unicodedata.category(letter) for letter in line}
        assert not kinds & {"Cc", "Cs", "Cn", "Co", "Zl", "Zp"}
        assert not set(line) & set(BIDI + "\t\ufeff")


def test_point_05_the_same_input_gives_the_same_bytes_everywhere():
    here = printed(PYTHONHASHSEED="0", TZ="UTC", LC_ALL="C")

    assert here[0] == 0
    assert printed(PYTHONHASHSEED="7", TZ="Pacific/Kiritimati") == here
    assert printed(PYTHONHASHSEED="9", TZ="US/Samoa", LC_ALL="C.UTF-8") == here


def test_point_06_without_asserts_the_same_bytes_and_refusals():
    assert printed("-O") == printed()
    refused = [
        subprocess.run(
            [sys.executable, *flags, "-m", "surveil", "plan", "--key=a\nEND:VEVENT"],
            capture_output=True,
            check=False,
        )
        for flags in ((), ("-O",))
    ]
    assert refused[0].returncode == refused[1].returncode == 3
    assert refused[0].stderr == refused[1].stderr != b""


@ALL
def test_point_07_one_calendar_with_a_version_and_a_neutral_producer(name):
    raw = golden(name)

    head = head_of(raw)
    assert lines_of(raw).count("BEGIN:VCALENDAR") == 1
    assert head[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert value(head, "PRODID") == "-//surveil//surveil//EN"
    assert value(head, "CALSCALE") == "GREGORIAN"


@ALL
def test_point_08_no_method_and_entries_alone(name):
    lines = lines_of(golden(name))

    begun = {line for line in lines if line.startswith("BEGIN:")}
    assert begun <= {"BEGIN:VCALENDAR", "BEGIN:VEVENT", "BEGIN:VALARM"}
    assert not [line for line in lines if line.startswith("METHOD")]


@ALL
def test_point_09_name_equals_x_wr_calname_both_escaped(name):
    head = head_of(golden(name))

    assert value(head, "NAME") == value(head, "X-WR-CALNAME")
    if name == "commas":
        assert value(head, "NAME") == r'Plan\, health\; dates "2026"'


@ALL
def test_point_10_colours_that_programs_know(name):
    head = head_of(golden(name))

    assert value(head, "COLOR") in CSS3_COLOURS.split()
    assert re.fullmatch("#[0-9A-F]{6}", value(head, "X-APPLE-CALENDAR-COLOR"))


@ALL
def test_point_11_a_feed_says_how_often_to_look_and_a_file_does_not(name):
    head = head_of(golden(name))

    asked = [line for line in head if "REFRESH" in line or "PUBLISHED" in line]
    wanted = ["REFRESH-INTERVAL;VALUE=DURATION:P1D", "X-PUBLISHED-TTL:P1D"]
    assert sorted(asked) == (wanted if name in FEEDS else [])


@ALL
def test_point_12_every_entry_has_each_property_once(name):
    needed = {
        *("UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION"),
        *("SEQUENCE", "LAST-MODIFIED", "STATUS", "TRANSP", "CLASS"),
    }
    for block in blocks_of(golden(name)):
        found = names(block)
        assert len(set(found)) == len(found)
        assert needed <= set(found)


@ALL
def test_point_13_whole_days(name):
    for block in blocks_of(golden(name)):
        start, end = [line for line in block if line.startswith(("DTSTART", "DTEND"))]
        days = [
            re.fullmatch(f"{what};VALUE=DATE:([0-9]{{8}})", line)[1]
            for what, line in (("DTSTART", start), ("DTEND", end))
        ]
        first, last = map(date.fromisoformat, days)
        assert last - first == timedelta(days=1)


@ALL
def test_point_14_moments_in_utc(name):
    for block in blocks_of(golden(name)):
        stamp, created, modified = (
            value(block, what) for what in ("DTSTAMP", "CREATED", "LAST-MODIFIED")
        )
        for moment in (stamp, created, modified):
            assert re.fullmatch("[0-9]{8}T[0-9]{6}Z", moment)
        assert created <= modified == stamp


@ALL
def test_point_15_private_free_and_a_status(name):
    for block in blocks_of(golden(name)):
        assert value(block, "STATUS") in ("TENTATIVE", "CONFIRMED", "CANCELLED")
        assert value(block, "CLASS") == "PRIVATE"
        assert value(block, "TRANSP") == "TRANSPARENT"
        assert value(block, "X-MICROSOFT-CDO-BUSYSTATUS") == "FREE"


def uids(name):
    return [value(block, "UID") for block in blocks_of(golden(name))]


@ALL
def test_point_16_a_uid_is_opaque_and_stands_once(name):
    form = "[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"

    assert all(re.fullmatch(form, uid) for uid in uids(name))
    assert len(set(uids(name))) == len(uids(name))


def test_point_16_a_uid_knows_no_date_title_or_version(monkeypatch):
    assert uids("moved") == uids("clinical-titles-discreet-texts") == uids(PLAIN)
    assert set(uids("without-key")).isdisjoint(uids(PLAIN))
    other = {
        value(block, "UID")
        for secret in ("another secret of thirty-two letters", SECRET.decode())
        for block in blocks_of(printed(SURVEIL_SECRET=secret)[1])
    }
    assert len(other) == 2 * len(blocks_of(printed()[1]))
    monkeypatch.setattr(version, "VERSION", "99.0")
    again = injection.run(injection.plan({}))
    assert again.out == injection.run(injection.plan({})).out == printed()[1]


@ALL
def test_point_17_names_and_parameters_from_a_closed_list(name):
    raw = golden(name)

    parts = {"VCALENDAR": [head_of(raw)], "VEVENT": blocks_of(raw)}
    parts["VALARM"] = [one for each in alarms_of(raw) for one in each]
    for part, listed in parts.items():
        for lines in listed:
            inside = [line for line in lines if not line.startswith("BEGIN:")]
            assert set(names(inside)) <= set(RULES[part])
            heads = {line.partition(":")[0] for line in inside if ";" in line[:40]}
            parameters = {head.partition(";")[2] for head in heads}
            assert parameters <= {"", "VALUE=DATE", "VALUE=DURATION"}
    assert names(head_of(raw)).count("UID") == (not CALENDARS[name].key)


@ALL
def test_point_18_one_category_for_all(name):
    for block in blocks_of(golden(name)):
        assert value(block, "CATEGORIES") == "Health"


@ALL
def test_point_19_lengths_and_no_markup(name):
    for block in blocks_of(golden(name)):
        title, told = (text(value(block, what)) for what in ("SUMMARY", "DESCRIPTION"))
        assert 1 <= len(title) <= 120
        assert 1 <= len(told) <= 1_500
        assert not re.search("<.*>", title + told)


@cache
def steps(plan):
    """Which step and role each UID of a plan stands for."""
    return {
        identity.entry_uid(SECRET, plan, f"{code}/{number}", role): (
            f"{code}/{number}",
            role,
        )
        for code in TESTS
        for number in range(1, 80)
        for role in ("book", "due")
    }


@ALL
def test_point_20_in_order_of_day_then_step_then_booking_first(name):
    raw = golden(name)
    plan = identity.plan_id(SECRET, KEY)
    if not CALENDARS[name].key:
        plan = value(head_of(raw), "UID")

    order = [
        (value(block, "DTSTART"), *steps(plan)[value(block, "UID")])
        for block in blocks_of(raw)
    ]

    assert order == sorted(order)


@ALL
def test_point_21_one_alarm_at_most_and_none_when_cancelled(name):
    raw = golden(name)

    for block, alarms in zip(blocks_of(raw), alarms_of(raw), strict=True):
        assert len(alarms) == (value(block, "STATUS") != "CANCELLED")


@ALL
def test_point_22_an_alarm_shows_the_title_before_the_day(name):
    raw = golden(name)

    for block, alarms in zip(blocks_of(raw), alarms_of(raw), strict=True):
        title = value(block, "SUMMARY")
        wanted = ["ACTION:DISPLAY", f"DESCRIPTION:{title}", "TRIGGER:-PT15H"]
        assert all(sorted(alarm) == wanted for alarm in alarms)
