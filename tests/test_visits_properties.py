"""What holds for the visits of every plan; the rule against a search through all days.

The search knows the rule only as conditions on a choice of days, and tries them all.
"""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from random import Random

from hand_worked import entries
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from invented_events import LEFT_OUT, event
from random_cases import GUIDELINES, MONTH_ENDS, PACE, SURGERIES, case, planned

from surveil.catalogue import TESTS
from surveil.plans import Override
from surveil.spans import Span
from surveil.visits import LEADS, bookings, rounds, visits

quick = settings(max_examples=60, deadline=None, database=None)
START = date(2027, 1, 4)
SMALL_LEADS = {"blood": 3, "scan": 2}
RESULTS = ("blood", "urine", "scan")


def kind(event):
    return TESTS[event.test].kind


# The rule, by search -------------------------------------------------------------


def clinic_of(one, events):
    """The clinic visit with the due date of this event."""
    found = [e for e in events if kind(e) == "visit" and e.due == one.due]
    return found[0] if found else None


def last_day(clinic):
    return clinic.override.day if clinic.override else clinic.latest


def awaited(clinic, events, leads):
    """Each test that the clinic visit waits for, with its lead."""
    return [
        (one, leads[kind(one)])
        for one in events
        if one.due == clinic.due
        and leads.get(kind(one), 0)
        and one.day <= last_day(clinic)
    ]


def target(one, events, leads):
    """The day on which an event should be done."""
    if one.override:
        return one.day
    if kind(one) == "visit":
        ready = [
            test.day + timedelta(days=lead)
            for test, lead in awaited(one, events, leads)
        ]
        return min(max([one.due, *ready]), one.latest)
    clinic = clinic_of(one, events)
    if kind(one) == "decision" and clinic:
        then = target(clinic, events, leads)
        return then if one.earliest <= then <= one.latest else one.due
    return one.due


def may_stand(one, day, events, leads):
    """Whether the rule lets the event stand on that day, the others apart."""
    goal = target(one, events, leads)
    if one.override:
        return day == one.override.day
    apart = abs(day - goal)
    nearer = all(
        apart < abs(day - target(other, events, leads)) or day == goal
        for other in events
        if other.test == one.test and other is not one
    )
    inside = one.earliest <= day <= one.latest and apart <= timedelta(days=28)
    if kind(one) == "visit" and awaited(one, events, leads):
        inside &= day >= goal
    clinic = clinic_of(one, events)
    if clinic and leads.get(kind(one), 0) and day > one.due:
        lead = timedelta(days=leads[kind(one)])
        inside &= day + lead <= target(clinic, events, leads)
    return inside and nearer


def together(one, events, leads):
    """Whether the decision is taken in the clinic visit of its due date."""
    clinic = clinic_of(one, events)
    if kind(one) != "decision" or clinic is None or one.override:
        return False
    then = target(clinic, events, leads)
    return one.earliest <= then <= one.latest


def best_by_search(events, leads):
    """The different days, the days moved and the days themselves of the best choice."""
    reach = [
        [
            day
            for day in (one.earliest + timedelta(days=n) for n in range(60))
            if may_stand(one, day, events, leads)
        ]
        if not one.override
        else [one.override.day]
        for one in events
    ]
    goals = [target(one, events, leads) for one in events]
    tied = [
        (at, events.index(clinic_of(one, events)))
        for at, one in enumerate(events)
        if together(one, events, leads)
    ]
    found = None
    for days in product(*reach):
        if any(days[at] != days[clinic] for at, clinic in tied):
            continue
        moved = sum(
            abs((day - goal).days) for day, goal in zip(days, goals, strict=True)
        )
        score = len(set(days)), moved, sorted(set(days)), days
        found = score if found is None else min(found, score)
    return dict(zip((one.id for one in events), found[3], strict=True))


