"""Where an entry's days come from: which events, and what is done with their days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from surveil.batch.grouping import Group
from surveil.batch.months import Days
from surveil.batch.patterns import EPOCH, Pattern
from surveil.render import ics, wording
from surveil.render.clinic_texts import DUE, EARLIEST, LATEST, THEN
from surveil.render.layout import Layout, lay_out
from surveil.revising import Wanted
from surveil.visits import Visit

_NEVER: Final = np.int32(-(10**8))


@dataclass(frozen=True, slots=True)
class Moving:
    """The days of one visit for each line of a pattern, counted from 1970-01-01."""

    day: Days
    earliest: Days
    latest: Days


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry that the lines of a pattern want, with its days for each of them."""

    wanted: Wanted
    day: Days
    days: dict[str, Days]


def placed(
    group: Group, pattern: Pattern, layout: Layout, made: date
) -> tuple[Placed, ...]:
    """The entries of a pattern, as the single plan has them, for all its lines."""
    laid_out = lay_out(pattern.plan, layout)
    column = {step.id: place for place, step in enumerate(group.steps)}
    moving = {
        visit.id: _moving(group, pattern, visit, column) for visit in laid_out.visits
    }
    wanted = {(one.ids[0], one.role): one for one in _wanted(pattern, layout)}
    found = []
    for visit in laid_out.visits:
        then = ics.awaiting(visit, laid_out.visits)
        one = wanted[ics.entered(visit, layout).id, "due"]
        if not one.past:
            own = moving[visit.id]
            days = _days(own, moving[then.id] if then else None)
            found.append(Placed(one, own.day, days))
    ahead = np.int32(layout.book.days if layout.book else 0)
    today = np.int32(made.toordinal() - EPOCH)
    for booking in laid_out.bookings:
        first, later = moving[booking.visits[0].id], wording.booking_then(booking)
        found.append(
            Placed(
                wanted[booking.id, "book"],
                np.maximum(first.day - ahead, today),
                _days(first, moving[later.id] if later else None),
            )
        )
    return tuple(found)


def _wanted(pattern: Pattern, layout: Layout) -> Sequence[Wanted]:
    return ics.wanted(pattern.plan, lay_out(pattern.plan, layout), layout)


def _days(own: Moving, then: Moving | None) -> dict[str, Days]:
    found = {DUE: own.day, EARLIEST: own.earliest, LATEST: own.latest}
    return found | ({THEN: then.day} if then else {})


def _moving(
    group: Group, pattern: Pattern, visit: Visit, column: dict[str, int]
) -> Moving:
    """The days of a visit: as far from its due date as in the plan of the pattern."""
    members = np.array([column[event.id] for event in visit.events])
    lines = pattern.lines
    own = visit.events[0]
    shift = (visit.day - own.due).days
    day = group.due[lines, members[0]] + np.int32(shift)
    earliest = group.earliest[np.ix_(lines, members)].max(axis=1)
    latest = group.latest[np.ix_(lines, members)].min(axis=1)
    # A visit that waits is in time when the results are there, which is on its day.
    ready = day if visit.awaits else np.full_like(day, _NEVER)
    return Moving(day, np.maximum(earliest, ready), latest)
