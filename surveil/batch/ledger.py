"""The ledger: what was written for whom, in one SQLite file of the folder."""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from surveil.batch import telling
from surveil.batch.telling import Told
from surveil.errors import MachineError

NAME: Final = "ledger.sqlite"
_VERSION: Final = 2
_MOST: Final = 500  # keys of one question
_SCHEMA: Final = f"""
CREATE TABLE runs (
    id INTEGER PRIMARY KEY, made TEXT NOT NULL, list TEXT NOT NULL,
    options TEXT NOT NULL, finished INTEGER NOT NULL, files TEXT NOT NULL DEFAULT ''
);
CREATE TABLE cases (
    key TEXT PRIMARY KEY, plan_id TEXT NOT NULL, file TEXT, fingerprint BLOB NOT NULL,
    outcome TEXT NOT NULL, ids TEXT, state BLOB, sequence INTEGER NOT NULL,
    stamp TEXT NOT NULL, overridden INTEGER NOT NULL, size INTEGER NOT NULL,
    run INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX cases_file ON cases (file) WHERE file IS NOT NULL;
CREATE TABLE moved (
    file TEXT NOT NULL, key TEXT NOT NULL, plan_id TEXT NOT NULL, ids TEXT,
    state BLOB, PRIMARY KEY (file, key)
) WITHOUT ROWID;
{telling.SCHEMA}"""
_SINCE_2: Final = f"""
ALTER TABLE runs ADD COLUMN files TEXT NOT NULL DEFAULT '';
{telling.SCHEMA}"""


@dataclass(frozen=True, slots=True)
class Run:
    """One run over a list: the day of its plans, and whether it came to its end.

    `files` are the guideline files by which it planned (`telling.files`).
    """

    id: int
    made: date
    list: str
    options: str
    finished: bool
    files: str = ""


class Known(NamedTuple):  # a million of them are made: it has to be quick
    """One case as it was left: its calendar, and what that says.

    `file` is None where nothing had to be entered. `state` is None where nobody looked
    at the entries one by one: then the file tells. `sequence` and `stamp` are the
    highest of its entries, `run` is the last one whose list had the case.
    """

    key: str
    plan_id: str
    file: str | None
    fingerprint: bytes
    outcome: str
    ids: str | None
    state: bytes | None
    sequence: int
    stamp: str
    overridden: bool
    size: int
    run: int


class Moved(NamedTuple):
    """A case that left a calendar which it shared, and whose entries stay in it."""

    file: str
    key: str
    plan_id: str
    ids: str | None
    state: bytes | None


_CASE: Final = ", ".join(Known._fields)
_PUT: Final = (
    f"INSERT OR REPLACE INTO cases ({_CASE})"
    f" VALUES ({', '.join('?' * len(Known._fields))})"
)


