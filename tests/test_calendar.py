"""The calendar of a plan: its bytes, its identity, its privacy."""

import os
import random
import re
import subprocess
import sys
import uuid
from datetime import UTC, date, datetime

import pytest
from calendar_bytes import entries as read_entries
from calendar_bytes import faults, indiscreet
from calendar_parsers import with_ical, with_icalendar, with_vobject
from hypothesis import example, given, settings
from hypothesis import strategies as st
from samples import EXEMPT, MADE, MIDGUT, NEC, SECRET, planned

from surveil import identity
from surveil.catalogue import TESTS
from surveil.errors import UsageError
from surveil.messages import LANGUAGES
from surveil.render import entries, ics, wanting, wording
from surveil.render.clinic_texts import ClinicTexts
from surveil.render.dates import said
from surveil.render.layout import Layout, lay_out

LEVELS = [(titles, texts) for titles in wording.TITLES for texts in wording.TEXTS]
CASES = {
    "midgut": (MIDGUT, "esmo-2020"),
    "nec": (NEC | {"sstr_positive": "yes"}, "esmo-2020"),
    "gastrinoma": (
        MIDGUT | {"site": "pancreas", "function": "gastrinoma", "sstr_positive": "yes"},
        "esmo-2020",
    ),
    "stomach": (
        {
            "surgery": "2024-02-29",
            "site": "stomach",
            "gastric_type": "1",
            "grade": "G1",
            "size_mm": "12",
            "resection": "R0",
            "operation": "EMR",
        },
        "norway-2020",
    ),
}


def layout(*, titles="discreet", texts="plain", **options):
    return Layout(texts=ClinicTexts(titles=titles, texts=texts), **options)


def calendar(name="midgut", **options):
    facts, by = CASES[name]
    plan = planned(facts | {"key": "A1"}, by)
    return ics.render(plan, SECRET, layout=layout(**options))


@pytest.mark.parametrize(("titles", "texts"), LEVELS)
@pytest.mark.parametrize("name", CASES)
def test_a_first_export_keeps_every_point_that_bytes_can_show(name, titles, texts):
    raw = calendar(name, titles=titles, texts=texts)

    # The texts for staff hold sources: only a patient's calendar must be small.
    found = [one for one in faults(raw) if texts != "clinical" or one[:3] != "26:"]
    assert found == []
    assert len(raw) < ics.LARGE


@pytest.mark.parametrize("reader", [with_vobject, with_ical, with_icalendar])
@pytest.mark.parametrize("name", CASES)
def test_python_readers_find_the_dates_and_titles_that_were_planned(
    name, reader, tmp_path
):
    path = tmp_path / "plan.ics"
    chosen = layout(past=True, titles="clinical", by="test", leads={}, book=None)
    facts, by = CASES[name]
    plan = planned(facts | {"key": "A1"}, by)
    path.write_bytes(ics.render(plan, SECRET, layout=chosen))

    (readings,) = reader([path])

    assert sorted((one.start, one.title, one.alarm) for one in readings) == sorted(
        (event.due.isoformat(), clinical_title(event), "-PT15H")
        for event in plan.events
    )


def clinical_title(event):
    test = TESTS[event.test]
    return test.name if test.kind == "decision" else f"{test.name} due"


@settings(max_examples=60, deadline=None)
@given(
    name=st.sampled_from(sorted(CASES)),
    levels=st.sampled_from(LEVELS),
    language=st.sampled_from(LANGUAGES),
    by=st.sampled_from(["visit", "test"]),
    key=st.from_regex(r"[A-Za-z0-9_-]{1,64}", fullmatch=True),
    made=st.dates(date(2026, 1, 1), date(2031, 12, 31)),
)
def test_the_filled_forms_equal_plain_icalendar_byte_for_byte(
    name, levels, language, by, key, made
):
    facts, guideline = CASES[name]
    plan = planned(facts | {"key": key}, guideline, made=made)
    titles, texts = levels
    words = ClinicTexts(titles=titles, texts=texts, language=language)
    chosen = Layout(texts=words, by=by)

    raw = ics.render(plan, SECRET, layout=chosen)

    found = lay_out(plan, chosen)
    stamp = datetime(made.year, made.month, made.day, tzinfo=UTC)
    plan_id = identity.plan_id(SECRET, key)
    blocks = {}
    for one in wanting.wanted(plan, found, chosen):
        if one.past:
            continue
        text = one.text
        for place, day in one.days:
            text = text.replace(place, said(day, language))
        blocks[one.day, one.ids[0], one.role] = entries.entry(
            identity.entry_uid(SECRET, plan_id, one.ids[0], one.role),
            one.day,
            entries.clean(one.title, entries.LONGEST_TITLE),
            entries.clean(text, entries.LONGEST_TEXT),
            stamp,
        )
    head = entries.header(None, wording.calendar_name(words))
    # "book" comes before "due" in the alphabet as well.
    whole = b"".join(blocks[at] for at in sorted(blocks))
    assert raw == head + whole + entries.FOOTER


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CASES)
def test_a_text_made_once_is_the_text_of_each_visit_that_has_it(name, language):
    facts, guideline = CASES[name]
    words = ClinicTexts(language=language)
    for chosen in (Layout(texts=words), Layout(texts=words, by="test", book=None)):
        plan = planned(facts | {"key": "A1"}, guideline)
        found = lay_out(plan, chosen)
        made = {
            one.ids[0]: one.text
            for one in wanting.wanted(plan, found, chosen)
            if one.role == "due"
        }

        for visit in found.visits:
            shown = wanting.entered(visit, chosen)
            assert made[shown.id] == wording.visit_text(
                shown,
                plan.case,
                words,
                then=wanting.awaiting(visit, found.visits),
                awaited=[one for one in found.visits if one.id in shown.awaits],
                booked=chosen.book is not None,
            )


