"""First calendars of a chunk: the bytes that each single plan would have."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

import numpy as np

from surveil.batch.columns import Planned
from surveil.batch.entry_templates import (
    EPOCH,
    EntryTemplate,
    compact_days,
    said_days,
    template,
    uids,
)
from surveil.batch.grouping import step_of
from surveil.batch.units import Units, around, units
from surveil.case import Case
from surveil.errands import NEAR
from surveil.plans import Event, Plan
from surveil.render import entries, ics, wanting, wording
from surveil.render.layout import LaidOut, Layout, lay_out

# The facts of a case that the words of an entry look at.
FACTS: Final = ("function", "hereditary", "status")
_HALF: Final = 2 * NEAR + 2  # a step of the same test this near narrows a reach


@dataclass(slots=True)
class Calendars:
    """Writes first calendars by one layout; what it has met, it remembers.

    `made` is the day of the plans, `secret` that of the clinic. `standing` tells of
    the calendar that was given last, in order: the day of each entry, its id, and
    whether it is due rather than to be booked.
    """

    layout: Layout
    secret: bytes
    made: date
    standing: list[tuple[int, tuple[str, bool]]] = field(default_factory=list)
    _met: dict[object, tuple[EntryTemplate, ...] | None] = field(default_factory=dict)
    _texts: wanting.Texts = field(default_factory=dict)

    @property
    def knows_layout(self) -> bool:
        """Whether it can write by this layout at all.

        Where days off are to be met, or texts for staff hold dates of each event, each
        row goes the way of a single plan.
        """
        whole_days = self.layout.book is None or not self.layout.book.months
        clinical = self.layout.texts.texts == "clinical"
        return self.layout.closed is None and whole_days and not clinical

    def first(
        self,
        planned: Planned,
        plan_ids: Sequence[str],
        wanted: Callable[[int], bool] = lambda row: True,
    ) -> Iterator[tuple[int, bytes | None]]:
        """The rows of a chunk that have entries, with the bytes of their calendars.

        `plan_ids` has one for each row of the chunk. None stands for a row that has to
        go the way of a single plan. Rows that are not `wanted`, and those without an
        entry, are left out.
        """
        chunk, _ = planned.inside
        rows = np.unique(chunk.dated.rows[chunk.dated.row]).tolist()
        if not self.knows_layout:
            yield from ((row, None) for row in rows if wanted(row))
            return
        head = entries.header(
            None, wording.calendar_name(self.layout.texts), feed=self.layout.feed
        )
        compact, said = compact_days(), said_days(self.layout.texts.language)
        uid = uids(self.secret)
        for row, found in self._rows(planned, wanted):
            if found is None:
                yield row, None
                continue
            plan = f"entry/{plan_ids[row]}".encode()
            blocks = []
            for day, one in found:
                own = uid(plan + one.identity)
                stands, raw = one.filled(day, own, compact, said)
                blocks.append((stands, one.order, raw))
            blocks.sort()
            self.standing = [(day, order) for day, order, _ in blocks]
            whole = b"".join([head, *[raw for _, _, raw in blocks], entries.FOOTER])
            yield row, whole if len(whole) <= ics.LARGEST else None

    def _rows(
        self, planned: Planned, wanted: Callable[[int], bool]
    ) -> Iterator[tuple[int, list[tuple[int, EntryTemplate]] | None]]:
        """The rows that have entries: templates, each with the day it counts from.

        None for a row with a unit that no template can stand for.
        """
        chunk, planner = planned.inside
        tests = planner.slots.columns.test
        longest = max(self.layout.leads.values(), default=0)
        found = units(chunk, tests, together=self.layout.by == "visit", longest=longest)
        suspended = self._suspended(planned)
        kinds = list(
            zip(*(chunk.rows.shared[one].tolist() for one in FACTS), strict=True)
        )
        past = (
            np.zeros_like(found.past)
            if self.layout.past
            else found.past & ~_renewing(planned, found)
        )
        current: list[tuple[int, EntryTemplate]] | None = []
        before = -1
        columns = (found.row, found.day, *found.signs, past)
        for number, (row, day, one, other, gone) in enumerate(
            zip(*(column.tolist() for column in columns), strict=True)
        ):
            if row != before:
                if current != []:
                    yield before, current
                current, before = [], row
            if gone or row in suspended or not wanted(row):
                continue
            key: tuple[object, ...] = (one, other, kinds[row])
            if found.several[number]:
                key = self._context(planned, found, number, longest), kinds[row]
            if key not in self._met:
                self._met[key] = self._templates(planned, found, number, longest)
            met = self._met[key]
            if met is None or current is None:
                current = None
            else:
                current += [(day, each) for each in met]
        if current != []:
            yield before, current

    def _suspended(self, planned: Planned) -> frozenset[int]:
        chunk, planner = planned.inside
        values = planner.reader.classes["status"].values
        of_class = np.array([value == "suspended" for value in values], dtype=np.bool_)
        return frozenset(np.flatnonzero(of_class[chunk.rows.shared["status"]]).tolist())

    def _context(
        self, planned: Planned, found: Units, number: int, longest: int
    ) -> tuple[object, ...]:
        """All that the visits of a unit of several dates depend on."""
        chunk, planner = planned.inside
        dated, tests = chunk.dated, planner.slots.columns.test
        first, end = int(found.first[number]), int(found.end[number])
        base = int(found.day[number])
        near = list(around(chunk, first, end, _HALF + longest))
        return (
            first - near[0],
            end - first,
            tuple(
                (
                    int(tests[dated.slot[event]]),
                    int(dated.number[event]),
                    int(dated.earliest[event]) - base,
                    int(dated.due[event]) - base,
                    int(dated.latest[event]) - base,
                    bool(chunk.past[event]),
                )
                for event in near
            ),
        )

    def _templates(
        self, planned: Planned, found: Units, number: int, longest: int
    ) -> tuple[EntryTemplate, ...] | None:
        """The entries of one unit, as the single plan of its row has them.

        None where a booking is for more days than its text has places for.
        """
        chunk, _ = planned.inside
        first, end = int(found.first[number]), int(found.end[number])
        near = around(chunk, first, end, _HALF + longest)
        plan = self._plan(planned, int(found.row[number]), list(near))
        own = {self._event(planned, event).id for event in range(first, end)}
        whole = lay_out(plan, self.layout)
        visits = tuple(one for one in whole.visits if one.events[0].id in own)
        ids = {visit.id for visit in visits}
        bookings = tuple(one for one in whole.bookings if one.visits[0].id in ids)
        if any(len({one.day for one in each.visits}) > 2 for each in bookings):
            return None
        base = int(found.day[number])
        language = self.layout.texts.language
        return tuple(
            self._natural(template(one, base, self.made, language), one, base)
            for one in wanting.wanted(
                plan, LaidOut(visits, bookings), self.layout, self._texts
            )
            if not one.past
        )

    def _natural(self, made: EntryTemplate, wanted: object, base: int) -> EntryTemplate:
        """A booking counts from its first visit, wherever the day of the plan lies."""
        if made.floor is None or self.layout.book is None:
            return made
        # The first day in its text is that of the first visit.
        return replace(made, shift=made.shifts[0] - self.layout.book.days)

    def _plan(self, planned: Planned, row: int, near: list[int]) -> Plan:
        """A plan with some events of a row; of its case, what the words look at."""
        chunk, planner = planned.inside
        facts = {
            name: planner.reader.classes[name].values[int(chunk.rows.shared[name][row])]
            for name in FACTS
        }
        return Plan(
            case=Case(site="unknown-primary", **facts),  # type: ignore[arg-type]
            made=self.made,
            pace=planner.options.pace,
            guidelines=(),
            outcome="plan",
            events=tuple(self._event(planned, event) for event in near),
        )

    def _event(self, planned: Planned, event: int) -> Event:
        chunk, planner = planned.inside
        dated = chunk.dated
        earliest, due, latest = (
            date.fromordinal(EPOCH + int(days[event]))
            for days in (dated.earliest, dated.due, dated.latest)
        )
        step = step_of(planner, dated, event)
        return Event(step, earliest, due, latest, bool(chunk.past[event]))


def _renewing(planned: Planned, found: Units) -> np.ndarray:
    """Which units hold a renewal of the plan, which is never left out as past."""
    chunk, planner = planned.inside
    tests = np.array([step.test == "renew-plan" for step in planner.slots.steps])
    renews = tests[chunk.dated.slot] | chunk.dated.renewal
    return np.logical_or.reduceat(renews, found.first) if len(found.first) else renews