class Ledger:
    """An open ledger. Everything of `commit` is kept, or nothing of it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        with self._told():
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
            # The rollback journal: one file at rest, and sound after a kill.
            self._db = sqlite3.connect(self.path, isolation_level=None)
            self._db.execute(
                "PRAGMA page_size = 8192"
            )  # of a new one: its rows are long
            self._db.execute("PRAGMA synchronous = FULL")
            (version,) = self._db.execute("PRAGMA user_version").fetchone()
            if version in (0, 1):
                new = _SINCE_2 if version else _SCHEMA
                self._db.executescript(
                    f"BEGIN IMMEDIATE;{new}PRAGMA user_version = {_VERSION};COMMIT;"
                )
            elif version != _VERSION:
                raise MachineError(
                    f"{self.path} was written by a newer surveil: update surveil"
                )

    def close(self) -> None:
        self._db.close()

    def runs(self) -> tuple[Run, ...]:
        """Every run, the first one first."""
        with self._told():
            found = self._db.execute(
                "SELECT id, made, list, options, finished, files FROM runs ORDER BY id"
            ).fetchall()
        return tuple(
            Run(id, date.fromisoformat(made), list, options, bool(finished), files)
            for id, made, list, options, finished, files in found
        )

    def begin(self, run: Run) -> None:
        with self._told():
            self._db.execute(
                "INSERT INTO runs (id, made, list, options, finished, files)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (
                    run.id,
                    run.made.isoformat(),
                    run.list,
                    run.options,
                    run.finished,
                    run.files,
                ),
            )

    def finish(self, run: Run) -> None:
        """Note that the run came to its end, unless it is noted already."""
        with self._told():
            self._db.execute(
                "UPDATE runs SET finished = 1 WHERE id = ? AND finished = 0", (run.id,)
            )

    def known(self, keys: Sequence[str]) -> dict[str, Known]:
        """What is known of these cases, by key."""
        return {one.key: one for one in self._cases("key", keys)}

    def in_files(self, files: Sequence[str]) -> dict[str, list[Known]]:
        """The cases of these calendars."""
        found: dict[str, list[Known]] = {}
        for one in self._cases("file", files):
            assert one.file is not None
            found.setdefault(one.file, []).append(one)
        return found

    def moved_from(self, files: Sequence[str]) -> dict[str, list[Moved]]:
        """The cases that have left these calendars."""
        found: dict[str, list[Moved]] = {}
        for row in self._where(
            "SELECT file, key, plan_id, ids, state FROM moved WHERE file", files
        ):
            one = Moved(*row)
            found.setdefault(one.file, []).append(one)
        return found

    def commit(
        self,
        cases: Iterable[Known],
        moved: Iterable[Moved] = (),
        known: Mapping[str, Known] | None = None,
    ) -> None:
        """Keep what became of these cases; what is so already is not written.

        `known` is all that the ledger has of them, where that was asked before.
        """
        new = list(cases)
        before = known
        if before is None:
            before = self.known([one.key for one in new])
        new = [one for one in new if before.get(one.key) != one]
        left = list(moved)
        if not new and not left:
            return
        with self._told(), self._transaction():
            telling.note(self._db, new, before)
            self._db.executemany(_PUT, new)
            self._db.executemany(
                "INSERT OR REPLACE INTO moved (file, key, plan_id, ids, state)"
                " VALUES (?, ?, ?, ?, ?)",
                left,
            )

    def told(self, key: str) -> tuple[Told, ...]:
        """What the patient of a case was told, the first first; () for no case."""
        known = self.known([key]).get(key)
        with self._told():
            return telling.told(self._db, known) if known else ()

    def files(self) -> Iterator[tuple[str, str, str]]:
        """The key, plan and calendar of every case that has one, in order of keys."""
        yield from self._all(
            "SELECT key, plan_id, file FROM cases WHERE file IS NOT NULL ORDER BY key"
        )

    def shared(self) -> frozenset[str]:
        """The calendars of more than one case."""
        rows = self._all(
            "SELECT file FROM cases WHERE file IS NOT NULL"
            " GROUP BY file HAVING count(*) > 1"
        )
        return frozenset(str(file) for (file,) in rows)

    def has_patients(self) -> bool:
        """Whether any case is in a calendar that is not named after it alone."""
        return bool(
            list(
                self._all(
                    "SELECT 1 FROM cases WHERE file IS NOT NULL"
                    " AND file <> plan_id || '.ics' LIMIT 1"
                )
            )
        )

    def a_plan(self) -> tuple[str, str] | None:
        """The key and plan id of some case; None while there is none."""
        found = list(self._all("SELECT key, plan_id FROM cases LIMIT 1"))
        return found[0] if found else None

    def vanished(self, run: int) -> Iterator[tuple[str, str, str | None, str]]:
        """Cases that the list of a run has not: key, outcome, calendar, last day."""
        yield from self._all(
            "SELECT key, outcome, file, made FROM cases JOIN runs ON run = runs.id"
            " WHERE run <> ? ORDER BY key",
            (run,),
        )

    def _all(self, question: str, values: tuple[object, ...] = ()) -> Iterator[tuple]:  # type: ignore[type-arg]
        with self._told():
            yield from self._db.execute(question, values)

    def _cases(self, column: str, values: Sequence[str]) -> Iterator[Known]:
        for row in self._where(f"SELECT {_CASE} FROM cases WHERE {column}", values):
            one = Known(*row)
            yield one._replace(overridden=bool(one.overridden))

    def _where(self, question: str, values: Sequence[str]) -> Iterator[tuple]:  # type: ignore[type-arg]
        with self._told():
            for start in range(0, len(values), _MOST):
                some = values[start : start + _MOST]
                marks = ", ".join("?" * len(some))
                yield from self._db.execute(f"{question} IN ({marks})", some).fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as problem:
            raise MachineError(f"{self.path}: {problem.strerror}") from None
        except sqlite3.Error as problem:
            raise MachineError(f"{self.path}: {problem}") from None
