"""What several plans of one case have in common, worked out by hand."""

from dataclasses import replace
from datetime import date

from compare_cases import MADE, case, facts
from samples import guideline

from surveil.agreeing import agreement
from surveil.answering import answer
from surveil.case import Case
from surveil.comparing import compare
from surveil.plans import Event

BOTH = ("esmo-2020", "norway-2020")


def compared(id, *by, **options):
    found = [guideline(one) for one in by or BOTH]
    return compare(case(id), found, made=MADE, **options)


def days(found, test):
    """First day, last day and months of the events that share them."""
    (core,) = [one for one in found.core if one.test == test]
    return [
        (
            one.earliest.isoformat(),
            one.latest.isoformat(),
            tuple(event.step.offset.months for event in one.events),
        )
        for one in core.shared
    ]


def test_shared_days_lie_inside_a_window_of_each_plan():
    found = compared("C1")

    # Both print no window up to month 60: ours, 4 weeks up to a gap of six months and 8
    # beyond it; the narrower is shared. Norway's month 84 has 8 weeks on either side,
    # ESMO's is any day from 12 months after month 72.
    assert days(found, "ct-or-mri-abdomen") == [
        ("2026-08-15", "2026-10-10", (6, 6)),
        ("2027-02-12", "2027-04-09", (12, 12)),
        ("2028-02-13", "2028-04-09", (24, 24)),
        ("2029-02-12", "2029-04-09", (36, 36)),
        ("2030-02-12", "2030-04-09", (48, 48)),
        ("2031-02-12", "2031-04-09", (60, 60)),
        ("2033-03-12", "2033-05-07", (84, 84)),
        ("2035-03-12", "2035-05-07", (108, 108)),
    ]
    assert days(found, "clinic") == days(found, "ct-or-mri-abdomen")


def test_days_are_shared_also_where_the_due_dates_differ():
    found = compared("C7")

    # Norway: one check, due at 3 months, any day up to 6; ESMO: 6 months, 4 weeks.
    assert days(found, "clinic") == [("2026-08-15", "2026-09-12", (6, 3))]


def test_a_larger_scan_serves_as_the_smaller_one_that_it_contains():
    found = compared("C25")

    assert [one.test for one in found.core] == ["clinic", "ct-or-mri-abdomen"]
    # ESMO every 2-3 months, Norway at 3, 6, 12, 18, 24 and on to 60.
    assert [months for *_, months in days(found, "ct-or-mri-abdomen")] == [
        (2, 3),
        (6, 6),
        (12, 12),
        (18, 18),
        (24, 24),
    ]
    assert [(one.test, one.asked_by, one.not_by) for one in found.partly] == [
        ("ct-or-mri-chest-abdomen", ("esmo-2020",), ("norway-2020",)),
        ("sstr-pet", ("esmo-2020",), ("norway-2020",)),
    ]


def test_what_only_some_ask_for_is_named_with_who_does():
    found = compared("C42")

    assert [one.test for one in found.core] == ["clinic", "ct-or-mri-abdomen", "cga"]
    assert [(one.test, one.asked_by) for one in found.partly] == [
        ("sstr-pet", ("esmo-2020",)),
        ("5-hiaa", ("esmo-2020",)),
    ]


def visits(*spells):
    """A plan of clinic visits alone, each a due day between a first and a last."""
    plan = compared("C1", "norway-2020").answers[0].plan
    step = next(event.step for event in plan.events if event.test == "clinic")
    return replace(
        plan,
        events=tuple(
            Event(
                replace(step, number=number),
                *(date(2027, 1, day) for day in spell),
                past=False,
            )
            for number, spell in enumerate(spells, start=1)
        ),
    )


def shared(*plans):
    ((core,), partly) = agreement(plans)
    assert partly == ()
    return [
        (
            one.earliest.day,
            one.latest.day,
            tuple(event.step.number for event in one.events),
        )
        for one in core.shared
    ]


def test_each_event_is_shared_once_and_with_the_nearest():
    one = visits((1, 10, 30), (1, 12, 30))
    other = visits((1, 11, 30), (1, 20, 30))

    assert shared(one, other) == [(1, 30, (1, 1)), (1, 30, (2, 2))]
    assert shared(visits((1, 19, 30)), other) == [(1, 30, (1, 2))]


def test_windows_that_touch_share_their_last_and_first_day():
    assert shared(visits((1, 5, 9)), visits((9, 9, 20))) == [(9, 9, (1, 1))]
    assert shared(visits((1, 5, 8)), visits((9, 9, 20))) == []


def test_three_plans_need_a_day_inside_all_three_windows():
    first, last = visits((1, 5, 10)), visits((8, 12, 20))

    assert shared(first, last, visits((1, 15, 30))) == [(8, 10, (1, 1, 1))]
    # Each two of these touch, and no day is in all three.
    assert shared(first, last, visits((11, 15, 30), (1, 2, 7))) == []


def test_plans_that_share_no_day_say_so():
    esmo, norway = (
        answer(Case.parse(facts("C1", surgery)), [guideline(by)], made=MADE)
        for by, surgery in (("esmo-2020", "2026-03-12"), ("norway-2020", "2012-06-20"))
    )

    core, _ = agreement([esmo, norway])

    # Norway's plan of 2012 ends with its twelfth year, two years before the other.
    assert max(event.latest for event in norway.events) < date(2026, 3, 12)
    assert [(one.test, one.shared) for one in core] == [
        ("clinic", ()),
        ("ct-or-mri-abdomen", ()),
    ]


def test_one_plan_has_nothing_to_agree_with():
    for id in ("C10", "C15", "C11"):
        found = compared(id)

        assert (found.core, found.partly) == ((), ())


def test_outcomes_name_who_comes_to_each():
    assert compared("C10").outcomes == {
        "plan": ("esmo-2020",),
        "no-follow-up": ("norway-2020",),
    }
    assert compared("C15").outcomes == {"no-follow-up": BOTH}


def test_the_register_entries_are_those_of_the_rows_in_use():
    found = {
        one.id: [entry.id for entry in one.interpretations]
        for one in compared("C8").answers
    }

    assert found == {
        "esmo-2020": [
            "g3-renew",
            "net-g3-interval",
            "net-g3-region",
            "g3-ct",
            "distant-g3",
            "r0-r1",
            "rectum-r1",
            "clinic-each",
            "sstr-once",
            "sstr-shown",
            "sstr-after-renewal",
        ],
        "norway-2020": ["table-g3", "radical", "clinic-each", "region"],
    }


def test_an_exemption_and_a_judgement_rest_on_entries_too():
    found = {
        one.id: [entry.id for entry in one.interpretations]
        for one in compared("C11").answers
    }

    assert found == {
        "esmo-2020": ["appendix-local", "localised"],
        "norway-2020": ["appendix-20", "appendix-extent", "radical"],
    }
