"""The clinic's file of a sheet, overrides, and what only one of its readers sees."""

import pytest
from samples import MIDGUT, planned
from sheet_pages import (
    CARCINOID,
    CASES,
    LEVELS,
    MOVED,
    lines,
    named,
    part,
    read,
    sheet_of,
)

from surveil.catalogue import TESTS
from surveil.messages import LANGUAGES, messages
from surveil.plans import DISCLAIMER


def test_a_date_that_the_team_chose_says_so_beside_the_plan_s_own():
    page = read(sheet_of(MOVED))
    (visits,) = page.with_class("visits")

    (row,) = [one for one in visits.parts if "20 Oct 2027" in one.text]
    assert row.lines == [
        "Wed 20 Oct 2027",
        "scan of the abdomen (CT or MRI)",
        "Your team chose this date in place of Sun 12 Sep 2027.",
        "Booked for (day, time, place):",
    ]
    assert "holiday" not in page.text
    assert "not wanted" not in page.text


def test_a_discreet_sheet_says_of_an_override_only_that_it_is_one():
    found = lines(MOVED, texts="discreet")

    assert found.count("Your team chose this date.") == 1
    assert not any("in place of" in line for line in found)


def test_what_is_left_out_is_not_on_the_patient_s_part():
    # 5-HIAA, CgA and CT are due on 12 March 2027, and CgA is left out that once.
    found = lines(MOVED)

    at = found.index("What will be done")
    assert found[at + 1 : at + 3] == [
        "urine or blood test (5-HIAA)",
        "scan of the abdomen (CT or MRI)",
    ]


def test_the_clinic_s_file_has_the_reason_and_the_guideline_s_own_date():
    page = read(sheet_of(MOVED, texts="clinical"))
    (clinic,) = page.with_class("clinic")
    rows = [[cell.text for cell in row.all("td")] for row in clinic.all("tr")]

    moved = [row for row in rows if row and row[0].endswith("a clinician's date")]
    assert moved == [
        [
            "CT or MRI of abdomen and pelvis 3, a clinician's date",
            "12 Sep 2027",
            "15 Aug 2027 - 10 Oct 2027",
            "default",
            "18 months",
            "esmo-2020/low (V, C)",
        ]
    ]
    assert "holiday abroad" in clinic.text
    assert "not wanted" in clinic.text
    left_out = next(
        body for body in clinic.all("tbody") if "Left out by" in body.lines[0]
    )
    assert left_out.lines[1:3] == ["chromogranin A 2", "12 Mar 2027"]


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("level", ["plain", "discreet"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_illness_and_no_clinic_is_named_below_the_clinical_level(
    case, level, language
):
    chosen = {"texts": level, "language": language, "telephone": "1"}
    page = read(sheet_of(CASES[case], **chosen, name="Example Centre"))

    assert named(page.text) == []
    assert named(" ".join(page.lines)) == []
    assert "Example" not in page.text
    assert "For the clinic's file" not in page.lines


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_patient_s_part_of_a_clinical_sheet_names_no_illness(case, language):
    patient, _ = part(CASES[case], texts="clinical", language=language)

    assert named(" ".join(patient)) == []


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_discreet_sheet_names_no_test_and_no_preparation(case, language):
    page = read(sheet_of(CASES[case], texts="discreet", language=language))
    said, text = messages(language).said, page.text.casefold()

    for test in TESTS.values():
        assert said(test.plain).casefold() not in text
        assert test.brief.casefold() not in text
    for word in ("scan", "blood", "urine", "prepare", "results", "扫描", "抽血", "尿"):
        assert word not in text


def test_the_name_of_the_clinic_stands_on_a_clinical_sheet_alone():
    for level in LEVELS:
        found = lines(planned(MIDGUT), texts=level, name="Example Hospital")
        assert ("Example Hospital" in found) == (level == "clinical")


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("level", LEVELS)
def test_the_title_that_a_browser_keeps_in_its_history_is_neutral(case, level):
    head, _ = read(sheet_of(CASES[case], texts=level)).parts

    assert [title.text for title in head.all("title")] == ["Health plan"]


def test_what_staff_decide_is_in_the_clinic_s_file_alone():
    patient, clinic = part(planned(CARCINOID), texts="clinical")
    said = " ".join(clinic)

    for word in ("PPI", "Metformin", "metformin"):
        assert word in said
        assert word not in " ".join(patient)


def test_the_warning_before_procedures_is_for_staff_alone():
    facts = {"surgery": "2026-03-12", "site": "stomach", "gastric_type": "1"}
    facts |= {"grade": "G1", "stage": "I", "resection": "R0", "size_mm": "8"}
    facts |= {"operation": "endoscopic", "function": "carcinoid-syndrome"}
    plan = planned(facts, by="enets-2023-gastroduodenal")
    assert "gastroscopy" in {event.test for event in plan.events}

    patient, clinic = part(plan, texts="clinical")

    assert any("decide on somatostatin-analogue cover" in line for line in clinic)
    assert "somatostatin" not in " ".join(patient)


def test_the_clinic_s_file_holds_facts_outcome_rows_readings_and_sources():
    _, clinic = part(planned({**MIDGUT, "key": "A1"}), texts="clinical")

    assert clinic[3:16] == [
        *("Facts", "key", "A1", "surgery", "Thu 12 Mar 2026", "site", "small-bowel"),
        *("grade", "G1", "stage", "III", "resection", "R0"),
    ]
    for line in (
        "Outcome: plan",
        "adjust to age, comorbidity and the patient's wishes",
        "clinic visits stand up to 14 days after their tests, so that results are there"
        " (a convention of surveil: --lead)",
        "chest: not dated in what was read",
        "follow-up is lifelong; renew the plan: Wed 12 Mar 2036",
        "esmo-2020/low: evidence V, C",
    ):
        assert line in clinic
    said = "\n".join(clinic)
    assert "\nsstr_positive is unknown; it could" in said
    assert "doi:10.1016/j.annonc.2020.03.304" in said
    assert "\nlow-6-months (disambiguation): printed" in said


@pytest.mark.parametrize("case", CASES)
def test_every_step_stands_once_in_the_table_of_the_clinic_s_file(case):
    plan = CASES[case]
    (clinic,) = read(sheet_of(plan, texts="clinical")).with_class("clinic")
    found = [row.all("td")[0].text for row in clinic.all("tr") if row.all("td")]

    expected = [f"{TESTS[one.test].brief} {one.step.number}" for one in plan.events]
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize("case", CASES)
def test_the_disclaimer_stands_once(case):
    assert lines(CASES[case], texts="clinical").count(DISCLAIMER) == 1
