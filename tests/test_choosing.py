"""Choosing: the one row that holds, or why the team must decide."""

import pytest
from demo_guideline import demo, judgement, row

from surveil import choosing
from surveil.case import Case
from surveil.steps import Judgement, Missing

VISITS = "clinic visit every 6 months until 1 year"
ONE_ROW = "demo has no row for this case"


def case(**facts):
    return Case.parse({"surgery": "2026-03-12", "site": "pancreas", **facts})


def chosen(*rows, **facts):
    return choosing.choose(case(**facts), demo(*rows))


def test_the_one_row_that_holds_is_chosen():
    rows = (
        row("low", 'when = { grade = ["G1"] }'),
        row("high", 'when = { grade = ["G2"] }'),
    )

    assert chosen(*rows, grade="G1").id == "low"
    assert chosen(*rows, grade="G2").id == "high"


def test_two_rows_that_hold_are_a_judgement_that_names_both():
    rows = (
        row("low", 'when = { grade = ["G1"] }'),
        row("small", 'when = { size_mm = "< 10" }'),
    )

    assert chosen(*rows, grade="G1", size_mm="8") == Judgement(
        "not-in-table", "demo has more than one row for this case: low, small"
    )


def test_no_row_that_holds_is_a_judgement():
    rows = (
        row("low", 'when = { grade = ["G1"] }'),
        row("high", 'when = { grade = ["G2"] }'),
    )

    assert chosen(*rows, grade="G3") == Judgement("not-in-table", ONE_ROW)


def test_a_row_that_holds_waits_for_one_that_is_open():
    rows = (
        row("low", 'when = { grade = ["G1"] }'),
        row("small", 'when = { size_mm = "< 10" }'),
    )

    outcome = chosen(*rows, grade="G1")

    assert outcome.kind == "facts-missing"
    assert outcome.reason == "unknown and needed: size_mm"
    assert outcome.row is None
    assert outcome.missing == (
        Missing("size_mm", "small", f"decide about {VISITS} (small)"),
    )


def test_an_open_row_is_not_asked_about_when_two_others_hold_already():
    rows = (
        row("low", 'when = { grade = ["G1"] }'),
        row("clear", 'when = { resection = ["R0"] }'),
        row("small", 'when = { size_mm = "< 10" }'),
    )

    assert chosen(*rows, grade="G1", resection="R0") == Judgement(
        "not-in-table", "demo has more than one row for this case: low, clear"
    )


def test_missing_facts_stand_in_the_order_of_the_file_with_row_and_effect():
    rows = (
        row("a", 'when = { size_mm = "< 10", resection = ["R0"] }'),
        judgement("b", 'when = { stage = ["distant"], resection = ["R1"] }'),
        row(
            "c",
            'when = { stage = ["regional"], grade = ["G1"] }',
            series='{ test = ["clinic", "ct-chest"], at = ["6 months", "1 year"] }',
        ),
        row("d", 'when = { gastric_type = ["1"], grade = ["G2"] }'),
    )

    outcome = chosen(*rows, grade="G1")

    assert outcome.reason == "unknown and needed: size_mm, resection, stage"
    assert outcome.missing == (
        Missing("size_mm", "a", f"decide about {VISITS} (a)"),
        Missing("resection", "a", f"decide about {VISITS} (a); an MDT decision (b)"),
        Missing(
            "stage",
            "b",
            "decide about an MDT decision (b); CT of the chest at 6 months, 1 year (c)",
        ),
    )


def test_a_row_of_no_follow_up_is_offered_as_such():
    told = 'outcome = "no-follow-up"', 'reason = "small"'

    outcome = chosen(row("tiny", 'when = { size_mm = "< 10" }', *told, series=""))

    assert outcome.missing == (
        Missing("size_mm", "tiny", "decide about no follow-up (tiny)"),
    )


def test_a_row_without_plan_gives_its_reason_sources_and_certain_notes():
    lines = (
        '[[notes]]\nid = "sure"\nwhen = { grade = ["G1"] }\ntext = "first note"\n',
        '[[notes]]\nid = "open"\nwhen = { resection = ["R0"] }\ntext = "second"\n',
    )
    told = 'notes = ["sure", "open"]'

    outcome = chosen(*lines, judgement("only", told, kind="guideline-says"), grade="G1")

    assert outcome.kind == "guideline-says"
    assert outcome.reason == "because. first note"
    assert outcome.row == "only"
    assert [source.printed for source in outcome.sources] == ["printed words"]


