"""Faults of the series of a guideline file: tests, spans, phases, gaps."""

import pytest
from demo_guideline import edited, edits, read, row, supplement, written

GASTROSCOPY = '{ test = "gastroscopy", at = ["6 months", "1 year"] }'
# The series 2 of the row `low`: - is taken from its text, or is all of it.
SERIES = r"""
- test = "gastroscopy"
+ test = "gastroskopy"
! series[2].test: 'gastroskopy' is not a test code; the nearest is gastroscopy

- test = "gastroscopy"
+ test = "x"
! series[2].test: 'x' is not a test code

- test = "gastroscopy"
+ test = "renew-plan"
! series[2].test: 'renew-plan' is not a test code

- test = "gastroscopy"
+ test = "confirm-end"
! series[2].test: 'confirm-end' is not a test code

- test = "gastroscopy"
+ test = []
! series[2].test: is empty

- test = "gastroscopy"
+ test = ["eus", "eus"]
! series[2].test: names something twice

- test = "gastroscopy"
+ test = 1
! series[2].test: is not a list in square brackets

- test = "gastroscopy"
+ test = "clinic"
! series: plans clinic twice: join the two

- at = ["6 months", "1 year"]
+ at = ["6 months"], once = "1 year"
! series[2]: needs exactly one of every, at, once, with

- , at = ["6 months", "1 year"]
! series[2]: needs exactly one of every, at, once, with

- at = ["6 months", "1 year"]
+ at = ["6 months"], wimdow = "1 week"
! series[2].wimdow: is not a key this format knows; the nearest is window

- at = ["6 months", "1 year"]
+ at = ["6 moons"]
! series[2].at: '6 moons' is not a span such as '6 months' or '12 weeks'

- at = ["6 months", "1 year"]
+ at = ["0 months"]
! series[2].at: '0 months' is not a span such as '6 months' or '12 weeks'

- at = ["6 months", "1 year"]
+ at = ["-6 months"]
! series[2].at: '-6 months' is not a span such as '6 months' or '12 weeks'

- at = ["6 months", "1 year"]
+ at = ["1.5 years"]
! series[2].at: '1.5 years' is not a span such as '6 months' or '12 weeks'

- at = ["6 months", "1 year"]
+ at = ["101 years"]
! series[2].at: '101 years' is longer than 100 years

- at = ["6 months", "1 year"]
+ at = "6 months"
! series[2].at: is not a list in square brackets

- at = ["6 months", "1 year"]
+ at = []
! series[2].at: is empty

- at = ["6 months", "1 year"]
+ at = ["1 year", "6 months"]
! series[2].at: is out of order: write '6 months', '1 year'

- at = ["6 months", "1 year"]
+ at = ["1 year", "12 months"]
! series[2].at: is out of order: write '6 months', '1 year'

- at = ["6 months", "1 year"]
+ at = ["24 weeks", "27 weeks"]
! series[2].window: is missing: a gap of 3 weeks needs one such as '1 week'

- at = ["6 months", "1 year"]
+ at = ["27 days", "1 year"]
! series[2].window: is missing: a gap of 27 days needs one such as '1 week'

- at = ["6 months", "1 year"]
+ once = "27 days"
! series[2].window: is missing: a gap of 27 days needs one such as '1 week'

- at = ["6 months", "1 year"]
+ every = "3 weeks until 12 weeks"
! series[2].window: is missing: a gap of 3 weeks needs one such as '1 week'

- at = ["6 months", "1 year"]
+ once = "1 year", window = "2 moons"
! series[2].window: '2 moons' is not a span such as '6 months' or '12 weeks'

- at = ["6 months", "1 year"]
+ once = "12-6 months"
! series[2].once: '12-6 months' runs backwards: write the short end first,
! '6-12 months'

- at = ["6 months", "1 year"]
+ once = "6-6 months"
! series[2].once: '6-6 months' runs backwards: write the short end first, '6-12 months'

- at = ["6 months", "1 year"]
+ once = "6-12 moons"
! series[2].once: '6-12 moons' is not a span such as '6 months' or '12 weeks'

- at = ["6 months", "1 year"]
+ once = "0-6 months"
! series[2].once: '0-6 months' is not a span such as '6 months' or '12 weeks'

- at = ["6 months", "1 year"]
+ once = "12-37 months"
! series[2].once: '12-37 months' is too wide to pace: more than three times the short
! end

- at = ["6 months", "1 year"]
+ every = "3-12 months until 5 years"
! series[2].every: '3-12 months' is too wide to pace: more than three times the short
! end

- at = ["6 months", "1 year"]
+ every = "6 months"
! series[2].every: '6 months' has no end: write '6 months until 5 years' or
! '12-24 months lifelong'

- at = ["6 months", "1 year"]
+ every = "6 months until"
! series[2].every: '6 months until' has no end: write '6 months until 5 years' or
! '12-24 months lifelong'

- at = ["6 months", "1 year"]
+ every = []
! series[2].every: is empty

- at = ["6 months", "1 year"]
+ every = ["6 months until 2 years", "12 months until 2 years"]
! series[2].every: has phases out of order: each ends after the last

- at = ["6 months", "1 year"]
+ every = ["12 months until 5 years", "6 months until 2 years"]
! series[2].every: has phases out of order: each ends after the last

- at = ["6 months", "1 year"]
+ every = ["12 months lifelong", "6 months until 2 years"]
! series[2].every: goes on after 'lifelong': put that phase last

- at = ["6 months", "1 year"]
+ every = "6 months until 15 months"
! series[2].every: 'until 15 months' is not a step of 6 months: name the register entry
! that says why in the series' readings

- at = ["6 months", "1 year"]
+ every = "6-12 months until 18 months"
! series[2].every: 'until 18 months' is not a step of 6-12 months: name the register
! entry that says why in the series' readings

- at = ["6 months", "1 year"]
+ every = "12 months until 6 months", readings = ["range"]
! series[2].every: '12 months until 6 months' holds no step

- at = ["6 months", "1 year"]
+ every = "6-12 months until 6 months", readings = ["range"]
! series[2].every: '6-12 months until 6 months' holds no step

- at = ["6 months", "1 year"]
+ with = "eus"
! series: with = 'eus' names no timed test

- at = ["6 months", "1 year"]
+ with = "cga"
! series: with = 'cga' names no timed test

- at = ["6 months", "1 year"]
+ with = "gastroscopy"
! series: with = 'gastroscopy' names no timed test
"""

