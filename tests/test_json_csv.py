"""JSON and CSV: the contract, and nothing that a spreadsheet would run."""

import csv as standard_csv
import io
import json as standard_json
from pathlib import Path

import jsonschema
import pytest
from samples import EXEMPT, MIDGUT, NEC, planned

import surveil.render
from surveil.case import Case
from surveil.facts import FACTS
from surveil.render import csv, json, schema

SHIPPED = Path(surveil.render.__file__).with_name("plan.schema.json")
OUTCOMES = {
    "plan": (MIDGUT, "esmo-2020"),
    "renewed": (NEC | {"sstr_positive": "yes"}, "esmo-2020"),
    "no-follow-up": (EXEMPT, "norway-2020"),
    "facts-missing": ({"surgery": "2024-01-31", "site": "rectum"}, "esmo-2020"),
    "not-covered": ({"surgery": "2024-01-31", "site": "lung"}, "esmo-2020,norway-2020"),
    "not-operated": ({"site": "colon", "status": "not-operated"}, "esmo-2020"),
    "ended": (MIDGUT | {"status": "died"}, "esmo-2020"),
}


def test_the_shipped_schema_is_the_one_that_the_tables_give():
    assert standard_json.loads(SHIPPED.read_text()) == schema.schema()


@pytest.mark.parametrize("name", OUTCOMES)
def test_every_outcome_keeps_the_schema(name):
    facts, by = OUTCOMES[name]

    found = standard_json.loads(json.render(planned(facts, by)))

    jsonschema.validate(found, standard_json.loads(SHIPPED.read_text()))


@pytest.mark.parametrize(
    ("key", "value"),
    [("outcome", "maybe"), ("made", "22.11.2026"), ("extra", 1), ("judgement", "no")],
)
def test_the_schema_refuses_what_is_not_in_the_contract(key, value):
    found = standard_json.loads(json.render(planned(MIDGUT)))

    found[key] = value

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(found, standard_json.loads(SHIPPED.read_text()))


def test_the_first_scan_of_a_plan_in_full():
    found = standard_json.loads(json.render(planned(MIDGUT | {"key": "A1"})))

    scan = next(e for e in found["events"] if e["id"] == "ct-or-mri-abdomen/1")
    asked = scan.pop("asked_by")
    assert scan == {
        "id": "ct-or-mri-abdomen/1",
        "test": "ct-or-mri-abdomen",
        "number": 1,
        "offset": "6 months",
        "earliest": "2026-08-15",
        "due": "2026-09-12",
        "latest": "2026-10-10",
        "window": "default",
        "past": True,
        "notes": [],
        "override": None,
    }
    assert [(one["guideline"], one["row"], one["evidence"]) for one in asked] == [
        ("esmo-2020", "low", "V, C")
    ]
    assert asked[0]["sources"][0]["doi"] == "10.1016/j.annonc.2020.03.304"
    assert asked[0]["sources"][0]["at"] == "follow-up section (E1, in A 011)"
    assert "low-6-months" in asked[0]["interpretations"]
    assert found["case"] == MIDGUT | {"key": "A1"}
    assert found["horizon"] == "2036-03-12"
    assert found["missing"][0] == {
        "fact": "sstr_positive",
        "because": "sstr",
        "would": "add SSTR PET/CT (Ga-68 DOTATATE or DOTATOC) once, 12-36 months",
    }
    assert {"test": "cga", "every": "12-24 months", "until": "lifelong"} in found[
        "continues"
    ]


def test_events_are_ordered_by_due_then_test():
    found = standard_json.loads(json.render(planned(MIDGUT)))

    order = [(event["due"], event["test"]) for event in found["events"]]
    assert order == sorted(order)


def test_every_event_names_guideline_place_and_evidence():
    for facts, by in OUTCOMES.values():
        for event in standard_json.loads(json.render(planned(facts, by)))["events"]:
            for asker in event["asked_by"]:
                assert asker["evidence"]
                for source in asker["sources"]:
                    assert source["cite"]
                    assert source["at"]
                    stands = bool(source["printed"] or source["says"])
                    assert stands != bool(source["silent"])


def test_case_fields_are_the_table_of_facts():
    assert [fact.name for fact in FACTS] == list(Case.__dataclass_fields__)


def rows(plan):
    return list(standard_csv.DictReader(io.StringIO(csv.render(plan).decode())))


@pytest.mark.parametrize("name", OUTCOMES)
def test_csv_has_one_row_an_event_or_one_that_says_why_not(name):
    facts, by = OUTCOMES[name]
    plan = planned(facts, by)

    found = rows(plan)

    assert len(found) == max(1, len(plan.events))
    assert {row["outcome"] for row in found} == {plan.outcome}
    assert [row["due"] for row in found if row["due"]] == [
        event.due.isoformat() for event in plan.events
    ]
    if not plan.events:
        assert found[0]["reason"] == plan.reason


@pytest.mark.parametrize("key", ["-1", "=1+1", "+1", "@A", "\tA", "\rA", "\0A"])
def test_a_cell_that_a_spreadsheet_would_run_is_made_text(key):
    assert csv.safe_cell(key) == f"'{key}"


def test_a_key_that_starts_with_a_hyphen_is_made_text():
    assert {row["key"] for row in rows(planned(MIDGUT | {"key": "-1"}))} == {"'-1"}


def test_a_plain_cell_stays_as_it_is():
    assert csv.safe_cell("007") == "007"
