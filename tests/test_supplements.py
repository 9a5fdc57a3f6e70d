"""What is added to a chosen row: supplements, gap lines, notes."""

from datetime import date

import pytest
from demo_guideline import demo, row, supplement, table

from surveil import choosing
from surveil.answering import answer
from surveil.case import Case
from surveil.steps import Missing

ONCE = '{ test = "gastroscopy", once = "1 year" }'
MARKER = '{ test = ["gastrin", "vip"], with = "clinic" }'
RAISED = 'when = { cga_raised = ["yes"] }'
UNLESS = 'unless = { cga_raised = ["no"] }'


def case(**facts):
    return Case.parse({"surgery": "2026-03-12", "site": "stomach", **facts})


def added(*rows, to="low", **facts):
    """The ids of the supplements that add to a row, and what is missing."""
    guideline = demo(row("low"), row("high"), *rows)
    chosen = next(one for one in guideline.recommendations if one.id == to)
    found, missing = choosing.supplements(case(**facts), guideline, chosen)
    return [one.id for one in found], missing


def gaps(*conditions, **facts):
    """The gap line with these conditions, as printed with the plan."""
    line = table("gaps", "gap", *conditions, 'text = "no date"')
    guideline = demo(line, row("low", 'gaps = ["gap"]'))
    own = guideline.recommendations[0].row.gaps
    return list(choosing.lines(own, case(**facts)))


@pytest.mark.parametrize(
    ("raised", "ids", "would"),
    [
        ("yes", ["more"], []),
        ("no", [], []),
        ("", [], ["add gastroscopy once, 12 months"]),
    ],
)
def test_a_supplement_with_when_is_left_out_and_named_while_it_is_open(
    raised, ids, would
):
    found, missing = added(supplement("more", RAISED, series=ONCE), cga_raised=raised)

    assert found == ids
    assert missing == tuple(Missing("cga_raised", "more", one) for one in would)


@pytest.mark.parametrize(
    ("raised", "ids", "would"),
    [
        ("yes", ["more"], []),
        ("no", [], []),
        ("", ["more"], ["leave out gastroscopy once, 12 months"]),
    ],
)
def test_a_supplement_with_unless_is_added_and_named_while_it_is_open(
    raised, ids, would
):
    found, missing = added(supplement("more", UNLESS, series=ONCE), cga_raised=raised)

    assert found == ids
    assert missing == tuple(Missing("cga_raised", "more", one) for one in would)


def test_a_supplement_that_fails_or_is_spared_asks_for_nothing_more():
    both = supplement("more", 'when = { grade = ["G1"] }', UNLESS, series=ONCE)

    assert added(both, grade="G2") == ([], ())
    assert added(both, cga_raised="no") == ([], ())


def test_a_supplement_without_condition_is_always_added():
    assert added(supplement("more", series=ONCE)) == (["more"], ())


def test_a_supplement_adds_to_the_rows_that_it_names_and_to_no_other():
    tied = supplement("more", 'to = ["high"]', RAISED, series=ONCE)

    assert added(tied, to="high", cga_raised="yes") == (["more"], ())
    assert added(tied, to="low", cga_raised="yes") == ([], ())
    assert added(tied, to="low") == ([], ())


def test_a_fact_that_two_supplements_ask_for_is_named_once_with_both_effects():
    rows = (
        supplement("scope", RAISED, series=ONCE),
        supplement("marker", UNLESS, 'when = { grade = ["G1"] }', series=MARKER),
        supplement("last", 'when = { sstr_positive = ["yes"] }', series=ONCE),
    )

    guideline = demo(row("low"), *rows)
    plan = answer(case(grade="G1"), [guideline], made=date(2026, 3, 12))

    assert plan.missing == (
        Missing(
            "cga_raised",
            "scope",
            "add gastroscopy once, 12 months;"
            " leave out fasting gastrin and VIP with each clinic visit",
        ),
        Missing("sstr_positive", "last", "add gastroscopy once, 12 months"),
    )


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ("endoscopic", ["no date"]),
        ("partial-gastrectomy", []),
        ("", ["if operation endoscopic or local-excision: no date"]),
    ],
)
def test_a_gap_line_whose_condition_is_open_is_printed_and_says_so(operation, expected):
    condition = 'when = { operation = ["endoscopic", "local-excision"] }'

    assert gaps(condition, operation=operation) == expected


def test_a_gap_line_without_condition_is_always_printed():
    assert gaps() == ["no date"]


def test_a_gap_line_with_two_open_facts_names_both():
    condition = 'when = { operation = ["endoscopic"], size_mm = ">= 10" }'

    assert gaps(condition) == ["if operation endoscopic and size >= 10 mm: no date"]
    assert gaps(condition, size_mm="12") == ["if operation endoscopic: no date"]


def test_a_gap_line_that_excludes_something_does_not_say_the_opposite():
    condition = 'not = { operation = ["endoscopic"] }'

    assert gaps(condition) == ["if not (operation endoscopic): no date"]


def test_a_gap_line_with_alternatives_does_not_join_them_with_and():
    condition = 'any = [{ operation = ["endoscopic"] }, { size_mm = ">= 10" }]'

    assert gaps(condition) == ["if operation endoscopic or size >= 10 mm: no date"]


def test_a_gap_line_does_not_name_an_alternative_that_has_failed():
    condition = (
        'any = [{ site = ["rectum"], operation = ["endoscopic"] },'
        ' { size_mm = ">= 10" }]'
    )

    assert gaps(condition) == ["if size >= 10 mm: no date"]


def test_a_gap_line_about_nodes_says_so_when_they_were_not_assessed():
    condition = 'when = { nodes = ["positive"] }'

    assert gaps(condition) == ["if nodes positive: no date"]
    assert gaps(condition, nodes="not-assessed") == ["if nodes positive: no date"]


def test_a_gap_line_that_two_rows_name_is_printed_once():
    guideline = demo(
        table("gaps", "gap", 'text = "no date"'), row("low", 'gaps = ["gap"]')
    )
    own = guideline.recommendations[0].row.gaps

    assert choosing.lines([*own, *own], case()) == ("no date",)


@pytest.mark.parametrize(
    ("operation", "expected"),
    [("endoscopic", ("look",)), ("partial-gastrectomy", ()), ("", ())],
)
def test_a_note_is_printed_only_where_it_certainly_applies(operation, expected):
    line = table(
        "notes", "note", 'when = { operation = ["endoscopic"] }', 'text = "look"'
    )
    guideline = demo(line, row("low", 'notes = ["note"]'))
    own = guideline.recommendations[0].row.notes

    assert choosing.notes(own, case(operation=operation)) == expected
