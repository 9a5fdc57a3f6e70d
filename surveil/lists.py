"""Lists: many cases from a CSV text, each row a case or what is wrong with it."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from surveil.case import Case
from surveil.errors import CaseError, UsageError
from surveil.facts import FACT


@dataclass(frozen=True, slots=True)
class Listed:
    """A row that is a case. Rows are numbered as a spreadsheet shows them: header 1."""

    row: int
    case: Case


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that is no case: which fact is wrong and how, never its value."""

    row: int
    fact: str
    problem: str

    def __str__(self) -> str:
        return f"row {self.row}: {self.fact} {self.problem}"


@dataclass(frozen=True, slots=True)
class CaseList:
    """The rows of a list in order, and the columns that no fact has the name of."""

    rows: tuple[Listed | Rejected, ...]
    ignored: tuple[str, ...]


def read(raw: bytes) -> CaseList:
    """The rows of a CSV in UTF-8, with or without a byte order mark.

    Its columns are the names of facts. Rows without any text are no rows. A row that
    cannot be read as a case is a value in its place; raises UsageError where the list
    as a whole cannot be read.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError("the list is not UTF-8 text: save it as CSV UTF-8") from None
    # A strict reader refuses a quotation mark that is never closed: it would swallow
    # the rows after it.
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        records = list(lines)
    except csv.Error as problem:
        place = f"the list, line {lines.line_num}"
        raise UsageError(f"{place}: cannot be read as CSV: {problem}") from None
    header = [name.strip() for name in records[0]] if records else []
    _check(header)
    rows = [
        _row(number, header, cells)
        for number, cells in enumerate(records[1:], start=2)
        if any(cell.strip() for cell in cells)
    ]
    return CaseList(tuple(rows), tuple(name for name in header if name not in FACT))


def _check(header: Sequence[str]) -> None:
    """Refuse a header that cannot be meant: nothing of it is repeated but facts."""
    facts = [name for name in header if name in FACT]
    if "site" not in facts:
        raise UsageError(
            "the list has no column site: its first row names facts, parted by commas,"
            " such as surgery,site,grade"
        )
    for name in facts:
        if facts.count(name) > 1:
            raise UsageError(f"the list has two columns {name}")


def _row(number: int, header: Sequence[str], cells: Sequence[str]) -> Listed | Rejected:
    if len(cells) != len(header):
        problem = f"has {len(cells)} cells and the header {len(header)}"
        return Rejected(number, "the row", problem)
    facts = dict(zip(header, cells, strict=True))
    try:
        known = {name: text for name, text in facts.items() if name in FACT}
        return Listed(number, Case.parse(known))
    except CaseError as error:
        return Rejected(number, error.fact, error.problem)
