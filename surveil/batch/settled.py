"""Settled tables: the same rows give the same bytes, whatever a process met before."""

import numpy as np
import pyarrow as pa


def settled(table: pa.Table) -> pa.Table:
    """The table with only the words that it uses, in their order, in its columns."""
    for place, name in enumerate(table.column_names):
        column = table.column(place)
        if pa.types.is_dictionary(column.type):
            array = column.combine_chunks()
            if name != "key":  # in order of rows already, and many
                table = table.set_column(place, table.schema.field(place), _few(array))
    return table


def _few(array: pa.DictionaryArray) -> pa.DictionaryArray:
    codes = array.indices
    numbers = codes.fill_null(0).to_numpy(zero_copy_only=False)
    if codes.null_count:
        given = codes.is_valid().to_numpy(zero_copy_only=False)
        used = np.bincount(numbers[given], minlength=len(array.dictionary)) > 0
    else:
        used = np.bincount(numbers, minlength=len(array.dictionary)) > 0
    words = array.dictionary.to_pylist()
    kept = sorted(np.flatnonzero(used).tolist(), key=lambda at: words[at] or "")
    place = np.zeros(max(len(words), 1), dtype=np.int32)
    place[kept] = np.arange(len(kept), dtype=np.int32)
    indices = pa.array(place[numbers], pa.int32(), mask=_missing(codes))
    texts = pa.array([words[at] for at in kept], pa.string())
    return pa.DictionaryArray.from_arrays(indices, texts)


def _missing(codes: pa.Array) -> object:
    if not codes.null_count:
        return None
    return codes.is_null().to_numpy(zero_copy_only=False)