@st.composite
def small_plans(draw):
    """Up to five events within some weeks, with windows of a few days."""
    codes = ("clinic", "cga", "ct-chest", "echocardiogram", "confirm-end")
    dues = [
        START + timedelta(days=draw(st.integers(0, 8)))
        for _ in range(draw(st.integers(1, 2)))
    ]
    chosen = draw(
        st.lists(
            st.tuples(st.sampled_from(codes), st.sampled_from(dues)),
            min_size=1,
            max_size=5,
            unique=True,
        )
    )
    found, numbers = [], {}
    for code, due in sorted(chosen, key=lambda one: one[1]):
        numbers[code] = numbers.get(code, 0) + 1
        before, after = draw(st.integers(0, 3)), draw(st.integers(0, 4))
        override = draw(
            st.sampled_from([None] * 5 + [due + timedelta(days=n) for n in (-2, 2, 5)])
        )
        id = f"{code}/{numbers[code]}"
        found.append(event(id, due, before, after, chosen=override))
    return found


@settings(max_examples=200, deadline=None, database=None)
@given(events=small_plans(), leads=st.sampled_from([SMALL_LEADS, {}, {"scan": 1}]))
def test_no_choice_of_days_by_the_rule_has_fewer_trips_or_moves_less(events, leads):
    # Apart from steps that a clinician, or a lead as long as the gap between two
    # steps, puts on the day of another of their test: these are visits of their own.
    goals = {(one.test, target(one, events, leads)) for one in events}
    assume(len(goals) == len(events))

    found = visits(events, leads=leads)

    days = {one.id: visit.day for visit in found for one in visit.events}
    assert days == best_by_search(events, leads)
    assert len(found) == len(set(days.values()))


# What holds for every plan --------------------------------------------------------


# The facts of every plan worked out by hand: random facts seldom give a plan.
WORKED = [
    (id, {key: str(value) for key, value in entry["case"].items()})
    for id, entry in entries("plans", "plans")
    if id in GUIDELINES and entry.get("outcome", "plan") == "plan"
]


@st.composite
def plans(draw):
    """The events of a plan at any date, some with a day of a clinician's own."""
    id, facts = draw(st.sampled_from(WORKED))
    surgery = draw(st.sampled_from(MONTH_ENDS) | st.dates(*SURGERIES))
    facts = facts | {"surgery": str(surgery)}
    plan = planned(case(facts), id, made=surgery, pace=draw(PACE))
    assume(plan.events)
    # Without the guideline's rows, which would make a failure too long to read.
    events = [replace(e, step=replace(e.step, asked_by=())) for e in plan.events]
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(events) - 1))
        days = draw(st.sampled_from([None, -40, -7, 3, 15, 90]))
        day = None if days is None else events[at].due + timedelta(days=days)
        override = Override(events[at].id, day, "asked")
        events[at] = replace(events[at], override=override)
    return events


CLOSED = st.none() | st.builds(
    lambda weekdays, salt: (
        lambda day: (
            "shut"
            if day.weekday() in weekdays or hash((day.toordinal(), salt)) % 9 == 0
            else None
        )
    ),
    st.sets(st.integers(0, 6), max_size=6),
    st.integers(0, 99),
)
BY = st.sampled_from(["visit", "test"])
A_LEAD = st.sampled_from([LEADS, {}, {"blood": 30, "scan": 1}])


@quick
@given(events=plans(), by=BY, leads=A_LEAD, closed=CLOSED)
def test_every_event_not_left_out_is_in_exactly_one_visit(events, by, leads, closed):
    found = visits(events, by=by, leads=leads, closed=closed)

    shown = sorted(one.id for visit in found for one in visit.events)
    assert shown == sorted(one.id for one in events if not one.left_out)
    assert len({visit.id for visit in found}) == len(found)
    assert [(v.day, v.id) for v in found] == sorted((v.day, v.id) for v in found)
    if by == "test":
        assert all(len(visit.events) == 1 for visit in found)


@quick
@given(events=plans(), by=BY, leads=A_LEAD, closed=CLOSED)
def test_every_event_stands_in_its_own_window_or_on_the_day_chosen(
    events, by, leads, closed
):
    for visit in visits(events, by=by, leads=leads, closed=closed):
        assert visit.earliest <= visit.day <= visit.latest
        for one in visit.events:
            if one.override:
                assert visit.day == one.override.day
            else:
                assert one.earliest <= visit.earliest
                assert visit.latest <= one.latest


