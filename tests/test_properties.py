"""What holds for every case by every shipped guideline."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from random_cases import (
    ASKED,
    GUIDELINES,
    OTHERS,
    PACE,
    TEXTS,
    case,
    decided,
    month_rule,
    named_facts,
    planned,
    said,
    values,
)

from surveil.facts import FACT
from surveil.terms import Kind

DECISIONS = ("renew-plan", "confirm-end")
KINDS = ("not-covered", "facts-missing", "guideline-says", "not-in-table")
quick = settings(max_examples=80, deadline=None, database=None)


@quick
@given(asked=ASKED, pace=PACE)
def test_every_case_gets_exactly_one_outcome(asked, pace):
    id, facts = asked
    plan = planned(case(facts), id, pace=pace)

    assert plan.outcome in ("plan", "no-follow-up", "judgement")
    assert bool(plan.events) == (plan.outcome == "plan") == (plan.reason is None)
    assert (plan.judgement in KINDS) == (plan.outcome == "judgement")
    if plan.outcome != "judgement":
        assert plan.recommendation in {row.id for row in GUIDELINES[id].recommendations}


@quick
@given(asked=ASKED, pace=PACE)
def test_every_window_holds_its_due_date(asked, pace):
    id, facts = asked
    for event in planned(case(facts), id, pace=pace).events:
        assert event.earliest <= event.due <= event.latest


@quick
@given(asked=ASKED, pace=PACE)
def test_ids_are_unique_and_count_from_one_by_date(asked, pace):
    id, facts = asked
    events = planned(case(facts), id, pace=pace).events

    numbers = {}
    for event in events:
        numbers.setdefault(event.test, []).append(event.step.number)
    assert len({event.id for event in events}) == len(events)
    for test in set(numbers) - set(DECISIONS):
        assert numbers[test] == list(range(1, len(numbers[test]) + 1))


@quick
@given(asked=ASKED, late=st.integers(0, 9000), pace=PACE)
def test_nothing_lifelong_is_due_after_the_horizon_where_the_plan_is_renewed(
    asked, late, pace
):
    id, facts = asked
    one = case(facts)

    plan = planned(one, id, one.surgery + timedelta(days=late), pace=pace)

    lifelong = [event for event in plan.events if event.step.lifelong]
    assert all(event.due <= plan.horizon for event in lifelong)
    closing = [event for event in plan.events if event.test in DECISIONS]
    if plan.continues:
        assert (closing[-1].test, closing[-1].due) == ("renew-plan", plan.horizon)
    assert bool(closing) == (plan.outcome == "plan")


@quick
@given(asked=ASKED, days=st.integers(1, 800))
def test_moving_the_surgery_moves_every_date_by_the_month_rule(asked, days):
    id, facts = asked
    one = case({name: text for name, text in facts.items() if name != "born"})
    moved = replace(one, surgery=one.surgery + timedelta(days=days))

    before, after = planned(one, id), planned(moved, id)

    for plan in (before, after):
        day = plan.case.surgery
        for event in plan.events:
            assert event.due == month_rule(day, event.step.offset)
            assert event.earliest == month_rule(day, event.step.earliest)
            assert event.latest == month_rule(day, event.step.latest)
    assert sorted((one.id, one.step.offset.months) for one in before.events) == sorted(
        (one.id, one.step.offset.months) for one in after.events
    )


@quick
@given(asked=ASKED, late=st.integers(1, 9000))
def test_a_step_keeps_its_id_and_date_whenever_the_plan_is_made(asked, late):
    id, facts = asked
    one = case(facts)

    first = planned(one, id)
    later = planned(one, id, one.surgery + timedelta(days=late))

    kept = {event.id: event.due for event in later.events}
    for event in first.events:
        if event.test not in DECISIONS:
            assert kept[event.id] == event.due


@quick
@given(asked=ASKED)
def test_at_the_widest_pace_no_step_comes_sooner(asked):
    id, facts = asked
    one = case(facts)

    closest = planned(one, id)
    widest = planned(one, id, pace="widest")

    soonest = {event.id: event.due for event in closest.events}
    assert {event.test for event in widest.events} == {
        event.test for event in closest.events
    }
    assert all(soonest[event.id] <= event.due for event in widest.events)


@quick
@given(asked=ASKED, random=st.randoms(use_true_random=False))
def test_the_order_of_the_rows_in_a_file_changes_no_plan(asked, random):
    id, facts = asked
    guideline, one = GUIDELINES[id], case(facts)
    rows, added = list(guideline.recommendations), list(guideline.supplements)
    random.shuffle(rows)
    random.shuffle(added)
    shuffled = replace(guideline, recommendations=tuple(rows), supplements=tuple(added))

    assert said(planned(one, shuffled)) == said(planned(one, guideline))


@quick
@given(asked=ASKED, data=st.data())
def test_a_fact_that_becomes_known_never_changes_a_row_that_was_decided(asked, data):
    id, facts = asked
    # A year of birth may still bring the one row that an open answer fails: under 18.
    facts = {name: text for name, text in facts.items() if name != "born"}
    known = case(facts)
    droppable = [name for name in facts if name not in ("surgery", "site")]
    dropped = data.draw(st.sets(st.sampled_from(["", *droppable])))
    less = case({name: text for name, text in facts.items() if name not in dropped})

    before, after = planned(less, id), planned(known, id)

    if decided(before) and set(less.given().items()) <= set(known.given().items()):
        assert (after.outcome, after.judgement, after.recommendation) == (
            before.outcome,
            before.judgement,
            before.recommendation,
        )


@quick
@given(asked=ASKED)
def test_only_facts_that_are_unknown_or_bounds_are_asked_for(asked):
    id, facts = asked
    one = case(facts)

    plan = planned(one, id)

    bounds = {fact for fact in TEXTS if FACT[fact].kind is Kind.NUMBER}
    for missing in plan.missing:
        assert missing.fact not in one.given() or missing.fact in bounds
    if not decided(plan) and one.nodes != "not-assessed":
        assert plan.missing


@quick
@given(asked=ASKED, data=st.data())
def test_a_fact_that_no_criterion_names_changes_nothing(asked, data):
    id, facts = asked
    named = named_facts(GUIDELINES[id]) | {"born", "surgery", "site", "grade"}
    spare = sorted(set(OTHERS) - named)
    facts = {name: text for name, text in facts.items() if name in named}
    extra = data.draw(st.fixed_dictionaries({fact: values(fact) for fact in spare}))
    less, more = case(facts), case(facts | extra)
    assume(set(less.given()) <= set(more.given()))

    assert spare
    # A fact that does not belong to the site is pointed out, and changes nothing.
    told = replace(planned(more, id), case=less, cautions=())
    assert told == replace(planned(less, id), cautions=())
