"""Steps of several rows together: merged, stood in for, numbered, closed."""

import pytest
from demo_guideline import supplement
from demo_schedule import askers, months, scheduled, slack, step

from surveil.spans import Span

HALF_YEARS = '{ test = "clinic", every = "6 months until 1 year" }'


def decisions(schedule):
    return [
        (one.id, one.offset, askers(one))
        for one in schedule.steps
        if one.test in ("renew-plan", "confirm-end")
    ]


def more(series, id="more"):
    return supplement(id, series=series)


def test_the_same_test_at_the_same_offset_is_one_step_asked_by_all_rows():
    second = more('{ test = "clinic", at = ["12 months", "2 years"] }')
    third = more('{ test = "clinic", once = "1 year" }', "third")

    schedule = scheduled(HALF_YEARS, second, third)

    assert months(schedule) == {"clinic": [6, 12, 24]}
    assert askers(step(schedule, "clinic/1")) == ["low"]
    assert askers(step(schedule, "clinic/2")) == ["low", "more", "third"]
    assert askers(step(schedule, "clinic/3")) == ["more"]


@pytest.mark.parametrize(
    ("series", "expected"),
    [
        # The row: 28 days on either side, after a gap of six months.
        ('{ test = "clinic", once = "1 year" }', (28, 28, "default")),
        (
            '{ test = "clinic", once = "1 year", window = "1 week" }',
            (7, 7, "guideline"),
        ),
        (
            '{ test = "clinic", once = "1 year", window = "2 months" }',
            (28, 28, "guideline"),
        ),
        ('{ test = "clinic", once = "12-36 months" }', (0, 28, "guideline")),
    ],
)
def test_the_window_of_a_merged_step_is_what_the_windows_share(series, expected):
    schedule = scheduled(HALF_YEARS, more(series))

    assert slack(step(schedule, "clinic/2")) == expected


def test_steps_a_week_apart_are_not_merged():
    near = more('{ test = "clinic", once = "27 weeks" }')

    schedule = scheduled(HALF_YEARS, near)

    assert [one.id for one in schedule.steps][:3] == [
        "clinic/1",
        "clinic/2",
        "clinic/3",
    ]


def test_a_step_that_a_finite_series_asks_for_too_is_not_cut_as_lifelong():
    schedule = scheduled(
        '{ test = "eus", every = "12 months until 3 years" }',
        more('{ test = "eus", every = "12 months lifelong" }'),
    )

    assert [one.lifelong for one in schedule.steps[:4]] == [False, False, False, True]


@pytest.mark.parametrize(
    ("larger", "smaller"),
    [
        ("ct-chest-abdomen", "ct-chest"),
        ("ct-chest-abdomen", "ct-or-mri-chest"),
        ("ct-chest-abdomen", "ct-or-mri-abdomen"),
        ("ct-chest-abdomen", "ct-or-mri-chest-abdomen"),
        ("ct-or-mri-chest-abdomen", "ct-or-mri-abdomen"),
        ("ct-or-mri-chest-abdomen", "ct-or-mri-chest"),
        ("ct-chest", "ct-or-mri-chest"),
    ],
)
def test_a_larger_scan_stands_in_for_one_it_contains_on_the_same_day(larger, smaller):
    schedule = scheduled(
        f'{{ test = "{smaller}", at = ["6 months", "1 year", "2 years"] }}',
        more(f'{{ test = "{larger}", once = "12 months" }}'),
    )

    assert months(schedule) == {smaller: [6, 24], larger: [12]}
    assert sorted(askers(step(schedule, f"{larger}/1"))) == ["low", "more"]
    assert step(schedule, f"{smaller}/2").offset == Span(months=24)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ct-or-mri-chest-abdomen", "ct-chest"),
        ("ct-or-mri-abdomen", "ct-or-mri-chest"),
        ("sstr-pet", "ct-or-mri-abdomen"),
        ("sstr-pet", "fdg-pet"),
        ("mri-abdomen", "ct-or-mri-chest-abdomen"),
        ("mri-abdomen", "ct-or-mri-abdomen"),
        ("gastroscopy", "eus"),
    ],
)
def test_a_scan_does_not_stand_in_for_one_it_may_not_show(one, other):
    schedule = scheduled(
        f'{{ test = "{one}", once = "1 year" }}',
        more(f'{{ test = "{other}", once = "1 year" }}'),
    )

    assert months(schedule) == {one: [12], other: [12]}


