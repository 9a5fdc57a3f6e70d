"""Upkeep: the calendars of a chunk brought up to date, and what the ledger keeps."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from surveil import identity
from surveil.batch import folder, state, versions
from surveil.batch.job import Job
from surveil.batch.ledger import Known
from surveil.batch.options import BatchOptions
from surveil.batch.task import (
    LEFT,
    NO_PRINT,
    CalendarFolder,
    Done,
    ListedRow,
    Task,
    file_of,
    unread,
)
from surveil.batch.versions import Version
from surveil.errors import UsageError
from surveil.render import ics
from surveil.revising import Entry


def calendars(
    task: Task,
    rows: Sequence[ListedRow],
    options: BatchOptions,
    how: CalendarFolder,
    done: Done,
) -> None:
    """Bring the calendars of the rows up to date, and say what became of them.

    Rows of one calendar are seen to together.
    """
    by_file: dict[str, list[ListedRow]] = {}
    for row in rows:
        known = task.known.get(row.key)
        file = file_of(how.secret, row.key, row.patient)
        if row.outcome == "rejected" and known and known.file:
            file = known.file  # the row may have lost its patient as well
        if file in task.shared:
            if known and known.file:
                done.calendars[row.place] = known.file
            continue
        by_file.setdefault(file, []).append(row)
    for file, members in by_file.items():
        _calendar(file, members, task, options, how, done)


def _calendar(
    file: str,
    rows: list[ListedRow],
    task: Task,
    options: BatchOptions,
    how: CalendarFolder,
    done: Done,
) -> None:
    """One calendar, of one or several rows of the list."""
    mine = {row.key for row in rows}
    others = [one for one in task.beside.get(file, ()) if one.key not in mine]
    work = [row for row in rows if _asks(row, task.known.get(row.key), file)]
    if not work or all(_is_done(row, task, how, file) for row in rows):
        for row in rows:
            leave(row, task.known.get(row.key), file, how, done)
        return
    job = Job(file, rows, work, others, task, options, how)
    try:
        version = job.version()
    except UsageError as problem:
        done.faults += 1
        for row in rows:
            leave(row, task.known.get(row.key), file, how, done, again=True)
            done.remarks[row.place] = unread(problem)
        return
    if version is None:  # surely unchanged
        for row in rows:
            leave(row, task.known.get(row.key), file, how, done)
        return
    if version.raw is not None:
        _written(how.path(file), version.raw, job, done)
    _settle(job, version, done)


def _asks(row: ListedRow, known: Known | None, file: str) -> bool:
    """Whether the row has something to say about its calendar."""
    if row.is_left:
        return False
    return bool(row.events) or (known is not None and known.file is not None)


def _is_done(row: ListedRow, task: Task, how: CalendarFolder, file: str) -> bool:
    """Whether this very run has seen to the row before, and its file still stands."""
    known = task.known.get(row.key)
    if known is None or known.run != how.run or known.fingerprint != row.print:
        return False
    if known.outcome != row.outcome or known.file not in (None, file):
        return False
    return known.file is None or folder.size(how.path(file)) == known.size


def leave(
    row: ListedRow,
    known: Known | None,
    file: str,
    how: CalendarFolder,
    done: Done,
    *,
    again: bool = False,
) -> None:
    """The calendar stays as it is, if there is one; `again`: to be looked at anew."""
    if known is None:
        if row.outcome == "rejected" or again:
            return
        plan_id = identity.plan_id(how.secret, row.key)
        known = without_calendar(row.key, plan_id, row.print, row.outcome, how.run)
    mark = NO_PRINT if again or row.outcome == "rejected" else row.print
    _note(row, known._replace(fingerprint=mark, outcome=row.outcome), how, done)


def without_calendar(
    key: str, plan_id: str, print: bytes, outcome: str, run: int
) -> Known:
    """A case that never had a calendar."""
    return Known(key, plan_id, None, print, outcome, None, None, -1, "", False, 0, run)


def _note(row: ListedRow, known: Known, how: CalendarFolder, done: Done) -> None:
    done.cases.append(known._replace(run=how.run))
    if known.file is None:
        return
    done.calendars[row.place] = known.file
    if row.is_left and row.outcome in LEFT:
        done.remarks[row.place] = LEFT[row.outcome]


def _written(path: Path, raw: bytes, job: Job, done: Done) -> None:
    if job.first:
        folder.write_first(path, raw)
        done.written += 1
    elif folder.content(path, ics.LARGEST) != raw:
        folder.write_next(path, raw)
        done.revised += 1


def _settle(job: Job, version: Version, done: Done) -> None:
    """What the ledger keeps of a calendar, for each of its cases."""
    size = len(version.raw) if version.raw is not None else 0
    file = job.file if version.raw is not None else None
    asked = {row.key for row in job.work}
    for row in job.rows:
        known = job.task.known.get(row.key)
        if row.key not in asked and (known is None or known.file != job.file):
            leave(row, known, job.file, job.how, done)
            continue
        own = version.entries.get(row.key, ())
        one = _kept(row.key, own, version, size, job, known)
        has = file if own else None
        _note(
            row,
            one._replace(
                file=has,
                fingerprint=row.print if row.outcome != "rejected" else NO_PRINT,
                outcome=row.outcome,
            ),
            job.how,
            done,
        )
    for other in job.others:
        own = version.entries.get(other.key, ())
        one = _kept(other.key, own, version, size, job, other)
        done.cases.append(
            one._replace(
                file=other.file,
                fingerprint=other.fingerprint,
                outcome=other.outcome,
                run=other.run,
            )
        )


def _kept(
    key: str,
    own: Iterable[Entry],
    version: Version,
    size: int,
    job: Job,
    known: Known | None,
) -> Known:
    found = tuple(own)
    ids, packed = state.packed(found, job.options.made)
    highest, last = versions.last_of(found)
    before = known.sequence if known else -1
    # Without an entry nothing was stamped, and nothing new is told.
    stamp = last.isoformat() if last else ""
    return Known(
        key=key,
        plan_id=identity.plan_id(job.how.secret, key),
        file=None,
        fingerprint=NO_PRINT,
        outcome="",
        ids=ids,
        state=packed,
        sequence=max(highest, before),
        stamp=max(stamp, known.stamp if known else ""),
        overridden=key in version.overridden,
        size=size,
        run=job.how.run,
    )
