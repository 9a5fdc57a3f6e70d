"""A task: a chunk of rows with what is known of their calendars; what comes of it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa

from surveil import answering, identity
from surveil.batch import encoding, folder
from surveil.batch.counting import Counts
from surveil.batch.ledger import Known, Moved
from surveil.batch.listed import NAMES, Columns
from surveil.batch.options import BatchOptions
from surveil.case import Case
from surveil.errors import UsageError
from surveil.plans import Plan
from surveil.render.layout import Layout

SUFFIX: Final = ".ics"
LEFT: Final = {
    "judgement": "calendar left as it is until the MDT has decided",
    "rejected": "calendar left as it is until the row is corrected",
}
NO_PRINT: Final = b""
_PRINT: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFolder:
    """How calendars are written, as far as it can be sent to another process."""

    folder: Path
    secret: bytes = field(repr=False)
    layout: Layout  # without its closed days
    country: str | None = None
    region: str | None = None
    run: int = 0

    def complete(self) -> "CalendarFolder":
        """With the closed days of the country, which do not travel."""
        if self.country is None:
            return self
        from surveil import workdays  # its tables cost time, and few lists need them

        closed = workdays.closed_days(self.country, self.region)
        return replace(self, layout=replace(self.layout, closed=closed), country=None)

    def path(self, file: str) -> Path:
        return self.folder / folder.CALENDARS / file


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A chunk of a list, and what the ledger knows of its cases and their calendars.

    The calendars in `shared` have been seen to already. `alike` are the runs with the
    options of this one.
    """

    columns: Columns
    names: tuple[str, ...] = ()  # of the columns of its list, known or not
    known: dict[str, Known] = field(default_factory=dict)
    beside: dict[str, list[Known]] = field(default_factory=dict)
    moved: dict[str, list[Moved]] = field(default_factory=dict)
    shared: frozenset[str] = frozenset()
    alike: frozenset[int] = frozenset()

    @property
    def noted(self) -> dict[str, Known]:
        """All that the ledger has of the cases that the task is about."""
        beside = {one.key: one for some in self.beside.values() for one in some}
        return beside | self.known

    def bare(self) -> "Task":
        """The task as it goes to another process."""
        return replace(self, columns=self.columns.without_block())


@dataclass(slots=True)
class Done:
    """What became of a chunk: its tables, and per row its calendar and a remark."""

    outcomes: pa.Table
    events: pa.Table | None
    counts: Counts = field(default_factory=Counts)
    judgements: pa.Table | None = None
    calendars: dict[int, str] = field(default_factory=dict)
    remarks: dict[int, str] = field(default_factory=dict)
    cases: list[Known] = field(default_factory=list)
    written: int = 0  # calendars for the first time
    revised: int = 0  # calendars that changed
    faults: int = 0  # calendars that could not be brought up to date


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A row for the calendars: its place, case and outcome."""

    place: int
    key: str
    patient: str | None
    outcome: str
    events: int
    print: bytes

    @property
    def is_left(self) -> bool:
        """Whether nothing is known that its calendar should say."""
        undecided = self.outcome == "judgement" and not self.events
        return undecided or self.outcome == "rejected"


def plan_of(facts: dict[str, str], options: BatchOptions, made: date) -> Plan:
    """The plan of one row by itself."""
    return answering.answer(
        Case.parse(facts),
        options.guidelines,
        made=made,
        pace=options.pace,
        horizon=options.horizon,
        programmes=options.programmes,
    )


@lru_cache(maxsize=2**16)  # it is asked for several times a row
def file_of(secret: bytes, key: str, patient: str | None) -> str:
    """The calendar of a case: of its own, or that of its patient."""
    # No key has a slash: a patient is never taken for a case.
    name = key if patient is None else f"patient/{patient}"
    return identity.plan_id(secret, name) + SUFFIX


def rows_of(
    columns: Columns,
    outcomes: pa.Table,
    prints: Sequence[bytes],
    places: Sequence[int],
) -> list[ListedRow]:
    """The rows at these places, each of which has a key; `prints` of all rows."""
    names = ("key", "outcome", "events")
    some = outcomes.select(names).take(pa.array(places, pa.int64()))
    across = zip(*(column.to_pylist() for column in some.columns), strict=True)
    return [
        ListedRow(
            place,
            key,
            columns.patients[place],
            outcome,
            events,
            prints[place],
        )
        for place, (key, outcome, events) in zip(places, across, strict=True)
    ]


def fingerprints(table: pa.Table) -> list[bytes]:
    """A few bytes for each row that change when one of its facts does.

    Its key is none of them: nobody compares the prints of two keys.
    """
    total = np.zeros(len(table), dtype=np.uint64)
    for name in NAMES[1:]:
        column = encoding.column(table, name)
        if column is None or column.null_count == len(table):
            continue
        words, codes = encoding.distinct(column)
        prints = [_print(name, word) for word in words]
        total += np.array(prints, dtype=np.uint64)[codes]
    raw = total.tobytes()
    return [raw[at : at + _PRINT] for at in range(0, len(raw), _PRINT)]


@lru_cache(maxsize=2**17)
def _print(name: str, text: str) -> int:
    if not text.strip():
        return 0
    raw = f"{name}={text}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(raw, digest_size=_PRINT).digest())


def unread(problem: UsageError) -> str:
    """What is said of a calendar that cannot be brought up to date."""
    told = str(problem)
    for before in ("calendar: ", "--update: "):  # of the single plan
        told = told.removeprefix(before)
    return f"calendar left as it is: {told}"
