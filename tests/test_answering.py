"""Answering: statuses, ages and days that decide before any row; the lines beside."""

from datetime import date

import pytest
from demo_guideline import demo, judgement, row, supplement

from surveil import library
from surveil.answering import answer
from surveil.case import Case
from surveil.errors import CaseError, UsageError

ADJUST = "adjust to age, comorbidity and the patient's wishes"
SHIPPED = {file.id: library.load(file.id) for file in library.all_files()}
PANCREAS = {"surgery": "2026-03-12", "site": "pancreas", "born": "1960"}
GUIDELINES = [id for id, one in SHIPPED.items() if one.kind == "guideline"]


def answered(*rows, made="2026-03-12", pace="closest", **facts):
    guideline = demo(*(rows or [row("low")]))
    day = date.fromisoformat(made)
    return answer(Case.parse(PANCREAS | facts), [guideline], made=day, pace=pace)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("died", "the patient died"),
        ("discharged", "the patient was discharged from follow-up"),
        ("opted-out", "the patient opted out of follow-up"),
    ],
)
def test_a_case_that_has_ended_gets_no_plan(status, words):
    dated = answered(made="2027-01-01", status=status, status_date="2026-12-31")
    undated = answered(status=status)

    assert (dated.outcome, dated.reason) == ("ended", f"{words} on 2026-12-31")
    assert (undated.outcome, undated.reason) == ("ended", words)
    assert dated.events == ()


def test_a_status_of_the_day_itself_is_taken_and_one_after_it_is_refused():
    assert answered(status="died", status_date="2026-03-12").outcome == "ended"

    with pytest.raises(CaseError) as raised:
        answered(status="died", status_date="2026-03-13")

    assert str(raised.value) == "status_date is after 2026-03-12, the day of the plan"


def test_follow_up_that_is_suspended_is_planned_and_says_so():
    plan = answered(status="suspended")

    assert plan.outcome == "plan"
    assert plan.events == answered().events
    assert plan.notes[-1] == "follow-up is suspended: no calendar entries are written"


def test_an_active_case_is_planned_as_one_without_status():
    assert answered(status="active").events == answered().events
    assert answered(status="active").notes == answered().notes


@pytest.mark.parametrize("surgery", ["", "2026-03-12"])
def test_a_case_that_was_not_operated_is_a_judgement(surgery):
    plan = answered(surgery=surgery, status="not-operated")

    assert (plan.outcome, plan.judgement) == ("judgement", "not-covered")
    assert plan.reason == "not operated: these are plans for follow-up after surgery"
    assert plan.events == ()


@pytest.mark.parametrize("id", GUIDELINES)
def test_a_patient_under_18_is_a_judgement_in_every_guideline(id):
    site = SHIPPED[id].sites[0]
    grade = SHIPPED[id].grades[0]

    def decided(born):
        facts = {"surgery": "2026-03-12", "site": site, "grade": grade, "born": born}
        plan = answer(Case.parse(facts), [SHIPPED[id]], made=date(2026, 3, 12))
        return plan.outcome, plan.recommendation

    assert decided("2009") == ("judgement", "under-18")
    assert decided("2008")[1] != "under-18"
    assert decided("2007")[1] != "under-18"
    assert decided("")[1] != "under-18"


@pytest.mark.parametrize(
    ("born", "above"),
    [("1952", False), ("1951", True), ("1950", True), ("", True)],
)
def test_the_line_about_adjusting_stands_above_the_dates_of_the_old(born, above):
    plan = answered(born=born)

    assert plan.cautions == ((ADJUST,) if above else ())
    assert plan.notes == (() if above else (ADJUST,))


@pytest.mark.parametrize(
    ("surgery", "warned"),
    [("2026-03-11", False), ("2026-03-12", False), ("2026-03-13", True)],
)
def test_surgery_that_lies_ahead_is_planned_with_a_warning(surgery, warned):
    plan = answered(surgery=surgery)

    told = f"surgery lies ahead: the dates hold only if it is on {surgery}"
    assert plan.outcome == "plan"
    assert plan.cautions == ((told,) if warned else ())


def test_surgery_may_lie_one_year_ahead_and_not_a_day_more():
    assert answered(surgery="2027-03-12").outcome == "plan"

    with pytest.raises(CaseError) as raised:
        answered(surgery="2027-03-13")

    assert str(raised.value) == (
        "surgery is more than a year after 2026-03-12, the day of the plan"
    )


@pytest.mark.parametrize(
    ("every", "pace", "expected"),
    [
        ("1 month until 30 months", "closest", []),
        ("1 month until 31 months", "closest", ["31 scans; pace widest gives 31"]),
        ("1-2 months until 32 months", "closest", ["32 scans; pace widest gives 16"]),
        ("1-2 months until 32 months", "widest", []),
        ("1-2 months until 62 months", "widest", ["31 scans; pace closest gives 62"]),
    ],
)
def test_more_than_thirty_scans_say_what_the_other_pace_would_give(
    every, pace, expected
):
    series = f'{{ test = ["clinic", "ct-chest"], every = "{every}" }}'

    plan = answered(row("low", series=series), pace=pace)

    assert list(plan.notes) == [ADJUST, *expected]


def test_scans_of_several_rows_count_together_and_other_tests_do_not():
    thirty = '{ test = ["cga", "ct-chest"], every = "1 month until 30 months" }'
    pet = '{ test = "sstr-pet", once = "12-36 months" }'

    plan = answered(row("low", series=thirty), supplement("pet", series=pet))

    assert list(plan.notes) == [ADJUST, "31 scans; pace widest gives 31"]


def test_a_plan_carries_the_banner_gaps_and_notes_of_all_its_rows():
    lines = (
        '[[gaps]]\nid = "one"\ntext = "first gap"\n',
        '[[gaps]]\nid = "two"\nwhen = { grade = ["G1"] }\ntext = "second gap"\n',
        '[[notes]]\nid = "look"\ntext = "first note"\n',
    )
    low = row(
        "low", 'banner = "residual disease"', 'gaps = ["one"]', 'notes = ["look"]'
    )
    more = supplement(
        "more", 'gaps = ["two", "one"]', series='{ test = "eus", once = "1 year" }'
    )

    plan = answered(*lines, low, more)

    assert plan.banner == "residual disease"
    assert plan.gaps == ("first gap", "if grade G1: second gap")
    assert plan.notes == (ADJUST, "first note")
    assert plan.recommendation == "low"


def test_a_judgement_has_no_events_and_names_its_row():
    plan = answered(judgement("ask", 'when = { site = ["pancreas"] }'))

    assert (plan.outcome, plan.judgement) == ("judgement", "not-in-table")
    assert (plan.recommendation, plan.reason) == ("ask", "because")
    assert (plan.events, plan.horizon) == ((), None)


def test_a_list_without_any_guideline_is_refused():
    with pytest.raises(UsageError):
        answer(Case.parse(PANCREAS), [], made=date(2026, 3, 12))
