"""A comparison as a table, JSON and CSV."""

import csv as standard_csv
import io
import json as standard_json
from dataclasses import replace
from functools import cache
from pathlib import Path

import jsonschema
import pytest
from compare_cases import CASES, MADE, case, compared, facts, shipped
from rich.cells import cell_len
from samples import guideline

import surveil.render
from surveil.case import Case
from surveil.comparing import compare
from surveil.plans import DISCLAIMER
from surveil.render import (
    comparison,
    comparison_csv,
    comparison_json,
    comparison_schema,
)
from surveil.tallies import FIGURES

RENDER = Path(surveil.render.__file__).parent
BOTH = ("esmo-2020", "norway-2020")
DIED = Case.parse(facts("C1") | {"status": "died"})
UNKNOWN = Case.parse({"surgery": "2026-03-12", "site": "rectum"})


def by(case, *ids, **options):
    found = [guideline(id) for id in ids or BOTH]
    return compare(case, found, made=MADE, **options)


def text(found, **options):
    return comparison.render(found, **options).decode()


def squeezed(found):
    return " ".join(found.split())


def test_the_table_of_a_small_bowel_case_line_by_line():
    found = text(by(case("C1"))).splitlines()

    for line in (
        "2 of 2 guidelines cover this case",
        "pace closest, planned to 12 Mar 2036",
        "all agree: plan: esmo-2020, norway-2020",
        "Examinations in years 1-5 + years 6-10 after surgery",
        "read in a named reproduction, not in the publication: esmo-2020",
        "What all 2 plans ask for",
        "- SSTR PET/CT (Ga-68 DOTATATE or DOTATOC): esmo-2020; not norway-2020",
        "V visit, C CT or MRI, P PET, B blood or urine, R renew the plan,"
        " X confirm the end",
        "- chest: not dated in what was read [esmo-2020]",
        "How norway-2020 was read (why: surveil guidelines show norway-2020)",
    ):
        assert line in found
    rows = [squeezed(line) for line in found]
    for row in (
        "esmo-2020 10 + 5 10 + 5 1 + 0 10 + 5 0 0 lifelong",
        "norway-2020 6 + 2 6 + 2 0 0 0 0 ends at 12 years",
        "Sat 12 Sep 2026 6 months (past) V C B V C",
        "Fri 12 Mar 2027 1 year V C P B V C",
        "Sun 12 Sep 2027 18 months V C B",
        "Wed 12 Mar 2036 10 years V C B R",
        "Fri 12 Mar 2038 12 years V C X",
    ):
        assert row in rows


def test_two_tests_of_a_kind_on_a_day_are_counted_in_the_timeline():
    assert "V C P 2B" in squeezed(text(by(case("C42"))))


def test_an_exemption_and_a_judgement_are_said_with_reason_and_place():
    found = squeezed(text(by(case("C11"))))

    assert "MDT decision needed: esmo-2020" in found
    assert "no routine follow-up; come back with symptoms: norway-2020" in found
    assert "MDT decision needed (not in table)" in found
    assert "norway-2020: no routine follow-up; come back with symptoms (appendix-" in (
        found
    )
    assert '18.5 (P19): "1-2 cm"' in found
    assert "What all" not in found
    assert "Dates" not in found


def test_unknown_facts_are_named_with_what_they_do_to_each():
    found = squeezed(text(by(case("C2"))))

    assert (
        "hiaa_raised: esmo-2020 could leave out 5-HIAA (24-hour urine or blood) with"
        " each clinic visit"
    ) in found


def test_a_banner_and_a_renewal_are_told():
    found = text(by(case("C27"), "esmo-2020")).splitlines()

    assert "- RESIDUAL DISEASE: MONITORING, NOT SURVEILLANCE" in found
    assert "A plan that is to be renewed has no dates after that." in found


def test_no_guideline_at_all_is_said():
    found = text(by(case("C28"))).splitlines()

    assert "0 of 2 guidelines cover this case" in found
    assert "not covered: esmo-2020, norway-2020" in found


def test_after_death_every_guideline_that_covers_the_site_has_ended():
    found = text(by(DIED)).splitlines()

    assert "all agree: follow-up has ended: esmo-2020, norway-2020" in found


@pytest.mark.parametrize("id", ["C1", "C19", "C25", "C28"])
@pytest.mark.parametrize("width", [20, 30, 40, 60, 71, 72, 80, 99, 100, 200])
def test_no_line_is_wider_than_the_terminal_and_no_number_is_cut(id, width):
    found = text(compare(case(id), shipped(), made=MADE), width=width)

    assert max(cell_len(line) for line in found.splitlines()) <= width
    assert "…" not in found or width < 40  # a long word in a very narrow list
    assert squeezed(found).count(DISCLAIMER) == 1
    if id == "C1" and width >= 80:
        assert "10 + 5" in found
        assert "Wed 12 Mar 2036" in found


@pytest.mark.parametrize(
    "width",
    [72, *(pytest.param(width, marks=pytest.mark.slow) for width in (80, 100))],
)
def test_every_reference_case_fits_whole(width):
    for id in CASES:
        found = text(compare(case(id), shipped(), made=MADE), width=width)

        assert max(cell_len(line) for line in found.splitlines()) <= width
        assert "…" not in found


