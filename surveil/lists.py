"""Lists: the rows of a clinic's list, each a case or what is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass

from surveil import repeats
from surveil.case import Case
from surveil.cells import Dates
from surveil.errors import CaseError, UsageError
from surveil.repeats import Repeats
from surveil.rows import Rows
from surveil.sheets import Reading, Row


@dataclass(frozen=True, slots=True)
class Listed:
    """A row that is a case. Rows are numbered as a spreadsheet shows them: header 1.

    `list` names the list where there are several. `patient` is the same for the cases
    of one patient. `notes` say what was assumed.
    """

    row: int
    case: Case
    list: str = ""
    patient: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that is no case: which fact is wrong and how, never its value."""

    row: int
    fact: str
    problem: str
    list: str = ""

    def __str__(self) -> str:
        place = f"{self.list}, row" if self.list else "row"
        return f"{place} {self.row}: {self.fact} {self.problem}"


def cases(
    reading: Reading, dates: Dates | None = None, *, keyed: bool = False
) -> Iterator[Listed | Rejected]:
    """Every row as a case or what is wrong with it, in order."""
    for _, one in with_rows(reading, dates, keyed=keyed):
        yield one


def with_rows(
    reading: Reading, dates: Dates | None = None, *, keyed: bool = False
) -> Iterator[tuple[Row, Listed | Rejected]]:
    """Every row as it stands, and the case that it is or what is wrong with it.

    The list is read twice where it has keys: rows that share one are all rejected,
    and each names the others. With `keyed`, a row without a key is rejected. Raises
    UsageError where the list as a whole cannot be read, before the first row if it
    has keys.
    """
    if keyed:
        check_keys(reading)
    repeated = repeats.of(reading)
    for table in reading.tables:
        rows = Rows(table.header, dates or Dates(), keyed=keyed)
        for row in reading.rows_of(table):
            yield row, _outcome(row, rows, repeated)


def _outcome(row: Row, rows: Rows, repeated: Repeats) -> Listed | Rejected:
    try:
        rows.check(row.texts)
        key = rows.key(row.texts)
        if key in repeated:
            others = repeated.told(key, row.list, row.number)
            raise CaseError("key", f"stands in {others} as well: each case has its own")
        found = rows.parsed(row.texts)
    except CaseError as error:
        return Rejected(row.number, error.fact, error.problem, row.list)
    return Listed(row.number, found.case, row.list, found.patient, found.notes)


def check_keys(reading: Reading) -> None:
    """Refuse a list without keys, and say which of its columns might be one."""
    for table in reading.tables:
        if table.header.position("key") is None:
            remarks = (
                f"; '{one.name}' is {one.remark}"
                for one in table.header.columns
                if one.remark.startswith("a record number")
            )
            raise UsageError(
                f"{table.name} has no column key, an opaque reference of each case such"
                f" as A1{next(remarks, '')}"
            )
