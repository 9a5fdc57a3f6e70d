"""What is to come: by hand, and its bounds against every choice of days."""

from datetime import date, timedelta
from itertools import product
from random import Random

import pytest
from demo_guideline import demo, row
from test_auditing import AS_OF, CT, G1, HALF_YEARLY, day, listed, standard, were

from surveil.errors import UsageError
from surveil.forecasting import TRIPS, forecast
from surveil.lists import Rejected
from surveil.observing import Standard
from surveil.periods import Line, Periods, Wanted, lines
from surveil.spans import Span

YEAR = Span(months=12)


def months(as_of, by="month", horizon=YEAR):
    return Periods.of(day(as_of), by, horizon)


def seen(*rows, as_of="2023-01-01", by="month", known=True, **facts):
    found = forecast(
        [listed("A", **facts)],
        {"A": were(*rows)} if known else None,
        [standard()],
        months(as_of, by),
    )
    return found.sides[0], found.periods.names


def told(counts, names):
    return {name: count for name, count in zip(names, counts, strict=True) if count}


def scans(*rows, **options):
    """The months with anything: least, expected and most of the scan."""
    side, names = seen(*rows, **options)
    for one in side.tests:
        if one.code == CT:
            return [told(each, names) for each in (one.least, one.expected, one.most)]
    return [{}, {}, {}]


@pytest.mark.parametrize(
    ("as_of", "by", "horizon", "names", "end"),
    [
        ("2026-11-22", "month", 3, ["2026-11", "2026-12", "2027-01"], "2027-02-01"),
        ("2026-11-22", "quarter", 6, ["2026-Q4", "2027-Q1"], "2027-04-01"),
        ("2026-11-22", "quarter", 7, ["2026-Q4", "2027-Q1", "2027-Q2"], "2027-07-01"),
        ("2026-10-01", "quarter", 3, ["2026-Q4"], "2027-01-01"),
        ("2026-09-30", "quarter", 3, ["2026-Q3"], "2026-10-01"),
        ("2026-11-22", "year", 24, ["2026", "2027"], "2028-01-01"),
        ("2026-12-31", "month", 1, ["2026-12"], "2027-01-01"),
    ],
)
def test_periods_begin_with_that_of_the_day(as_of, by, horizon, names, end):
    found = months(as_of, by, Span(months=horizon))

    assert list(found.names) == names
    assert found.end == day(end)


@pytest.mark.parametrize(
    ("when", "place"),
    [
        ("2026-10-31", 0),
        ("2026-11-01", 0),
        ("2026-11-30", 0),
        ("2026-12-01", 1),
        ("2026-12-31", 1),
        ("2027-01-01", 2),
        ("2027-01-31", 2),
        ("2027-02-01", 3),
    ],
)
def test_a_day_is_in_the_period_that_holds_it(when, place):
    assert months("2026-11-22", horizon=Span(months=3)).place(day(when)) == place


def test_five_years_are_the_most():
    assert len(months("2026-11-22", horizon=Span(months=60)).starts) == 60
    with pytest.raises(UsageError) as error:
        months("2026-11-22", horizon=Span(months=61))
    assert str(error.value) == (
        "--horizon is longer than 5 years, and lifelong tests are planned no further:"
        " such as '3 years'"
    )
    with pytest.raises(UsageError) as error:
        months("2026-11-22", horizon=Span(days=84))
    assert str(error.value) == (
        "--horizon is not in months or years, such as '3 years'"
    )


@pytest.mark.parametrize("seed", range(40))
def test_the_bounds_are_those_of_every_choice_of_days(seed):
    """At most, at least: the extremes over all days that the windows allow."""
    chance = Random(seed)
    periods = months("2027-01-01", horizon=Span(months=3))
    wanted = []
    for _ in range(chance.randint(1, 4)):
        # Around the edges of months, so that windows of a few days reach over them.
        edge = chance.choice(("2027-01-30", "2027-02-27", "2027-03-30", "2027-04-02"))
        first = day(edge) + timedelta(days=chance.randint(0, 3))
        span = chance.randint(0, 5)
        due = first + timedelta(days=chance.randint(0, span))
        wanted.append(Wanted(CT, first, due, first + timedelta(days=span)))

    found = lines(wanted, {CT: None}, periods)

    choices = product(
        *(
            [one.earliest + timedelta(days=n) for n in range(6)][
                : (one.latest - one.earliest).days + 1
            ]
            for one in wanted
        )
    )
    counts = [
        [
            sum(start <= when < following for when in choice)
            for start, following in zip(
                periods.starts, (*periods.starts[1:], periods.end), strict=True
            )
        ]
        for choice in choices
    ]
    across = list(zip(*counts, strict=True))
    expected = tuple(
        sum(start <= one.day < following for one in wanted)
        for start, following in zip(
            periods.starts, (*periods.starts[1:], periods.end), strict=True
        )
    )
    worked = Line(CT, tuple(map(min, across)), expected, tuple(map(max, across)))
    if any(worked.most):
        assert found == (worked,)
    else:
        assert found == ()
    assert all(a <= b <= c for a, b, c in zip(*_numbers(worked), strict=True))


def _numbers(line):
    return line.least, line.expected, line.most


