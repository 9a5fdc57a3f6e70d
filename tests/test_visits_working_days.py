"""Visits on working days: moved inside every window, or said."""

from datetime import date

import pytest
from invented_events import event, seen, shut, weekends

from surveil.visits import visits
from surveil.workdays import closed_days

# In 2026: 12 September is a Saturday, 13 a Sunday, 14 a Monday.


@pytest.mark.parametrize(
    ("due", "day", "notes"),
    [
        ("2026-09-11", "2026-09-11", ()),
        ("2026-09-12", "2026-09-11", ("moved from Sat 12 Sep 2026 (Saturday)",)),
        ("2026-09-13", "2026-09-14", ("moved from Sun 13 Sep 2026 (Sunday)",)),
        ("2026-09-14", "2026-09-14", ()),
    ],
)
def test_a_weekend_goes_to_the_nearest_working_day(due, day, notes):
    (found,) = visits([event("cga/1", due)], closed=weekends)

    assert found.day.isoformat() == day
    assert found.notes == notes


def test_of_two_days_equally_near_the_earlier_is_taken():
    closed = shut("2026-09-16")  # a Wednesday

    (found,) = visits([event("cga/1", "2026-09-16")], closed=closed)

    assert found.day == date(2026, 9, 15)
    assert found.notes == ("moved from Wed 16 Sep 2026 (Holiday)",)


@pytest.mark.parametrize(
    ("before", "after", "day", "notes"),
    [
        (1, 1, "2026-09-11", ("moved from Sat 12 Sep 2026 (Saturday)",)),
        (0, 2, "2026-09-14", ("moved from Sat 12 Sep 2026 (Saturday)",)),
        (
            0,
            1,
            "2026-09-12",
            ("Sat 12 Sep 2026 is a Saturday, and no working day lies in its window",),
        ),
    ],
)
def test_what_cannot_be_moved_inside_its_window_stays_and_says_so(
    before, after, day, notes
):
    (found,) = visits([event("cga/1", "2026-09-12", before, after)], closed=weekends)

    assert found.day.isoformat() == day
    assert found.notes == notes


def test_a_holiday_without_a_way_out_is_said_by_name():
    closed = shut("2026-09-16")

    (found,) = visits([event("cga/1", "2026-09-16", 0, 0)], closed=closed)

    assert found.notes == (
        "Wed 16 Sep 2026 is Holiday, and no working day lies in its window",
    )


def test_a_clinic_visit_keeps_its_lead_after_its_tests_have_moved():
    # Sunday 13 September goes to Monday, so Wednesday 23 to Thursday 24.
    found = visits(
        [event("ct-chest/1", "2026-09-13"), event("clinic/1", "2026-09-13")],
        closed=weekends,
    )

    assert seen(found) == [("2026-09-14", "ct-chest/1"), ("2026-09-24", "clinic/1")]
    assert found[1].notes == (
        "moved from Wed 23 Sep 2026 so that the results are there",
    )
    assert found[1].earliest == date(2026, 9, 24)


def test_a_clinic_visit_may_follow_tests_that_moved_earlier():
    # Both on Saturdays: 12 to Friday 11, and 26 to Friday 25, 14 days later.
    found = visits(
        [event("cga/1", "2026-09-12"), event("clinic/1", "2026-09-12")],
        closed=weekends,
    )

    assert seen(found) == [("2026-09-11", "cga/1"), ("2026-09-25", "clinic/1")]


def test_tests_go_earlier_where_the_clinic_visit_has_no_later_working_day():
    # Its window ends on Sunday 27; the last working day is Friday 25, so the blood
    # test is on Friday 11 and not on Monday 14, though Sunday is nearer to Monday.
    found = visits(
        [event("cga/1", "2026-09-13", 14, 14), event("clinic/1", "2026-09-13", 14, 14)],
        closed=weekends,
    )

    assert seen(found) == [("2026-09-11", "cga/1"), ("2026-09-25", "clinic/1")]
    assert found[0].notes == ("moved from Sun 13 Sep 2026 (Sunday)",)
    assert found[1].notes == ("moved from Sun 27 Sep 2026 (Sunday)",)


def test_by_test_only_what_has_the_longer_lead_goes_earlier():
    # As above; the scan is in time for Friday 25 until Tuesday 15: nearest is Monday.
    found = visits(
        [
            event("cga/1", "2026-09-13", 14, 14),
            event("ct-chest/1", "2026-09-13", 14, 14),
            event("clinic/1", "2026-09-13", 14, 14),
        ],
        by="test",
        closed=weekends,
    )

    assert seen(found) == [
        ("2026-09-11", "cga/1"),
        ("2026-09-14", "ct-chest/1"),
        ("2026-09-25", "clinic/1"),
    ]


