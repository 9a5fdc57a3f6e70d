"""Bookings: one a round, ahead of its first visit, or now where that has passed."""

from datetime import date

import pytest
from invented_events import event, weekends
from samples import MADE, MIDGUT, planned

from surveil.spans import Span
from surveil.visits import bookings, visits

EIGHT_WEEKS = Span(days=56)


def booked(events, made, *, ahead=EIGHT_WEEKS, closed=None, by="visit"):
    """Day, id and visits of each booking of these events, planned on `made`."""
    day = date.fromisoformat(made)
    return [
        (booking.day.isoformat(), booking.id, [visit.id for visit in booking.visits])
        for booking in bookings(
            visits(events, by=by), ahead=ahead, made=day, closed=closed
        )
    ]


def test_the_plan_of_the_readme_has_one_booking_a_round_still_open():
    found = bookings(visits(planned(MIDGUT).events), ahead=EIGHT_WEEKS, made=MADE)

    # The first round, of September 2026, had closed on 10 October.
    assert len(found) == 14
    assert [(one.day, one.id) for one in found[:3]] == [
        (date(2027, 1, 15), "clinic/2"),  # 56 days before 12 March 2027
        (date(2027, 7, 18), "clinic/3"),
        (date(2028, 1, 16), "clinic/4"),
    ]
    assert [visit.id for visit in found[0].visits] == [
        "ct-or-mri-abdomen/2",
        "clinic/2",
    ]


def test_by_test_a_round_is_still_booked_at_once():
    events = [event("cga/1", "2026-09-14"), event("ct-chest/1", "2026-09-14")]
    events.append(event("clinic/1", "2026-09-14"))

    assert booked(events, "2026-01-01", by="test") == [
        ("2026-07-20", "clinic/1", ["cga/1", "ct-chest/1", "clinic/1"])
    ]


@pytest.mark.parametrize(
    ("made", "day"),
    [
        ("2026-07-19", "2026-07-20"),
        ("2026-07-20", "2026-07-20"),
        ("2026-07-21", "2026-07-21"),
        # The day of the visit itself, and after it while the window is open.
        ("2026-09-14", "2026-09-14"),
        ("2026-09-15", "2026-09-15"),
        ("2026-09-18", "2026-09-18"),
        ("2026-09-19", "2026-09-19"),
    ],
)
def test_a_booking_whose_day_has_passed_stands_on_made_while_the_window_is_open(
    made, day
):
    events = [event("cga/1", "2026-09-14", 5, 5)]

    assert booked(events, made) == [(day, "cga/1", ["cga/1"])]


def test_what_has_closed_has_no_booking():
    events = [event("cga/1", "2026-09-14", 5, 5, past=True)]

    assert booked(events, "2026-09-20") == []


def test_where_the_tests_have_closed_the_clinic_visit_is_still_booked():
    events = [
        event("cga/1", "2026-09-14", 5, 5, past=True),
        event("clinic/1", "2026-09-14", 28, 28),
    ]

    # The clinic visit is on 28 September.
    assert booked(events, "2026-09-20") == [("2026-09-20", "clinic/1", ["clinic/1"])]


def test_a_test_is_still_booked_where_only_part_of_its_visit_has_closed():
    events = [
        event("cga/1", "2026-09-14", 5, 5, past=True),
        event("vip/1", "2026-09-14", 28, 28),
    ]

    assert booked(events, "2026-09-20") == [("2026-09-20", "cga/1", ["cga/1"])]


@pytest.mark.parametrize(
    ("made", "days"),
    [
        ("2026-10-01", ["2026-11-09"]),
        ("2027-01-03", ["2027-01-03"]),
        ("2027-01-04", ["2027-01-04"]),
        ("2027-01-05", []),
    ],
)
def test_a_chosen_date_after_the_window_is_booked_until_it_has_passed(made, days):
    events = [event("cga/1", "2026-09-14", 5, 5, past=True, chosen="2027-01-04")]

    assert [day for day, _, _ in booked(events, made)] == days


def test_decisions_alone_are_not_booked():
    assert booked([event("renew-plan/10", "2026-09-14")], "2026-01-01") == []


@pytest.mark.parametrize(
    ("ahead", "day"),
    [
        (Span(months=1), "2028-02-29"),  # the end of a shorter month
        (Span(months=2), "2028-01-31"),
        (Span(days=7), "2028-03-24"),
        (Span(days=30), "2028-03-01"),
    ],
)
def test_ahead_is_any_span(ahead, day):
    assert booked([event("cga/1", "2028-03-31")], "2026-01-01", ahead=ahead) == [
        (day, "cga/1", ["cga/1"])
    ]


@pytest.mark.parametrize(
    ("due", "made", "day"),
    [
        # 56 days before Saturday 12 September is Saturday 18 July.
        ("2026-09-12", "2026-01-01", "2026-07-17"),
        ("2026-09-13", "2026-01-01", "2026-07-20"),
        # Never before made: Saturday 18 July goes to Monday.
        ("2026-09-12", "2026-07-18", "2026-07-20"),
        # Never after the visit: from Saturday to Sunday nobody works.
        ("2026-07-19", "2026-07-18", "2026-07-18"),
        ("2026-07-20", "2026-07-18", "2026-07-20"),
        # The visit's own day has passed, its window is open.
        ("2026-07-10", "2026-07-18", "2026-07-20"),
    ],
)
def test_bookings_move_to_working_days_from_made_to_the_visit(due, made, day):
    found = booked([event("cga/1", due)], made, closed=weekends)

    assert [one[0] for one in found] == [day]


def test_bookings_are_in_order_of_day_then_id():
    events = [event("vip/1", "2026-09-14", 0, 0), event("cga/1", "2026-09-16", 0, 0)]
    events.append(event("gastrin/1", "2026-03-01", 0, 0, past=True))

    assert [one[:2] for one in booked(events, "2026-08-01")] == [
        ("2026-08-01", "cga/1"),
        ("2026-08-01", "vip/1"),
    ]
