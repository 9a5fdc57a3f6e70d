"""Programmes: supplements beside any outcome but ended."""

from datetime import date

import pytest
from demo_guideline import (
    demo,
    judgement,
    programme,
    read,
    row,
    supplement,
    table,
    written,
)

from surveil.answering import answer
from surveil.case import Case
from surveil.errors import UsageError

HEART = supplement(
    "heart", series='{ test = "echocardiogram", every = "1 year lifelong" }'
)
ONCE = supplement("more", series='{ test = "clinic", once = "1 year" }')
TOLD = 'outcome = "no-follow-up"', 'reason = "small"'
OFFERED = 'offered = { hereditary = ["MEN1"] }'


def answered(guideline, *programmes, offered=(), **facts):
    known = {"surgery": "2026-03-12", "site": "pancreas", "born": "1960", **facts}
    return answer(
        Case.parse(known),
        [guideline],
        made=date(2026, 3, 12),
        programmes=programmes,
        offered=offered,
    )


def days(plan):
    found = {}
    for event in plan.events:
        found.setdefault(event.test, []).append(event.due.isoformat())
    return found


@pytest.mark.parametrize(
    ("only", "outcome", "kind"),
    [
        (row("low", *TOLD, series=""), "no-follow-up", None),
        (judgement("ask"), "judgement", "not-in-table"),
        (row("low", 'when = { grade = ["G1"] }'), "judgement", "facts-missing"),
    ],
)
def test_a_programme_adds_its_dates_to_an_outcome_without_any(only, outcome, kind):
    plan = answered(demo(only), programme(ONCE))

    assert (plan.outcome, plan.judgement) == (outcome, kind)
    assert days(plan) == {"clinic": ["2027-03-12"]}
    assert [one.id for one in plan.guidelines] == ["demo", "extra"]
    assert plan.horizon == date(2036, 3, 12)


def test_a_programme_stands_beside_a_case_that_no_guideline_covers():
    chest = demo(row("low"), scope='{ site = ["lung"], grade = ["typical"] }')

    plan = answered(chest, programme(ONCE))

    assert (plan.outcome, plan.judgement) == ("judgement", "not-covered")
    assert days(plan) == {"clinic": ["2027-03-12"]}


def test_a_programme_adds_nothing_after_the_end():
    plan = answered(demo(row("low")), programme(ONCE), status="died")

    assert (plan.outcome, plan.events) == ("ended", ())


def test_steps_of_guideline_and_programme_are_merged_and_numbered_together():
    visits = row("low", series='{ test = "clinic", at = ["6 months", "2 years"] }')
    other = supplement("more", series='{ test = "clinic", at = ["1 year", "2 years"] }')

    plan = answered(demo(visits), programme(other))

    assert [
        (event.id, [asker.guideline.id for asker in event.asked_by])
        for event in plan.events
    ] == [
        ("clinic/1", ["demo"]),
        ("clinic/2", ["extra"]),
        ("clinic/3", ["demo", "extra"]),
        ("confirm-end/1", ["demo"]),
    ]


def test_a_lifelong_programme_is_renewed_and_the_guideline_still_ends():
    plan = answered(demo(row("low")), programme(HEART))

    assert days(plan)["confirm-end"] == ["2027-03-12"]
    assert days(plan)["renew-plan"] == ["2036-03-12"]
    assert [one.test for one in plan.continues] == ["echocardiogram"]


def test_a_renewal_names_every_row_that_goes_on_even_those_of_one_id():
    lifelong = row("same", series='{ test = "clinic", every = "1 year lifelong" }')
    same = supplement("same", series='{ test = "eus", every = "1 year lifelong" }')

    plan = answered(demo(lifelong), programme(same))

    (renewal,) = [event for event in plan.events if event.test == "renew-plan"]
    assert [asker.guideline.id for asker in renewal.asked_by] == ["demo", "extra"]


def test_a_renewal_names_the_readings_of_every_lifelong_series_of_a_row():
    register = [
        f'[[interpretations]]\nid = "{id}"\nprinted = "a"\nencoded = "b"\n'
        'kind = "inference"\nwhy = "c"\n'
        for id in ("one", "two")
    ]
    series = (
        '{ test = "clinic", every = "1 year lifelong", readings = ["one"] },'
        ' { test = "eus", every = "2 years lifelong", readings = ["two"] }'
    )

    plan = answered(demo(row("low", series=series), *register))

    (renewal,) = [event for event in plan.events if event.test == "renew-plan"]
    named = {one for asker in renewal.asked_by for one in asker.readings}
    assert named == {"read", "one", "two"}


