"""What happens to patients: each kind, in any order, and what cannot be true."""

from datetime import date
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveil import answering, happenings, library
from surveil.case import Case
from surveil.errors import CaseError
from surveil.happenings import KINDS, Happening
from surveil.history import Done
from surveil.lives import contradictions, judged, last_contact, live
from surveil.replaying import replay

AS_OF = date(2026, 6, 1)
FACTS = {
    "key": "A1",
    "surgery": "2022-03-12",
    "site": "ileum",
    "grade": "G1",
    "stage": "III",
    "resection": "R0",
    "sstr_positive": "no",
    "function": "non-functioning",
    "cga_raised": "no",
    "hiaa_raised": "no",
}
CT = "ct-or-mri-abdomen"


def case(**facts):
    return Case.parse(FACTS | facts)


ESMO = [library.load("esmo-2020")]


def planned(one):
    return answering.answer(one, ESMO, made=AS_OF)


def lived(*rows, of=None, as_of=AS_OF):
    return live(of or case(), rows, as_of=as_of, planned=planned)


def day(text):
    return date.fromisoformat(text)


def happening(when, what, row=None, **facts):
    return Happening(day(when), what, tuple(sorted(facts.items())), row)


def dues(life, test=CT):
    return [event.due.isoformat() for event in life.plan.events if event.test == test]


def test_without_happenings_a_life_is_its_one_plan():
    life = lived()

    assert [stretch.plan for stretch in life.stretches] == [planned(case())]
    assert life.told == ()


def test_a_second_operation_closes_the_plan_and_counts_from_its_own_day():
    life = lived(happening("2024-05-01", "re-operation", resection="R0"))

    first, second = life.stretches
    assert first.plan.case.surgery == day("2022-03-12")
    assert (second.since, second.plan.case.surgery) == (day("2024-05-01"),) * 2
    # 6, 12, 18 months after 1 May 2024
    assert dues(life)[:3] == ["2024-11-01", "2025-05-01", "2025-11-01"]
    assert life.told[0] == (
        "operated again on 2024-05-01: the plan from the operation on 2022-03-12 is"
        " closed"
    )
    assert life.told[1].startswith("from 2024-05-01 on: ")


def test_a_new_operation_has_no_margin_until_one_is_given():
    life = lived(happening("2024-05-01", "re-operation"))

    assert life.case.resection is None


def test_a_new_grade_makes_another_plan_from_the_same_operation():
    life = lived(happening("2024-05-01", "revised", grade="G2", ki67="9"))

    assert life.case.grade == "G2"
    assert life.case.surgery == day("2022-03-12")
    # G2 at small bowel: every 3 months for 2 years, as ESMO 2020 is read, from surgery
    assert dues(life)[:2] == ["2022-06-12", "2022-09-12"]
    assert life.told[:2] == (
        "grade is G2 in place of G1 since 2024-05-01",
        "ki67 is 9 in place of unknown since 2024-05-01",
    )


def test_steps_that_the_old_plan_did_not_have_are_not_overdue():
    life = lived(happening("2024-05-01", "revised", grade="G2", ki67="9"))
    done = [Done(day("2022-09-12"), CT), Done(day("2023-03-12"), CT)]

    history = judged(life, done, as_of=AS_OF)
    ct = {one.event.due.isoformat(): one for one in history.standings if one.test == CT}

    # June 2023 was in no plan before May 2024; September 2023 was in both.
    assert ct["2023-06-12"].status == "missed-before"
    assert ct["2023-06-12"].notes == ("before the plan was changed on 2024-05-01",)
    assert ct["2023-09-12"].status == "overdue"
    # June 2024 came after the change.
    assert ct["2024-06-12"].status == "overdue"
    assert sum(one.asks for one in ct.values()) == 1


def test_tests_are_judged_by_the_plan_of_their_day():
    life = lived(happening("2024-05-01", "re-operation", resection="R0"))
    done = [Done(day("2022-09-12"), CT), Done(day("2024-11-01"), CT)]

    history = judged(life, done, as_of=AS_OF)

    assert [one.verdict for one in history.verdicts] == ["on-time", "on-time"]
    (first,) = [one for one in history.standings if one.id == f"{CT}/1"]
    assert (first.status, first.by) == ("done", done[1])


