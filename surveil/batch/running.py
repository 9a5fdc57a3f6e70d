"""Running: a whole list through planning, chunk by chunk, in the order of its rows."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from surveil import repeats
from surveil.batch import processes, sharing
from surveil.batch.columns import plan_columns
from surveil.batch.ledger import Ledger
from surveil.batch.listed import Columns
from surveil.batch.lister import Lister
from surveil.batch.options import BatchOptions
from surveil.batch.reports import Reports
from surveil.batch.sharing import Seen
from surveil.batch.task import CalendarFolder, Done, Task
from surveil.cells import Dates
from surveil.errors import MachineError
from surveil.headers import PATIENT
from surveil.repeats import Repeats
from surveil.sheets import Reading, Table, blocks

ALL: Final = ("plan", "no-follow-up", "judgement", "ended", "rejected")
_TRIED: Final = 20_000


class Stopped(Exception):
    """Raised where somebody asked to stop; all chunks so far are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One run: its list, its options, where to and how.

    `chunk` rows are planned at once by one of `jobs` processes, which leave for each
    other what they have done in the folder `place`. `told` hears how many rows are
    done; `stops` tells whether to stop.
    """

    reading: Reading
    dates: Dates
    options: BatchOptions
    calendars: CalendarFolder | None = None
    ledger: Ledger | None = None
    chunk: int
    jobs: int = 1
    place: Path | None = None
    told: Callable[[int], None] = field(default=lambda rows: None)
    stops: Callable[[], bool] = field(default=lambda: False)


@dataclass(slots=True)
class Totals:
    """How many calendars were written, changed, and could not be brought up to date."""

    written: int = 0
    revised: int = 0
    faults: int = 0

    def add(self, done: Done) -> None:
        self.written += done.written
        self.revised += done.revised
        self.faults += done.faults


def run(course: Course, reports: Reports) -> Totals:
    """Every row of the list with its outcome in `reports`, and its calendar written.

    Raises Stopped, and what the disk or the list refuses; the chunks before that are
    in the ledger.
    """
    totals = Totals()
    repeated = repeats.of(course.reading)
    seen = _seen(course, repeated)
    for done in seen.done:
        totals.add(done)
    tables = course.reading.tables
    reports.start_rejects([table.header.names for table in tables])
    found = processes.in_order(
        _tasks(course, repeated, seen.files),
        course.options,
        course.calendars,
        course.place,
        course.jobs,
    )
    with closing(found):
        for task, done in found:
            for at in range(len(task.columns) if seen.remarks else 0):
                if remark := seen.remarks.get(task.columns.place(at)):
                    done.remarks[at] = remark
            if course.ledger is not None and course.calendars is not None:
                course.ledger.commit(done.cases, known=task.noted)
            reports.add(task.columns, done, task.names)
            totals.add(done)
            course.told(len(task.columns))
            del task, done  # not to be there beside the next ones
            if course.stops():
                raise Stopped
    _check(reports)
    return totals


def outcomes(reading: Reading, dates: Dates, options: BatchOptions) -> Counter[str]:
    """How many rows have which outcome; nothing is written."""
    course = Course(reading=reading, dates=dates, options=options, chunk=_TRIED)
    counts: Counter[str] = Counter()
    for _, columns in chunks(course, repeats.of(reading)):
        planned = plan_columns(columns.table, options)
        counts.update(planned.outcomes.column("outcome").to_pylist())
    return counts


def counted(counts: Mapping[str, int]) -> str:
    """The counts as a sum over all rows."""
    parts = (f"{counts.get(one, 0)} {one}" for one in ALL)
    return f"{sum(counts.values())} rows = {' + '.join(parts)}"


def chunks(course: Course, repeated: Repeats) -> Iterator[tuple[Table, Columns]]:
    """The rows of all lists as columns, some thousands at a time."""
    for table in course.reading.tables:
        lister = Lister(table, repeated, course.dates)
        name = course.reading.list_of(table)
        for block in blocks.of_table(table, course.chunk):
            yield table, lister.columns(block, name)


def _seen(course: Course, repeated: Repeats) -> Seen:
    if course.ledger is None or course.calendars is None:
        return Seen()
    tables = course.reading.tables
    return sharing.see_to(
        lambda: (columns for _, columns in chunks(course, repeated)),
        course.ledger,
        course.options,
        course.calendars,
        has_patients=any(PATIENT in table.header.facts for table in tables),
    )


def _tasks(course: Course, repeated: Repeats, shared: frozenset[str]) -> Iterator[Task]:
    for table, columns in chunks(course, repeated):
        task = Task(columns=columns, names=table.header.names)
        if course.ledger is not None and course.calendars is not None:
            yield sharing.informed(task, course.ledger, course.calendars, shared)
        else:
            yield task
        del columns, task


def _check(reports: Reports) -> None:
    """Every row has exactly one outcome."""
    counts = reports.counts
    if sum(counts[one] for one in ALL) != reports.rows or set(counts) - set(ALL):
        raise MachineError("rows were lost: nothing of this run is kept")
