"""What a worker of a cluster does with one partition: nothing that cannot be redone.

A partition that is planned twice, by whichever workers, gives the same bytes.
"""

import hashlib
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from surveil import repeats
from surveil.batch import (
    judgements,
    partitions,
    reports,
    running,
    storage,
    summary,
)
from surveil.batch.contract import EVENTS, PACKING
from surveil.batch.listed import Columns
from surveil.batch.options import BatchOptions
from surveil.batch.partitions import Partition
from surveil.batch.task import Done, Task
from surveil.batch.work import Worker
from surveil.cells import Dates
from surveil.errors import MachineError, UsageError
from surveil.headers import Header
from surveil.repeats import Place, Repeats
from surveil.version import VERSION

KINDS: Final = ("summary", "judgement", "rejects", "events")
_CHUNK: Final = 20_000
_NAMED: Final = 20  # rejected rows with a message of their own
_TEXTS: Final = tuple(
    name for name in summary.SUMMARY if name not in ("row", "next_due", "calendar")
)
SUMMARY: Final = pa.schema(
    [
        (name, {"row": pa.int64(), "next_due": pa.date32()}.get(name, pa.string()))
        for name in summary.SUMMARY
        if name != "calendar"  # a cluster writes none
    ]
)
_JUDGEMENT: Final = pa.schema([(name, pa.string()) for name in judgements.NAMES])


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """What every worker is told: how to read the list, how to plan, and where to.

    `several` is whether the list has several files, so that rows name theirs.
    """

    header: Header
    dates: Dates
    options: BatchOptions
    to: str
    several: bool
    version: str = VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What became of a partition: rows by outcome, empty rows, and its files' sizes."""

    part: Partition
    outcomes: Mapping[str, int]
    empty: int
    rows: Mapping[str, int]  # of each kind of file
    sizes: Mapping[str, int]
    rejected: tuple[str, ...]  # the first ones, for a message each


def path(to: str, kind: str, part: Partition) -> str:
    """The file of a kind that a partition has in the folder of a run."""
    return storage.below(to, kind, f"{part.name}.parquet")


def hashes(told: Assignment, part: Partition, nothing: None) -> Any:
    """Eight bytes for each key of a partition: what repeats stands out among them."""
    return np.array([_hash(key) for key, _ in _keys(told, part)], dtype=np.uint64)


def places(
    told: Assignment, part: Partition, suspects: frozenset[int]
) -> list[tuple[str, int]]:
    """The keys of a partition that have one of these hashes, with their rows."""
    return [one for one in _keys(told, part) if _hash(one[0]) in suspects]


def write(
    told: Assignment, part: Partition, repeated: Mapping[str, list[Place]]
) -> Written:
    """Plan a partition and write its files.

    `repeated` has the rows of its keys that stand in more than one row of the list.
    """
    tables, worker = _Tables(told, part), Worker(told.options, None)
    course = running.Course(
        reading=partitions.reading(part, told.header),
        dates=told.dates,
        options=told.options,
        chunk=_CHUNK,
    )
    for _, columns in running.chunks(course, Repeats(dict(repeated))):
        tables.add(columns, worker.work(Task(columns=columns)))
    return tables.written()


def stored(told: Assignment, part: Partition, written: Written) -> dict[str, int]:
    """How many rows the files of a partition have, as they lie in the storage."""
    found = {}
    for kind in KINDS:
        place = path(told.to, kind, part)
        raw = storage.source(place)
        with raw.opened() as file:
            try:
                found[kind] = parquet.read_metadata(file).num_rows
            except pa.ArrowException:
                raise MachineError(f"{storage.shown(place)} is damaged") from None
    return found


def same_version(told: Assignment) -> None:
    """Refuse to work for another version of surveil than this worker has."""
    if told.version != VERSION:
        raise UsageError(
            f"a worker has surveil {VERSION}, and this is {told.version}: install the"
            " same on all"
        )


class _File:
    """The bytes of a Parquet file as it grows: the events are too many to hold."""

    def __init__(self, schema: pa.Schema) -> None:
        self.rows = 0
        self._bytes = io.BytesIO()
        packing = PACKING if schema == EVENTS else {"compression": "zstd"}
        self._writer = parquet.ParquetWriter(self._bytes, schema, **packing)

    @classmethod
    def of(cls, table: pa.Table) -> "_File":
        """The file of a whole table."""
        found = cls(table.schema)
        found.add(table)
        return found

    def add(self, table: pa.Table) -> None:
        self.rows += table.num_rows
        self._writer.write_table(table)

    def whole(self) -> bytes:
        """All bytes, once nothing more is to come."""
        self._writer.close()
        return self._bytes.getvalue()