def test_an_open_day_is_left_where_the_lead_needs_it():
    # Wednesday 16 is open, but the window of the clinic visit ends on a holiday.
    found = visits(
        [event("cga/1", "2026-09-16", 14, 14), event("clinic/1", "2026-09-16", 14, 14)],
        closed=shut("2026-09-30"),
    )

    assert seen(found) == [("2026-09-15", "cga/1"), ("2026-09-29", "clinic/1")]
    assert found[0].notes == (
        "moved from Wed 16 Sep 2026 so that the results are there by the clinic visit",
    )
    assert found[1].notes == ("moved from Wed 30 Sep 2026 (Holiday)",)


def test_a_lead_that_no_working_days_leave_room_for_is_said():
    # The test cannot be earlier, the clinic visit not later.
    found = visits(
        [event("cga/1", "2026-09-16", 0, 14), event("clinic/1", "2026-09-16", 14, 14)],
        closed=shut("2026-09-30"),
    )

    assert seen(found) == [("2026-09-16", "cga/1"), ("2026-09-29", "clinic/1")]
    assert found[1].notes == (
        "moved from Wed 30 Sep 2026 (Holiday)",
        "clinic visit: results of chromogranin A need 14 days, the window leaves 13",
    )


def test_two_trips_that_come_to_one_day_become_one():
    # The clinic visit, due on Saturday 26, goes to Friday 25 after its test.
    found = visits(
        [
            event("cga/1", "2026-09-12"),
            event("clinic/1", "2026-09-12"),
            event("colonoscopy/1", "2026-09-25", 0, 0),
        ],
        closed=weekends,
    )

    assert seen(found) == [
        ("2026-09-11", "cga/1"),
        ("2026-09-25", "colonoscopy/1 clinic/1"),
    ]
    assert found[1].notes == ("clinic visit: moved from Sat 26 Sep 2026 (Saturday)",)


def test_a_trip_is_parted_where_only_its_parts_can_be_on_working_days():
    found = visits(
        [event("cga/1", "2026-09-12", 5, 0), event("vip/1", "2026-09-12", 0, 5)],
        closed=weekends,
    )

    assert seen(found) == [("2026-09-11", "cga/1"), ("2026-09-14", "vip/1")]


def test_a_chosen_date_is_kept_and_said_while_the_others_move():
    found = visits(
        [
            event("ct-chest/1", "2026-09-10", chosen="2026-09-12"),
            event("cga/1", "2026-09-12"),
        ],
        closed=weekends,
    )

    assert seen(found) == [("2026-09-11", "cga/1"), ("2026-09-12", "ct-chest/1")]
    assert found[0].notes == ("moved from Sat 12 Sep 2026 (Saturday)",)
    assert found[1].notes == (
        "Sat 12 Sep 2026 is a Saturday, and the chosen date is kept",
    )


@pytest.mark.parametrize(
    ("lead", "short"),
    [
        (1, ()),
        (
            2,
            (
                "clinic visit: results of CT of the chest need 2 days,"
                " the chosen day leaves 1",
            ),
        ),
    ],
)
def test_a_test_due_after_a_chosen_clinic_visit_may_come_before_it_all_the_same(
    lead, short
):
    # The scan of Saturday 12 goes to Thursday 10, because Friday is closed; the clinic
    # visit stays on that Friday.
    found = visits(
        [
            event("ct-chest/1", "2026-09-12"),
            event("clinic/1", "2026-09-12", chosen="2026-09-11"),
        ],
        leads={"scan": lead},
        closed=shut("2026-09-11"),
    )

    assert seen(found) == [("2026-09-10", "ct-chest/1"), ("2026-09-11", "clinic/1")]
    assert found[1].awaits == ("ct-chest/1",)
    assert found[1].notes == (
        "Fri 11 Sep 2026 is Holiday, and the chosen date is kept",
        *short,
    )


@pytest.mark.parametrize(
    ("before", "first", "notes"),
    [
        (28, "2026-09-11", ("moved from Sun 13 Sep 2026 (Sunday)",)),
        (
            0,
            "2026-09-13",
            ("Sun 13 Sep 2026 is a Sunday, and no working day near it fits",),
        ),
    ],
)
def test_steps_of_one_test_never_meet_on_the_working_day_between_them(
    before, first, notes
):
    # Monday 14 is the nearest to both, but half-way: the second goes to Monday 21.
    found = visits(
        [event("cga/1", "2026-09-13", before), event("cga/2", "2026-09-15")],
        closed=shut("2026-09-15", "2026-09-16", "2026-09-17", "2026-09-18"),
    )

    assert seen(found) == [(first, "cga/1"), ("2026-09-21", "cga/2")]
    assert found[0].notes == notes


