"""The linter and the walk behind it: each rule catches its planted fault."""

import itertools

import pytest
from demo_guideline import CLINIC, demo, judgement, row, supplement
from samples import guideline

from surveil import choosing, library
from surveil.case import Case
from surveil.coverage import cover, leaves
from surveil.errors import CaseError
from surveil.linting import lint
from surveil.steps import Judgement, NoFollowUp

R0 = 'when = { resection = ["R0"] }'
REST = 'when = { resection = ["R1", "R2", "RX"] }'
MARKER = '{ test = "cga", with = "clinic" }'


YOUNG = judgement("young", "first = true", 'when = { age = "< 18" }')


def faults(*rows, **head):
    return list(lint(demo(YOUNG, *rows, **head)))


def test_a_whole_file_has_no_fault():
    assert faults(row("all", R0), judgement("rest", REST)) == []


# The two whose walk takes seconds.
LONG = ("esmo-2020", "norway-2020")


@pytest.mark.parametrize(
    "id",
    [
        pytest.param(file.id, marks=[pytest.mark.slow] if file.id in LONG else [])
        for file in library.all_files()
    ],
)
def test_a_shipped_file_has_no_fault(id):
    assert lint(guideline(id)) == ()


def test_a_gap_is_told_by_its_smallest_case():
    found = faults(row("all", R0), judgement("rest", 'when = { resection = ["R1"] }'))

    assert found == [
        (
            "recommendations",
            # 3 sites with 4 grades, and the grade unknown.
            "site pancreas, resection R2: no row (and 14 more)",
        )
    ]


def test_an_overlap_is_told_by_its_smallest_case():
    found = faults(row("one", R0), row("two", R0), judgement("rest", REST))

    assert found == [
        (
            "recommendations",
            "site pancreas, resection R0: several rows (and 14 more)",
        ),
        ("one", "is reached by no case"),
        ("two", "is reached by no case"),
    ]


def test_a_gap_at_one_number_is_found():
    # 10 itself is in neither row.
    found = faults(
        row("small", 'when = { size_mm = "< 10" }'),
        row("large", 'when = { size_mm = "> 10" }'),
    )

    assert [place for place, _ in found] == ["recommendations"]
    assert "size_mm 10: no row" in found[0][1]


def test_a_row_that_no_case_reaches_is_told():
    found = faults(
        row("all", R0),
        judgement("rest", REST),
        judgement("never", 'when = { site = ["colon"] }'),
    )

    assert found == [("never", "is reached by no case")]


def test_a_supplement_that_no_case_reaches_is_told():
    found = faults(
        row("all", R0),
        judgement("rest", REST),
        supplement("never", REST, series=MARKER),
    )

    assert found == [("never", "is reached by no case")]


def test_a_source_that_nothing_cites_is_told():
    dead = '[sources.dead]\ncite = "D."\nchecked = "primary"\nread = "now"'

    found = faults(row("all", R0), judgement("rest", REST), f"{dead}\n")

    assert found == [("sources.dead", "is cited by no row, gap or note")]


def test_a_condition_that_no_row_uses_is_told():
    unused = f"[conditions.unused]\n{R0}\n"

    found = faults(unused, row("all", R0), judgement("rest", REST))

    assert found == [("conditions.unused", "is used by no row")]


def test_units_that_are_mixed_are_told():
    mixed = '{ test = "clinic", at = ["12 weeks", "6 months"] }'

    found = faults(row("all", R0, series=mixed), judgement("rest", REST))

    assert found == [
        (
            "recommendations.all.series",
            "mixes weeks or days with months in 'at 12 weeks, 6 months'",
        )
    ]


def test_a_supplement_that_doubles_a_series_is_told():
    both = f"{CLINIC}, {MARKER}"
    raised = 'when = { cga_raised = ["yes"] }'

    found = faults(
        row("all", R0, series=both),
        judgement("rest", REST),
        supplement("more", raised, series=MARKER),
    )

    assert found == [
        ("supplements.more.series", "adds cga, which row all plans already")
    ]


def test_a_boundary_without_a_reading_is_told():
    text = row("all", 'when = { size_mm = "< 10" }').replace('["read"]', "[]")
    rest = judgement("rest", 'when = { size_mm = ">= 10" }')

    assert faults(text, rest) == [
        ("recommendations.all.readings", "is missing: the boundary of size_mm")
    ]


def test_a_plan_that_rests_on_silence_has_a_reading():
    text = row("all", R0).replace('["read"]', "[]").replace("printed =", "silent =")

    assert faults(text, judgement("rest", REST)) == [
        (
            "recommendations.all.readings",
            "is missing: no printed words stand for this row",
        )
    ]


def test_a_file_that_forgets_the_children_is_told():
    found = lint(demo(row("all", R0), judgement("rest", REST)))

    assert found == (
        (
            "recommendations",
            "have no row for patients under 18: first = true, when = { age = '< 18' }",
        ),
    )


def test_a_row_before_all_others_decides_for_the_young_alone():
    young = judgement("young", "first = true", 'when = { age = "< 18" }')

    found = cover(demo(young, row("all", R0), judgement("rest", REST)))

    assert found.holds
    assert found.matrix["pancreas", "G1"]["judgement"] > 1


def test_a_programme_is_walked_for_its_supplements():
    assert cover(guideline("men1-2012")).unreached == ()


# Every value of every fact that this review asks for, with unknown and with the
# neighbours of its ages: the walk must have the same answer for each of them. R1 is
# left out: no criterion tells it from R0, so the walk takes the two together.
LUNG = {
    "site": ["lung"],
    "grade": ["typical", "atypical", ""],
    "nodes": ["negative", "positive", "not-assessed", ""],
    "resection": ["R0", "R2", "RX", ""],
    "born": ["2008", "2007", "2006", "2005", "1960", ""],
}


def test_the_walk_agrees_with_every_case_of_a_small_guideline():
    review = guideline("lung-review-2017")
    ends = [(dict(leaf.facts), leaf) for leaf in leaves(review)]
    names = list(LUNG)
    seen = 0

    for values in itertools.product(*LUNG.values()):
        facts = dict(zip(names, values, strict=True))
        try:
            case = Case.parse({"surgery": "2024-07-01", **facts})
        except CaseError:
            continue
        found = choosing.choose(case, review)
        if isinstance(found, Judgement) and found.kind == "facts-missing":
            continue
        row_id = found.row if isinstance(found, Judgement | NoFollowUp) else found.id
        known = {name: str(value) for name, value in case.given().items()}
        met = [leaf for own, leaf in ends if own.items() <= known.items()]
        if case.born and int(known["born"]) > 2006:
            assert row_id == "under-18"
        else:
            assert row_id in {leaf.row for leaf in met}
        seen += 1

    assert seen > 100
