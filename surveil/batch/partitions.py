"""Partitions: the row groups of a data set in Parquet, each read by itself."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa

from surveil import headers
from surveil.batch import restoring, storage
from surveil.errors import UsageError
from surveil.headers import Header
from surveil.sheets import Reading, Table, parquet, tables

_BATCH: Final = 50_000


@dataclass(frozen=True, slots=True)
class Partition:
    """One row group: its file, its place in it, and which rows of all it holds."""

    number: int
    file: str
    group: int
    first: int
    rows: int

    @property
    def name(self) -> str:
        """How messages and files name it."""
        return f"part-{self.number:06}"


@dataclass(frozen=True, slots=True)
class DataSet:
    """Files with the same columns, as one list; its rows are numbered through."""

    header: Header
    partitions: tuple[Partition, ...]
    rows: int

    @property
    def reading(self) -> Reading:
        """The list as its columns tell, without any of its rows."""
        return Reading((_table("the data set", self.header, None),))


def of(files: Sequence[str], columns: Mapping[str, str]) -> DataSet:
    """The data set in these files, as their metadata tell.

    `columns` says what columns of a name are, as for `sheets.read`.
    """
    said = headers.asked(columns)
    partitions: list[Partition] = []
    first = parquet.FIRST
    names: tuple[str, ...] | None = None
    for file in files:
        with parquet.opened(storage.source(file)) as opened:
            own = tuple(opened.schema_arrow.names)
            groups = opened.metadata
            sizes = [
                groups.row_group(group).num_rows
                for group in range(groups.num_row_groups)
            ]
        if names is None:
            names = own
            if tables.best_header([names], said) is None:
                raise tables.without_header(storage.shown(file))
        elif names != own:
            raise UsageError(
                f"{storage.shown(file)} has other columns than"
                f" {storage.shown(files[0])}: one data set has the same in each file"
            )
        for group, rows in enumerate(sizes):
            if rows:
                number = len(partitions)
                partitions.append(Partition(number, file, group, first, rows))
                first += rows
    assert names is not None
    header = tables.header([names], 0, said)
    headers.refuse_unknown(said, columns, [header])
    return DataSet(header, tuple(partitions), first - parquet.FIRST)


def reading(part: Partition, header: Header) -> Reading:
    """The rows of one partition, read as the rows of a list on one machine are."""
    table = _table(storage.shown(part.file), header, part)
    return restoring.restored(Reading((table,)), restoring.Counted())


def rows(part: Partition, numbers: Sequence[int]) -> pa.Table:
    """These rows of a partition as they stand, with the types that they have."""
    first = part.first
    found: list[pa.RecordBatch] = []
    schema = None
    with _opened(part) as file:
        for batch in file.iter_batches(_BATCH, row_groups=[part.group]):
            schema = batch.schema
            last = first + batch.num_rows
            here = [one - first for one in numbers if first <= one < last]
            if here:
                found.append(batch.take(pa.array(here, pa.int64())))
            first = last
    return pa.Table.from_batches(found, schema)


def _table(name: str, header: Header, part: Partition | None) -> Table:
    if part is None:
        return parquet.table_of(name, header, lambda size, position: iter(()))

    def batches(size: int, position: int | None) -> Iterator[Any]:
        with _opened(part) as file:
            yield from parquet.batches_of(file, size, position, [part.group])

    return parquet.table_of(name, header, batches, part.first)


@contextmanager
def _opened(part: Partition) -> Iterator[Any]:
    with parquet.opened(storage.source(part.file)) as file:
        groups = file.metadata
        if (
            part.group >= groups.num_row_groups
            or groups.row_group(part.group).num_rows != part.rows
        ):
            raise UsageError(
                f"{storage.shown(part.file)} has changed since the run began: run it"
                " again"
            )
        yield file