def test_a_revised_entry_may_have_a_sequence_of_any_length():
    form = entries.form("Scan due", "What: scan.")
    stamp = datetime(2026, 11, 22, tzinfo=UTC)

    for sequence in (0, 9, 10, 123):
        values = entries.values(
            "u" * 36, MADE, {}, stamp=stamp, created=stamp, sequence=sequence
        )
        filled = form.filled(values)
        assert f"\r\nSEQUENCE:{sequence}\r\n".encode() in filled


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=400))
@example("a\rb\nc\r\nd\x85e\u2028f\u2029g")
@example("BEGIN:VALARM\r\nEND:VEVENT\x00\x0b\x0c\x1c")
@example("back\\Nslash \\n; comma, “quotes” \u202e rtl \ud800")
@example("x" * 10_000)
def test_no_text_can_add_a_line_or_be_misread(text):
    title = entries.clean(f"Title {text}", 120)
    body = entries.clean(f"Text {text}", 1500)
    raw = entries.header(None) + entries.entry("0" * 36, MADE, title, body)

    (found,) = read_entries(raw + entries.FOOTER)

    assert found["SUMMARY"] == title
    assert found["DESCRIPTION"] == body
    names = re.findall(rb"^([A-Z-]+)[:;]", raw, re.MULTILINE)
    assert names.count(b"BEGIN") == 3  # calendar, entry, alarm
    assert names.count(b"SUMMARY") == 1


def test_the_same_facts_key_secret_and_day_give_the_same_bytes():
    assert calendar() == calendar()


@pytest.mark.parametrize("optimised", [(), ("-O",)])
def test_zone_locale_and_hash_seed_change_nothing(optimised, tmp_path):
    command = [
        *(sys.executable, *optimised, "-m", "surveil", "plan", "--format", "ics"),
        *("--made", "2026-11-22", "--key", "A1"),
    ]
    for fact, value in MIDGUT.items():
        command += [f"--{fact}", value]
    found = set()
    for seed, zone in (("0", "UTC"), ("1", "Pacific/Kiritimati"), ("2", "US/Samoa")):
        environment = os.environ | {
            "PYTHONHASHSEED": seed,
            "TZ": zone,
            "LC_ALL": "C",
            "SURVEIL_SECRET": SECRET.decode(),
        }
        run = subprocess.run(
            command, env=environment, cwd=tmp_path, capture_output=True, check=True
        )
        found.add(run.stdout)

    assert found == {calendar()}


def uids(raw):
    return {entry["UID"] for entry in read_entries(raw)}


def test_the_third_ct_keeps_its_uid_when_dates_pace_or_titles_change():
    moved = MIDGUT | {"key": "A1", "surgery": "2026-05-31"}
    chosen = layout(titles="plain", texts="discreet")
    other = ics.render(planned(moved), SECRET, layout=chosen)

    assert uids(other) >= uids(calendar())


def test_another_key_or_secret_shares_no_uid():
    other_key = ics.render(planned(MIDGUT | {"key": "A2"}), SECRET)
    other_secret = ics.render(planned(MIDGUT | {"key": "A1"}), SECRET + b"x")

    assert uids(calendar()).isdisjoint(uids(other_key) | uids(other_secret))


