"""Encoding: columns of texts as few different texts, and a number for each row."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Integers = npt.NDArray[np.int32]


def column(chunk: pa.Table | pa.RecordBatch, name: str) -> pa.Array | None:
    """One column of a chunk in one piece; None if the chunk has none of that name."""
    if name not in chunk.schema.names:
        return None
    found = chunk.column(name)
    return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found


def distinct(texts: pa.Array) -> tuple[list[str], Integers]:
    """The different texts of a column, and which of them each row has.

    A row without a text has the empty one.
    """
    if pa.types.is_null(texts.type):
        return [""], np.zeros(len(texts), dtype=np.int32)
    if not pa.types.is_dictionary(texts.type):
        texts = texts.cast(pa.string()).dictionary_encode()
    words = ["" if word is None else str(word) for word in texts.dictionary.to_pylist()]
    numbers = texts.indices.cast(pa.int32())
    if numbers.null_count:
        numbers = pc.fill_null(numbers, len(words))
        words.append("")
    return words, numbers.to_numpy()


def together(columns: Sequence[Integers]) -> tuple[npt.NDArray[np.intp], Integers]:
    """The different combinations of several numbers a row.

    Gives the first row of each combination, and which of them each row has. No number
    is negative.
    """
    which: npt.NDArray[np.int64] = columns[0].astype(np.int64)
    count = 1 + int(which.max(initial=0))
    for one in columns[1:]:
        width = 1 + int(one.max(initial=0))
        if count * width >= 2**62:
            which = _compact(which)[1].astype(np.int64)
            count = 1 + int(which.max(initial=0))
        which = which * width + one
        count *= width
    return _compact(which)


def _compact(
    numbers: npt.NDArray[np.int64],
) -> tuple[npt.NDArray[np.intp], Integers]:
    encoded = pa.array(numbers).dictionary_encode()  # by hash: faster than sorting
    which = encoded.indices.to_numpy()
    first = np.empty(len(encoded.dictionary), dtype=np.intp)
    # Written from the last row to the first, so that the first one stays.
    first[which[::-1]] = np.arange(len(which) - 1, -1, -1)
    return first, which
