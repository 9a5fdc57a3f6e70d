"""First calendars of a chunk: the bytes that each single plan would have."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from surveil.batch import row_plans
from surveil.batch.columns import Planned
from surveil.batch.entry_templates import EntryTemplate, template
from surveil.batch.filling import Filler
from surveil.batch.templates import Templates
from surveil.batch.uids import Uids, plan_name
from surveil.batch.units import Units, around, units
from surveil.errands import NEAR
from surveil.render import entries, ics, wanting, wording
from surveil.render.layout import LaidOut, Layout, lay_out

Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]

_AT_ONCE: Final = 1_000  # rows whose entries are held in memory together
_HALF: Final = 2 * NEAR + 2  # a step of the same test this near narrows a reach
_ALONE: Final = -1  # in place of templates: the row goes the way of a single plan
_NO_ENTRY: Final = -2
_SPREAD: Final = np.uint64(0x9E3779B97F4A7C15)


class First(NamedTuple):
    """The first calendar of a row of a chunk: its bytes, and what `state` keeps of it.

    `pieces` are its bytes, none where the row has no entry, and so no calendar; they
    are None where it has to go the way of a single plan. They hold until the next one
    is asked for.
    """

    row: int
    pieces: tuple[bytes | memoryview, ...] | None
    ids: str = ""
    state: bytes = b""


@dataclass(slots=True)
class Calendars:
    """Writes first calendars by one layout; what it has met, it remembers.

    `made` is the day of the plans, `secret` that of the clinic.
    """

    layout: Layout
    secret: bytes
    made: date
    _met: dict[object, int] = field(default_factory=dict)
    _templates: Templates = field(default_factory=Templates)
    _texts: wanting.Texts = field(default_factory=dict)
    _filler: Filler = field(init=False)

    def __post_init__(self) -> None:
        language = self.layout.texts.language
        self._filler = Filler(self._templates, Uids(self.secret), language)

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
        wanted: Flags,
    ) -> Iterator[First]:
        """The rows of a chunk that have events, with their calendars.

        `plan_ids` has one for each row of the chunk. Rows that are not `wanted` are
        left out.
        """
        chunk, _ = planned.inside
        dated = chunk.dated
        some = dated.rows[dated.count > 0]
        some = some[wanted[some]]
        if not self.knows_layout:
            yield from (First(row, None) for row in some.tolist())
            return
        found = self._units(planned)
        listed = np.zeros(len(chunk.course), dtype=np.bool_)
        listed[some] = True
        listed &= ~row_plans.suspended(planned)
        which = self._which(planned, found, listed[found.row])
        alone = np.unique(found.row[which == _ALONE])
        yield from (First(row, None) for row in alone.tolist())
        which[np.isin(found.row, alone)] = _NO_ENTRY
        entered = np.unique(found.row[which != _NO_ENTRY])
        without = np.setdiff1d(some, np.union1d(entered, alone))
        yield from (First(row, ()) for row in without.tolist())
        some = entered
        names = [plan_name(plan_id) for plan_id in plan_ids]
        for start in range(0, len(some), _AT_ONCE):
            block = some[start : start + _AT_ONCE]
            first, last = np.searchsorted(found.row, [block[0], block[-1] + 1])
            yield from self._block(planned, found, which, range(first, last), names)

    def _block(
        self,
        planned: Planned,
        found: Units,
        which: Places,
        span: range,
        names: Sequence[bytes],
    ) -> Iterator[First]:
        """The calendars of some rows, whose units are those of `span`."""
        chunk, _ = planned.inside
        head = entries.header(
            None, wording.calendar_name(self.layout.texts), feed=self.layout.feed
        )
        around = len(head) + len(entries.FOOTER)
        here = slice(span.start, span.stop)
        for each in self._filler.filled(
            found.part(here), which[here], chunk.dated.number, names
        ):
            if len(each.blocks) + around > ics.LARGEST:
                yield First(each.row, None)
            else:
                pieces = head, each.blocks, entries.FOOTER
                yield First(each.row, pieces, each.ids, each.state)

    def _units(self, planned: Planned) -> Units:
        chunk, planner = planned.inside
        longest = max(self.layout.leads.values(), default=0)
        together = self.layout.by == "visit"
        tests = planner.slots.columns.test
        return units(chunk, tests, together=together, longest=longest)

    def _which(self, planned: Planned, found: Units, listed: Flags) -> Places:
        """The number of the templates of each unit; below 0 where it has none."""
        which = np.full(len(found.first), _NO_ENTRY, dtype=np.int64)
        if not self.layout.past:
            # The renewal of a plan is never left out as past.
            renewing = row_plans.renewing(planned, found.first)
            listed = listed & (~found.past | renewing)
        kinds = row_plans.looked_at(planned)[found.row]
        single = np.flatnonzero(listed & ~found.several)
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
        for unit in np.flatnonzero(listed & found.several).tolist():
            key = self._context(planned, found, unit), int(kinds[unit])
            which[unit] = self._number(key, planned, found, unit)
        return which

    def _number(self, key: object, planned: Planned, found: Units, unit: int) -> int:
        if key not in self._met:
            made = self._made(planned, found, unit)
            self._met[key] = _ALONE if made is None else self._templates.add(made)
        return self._met[key]

    def _near(self, planned: Planned, found: Units, unit: int) -> range:
        chunk, _ = planned.inside
        longest = max(self.layout.leads.values(), default=0)
        first, end = int(found.first[unit]), int(found.end[unit])
        return around(chunk, first, end, _HALF + longest)

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
        self, planned: Planned, found: Units, unit: int
    ) -> tuple[EntryTemplate, ...] | None:
        """The entries of one unit, as the single plan of its row has them.

        None where a booking is for more days than its text has places for.
        """
        first, end = int(found.first[unit]), int(found.end[unit])
        near = self._near(planned, found, unit)
        plan = row_plans.plan(planned, int(found.row[unit]), near, self.made)
        own = {
            event.id: place
            for place, event in enumerate(row_plans.events(planned, range(first, end)))
        }
        whole = lay_out(plan, self.layout)
        visits = tuple(one for one in whole.visits if one.events[0].id in own)
        ids = {visit.id for visit in visits}
        bookings = tuple(one for one in whole.bookings if one.visits[0].id in ids)
        if any(len({one.day for one in each.visits}) > 2 for each in bookings):
            return None
        ahead = self.layout.book.days if self.layout.book else 0
        base, language = int(found.day[unit]), self.layout.texts.language
        laid_out = LaidOut(visits, bookings)
        return tuple(
            template(one, own[one.ids[0]], base, self.made, ahead, language)
            for one in wanting.wanted(plan, laid_out, self.layout, self._texts)
            if not one.past
        )
