"""Processes: chunks worked on by several processes, and given back in their order."""

import multiprocessing
import os
import pickle
import signal
import threading
from collections import deque
from collections.abc import Generator, Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from pathlib import Path
from typing import Final

from surveil.batch import folder
from surveil.batch.options import BatchOptions
from surveil.batch.task import CalendarFolder, Done, Task
from surveil.batch.work import Worker
from surveil.errors import MachineError

_WINDOW: Final = 2  # chunks for each process that wait for their turn


def in_order(
    tasks: Iterable[Task],
    options: BatchOptions,
    how: CalendarFolder | None,
    place: Path | None,
    jobs: int,
) -> Generator[tuple[Task, Done]]:
    """Every task and what came of it, worked on by so many processes at once.

    This process is one of them; what the others have done waits in the folder `place`.
    Raises MachineError where a process is ended from outside.
    """
    worker = Worker(options, how.complete() if how else None)
    if jobs == 1:
        for task in tasks:
            yield task, worker.work(task)
            del task
        return
    assert place is not None
    pool = ProcessPoolExecutor(
        jobs - 1,
        # A fork of a process with threads of pyarrow may hang.
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start,
        initargs=(options, how, place),
    )
    crew = _Crew(worker, place, (jobs - 1) * _WINDOW)
    try:
        for task in tasks:
            crew.begin(task, pool)
            del task
            while crew.is_ready(jobs * _WINDOW):
                yield crew.next()
        while crew.waiting:
            yield crew.next()
    except BrokenProcessPool:
        raise MachineError(
            "a process of the run was ended from outside: run it again to go on"
        ) from None
    finally:
        pool.shutdown(cancel_futures=True)
        crew.clear()


@dataclass(slots=True)
class _Crew:
    """The chunks that are worked on, in their order: elsewhere or here.

    What another process has done is a file: through a pipe it would come in small
    parts, each of which waits until this process stops to work.
    """

    worker: Worker
    place: Path
    most: int  # chunks that others are given at once
    waiting: "deque[tuple[Task, Future[Path] | Future[Done]]]" = field(
        default_factory=deque
    )
    _begun: int = 0

    def begin(self, task: Task, pool: ProcessPoolExecutor) -> None:
        """Work on a task elsewhere, or here where all others have enough to do."""
        future: Future[Path] | Future[Done]
        if sum(not one.done() for _, one in self.waiting) < self.most:
            self._begun += 1
            future = pool.submit(_worked, self._path(self._begun), task.bare())
        else:
            future = here = Future[Done]()
            here.set_result(self.worker.work(task))
        self.waiting.append((task, future))

    def is_ready(self, most: int) -> bool:
        """Whether the first chunk is done, or so many wait that it is time for it."""
        return bool(self.waiting) and (
            self.waiting[0][1].done() or len(self.waiting) >= most
        )

    def next(self) -> tuple[Task, Done]:
        """The first chunk that waits."""
        task, future = self.waiting.popleft()
        found = future.result()
        return task, _taken(found) if isinstance(found, Path) else found

    def clear(self) -> None:
        """Nothing is left of what nobody asked for."""
        for number in range(1, self._begun + 1):
            self._path(number).unlink(missing_ok=True)

    def _path(self, number: int) -> Path:
        return folder.part(self.place / f"chunk-{number}")


_here: list[Worker] = []  # of a process of the pool: its one worker


def _start(options: BatchOptions, how: CalendarFolder | None, place: Path) -> None:
    """What each process of the pool does first."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process decides
    threading.Thread(target=_end_with_parent, daemon=True).start()
    folder.work_in(place)
    _here.append(Worker(options, how.complete() if how else None))


def _end_with_parent() -> None:
    """No process goes on writing when the one that started it was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _worked(path: Path, task: Task) -> Path:
    """Work on a task; where what came of it waits."""
    (worker,) = _here
    folder.write_first(path, pickle.dumps(worker.work(task), 5))
    return path


def _taken(path: Path) -> Done:
    """What another process of this run has left in the folder, which is its alone."""
    with folder.told(path):
        raw = path.read_bytes()
        path.unlink()
    found: Done = pickle.loads(raw)
    return found
