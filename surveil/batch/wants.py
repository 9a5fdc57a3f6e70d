"""Wants: the entries of each unit, made once for all that want the same."""

from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

from surveil import visits
from surveil.batch import days_off, row_plans
from surveil.batch.columns import Planned
from surveil.batch.days_off import DaysOff, Looks
from surveil.batch.entry_templates import EPOCH, EntryTemplate, template
from surveil.batch.templates import Templates
from surveil.batch.units import Units, around, units
from surveil.errands import NEAR
from surveil.moving import Closed
from surveil.plans import Plan
from surveil.render import wanting
from surveil.render.layout import LaidOut, Layout, lay_out

Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]

ALONE: Final = -2  # in place of templates: the row goes the way of a single plan
NO_ENTRY: Final = -3
_HALF: Final = 2 * NEAR + 2  # a step of the same test this near narrows a reach
_SPREAD: Final = np.uint64(0x9E3779B97F4A7C15)
_MOVED: Final = 14  # days: where days off move a visit further, its row goes alone
# Days off move a visit in its own window, which ends half-way to the next step of its
# test. Where that is further away, it lies beyond all that such a move can look for.
_CLOSE: Final = 80


@dataclass(slots=True)
class Wants:
    """What units want by one layout; what it has met, it remembers.

    `templates` are those of all kinds of units.
    """

    layout: Layout
    made: date
    templates: Templates = field(default_factory=Templates)
    off: DaysOff | None = None
    _met: dict[object, int] = field(default_factory=dict)
    _texts: wanting.Texts = field(default_factory=dict)
    _looks: Looks = field(default_factory=Looks)

    def __post_init__(self) -> None:
        if self.layout.closed is not None:
            self.off = DaysOff(self.layout.closed)

    def units(self, planned: Planned) -> Units:
        """The units of a chunk, so large that no other has to do with its visits."""
        chunk, planner = planned.inside
        return units(
            chunk,
            planner.slots.columns.test,
            together=self.layout.by == "visit",
            longest=self._longest,
            moved=_MOVED if self.off else 0,
            close=_CLOSE if self.off else 0,
        )

    @property
    def _longest(self) -> int:
        return max(self.layout.leads.values(), default=0)

    def of(self, planned: Planned, found: Units, listed: Flags) -> Places:
        """The number of the templates of each unit; below 0 where it has none."""
        which = np.full(len(found.first), NO_ENTRY, dtype=np.int64)
        entered = listed
        if not self.layout.past:
            # The renewal of a plan is never left out as past.
            renewing = row_plans.renewing(planned, found.first)
            entered = listed & (~found.past | renewing)
        if self.off is None:
            self._decide(planned, found, np.flatnonzero(entered), which)
            return which
        chunk, _ = planned.inside
        if not len(chunk.dated.due):
            return which
        first, last = chunk.dated.earliest.min(), chunk.dated.latest.max()
        made = self.made.toordinal() - EPOCH
        if not self.off.cover(min(int(first), made), max(int(last), made)):
            which[listed] = ALONE
            return which
        # What is past is asked as well: it must not reach what is to come.
        self._decide(planned, found, np.flatnonzero(listed), which)
        which[~entered & (which != ALONE)] = NO_ENTRY
        return which

    def _decide(
        self, planned: Planned, found: Units, some: Places, which: Places
    ) -> None:
        """Give some units the numbers of their templates."""
        kinds = row_plans.looked_at(planned)[found.row]
        single = some[~found.several[some]]
        # Equal signs, circumstances and all: the same templates. Two numbers of 64
        # bits, so that units that differ are as good as never taken for the same.
        spread = kinds.astype(np.uint64) * _SPREAD
        one, other = (sign[single] + spread[single] for sign in found.signs)
        distinct, first, inverse = np.unique(
            one, return_index=True, return_inverse=True
        )
        assert (other[first][inverse] == other).all()
        numbers = [
            self._number(
                (sign, int(other[at]), int(kinds[single[at]])),
                planned,
                found,
                int(single[at]),
            )
            for sign, at in zip(distinct.tolist(), first.tolist(), strict=True)
        ]
        which[single] = np.array(numbers, dtype=np.int64)[inverse.ravel()]
        for unit in some[found.several[some]].tolist():
            key = self._context(planned, found, unit), int(kinds[unit])
            which[unit] = self._number(key, planned, found, unit)
        if self.off is not None:
            which[some] = self._by_days_off(planned, found, some, which[some])

    def _number(self, key: object, planned: Planned, found: Units, unit: int) -> int:
        """The number of the templates; where days are off, the root of its looks."""
        if key not in self._met:
            if self.off is not None:
                self._met[key] = self._looks.root()
            else:
                made = self._made(planned, found, unit, None)
                self._met[key] = ALONE if made is None else self.templates.add(made)
        return self._met[key]

    def _by_days_off(
        self, planned: Planned, found: Units, some: Places, roots: Places
    ) -> Places:
        """The numbers of the templates of units whose kinds have these roots."""
        assert self.off is not None
        while True:
            days = found.day[some]
            numbers, missing = self._looks.walked(roots, days, self.off)
            if not len(missing):
                return numbers
            for at in missing.tolist():
                unit, looked = int(some[at]), dict[int, bool]()
                closed = days_off.looking(self.off.closed, int(found.day[unit]), looked)
                made = self._made(planned, found, unit, closed)
                number = ALONE if made is None else self.templates.add(made)
                self._looks.learn(int(roots[at]), looked, number, ALONE)

    def _near(self, planned: Planned, found: Units, unit: int) -> range:
        """The events that may have to do with the visits of a unit, and its own."""
        chunk, _ = planned.inside
        first, end = int(found.first[unit]), int(found.end[unit])
        if self.off is None:
            return around(chunk, first, end, _HALF + self._longest)
        if not found.several[unit]:  # what is looked at must not depend on others
            return range(first, end)
        return around(chunk, first, end, _CLOSE + self._longest)

    def _context(self, planned: Planned, found: Units, unit: int) -> object:
        """All that the visits of a unit of several dates depend on."""
        chunk, planner = planned.inside
        dated, tests = chunk.dated, planner.slots.columns.test
        first, base = int(found.first[unit]), int(found.day[unit])
        near = self._near(planned, found, unit)
        return (
            first - near.start,
            int(found.end[unit]) - first,
            tuple(
                (
                    int(tests[dated.slot[event]]),
                    int(dated.earliest[event]) - base,
                    int(dated.due[event]) - base,
                    int(dated.latest[event]) - base,
                    bool(chunk.past[event]),
                )
                for event in near
            ),
        )

    def _made(
        self, planned: Planned, found: Units, unit: int, closed: Closed | None
    ) -> tuple[EntryTemplate, ...] | None:
        """The entries of one unit, as the single plan of its row has them.

        None where that plan has to be asked: a booking is for more days than its text
        has places for, or days off move a visit far or among other units.
        """
        first, end = int(found.first[unit]), int(found.end[unit])
        near = self._near(planned, found, unit)
        plan = row_plans.plan(planned, int(found.row[unit]), near, self.made)
        own = {
            event.id: place
            for place, event in enumerate(row_plans.events(planned, range(first, end)))
        }
        whole = self._laid_out(plan, own, closed)
        if whole is None:
            return None
        laid_out = LaidOut(
            tuple(one for one in whole.visits if one.events[0].id in own),
            tuple(one for one in whole.bookings if one.visits[0].events[0].id in own),
        )
        if any(len({one.day for one in each.visits}) > 2 for each in laid_out.bookings):
            return None
        ahead = self.layout.book.days if self.layout.book else 0
        base, language = int(found.day[unit]), self.layout.texts.language
        return tuple(
            template(one, own[one.ids[0]], base, self.made, ahead, language)
            for one in wanting.wanted(plan, laid_out, self.layout, self._texts)
            if not one.past
        )

    def _laid_out(
        self, plan: Plan, own: dict[str, int], closed: Closed | None
    ) -> LaidOut | None:
        """The visits; the bookings where they would stand if every day was open."""
        if closed is None:
            return lay_out(plan, self.layout)
        by, leads = self.layout.by, self.layout.leads
        found = visits.visits(plan.events, by=by, leads=leads, closed=closed)
        plain = visits.visits(plan.events, by=by, leads=leads)
        before = {event.id: one.day for one in plain for event in one.events}
        for visit in found:
            ids = {event.id for event in visit.events}
            mine = ids & own.keys()
            if mine and mine != ids:
                return None
            if any(abs((visit.day - before[id]).days) > _MOVED for id in mine):
                return None
        if self.layout.book is None:
            return LaidOut(found, ())
        booked = visits.bookings(found, ahead=self.layout.book, made=plan.made)
        return LaidOut(found, booked)
