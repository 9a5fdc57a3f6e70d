"""Restoring: a list without the apostrophes that `reports` put before formulas."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from surveil.sheets import Chunk, Reading, Table
from surveil.sheets.blocks import Block
from surveil.sheets.tables import Part

_QUOTED: Final = re.compile(r"''*[=+\-@\t\r\0]")


class Counted:
    """How many rows the lists have, as far as their keys were walked through."""

    def __init__(self) -> None:
        self._rows: dict[int, int] = {}

    def __call__(self) -> int:
        return sum(self._rows.values())

    def walked(self, table: int, rows: int) -> None:
        self._rows[table] = rows


def restored(reading: Reading, counted: Counted) -> Reading:
    """The reading without these apostrophes; its rows are counted as they are met."""
    tables = (_restored(one, n, counted) for n, one in enumerate(reading.tables))
    return replace(reading, tables=tuple(tables))


def _restored(table: Table, number: int, counted: Counted) -> Table:
    def chunks() -> Iterator[Chunk]:
        for chunk in table.chunks():
            yield replace(chunk, rows=[_plain(texts) for texts in chunk.rows])

    def parts(position: int) -> Iterator[Part]:
        rows = 0
        for numbers, texts in table.parts(position):
            rows += len(texts)
            yield numbers, _plain(texts)
        counted.walked(number, rows)

    whole = table.blocks

    def blocks(size: int) -> Iterator[Block]:
        assert whole is not None
        for block in whole(size):
            yield replace(block, columns=tuple(map(_plain_column, block.columns)))

    return replace(table, chunks=chunks, parts=parts, blocks=whole and blocks)


def _plain(texts: Sequence[str]) -> tuple[str, ...]:
    if not any(text[:1] == "'" for text in texts):
        return tuple(texts)
    return tuple(map(_plain_text, texts))


def _plain_column(column: pa.StringArray) -> pa.StringArray:
    if pc.any(pc.starts_with(column, "'")).as_py():
        return pa.array(_plain(column.to_pylist()), pa.string())
    return column


def _plain_text(text: str) -> str:
    return text[1:] if _QUOTED.match(text) else text