def test_by_test_each_moves_by_itself():
    found = visits(
        [event("cga/1", "2026-09-13"), event("vip/1", "2026-09-13", 28, 0)],
        by="test",
        closed=weekends,
    )

    assert seen(found) == [("2026-09-11", "vip/1"), ("2026-09-14", "cga/1")]


@pytest.mark.parametrize("by", ["visit", "test"])
@pytest.mark.parametrize(
    ("due", "moved"),
    [
        ("2026-09-12", "moved from Sat 12 Sep 2026 (Saturday)"),
        # Alone, the blood test would go to Monday, after the clinic visit.
        ("2026-09-13", "moved from Sun 13 Sep 2026 (Sunday)"),
    ],
)
def test_a_clinic_visit_without_room_for_a_lead_keeps_the_day_of_its_tests(
    by, due, moved
):
    found = visits(
        [event("cga/1", due), event("clinic/1", due, 28, 0)], by=by, closed=weekends
    )

    assert {visit.day for visit in found} == {date(2026, 9, 11)}
    assert [visit.id for visit in found][-1] == "clinic/1"
    assert found[-1].notes == (
        moved,
        "clinic visit: results of chromogranin A need 14 days, the window leaves 0",
    )


def test_what_shares_the_day_of_such_a_clinic_visit_moves_with_it():
    # Alone, the colonoscopy would go to Monday.
    (found,) = visits(
        [
            event("cga/1", "2026-09-13"),
            event("clinic/1", "2026-09-13", 28, 0),
            event("colonoscopy/1", "2026-09-13"),
        ],
        closed=weekends,
    )

    assert found.day == date(2026, 9, 11)


def test_a_clinic_visit_that_only_stays_open_before_its_tests_says_so():
    # The blood test cannot be before Saturday 12, the clinic visit not after it.
    found = visits(
        [event("cga/1", "2026-09-12", 0, 28), event("clinic/1", "2026-09-12", 28, 0)],
        closed=weekends,
    )

    assert seen(found) == [("2026-09-11", "clinic/1"), ("2026-09-14", "cga/1")]
    assert found[0].awaits == ()
    assert found[0].notes == (
        "moved from Sat 12 Sep 2026 (Saturday)",
        "clinic visit: no results of chromogranin A, which is on Mon 14 Sep 2026",
    )


def test_a_short_lead_is_not_made_shorter():
    # Five days of the fourteen fit. The last of them is closed: both go a day earlier.
    found = visits(
        [event("cga/1", "2026-09-17"), event("clinic/1", "2026-09-17", 28, 5)],
        closed=shut("2026-09-22"),
    )

    assert seen(found) == [("2026-09-16", "cga/1"), ("2026-09-21", "clinic/1")]
    assert found[1].notes == (
        "moved from Tue 22 Sep 2026 (Holiday)",
        "clinic visit: results of chromogranin A need 14 days, the window leaves 5",
    )


@pytest.mark.parametrize(
    ("region", "due", "day"),
    [
        # Easter 2027: Good Friday 26 March, Easter Monday 29 March.
        ("NSW", "2027-03-25", "2027-03-25"),
        ("NSW", "2027-03-26", "2027-03-25"),
        ("NSW", "2027-03-27", "2027-03-25"),
        ("NSW", "2027-03-28", "2027-03-30"),
        ("NSW", "2027-03-29", "2027-03-30"),
        ("NSW", "2027-03-30", "2027-03-30"),
        # ANZAC Day 2021 is a Sunday: the Monday is free in the west alone.
        ("NSW", "2021-04-25", "2021-04-26"),
        ("WA", "2021-04-25", "2021-04-23"),
        # Christmas 2026: Friday 25 to Monday 28; New Year's Day is a Friday.
        ("NSW", "2026-12-26", "2026-12-24"),
        ("NSW", "2026-12-27", "2026-12-29"),
        ("NSW", "2027-01-01", "2026-12-31"),
        ("NSW", "2027-01-03", "2027-01-04"),
    ],
)
def test_runs_of_holidays_in_new_south_wales_and_the_west(region, due, day):
    (found,) = visits([event("cga/1", due)], closed=closed_days("AU", region))

    assert found.day.isoformat() == day