def test_the_day_of_a_change_belongs_to_the_plan_before():
    life = lived(happening("2024-03-20", "re-operation", resection="R0"))
    done = [Done(day(text), CT) for text in ("2024-03-19", "2024-03-20", "2024-03-21")]

    history = judged(life, done, as_of=AS_OF)

    # The step of 12 March 2024 has one, and a second; then a new plan begins.
    assert [one.verdict for one in history.verdicts] == [
        "on-time",
        "duplicate",
        "early-not-counted",
    ]


def test_a_recurrence_is_for_the_team():
    life = lived(happening("2024-05-01", "recurrence"))

    assert (life.plan.outcome, life.plan.judgement) == ("judgement", "not-covered")
    assert life.plan.reason.startswith("the disease came back on 2024-05-01: ")
    assert life.plan.events == ()


@pytest.mark.parametrize(
    ("row", "outcome"),
    [
        (happening("2024-07-01", "re-operation", resection="R0"), "plan"),
        (happening("2024-07-01", "revised", grade="G2", ki67="9"), "judgement"),
        (happening("2024-07-01", "revised", stage="III"), "plan"),
        (happening("2024-07-01", "revised", resection="R0"), "plan"),
        (happening("2024-07-01", "last-contact"), "judgement"),
    ],
    ids=lambda value: getattr(value, "what", value),
)
def test_a_recurrence_lasts_until_an_operation_a_stage_or_a_margin(row, outcome):
    life = lived(happening("2024-05-01", "recurrence"), row)

    assert life.plan.outcome == outcome


def test_pregnancy_flags_scans_until_it_has_ended_and_withdraws_none():
    begun = happening("2026-03-01", "pregnancy")
    over = happening("2026-05-01", "pregnancy-ended")

    during, after = lived(begun), lived(begun, over)
    note = "pregnant since 2026-03-01: the team decides whether and how to image"

    assert dues(during) == dues(lived())
    flagged = {event.id for event in during.plan.events if note in event.notes}
    assert flagged == {
        event.id
        for event in during.plan.events
        if event.test == CT and event.latest >= day("2026-03-01")
    }
    assert [one.text for one in during.asks] == ["pregnant since 2026-03-01"]
    assert after.asks == ()
    assert not any(event.notes for event in after.plan.events)


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ("died", "the patient died on 2024-05-01"),
        ("opted-out", "the patient opted out of follow-up on 2024-05-01"),
        ("discharged", "the patient was discharged from follow-up on 2024-05-01"),
        ("moved", "the patient moved on 2024-05-01 and is followed elsewhere"),
    ],
)
def test_follow_up_ends(what, reason):
    life = lived(happening("2024-05-01", what))

    assert (life.plan.outcome, life.plan.reason) == ("ended", reason)


def test_what_was_done_before_the_end_keeps_its_verdict():
    life = lived(happening("2024-05-01", "died"))
    done = [Done(day("2022-09-12"), CT)]

    history = judged(life, done, as_of=AS_OF)

    assert [one.verdict for one in history.verdicts] == ["on-time"]


def test_who_is_reactivated_has_the_plan_again_and_all_that_was_overdue():
    rows = [
        happening("2024-05-01", "opted-out"),
        happening("2025-05-01", "reactivated"),
    ]

    life = lived(*rows)
    history = judged(life, [], as_of=AS_OF)

    assert dues(life) == dues(lived())
    assert "missed-before" not in {one.status for one in history.standings}


def test_suspended_stays_a_plan():
    life = lived(happening("2024-05-01", "suspended"))

    assert (life.plan.outcome, life.case.status) == ("plan", "suspended")
    assert life.case.status_date == day("2024-05-01")