def test_a_first_row_that_holds_comes_before_all_others():
    rows = (
        row("low", 'when = { grade = ["G1"] }'),
        judgement("young", "first = true", 'when = { age = "< 18" }'),
    )

    assert chosen(*rows, grade="G1", born="2009").row == "young"
    assert chosen(*rows, grade="G1", born="2008").id == "low"
    assert chosen(*rows, grade="G1", born="2007").id == "low"


def test_a_first_row_that_is_open_counts_as_no_and_is_not_asked_about():
    rows = (
        judgement("young", "first = true", 'when = { age = "< 18" }'),
        row("low", 'when = { grade = ["G1"] }'),
    )

    assert chosen(*rows, grade="G1").id == "low"
    assert [missing.fact for missing in chosen(*rows).missing] == ["grade"]


@pytest.mark.parametrize(
    ("facts", "row_id", "asked"),
    [
        ({"size_mm": "8", "resection": "R0"}, "tiny", []),
        ({"size_mm": "10", "resection": "R0"}, "low", []),
        ({"size_mm": "8", "resection": "R1"}, "low", []),
        ({"resection": "R1"}, "low", []),
        ({"size_mm": "8"}, None, ["resection"]),
        ({}, None, ["size_mm", "resection"]),
    ],
)
def test_a_row_with_an_exception_holds_where_the_other_certainly_does_not(
    facts, row_id, asked
):
    tiny = row("tiny", 'when = { size_mm = "< 10", resection = ["R0"] }')
    low = row("low", 'when = { grade = ["G1"] }', 'except = ["tiny"]')

    outcome = chosen(low, tiny, grade="G1", **facts)

    if row_id:
        assert outcome.id == row_id
    else:
        assert [missing.fact for missing in outcome.missing] == asked


def test_an_exception_of_an_exception_falls_back_to_the_row():
    rows = (
        row("a", 'when = { grade = ["G1"] }', 'except = ["b"]'),
        row("b", 'when = { size_mm = "< 10" }', 'except = ["c"]'),
        judgement("c", 'when = { size_mm = "< 10", resection = ["R2"] }'),
    )

    assert chosen(*rows, grade="G1", size_mm="12").id == "a"
    assert chosen(*rows, grade="G1", size_mm="8", resection="R0").id == "b"
    both = chosen(*rows, grade="G1", size_mm="8", resection="R2")
    assert both.reason == "demo has more than one row for this case: a, c"


def test_nodes_that_were_not_assessed_are_as_unknown_but_not_asked_for():
    rows = (
        row("free", 'when = { nodes = ["negative"], resection = ["R0"] }'),
        row("spread", 'when = { nodes = ["positive"], resection = ["R0"] }'),
    )

    outcome = chosen(*rows, nodes="not-assessed", resection="R0")
    both = chosen(*rows, nodes="not-assessed")
    unknown = chosen(*rows, resection="R0")

    assert (outcome.kind, outcome.missing) == ("facts-missing", ())
    assert outcome.reason == "nodes were not assessed"
    assert both.reason == "unknown and needed: resection (nodes were not assessed)"
    assert [missing.fact for missing in both.missing] == ["resection"]
    assert unknown.reason == "unknown and needed: nodes"


def test_nodes_are_not_spoken_of_where_no_row_asks_for_them():
    outcome = chosen(row("low", 'when = { grade = ["G1"] }'), nodes="not-assessed")

    assert outcome.reason == "unknown and needed: grade"


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"site": "pancreas", "grade": "G1"}, "gut"),
        ({"site": "lung", "grade": "typical"}, "chest"),
        ({"site": "pancreas"}, "gut"),
        ({"site": "pancreas", "grade": "G3"}, "late"),
    ],
)
def test_the_first_guideline_that_covers_site_and_grade_is_used(facts, expected):
    scopes = {
        "gut": '{ site = ["pancreas"], grade = ["G1", "G2"] }',
        "chest": '{ site = ["lung"], grade = ["typical"] }',
        "late": '{ site = ["pancreas"], grade = ["G1", "G2", "G3"] }',
    }
    guidelines = [demo(row("a"), id=id, scope=scope) for id, scope in scopes.items()]

    assert choosing.guideline_for(case(**facts), guidelines).id == expected


def test_a_case_that_no_guideline_covers_is_a_judgement_that_names_them():
    scope = '{ site = ["pancreas"], grade = ["G1", "G2", "G3"] }'
    guidelines = [demo(row("a"), id=id, scope=scope) for id in ("one", "two")]

    assert choosing.guideline_for(case(grade="NEC"), guidelines) == Judgement(
        "not-covered", "one, two: site pancreas and grade NEC: not covered"
    )
    assert choosing.guideline_for(case(site="lung"), guidelines[:1]) == Judgement(
        "not-covered", "one: site lung: not covered"
    )
