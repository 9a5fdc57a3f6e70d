"""Errands: what a trip is made for, and the days on which it may be done."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby, pairwise
from typing import Final

from surveil.catalogue import RANK, TESTS
from surveil.plans import Event
from surveil.trips import Reach

_KIND: Final = {test.code: test.kind for test in TESTS.values()}  # asked very often
NEAR: Final = 28  # days: for a shared trip nothing is moved further from its target


@dataclass(frozen=True, slots=True)
class Awaited:
    """A test whose result a clinic visit waits for, and the days that this takes."""

    event: Event
    lead: int


@dataclass(frozen=True, slots=True)
class Errand:
    """One event, or a clinic visit with the decisions that are taken there.

    Days are ordinals. `target` is the day it should be done. `first` and `last` bound
    the days on which it may be done at all: its window, as far as that lies nearer to
    this step than to the next of the same test. `reach` is how far it may be moved to
    share a trip. `missed` are tests whose day is too late for the clinic visit, unless
    they are moved before it after all.
    """

    events: tuple[Event, ...]
    target: int
    first: int
    last: int
    reach: Reach
    fixed: bool  # a clinician chose the day
    awaits: tuple[Awaited, ...]
    missed: tuple[Awaited, ...]


@dataclass(slots=True, eq=False)
class _Draft:
    events: list[Event]
    target: int
    fixed: bool
    until: int | None = None  # a result is there in time if it is done by this day
    awaits: list[Awaited] = field(default_factory=list)
    missed: list[Awaited] = field(default_factory=list)


def kind(event: Event) -> str:
    return _KIND[event.step.test]


def brief(event: Event) -> str:
    return TESTS[event.test].brief


def errands(
    events: Iterable[Event], leads: Mapping[str, int], *, together: bool
) -> tuple[Errand, ...]:
    """The errands of a plan, in order of due date; what is left out has none.

    Unless `together`, none may be moved to share a trip.
    """
    kept = [event for event in events if not event.left_out]
    kept.sort(key=lambda event: (event.due, RANK[event.test], event.id))
    drafts: list[_Draft] = []
    for _, group in groupby(kept, key=lambda event: event.due):
        drafts += _drafts(list(group), leads)
    rooms = _between_steps(drafts)
    return tuple(_errand(draft, rooms, together) for draft in drafts)


def _drafts(group: list[Event], leads: Mapping[str, int]) -> list[_Draft]:
    """What is due on one date: targets of clinic visits follow the tests' results."""
    drafts = [
        _Draft([event], event.day.toordinal(), event.override is not None)
        for event in group
    ]
    decisions = [draft for draft in drafts if kind(draft.events[0]) == "decision"]
    clinics = [draft for draft in drafts if kind(draft.events[0]) == "visit"]
    tests = [
        draft for draft in drafts if kind(draft.events[0]) not in ("decision", "visit")
    ]
    for clinic in clinics:
        _wait(clinic, tests, leads)
        for decision in decisions:
            only = decision.events[0]
            if not decision.fixed and _window_holds(only, clinic.target):
                clinic.events.append(only)
                drafts.remove(decision)
        decisions = [draft for draft in decisions if draft in drafts]
    return drafts


def _wait(clinic: _Draft, tests: list[_Draft], leads: Mapping[str, int]) -> None:
    """Let the clinic visit await the tests that can be done before it."""
    visit = clinic.events[0]
    last = clinic.target if clinic.fixed else visit.latest.toordinal()
    for test in tests:
        event = test.events[0]
        lead = leads.get(kind(event), 0)
        if lead > 0 and test.target <= last:
            clinic.awaits.append(Awaited(event, lead))
        elif lead > 0:
            clinic.missed.append(Awaited(event, lead))
    ready = [one.event.day.toordinal() + one.lead for one in clinic.awaits]
    if ready:
        clinic.target = min(max(clinic.target, *ready), last)
    for test in tests:
        lead = leads.get(kind(test.events[0]), 0)
        if lead > 0:
            test.until = max(test.target, clinic.target - lead)


def _window_holds(event: Event, day: int) -> bool:
    return event.earliest.toordinal() <= day <= event.latest.toordinal()


def _between_steps(drafts: list[_Draft]) -> dict[str, tuple[int, int]]:
    """By event id, the days that lie nearer to it than to another step of its test."""
    steps: dict[str, list[tuple[int, str]]] = {}
    for draft in drafts:
        for event in draft.events:
            steps.setdefault(event.test, []).append((draft.target, event.id))
    rooms = {}
    for days in steps.values():
        days.sort()
        bounds = [(day, id, date.min.toordinal()) for day, id in days[:1]]
        bounds += [
            (day, id, day - _half(before, day))
            for (before, _), (day, id) in pairwise(days)
        ]
        ends = [day + _half(day, after) for (day, _), (after, _) in pairwise(days)]
        ends.append(date.max.toordinal())
        for (_, id, first), last in zip(bounds, ends, strict=True):
            rooms[id] = (first, last)
    return rooms


def _half(before: int, after: int) -> int:
    """The days that may be gone from one step towards another, short of half-way."""
    return max(0, (after - before - 1) // 2)


def _errand(
    draft: _Draft, rooms: Mapping[str, tuple[int, int]], together: bool
) -> Errand:
    target = first = last = draft.target
    if not draft.fixed:
        first = max(
            max(event.earliest.toordinal(), rooms[event.id][0])
            for event in draft.events
        )
        last = min(
            min(event.latest.toordinal(), rooms[event.id][1]) for event in draft.events
        )
    reach = Reach(target, target, target)
    if together:
        near = min(last, target + NEAR)
        if draft.until is not None:
            near = min(near, draft.until)
        # A clinic visit before its target would come before its results.
        back = target if draft.awaits else max(first, target - NEAR)
        reach = Reach(target, back, near)
    return Errand(
        events=tuple(draft.events),
        target=target,
        first=first,
        last=last,
        reach=reach,
        fixed=draft.fixed,
        awaits=tuple(draft.awaits),
        missed=tuple(draft.missed),
    )