@pytest.mark.parametrize(
    ("rows", "text", "grave"),
    [
        (
            [happening("2024-05-01", "died", 4), happening("2024-06-01", "died", 9)],
            "row 9 of the events: a second death, after that in row 4 of the events",
            True,
        ),
        (
            [
                happening("2024-05-01", "died", 4),
                happening("2024-05-02", "pregnancy", 5),
            ],
            "row 5 of the events: pregnancy after the death in row 4 of the events",
            True,
        ),
        (
            [happening("2022-03-11", "recurrence", 4)],
            "row 4 of the events: recurrence before surgery",
            False,
        ),
        (
            [happening("2024-05-01", "reactivated", 4)],
            "row 4 of the events: reactivated without suspended, opted-out, moved,"
            " discharged before it",
            False,
        ),
        (
            [happening("2024-05-01", "pregnancy-ended", 4)],
            "row 4 of the events: pregnancy-ended without pregnancy before it",
            False,
        ),
        (
            [happening("2024-05-01", "revised", 4)],
            "row 4 of the events: revised without facts, such as grade=G2: nothing"
            " changes",
            False,
        ),
        (
            [happening("2024-05-01", "revised", 4, stage="I", nodes="positive")],
            "row 4 of the events: stage contradicts nodes: positive nodes are stage III"
            " (regional) or IV",
            True,
        ),
        (
            [
                happening("2024-05-01", "revised", 4, grade="G2", ki67="9"),
                happening("2024-05-01", "revised", 5, grade="G3"),
            ],
            "row 5 of the events: revised on one day in two ways, with that in row 4 of"
            " the events",
            True,
        ),
        (
            [
                happening("2024-05-01", "discharged", 4),
                happening("2024-06-01", "suspended", 5),
            ],
            "row 5 of the events: suspended after discharged in row 4 of the events",
            False,
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_true_is_told_with_its_rows(rows, text, grave):
    life = lived(*rows)

    (found,) = life.contradictions
    assert (found.text, found.grave) == (text, grave)


@pytest.mark.parametrize("when", ["2022-03-12", "2022-03-13"])
def test_on_the_day_of_surgery_and_after_it_things_happen(when):
    assert lived(happening(when, "recurrence", 4)).contradictions == ()


def test_a_test_after_a_death_is_a_contradiction():
    life = lived(happening("2024-05-01", "died", 4))
    done = [
        Done(day("2024-05-01"), CT, row=7),
        Done(day("2024-05-02"), CT, row=8),
        Done(day("2024-05-03"), CT, "booked", row=9),
    ]

    (found,) = contradictions(life, done)

    assert found.text == (
        "row 8 of what was done: after the death in row 4 of the events"
    )
    assert (found.rows, found.grave) == ((8,), True)


def test_a_dated_status_of_the_list_is_a_happening_and_told_twice_is_told_once():
    listed = case(status="died", status_date="2024-05-01")

    once = lived(of=listed)
    twice = lived(happening("2024-05-01", "died", 4), of=listed)

    assert once.plan == twice.plan
    assert twice.contradictions == ()
    (against,) = lived(happening("2024-06-01", "died", 4), of=listed).contradictions
    assert against.text == (
        "row 4 of the events: a second death, after that in the list"
    )


def test_what_lies_ahead_is_not_looked_at():
    rows = [
        happening("2026-05-31", "pregnancy"),
        happening("2026-06-01", "renal-failure"),
        happening("2026-06-02", "died"),
    ]

    life = lived(*rows)

    assert [one.what for one in life.asks] == ["pregnancy", "renal-failure"]
    assert (life.plan.outcome, life.later) == ("plan", 1)


def test_contact_is_what_somebody_saw_or_heard():
    life = lived(happening("2024-05-01", "last-contact"))
    done = [
        Done(day("2024-05-02"), CT),
        Done(day("2024-07-01"), CT, "booked"),
        Done(day("2024-08-01"), CT, "did-not-attend"),
        Done(day("2026-06-02"), CT),
    ]

    assert last_contact(life, [], AS_OF) == day("2024-05-01")
    assert last_contact(life, done, AS_OF) == day("2024-05-02")
    assert last_contact(lived(), [], AS_OF) is None


ROWS = (
    happening("2023-02-01", "revised", 2, grade="G2", ki67="9"),
    happening("2023-02-01", "suspended", 3),
    happening("2023-05-01", "reactivated", 4),
    happening("2023-05-01", "last-contact", 5),
    happening("2024-01-10", "recurrence", 6),
    happening("2024-02-10", "re-operation", 7, resection="R1"),
)


def test_rows_in_any_order_make_the_same_life():
    expected = lived(*ROWS)

    for rows in permutations(ROWS):
        assert replay(case(), rows, as_of=AS_OF) == replay(case(), ROWS, as_of=AS_OF)
    assert lived(*reversed(ROWS)) == expected


SOME = st.lists(
    st.builds(
        Happening,
        st.dates(day("2022-01-01"), day("2026-12-31")),
        st.sampled_from(KINDS),
        st.sampled_from([(), (("resection", "R1"),), (("grade", "G2"), ("ki67", "9"))]),
        st.integers(2, 99),
    ),
    max_size=8,
    unique_by=lambda one: one.row,
)


@settings(deadline=None)
@given(SOME, st.randoms(use_true_random=False))
def test_any_rows_in_any_order_make_the_same_life(rows, random):
    shuffled = [*rows]
    random.shuffle(shuffled)

    found = replay(case(), rows, as_of=AS_OF)

    assert replay(case(), shuffled, as_of=AS_OF) == found
    assert sum(one.date > AS_OF for one in set(rows)) >= found.later


@settings(deadline=None)
@given(SOME)
def test_what_comes_after_a_day_changes_nothing_of_it(rows):
    known = [one for one in rows if one.date <= AS_OF]

    first, second = (replay(case(), these, as_of=AS_OF) for these in (rows, known))

    assert first.turns == second.turns
    assert first.contradictions == second.contradictions


DONE = st.lists(
    st.builds(
        Done,
        st.dates(day("2022-01-01"), day("2026-12-31")),
        st.sampled_from((CT, "clinic", "cga")),
        st.sampled_from(("done", "done", "booked", "cancelled")),
        st.integers(2, 999),
    ),
    max_size=8,
)


@settings(deadline=None, max_examples=60)
@given(SOME, DONE)
def test_every_row_has_one_verdict_and_every_event_one_standing(rows, done):
    life = lived(*rows)
    days = [stretch.since for stretch in life.stretches if stretch.since]
    done = [*done, *(Done(when, CT, "done", 1000) for when in days)]

    history = judged(life, done, as_of=AS_OF)

    told = [*history.verdicts, *history.appointments]
    assert sorted(map(repr, (one.done for one in told))) == sorted(map(repr, done))
    assert [one.event.id for one in history.standings] == [
        event.id for event in life.plan.events
    ]


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("", ()),
        ("seen by the GP", ()),
        ("grade=G2; ki67=9", (("grade", "G2"), ("ki67", "9"))),
        ("Ki67 = 9 ;GRADE=G2", (("grade", "G2"), ("ki67", "9"))),
        ("size mm=12", (("size_mm", "12"),)),
        ("stage=", (("stage", ""),)),
    ],
)
def test_details_are_facts(text, facts):
    assert happenings.facts_of(text) == facts


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("grad=G2", "details names no fact that can change; the nearest is grade"),
        ("key=B2", "details names no fact that can change"),
        ("surgery=2024-01-01", "details names no fact that can change"),
        ("grade=G1; grade=G2", "details says grade twice"),
    ],
)
def test_details_that_are_no_facts(text, problem):
    with pytest.raises(CaseError) as raised:
        happenings.facts_of(text)

    assert str(raised.value) == problem


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Recurrence", "recurrence"),
        ("re-operation", "re-operation"),
        ("Reoperation", "re-operation"),
        ("grade revised", "revised"),
        ("Pregnancy ended", "pregnancy-ended"),
        ("renal function recovered", "renal-recovered"),
        ("opted_out", "opted-out"),
        ("Last seen", "last-contact"),
        ("DECEASED", "died"),
        ("holiday", None),
    ],
)
def test_words_for_what_happened(text, what):
    assert happenings.what_of(text) == what
