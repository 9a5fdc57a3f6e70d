"""Running: a whole list through planning, chunk by chunk, in the order of its rows."""

import multiprocessing
import os
import signal
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from typing import Final

from surveil import repeats
from surveil.batch import folder, sharing
from surveil.batch.columns import plan_columns
from surveil.batch.ledger import Ledger
from surveil.batch.listed import Columns
from surveil.batch.lister import Lister
from surveil.batch.options import BatchOptions
from surveil.batch.reports import Reports
from surveil.batch.sharing import Seen
from surveil.batch.task import CalendarFolder, Done, Task
from surveil.batch.work import Worker
from surveil.cells import Dates
from surveil.errors import MachineError
from surveil.headers import PATIENT
from surveil.repeats import Repeats
from surveil.sheets import Reading, Table, blocks

ALL: Final = ("plan", "no-follow-up", "judgement", "ended", "rejected")
_TRIED: Final = 20_000
_WINDOW: Final = 2  # chunks for each process that wait for their turn


class Stopped(Exception):
    """Raised where somebody asked to stop; all chunks so far are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One run: its list, its options, where to and how.

    `chunk` rows are planned at once by one of `jobs` processes. `told` hears how many
    rows are done; `stops` tells whether to stop.
    """

    reading: Reading
    dates: Dates
    options: BatchOptions
    calendars: CalendarFolder | None = None
    ledger: Ledger | None = None
    chunk: int
    jobs: int = 1
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
    tasks = _tasks(course, repeated, seen.files)
    for table, task, done in _in_order(tasks, course):
        for at in range(len(task.columns) if seen.remarks else 0):
            if remark := seen.remarks.get(task.columns.place(at)):
                done.remarks[at] = remark
        if course.ledger is not None and course.calendars is not None:
            course.ledger.commit(done.cases, known=task.noted)
        reports.add(task.columns, done, table.header.names)
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


def _tasks(
    course: Course, repeated: Repeats, shared: frozenset[str]
) -> Iterator[tuple[Table, Task]]:
    for table, columns in chunks(course, repeated):
        yield table, _task(columns, course, shared)
        del columns


def _task(columns: Columns, course: Course, shared: frozenset[str]) -> Task:
    if course.ledger is None or course.calendars is None:
        return Task(columns=columns)
    return sharing.task(columns, course.ledger, course.calendars, shared)


def _check(reports: Reports) -> None:
    """Every row has exactly one outcome."""
    counts = reports.counts
    if sum(counts[one] for one in ALL) != reports.rows or set(counts) - set(ALL):
        raise MachineError("rows were lost: nothing of this run is kept")


def _in_order(
    tasks: Iterator[tuple[Table, Task]], course: Course
) -> Iterator[tuple[Table, Task, Done]]:
    how = course.calendars
    worker = Worker(course.options, how.complete() if how else None)
    if course.jobs == 1:
        for table, task in tasks:
            yield table, task, worker.work(task)
            del task
        return
    with _pool(course) as pool:
        waiting: deque[tuple[Table, Task, Future[Done]]] = deque()
        most = course.jobs * _WINDOW
        try:
            for table, task in tasks:
                waiting.append((table, task, _begun(task, pool, worker, waiting, most)))
                while waiting and (waiting[0][2].done() or len(waiting) >= most):
                    yield _next(waiting)
            while waiting:
                yield _next(waiting)
        except BrokenProcessPool:
            raise MachineError(
                "a process of the run was ended from outside: run it again to go on"
            ) from None
        finally:
            for _, _, future in waiting:
                future.cancel()


def _begun(
    task: Task,
    pool: ProcessPoolExecutor,
    worker: Worker,
    waiting: "deque[tuple[Table, Task, Future[Done]]]",
    most: int,
) -> "Future[Done]":
    """Work on a task elsewhere, or here where all others have enough to do."""
    busy = sum(not future.done() for _, _, future in waiting)
    if busy < most - _WINDOW:
        return pool.submit(_worked, task.bare())
    here: Future[Done] = Future()
    here.set_result(worker.work(task))
    return here


def _next(
    waiting: "deque[tuple[Table, Task, Future[Done]]]",
) -> tuple[Table, Task, Done]:
    table, task, future = waiting.popleft()
    return table, task, future.result()


def _pool(course: Course) -> ProcessPoolExecutor:
    how = course.calendars
    return ProcessPoolExecutor(
        course.jobs - 1,  # this process works as well
        # A fork of a process with threads of pyarrow may hang.
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start,
        initargs=(course.options, how),
    )


_here: list[Worker] = []  # of a process of the pool: its one worker


def _start(options: BatchOptions, how: CalendarFolder | None) -> None:
    """What each process of the pool does first."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process decides
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if how is not None:
        folder.work_in(how.folder)
    _here.append(Worker(options, how.complete() if how else None))


def _end_with_parent() -> None:
    """No process goes on writing when the one that started it was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _worked(task: Task) -> Done:
    (worker,) = _here
    return worker.work(task)
