"""Patterns: rows of a group whose calendars differ in days and identities alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

from surveil.batch.encoding import together
from surveil.batch.grouping import Group
from surveil.batch.months import Days
from surveil.case import Case
from surveil.catalogue import TESTS
from surveil.errands import NEAR
from surveil.plans import Event, Plan
from surveil.render.layout import Layout

# The facts of a case that the words of an entry look at.
FACTS: Final = ("function", "hereditary", "status")
EPOCH: Final = date(1970, 1, 1).toordinal()

Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pattern:
    """Lines of a group, as places in it, and a plan that stands for them all."""

    lines: Places
    plan: Plan


def patterns(
    group: Group, layout: Layout, made: date
) -> tuple[tuple[Pattern, ...], Places]:
    """The patterns of a group, and the lines that have none and go one by one.

    What shares a trip depends on days, and so on the length of months. It does not
    where the days on which the events of two due dates may stand never meet: then
    each event stands on its target. Those are nearly all rows; the others go the way
    of a single plan.
    """
    if not _is_even(layout):
        return (), np.arange(len(group.rows))
    longest = max(layout.leads.values(), default=0)
    bounds = np.diff(group.due, axis=1) > 0
    apart = np.ones(len(group.rows), dtype=np.bool_)
    if layout.by == "visit" and len(group.steps) > 1:
        apart = _apart(group, bounds, longest)
    found = np.flatnonzero(apart)
    if not len(found):
        return (), np.arange(len(group.rows))
    first, which = together([one[found] for one in _signs(group, bounds, longest)])
    made_patterns = tuple(
        Pattern(found[which == number], _plan(group, int(found[line]), made))
        for number, line in enumerate(first.tolist())
    )
    return made_patterns, np.flatnonzero(~apart)


def _is_even(layout: Layout) -> bool:
    """Whether the layout treats all days alike, and its words hold no date by hand."""
    whole_days = layout.book is None or not layout.book.months
    return layout.closed is None and whole_days and layout.texts.texts != "clinical"


def _apart(
    group: Group, bounds: npt.NDArray[np.bool_], longest: int
) -> npt.NDArray[np.bool_]:
    """Where no event can share a trip with one of another due date."""
    first = np.maximum(group.earliest, group.due - np.int32(NEAR))
    last = np.minimum(group.latest, group.due + np.int32(longest + NEAR))
    # The latest day of all before, and the earliest of all after, each event.
    before = np.maximum.accumulate(np.maximum(last, group.due), axis=1)[:, :-1]
    after = np.minimum.accumulate(first[:, ::-1], axis=1)[:, ::-1][:, 1:]
    meeting: npt.NDArray[np.bool_] = bounds & (before >= after)
    apart: npt.NDArray[np.bool_] = np.logical_not(meeting.any(axis=1))
    return apart


def _signs(
    group: Group, bounds: npt.NDArray[np.bool_], longest: int
) -> Iterator[npt.NDArray[np.int32]]:
    """What lines of one pattern have in common, a column each."""
    yield np.zeros(len(group.rows), dtype=np.int32)
    for column in bounds.T:
        yield column.astype(np.int32)
    for column in group.past.T:
        yield column.astype(np.int32)
    for place, step in enumerate(group.steps):
        if TESTS[step.test].kind in ("visit", "decision"):
            # How long it can wait for results: as long as they take, or less.
            room = group.latest[:, place] - group.due[:, place]
            yield np.minimum(room, longest).astype(np.int32)


def _plan(group: Group, line: int, made: date) -> Plan:
    """A plan with the events of one line; of its case, what the words look at."""
    facts = {name: group.facts[name] for name in FACTS}
    return Plan(
        case=Case(site="unknown-primary", **facts),  # type: ignore[arg-type]
        made=made,
        pace="",
        guidelines=(),
        outcome="plan",
        events=events(group, line),
    )


def events(group: Group, line: int) -> tuple[Event, ...]:
    """The events of one line of a group, as a plan has them."""
    days = zip(
        group.steps,
        _dates(group.earliest[line]),
        _dates(group.due[line]),
        _dates(group.latest[line]),
        group.past[line].tolist(),
        group.notes[line].tolist(),
        strict=True,
    )
    return tuple(
        Event(step, earliest, due, latest, past, group.note_texts[note])
        for step, earliest, due, latest, past, note in days
    )


def _dates(days: Days) -> list[date]:
    return [date.fromordinal(EPOCH + day) for day in days.tolist()]
