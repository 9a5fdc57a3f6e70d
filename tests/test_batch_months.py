"""Next month's list: every calendar is what an update of the single plan would give."""

import random
from datetime import date

import pytest
from batch_lists import batch, blocks, calendar, patient_calendar, table, written
from batch_rows import row as messy_row
from samples import SECRET

from surveil import api, identity, revising
from surveil.case import Case
from surveil.errors import CaseError
from surveil.facts import FACTS
from surveil.render import ics, reading
from surveil.render.layout import Layout

MONTHS = (date(2026, 11, 22), date(2026, 12, 20), date(2027, 1, 31), date(2027, 7, 1))
HEADER = ("patient", *(fact.name for fact in FACTS))
GUIDELINES = "esmo-2020,lung-review-2017"


@pytest.fixture(autouse=True)
def _secret(monkeypatch):
    monkeypatch.setenv("SURVEIL_SECRET", SECRET.decode())


def planned(facts, made):
    """The plan of a row by itself; None where the row is rejected."""
    try:
        case = Case.parse(facts)
        return api.plan(case, GUIDELINES.split(","), made=made)
    except CaseError:
        return None


def single(plan, old, layout):
    """The calendar of a case as `surveil plan --update` would leave it."""
    if plan is None or (plan.outcome == "judgement" and not plan.events):
        return old
    before = None
    if old is not None:
        plan_id = identity.plan_id(SECRET, plan.case.key)
        before = reading.read(old, SECRET, plan_id)
        assert revising.day_of(before.entries, plan.made) == plan.made
    return ics.revise(plan, SECRET, layout=layout, old=before).raw


def changed(chance, rows):
    """Next month's list: some rows changed, gone, new or in another order."""
    found = {}
    for key, facts in rows.items():
        what = chance.random()
        if what < 0.1:
            continue
        if what < 0.35:
            fresh = clean_row(chance, key)
            name = chance.choice(("grade", "resection", "surgery", "stage"))
            facts = facts | {name: fresh.get(name, "")}
        elif what < 0.45:
            facts = facts | {"status": chance.choice(("died", "discharged"))}
        elif what < 0.55:
            facts = facts | {"status": "suspended"}
        elif what < 0.6:
            facts = {name: text for name, text in facts.items() if name != "status"}
        found[key] = facts
    number = chance.randint(0, 10**6)
    for one in range(chance.randint(0, 3)):
        key = f"N{number}-{one}"
        found[key] = clean_row(chance, key)
    keys = list(found)
    chance.shuffle(keys)
    return {key: found[key] for key in keys}


def clean_row(chance, key):
    facts = messy_row(chance, 1, messy=0.02)
    return facts | {"key": key}


SEEDS = (0, *(pytest.param(n, marks=pytest.mark.slow) for n in range(1, 15)))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_year_of_lists_gives_the_calendars_of_single_updates(seed, tmp_path, capsys):
    chance = random.Random(seed)
    words = [("--feed",), ("--past",), ("--by", "test"), ("--titles", "plain")]
    extra = words[seed % 5] if seed % 5 < 4 else ()
    layout = Layout(
        feed="--feed" in extra,
        past="--past" in extra,
        by="test" if "--by" in extra else "visit",
    )
    if "--titles" in extra:
        layout = Layout(texts=type(layout.texts)(titles="plain"))
    rows = {f"A{n}": clean_row(chance, f"A{n}") for n in range(12)}
    expected = {}
    folder = tmp_path / "plans"
    for made in MONTHS:
        path = written(tmp_path, rows.values(), header=HEADER)
        ran = batch(
            capsys,
            *(path, "-o", folder, "--made", made, "--guideline", GUIDELINES),
            *extra,
        )
        assert ran.code in (0, 6), ran.told
        for key, facts in rows.items():
            plan = planned(facts, made)
            expected[key] = single(plan, expected.get(key), layout)
        for key, raw in expected.items():
            path = calendar(folder, key)
            assert (path.read_bytes() if path.exists() else None) == raw, key
        live = {path.name for path in (folder / "calendars").iterdir()}
        with_one = {calendar(folder, k).name for k, raw in expected.items() if raw}
        assert live == with_one
        rows = changed(chance, rows)


@pytest.mark.parametrize("seed", SEEDS)
def test_cases_of_one_patient_share_a_calendar_for_years(seed, tmp_path, capsys):
    chance = random.Random(seed)
    rows = {
        f"A{n}": clean_row(chance, f"A{n}") | {"patient": f"P{n % 5}"}
        for n in range(12)
    }
    expected = {}
    folder = tmp_path / "plans"
    for made in MONTHS:
        path = written(tmp_path, rows.values(), header=HEADER)
        ran = batch(
            capsys, path, "-o", folder, "--made", made, "--guideline", GUIDELINES
        )
        assert ran.code in (0, 6), ran.told
        for key, facts in rows.items():
            own = {name: text for name, text in facts.items() if name != "patient"}
            plan = planned(own, made)
            expected[key] = single(plan, expected.get(key), Layout())
        for patient in range(5):
            path = patient_calendar(folder, f"P{patient}")
            wanted = [
                block
                for key, raw in expected.items()
                if key.startswith("A") and int(key[1:]) % 5 == patient and raw
                for block in blocks(raw)
            ]
            found = blocks(path.read_bytes()) if path.exists() else []
            assert sorted(found) == sorted(wanted)
            days = [block.partition(b"DTSTART;VALUE=DATE:")[2][:8] for block in found]
            assert days == sorted(days)
        rows = {
            key: facts if "patient" in facts else facts | {"patient": f"Q{key}"}
            for key, facts in changed(chance, rows).items()
        }


def test_who_vanished_is_named_in_a_file_and_keeps_the_calendar(tmp_path, capsys):
    from batch_lists import case

    folder = tmp_path / "plans"
    path = written(tmp_path, [case("A1"), case("A2"), case("A3", grade="")])
    batch(capsys, path, "-o", folder, "--made", "2026-11-22")
    before = calendar(folder, "A2").read_bytes()

    path = written(tmp_path, [case("A1")])
    ran = batch(capsys, path, "-o", folder, "--made", "2026-12-22")

    assert ran.code == 0
    assert calendar(folder, "A2").read_bytes() == before
    assert table(folder / "vanished.csv") == [
        {
            "key": "A2",
            "outcome": "plan",
            "calendar": calendar(folder, "A2").name,
            "last_seen": "2026-11-22",
        },
        {
            "key": "A3",
            "outcome": "judgement",
            "calendar": "",
            "last_seen": "2026-11-22",
        },
    ]
    assert (
        "2 cases are not on the list any more: their calendars stay as they are, see"
        " vanished.csv"
    ) in ran.lines
