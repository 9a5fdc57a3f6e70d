"""Work on one chunk: its rows planned, their calendars written, what became of each."""

from dataclasses import dataclass

from surveil.batch import counting, judgements
from surveil.batch.columns import plan_columns
from surveil.batch.first_calendars import FirstCalendars
from surveil.batch.options import BatchOptions
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
        done = Done(planned.outcomes, planned.events)
        done.judgements = judgements.of(planned)
        names = set(task.columns.lists[:1])
        done.counts = counting.counted(planned, *names)
        if self.how is not None:
            if self._first is None:
                self._first = FirstCalendars(self.options, self.how)
            left = self._first.write(planned, task, done)
            calendars(task, left, self.options, self.how, done)
        return done
