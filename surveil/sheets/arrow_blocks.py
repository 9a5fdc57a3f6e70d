"""Arrow blocks: the blocks of a list that comes as batches of columns already."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from surveil.sheets.blocks import Block
from surveil.sheets.parquet import text_array

_VISIBLE: Final = "[!-~]"  # a letter, figure or sign that is surely no blank


def of(batches: Iterable[Sequence[pa.Array]], first: int, size: int) -> Iterator[Block]:
    """All rows that have any text, `size` at a time; the first is number `first`."""
    waiting: list[Block] = []
    for batch in batches:
        found = _of_batch(batch, first)
        first += len(batch[0])
        while len(found) and sum(map(len, waiting)) + len(found) >= size:
            left = size - sum(map(len, waiting))
            yield _joined([*waiting, _slice(found, 0, left)])
            waiting, found = [], _slice(found, left, len(found))
        if len(found):
            waiting.append(found)
    if waiting:
        yield _joined(waiting)


def _of_batch(batch: Sequence[pa.Array], first: int) -> Block:
    columns, size = tuple(map(text_array, batch)), len(batch[0])
    numbers = np.arange(first, first + size, dtype=np.int64)
    blank = _blank(columns, size)
    if len(blank):
        kept = np.delete(np.arange(size), blank)
        numbers = numbers[kept]
        columns = tuple(column.take(pa.array(kept)) for column in columns)
    return Block(numbers, columns)


def _blank(columns: tuple[pa.StringArray, ...], size: int) -> list[int]:
    """The places of the rows without any text."""
    left = np.arange(size)
    for column in columns:
        if not len(left):
            return []
        own = column if len(left) == size else column.take(pa.array(left))
        seen = pc.match_substring_regex(own, _VISIBLE)
        left = left[~seen.to_numpy(zero_copy_only=False)]
    return [
        place
        for place in left.tolist()
        if not "".join(column[place].as_py() for column in columns).strip()
    ]


def _slice(block: Block, start: int, end: int) -> Block:
    columns = tuple(one.slice(start, end - start) for one in block.columns)
    return Block(block.numbers[start:end], columns)


def _joined(several: list[Block]) -> Block:
    if len(several) == 1:
        return several[0]
    across = zip(*(one.columns for one in several), strict=True)
    return Block(
        np.concatenate([one.numbers for one in several]),
        tuple(pa.concat_arrays(list(column)) for column in across),
    )