def test_uids_cannot_be_made_from_the_key_without_the_secret():
    found = uids(calendar())

    spaces = (uuid.NAMESPACE_DNS, uuid.NAMESPACE_URL, uuid.NAMESPACE_OID)
    for name in ("A1", "A1/clinic/2", "A1/clinic/2/due", "entry/A1/clinic/2/due"):
        for space in (*spaces, uuid.NAMESPACE_X500):
            assert str(uuid.uuid3(space, name)) not in found
            assert str(uuid.uuid5(space, name)) not in found


def test_a_plan_without_a_key_keeps_its_random_id_in_the_file():
    plan_id = identity.random_plan_id(random.Random(1).randbytes(16))

    raw = ics.render(planned(MIDGUT), SECRET, plan_id=plan_id)

    assert f"\r\nUID:{plan_id}\r\n".encode() in raw.split(b"BEGIN:VEVENT")[0]
    assert faults(raw) == []
    with pytest.raises(UsageError):
        ics.render(planned(MIDGUT), SECRET)


def days(raw):
    return [entry["DTSTART"] for entry in read_entries(raw)]


def test_what_had_closed_on_the_day_of_the_plan_is_left_out_unless_asked_for():
    # Month 6 of 2026-03-12 is 2026-09-12, its window closes on 2026-10-10: past. The
    # clinic visit waits 14 days for the results, until 2026-09-26.
    kept, everything = (days(calendar(past=past, book=None)) for past in (False, True))

    assert set(everything) - set(kept) == {"20260912", "20260926"}
    assert set(kept) < set(everything)


def test_the_renewal_of_the_plan_is_entered_even_when_it_is_past():
    residual = MIDGUT | {"surgery": "2020-01-15", "resection": "R2", "stage": "IV"}

    raw = ics.render(planned(residual | {"key": "A1"}), SECRET)

    (entry,) = read_entries(raw)
    assert entry["SUMMARY"] == "Health: plan review due"
    assert entry["UID"] == identity.entry_uid(
        SECRET, identity.plan_id(SECRET, "A1"), "renew-plan/1"
    )


@pytest.mark.parametrize(
    "facts", [EXEMPT, MIDGUT | {"status": "suspended"}, MIDGUT | {"status": "died"}]
)
def test_no_entries_no_calendar(facts):
    by = "norway-2020" if facts is EXEMPT else "esmo-2020"

    assert ics.render(planned(facts | {"key": "A1"}, by), SECRET) is None


@pytest.mark.parametrize("name", CASES)
def test_discreet_output_tells_nothing(name):
    facts, _ = CASES[name]
    raw = calendar(name, titles="discreet", texts="discreet")

    values = [value for entry in read_entries(raw) for value in entry.values()]
    inputs = [*facts.values(), "A1"]
    assert indiscreet("\n".join(values), *inputs) == []


@pytest.mark.parametrize("titles", ["discreet", "plain"])
@pytest.mark.parametrize("name", CASES)
def test_plain_words_name_no_illness_and_no_key(name, titles):
    raw = calendar(name, titles=titles)

    values = [value for entry in read_entries(raw) for value in entry.values()]
    # A safety rule asks this before any fast; it names no illness.
    said = "\n".join(values).replace("stomach or pancreas surgery", "")
    assert indiscreet(said, "A1") == []


def test_no_text_tells_a_patient_to_stop_a_medicine():
    for name in CASES:
        for entry in read_entries(calendar(name)):
            text = entry["DESCRIPTION"].casefold()
            for medicine in (
                "ppi",
                "acid tablet",
                "metformin",
                "analogue",
                "omeprazole",
            ):
                assert medicine not in text
            assert not re.search(r"\b(stop|pause|skip) ", text)


def test_a_clinical_text_names_guideline_edition_place_and_evidence():
    (first, *_) = [
        entry
        for entry in read_entries(
            calendar(texts="clinical", titles="clinical", by="test")
        )
        if entry["SUMMARY"].startswith("CT or MRI")
    ]

    text = first["DESCRIPTION"]
    assert "esmo-2020/low, edition 2020, evidence: V, C; read in a named" in text
    assert "10.1016/j.annonc.2020.03.304, follow-up section (E1, in A 011)" in text
    assert "number 2, 1 year after surgery" in text


def test_forty_entries_stay_under_forty_kilobytes():
    raw = calendar("nec", past=True)

    assert len(read_entries(raw)) == 36
    assert len(raw) < 40_000


def test_a_calendar_that_programs_would_refuse_is_refused(monkeypatch):
    monkeypatch.setattr(ics, "LARGEST", 1_000)

    with pytest.raises(UsageError, match="larger than 1000 bytes"):
        calendar()
