"""First calendars of a chunk: the bytes that each single plan would have."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from surveil.batch import row_plans
from surveil.batch.columns import Planned
from surveil.batch.filling import Filler
from surveil.batch.uids import Uids, plan_name
from surveil.batch.units import Units
from surveil.batch.wants import ALONE, NO_ENTRY, Wants
from surveil.render import entries, ics, wording
from surveil.render.layout import Layout

Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]

_AT_ONCE: Final = 1_000  # rows whose entries are held in memory together


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
    _wants: Wants = field(init=False)
    _filler: Filler = field(init=False)

    def __post_init__(self) -> None:
        self._wants = Wants(self.layout, self.made)
        self._filler = Filler(
            self._wants.templates,
            Uids(self.secret),
            self.layout.texts.language,
            self.made,
            self._wants.off,
        )

    @property
    def knows_layout(self) -> bool:
        """Whether it can write by this layout at all.

        Where texts for staff hold dates of each event, or a booking stands months
        before its visit, each row goes the way of a single plan.
        """
        whole_days = self.layout.book is None or not self.layout.book.months
        clinical = self.layout.texts.texts == "clinical"
        return whole_days and not clinical

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
        found = self._wants.units(planned)
        listed = np.zeros(len(chunk.course), dtype=np.bool_)
        listed[some] = True
        listed &= ~row_plans.suspended(planned)
        which = self._wants.of(planned, found, listed[found.row])
        alone = np.unique(found.row[which == ALONE])
        yield from (First(row, None) for row in alone.tolist())
        which[np.isin(found.row, alone)] = NO_ENTRY
        entered = np.unique(found.row[which != NO_ENTRY])
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
