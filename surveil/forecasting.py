"""Forecasting: how many tests and trips a list will ask for, month by month."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Final

from surveil.catalogue import TESTS
from surveil.demand import GROUPS, group_of
from surveil.happenings import Happening
from surveil.history import Done, History
from surveil.lists import Listed, Rejected
from surveil.observing import BECAME, Observed, Standard, observe
from surveil.periods import Line, Periods, Wanted, lines
from surveil.visits import visits

TRIPS: Final = MappingProxyType(
    {"clinic-trip": "trips with a clinic visit", "test-trip": "trips for tests alone"}
)
_OPEN: Final = ("due", "coming", "booked")


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What one standard asks of the clinic.

    `became` counts rows, and adds up to all of them. `overdue` are tests that should
    be done now, and are in no period; `beyond` those after the last one; `suspended`
    those due in these periods of patients whose follow-up is suspended, and left out.
    """

    standard: Standard
    became: Mapping[str, int]
    tests: tuple[Line, ...]
    trips: tuple[Line, ...]
    overdue: Mapping[str, int]
    beyond: Mapping[str, int]
    suspended: int

    @property
    def groups(self) -> tuple[Line, ...]:
        """The tests put together as the clinic's report does, without empty groups."""
        found: dict[str, Line] = {}
        for one in self.tests:
            named = replace(one, code=group_of(one.code))
            before = found.get(named.code)
            found[named.code] = before + named if before else named
        return tuple(found[name] for name in GROUPS if name in found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """The demand of a list from `as_of` on, by one standard or by two.

    `knows_done`: the list came with what was done. Without it, what was due before
    `as_of` is taken as done, and nothing is known to be overdue.
    """

    periods: Periods
    rows: int
    knows_done: bool
    sides: tuple[Side, ...]
    rejected: tuple[Rejected, ...] = ()


@dataclass(slots=True)
class _Tally:
    rejected: list[Rejected] = field(default_factory=list)
    became: Counter[str] = field(default_factory=Counter)
    wanted: list[Wanted] = field(default_factory=list)
    trips: list[Wanted] = field(default_factory=list)
    overdue: Counter[str] = field(default_factory=Counter)
    suspended: int = 0


def forecast(
    rows: Sequence[Listed | Rejected],
    done: Mapping[str, Sequence[Done]] | None,
    standards: Sequence[Standard],
    periods: Periods,
    *,
    happenings: Mapping[str, Sequence[Happening]] = MappingProxyType({}),
    anchor: str | None = None,
    pace: str = "closest",
) -> Forecast:
    """What the patients of a list will need in each period, for each standard.

    Who died, moved, was discharged or opted out needs nothing; who is suspended is
    counted apart. Nobody who is operated on later is in it.
    """
    sides: list[Side] = []
    rejected: tuple[Rejected, ...] = ()
    for standard in standards:
        tally = _Tally()
        found = observe(
            rows,
            done or {},
            happenings,
            standard,
            as_of=periods.as_of,
            anchor=anchor,
            pace=pace,
        )
        for one in found:
            _count(tally, one, periods, done is not None)
        assert tally.became.total() == len(rows), "a row was lost"
        rejected = tuple(tally.rejected)
        sides.append(_side(standard, tally, periods))
    return Forecast(
        periods=periods,
        rows=len(rows),
        knows_done=done is not None,
        sides=tuple(sides),
        rejected=rejected,
    )


def _count(
    tally: _Tally, one: Observed | Rejected, periods: Periods, knows_done: bool
) -> None:
    if isinstance(one, Rejected):
        tally.became["rejected"] += 1
        tally.rejected.append(one)
        return
    tally.became[one.became] += 1
    if one.period is None or not one.period.history.standings:
        return
    history = one.period.history
    wanted = dict(_to_come(history, periods.as_of, knows_done))
    if one.case.status == "suspended":
        tally.suspended += sum(each.day < periods.end for each in wanted.values())
        return
    tally.wanted += wanted.values()
    tally.trips += _trips(history, wanted, periods.as_of)
    if knows_done:
        tally.overdue.update(
            each.test
            for each in history.standings
            if each.status == "overdue" and each.asks
        )


def _to_come(
    history: History, as_of: date, knows_done: bool
) -> Iterator[tuple[str, Wanted]]:
    """What is still to be done, by the id of its step.

    What is due already and in its window is expected today. What is booked is on the
    day of its booking. A step that was passed over is not asked for again.
    """
    for one in history.standings:
        if one.status not in _OPEN or (not knows_done and one.day < as_of):
            continue
        if one.later and one.later.status == "done":
            continue
        if one.status == "booked" and one.by:
            day = one.by.date
            yield one.id, Wanted(one.test, day, day, day, booked=True)
        else:
            window = Wanted(one.test, one.earliest, one.day, one.latest)
            yield one.id, window.from_day(as_of)


def _trips(
    history: History, wanted: Mapping[str, Wanted], as_of: date
) -> Iterator[Wanted]:
    """The trips on which anything is to be done, grouped as a calendar does.

    A trip with something booked is on that day.
    """
    for visit in visits(one.event for one in history.standings):
        own = [wanted[event.id] for event in visit.events if event.id in wanted]
        tests = [one.code for one in own]
        if not any(TESTS[test].kind != "decision" for test in tests):
            continue
        code = "clinic-trip" if "clinic" in tests else "test-trip"
        if booked := [one.day for one in own if one.booked]:
            day = max(booked)
            yield Wanted(code, day, day, day)
        else:
            trip = Wanted(code, visit.earliest, visit.day, visit.latest)
            yield trip.from_day(as_of)


def _side(standard: Standard, tally: _Tally, periods: Periods) -> Side:
    end = periods.end
    return Side(
        standard=standard,
        became=MappingProxyType({name: tally.became[name] for name in BECAME}),
        tests=lines(tally.wanted, TESTS, periods),
        trips=lines(tally.trips, TRIPS, periods),
        overdue=_in_order(tally.overdue),
        beyond=_in_order(Counter(one.code for one in tally.wanted if one.day >= end)),
        suspended=tally.suspended,
    )


def _in_order(counts: Counter[str]) -> Mapping[str, int]:
    return MappingProxyType({test: counts[test] for test in TESTS if counts[test]})
