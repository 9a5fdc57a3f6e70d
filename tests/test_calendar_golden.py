"""Every golden calendar keeps our rules, and every program reads the same from it."""

import calendar_parsers as readers
import pytest
from calendar_agreement import PACKAGES, PROGRAMS, differences
from calendar_bytes import entries, faults
from golden import CALENDARS, FOLLOWERS, golden


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Each golden calendar as a file."""
    folder = tmp_path_factory.mktemp("golden")
    paths = {}
    for name in CALENDARS:
        paths[name] = folder / f"{name}.ics"
        paths[name].write_bytes(golden(name))
    return paths


@pytest.mark.parametrize("name", CALENDARS)
def test_a_golden_calendar_keeps_every_point_that_bytes_can_show(name):
    raw, options = golden(name), CALENDARS[name].options

    found = faults(raw, feed="--feed" in options)
    # How a patient prepares, and sources for staff, take more than 40 kB: see below.
    assert [one for one in found if "too many for" not in one] == []


@pytest.mark.parametrize("name", CALENDARS)
def test_a_golden_calendar_is_small(name):
    raw, options = golden(name), CALENDARS[name].options

    count = len(entries(raw))
    widest = 1_000 if "discreet-texts" in name else 2_000
    if "clinical" not in options and "zh-Hans" not in options:
        assert len(raw) < count * widest
    assert len(raw) < count * 3_000


@pytest.mark.parametrize("reader", PACKAGES, ids=lambda reader: reader.__name__)
def test_packages_agree_on_every_golden_calendar(reader, written):
    assert differences(reader, written) == {}


@pytest.mark.interop
@pytest.mark.parametrize("reader", PROGRAMS, ids=lambda reader: reader.__name__)
def test_programs_agree_on_every_golden_calendar(reader, written):
    assert differences(reader, written) == {}


def test_a_reader_that_loses_a_day_would_be_noticed(written):
    few = {name: written[name] for name in ("died", "arabic", "feed")}

    def forgetful(paths):
        read = readers.with_vobject(paths)
        return [[one._replace(end=one.start) for one in each] for each in read]

    assert set(differences(forgetful, few)) == set(few)


def test_the_golden_calendars_hold_what_calendars_can_hold():
    raws = {name: golden(name) for name in CALENDARS}
    listed = {name: entries(raw) for name, raw in raws.items()}
    every = [entry for found in listed.values() for entry in found]

    assert {entry["STATUS"] for entry in every} == {"TENTATIVE", "CANCELLED"}
    assert {entry["SEQUENCE"] for entry in every} >= {"0", "1"}
    assert {entry["ALARM"] for entry in every} == {"-PT15H", ""}
    assert [n for n, raw in raws.items() if b"\r\nREFRESH-INTERVAL" in raw] == [
        *("feed", "feed-withdrawn")
    ]
    assert [n for n, raw in raws.items() if b"\r\nX-SURVEIL-OVERRIDES" in raw] == [
        *("overridden", "one-moved", "overridden-later")
    ]
    head = {name: raw.split(b"BEGIN:VEVENT")[0] for name, raw in raws.items()}
    assert [n for n, raw in head.items() if b"\r\nUID:" in raw] == [
        *("without-key", "died")
    ]
    assert any("随访" in entry["SUMMARY"] + entry["DESCRIPTION"] for entry in every)
    assert "متابعة الصحة" in {entry["SUMMARY"] for entry in listed["arabic"]}
    assert "מעקב בריאות" in {entry["SUMMARY"] for entry in listed["hebrew"]}
    assert rb'NAME:Plan\, health\; dates "2026"' in head["commas"]
    years = {entry["DTSTART"][:4] for entry in listed["twenty-years-by-test"]}
    assert {"2027", "2046"} <= years


@pytest.mark.parametrize("name", FOLLOWERS)
def test_a_follower_keeps_each_identity_and_numbers_each_change(name):
    older, newer = golden(CALENDARS[name].follows), golden(name)
    before = {entry["UID"]: entry for entry in entries(older)}
    after = {entry["UID"]: entry for entry in entries(newer)}

    assert set(before) <= set(after)
    for uid, entry in before.items():
        changed = after[uid] != entry
        assert int(after[uid]["SEQUENCE"]) - int(entry["SEQUENCE"]) == changed
        assert (after[uid]["LAST-MODIFIED"] > entry["LAST-MODIFIED"]) == changed
