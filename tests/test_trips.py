"""The choice of days: by hand, and against a search through all choices."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveil.trips import Reach, chosen


def fewest_by_search(reaches):
    """Every choice of one day each, scored; the best one."""
    ways = [range(reach.first, reach.last + 1) for reach in reaches]

    def score(days):
        moved = sum(abs(d - r.target) for d, r in zip(days, reaches, strict=True))
        return len(set(days)), moved, sorted(set(days)), days

    return min(product(*ways), key=score)


@st.composite
def some_reaches(draw):
    """Up to five within three weeks, often the same twice, or nearly."""
    found = []
    for _ in range(draw(st.integers(1, 5))):
        if found and draw(st.integers(0, 3)) == 0:
            found.append(draw(st.sampled_from(found)))
            continue
        target = draw(st.integers(100, 100 + draw(st.sampled_from([4, 8, 14]))))
        before, after = draw(st.integers(0, 4)), draw(st.integers(0, 4))
        found.append(Reach(target, target - before, target + after))
    return found


@settings(max_examples=300, deadline=None, database=None)
@given(reaches=some_reaches())
def test_no_choice_of_days_is_better(reaches):
    days = chosen(reaches)

    assert tuple(days[reach] for reach in reaches) == fewest_by_search(reaches)


@pytest.mark.parametrize(
    ("reaches", "expected"),
    [
        ([], []),
        ([(10, 8, 12)], [10]),
        # 12 and 15 meet on 13 or 14 at the most, moved by 3 in all wherever: earliest.
        ([(12, 8, 14), (15, 13, 19)], [13, 13]),
        # They miss each other by a day, touch on one, share two.
        ([(10, 8, 12), (15, 13, 17)], [10, 15]),
        ([(10, 8, 13), (15, 13, 17)], [13, 13]),
        ([(10, 8, 14), (15, 13, 17)], [13, 13]),
        # Two against one: the one moves.
        ([(10, 0, 20), (14, 0, 20), (14, 0, 20)], [14, 14, 14]),
        ([(10, 0, 20), (10, 0, 20), (14, 0, 20)], [10, 10, 10]),
        # Three in a chain. The middle one goes left for 4 days moved, right for 5;
        # right for 4 as well, which leaves the first on 10 and not on 11; right for 3.
        ([(10, 9, 13), (14, 11, 17), (19, 16, 19)], [11, 11, 19]),
        ([(10, 9, 12), (14, 11, 17), (18, 16, 19)], [10, 16, 16]),
        ([(10, 9, 12), (14, 11, 17), (17, 16, 19)], [10, 16, 16]),
        # Two pull later than the third can go: to its last day.
        ([(100, 98, 101), (103, 98, 104), (103, 98, 104)], [101, 101, 101]),
        # Two pull earlier than the third can go: to its first day.
        ([(103, 101, 104), (100, 98, 104), (100, 98, 104)], [101, 101, 101]),
        # The one in the middle is as near to either: the earlier.
        ([(8, 8, 8), (10, 8, 12), (12, 12, 12)], [8, 8, 12]),
        # A long reach holds two together that have no day in common.
        ([(15, 0, 30), (5, 4, 6), (20, 20, 20)], [20, 5, 20]),
        # Fewer trips even where this moves more, and parts those of one target.
        (
            [(1, 1, 5), (10, 4, 12), (10, 9, 15), (20, 13, 20)],
            [4, 4, 13, 13],
        ),
    ],
)
def test_by_hand(reaches, expected):
    reaches = [Reach(*reach) for reach in reaches]
    days = chosen(reaches)

    assert [days[reach] for reach in reaches] == expected