def test_a_note_for_the_young_is_that_of_the_guideline_that_is_used():
    note = (
        '[[age_notes]]\ntest = ["eus"]\nunder = 90\ntext = "look"\n'
        'sources = [{ key = "demo", at = "p. 1", silent = "no age" }]\n'
    )
    chest = demo(row("low"), note, scope='{ site = ["lung"], grade = ["typical"] }')
    eus = supplement("more", series='{ test = "eus", once = "1 year" }')

    assert answered(chest, programme(eus)).events[0].notes == ()
    assert answered(demo(row("low")), programme(eus, note)).events[-1].notes == (
        "under 90: look",
    )


def test_the_lines_of_a_programme_stand_with_the_plan():
    lines = (
        table("gaps", "gap", 'when = { grade = ["G1"] }', 'text = "no date"'),
        table("notes", "note", 'text = "look"'),
    )
    extra = programme(ONCE, *lines, head='header = "superseded"')

    plan = answered(demo(row("low")), extra)

    assert plan.gaps == ("if grade G1: no date",)
    assert plan.notes[-1] == "look"
    assert plan.cautions == ("superseded",)


def test_an_open_fact_of_a_programme_is_missing_like_any_other():
    asks = supplement(
        "asks",
        'when = { carcinoid_heart_disease = ["yes"] }',
        series='{ test = "echocardiogram", once = "1 year" }',
    )

    plan = answered(demo(row("low")), programme(asks))

    assert [(one.fact, one.because, one.would) for one in plan.missing] == [
        ("carcinoid_heart_disease", "asks", "add echocardiogram once, 12 months")
    ]


@pytest.mark.parametrize(
    ("hereditary", "told"), [("MEN1", True), ("none", False), ("", False)]
)
def test_a_programme_that_was_not_asked_for_is_offered_to_those_it_is_about(
    hereditary, told
):
    extra = programme(ONCE)
    words = "hereditary MEN1: there is a programme, add it with --with extra"

    offered = answered(demo(row("low")), offered=[extra], hereditary=hereditary)
    added = answered(demo(row("low")), extra, offered=[extra], hereditary=hereditary)

    assert (words in offered.notes) is told
    assert words not in added.notes


def test_a_programme_and_a_guideline_are_refused_in_place_of_each_other():
    with pytest.raises(UsageError) as as_guideline:
        answered(programme(ONCE))
    with pytest.raises(UsageError) as as_programme:
        answered(demo(row("low")), demo(row("low")))

    assert str(as_guideline.value) == (
        "--guideline extra is a programme: add it with --with extra"
    )
    assert str(as_programme.value) == (
        "--with demo is a guideline: choose it with --guideline demo"
    )


def test_a_programme_named_twice_asks_once():
    extra = programme(ONCE)

    plan = answered(demo(judgement("ask")), extra, extra)

    assert [len(event.asked_by) for event in plan.events] == [1]
    assert [one.id for one in plan.guidelines] == ["demo", "extra"]


@pytest.mark.parametrize(
    ("rows", "head", "message"),
    [
        ([ONCE], "", "offered: is missing: { hereditary = ['MEN1'] }"),
        (
            [ONCE],
            "offered = {}",
            "offered: asks for nothing: name a fact, as in { grade = ['G1'] }",
        ),
        ([ONCE], f"{OFFERED}\nheader = 1", "header: is not a text in quotes"),
        (
            [
                supplement(
                    "more", 'to = ["low"]', series='{ test = "eus", once = "1 year" }'
                )
            ],
            OFFERED,
            "supplements.more.to: 'low' is not a row with a plan",
        ),
        (
            [table("notes", "note", 'text = "look"', 'readings = ["read"]')],
            OFFERED,
            "supplements: are missing from a file of kind 'programme'",
        ),
    ],
)
def test_a_fault_of_a_programme_is_named_with_its_place(rows, head, message):
    _, faults = read(written(*rows, kind="programme", head=head))

    assert faults == [f"demo.toml: {message}"]


NARROW = programme(ONCE, scope='{ site = ["pancreas"], grade = ["G1"] }')
PLANNED = row("low", series='{ test = "clinic", once = "6 months" }')


@pytest.mark.parametrize("facts", [{"grade": "G2"}, {"site": "rectum", "grade": "G1"}])
def test_a_programme_adds_nothing_to_a_case_that_it_does_not_cover(facts):
    plan = answered(demo(PLANNED), NARROW, **facts)

    assert days(plan)["clinic"] == ["2026-09-12"]
    assert [one.id for one in plan.guidelines] == ["demo"]
    told = "extra does not cover this site and grade: it adds nothing"
    assert told in plan.cautions


def test_a_programme_adds_to_a_case_that_it_covers():
    plan = answered(demo(PLANNED), NARROW, grade="G1")

    assert days(plan)["clinic"] == ["2026-09-12", "2027-03-12"]


def test_a_programme_that_may_not_cover_the_case_asks_for_the_grade():
    plan = answered(demo(PLANNED), NARROW)

    assert days(plan)["clinic"] == ["2026-09-12"]
    assert [(one.fact, one.would) for one in plan.missing] == [
        ("grade", "decide whether extra covers it")
    ]
