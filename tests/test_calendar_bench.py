"""The bench can fail: good calendars pass every reader, each planted fault is found."""

from collections.abc import Callable

import calendar_parsers as readers
import pytest
from calendar_agreement import PACKAGES, PROGRAMS, expected
from calendar_bytes import faults
from calendar_parsers import Reading
from calendar_samples import LEGAL, MUTANTS, RAW, REFERENCE, edited
from calendar_stores import radicale, with_eds

OTHERS = tuple(one for one in PROGRAMS if one is not readers.with_calcurse)

# Mutant -> the points of the byte checker's list that it breaks.
BROKEN = {
    "01_no_uid": {12},
    "02_no_dtstamp": {12, 14},
    "03_no_dtstart": {12, 13},
    "04_no_prodid": {7},
    "05_no_version": {7},
    "06_dup_summary": {12},
    "07_end_before_start": {13},
    "08_end_eq_start": {13},
    "09_date_vs_datetime": {13},
    "10_bad_status": {15},
    "11_bad_date": {13},
    "12_date_no_value_param": {13},
    "13_lf_only": {2},
    "14_alarm_no_desc": {22},
    "15_alarm_no_action": {22},
    "16_alarm_no_trigger": {22},
    "17_trigger_abs_no_value": {22},
    "18_refresh_no_value": {11},
    "19_unescaped_comma": {4},
    "20_raw_newline": {17},
    "21_dtstamp_local": {14},
    "22_unbalanced": {7},
    "23_dtend_and_duration": {17},
    "24_bad_duration": {22},
    "25_publish_no_organizer": {8},
    "26_tzid_no_vtimezone": {13},
    "27_long_line": {3},
    "28_no_final_crlf": {2},
    "29_bom": {1},
    "30_dup_uid": {16},
    "31_empty_cal": {7},
    "32_ctrl_char": {1, 4},
    "33_valarm_uid": {22},
    "34_bad_class": {15},
    "35_invalid_utf8": {1},
}

# Reader -> the numbers of the mutants that it is known to reject.
KNOWN = {
    readers.with_vobject: "01 02 04 06 11 20 22 23 29 31 35",
    readers.with_ical: "06 09 10 11 14 15 16 20 22 23 24 29 31 32 35",
    readers.with_icalendar: "03 04 05 09 11 20 22 23 24 31 35",
    readers.with_libical: "01 02 03 04 05 06 10 17 20 22 23 24 25 31 32 35",
    readers.with_icaljs: "03 12 17 20 22 29 31 35",
    readers.with_nextcloud: "17 20 22 29 30 31 35",
    readers.with_calcurse: "03 05 07 08 09 11 12 19 22 23 29 31",
    readers.with_khal: "03 07 09 11 16 22 24 30 31",
}
# So all together reject 27 of 35; the rest is for the byte checker.
FOUND_BY_NO_READER = {"13", "18", "21", "26", "27", "28", "33", "34"}


def rejected(reader: Callable) -> set[str]:
    """The numbers of the mutants that a reader refuses."""
    verdicts = zip(MUTANTS, reader(MUTANTS), strict=True)
    return {path.name[:2] for path, verdict in verdicts if isinstance(verdict, str)}


def test_reference_is_our_template():
    assert faults(RAW) == []


def test_parent_of_the_mutants_is_legal_but_not_our_template():
    raw = LEGAL.read_bytes()

    assert faults(raw, template=False) == []
    assert faults(raw) == [
        "10: line 1: VCALENDAR has no COLOR",
        "10: line 1: VCALENDAR has no X-APPLE-CALENDAR-COLOR",
        "11: line 1: REFRESH-INTERVAL is for feeds",
        "14: line 8: VEVENT has no CREATED",
        "15: line 8: VEVENT has no X-MICROSOFT-CDO-BUSYSTATUS",
    ]


def test_files_are_as_they_were_written():
    # A line-end conversion by git would repair some mutants and break the rest.
    bare = [path.stem for path in MUTANTS if b"\r\n" not in path.read_bytes()]

    assert {path.stem for path in MUTANTS} == set(BROKEN)
    assert bare == ["13_lf_only"]
    assert RAW.count(b"\r\n") == RAW.count(b"\n") == 385


