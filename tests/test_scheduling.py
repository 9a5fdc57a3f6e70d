"""Scheduling: offsets, windows and numbers of the steps, before any date."""

from datetime import date

import pytest
from demo_guideline import supplement
from demo_schedule import SURGERY, months, scheduled, slack, step

from surveil.spans import Span


def test_phases_count_from_the_end_of_the_phase_before_which_is_a_step():
    series = (
        '{ test = "eus", every = ["6 months until 2 years", "12 months lifelong"] }'
    )

    assert months(scheduled(series)) == {
        "eus": [6, 12, 18, 24, 36, 48, 60, 72, 84, 96, 108, 120]
    }


@pytest.mark.parametrize(
    ("pace", "expected"),
    [
        ("closest", [6, 12, 18, 24, 36, 48, 60, 72, 84, 96, 108, 120]),
        ("widest", [12, 24, 48, 72, 96, 120]),
    ],
)
def test_a_range_is_planned_at_its_short_or_its_long_end(pace, expected):
    phases = '["6-12 months until 2 years", "12-24 months lifelong"]'

    schedule = scheduled(f'{{ test = "eus", every = {phases} }}', pace=pace)

    assert months(schedule) == {"eus": expected}


@pytest.mark.parametrize(("pace", "due"), [("closest", 12), ("widest", 36)])
def test_a_single_window_is_due_at_one_of_its_ends(pace, due):
    (pet, *_) = scheduled(
        '{ test = "sstr-pet", once = "12-36 months" }', pace=pace
    ).steps

    assert pet.offset == Span(months=due)
    assert (pet.earliest, pet.latest) == (Span(months=12), Span(months=36))
    assert pet.window == "guideline"


@pytest.mark.parametrize("pace", ["closest", "widest"])
def test_fixed_times_are_the_same_at_both_paces(pace):
    series = (
        '{ test = "eus", at = ["3 months", "1 year", "5 years"] },'
        ' { test = "fdg-pet", once = "2 years" }'
    )

    assert months(scheduled(series, pace=pace)) == {"eus": [3, 12, 60], "fdg-pet": [24]}


def test_an_end_that_is_no_step_still_starts_the_next_phase():
    series = (
        '{ test = "eus", readings = ["read"],'
        ' every = ["6 months until 15 months", "12 months until 39 months"] }'
    )

    assert months(scheduled(series)) == {"eus": [6, 12, 27, 39]}


def test_weeks_are_days_and_not_months():
    quarters = scheduled('{ test = "eus", every = "12 weeks until 24 weeks" }')

    assert [one.offset.after(SURGERY).isoformat() for one in quarters.steps[:2]] == [
        "2026-04-04",
        "2026-06-27",
    ]


def test_steps_count_from_surgery_and_never_from_the_step_before():
    half_years = scheduled('{ test = "eus", every = "6 months until 1 year" }')

    assert [
        one.offset.after(date(2024, 8, 31)).isoformat() for one in half_years.steps[:2]
    ] == ["2025-02-28", "2025-08-31"]


@pytest.mark.parametrize("pace", ["closest", "widest"])
def test_a_test_that_goes_with_another_has_its_steps_and_windows(pace):
    series = (
        '{ test = "clinic", every = "6-12 months until 2 years" },'
        ' { test = ["cga", "5-hiaa"], with = "clinic" }'
    )
    more = supplement("more", series='{ test = "gastrin", with = "clinic" }')

    schedule = scheduled(series, more, pace=pace)

    expected = [6, 12, 18, 24] if pace == "closest" else [12, 24]
    tests = ("clinic", "cga", "5-hiaa", "gastrin")
    assert months(schedule) == dict.fromkeys(tests, expected)
    for test in tests:
        assert slack(step(schedule, f"{test}/2")) == slack(step(schedule, "clinic/2"))


def test_a_supplement_whose_visit_goes_with_a_scan_keeps_its_marker():
    series = '{ test = ["clinic", "ct-chest"], every = "6 months until 1 year" }'
    own = '{ test = "clinic", with = "ct-chest" }, { test = "cga", with = "clinic" }'

    schedule = scheduled(series, supplement("more", series=own))

    assert months(schedule)["cga"] == [6, 12]


@pytest.mark.parametrize(
    ("gap", "days"),
    [
        ("91 days", 14),
        ("13 weeks", 14),
        ("3 months", 14),
        ("92 days", 28),
        ("4 months", 28),
        ("182 days", 28),
        ("26 weeks", 28),
        ("6 months", 28),
        ("183 days", 56),
        ("7 months", 56),
        ("12 years", 56),
    ],
)
def test_a_window_of_ours_follows_the_gap_which_begins_at_surgery(gap, days):
    (first, *_) = scheduled(f'{{ test = "eus", once = "{gap}" }}').steps

    assert slack(first) == (days, days, "default")


