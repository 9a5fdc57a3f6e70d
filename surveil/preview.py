"""A preview: how a list is understood, before anything is made of it."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from surveil import lists
from surveil.cells import Dates
from surveil.facts import FACT
from surveil.headers import Column
from surveil.lists import Listed
from surveil.sheets import Reading, Table
from surveil.terms import Kind

_A_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_FIGURES: Final = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}")
_SWAPPED: Final = (
    "holds dates and also texts such as 31/01/2024: the program that made the list may"
    " have taken the month for the day in the dates; compare some with the reports"
)


@dataclass(frozen=True, slots=True)
class Understood:
    """One column: its fact in words ("" = ignored), and how many rows have a text."""

    list: str
    name: str
    told: str
    filled: int
    remark: str = ""

    def __str__(self) -> str:
        place = f"{self.list}: " if self.list else ""
        remark = f" ({self.remark})" if self.remark else ""
        return f"{place}{self.name} = {self.told or 'ignored'}, {self.filled}{remark}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """How many rows are cases and how many are not, with the reasons and assumptions.

    `rejected` and `assumed` are sentences and how often they hold, the most first.
    """

    forms: tuple[str, ...]
    skipped: tuple[str, ...]
    columns: tuple[Understood, ...]
    rows: int
    cases: int
    rejected: tuple[tuple[str, int], ...]
    assumed: tuple[tuple[str, int], ...]

    def lines(self) -> Iterator[str]:
        """All of it, in lines for a terminal; no cell of the list is in them."""
        yield from self.forms
        yield from (f"skipped, no list: {one}" for one in self.skipped)
        yield "columns, and how many rows have them:"
        yield from (f"  {one}" for one in self.columns)
        left = self.rows - self.cases
        kind = "a case" if self.cases == 1 else "cases"
        yield f"{self.rows} rows: {self.cases} read as {kind}, {left} rejected"
        yield from (f"  {count}: {reason}" for reason, count in self.rejected)
        yield from (f"  assumed in {count}: {note}" for note, count in self.assumed)


def look(
    reading: Reading, dates: Dates | None = None, *, keyed: bool = False
) -> Preview:
    """How the columns and rows of the lists are understood.

    Raises what `lists.with_rows` raises.
    """
    filled: Counter[tuple[str, int]] = Counter()
    shapes: dict[tuple[str, int], set[str]] = {}
    dated = {
        (reading.list_of(table), one.position)
        for table in reading.tables
        for one in table.header.columns
        if _is_date(one)
    }
    rows = cases = 0
    rejected: Counter[str] = Counter()
    assumed: Counter[str] = Counter()
    for row, one in lists.with_rows(reading, dates, keyed=keyed):
        rows += 1
        for position, text in enumerate(row.texts):
            place = (row.list, position)
            if text.strip():
                filled[place] += 1
                if place in dated:
                    shapes.setdefault(place, set()).add(_shape(text.strip()))
        if isinstance(one, Listed):
            cases += 1
            assumed.update(one.notes)
        else:
            rejected[_reason(one)] += 1
    return Preview(
        forms=tuple(map(_form, reading.tables)),
        skipped=reading.skipped,
        columns=tuple(
            _understood(reading.list_of(table), one, filled, shapes)
            for table in reading.tables
            for one in table.header.columns
            if one.name or filled[(reading.list_of(table), one.position)]
        ),
        rows=rows,
        cases=cases,
        rejected=_ordered(rejected),
        assumed=_ordered(assumed),
    )


def _is_date(column: Column) -> bool:
    fact = FACT.get(column.meaning.fact) if column.meaning else None
    return fact is not None and fact.kind is Kind.DATE


def _shape(text: str) -> str:
    if _A_DATE.fullmatch(text):
        return "date"
    return "figures" if _FIGURES.fullmatch(text) else "other"


def _reason(one: lists.Rejected) -> str:
    """Why, without the rows and sizes that make each reason another."""
    if one.problem.startswith("stands in "):
        return f"{one.fact} stands in several rows"
    if one.fact == "the row" and one.problem.startswith("has "):
        return "the row is longer or shorter than the header"
    return f"{one.fact} {one.problem}"


def _ordered(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def _form(table: Table) -> str:
    above = f"; not read above it: {', '.join(map(str, table.above))}"
    return (
        f"{table.name}: {table.told}, columns named in row {table.header_row}"
        f"{above if table.above else ''}"
    )


def _understood(
    list: str,
    column: Column,
    filled: Counter[tuple[str, int]],
    shapes: dict[tuple[str, int], set[str]],
) -> Understood:
    place = (list, column.position)
    mixed = {"date", "figures"} <= shapes.get(place, set())
    return Understood(
        list,
        column.name or f"column {column.position + 1}, without a name",
        column.meaning.told() if column.meaning else "",
        filled[place],
        _SWAPPED if mixed else column.remark,
    )
