"""Blocks: some thousands of rows of a table as columns of texts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from surveil.sheets.tables import Table


@dataclass(frozen=True, slots=True)
class Block:
    """Rows in order, as columns; `numbers` are those that a spreadsheet shows.

    There are as many `columns` as the header has, of texts that are never null. A row
    that is shorter or longer stands in `uneven`, by its place, and is blank in them.
    """

    numbers: npt.NDArray[np.int64]
    columns: tuple[pa.StringArray, ...]
    uneven: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.numbers)

    def texts(self, place: int) -> tuple[str, ...]:
        """The texts of one row, as they stand."""
        found = self.uneven.get(place)
        return found or tuple(column[place].as_py() for column in self.columns)


def of_table(table: Table, size: int) -> Iterator[Block]:
    """All rows of a table, `size` at a time."""
    if table.blocks is not None:
        yield from table.blocks(size)
        return
    width = table.header.width
    numbers: list[int] = []
    rows: list[tuple[str, ...]] = []
    for chunk in table.chunks():
        numbers += chunk.numbers
        rows += chunk.rows
        while len(rows) >= size:
            yield of_rows(numbers[:size], rows[:size], width)
            del numbers[:size], rows[:size]
    if rows:
        yield of_rows(numbers, rows, width)


def of_rows(
    numbers: Sequence[int], rows: Sequence[tuple[str, ...]], width: int
) -> Block:
    """Rows as columns, where the header has `width` of them."""
    uneven = {place: row for place, row in enumerate(rows) if len(row) != width}
    if uneven:
        blank = ("",) * width
        rows = [blank if place in uneven else row for place, row in enumerate(rows)]
    return Block(
        np.array(numbers, dtype=np.int64),
        tuple(pa.array(texts, pa.string()) for texts in zip(*rows, strict=True)),
        uneven,
    )
