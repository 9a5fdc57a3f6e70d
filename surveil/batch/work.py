"""Work on one chunk: its rows planned, their calendars written, what became of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time

import pyarrow.compute as pc

from surveil.batch import counting, folder, state
from surveil.batch.calendars import Calendars, First
from surveil.batch.columns import Planned, plan_columns
from surveil.batch.courses import Course
from surveil.batch.ledger import Known
from surveil.batch.options import BatchOptions
from surveil.batch.settled import settled
from surveil.batch.task import (
    SUFFIX,
    CalendarFolder,
    Done,
    ListedRow,
    Task,
    file_of,
    rows_of,
)
from surveil.batch.upkeep import calendars, leave


@dataclass(slots=True)
class Worker:
    """Works on the chunks of one list, in one process; what it has met, it remembers.

    Without a folder of calendars it plans only.
    """

    options: BatchOptions
    how: CalendarFolder | None
    _first: Calendars | None = None

    def work(self, task: Task) -> Done:
        """Plan a chunk, and write its calendars if there is a way to."""
        planned = plan_columns(task.columns.table, self.options)
        done = Done(planned.outcomes, settled(planned.events))
        done.judgements = judgements(planned)
        names = {row.list for row in task.columns.rows[:1]}
        done.counts = counting.counted(planned, *names)
        if self.how is not None:
            rows = rows_of(task.columns, planned.outcomes)
            written = self._write_first(planned, task, rows, self.how, done)
            left = [row for row in rows if row.place not in written]
            calendars(task, left, self.options, self.how, done)
        return done

    def _write_first(
        self,
        planned: Planned,
        task: Task,
        rows: Sequence[ListedRow],
        how: CalendarFolder,
        done: Done,
    ) -> set[int]:
        """The calendars of cases that are new and alone, all at once.

        Those that stand already are held against what a new one would say. Gives the
        places of the rows that are seen to by that.
        """
        new = {}
        plan_ids = [""] * len(task.columns.rows)
        for row in rows:
            if row.events and row.patient is None and row.outcome != "rejected":
                file = file_of(how.secret, row.key, None)
                if file not in task.shared and self._is_plain(row, task, file, how):
                    new[row.place] = row
                    plan_ids[row.place] = file.removesuffix(SUFFIX)
        if not new:
            return set()
        stamp = datetime.combine(self.options.made, time(), UTC).isoformat()
        if self._first is None:
            self._first = Calendars(how.layout, how.secret, self.options.made)
        seen = set()
        for one in self._first.first(planned, plan_ids, new.__contains__):
            place, raw = one.row, one.raw
            if raw is None:  # goes the way of a single plan
                continue
            row, plan_id = new.pop(place), plan_ids[place]
            known = task.known.get(row.key)
            if known is not None:
                if self._stands(known, one, task, how):
                    leave(row, known, f"{plan_id}{SUFFIX}", how, done)
                    seen.add(place)
                continue
            seen.add(place)
            file = f"{plan_id}{SUFFIX}"
            if not raw:
                leave(row, None, file, how, done)
                continue
            folder.write_first(how.path(file), raw)
            done.written += 1
            done.calendars[place] = file
            done.cases.append(
                Known(
                    key=row.key,
                    plan_id=plan_id,
                    file=file,
                    fingerprint=row.print,
                    outcome=row.outcome,
                    ids=one.ids,
                    state=one.state,
                    sequence=0,
                    stamp=stamp,
                    overridden=False,
                    size=len(raw),
                    run=how.run,
                )
            )
        return seen

    def _is_plain(
        self, row: ListedRow, task: Task, file: str, how: CalendarFolder
    ) -> bool:
        """Whether the row is new, or its calendar is as the ledger says."""
        known = task.known.get(row.key)
        if known is None:
            return True
        if known.file != file or known.overridden or known.state is None:
            return False
        if known.run == how.run and known.fingerprint == row.print:
            return False  # done by this very run, as `calendars` finds at once
        return folder.size(how.path(file)) == known.size

    def _stands(
        self, known: Known, first: First, task: Task, how: CalendarFolder
    ) -> bool:
        """Whether nothing of a calendar changes; else it goes the way of one plan."""
        if not first.raw or known.ids is None or known.state is None:
            return False
        return state.same(
            tuple(state.unpacked(known.ids, known.state)),
            tuple(state.unpacked(first.ids, first.state)),
            made=self.options.made,
            feed=how.layout.feed,
            alike=known.run in task.alike,
        )


def judgements(planned: Planned) -> list[tuple[str, ...]]:
    """The rows for the MDT: key, site, grade, why, what is missing, guideline."""
    chunk, planner = planned.inside
    outcomes = planned.outcomes
    places = pc.indices_nonzero(pc.equal(outcomes.column("outcome"), "judgement"))
    told = outcomes.select(["key", "judgement", "reason", "guideline"]).take(places)
    key, kind, reason, guideline = (
        [one or "" for one in column.to_pylist()] for column in told.columns
    )
    at = places.to_numpy()
    missing = [_missing(one) for one in planner.courses.courses]
    courses = chunk.course[at].tolist()
    site, grade = (
        [
            str(planner.reader.classes[name].values[one] or "")
            for one in chunk.rows.shared[name][at].tolist()
        ]
        for name in ("site", "grade")
    )
    lacking = [missing[one] for one in courses]
    return list(zip(key, site, grade, kind, reason, lacking, guideline, strict=True))


def _missing(course: Course) -> str:
    return "; ".join(f"{one.fact}: would {one.would}" for one in course.missing)
