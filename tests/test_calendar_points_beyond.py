"""Points 23 to 30 of the list of calendars: updates, limits, privacy."""

import hashlib
import os
import stat
import time
import uuid
from datetime import UTC, date, datetime
from pathlib import Path

import injection
import pytest
from calendar_bytes import entries, indiscreet, plain_text
from calendar_clients import Evolution, Fossify, Icsx5, stated
from golden import CALENDARS, FOLLOWERS, KEY, golden
from injection_shape import is_refused
from samples import MIDGUT, SECRET, planned

from surveil.messages import LANGUAGES
from surveil.render import entries as forms
from surveil.render import ics

PLAIN = "discreet-titles-plain-texts"
WITHDRAWN = {"died", "feed-withdrawn"}


def by_uid(raw):
    return {entry["UID"]: entry for entry in entries(raw)}


def versions(name):
    """The entries before and after an update, by UID."""
    return by_uid(golden(CALENDARS[name].follows)), by_uid(golden(name))


def test_point_23_an_unchanged_plan_gives_the_same_bytes():
    assert golden("unchanged") == golden(PLAIN)
    assert golden("overridden-later") == golden("overridden")


def test_point_23_a_moved_date_keeps_its_uid_and_touches_no_other():
    before, after = versions("one-moved")

    changed = [uid for uid in before if before[uid] != after[uid]]
    moved = [uid for uid in before if before[uid]["DTSTART"] != after[uid]["DTSTART"]]
    assert set(after) == set(before)
    assert [after[uid]["DTSTART"] for uid in moved] == ["20291008"]
    # The visit, the tests that tell when their results are seen, and the booking.
    assert len(changed) == 3
    for uid in changed:
        assert after[uid]["SEQUENCE"] == "1"
        assert after[uid]["LAST-MODIFIED"] > before[uid]["LAST-MODIFIED"]
        assert after[uid]["CREATED"] == before[uid]["CREATED"]


@pytest.mark.parametrize("name", sorted(WITHDRAWN))
def test_point_24_what_is_gone_stays_as_cancelled(name):
    before, after = versions(name)

    assert set(after) == set(before)
    gone = [uid for uid in after if after[uid]["STATUS"] == "CANCELLED"]
    kept = [uid for uid in after if after[uid] == before[uid]]
    assert sorted(gone + kept) == sorted(after)
    for uid in gone:
        assert after[uid]["SUMMARY"] == f"CANCELLED: {before[uid]['SUMMARY']}"
        assert int(after[uid]["SEQUENCE"]) == int(before[uid]["SEQUENCE"]) + 1
        assert after[uid]["ALARM"] == ""
    # What is past when it ends was true, and is not taken back.
    assert {after[uid]["DTSTART"] < "20270301" for uid in kept} == {True}
    assert {after[uid]["DTSTART"] >= "20270301" for uid in gone} == {True}


@pytest.mark.parametrize("client", [Fossify, Icsx5, Evolution])
@pytest.mark.parametrize("name", FOLLOWERS)
def test_point_24_clients_show_what_the_newer_file_says(name, client):
    program = client()

    program.take(golden(CALENDARS[name].follows))
    program.take(golden(name))

    assert program.shows == stated(golden(name))


def test_point_25_last_modified_never_goes_back_even_if_the_clock_does():
    before, after = versions("clock-gone-back")

    assert CALENDARS["clock-gone-back"].made < "2027-03-01"  # when "moved" was made
    for uid, entry in before.items():
        changed = after[uid] != entry
        assert changed == (after[uid]["LAST-MODIFIED"] > entry["LAST-MODIFIED"])
        assert changed == (after[uid]["SEQUENCE"] > entry["SEQUENCE"])
    stamps = {after[uid]["LAST-MODIFIED"] for uid in after if after[uid] != before[uid]}
    assert stamps == {"20270301T000001Z"}  # the old stamp and a second


def long_plan(*more, **options):
    given = {"--guideline": "esmo-2020", "--resection": "R0", "--stage": "III"}
    given |= {"--by": "test"}
    given |= {f"--{name}": text for name, text in options.items()}
    return injection.run(injection.plan(given | {"--horizon": "100 years"}, *more))


