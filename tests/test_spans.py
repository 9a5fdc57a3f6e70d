"""Spans: the month calculator, the texts it reads, how a span is said."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveil.spans import Span, SpanRange

NOT_A_SPAN = "is not a span such as '6 months' or '12 weeks'"
DAYS = st.dates(date(1950, 1, 1), date(2300, 12, 31))


def after(anchor: str, text: str) -> str:
    return Span.parse(text).after(date.fromisoformat(anchor)).isoformat()


@pytest.mark.parametrize(
    ("anchor", "span", "expected"),
    [
        ("2000-03-31", "6 months", "2000-09-30"),
        ("2007-12-31", "2 months", "2008-02-29"),
        ("2008-02-29", "1 year", "2009-02-28"),
        ("2024-08-31", "12 months", "2025-08-31"),  # six-monthly, the second
    ],
)
def test_months_of_the_design(anchor, span, expected):
    assert after(anchor, span) == expected


@pytest.mark.parametrize(
    ("anchor", "span", "expected"),
    [
        ("2024-01-30", "1 month", "2024-02-29"),
        ("2024-01-29", "1 month", "2024-02-29"),
        ("2024-01-28", "1 month", "2024-02-28"),
        ("2024-01-31", "1 month", "2024-02-29"),
        ("2023-01-31", "1 month", "2023-02-28"),
        ("1900-01-31", "1 month", "1900-02-28"),  # no leap year
        ("2000-01-31", "1 month", "2000-02-29"),  # a leap year
        ("2024-01-31", "2 months", "2024-03-31"),
        ("2024-01-31", "3 months", "2024-04-30"),
        ("2024-02-29", "6 months", "2024-08-29"),  # the day stays, not the month end
        ("2024-02-29", "12 months", "2025-02-28"),
        ("2024-02-29", "1 year", "2025-02-28"),
        ("2024-02-29", "4 years", "2028-02-29"),
        ("2024-02-29", "10 years", "2034-02-28"),
        ("2023-02-28", "12 months", "2024-02-28"),
        ("2024-12-31", "2 months", "2025-02-28"),
        ("2023-12-31", "2 months", "2024-02-29"),
        ("2024-12-31", "1 month", "2025-01-31"),
        ("2024-11-30", "3 months", "2025-02-28"),
        ("2024-12-01", "1 month", "2025-01-01"),
        ("2024-05-31", "6 months", "2024-11-30"),
        ("2024-03-31", "120 months", "2034-03-31"),
    ],
)
def test_months_clip_to_the_end_of_the_month(anchor, span, expected):
    assert after(anchor, span) == expected


@pytest.mark.parametrize(
    ("anchor", "span", "expected"),
    [
        ("2024-01-01", "12 weeks", "2024-03-25"),  # 30 + 29 + 25 days
        ("2023-01-01", "12 weeks", "2023-03-26"),
        ("2024-01-01", "3 months", "2024-04-01"),
        ("2024-01-01", "84 days", "2024-03-25"),
        ("2024-12-31", "1 day", "2025-01-01"),
        ("2024-02-28", "1 day", "2024-02-29"),
        ("2023-02-28", "1 day", "2023-03-01"),
        ("2024-02-29", "1 week", "2024-03-07"),
        ("2024-01-01", "366 days", "2025-01-01"),
    ],
)
def test_weeks_and_days_are_counted_in_days(anchor, span, expected):
    assert after(anchor, span) == expected


def test_steps_count_from_the_anchor_and_are_not_chained():
    half = Span.parse("6 months")
    anchor = date(2024, 8, 31)

    counted = [(half * times).after(anchor).isoformat() for times in (1, 2, 3, 4)]

    assert counted == ["2025-02-28", "2025-08-31", "2026-02-28", "2026-08-31"]
    assert half.after(half.after(anchor)) == date(2025, 8, 28)


def test_offsets_are_added_before_one_date_is_computed():
    one = Span.parse("1 month")

    assert (one + one).after(date(2024, 1, 31)) == date(2024, 3, 31)
    assert (Span.parse("5 years") + one).after(date(2024, 1, 31)) == date(2029, 2, 28)


def test_months_are_added_before_days():
    both = Span.parse("1 month") + Span.parse("1 day")

    assert both.after(date(2024, 1, 31)) == date(2024, 3, 1)
    assert both.after(date(2024, 1, 29)) == date(2024, 3, 1)


@pytest.mark.parametrize(
    ("text", "months", "days"),
    [
        ("1 day", 0, 1),
        ("10 days", 0, 10),
        ("1 week", 0, 7),
        ("12 weeks", 0, 84),
        ("1 month", 1, 0),
        ("6 months", 6, 0),
        ("1 year", 12, 0),
        ("10 years", 120, 0),
        ("100 years", 1200, 0),
        ("1200 months", 1200, 0),
        (" 6 months ", 6, 0),
    ],
)
def test_a_span_is_read(text, months, days):
    assert Span.parse(text) == Span(months, days)


NO_SPANS = (
    "|6|months|0 months|00 months|06 months|-6 months|6 moons|6months|6  months"
    "|6\tmonths|6\nmonths|6M|P6M|+6 months|6.5 months|6,5 months|1e1 months"
    "|six months|6 months 2 weeks|6 Months|6 monthss|6-monthly|10000 months"
    "|\u0666 months|\uff16 months|\u00b2 months|6 months\x00"
)


@pytest.mark.parametrize("text", NO_SPANS.split("|"))
def test_what_is_not_a_span_is_refused(text):
    with pytest.raises(ValueError, match=f"^{re.escape(NOT_A_SPAN)}$"):
        Span.parse(text)


@pytest.mark.parametrize(
    "text", ["9" * 5000 + " months", "6 months " * 5000, " " * 5000]
)
def test_a_very_long_text_is_refused_at_once(text):
    with pytest.raises(ValueError, match="is not a span"):
        Span.parse(text)
    with pytest.raises(ValueError, match="is not a span"):
        SpanRange.parse(text)


@pytest.mark.parametrize(
    "text", ["101 years", "1201 months", "5218 weeks", "9999 years", "9999 months"]
)
def test_more_than_a_lifetime_is_refused(text):
    with pytest.raises(ValueError, match=r"^is longer than 100 years$"):
        Span.parse(text)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("6-12 months", Span(6), Span(12)),
        ("1-2 years", Span(12), Span(24)),
        ("10-14 days", Span(days=10), Span(days=14)),
        ("2-3 weeks", Span(days=14), Span(days=21)),
        ("99-100 years", Span(1188), Span(1200)),
        ("6 months", Span(6), Span(6)),
    ],
)
def test_a_range_keeps_both_ends(text, low, high):
    found = SpanRange.parse(text)

    assert (found.low, found.high, found.is_open) == (low, high, low != high)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("12-6 months", "runs backwards: write the short end first, '6-12 months'"),
        ("6-6 months", "runs backwards: write the short end first, '6-12 months'"),
        ("0-6 months", NOT_A_SPAN),
        ("6-0 months", NOT_A_SPAN),
        ("6-12", NOT_A_SPAN),
        ("6-12 moons", NOT_A_SPAN),
        ("-6-12 months", NOT_A_SPAN),
        ("6-12-18 months", NOT_A_SPAN),
        ("6 months-12 months", NOT_A_SPAN),
        ("6 - 12 months", NOT_A_SPAN),
        ("\u0666-12 months", NOT_A_SPAN),
        ("6-1\u0662 months", NOT_A_SPAN),
        ("6-" + "9" * 5000 + " months", NOT_A_SPAN),
        ("6-101 years", "is longer than 100 years"),
        ("", NOT_A_SPAN),
    ],
)
def test_what_is_not_a_range_is_refused(text, problem):
    with pytest.raises(ValueError, match=f"^{re.escape(problem)}$"):
        SpanRange.parse(text)


@pytest.mark.parametrize(
    ("text", "written", "said"),
    [
        ("1 day", "1 day", "1 day"),
        ("10 days", "10 days", "10 days"),
        ("14 days", "2 weeks", "2 weeks"),
        ("1 week", "1 week", "1 week"),
        ("12 weeks", "12 weeks", "12 weeks"),
        ("1 month", "1 month", "1 month"),
        ("11 months", "11 months", "11 months"),
        ("12 months", "12 months", "1 year"),
        ("13 months", "13 months", "13 months"),
        ("1 year", "12 months", "1 year"),
        ("23 months", "23 months", "23 months"),
        ("24 months", "24 months", "2 years"),
        ("25 months", "25 months", "25 months"),
        ("30 months", "30 months", "30 months"),
        ("10 years", "120 months", "10 years"),
    ],
)
def test_how_a_span_is_written_and_said(text, written, said):
    span = Span.parse(text)

    assert (str(span), span.said) == (written, said)


def test_how_mixed_and_empty_spans_are_written():
    assert str(Span(6, 14)) == "6 months 2 weeks"
    assert str(Span(24, 1)) == Span(24, 1).said == "24 months 1 day"
    assert str(Span()) == "0 days"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("6-12 months", "6-12 months"),
        ("1-2 years", "12-24 months"),
        ("10-14 days", "10-14 days"),
        ("7-10 days", "7-10 days"),
        ("14-21 days", "2-3 weeks"),
        ("2-3 weeks", "2-3 weeks"),
        ("6 months", "6 months"),
    ],
)
def test_how_a_range_is_written(text, written):
    assert str(SpanRange.parse(text)) == written


@given(DAYS, DAYS)
def test_between_is_the_inverse_of_after(one, other):
    anchor, day = sorted((one, other))

    span = Span.between(anchor, day)

    assert span.after(anchor) == day
    assert span.months >= 0
    assert 0 <= span.days <= 30


@given(DAYS, st.integers(0, 1200))
def test_months_never_pass_the_month_they_name(anchor, months):
    found = Span(months).after(anchor)

    whole, month = divmod(anchor.month - 1 + months, 12)
    assert (found.year, found.month) == (anchor.year + whole, month + 1)
    clipped = found.day < anchor.day
    assert not clipped or (found + timedelta(days=1)).day == 1
    assert found.day <= anchor.day


@settings(max_examples=50)
@given(st.integers(1, 1200), st.sampled_from(["day", "week", "month"]))
def test_what_is_written_reads_back(number, unit):
    span = Span.parse(f"{number} {unit}s")

    assert Span.parse(str(span)) == Span.parse(span.said) == span


@settings(max_examples=50)
@given(st.integers(1, 500), st.integers(1, 500), st.sampled_from(["days", "months"]))
def test_a_range_that_is_written_reads_back(low, more, unit):
    found = SpanRange.parse(f"{low}-{low + more} {unit}")

    assert SpanRange.parse(str(found)) == found
