"""Planning: horizon, ends and renewals, order, and what stands beside a date."""

from datetime import date, timedelta

import pytest
from demo_guideline import demo, row, supplement, table

from surveil.answering import answer
from surveil.case import Case
from surveil.errors import UsageError
from surveil.spans import Span

YEARLY = '{ test = "eus", every = "12 months lifelong" }'
FINITE = '{ test = "gastroscopy", every = "12 months until 12 years" }'
SURGERY = "2026-01-10"


def planned(series, *more, lines=(), facts=None, made=SURGERY, **options):
    """The plan of a case by a guideline of one row with these series."""
    guideline = demo(row("low", *lines, series=series), *more)
    known = {"surgery": SURGERY, "site": "pancreas", "born": "1960", **(facts or {})}
    day = date.fromisoformat(made)
    return answer(Case.parse(known), [guideline], made=day, **options)


def days(plan, test):
    return [event.due.isoformat() for event in plan.events if event.test == test]


def decisions(plan):
    return [
        (event.id, event.due.isoformat())
        for event in plan.events
        if event.test in ("renew-plan", "confirm-end")
    ]


def test_a_lifelong_series_runs_to_ten_years_and_includes_the_day():
    plan = planned(YEARLY)

    assert plan.horizon == date(2036, 1, 10)
    assert days(plan, "eus") == [f"{year}-01-10" for year in range(2027, 2037)]
    assert decisions(plan) == [("renew-plan/10", "2036-01-10")]


def test_what_would_be_due_after_the_horizon_is_left_out_and_said_to_continue():
    plan = planned('{ test = "eus", every = "7 months lifelong" }')

    assert days(plan, "eus")[-1] == "2035-12-10"  # 119 months; 126 lie beyond
    assert decisions(plan) == [("renew-plan/10", "2036-01-10")]
    assert [(one.test, one.every, one.until) for one in plan.continues] == [
        ("eus", "7 months", "lifelong")
    ]


@pytest.mark.parametrize(
    ("made", "horizon", "renewal"),
    [
        ("2031-01-09", "2036-01-10", "renew-plan/10"),
        ("2031-01-10", "2036-01-10", "renew-plan/10"),
        ("2031-01-11", "2037-01-10", "renew-plan/11"),
        ("2032-01-09", "2037-01-10", "renew-plan/11"),
        ("2032-01-10", "2037-01-10", "renew-plan/11"),
        ("2032-01-11", "2038-01-10", "renew-plan/12"),
        ("2033-01-01", "2038-01-10", "renew-plan/12"),
        ("2033-12-31", "2039-01-10", "renew-plan/13"),
    ],
)
def test_a_plan_made_late_goes_to_the_first_anniversary_five_years_ahead(
    made, horizon, renewal
):
    plan = planned(YEARLY, made=made)

    assert plan.horizon == date.fromisoformat(horizon)
    assert days(plan, "eus")[-1] == horizon
    assert decisions(plan) == [(renewal, horizon)]


@pytest.mark.parametrize(
    ("surgery", "made", "horizon", "renewal"),
    [
        # Surgery on a leap day: the anniversary of 2037 is 28 February.
        ("2024-02-29", "2032-02-27", "2037-02-28", "renew-plan/13"),
        ("2024-02-29", "2032-02-28", "2037-02-28", "renew-plan/13"),
        ("2024-02-29", "2032-02-29", "2037-02-28", "renew-plan/13"),  # + 5: the 28th
        ("2024-02-29", "2032-03-01", "2038-02-28", "renew-plan/14"),
        # Five years on is a leap year: the anniversary is its 29th.
        ("2024-02-29", "2034-03-01", "2040-02-29", "renew-plan/16"),
        ("2024-02-29", "2035-02-28", "2040-02-29", "renew-plan/16"),
        ("2024-02-29", "2035-03-01", "2041-02-28", "renew-plan/17"),
        # Made on a leap day, surgery on the days about it.
        ("2023-02-27", "2032-02-29", "2038-02-27", "renew-plan/15"),
        ("2023-02-28", "2032-02-29", "2037-02-28", "renew-plan/14"),
        ("2023-03-01", "2032-02-29", "2037-03-01", "renew-plan/14"),
        # The anniversary of the year lies at its very end, and at its very beginning.
        ("2020-12-31", "2030-12-31", "2035-12-31", "renew-plan/15"),
        ("2020-12-31", "2031-01-01", "2036-12-31", "renew-plan/16"),
        ("2021-01-01", "2030-12-31", "2036-01-01", "renew-plan/15"),
        ("2021-01-01", "2031-01-01", "2036-01-01", "renew-plan/15"),
    ],
)
def test_the_anniversary_is_found_at_the_ends_of_february_and_of_the_year(
    surgery, made, horizon, renewal
):
    plan = planned(YEARLY, facts={"surgery": surgery}, made=made)

    assert decisions(plan) == [(renewal, horizon)]
    assert plan.horizon == date.fromisoformat(horizon)


