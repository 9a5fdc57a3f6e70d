"""The numbers of the report as CSV, one a line."""

import csv
import io
from collections.abc import Iterator
from typing import Final

from surveil.demand import Demand
from surveil.render.csv import safe_cell

COLUMNS: Final = ("section", "name", "month", "count")


def render(demand: Demand) -> bytes:
    """UTF-8 CSV with a header; `month` is empty where a number is of no month."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for section, name, month, count in _lines(demand):
        writer.writerow([safe_cell(section), safe_cell(name), month, count])
    return text.getvalue().encode("utf-8", "replace")


def _lines(demand: Demand) -> Iterator[tuple[str, str, str, int]]:
    for section, name, count in _plain(demand):
        yield section, name, "", count
    columns = [("due", *one) for one in demand.by_group()]
    for section, name, counts in [*columns, ("due", "blood days", demand.blood_days)]:
        for month, count in zip(demand.months, counts, strict=True):
            yield section, name, f"{month:%Y-%m}", count


def _plain(demand: Demand) -> Iterator[tuple[str, str, int]]:
    yield "rows", f"as of {demand.made.isoformat()}", demand.rows
    for name, rows in demand.lists:
        yield "list", name, rows
    for one, rows in demand.guidelines:
        yield one.kind, f"{one.id}, edition {one.edition}, {one.digest}", rows
    for name, rows in demand.outcomes:
        yield "outcome", name, rows
    for name, rows in demand.judgements:
        yield "judgement", name, rows
    yield "rows with dates", "followed", demand.followed
    yield "rows with dates", "suspended", demand.suspended
    for lack in demand.lacks:
        yield "missing and waited for", lack.fact, lack.undecided
        yield "missing in other rows", lack.fact, lack.decided
    for reason in demand.refused:
        yield "rejected", f"{reason.fact} {reason.problem}", reason.rows
    for test in demand.tests:
        yield "window open", test.test, test.is_open
        yield "window closed", test.test, test.is_closed
        yield "due in 24 months", test.test, sum(test.by_month)
        yield "suspended", test.test, test.suspended
