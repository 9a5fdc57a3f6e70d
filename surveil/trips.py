"""Trips: the fewest days on which everything can be done, chosen exactly.

What is done in one trip is done on one day. Each thing to do has a target day and a
reach of days round it. Of all choices of days, the one with the fewest different days
is taken; of several, the one with the fewest days moved from the targets in all; of
several, the one whose first day is the earliest, then its second, and so on.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

# Fewest days, then fewest days moved, then earliest: compared in this order.
_Choice = tuple[int, int, tuple[int, ...]]


class Reach(NamedTuple):
    """The days on which something may be done, as ordinals; the target is among them.

    A named tuple, because long lists of them are sorted and counted.
    """

    target: int
    first: int
    last: int


def chosen(reaches: Iterable[Reach]) -> dict[Reach, int]:
    """The day of each reach; a reach given twice weighs twice when it is moved."""
    found: dict[Reach, int] = {}
    for group in _apart(Counter(reaches)):
        targets = {reach.target for reach in group}
        days = tuple(targets) if len(targets) == 1 else _fewest(group)
        for reach in group:
            found[reach] = _nearest(reach, days)
    return found


def _apart(weights: Counter[Reach]) -> Iterator[dict[Reach, int]]:
    """The reaches in groups that have no day in common."""
    group: dict[Reach, int] = {}
    last = 0
    for reach in sorted(weights, key=lambda one: one.first):
        if group and reach.first > last:
            yield group
            group = {}
        last = max(last, reach.last) if group else reach.last
        group[reach] = weights[reach]
    if group:
        yield group


def _nearest(reach: Reach, days: Iterable[int]) -> int:
    """The day of these that is nearest to the target; of two, the earlier."""
    within = (day for day in days if reach.first <= day <= reach.last)
    return min(within, key=lambda day: (abs(day - reach.target), day))


def _fewest(weights: dict[Reach, int]) -> tuple[int, ...]:
    """The best days for reaches that hang together.

    Only targets and the ends of reaches need to be tried: between two of them the days
    moved in all change evenly, so that one of the two is as good, and the earlier end
    is the earlier day. Given a day and the next one chosen after it, what lies between
    has only these two to go to: a day beyond either is further off, and out of reach
    if the nearer one is. So the best from a day on depends on that day alone.
    """
    order = sorted(weights)
    targets = [reach.target for reach in order]
    days = sorted({day for reach in order for day in reach})
    best: dict[int, _Choice] = {}

    def moved(before: int | None, after: int | None) -> int | None:
        """The days moved by what lies between two neighbours; None: out of reach."""
        start = 0 if before is None else bisect_right(targets, before)
        stop = len(order) if after is None else bisect_left(targets, after)
        total = 0
        for reach in order[start:stop]:
            ways = []
            if before is not None and before >= reach.first:
                ways.append(reach.target - before)
            if after is not None and after <= reach.last:
                ways.append(after - reach.target)
            if not ways:
                return None
            total += min(ways) * weights[reach]
        return total

    def from_here(day: int | None, later: list[int]) -> _Choice | None:
        """The best choice of days after `day`, which is counted with them."""
        here = () if day is None else (day,)
        choices: list[_Choice] = []
        if day is not None and (cost := moved(day, None)) is not None:
            choices.append((1, cost, here))
        for after in later:
            if (cost := moved(day, after)) is None:
                break  # further off still leaves out what this one left out
            if after in best:
                number, total, rest = best[after]
                choices.append((number + len(here), cost + total, here + rest))
        return min(choices, default=None)

    for at in range(len(days) - 1, -1, -1):
        if (choice := from_here(days[at], days[at + 1 :])) is not None:
            best[days[at]] = choice
    whole = from_here(None, days)
    assert whole is not None  # the targets themselves are always a choice
    return whole[2]