@pytest.mark.parametrize(
    ("surgery", "made", "expected"),
    [
        # The shortest horizon that can be asked for leaves the five years alone.
        ("2026-01-10", "2026-01-09", "2031-01-10"),  # surgery is tomorrow
        ("2026-01-10", "2026-01-10", "2031-01-10"),
        ("2026-01-10", "2026-01-11", "2032-01-10"),
        ("2027-01-10", "2026-01-10", "2031-01-10"),  # surgery is a year ahead
        ("2027-01-09", "2026-01-10", "2032-01-09"),
        ("1950-01-10", "2026-01-10", "2031-01-10"),
        ("1950-01-09", "2026-01-10", "2032-01-09"),
    ],
)
def test_the_anniversary_is_the_same_however_long_ago_surgery_was(
    surgery, made, expected
):
    born = {"surgery": surgery, "born": "1930"}

    plan = planned(YEARLY, facts=born, made=made, horizon=Span(months=1))

    assert plan.horizon == date.fromisoformat(expected)


def test_every_plan_of_a_year_between_two_anniversaries_ends_on_the_same_day():
    first = date(2034, 1, 11)

    ends = {
        planned(YEARLY, made=(first + timedelta(days=one)).isoformat()).horizon
        for one in range(0, 365, 28)
    }

    assert ends == {date(2040, 1, 10)}


@pytest.mark.parametrize(
    ("horizon", "expected"),
    [("20 years", "2046-01-10"), ("6 years", "2032-01-10"), ("1 year", "2031-01-10")],
)
def test_the_horizon_asked_for_replaces_the_ten_years_but_not_the_five(
    horizon, expected
):
    plan = planned(YEARLY, horizon=Span.parse(horizon))

    assert plan.horizon == date.fromisoformat(expected)
    assert days(plan, "eus")[-1] == expected


def test_a_lifelong_series_that_begins_beyond_the_horizon_is_renewed_there():
    late = '{ test = "eus", every = "10 years lifelong" }'

    plan = planned(late, horizon=Span(months=60))

    assert decisions(plan) == [("renew-plan/5", "2031-01-10")]
    assert days(plan, "eus") == []
    assert [one.test for one in plan.continues] == ["eus"]


def test_a_finite_series_runs_to_its_own_end_beyond_the_horizon():
    plan = planned(FINITE)

    assert days(plan, "gastroscopy") == [f"{y}-01-10" for y in range(2027, 2039)]
    assert decisions(plan) == [("confirm-end/1", "2038-01-10")]
    assert plan.continues == ()


def test_beside_a_finite_series_a_lifelong_one_is_cut_and_renewed():
    plan = planned(FINITE, supplement("more", series=YEARLY))

    assert days(plan, "gastroscopy")[-1] == "2038-01-10"
    assert days(plan, "eus")[-1] == "2036-01-10"
    assert decisions(plan) == [("renew-plan/10", "2036-01-10")]
    assert [asker.row.id for asker in plan.events[-3].asked_by] == ["more"]


@pytest.mark.parametrize(
    ("renew", "expected"),
    [
        ("2 years", [("renew-plan/2", "2028-01-10"), ("renew-plan/10", "2036-01-10")]),
        (
            "119 months",
            [("renew-plan/9", "2035-12-10"), ("renew-plan/10", "2036-01-10")],
        ),
        ("10 years", [("renew-plan/10", "2036-01-10")]),
    ],
)
def test_a_plan_is_renewed_at_the_row_and_at_the_horizon_but_once_a_year(
    renew, expected
):
    more = supplement("more", series=YEARLY)
    series = '{ test = "gastroscopy", once = "1 year" }'

    plan = planned(series, more, lines=(f'renew = "{renew}"',))

    assert decisions(plan) == expected


