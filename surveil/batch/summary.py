"""The summary of a list: one line of text for each row, made column by column."""

from collections.abc import Iterable
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from surveil.batch import csv_lines
from surveil.batch.listed import Columns
from surveil.batch.task import Done

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
_OF_FEW: Final = (
    *("outcome", "judgement", "reason", "missing", "guideline", "recommendation"),
)


def summary_lines(columns: Columns, done: Done) -> bytes:
    """The lines of a chunk; its texts are few, and each is made ready only once."""
    outcomes = done.outcomes
    ready = {name: csv_lines.ready(outcomes.column(name)) for name in _OF_FEW}
    refused = dict(rejected(done))
    reasons = {place: csv_lines.cell(reason) for place, reason in refused.items()}
    ready["reason"] = csv_lines.replaced(ready["reason"], reasons)
    ready["row"] = outcomes.column("row").combine_chunks().cast(pa.string())
    lists = pa.array(columns.lists, pa.string()).dictionary_encode()
    ready["list"] = csv_lines.ready(lists)
    ready["key"] = csv_lines.keys(outcomes.column("key"))
    days = outcomes.column("next_due").combine_chunks().cast(pa.string())
    ready["next_due"] = pc.fill_null(days, "")
    blank = pa.repeat(pa.scalar(""), len(columns))
    ready["calendar"] = csv_lines.replaced(blank, done.calendars)
    told = sorted({*done.remarks, *columns.assumed})
    both = ((done.remarks.get(at), columns.assumed.get(at)) for at in told)
    remarks = (csv_lines.cell("; ".join(filter(None, one))) for one in both)
    ready["remark"] = csv_lines.replaced(blank, dict(zip(told, remarks, strict=True)))
    return csv_lines.lines(ready[name] for name in SUMMARY)


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