@quick
@given(events=plans(), leads=A_LEAD, closed=CLOSED)
def test_steps_of_one_test_share_no_visit_and_keep_their_order(events, leads, closed):
    found = visits(events, leads=leads, closed=closed)

    steps = {}
    for visit in found:
        tests = [one.test for one in visit.events]
        assert len(set(tests)) == len(tests)
        for one in visit.events:
            steps.setdefault(one.test, []).append((one.day, visit.day))
    for days in steps.values():
        assert [day for _, day in sorted(days)] == sorted(day for _, day in days)


@quick
@given(events=plans(), by=BY, closed=CLOSED, seed=st.integers(0, 999))
def test_the_order_in_which_events_are_given_changes_nothing(events, by, closed, seed):
    shuffled = Random(seed).sample(events, len(events))

    assert visits(shuffled, by=by, closed=closed) == visits(
        events, by=by, closed=closed
    )


@quick
@given(events=plans(), by=BY, leads=A_LEAD, closed=CLOSED)
def test_every_lead_is_kept_or_what_is_short_is_said(events, by, leads, closed):
    found = visits(events, by=by, leads=leads, closed=closed)

    where = {one.id: visit for visit in found for one in visit.events}
    for clinic in (one for one in events if kind(one) == "visit" and not one.left_out):
        visit = where[clinic.id]
        for test in events:
            lead = leads.get(kind(test), 0)
            if test.left_out or test.due != clinic.due or not lead:
                continue
            there = where[test.id]
            name = TESTS[test.test].brief
            left = (visit.day - there.day).days
            said = [note for note in visit.notes if f" {name}" in note]
            assert left >= lead or said
            if left >= lead:
                assert there.id in visit.awaits
                assert visit.earliest >= there.day + timedelta(days=lead)


@quick
@given(events=plans(), by=BY, leads=A_LEAD, closed=CLOSED)
def test_every_visit_is_on_an_open_day_or_says_why_not(events, by, leads, closed):
    assume(closed is not None)

    for visit in visits(events, by=by, leads=leads, closed=closed):
        if closed(visit.day):
            assert any(" is shut, and " in note for note in visit.notes)
        for note in visit.notes:
            if "no working day lies in its window" in note and len(visit.events) == 1:
                days = (visit.events[0].latest - visit.events[0].earliest).days + 1
                first = visit.events[0].earliest
                window = [first + timedelta(days=n) for n in range(days)]
                assert all(closed(day) for day in window)


@quick
@given(events=plans(), closed=CLOSED)
def test_trips_are_never_more_than_by_test_alone(events, closed):
    shared = visits(events, closed=closed)
    alone = visits(events, by="test", closed=closed)

    assert len({visit.day for visit in shared}) <= len({visit.day for visit in alone})


@quick
@given(events=plans(), by=BY, closed=CLOSED, made=st.integers(-400, 4000))
def test_every_round_with_something_open_is_booked_once_in_time(
    events, by, closed, made
):
    found = visits(events, by=by, closed=closed)
    assume(found)  # everything may be left out
    made = found[0].day + timedelta(days=made)

    booked = bookings(found, ahead=Span(days=56), made=made, closed=closed)

    in_time = {one.id for one in booked}
    assert len(in_time) == len(booked)
    open_ids = [visit.id for one in booked for visit in one.visits]
    assert len(open_ids) == len(set(open_ids))
    for visit in found:
        only_decisions = all(kind(one) == "decision" for one in visit.events)
        if visit.latest >= made and not only_decisions:
            assert visit.id in open_ids
    for one in booked:
        first = one.visits[0]
        assert one.day >= made
        assert one.day <= max(first.day, first.latest, made)
        if first.day >= made and closed is None:
            assert one.day in (made, first.day - timedelta(days=56))
    assert sum(len(one) for one in rounds(found)) == len(found)


def test_left_out_events_do_not_count_for_the_half_way_of_others():
    events = [
        event("cga/1", "2026-03-10"),
        event("cga/2", "2026-03-14", chosen=LEFT_OUT),
        event("vip/1", "2026-03-13", 0, 0),
    ]

    assert len(visits(events)) == 1