def test_a_renewal_is_never_left_out_as_past():
    series = '{ test = "gastroscopy", once = "1 year" }'

    plan = planned(series, lines=('renew = "2 years"',), made="2030-01-01")

    assert decisions(plan) == [("renew-plan/2", "2028-01-10")]
    assert [event.past for event in plan.events] == [True, True]


def test_after_surgery_on_a_leap_day_the_years_are_whole():
    plan = planned(YEARLY, facts={"surgery": "2024-02-29"}, made="2024-03-01")

    assert days(plan, "eus")[:5] == [
        "2025-02-28",
        "2026-02-28",
        "2027-02-28",
        "2028-02-29",
        "2029-02-28",
    ]
    assert days(plan, "eus")[-1] == "2034-02-28"
    assert decisions(plan) == [("renew-plan/10", "2034-02-28")]
    assert str(plan.events[-1].step.offset) == "120 months"


def test_after_surgery_on_a_leap_day_the_plan_is_renewed_once_in_its_tenth_year():
    more = supplement("more", series=YEARLY)
    series = '{ test = "gastroscopy", once = "1 year" }'

    plan = planned(
        series,
        more,
        lines=('renew = "10 years"',),
        facts={"surgery": "2024-02-29"},
        made="2024-03-01",
    )

    assert decisions(plan) == [("renew-plan/10", "2034-02-28")]


def test_events_stand_in_order_of_due_date_then_test():
    series = (
        '{ test = ["vip", "clinic"], at = ["1 year", "2 years"] },'
        ' { test = "eus", at = ["6 months", "2 years"] }'
    )

    assert [event.id for event in planned(series).events] == [
        "eus/1",
        "clinic/1",
        "vip/1",
        "clinic/2",
        "confirm-end/1",
        "eus/2",
        "vip/2",
    ]


@pytest.mark.parametrize(
    ("made", "past"),
    [("2027-01-16", False), ("2027-01-17", False), ("2027-01-18", True)],
)
def test_an_event_is_past_when_its_window_had_closed_before_the_day(made, past):
    series = '{ test = "eus", once = "1 year", window = "1 week" }'

    plan = planned(series, made=made)

    assert plan.events[0].latest == date(2027, 1, 17)
    assert {event.past for event in plan.events} == {past}


@pytest.mark.parametrize(
    ("followed_from", "noted"),
    [("", False), ("2027-01-16", False), ("2027-01-17", False), ("2027-01-18", True)],
)
def test_an_event_before_this_clinic_follows_the_patient_says_so(followed_from, noted):
    series = '{ test = "eus", once = "1 year", window = "1 week" }'

    plan = planned(series, facts={"followed_from": followed_from})

    told = f"before this clinic follows the patient ({followed_from})"
    assert plan.events[0].notes == ((told,) if noted else ())


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        ("1976", ["if under 50: look", "", ""]),
        ("1977", ["under 50: look", "if under 50: look", ""]),
        ("1978", ["under 50: look", "under 50: look", "if under 50: look"]),
        ("1975", ["", "", ""]),
        ("", ["if under 50: look"] * 3),
    ],
)
def test_a_note_for_the_young_goes_by_the_age_on_the_day(born, expected):
    note = table(
        "age_notes",
        "unused",
        'test = ["eus"]',
        "under = 50",
        'text = "look"',
        'sources = [{ key = "demo", at = "p. 1", silent = "no age" }]',
    ).replace('id = "unused"\n', "")
    series = '{ test = ["eus", "clinic"], at = ["6 months", "1 year", "2 years"] }'

    plan = planned(series, note, facts={"born": born})

    eus = [event for event in plan.events if event.test == "eus"]
    assert [event.due.year for event in eus] == [2026, 2027, 2028]
    assert [" ".join(event.notes) for event in eus] == expected
    assert {event.notes for event in plan.events if event.test != "eus"} == {()}


def test_a_pace_of_another_name_is_refused():
    with pytest.raises(UsageError):
        planned(YEARLY, pace="fastest")