@dataclass(slots=True)
class _Tables:
    """The tables of a partition, as they grow chunk by chunk."""

    told: Assignment
    part: Partition
    counts: Counter[str] = field(default_factory=Counter)
    summary: list[pa.Table] = field(default_factory=list)
    judged: list[pa.Table] = field(default_factory=list)
    rejected: list[tuple[int, str]] = field(default_factory=list)
    events: "_File" = field(default_factory=lambda: _File(EVENTS))

    def add(self, columns: Columns, done: Done) -> None:
        """One chunk of rows, in order."""
        found = self._summary(columns, done.outcomes)
        self.summary.append(found)
        self.counts.update(found.column("outcome").to_pylist())
        assert done.judgements is not None
        self.judged.append(done.judgements.cast(_JUDGEMENT))
        self.rejected += [
            (columns.place(place)[1], reason)
            for place, reason in summary.rejected(done)
        ]
        if done.events is not None:
            self.events.add(done.events)  # settled: no trace of other chunks

    def written(self) -> Written:
        """Write all files; what there is in them."""
        tables = {
            "summary": _whole(self.summary, SUMMARY),
            "judgement": _whole(self.judged, _JUDGEMENT),
            "rejects": self._rejects(),
        }
        found = {kind: _File.of(table) for kind, table in tables.items()}
        found["events"] = self.events
        sizes = {}
        for kind in KINDS:
            raw = found[kind].whole()
            storage.write(path(self.told.to, kind, self.part), raw)
            sizes[kind] = len(raw)
        counts = {kind: found[kind].rows for kind in KINDS}
        return Written(
            part=self.part,
            outcomes=dict(self.counts),
            empty=self.part.rows - counts["summary"],
            rows=counts,
            sizes=sizes,
            rejected=tuple(
                f"row {number}: {reason}" for number, reason in self.rejected[:_NAMED]
            ),
        )

    def _summary(self, columns: Columns, outcomes: pa.Table) -> pa.Table:
        size = outcomes.num_rows
        found = {
            name: outcomes.column(name).cast(pa.string())
            for name in (*_TEXTS, "fact", "problem")
            if name in outcomes.column_names
        }
        wrong = pc.equal(found["outcome"], "rejected")
        told = pc.binary_join_element_wise(found["fact"], found["problem"], " ")
        found["reason"] = pc.if_else(wrong, told, found["reason"])
        notes = [columns.assumed.get(at, "") for at in range(size)]
        found["remark"] = pa.chunked_array([pa.array(notes, pa.string())])
        list = storage.shown(self.part.file) if self.told.several else ""
        found["list"] = pa.chunked_array([pa.repeat(pa.scalar(list), size)])
        arrays = {name: pc.fill_null(found[name], "") for name in _TEXTS}
        for name in ("row", "next_due"):
            arrays[name] = outcomes.column(name)
        return pa.table([arrays[name] for name in SUMMARY.names], schema=SUMMARY)

    def _rejects(self) -> pa.Table:
        """The rejected rows as they stand, with a reason each before them."""
        numbers = [number for number, _ in self.rejected]
        found = partitions.rows(self.part, numbers)
        kept = reports.without_reason(found.column_names)
        columns = found.columns[len(found.column_names) - len(kept) :]
        reasons = pa.array([reason for _, reason in self.rejected], pa.string())
        return pa.Table.from_arrays([reasons, *columns], ["reason", *kept])


def _whole(tables: Sequence[pa.Table], schema: pa.Schema) -> pa.Table:
    return pa.concat_tables(tables) if tables else schema.empty_table()


def _keys(told: Assignment, part: Partition) -> list[tuple[str, int]]:
    table = partitions.reading(part, told.header).tables[0]
    position = table.header.position("key")
    if position is None:
        return []
    numbered = table.column(position)
    return [(key, row) for row, text in numbered if (key := repeats.normal(text))]


def _hash(key: str) -> int:
    """The same on every machine, unlike Python's own."""
    raw = hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8)
    return int.from_bytes(raw.digest(), "big")
