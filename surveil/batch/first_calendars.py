"""First calendars of a chunk, written all at once, and what is kept of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time

import numpy as np
import pyarrow as pa

from surveil.batch import encoding, folder, state
from surveil.batch.calendars import Calendars, First
from surveil.batch.columns import Planned
from surveil.batch.ledger import Known
from surveil.batch.options import BatchOptions
from surveil.batch.task import (
    SUFFIX,
    CalendarFolder,
    Done,
    ListedRow,
    Task,
    fingerprints,
    rows_of,
)
from surveil.batch.uids import Uids
from surveil.batch.upkeep import leave, without_calendar


@dataclass(slots=True)
class FirstCalendars:
    """Writes the calendars of cases that are new and alone.

    Those that stand already are held against what a new one would say.
    """

    options: BatchOptions
    how: CalendarFolder
    _uids: Uids = field(init=False)
    _calendars: Calendars = field(init=False)

    def __post_init__(self) -> None:
        how = self.how
        self._uids = Uids(how.secret)
        self._calendars = Calendars(how.layout, how.secret, self.options.made)

    def write(self, planned: Planned, task: Task, done: Done) -> list[ListedRow]:
        """See to all rows that can be seen to at once. Gives those that are left."""
        outcomes = planned.outcomes
        keys = [key or "" for key in outcomes.column("key").to_pylist()]
        plan_ids = self._uids.plan_ids(keys)
        prints = fingerprints(task.columns.table)
        new, others = self._new(keys, outcomes, task, plan_ids, prints, done)
        rows = {
            row.place: row for row in rows_of(task.columns, outcomes, prints, others)
        }
        standing = {
            place
            for place, row in rows.items()
            if self._is_as_noted(row, task, plan_ids[place] + SUFFIX)
        }
        wanted = np.zeros(len(keys), dtype=np.bool_)
        wanted[[*new, *standing]] = True
        stamp = datetime.combine(self.options.made, time(), UTC).isoformat()
        calendars = str(self.how.path(""))
        for one in self._calendars.first(planned, plan_ids, wanted):
            place, file = one.row, plan_ids[one.row] + SUFFIX
            if place in standing:
                known = task.known[rows[place].key]
                if self._stands(known, one, task):
                    leave(rows.pop(place), known, file, self.how, done)
            elif one.pieces:
                size = folder.write_first(f"{calendars}/{file}", *one.pieces)
                done.written += 1
                done.calendars[place] = file
                done.cases.append(
                    Known(
                        key=keys[place],
                        plan_id=plan_ids[place],
                        file=file,
                        fingerprint=prints[place],
                        outcome=new.pop(place),
                        ids=one.ids,
                        state=one.state,
                        sequence=0,
                        stamp=stamp,
                        overridden=False,
                        size=size,
                        run=self.how.run,
                    )
                )
            elif one.pieces is not None:  # nothing to enter
                case = keys[place], plan_ids[place], prints[place], new.pop(place)
                done.cases.append(without_calendar(*case, self.how.run))
        alone = rows_of(task.columns, outcomes, prints, sorted(new))
        return [*rows.values(), *alone]

    def _new(
        self,
        keys: Sequence[str],
        outcomes: pa.Table,
        task: Task,
        plan_ids: Sequence[str],
        prints: Sequence[bytes],
        done: Done,
    ) -> tuple[dict[int, str], list[int]]:
        """The outcomes of new cases with events, by place; the places of old cases.

        New cases without events are settled at once.
        """
        new: dict[int, str] = {}
        others: list[int] = []
        words, codes = encoding.distinct(outcomes.column("outcome").combine_chunks())
        events = outcomes.column("events").to_pylist()
        known, patients, shared = task.known, task.columns.patients, task.shared
        for place, (key, code) in enumerate(zip(keys, codes.tolist(), strict=True)):
            if not key:
                continue
            if (
                key in known
                or patients[place] is not None
                or (shared and plan_ids[place] + SUFFIX in shared)
            ):
                others.append(place)
            elif events[place]:
                new[place] = words[code]
            elif words[code] != "rejected":
                case = key, plan_ids[place], prints[place], words[code]
                done.cases.append(without_calendar(*case, self.how.run))
        return new, others

    def _is_as_noted(self, row: ListedRow, task: Task, file: str) -> bool:
        """Whether the calendar of a row is its own, and as the ledger says."""
        known = task.known.get(row.key)
        if known is None or row.patient is not None or file in task.shared:
            return False
        if not row.events or row.outcome == "rejected":
            return False
        if known.file != file or known.overridden or known.state is None:
            return False
        if known.run == self.how.run and known.fingerprint == row.print:
            return False  # done by this very run, as `calendars` finds at once
        return folder.size(self.how.path(file)) == known.size

    def _stands(self, known: Known, first: First, task: Task) -> bool:
        """Whether nothing of a calendar changes; else it goes the way of one plan."""
        if not first.pieces or known.ids is None or known.state is None:
            return False
        return state.same(
            tuple(state.unpacked(known.ids, known.state)),
            tuple(state.unpacked(first.ids, first.state)),
            made=self.options.made,
            feed=self.how.layout.feed,
            alike=known.run in task.alike,
        )
