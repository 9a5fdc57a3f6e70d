"""The vectors have the form that they promise, and the program agrees with each."""

import json
from datetime import date

import jsonschema
import pytest
from vectors import from_hand, generate, rows

from surveil import library
from surveil.answering import answer
from surveil.case import Case

REGENERATE = (
    "run: cd tests && python -m vectors.from_hand && python -m vectors.generate"
)
FILES = sorted(rows.HERE.glob("*-*.csv"))
ROWS = {path.stem: rows.read(path) for path in FILES}
KEPT = rows.read(rows.IDS)
TABLES = generate.guidelines()
GUIDELINES = sorted(TABLES)


def every_row():
    return [row for table in ROWS.values() for row in table]


def test_every_row_satisfies_the_schema():
    schema = json.loads((rows.HERE / "schema.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)

    wrong = [row["id"] for row in every_row() if not validator.is_valid(row)]

    assert wrong == []
    assert tuple(schema["required"]) == rows.COLUMNS


def test_no_id_is_used_twice():
    used = [row["id"] for row in every_row()]

    assert len(set(used)) == len(used)
    assert len({row["id"] for row in KEPT}) == len(KEPT)
    assert set(used) <= {row["id"] for row in KEPT}


def test_a_new_case_gets_a_new_id_and_an_old_one_keeps_its_own(tmp_path):
    ids = rows.Ids(tmp_path / "ids.csv")
    first = [ids.of("demo-h", name) for name in ("one", "two")]
    ids.save()

    again = rows.Ids(tmp_path / "ids.csv")

    assert again.of("demo-h", "three") == "demo-h0003"
    assert [again.of("demo-h", name) for name in ("one", "two")] == first


def test_there_are_enough_rows():
    by_hand = [row for row in every_row() if row["made_by"] == "hand"]

    assert len(by_hand) >= 300
    assert set(ROWS) >= {f"enumerated-{one}" for one in GUIDELINES}, REGENERATE


@pytest.mark.parametrize("guideline", GUIDELINES)
def test_every_row_of_the_decision_table_is_reached_several_times(guideline):
    enumerated = ROWS.get(f"enumerated-{guideline}", [])
    reached = [row["recommendation"] for row in enumerated]

    table = library.load(guideline).recommendations

    assert {row.id for row in table if reached.count(row.id) < 3} == set()


def test_the_rows_worked_by_hand_are_those_of_the_toml_files():
    found = from_hand.tables(rows.Ids())

    for guideline, table in found.items():
        assert ROWS.get(f"hand-{guideline}") == table, REGENERATE


@pytest.mark.parametrize("guideline", GUIDELINES)
def test_the_enumerated_rows_are_those_of_the_second_engine(guideline):
    found = generate.rows_of(TABLES[guideline], rows.Ids())

    assert ROWS.get(f"enumerated-{guideline}") == found, REGENERATE


def differences(row, guideline):
    """What the program says that the row does not."""
    facts = {"surgery": row["surgery"], **rows.read_facts(row["facts"])}
    made = date.fromisoformat(row["made"])
    plan = answer(Case.parse(facts), [guideline], made=made, pace=row["pace"])
    dates: dict[str, list[str]] = {}
    for event in plan.events:
        dates.setdefault(event.test, []).append(event.due.isoformat())
    said = {
        "outcome": plan.outcome,
        "kind": plan.judgement or "",
        "recommendation": plan.recommendation or "",
        "missing": rows.names_text({missing.fact for missing in plan.missing}),
        "dates": rows.dates_text(dates),
    }
    return [
        f"{row['id']} ({row['title']}): {column}: row {row[column]!r}, surveil {text!r}"
        for column, text in said.items()
        if row[column] not in (text, rows.NOT_STATED)
    ]


@pytest.mark.parametrize("stem", list(ROWS))
def test_the_program_agrees_with_every_row(stem):
    guideline = library.load(ROWS[stem][0]["guideline"])

    differ = [line for row in ROWS[stem] for line in differences(row, guideline)]

    assert differ == []
