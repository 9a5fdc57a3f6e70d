"""The summary of a list: one line of text for each row, made column by column."""

from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from surveil.batch.listed import Columns
from surveil.batch.task import Done
from surveil.render.csv import safe_cell

SUMMARY: Final = (
    "row",
    "list",
    "key",
    "outcome",
    "judgement",
    "reason",
    "missing",
    "guideline",
    "recommendation",
    "next_due",
    "calendar",
    "remark",
)
_SPECIAL: Final = (",", '"', "\n", "\r")
_OF_FEW: Final = (
    *("outcome", "judgement", "reason", "missing", "guideline", "recommendation"),
)


def summary_lines(columns: Columns, done: Done) -> bytes:
    """The lines of a chunk; its texts are few, and each is made ready only once."""
    outcomes = done.outcomes
    ready = {name: _ready(outcomes.column(name)) for name in _OF_FEW}
    refused = dict(rejected(done))
    reasons = {place: cell(reason) for place, reason in refused.items()}
    ready["reason"] = _with(ready["reason"], reasons)
    ready["row"] = outcomes.column("row").combine_chunks().cast(pa.string())
    lists = pa.array(columns.lists, pa.string()).dictionary_encode()
    ready["list"] = _ready(lists)
    # Keys need no quotation marks, but one that starts with a dash an apostrophe.
    keys = pc.fill_null(outcomes.column("key").combine_chunks(), "")
    dashed = pc.indices_nonzero(pc.starts_with(keys, "-")).to_pylist()
    ready["key"] = _with(keys, {at: safe_cell(keys[at].as_py()) for at in dashed})
    days = outcomes.column("next_due").combine_chunks().cast(pa.string())
    ready["next_due"] = pc.fill_null(days, "")
    blank = pa.repeat(pa.scalar(""), len(columns))
    ready["calendar"] = _with(blank, done.calendars)
    told = sorted({*done.remarks, *columns.assumed})
    both = ((done.remarks.get(at), columns.assumed.get(at)) for at in told)
    remarks = (cell("; ".join(filter(None, one))) for one in both)
    ready["remark"] = _with(blank, dict(zip(told, remarks, strict=True)))
    return lines(ready[name] for name in SUMMARY)


def lines(columns: Iterable[pa.StringArray]) -> bytes:
    """Columns of cells, made ready and never null, as the lines of a CSV."""
    *first, last = columns
    last = pc.binary_join_element_wise(last, "\n", "")
    joined = pc.binary_join_element_wise(*first, last, ",")
    return b"".join(joined.cast(pa.binary()).to_pylist())


def rejected(done: Done) -> Iterable[tuple[int, str]]:
    """The places of the rejected rows, and what is wrong with each."""
    outcome = done.outcomes.column("outcome")
    places = pc.indices_nonzero(pc.equal(outcome, "rejected"))
    found = done.outcomes.select(["fact", "problem"]).take(places)
    facts, problems = (column.to_pylist() for column in found.columns)
    return [
        (place, f"{fact} {problem}")
        for place, fact, problem in zip(
            places.to_pylist(), facts, problems, strict=True
        )
    ]


def cell(text: str) -> str:
    """A text as a cell of CSV that no spreadsheet runs."""
    safe = safe_cell(text)
    if any(one in safe for one in _SPECIAL):
        doubled = safe.replace('"', '""')
        return f'"{doubled}"'
    return safe


def _ready(column: pa.ChunkedArray | pa.DictionaryArray) -> pa.StringArray:
    """A column of few different texts as cells."""
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    words = [cell(one or "") for one in whole.dictionary.to_pylist()]
    words.append("")
    codes = pc.fill_null(whole.indices, len(words) - 1)
    return pa.array(words, pa.string()).take(codes)


def _with(column: pa.StringArray, some: Mapping[int, str]) -> pa.StringArray:
    """The column with other texts in some of its places."""
    if not some:
        return column
    mask = np.zeros(len(column), dtype=np.bool_)
    mask[list(some)] = True
    texts = [some[place] for place in sorted(some)]
    return pc.replace_with_mask(column, pa.array(mask), pa.array(texts, pa.string()))