@pytest.mark.parametrize("path", MUTANTS, ids=lambda path: path.stem)
def test_byte_checker_rejects_mutant(path):
    found = faults(path.read_bytes(), template=False)

    assert {int(text.split(":")[0]) for text in found} == BROKEN[path.stem]


@pytest.mark.parametrize("reader", PACKAGES)
def test_package_reads_good_files(reader):
    text = "Bring card, list\nRing"
    scan = Reading("2026-03-02", "2026-03-03", "Scan due", "-P27DT15H", text)
    assert reader([REFERENCE, LEGAL]) == [expected(RAW), [scan]]


@pytest.mark.parametrize("reader", PACKAGES)
def test_package_rejects_what_it_is_known_to_reject(reader):
    assert set(KNOWN[reader].split()) <= rejected(reader)


@pytest.mark.parametrize("reader", PACKAGES)
@pytest.mark.parametrize("trigger", ["-PT15H", "-P7D", "-P1DT12H", "-PT1H30M", "-PT5M"])
def test_alarms_are_given_as_written(reader, trigger, tmp_path):
    path = tmp_path / "alarm.ics"
    path.write_bytes(edited(b"-PT15H", trigger.encode()))

    [events] = reader([path])

    assert events[0].alarm == trigger


@pytest.mark.parametrize(
    ("reader", "message"),
    [
        (
            readers.with_libical,
            "nowhere/python3 is missing: apt-get install --no-install-recommends "
            "gir1.2-ical-3.0 python3-gi calcurse, or run .ci/install-interop",
        ),
        (
            readers.with_calcurse,
            "calcurse is missing: apt-get install --no-install-recommends "
            "gir1.2-ical-3.0 python3-gi calcurse, or run .ci/install-interop",
        ),
        (
            readers.with_icaljs,
            "ical.js is missing: npm install ical.js@2 @nextcloud/calendar-js@8.1.6 "
            "in nowhere, or run .ci/install-interop",
        ),
        (
            readers.with_nextcloud,
            "@nextcloud/calendar-js is missing: "
            "npm install ical.js@2 @nextcloud/calendar-js@8.1.6 "
            "in nowhere, or run .ci/install-interop",
        ),
        (
            readers.with_khal,
            "khal is missing: pip install khal radicale in nowhere, "
            "or run .ci/install-interop",
        ),
    ],
)
def test_missing_reader_says_what_to_install(reader, message, monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("SURVEIL_NODE", "nowhere")
    monkeypatch.setenv("SURVEIL_PROGRAMS", "nowhere")
    monkeypatch.setattr(readers, "SYSTEM_PYTHON", "nowhere/python3")

    with pytest.raises(RuntimeError) as caught:
        reader([REFERENCE])

    assert str(caught.value) == message


def test_missing_store_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("SURVEIL_PROGRAMS", "nowhere")

    with pytest.raises(RuntimeError) as evolution:
        with_eds([(REFERENCE, REFERENCE)])
    with pytest.raises(RuntimeError) as caldav, radicale(tmp_path):
        pass

    assert str(evolution.value) == (
        "dbus-run-session is missing: apt-get install evolution-data-server "
        "gir1.2-ecal-2.0 python3-gi dbus, or run .ci/install-interop"
    )
    assert str(caldav.value) == (
        "radicale is missing: pip install khal radicale in nowhere, "
        "or run .ci/install-interop"
    )


@pytest.mark.interop
@pytest.mark.parametrize("reader", OTHERS)
def test_program_reads_good_files(reader):
    assert reader([REFERENCE, LEGAL]) == [expected(RAW), expected(LEGAL.read_bytes())]


@pytest.mark.interop
def test_calcurse_keeps_every_event_but_no_alarm():
    found = readers.with_calcurse([REFERENCE, LEGAL])

    wanted = [expected(RAW), expected(LEGAL.read_bytes())]
    without = [sorted(one._replace(alarm=None) for one in each) for each in wanted]
    assert [sorted(each) for each in found] == without


@pytest.mark.interop
def test_all_readers_together_reject_what_they_are_known_to_reject():
    found = {reader: rejected(reader) for reader in KNOWN}

    missed = {
        reader.__name__: set(KNOWN[reader].split()) - numbers
        for reader, numbers in found.items()
    }
    together = set().union(*found.values())
    assert not any(missed.values()), missed
    assert {path.name[:2] for path in MUTANTS} - together <= FOUND_BY_NO_READER
