"""Criteria of a row: numbers are intervals, stages are extents, unknown is open."""

import pytest
from demo_guideline import demo, row

from surveil import choosing
from surveil.case import Case
from surveil.steps import Judgement


def holds(condition, **facts):
    """Whether a condition holds: by the outcome of a guideline with this one row."""
    case = Case.parse({"surgery": "2026-03-12", "site": "pancreas", **facts})
    outcome = choosing.choose(case, demo(row("only", condition)))
    if not isinstance(outcome, Judgement):
        return True
    return {"facts-missing": None, "not-in-table": False}[outcome.kind]


@pytest.mark.parametrize(
    ("size", "criterion", "expected"),
    [
        ("9.9", "< 10", True),
        ("10", "< 10", False),
        ("10", ">= 10", True),
        ("<10", "< 10", True),
        ("<10", "< 20", True),
        ("<10", ">= 10", False),
        ("<10", "< 5", None),
        ("<=10", "< 10", None),
        (">20", "> 20", True),
        (">=20", "> 20", None),
        ("15", ">= 10, < 20", True),
        ("20", ">= 10, < 20", False),
        ("5-15", ">= 10, < 20", None),
        ("", "< 10", None),
    ],
)
def test_a_size_satisfies_a_criterion_for_all_of_its_interval(
    size, criterion, expected
):
    assert holds(f'when = {{ size_mm = "{criterion}" }}', size_mm=size) is expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"stage": "II"}, (True, False)),
        ({"stage": "III"}, (False, True)),
        ({"stage": "IV"}, (False, False)),
        ({"nodes": "positive"}, (False, None)),
        ({"tnm": "N1 M0"}, (False, True)),
        ({"tnm": "N1 M1"}, (False, False)),
        ({"tnm": "T2 N0 M0"}, (None, None)),
        ({}, (None, None)),
    ],
)
def test_a_stage_is_compared_by_the_extent_that_it_leaves(facts, expected):
    words = [f'when = {{ stage = ["{one}"] }}' for one in ("localised", "regional")]

    assert tuple(holds(one, **facts) for one in words) == expected


@pytest.mark.parametrize(
    ("grade", "size", "either", "both", "neither"),
    [
        ("G1", "8", True, True, False),
        ("G1", "12", True, False, False),
        ("G2", "12", False, False, True),
        ("G1", "", True, None, False),
        ("G2", "", None, False, None),
        ("", "", None, None, None),
    ],
)
def test_conditions_are_joined_in_three_values(grade, size, either, both, neither):
    facts = {"grade": grade, "size_mm": size}
    any_of = 'any = [{ grade = ["G1"] }, { size_mm = "< 10" }]'

    assert holds(any_of, **facts) is either
    assert holds('when = { grade = ["G1"], size_mm = "< 10" }', **facts) is both
    assert holds(f"not = {{ {any_of} }}", **facts) is neither


@pytest.mark.parametrize(
    ("born", "expected"),
    [("2009", False), ("2008", None), ("2007", True), ("", None)],
)
def test_an_age_may_be_one_less_than_the_years_between(born, expected):
    assert holds('when = { age = ">= 18" }', born=born) is expected
