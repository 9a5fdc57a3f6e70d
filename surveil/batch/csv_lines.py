"""CSV lines: many lines at once, made column by column."""

from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from surveil.render.csv import safe_cell

_SPECIAL: Final = (",", '"', "\n", "\r")


def lines(columns: Iterable[pa.StringArray]) -> bytes:
    """Columns of cells, made ready and never null, as the lines of a CSV."""
    *first, last = columns
    last = pc.binary_join_element_wise(last, "\n", "")
    joined = pc.binary_join_element_wise(*first, last, ",")
    return b"".join(joined.cast(pa.binary()).to_pylist())


def cell(text: str) -> str:
    """A text as a cell of CSV that no spreadsheet runs."""
    safe = safe_cell(text)
    if any(one in safe for one in _SPECIAL):
        doubled = safe.replace('"', '""')
        return f'"{doubled}"'
    return safe


def ready(column: pa.ChunkedArray | pa.DictionaryArray) -> pa.StringArray:
    """A column of few different texts as cells."""
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    words = [cell(one or "") for one in whole.dictionary.to_pylist()]
    words.append("")
    codes = pc.fill_null(whole.indices, len(words) - 1)
    return pa.array(words, pa.string()).take(codes)


def keys(column: pa.ChunkedArray) -> pa.StringArray:
    """A column of keys as cells.

    No key needs quotation marks, but one that starts with a dash an apostrophe.
    """
    plain = pc.fill_null(column.combine_chunks(), "")
    dashed = pc.indices_nonzero(pc.starts_with(plain, "-")).to_pylist()
    return replaced(plain, {at: safe_cell(plain[at].as_py()) for at in dashed})


def replaced(column: pa.StringArray, some: Mapping[int, str]) -> pa.StringArray:
    """The column with other texts in some of its places."""
    if not some:
        return column
    mask = np.zeros(len(column), dtype=np.bool_)
    mask[list(some)] = True
    texts = [some[place] for place in sorted(some)]
    return pc.replace_with_mask(column, pa.array(mask), pa.array(texts, pa.string()))
