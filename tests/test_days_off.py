"""Days off as columns, against the plain functions of a single plan."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveil.batch.days_off import DaysOff, Looks, looking
from surveil.batch.entry_templates import EPOCH
from surveil.moving import nearest_open

FIRST = date(2027, 3, 1).toordinal() - EPOCH
DAYS = st.sets(st.integers(-60, 160))


def days_off(places):
    off = {FIRST + place for place in places}
    return DaysOff(lambda day: "off" if day.toordinal() - EPOCH in off else None)


def column(*days):
    return np.array(days, dtype=np.int32)


@given(DAYS, st.integers(0, 100), st.integers(-30, 30), st.integers(-30, 30))
def test_the_nearest_open_day_is_that_of_a_single_plan(places, day, before, after):
    found = days_off(places)
    found.cover(FIRST, FIRST + 100)
    days = [FIRST + one for one in (day, min(day + before, day), max(day + after, day))]

    (nearest,) = found.nearest(*(column(one) for one in days)).tolist()

    expected = nearest_open(*(one + EPOCH for one in days), found.closed)
    assert nearest == (days[0] if expected is None else expected - EPOCH)


@given(DAYS, st.lists(st.integers(0, 100), min_size=1))
def test_every_covered_day_is_off_as_it_is_said(places, asked):
    found = days_off(places)
    found.cover(FIRST + 50, FIRST + 60)
    found.cover(FIRST, FIRST + 100)  # all that was covered before stays so

    off = found.off(column(*(FIRST + place for place in asked)))

    assert off.tolist() == [place in places for place in asked]


@pytest.mark.parametrize(("length", "usual"), [(10, True), (11, False)])
def test_ten_days_off_in_a_row_are_as_many_as_can_be_met(length, usual):
    found = days_off(range(20, 20 + length))

    assert found.cover(FIRST, FIRST + 100) is usual


def wanted(kind, day, closed):
    """Looks at days that depend on its kind, and on what it has seen so far."""
    seen, place = [], kind
    while place < 9:
        seen.append(bool(closed(date.fromordinal(day + EPOCH + place))))
        place += 2 if seen[-1] else 3
    return kind * 1000 + sum(bit << at for at, bit in enumerate(seen))


@given(DAYS, st.lists(st.tuples(st.integers(0, 4), st.integers(0, 90)), min_size=1))
def test_what_is_learnt_of_some_holds_for_all_that_see_the_same(places, things):
    found, looks = days_off(places), Looks()
    found.cover(FIRST, FIRST + 100)
    roots = {kind: looks.root() for kind in range(5)}
    days = column(*(FIRST + day for _, day in things))
    of_each = np.array([roots[kind] for kind, _ in things])
    asked = 0

    while True:
        answers, missing = looks.walked(of_each, days, found)
        if not len(missing):
            break
        for at in missing.tolist():
            looked, (kind, _) = {}, things[at]
            closed = looking(found.closed, int(days[at]), looked)
            looks.learn(roots[kind], looked, wanted(kind, int(days[at]), closed), -9)
            asked += 1

    assert answers.tolist() == [
        wanted(kind, FIRST + day, found.closed) for kind, day in things
    ]
    assert asked <= len(set(answers.tolist()))


@pytest.mark.parametrize("other", [{1: True, 3: False}, {1: True}, {2: True}, {}])
def test_a_kind_that_looks_elsewhere_than_before_is_no_longer_trusted(other):
    looks, found = Looks(), days_off({1})
    found.cover(FIRST, FIRST + 10)
    kinds = looks.root(), looks.root()
    for root in kinds:
        looks.learn(root, {1: True, 2: False}, 7, -2)

    looks.learn(kinds[0], other, 8, -2)

    answers, missing = looks.walked(np.array(kinds), column(FIRST, FIRST), found)
    assert (answers.tolist(), len(missing)) == ([-2, 7], 0)


def test_a_kind_that_looks_further_than_before_is_no_longer_trusted():
    looks, found = Looks(), days_off({1})
    found.cover(FIRST, FIRST + 10)
    root = looks.root()
    looks.learn(root, {1: True}, 7, -2)
    looks.learn(root, {1: True, 2: False}, 8, -2)

    answers, _ = looks.walked(np.array([root]), column(FIRST), found)
    assert answers.tolist() == [-2]
