"""The summary of a list: one line of text for each row, made column by column."""

from collections.abc import Iterable
from typing import Final

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


def summary_lines(columns: Columns, done: Done) -> str:
    """The lines of a chunk; its texts are few, and each is made ready only once."""
    outcomes = done.outcomes
    ready: dict[str, list[str]] = {
        name: _ready(outcomes.column(name))
        for name in (
            *("outcome", "judgement", "reason", "missing", "guideline"),
            "recommendation",
        )
    }
    for place, reason in rejected(done):
        ready["reason"][place] = cell(reason)
    ready["row"] = [str(row.number) for row in columns.rows]
    lists = {row.list for row in columns.rows}
    named = {name: cell(name) for name in lists}
    ready["list"] = [named[row.list] for row in columns.rows]
    # Keys and names of calendars need no quotation marks.
    ready["key"] = [safe_cell(one or "") for one in outcomes.column("key").to_pylist()]
    days = outcomes.column("next_due").cast(pa.string())
    ready["next_due"] = pc.fill_null(days, "").to_pylist()
    blank = [""] * len(columns.rows)
    ready["calendar"], ready["remark"] = blank.copy(), blank
    for place, file in done.calendars.items():
        ready["calendar"][place] = file
    for place, assumed in enumerate(columns.assumed):
        remark = done.remarks.get(place, "")
        if remark or assumed:
            blank[place] = cell("; ".join(filter(None, (remark, assumed))))
    across = zip(*(ready[name] for name in SUMMARY), strict=True)
    return "".join([f"{','.join(line)}\n" for line in across])


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


def _ready(column: pa.ChunkedArray) -> list[str]:
    """A column of few different texts as cells."""
    whole = column.combine_chunks()
    words = [cell(one or "") for one in whole.dictionary.to_pylist()]
    words.append("")
    codes = pc.fill_null(whole.indices, len(words) - 1).to_pylist()
    return [words[code] for code in codes]