def test_what_was_done_is_left_out_and_what_follows_stands_in_its_months():
    # Windows 10 February to 7 April, and 13 August to 8 October.
    assert scans("2022-09-10") == [
        {},
        {"2023-03": 1, "2023-09": 1},
        {
            **dict.fromkeys(("2023-02", "2023-03", "2023-04"), 1),
            **dict.fromkeys(("2023-08", "2023-09", "2023-10"), 1),
        },
    ]
    assert scans("2022-09-10", by="year") == [{"2023": 2}, {"2023": 2}, {"2023": 2}]


def test_later_ones_are_counted_as_later():
    side, _ = seen("2022-09-10")

    assert dict(side.beyond) == {CT: 1, "confirm-end": 1}
    assert dict(side.overdue) == {}


def test_a_test_in_its_window_is_expected_from_today_on():
    # Due on 10 March; the window closes on 7 April.
    for as_of in ("2023-04-01", "2023-04-07"):
        least, expected, most = scans("2022-09-10", as_of=as_of)
        assert (least["2023-04"], expected["2023-04"], most["2023-04"]) == (1, 1, 1)
    _, expected, most = scans("2022-09-10", as_of="2023-03-31")
    assert (expected["2023-03"], most["2023-03"], most["2023-04"]) == (1, 1, 1)


@pytest.mark.parametrize(
    ("as_of", "overdue"),
    [("2023-04-06", {}), ("2023-04-07", {}), ("2023-04-08", {CT: 1})],
)
def test_what_is_overdue_stands_apart(as_of, overdue):
    side, _ = seen("2022-09-10", as_of=as_of)

    assert dict(side.overdue) == overdue


def test_of_several_overdue_steps_of_one_test_one_is_to_be_done():
    side, _ = seen(as_of="2023-05-01")

    assert dict(side.overdue) == {CT: 1}


def test_a_booking_is_in_its_month_whatever_the_window():
    least, expected, most = scans("2022-09-10", "2023-04-20 ct-or-mri-abdomen booked")

    assert (least["2023-04"], expected["2023-04"], most["2023-04"]) == (1, 1, 1)
    assert "2023-03" not in most
    side, names = seen("2022-09-10", "2023-04-20 ct-or-mri-abdomen booked")
    (trips,) = side.trips
    assert told(trips.expected, names) == {"2023-04": 1, "2023-09": 1}


def test_without_a_table_of_what_was_done_the_past_is_taken_as_done():
    for as_of, march in (("2023-03-09", 1), ("2023-03-10", 1), ("2023-03-11", 0)):
        side, names = seen(as_of=as_of, known=False)
        (scan,) = (one for one in side.tests if one.code == CT)
        assert told(scan.expected, names).get("2023-03", 0) == march
        assert dict(side.overdue) == {}


def test_who_has_ended_needs_nothing_and_who_is_suspended_is_counted_apart():
    died, _ = seen("2022-09-10", status="died", status_date="2022-12-01")
    undated, _ = seen("2022-09-10", status="died")
    suspended, _ = seen("2022-09-10", status="suspended", status_date="2022-12-01")

    for side in (died, undated, suspended):
        assert side.tests == side.trips == ()
        assert dict(side.overdue) == {}
    assert (died.suspended, undated.suspended, suspended.suspended) == (0, 0, 2)
    assert [side.became["ended"] for side in (died, undated, suspended)] == [1, 0, 0]
    assert undated.became["undated"] == suspended.became["suspended"] == 1


def test_two_guidelines_over_one_list_with_what_was_done():
    yearly = Standard(
        (demo(row("only", G1, series=f'{{ test = "{CT}", at = ["12 months"] }}')),)
    )
    rows = [listed("A"), listed("B"), Rejected(4, "grade", "is missing")]

    found = forecast(
        rows, {"A": were("2022-09-10")}, [standard(), yearly], months("2023-01-01")
    )

    # By the second, A's scan of 10 September was early, 184 of 365 days, and counts.
    half, whole = found.sides
    assert [sum(one.tests[0].expected) for one in found.sides] == [4, 1]
    assert (dict(half.overdue), dict(whole.overdue)) == ({CT: 1}, {})
    assert half.became == whole.became
    assert (half.became["followed"], half.became["rejected"]) == (2, 1)


def test_a_trip_holds_all_tests_of_a_day():
    held = Standard(
        (
            demo(
                row(
                    "only",
                    G1,
                    series='{ test = ["ct-or-mri-abdomen", "cga"],'
                    ' every = "6 months until 2 years" }',
                )
            ),
        )
    )

    found = forecast([listed("A")], {}, [held], months("2023-01-01"))

    side = found.sides[0]
    assert {one.code: sum(one.expected) for one in side.tests} == {CT: 2, "cga": 2}
    assert {one.code: sum(one.expected) for one in side.trips} == {"test-trip": 2}
    assert {one.code: sum(one.expected) for one in side.groups} == {
        "CT or MRI": 2,
        "blood tests": 2,
    }
    assert set(TRIPS) == {"clinic-trip", "test-trip"}


def test_the_series_of_these_tests_is_the_one_that_was_worked_out():
    assert HALF_YEARLY.endswith('every = "6 months until 2 years" }')
    assert date(2024, 1, 1) == AS_OF