def test_point_26_forty_entries_are_small():
    # Without the preparation, which is most of what a patient's own texts say.
    raw = golden("discreet-titles-discreet-texts")

    assert raw.count(b"BEGIN:VEVENT") >= 40
    assert len(raw) < 40_000
    assert len(golden(PLAIN)) < 2 * 40_000


def test_point_26_a_large_file_is_warned_of_and_a_larger_one_refused():
    large = long_plan()
    larger = long_plan(**{"with": "men1-2012,vhl-2017", "hereditary": "MEN1"})

    assert 500_000 < len(large.out) <= 1_000_000
    assert (
        f"warning: {len(large.out)} bytes; some programs stop at 500000" in large.said
    )
    assert is_refused(larger)
    assert "larger than 1000000 bytes" in larger.said


def test_point_27_a_thousand_entries_take_less_than_two_seconds():
    stamp = datetime(2026, 11, 22, tzinfo=UTC)
    text = "What: scan of the abdomen.\n" + "How to prepare: drink water. " * 10
    started = time.process_time()

    for number in range(1_000):
        forms.entry(f"{number:036}", date(2027, 3, 12), "Scan due", text, stamp)

    assert time.process_time() - started < 2


def test_point_27_five_hundred_patients_take_less_than_fifteen_seconds():
    plans = [planned(MIDGUT | {"key": f"A{number}"}) for number in range(50)]
    started = time.process_time()

    for plan in plans:
        ics.render(plan, SECRET)

    assert (time.process_time() - started) * 10 < 15


DISCREET = [
    "discreet-titles-discreet-texts",
    *(f"discreet-{language}" for language in LANGUAGES),
]


@pytest.mark.parametrize("name", DISCREET)
def test_point_28_discreet_output_holds_nothing_that_tells(name):
    asked = CALENDARS[name]
    inputs = [
        word
        for word in asked.options.split()
        if not word.startswith("--") and word not in ("discreet", *LANGUAGES)
    ]
    told = [KEY, "Example clinic", *inputs]

    assert indiscreet(plain_text(golden(name)), *told) == []
    assert {"2026-03-12", "small-bowel", "G1", "III", "R0"} <= set(told)


def test_point_28_a_plain_text_names_no_illness():
    for name in (PLAIN, *(f"language-{language}" for language in LANGUAGES)):
        found = indiscreet(plain_text(golden(name)), "Example clinic")
        # Who has had an operation must ask before a fast: safety goes first.
        assert set(found) <= {"surgery", "手术"}


def test_point_29_uids_cannot_be_made_from_the_key():
    found = {*by_uid(golden(PLAIN))}
    spaces = (uuid.NAMESPACE_DNS, uuid.NAMESPACE_URL, uuid.NAMESPACE_OID)
    for id in ("", "/clinic/1", "/clinic/2", "/cga/1", "/ct-or-mri-abdomen/1"):
        for role in ("", "/due", "/book"):
            name = f"{KEY}{id}{role}"
            guesses = {str(uuid.UUID(bytes=digest(name)[:16])) for digest in HASHES}
            for space in (*spaces, uuid.NAMESPACE_X500):
                guesses |= {str(uuid.uuid3(space, name)), str(uuid.uuid5(space, name))}
            assert found.isdisjoint(guesses)


HASHES = [
    lambda name, make=make: make(name.encode()).digest()
    for make in (hashlib.md5, hashlib.sha1, hashlib.sha256, hashlib.blake2b)
]


def test_point_30_files_are_private_and_nothing_else_names_anybody(tmp_path):
    key, born = "Qx7-opaque", "1961"
    seen = {}
    kept = Path.replace

    def replace(self, target):
        seen[self.name] = stat.S_IMODE(self.stat().st_mode)
        return kept(self, target)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", replace)
        given = {"--key": key, "--born": born, "--output": "plan.ics"}
        ran = injection.run(injection.plan(given))
        wrong = injection.run(injection.plan(given | {"--grade": "G9"}))

    assert ran.code == 0
    assert [*ran.files] == ["plan.ics"]
    assert set(seen.values()) == {0o600}
    for told in (ran.said, wrong.said, *seen, plain_text(ran.files["plan.ics"])):
        assert key not in told
        assert born not in told


def test_point_30_a_file_is_made_for_its_owner_alone(tmp_path):
    path = tmp_path / "plan.ics"
    before = os.umask(0)
    try:
        injection.run(injection.plan({"--output": str(path)}))
    finally:
        os.umask(before)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