def test_the_largest_of_three_scans_of_a_day_stands_in_for_both_others():
    schedule = scheduled(
        '{ test = "ct-or-mri-abdomen", once = "1 year" }',
        more('{ test = "ct-or-mri-chest-abdomen", once = "1 year" }'),
        more('{ test = "ct-chest-abdomen", once = "1 year" }', "third"),
    )

    assert months(schedule) == {"ct-chest-abdomen": [12]}
    assert sorted(askers(schedule.steps[0])) == ["low", "more", "third"]


def test_a_row_that_asks_for_both_scans_asks_for_the_one_step_once():
    both = '{ test = ["ct-chest-abdomen", "ct-or-mri-abdomen"], once = "1 year" }'

    schedule = scheduled(both)

    assert months(schedule) == {"ct-chest-abdomen": [12]}
    assert askers(schedule.steps[0]) == ["low"]


def test_steps_are_numbered_within_their_test_after_merging_by_offset():
    schedule = scheduled(
        '{ test = ["clinic", "eus"], at = ["6 months", "2 years"] }',
        more('{ test = "eus", at = ["1 year", "2 years", "3 years"] }'),
    )

    assert [(one.id, one.offset.months) for one in schedule.steps[:-1]] == [
        ("clinic/1", 6),
        ("eus/1", 6),
        ("eus/2", 12),
        ("clinic/2", 24),
        ("eus/3", 24),
        ("eus/4", 36),
    ]


def test_a_finite_plan_closes_with_confirm_end_on_its_last_step():
    schedule = scheduled(
        HALF_YEARS, more('{ test = "eus", once = "2 years", window = "1 week" }')
    )

    assert decisions(schedule) == [("confirm-end/1", Span(months=24), ["low"])]
    assert slack(step(schedule, "confirm-end/1"))[:2] == (7, 7)


def test_the_end_is_confirmed_in_the_window_of_the_last_visit():
    series = (
        '{ test = "5-hiaa", once = "1 year", window = "1 week" },'
        ' { test = "clinic", once = "1 year" }'
    )

    assert slack(step(scheduled(series), "confirm-end/1"))[:2] == (56, 56)


@pytest.mark.parametrize(
    ("renew", "offset", "number"),
    [
        ("6 months", Span(months=6), 1),
        ("1 year", Span(months=12), 1),
        ("23 months", Span(months=23), 1),
        ("2 years", Span(months=24), 2),
        ("110 weeks", Span(days=770), 2),  # two years and forty days
        ("5 years", Span(months=60), 5),
    ],
)
def test_a_row_that_renews_closes_with_the_renewal_numbered_by_its_year(
    renew, offset, number
):
    schedule = scheduled(HALF_YEARS, lines=(f'renew = "{renew}"',))

    assert decisions(schedule) == [(f"renew-plan/{number}", offset, ["low"])]


def test_a_lifelong_series_leaves_the_end_to_the_horizon():
    lifelong = more('{ test = "eus", every = "12 months lifelong" }')

    assert decisions(scheduled(HALF_YEARS, lifelong)) == []


def test_a_row_that_renews_does_so_beside_a_lifelong_supplement_too():
    lifelong = more('{ test = "eus", every = "12 months lifelong" }')

    schedule = scheduled(HALF_YEARS, lifelong, lines=('renew = "2 years"',))

    assert decisions(schedule) == [("renew-plan/2", Span(months=24), ["low"])]
