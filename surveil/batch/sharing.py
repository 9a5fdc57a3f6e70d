"""Sharing: calendars of several cases, seen to before all others and one by one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from surveil.batch import folder, state, versions
from surveil.batch.columns import plan_columns
from surveil.batch.job import gone, member
from surveil.batch.ledger import Known, Ledger, Moved
from surveil.batch.listed import Columns
from surveil.batch.options import BatchOptions
from surveil.batch.task import CalendarFolder, Done, Task, file_of, plan_of, unread
from surveil.batch.versions import Version
from surveil.batch.work import Worker
from surveil.errors import UsageError
from surveil.render import ics
from surveil.repeats import Place

_AT_ONCE: Final = 200  # calendars between two commits
_BITS: Final = 27
Walk = Callable[[], Iterator[Columns]]


@dataclass(slots=True)
class Seen:
    """The calendars that were seen to, and what was said of their rows."""

    files: frozenset[str] = frozenset()
    remarks: dict[Place, str] = field(default_factory=dict)
    done: list[Done] = field(default_factory=list)


def informed(
    task: Task, ledger: Ledger, how: CalendarFolder, shared: frozenset[str]
) -> Task:
    """A chunk with what the ledger knows of its cases and their calendars."""
    columns = task.columns
    files = {file_of(how.secret, "", one) for one in columns.patients if one}
    some = sorted(files - shared)
    return replace(
        task,
        known=ledger.known(_keys(columns)),
        beside=ledger.in_files(some),
        moved=ledger.moved_from(some),
        shared=shared,
        alike=_alike(ledger, how),
    )


def _alike(ledger: Ledger, how: CalendarFolder) -> frozenset[int]:
    """The runs with the same options as this one."""
    options = {one.id: one.options for one in ledger.runs()}
    return frozenset(id for id in options if options[id] == options.get(how.run))


def see_to(
    walk: Walk,
    ledger: Ledger,
    options: BatchOptions,
    how: CalendarFolder,
    *,
    has_patients: bool,
) -> Seen:
    """Bring the calendars of several cases up to date, before all others.

    Their rows may stand anywhere in the list. A case that changes its calendar, because
    its patient does, is withdrawn from the old one first.
    """
    several = ledger.shared()
    if not has_patients and not several and not ledger.has_patients():
        return Seen()
    files = _files(walk, ledger, how, several)
    columns = _selected(walk, ledger, how, files)
    if columns is None:
        return Seen()
    how = how.complete()
    seen = Seen(files)
    for places in _by_file(columns, ledger, how):
        _see_to(columns.take(places), ledger, options, how, seen)
    return seen


def _keys(columns: Columns) -> list[str]:
    return [one.strip() for one in columns.table.column("key").to_pylist() if one]


def _targets(
    columns: Columns, ledger: Ledger, how: CalendarFolder
) -> Iterator[tuple[int, str, str | None]]:
    """The calendar of each row with a key, and the one in which the ledger has it."""
    keys = columns.table.column("key").to_pylist()
    refused = columns.table.column("refused_problem").to_pylist()
    known = ledger.known(_keys(columns))
    for place, key in enumerate(keys):
        if not key or not key.strip():
            continue
        one = known.get(key.strip())
        before = one.file if one else None
        target = file_of(how.secret, key.strip(), columns.patients[place])
        yield place, before if before and refused[place] else target, before


def _files(
    walk: Walk, ledger: Ledger, how: CalendarFolder, several: frozenset[str]
) -> frozenset[str]:
    """The calendars that more than one row is about, or that a case leaves."""
    marked = bytearray(1 << (_BITS - 3))
    twice = set()
    found = set(several)
    for columns in walk():
        for _, file, before in _targets(columns, ledger, how):
            bit = hash(file) & ((1 << _BITS) - 1)
            place, flag = bit >> 3, 1 << (bit & 7)
            if marked[place] & flag:
                twice.add(bit)
            marked[place] |= flag
            if before not in (None, file):
                found |= {file, str(before)}
    if twice:
        # A few others share a bit by chance: they are seen to here as well.
        for columns in walk():
            for _, file, _ in _targets(columns, ledger, how):
                if hash(file) & ((1 << _BITS) - 1) in twice:
                    found.add(file)
    return frozenset(found)


def _selected(
    walk: Walk, ledger: Ledger, how: CalendarFolder, files: frozenset[str]
) -> Columns | None:
    """The rows that are about these calendars, as one."""
    found = []
    for columns in walk():
        places = [
            place
            for place, file, before in _targets(columns, ledger, how)
            if file in files or before in files
        ]
        if places:
            found.append(columns.take(places))
    return Columns.joined(found) if found else None


def _by_file(
    columns: Columns, ledger: Ledger, how: CalendarFolder
) -> Iterator[list[int]]:
    """The places of the rows, those of one calendar together, some at a time."""
    together: dict[str, list[int]] = {}
    for place, file, _ in _targets(columns, ledger, how):
        together.setdefault(file, []).append(place)
    some: list[int] = []
    for places in together.values():
        some += places
        if len(some) >= _AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def _see_to(
    columns: Columns,
    ledger: Ledger,
    options: BatchOptions,
    how: CalendarFolder,
    seen: Seen,
) -> None:
    stuck = _leave_old(columns, ledger, options, how, seen)
    if stuck:
        left = [at for at in range(len(columns)) if at not in stuck]
        columns = columns.take(left)
    done = Worker(options, how).work(
        informed(Task(columns=columns), ledger, how, frozenset())
    )
    ledger.commit(done.cases)
    for place, remark in done.remarks.items():
        seen.remarks[columns.place(place)] = remark
    seen.done.append(done)


def _leave_old(
    columns: Columns,
    ledger: Ledger,
    options: BatchOptions,
    how: CalendarFolder,
    seen: Seen,
) -> set[int]:
    """Withdraw what leaves a calendar; the rows whose old calendar cannot be read."""
    movers = [
        place
        for place, file, before in _targets(columns, ledger, how)
        if before not in (None, file)
    ]
    if not movers:
        return set()
    outcomes = plan_columns(columns.take(movers).table, options).outcomes
    stuck = set()
    for place, outcome in zip(
        movers, outcomes.column("outcome").to_pylist(), strict=True
    ):
        if outcome == "rejected":
            continue
        facts = columns.facts(place)
        try:
            _withdraw(facts, ledger, options, how)
        except UsageError as problem:
            seen.remarks[columns.place(place)] = unread(problem)
            seen.done.append(Done(outcomes.slice(0, 0), None, faults=1))
            stuck.add(place)
    return stuck


def _withdraw(
    facts: dict[str, str], ledger: Ledger, options: BatchOptions, how: CalendarFolder
) -> None:
    """Withdraw the entries of a case from the calendar that it leaves."""
    key = facts["key"].strip()
    known = ledger.known([key])[key]
    assert known.file is not None
    others = [one for one in ledger.in_files([known.file])[known.file] if one != known]
    before = ledger.moved_from([known.file]).get(known.file, [])
    free = known._replace(file=None, ids=None, state=None, fingerprint=b"", size=0)
    path = how.path(known.file)
    if folder.size(path) is None:
        ledger.commit([free])
        return
    plan = replace(plan_of(facts, options, options.made), events=())
    members = [
        replace(member(key, known.plan_id, known), plan=plan),
        *(member(one.key, one.plan_id, one) for one in others),
        *(gone(one) for one in before if one.key != key),
    ]
    raw = folder.content(path, ics.LARGEST)
    old = versions.olds(raw, members, how.secret)
    version = versions.next_version(
        members, old, secret=how.secret, layout=how.layout, made=options.made
    )
    assert version.raw is not None
    if version.raw != raw:
        folder.write_next(path, version.raw)
    size = len(version.raw)
    ledger.commit(
        [
            _freed(free, version),
            *(one._replace(size=size) for one in others),
        ],
        [_moved(known, version, options.made)],
    )


def _freed(free: Known, version: Version) -> Known:
    highest, last = versions.last_of(version.entries[free.key])
    assert last is not None
    return free._replace(
        sequence=max(free.sequence, highest),
        stamp=max(free.stamp, last.isoformat()),
    )


def _moved(known: Known, version: Version, made: date) -> Moved:
    assert known.file is not None
    ids, packed = state.packed(version.entries[known.key], made)
    return Moved(known.file, known.key, known.plan_id, ids, packed)