def test_more_plans_than_fit_beside_each_other_stand_below_each_other():
    many = [
        replace(guideline("norway-2020"), id=f"clinic-number-{number}-of-many")
        for number in range(12)
    ]

    found = text(compare(case("C1"), many, made=MADE), width=80)

    assert "…" not in found
    assert "  clinic-number-11-of-many: V C" in found.splitlines()


def test_colour_only_where_it_is_asked_for():
    assert "\x1b[" in text(by(case("C1")), colour=True)
    assert "\x1b[" not in text(by(case("C1")))


@pytest.mark.parametrize("name", ["comparison", "totals"])
def test_the_shipped_schemas_are_those_that_the_tables_give(name):
    shipped = (RENDER / f"{name}.schema.json").read_text(encoding="utf-8")

    assert standard_json.loads(shipped) == getattr(comparison_schema, name)()


def as_json(found):
    return standard_json.loads(comparison_json.render(found))


@cache
def validator():
    """That of the schema, which is checked itself only once."""
    schema = comparison_schema.comparison()
    found = jsonschema.validators.validator_for(schema)
    found.check_schema(schema)
    return found(schema)


@pytest.mark.parametrize("pace", ["closest", "widest"])
@pytest.mark.parametrize("id", CASES)
def test_every_reference_case_keeps_the_schema(id, pace):
    found = as_json(compare(case(id), shipped(), made=MADE, pace=pace))

    validator().validate(found)
    assert [one["id"] for one in found["guidelines"]] + found["not_covering"] == [
        *(one.id for one in compared() if one.covers(case(id))),
        *(one.id for one in compared() if not one.covers(case(id))),
    ]


@pytest.mark.parametrize("strange", [DIED, UNKNOWN])
def test_an_ended_and_an_open_case_keep_the_schema(strange):
    found = as_json(by(strange))

    jsonschema.validate(found, comparison_schema.comparison())
    assert {one["years_1_5"] is None for one in found["guidelines"]} == {True}


@pytest.mark.parametrize(("key", "value"), [("pace", "fast"), ("extra", 1)])
def test_the_schema_refuses_what_is_not_in_the_contract(key, value):
    found = as_json(by(case("C1")))

    found[key] = value

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(found, comparison_schema.comparison())


def test_the_json_of_a_guideline():
    found = as_json(by(case("C42")))

    esmo, norway = found["guidelines"]
    assert (esmo["id"], esmo["outcome"], esmo["end"]) == (
        "esmo-2020",
        "plan",
        "lifelong",
    )
    assert esmo["years_1_5"] == {
        "clinic": 10,
        "ct_or_mri": 10,
        "pet": 1,
        "blood_or_urine": 20,
        "endoscopy": 0,
        "heart": 0,
    }
    assert {row["row"] for row in esmo["rows"]} == {
        "low",
        "cga",
        "5-hiaa-small-bowel",
        "sstr",
    }
    assert norway["events"][0] == {
        "id": "cga/1",
        "test": "cga",
        "number": 1,
        "offset": "6 months",
        "earliest": "2026-08-15",
        "due": "2026-09-12",
        "latest": "2026-10-10",
        "window": "default",
        "past": True,
        "rows": ["cga-if-raised"],
    }
    assert found["core"][0]["shared"][0] == {
        "earliest": "2026-08-15",
        "latest": "2026-10-10",
        "events": {"esmo-2020": "clinic/1", "norway-2020": "clinic/1"},
    }
    assert found["partly"][0] == {
        "test": "sstr-pet",
        "asked_by": ["esmo-2020"],
        "not_by": ["norway-2020"],
    }


def rows(found):
    text = comparison_csv.render(found).decode()
    return list(standard_csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("id", CASES)
def test_csv_has_one_row_a_guideline_covering_or_not(id):
    found = compare(case(id), shipped(), made=MADE)

    table = rows(found)

    assert sorted(row["guideline"] for row in table) == [one.id for one in compared()]
    for row, one in zip(table, found.answers, strict=False):
        assert (row["guideline"], row["outcome"]) == (one.id, one.plan.outcome)
        assert row["end"] == one.end
        for name in FIGURES:
            early = str(getattr(one.early, name)) if one.early else ""
            late = str(getattr(one.late, name)) if one.late else ""
            assert (row[f"{name}_1_5"], row[f"{name}_6_10"]) == (early, late)
    for row in table[len(found.answers) :]:
        assert (row["outcome"], row["judgement"]) == ("judgement", "not-covered")


def test_a_key_that_a_spreadsheet_would_run_is_made_text():
    found = by(Case.parse(facts("C1") | {"key": "-1"}))

    assert {row["key"] for row in rows(found)} == {"'-1"}


def test_the_same_case_gives_the_same_bytes_and_the_order_is_that_of_the_guidelines():
    one, other = by(case("C1")), by(case("C1"))

    assert comparison_json.render(one) == comparison_json.render(other)
    turned = as_json(by(case("C1"), *reversed(BOTH)))
    assert [one["id"] for one in turned["guidelines"]] == list(reversed(BOTH))
