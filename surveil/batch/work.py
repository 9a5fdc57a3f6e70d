"""Work on one chunk: its rows planned, their calendars written, what became of each."""

from dataclasses import dataclass

import pyarrow.compute as pc

from surveil.batch import counting
from surveil.batch.columns import Planned, plan_columns
from surveil.batch.courses import Course
from surveil.batch.first_calendars import FirstCalendars
from surveil.batch.options import BatchOptions
from surveil.batch.settled import settled
from surveil.batch.task import CalendarFolder, Done, Task
from surveil.batch.upkeep import calendars


@dataclass(slots=True)
class Worker:
    """Works on the chunks of one list, in one process; what it has met, it remembers.

    Without a folder of calendars it plans only.
    """

    options: BatchOptions
    how: CalendarFolder | None
    _first: FirstCalendars | None = None

    def work(self, task: Task) -> Done:
        """Plan a chunk, and write its calendars if there is a way to."""
        planned = plan_columns(task.columns.table, self.options)
        done = Done(planned.outcomes, settled(planned.events))
        done.judgements = judgements(planned)
        names = set(task.columns.lists[:1])
        done.counts = counting.counted(planned, *names)
        if self.how is not None:
            if self._first is None:
                self._first = FirstCalendars(self.options, self.how)
            left = self._first.write(planned, task, done)
            calendars(task, left, self.options, self.how, done)
        return done


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
