"""Comparing: the reference cases worked by hand, counts by period, and the core."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from compare_cases import (
    BESIDE,
    CASES,
    MADE,
    PERIODS,
    by_pace,
    case,
    compared,
    ids,
    shipped,
)
from samples import guideline

from surveil.answering import answer
from surveil.catalogue import TESTS
from surveil.comparing import compare
from surveil.plans import Plan
from surveil.spans import Span
from surveil.tallies import EARLY, LATE, Tally

PACES = ("closest", "widest")
RESERVED = ("renew", "ends", "banner", "gaps", "missing")
COLUMNS = [(id, by) for id, one in CASES.items() for by in one if by not in BESIDE]
HERE = [(id, by) for id, by in COLUMNS if by in ids()]
TEN_YEARS = 120


def plan_of(id, by, pace, surgery="2026-03-12"):
    found = compare(case(id, surgery), [guideline(by)], made=MADE, pace=pace)
    (answered,) = found.answers
    return answered.plan


def months(plan: Plan, test):
    return [e.step.offset.months for e in plan.events if e.test == test]


def test_every_reference_case_is_there():
    numbers = {int(id.split(",")[0].removeprefix("C")) for id in CASES}

    assert numbers == set(range(1, 47))


@pytest.mark.parametrize("id", CASES)
def test_the_guidelines_that_a_case_names_cover_it_and_no_others(id):
    found = compare(case(id), shipped(), made=MADE)

    named = {by for by in CASES[id] if by not in BESIDE}
    covering = [one.id for one in found.answers]
    assert set(covering) == named & set(ids())
    assert covering == [by for by in ids() if by in covering]  # the order of the files
    others = {one.id for one in found.not_covering}
    assert others == {one.id for one in compared()} - named


@pytest.mark.parametrize("surgery", ["2026-03-12", "2024-02-29"])
@pytest.mark.parametrize("pace", PACES)
@pytest.mark.parametrize(("id", "by"), HERE)
def test_outcome_and_counts_of_a_reference_case(id, by, pace, surgery):
    expected = CASES[id][by]

    plan = plan_of(id, by, pace, surgery)

    if isinstance(expected, str):
        assert plan.outcome == expected
        assert plan.events == ()
        return
    assert plan.outcome == "plan"
    counted = Counter(
        event.test
        for event in plan.events
        if TESTS[event.test].kind != "decision"
        and event.step.offset.months <= TEN_YEARS
    )
    assert counted == {
        test: int(by_pace(text, pace))
        for test, text in expected.items()
        if test not in RESERVED
    }


@pytest.mark.parametrize("pace", PACES)
@pytest.mark.parametrize(("id", "by"), HERE)
def test_what_else_is_said_of_a_reference_case(id, by, pace):
    expected = CASES[id][by]
    if isinstance(expected, str):
        return

    plan = plan_of(id, by, pace)

    for key, test in (("renew", "renew-plan"), ("ends", "confirm-end")):
        if key in expected:
            assert months(plan, test) == [int(by_pace(expected[key], pace))]
    if "renew" not in expected and "ends" not in expected:
        assert plan.continues  # lifelong
    if "banner" in expected:
        assert plan.banner
    lines = {line.id: line.text for line in guideline(by).gaps}
    for gap in expected.get("gaps", ()):
        assert lines[gap] in plan.gaps
    for fact in expected.get("missing", ()):
        assert fact in [one.fact for one in plan.missing]


@pytest.mark.parametrize("id", [id for id, one in CASES.items() if "with" in one])
def test_what_a_programme_adds_to_a_reference_case(id):
    for programme, tests in CASES[id]["with"].items():
        if programme not in ids():
            continue
        beside = [guideline(programme)]
        plan = answer(case(id), [guideline("esmo-2020")], made=MADE, programmes=beside)

        for test, count in tests.items():
            assert sum(m <= TEN_YEARS for m in months(plan, test)) == int(count)


@pytest.mark.parametrize("pace", PACES)
@pytest.mark.parametrize(
    "entry",
    [one for one in PERIODS if one["by"] in ids()],
    ids=lambda one: f"{one['case']}: {one['by']}",
)
def test_examinations_by_period_worked_by_hand(entry, pace):
    found = compare(case(entry["case"]), [guideline(entry["by"])], made=MADE, pace=pace)

    (one,) = found.answers
    both = {
        name: tuple(map(int, by_pace(text, pace).split("+")))
        for name, text in entry["figures"].items()
    }
    assert one.early == Tally(**{name: early for name, (early, _) in both.items()})
    assert one.late == Tally(**{name: late for name, (_, late) in both.items()})
    wide = pace == "widest" and entry.get("end_widest")
    assert one.end == (wide or entry["end"])


def test_at_least_ten_cases_have_their_periods_by_hand():
    assert len({one["case"] for one in PERIODS}) >= 10


@pytest.mark.parametrize(
    ("offset", "early", "late"),
    [
        (Span(months=59), 1, 0),
        (Span(months=60), 1, 0),
        (Span(months=60, days=1), 0, 1),
        (Span(months=61), 0, 1),
        (Span(months=119), 0, 1),
        (Span(months=120), 0, 1),
        (Span(months=120, days=1), 0, 0),
        (Span(months=121), 0, 0),
    ],
)
def test_month_60_belongs_to_years_1_to_5_and_month_120_to_years_6_to_10(
    offset, early, late
):
    plan = plan_of("C1", "norway-2020", "closest")
    moved = replace(plan.events[0].step, test="clinic", offset=offset)

    assert Tally.of([moved], EARLY).clinic == early
    assert Tally.of([moved], LATE).clinic == late


def test_every_test_goes_to_one_figure_and_a_decision_to_none():
    event = plan_of("C1", "norway-2020", "closest").events[0]
    for test in TESTS.values():
        step = replace(event.step, test=test.code)

        counted = sum(Tally.of([step], EARLY).figures)

        assert counted == (0 if test.kind == "decision" else 1)


@pytest.mark.parametrize(
    ("test", "figure"),
    [
        ("ct-chest", "ct_or_mri"),
        ("pituitary-mri", "ct_or_mri"),
        ("fdg-pet", "pet"),
        ("sstr-pet", "pet"),
        ("nt-probnp", "blood_or_urine"),
        ("5-hiaa", "blood_or_urine"),
        ("eus", "endoscopy"),
        ("echocardiogram", "heart"),
    ],
)
def test_the_figure_of_a_test(test, figure):
    event = plan_of("C1", "norway-2020", "closest").events[0]
    moved = replace(event.step, test=test)

    assert getattr(Tally.of([moved], EARLY), figure) == 1


def test_tallies_add_up_figure_by_figure():
    assert Tally(1, 2, 3, 4, 5, 6) + Tally(10, 20, 30, 40, 50, 60) == Tally(
        11, 22, 33, 44, 55, 66
    )
    assert Tally(1, 2, 3, 4, 5, 6) * 3 == Tally(3, 6, 9, 12, 15, 18)


def test_a_late_plan_or_a_short_horizon_does_not_change_the_counts():
    old = case("C1", "2010-03-31")
    esmo = [guideline("esmo-2020")]

    (late,) = compare(old, esmo, made=MADE).answers
    (short,) = compare(
        case("C1"), esmo, made=date(2026, 3, 20), horizon=Span(months=12)
    ).answers

    assert (late.early.ct_or_mri, late.late.ct_or_mri) == (10, 5)
    assert (short.early.ct_or_mri, short.late.ct_or_mri) == (10, 5)
