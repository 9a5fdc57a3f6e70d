"""Agreeing: which tests and days several plans of one case have in common."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

from surveil.catalogue import CONTAINS, RANK
from surveil.plans import Event, Plan
from surveil.tallies import figure_of


@dataclass(frozen=True, slots=True)
class Shared:
    """Days on which one examination keeps to every plan: inside a window of each.

    `events` are those events, one from each plan, in the order of the plans.
    """

    earliest: date
    latest: date
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Core:
    """A test that every plan asks for, and the days that they share.

    A plan that asks for a larger scan asks for those that it contains. Each event of
    the plan with the fewest is matched with the nearest of each other plan whose
    windows share a day with it and which is not matched yet.
    """

    test: str
    shared: tuple[Shared, ...]


@dataclass(frozen=True, slots=True)
class Partly:
    """A test that only some of the plans ask for, by the ids of their guidelines."""

    test: str
    asked_by: tuple[str, ...]
    not_by: tuple[str, ...]


def agreement(plans: Sequence[Plan]) -> tuple[tuple[Core, ...], tuple[Partly, ...]]:
    """What all plans ask for, and what only some of them do, in the staff's order.

    Nothing for fewer than two plans: one plan agrees with itself.
    """
    if len(plans) < 2:
        return (), ()
    asked = {event.test for plan in plans for event in plan.events}
    tests = sorted(filter(figure_of, asked), key=RANK.__getitem__)
    core = tuple(_core(tests, plans))
    agreed = {one.test for one in core}
    return core, tuple(_partly(test, plans) for test in tests if test not in agreed)


def _core(tests: Sequence[str], plans: Sequence[Plan]) -> Iterator[Core]:
    for test in tests:
        found = [_serving(test, plan) for plan in plans]
        if all(found):
            yield Core(test, tuple(_shared(found)))


def _serving(test: str, plan: Plan) -> list[Event]:
    """The events that serve as a test: it, or a larger scan that contains it."""
    return [
        event
        for event in plan.events
        if test in (event.test, *CONTAINS.get(event.test, ()))
    ]


def _shared(found: Sequence[list[Event]]) -> Iterator[Shared]:
    """The days that one event of each plan has in common, each event used once."""
    free = [list(events) for events in found]
    fewest = min(range(len(found)), key=lambda plan: len(found[plan]))
    for event in found[fewest]:

        def apart(chosen: tuple[Event, ...], event: Event = event) -> int:
            return sum(abs((one.due - event.due).days) for one in chosen)

        near = [
            [event] if plan == fewest else [one for one in rest if _meet((event, one))]
            for plan, rest in enumerate(free)
        ]
        chosen = min(filter(_meet, product(*near)), key=apart, default=None)
        if chosen:
            yield Shared(*_common(chosen), chosen)
            for rest, one in zip(free, chosen, strict=True):
                rest.remove(one)


def _common(events: Sequence[Event]) -> tuple[date, date]:
    return max(one.earliest for one in events), min(one.latest for one in events)


def _meet(events: Sequence[Event]) -> bool:
    first, last = _common(events)
    return first <= last


def _partly(test: str, plans: Sequence[Plan]) -> Partly:
    ids: dict[bool, list[str]] = {True: [], False: []}
    for plan in plans:
        asks = any(event.test == test for event in plan.events)
        ids[asks].append(plan.guidelines[0].id)
    return Partly(test, tuple(ids[True]), tuple(ids[False]))
