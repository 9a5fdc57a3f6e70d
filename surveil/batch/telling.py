"""Telling: what a patient was told, from when on, and by which guideline files."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from surveil.batch import state
from surveil.guideline import Guideline
from surveil.version import VERSION

if TYPE_CHECKING:
    from surveil.batch.ledger import Known
    from surveil.batch.state import Kept

# One row for each time that a calendar or an outcome changed. What the last one says
# stands with its case: only what is over is kept here as well.
SCHEMA: Final = """
CREATE TABLE told (
    key TEXT NOT NULL, run INTEGER NOT NULL, outcome TEXT NOT NULL, file TEXT,
    sequence INTEGER NOT NULL, stamp TEXT NOT NULL, ids TEXT, state BLOB,
    PRIMARY KEY (key, run)
) WITHOUT ROWID;
"""
# A ledger of before has no rows of this kind: the case itself is its first.
_FIRST: Final = """
INSERT INTO told (key, run, outcome, file, sequence, stamp)
SELECT key, run, outcome, file, sequence, stamp FROM cases
WHERE key = ?1 AND NOT EXISTS (SELECT 1 FROM told WHERE key = ?1)
"""
_OVER: Final = """
UPDATE told SET ids = ?2, state = ?3
WHERE key = ?1 AND run = (SELECT max(run) FROM told WHERE key = ?1)
"""
_NEXT: Final = """
INSERT OR REPLACE INTO told (key, run, outcome, file, sequence, stamp)
VALUES (?, ?, ?, ?, ?, ?)
"""
_ALL: Final = """
SELECT told.run, runs.made, runs.files, told.outcome, told.file, told.ids, told.state
FROM told LEFT JOIN runs ON told.run = runs.id WHERE key = ? ORDER BY told.run
"""


@dataclass(frozen=True, slots=True)
class File:
    """A guideline file by which a run planned."""

    id: str
    edition: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a patient was told from the day `made` on, until the next one.

    `files` are None, and so is `made`, where the run is not in the ledger; `entries`
    are None where nobody noted them one by one: then the calendar file tells.
    """

    run: int
    made: date | None
    by: str | None  # the version of surveil
    files: tuple[File, ...] | None
    outcome: str
    file: str | None
    entries: "tuple[Kept, ...] | None"


def files(guidelines: Iterable[Guideline]) -> str:
    """The guideline files of a run, as its ledger keeps them."""
    found = [[one.id, one.edition, one.digest] for one in guidelines]
    return json.dumps({"surveil": VERSION, "files": found})


def note(
    db: sqlite3.Connection, new: Sequence["Known"], before: Mapping[str, "Known"]
) -> None:
    """Note what patients are told from this run on, and keep what is over by it.

    Within a transaction, before `cases` has what is new. What is told has changed if
    an entry has a new stamp or number, or if the outcome or the calendar is another.
    """
    changed = [
        one
        for one in new
        if (known := before.get(one.key)) is None or _said(known) != _said(one)
    ]
    old = [before[one.key] for one in changed if one.key in before]
    db.executemany(_FIRST, ((one.key,) for one in old))
    db.executemany(_OVER, ((one.key, one.ids, one.state) for one in old))
    db.executemany(_NEXT, ((one.key, one.run, *_said(one)) for one in changed))


def _said(one: "Known") -> tuple[str, str | None, int, str]:
    return one.outcome, one.file, one.sequence, one.stamp


def told(db: sqlite3.Connection, known: "Known") -> tuple[Told, ...]:
    """What was told of a case, the first first; the last one is what holds."""
    rows = db.execute(_ALL, (known.key,)).fetchall()
    if not rows:  # a ledger of before
        made = db.execute(
            "SELECT made, files FROM runs WHERE id = ?", (known.run,)
        ).fetchone() or (None, None)
        rows = [(known.run, *made, known.outcome, known.file, None, None)]
    last = len(rows) - 1
    return tuple(
        _told(row, known if place == last else None) for place, row in enumerate(rows)
    )


def _told(row: tuple, known: "Known | None") -> Told:  # type: ignore[type-arg]
    run, made, planned_by, outcome, file, ids, packed = row
    if known is not None:
        ids, packed = known.ids, known.state
    by = json.loads(planned_by) if planned_by else None
    entries = None
    if ids is not None and packed is not None:
        entries = tuple(state.unpacked(ids, packed))
    return Told(
        run=run,
        made=date.fromisoformat(made) if made else None,
        by=by["surveil"] if by else None,
        files=tuple(File(*one) for one in by["files"]) if by else None,
        outcome=outcome,
        file=file,
        entries=entries,
    )