RIGHT = [
    '{ test = "eus", at = ["28 days", "8 weeks"] }',
    '{ test = "eus", at = ["1 month", "2 months"] }',
    '{ test = "eus", at = ["1 week", "2 weeks"], window = "1 day" }',
    '{ test = "eus", once = "1 week", window = "1 day" }',
    '{ test = "eus", once = "12-36 months" }',
    '{ test = "eus", every = "4-12 months until 1 year" }',
    '{ test = "eus", every = ["6 months until 1 year", "1 year until 100 years"] }',
    '{ test = "eus", every = "6 months until 15 months", readings = ["read"] }',
    '{ test = ["clinic", "eus"], every = "1 year lifelong" }, '
    '{ test = "cga", with = "eus" }',
]


@pytest.mark.parametrize(("taken", "put", "message"), edits(SERIES))
def test_a_fault_of_a_series_is_named_with_place_and_right_form(taken, put, message):
    series = edited(taken, put, GASTROSCOPY)

    found, faults = read(edited(GASTROSCOPY, series))

    assert faults == [f"demo.toml: recommendations.low.{message}"]
    assert found is None


@pytest.mark.parametrize("series", RIGHT)
def test_a_series_just_inside_the_rules_is_read(series):
    assert read(written(row("low", series=series)))[1] == []


@pytest.mark.parametrize(
    ("with_", "message"),
    [
        ("clinic", None),
        ("eus", "supplements.more.series: with = 'eus' names no timed test"),
    ],
)
def test_a_supplement_may_go_with_a_test_of_each_row_that_it_adds_to(with_, message):
    text = written(
        row("low"),
        row("high", series='{ test = "eus", once = "1 year" }'),
        supplement(
            "more", 'to = ["low"]', series=f'{{ test = "cga", with = "{with_}" }}'
        ),
    )

    assert read(text)[1] == ([f"demo.toml: {message}"] if message else [])


def test_a_supplement_to_all_rows_needs_its_test_in_all_of_them():
    text = written(
        row("low"),
        row("high", series='{ test = "eus", once = "1 year" }'),
        supplement("more", series='{ test = "cga", with = "clinic" }'),
    )

    assert read(text)[1] == [
        "demo.toml: supplements.more.series: with = 'clinic' names no timed test"
    ]


def test_a_programme_has_no_rows_whose_test_it_could_go_with():
    series = '{ test = "cga", with = "clinic" }'
    text = written(
        supplement("more", series=series),
        kind="programme",
        head='offered = { hereditary = ["MEN1"] }',
    )

    assert read(text)[1] == [
        "demo.toml: supplements.more.series: with = 'clinic' names no timed test"
    ]
