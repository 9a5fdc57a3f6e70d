"""The numpy twin of the month calculator: equal on every day, for every offset."""

from datetime import date, timedelta

import numpy as np
import pytest
from random_cases import month_rule

from surveil.batch import months
from surveil.spans import Span

EPOCH = date(1970, 1, 1)
# A leap year with its neighbours, and a century that is no leap year.
STRETCHES = [
    (date(2023, 12, 1), date(2026, 3, 31)),
    (date(2099, 11, 1), date(2101, 3, 31)),
    (date(1969, 11, 1), date(1970, 3, 31)),
    (date(1950, 1, 1), date(1950, 3, 31)),
]
MONTHS = (*range(26), 36, 48, 59, 60, 61, 119, 120, 121, 240, 600, 1200)
DAYS = (-84, -56, -31, -29, -28, -1, 0, 1, 14, 28, 31, 365)


def columns(days):
    return np.array([(day - EPOCH).days for day in days], dtype=np.int32)


def stretch(first, last):
    return [first + timedelta(days) for days in range((last - first).days + 1)]


@pytest.mark.parametrize(
    ("surgery", "span", "expected"),
    [  # the table of the design, and both sides of the clip
        ("2000-03-31", Span(months=6), "2000-09-30"),
        ("2007-12-31", Span(months=2), "2008-02-29"),
        ("2008-02-29", Span(months=12), "2009-02-28"),
        ("2024-08-31", Span(months=12), "2025-08-31"),
        ("2024-01-28", Span(months=1), "2024-02-28"),
        ("2024-01-29", Span(months=1), "2024-02-29"),
        ("2024-01-30", Span(months=1), "2024-02-29"),
        ("2023-01-30", Span(months=1), "2023-02-28"),
        ("2024-01-31", Span(months=1, days=-29), "2024-01-31"),
        ("2024-01-31", Span(months=1, days=1), "2024-03-01"),
        ("1999-12-31", Span(days=84), "2000-03-24"),
    ],
)
def test_months_come_first_and_are_clipped_to_their_end(surgery, span, expected):
    places = months.places(columns([date.fromisoformat(surgery)]))

    found = months.after(places, np.int32(span.months), np.int32(span.days))

    assert found.tolist() == columns([date.fromisoformat(expected)]).tolist()


@pytest.mark.parametrize("ends", STRETCHES)
def test_every_day_of_some_years_moves_as_the_rule_has_it(ends):
    days = stretch(*ends)
    places = months.places(columns(days))

    for whole in MONTHS:
        moved = months.after(places, np.int32(whole), np.int32(0))
        expected = columns([month_rule(day, Span(months=whole)) for day in days])

        for left in DAYS:
            found = months.after(places, np.int32(whole), np.int32(left))
            assert (found == expected + left).all()
        assert (moved == expected).all()


@pytest.mark.parametrize("ends", STRETCHES)
def test_every_day_of_some_years_moves_as_span_after_has_it(ends):
    days = stretch(*ends)[::7] + [one for one in stretch(*ends) if one.day > 27]
    places = months.places(columns(days))

    for whole in MONTHS[::5]:
        for left in DAYS[::3]:
            found = months.after(places, np.int32(whole), np.int32(left))
            span = Span(months=whole, days=left)
            assert found.tolist() == columns([span.after(day) for day in days]).tolist()


def test_every_pair_of_days_is_as_far_apart_as_span_between_has_it():
    anchors = stretch(date(2023, 12, 25), date(2024, 3, 5))

    for apart in (*range(63), 365, 366, 1461, 3652, 3653, 3654):
        days = [day + timedelta(apart) for day in anchors]
        whole, left = months.between(months.places(columns(anchors)), columns(days))
        expected = [
            Span.between(anchor, day) for anchor, day in zip(anchors, days, strict=True)
        ]
        assert list(map(Span, whole.tolist(), left.tolist())) == expected


@pytest.mark.parametrize(
    ("day", "year"), [("1999-12-31", 1999), ("2000-01-01", 2000), ("2000-12-31", 2000)]
)
def test_the_year_of_a_place_is_that_of_its_day(day, year):
    places = months.places(columns([date.fromisoformat(day)]))

    assert months.years(places).tolist() == [year]