def test_a_window_of_ours_follows_the_gap_to_the_step_before():
    series = '{ test = "eus", at = ["2 years", "27 months", "33 months", "40 months"] }'

    schedule = scheduled(series)

    assert [slack(one)[0] for one in schedule.steps[:4]] == [56, 14, 28, 56]


def test_the_first_step_of_a_phase_has_the_window_of_its_own_gap():
    series = (
        '{ test = "eus", every = ["3 months until 6 months", "6 months until 1 year",'
        ' "12 months until 2 years"] }'
    )

    schedule = scheduled(series)

    assert [slack(step(schedule, f"eus/{n}")) for n in (1, 2, 3, 4)] == [
        (14, 14, "default"),
        (14, 14, "default"),
        (28, 28, "default"),
        (56, 56, "default"),
    ]


@pytest.mark.parametrize(
    ("timing", "window", "days"),
    [
        ('once = "1 year"', "1 week", (7, 7)),
        ('at = ["1 year"]', "10 days", (10, 10)),
        # 10 January 2027 less and plus a month: 10 December, 10 February.
        ('every = "12 months until 1 year"', "1 month", (31, 31)),
    ],
)
def test_a_printed_window_is_the_guidelines(timing, window, days):
    (first, *_) = scheduled(f'{{ test = "eus", {timing}, window = "{window}" }}').steps

    assert slack(first) == (*days, "guideline")


@pytest.mark.parametrize(
    ("pace", "expected"),
    [
        (
            "closest",
            [
                (6, 6, 12),
                (12, 12, 18),
                (18, 18, 24),
                (24, 24, 30),
                (36, 36, 48),
                (48, 48, 60),
            ],
        ),
        ("widest", [(6, 12, 12), (18, 24, 24), (36, 48, 48)]),
    ],
)
def test_a_step_of_a_range_may_be_done_from_short_to_long_end_after_the_one_before(
    pace, expected
):
    series = (
        '{ test = "eus",'
        ' every = ["6-12 months until 2 years", "12-24 months until 4 years"] }'
    )

    schedule = scheduled(series, pace=pace)

    eus = [one for one in schedule.steps if one.test == "eus"]
    assert [
        (one.earliest.months, one.offset.months, one.latest.months) for one in eus
    ] == expected
    assert {one.window for one in eus} == {"guideline"}


@pytest.mark.parametrize("pace", ["closest", "widest"])
def test_a_window_holds_its_step_even_after_an_end_that_is_no_step(pace):
    series = (
        '{ test = "eus", readings = ["read"],'
        ' every = ["6-12 months until 18 months", "12-24 months until 66 months"] }'
    )

    for one in scheduled(series, pace=pace).steps:
        assert one.earliest.months <= one.offset.months <= one.latest.months


def test_lifelong_steps_reach_the_span_asked_for():
    series = '{ test = "eus", every = "12 months lifelong" }'

    assert months(scheduled(series, until=Span(months=36))) == {"eus": [12, 24, 36]}
    assert all(one.lifelong for one in scheduled(series).steps)


def test_lifelong_series_are_named_with_their_last_interval():
    series = (
        '{ test = ["clinic", "eus"],'
        ' every = ["6 months until 2 years", "12-24 months lifelong"] },'
        ' { test = "cga", with = "clinic" }, { test = "fdg-pet", once = "1 year" }'
    )

    schedule = scheduled(series)

    assert [(one.test, one.every, one.until) for one in schedule.continues] == [
        ("clinic", "12-24 months", "lifelong"),
        ("eus", "12-24 months", "lifelong"),
        ("cga", "12-24 months", "lifelong"),
    ]
    assert [asker.row.id for asker in schedule.lifelong] == ["low"]


def test_a_series_that_two_rows_ask_for_for_life_continues_once():
    yearly = '{ test = "eus", every = "12 months lifelong" }'

    schedule = scheduled(yearly, supplement("more", series=yearly))

    assert [one.test for one in schedule.continues] == ["eus"]
    assert [asker.row.id for asker in schedule.lifelong] == ["low", "more"]


def test_a_finite_series_does_not_continue():
    schedule = scheduled('{ test = "eus", every = "12 months until 12 years" }')

    assert schedule.continues == ()
    assert schedule.lifelong == ()
    assert months(schedule)["eus"] == [12 * year for year in range(1, 13)]


def test_a_step_names_the_readings_of_its_row_series_and_host():
    series = (
        '{ test = "clinic", every = "6-12 months until 1 year", readings = ["host"] },'
        ' { test = "cga", with = "clinic", readings = ["own"] }'
    )
    register = [
        f'[[interpretations]]\nid = "{id}"\nprinted = "a"\nencoded = "b"\n'
        'kind = "inference"\nwhy = "c"\n'
        for id in ("host", "own")
    ]

    schedule = scheduled(series, *register)

    assert step(schedule, "cga/1").asked_by[0].readings == ("read", "own", "host")
    assert step(schedule, "clinic/1").asked_by[0].readings == ("read", "host")
