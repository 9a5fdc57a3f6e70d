"""Reading: the lists of several files as one, row after row."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, Final

from surveil import headers
from surveil.errors import UsageError
from surveil.headers import CASES, Column, Meaning, Words
from surveil.sheets import delimited, parquet, sources, workbooks
from surveil.sheets.sources import Source
from surveil.sheets.tables import Table

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0"  # old workbooks, and new ones behind a password
_PARQUET: Final = b"PAR1"
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it stands: its number as a spreadsheet shows it, and its texts.

    `list` is the name of its list where there are several, else "".
    """

    number: int
    list: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """Lists that have been opened, and whose columns are understood.

    `skipped` are files of a folder and sheets of a workbook that are no lists. The
    rows can be walked through again and again, but not twice at once.
    """

    tables: tuple[Table, ...]
    skipped: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[Column, ...]:
        """Every column of every list, in order."""
        return tuple(one for table in self.tables for one in table.header.columns)

    @property
    def ignored(self) -> tuple[str, ...]:
        """The names of the columns that are no facts, each once."""
        named = (one.name for one in self.columns if not one.meaning and one.name)
        return tuple(dict.fromkeys(named))

    def list_of(self, table: Table) -> str:
        """How rows name their list: not at all where there is but one."""
        return table.name if len(self.tables) > 1 else ""

    def rows(self) -> Iterator[Row]:
        """Every row that has any text, once, in order."""
        for table in self.tables:
            yield from self.rows_of(table)

    def rows_of(self, table: Table) -> Iterator[Row]:
        """The rows of one list."""
        name = self.list_of(table)
        for chunk in table.chunks():
            for number, texts in zip(chunk.numbers, chunk.rows, strict=True):
                yield Row(number, name, texts)


def read(
    given: Sequence[Path | BinaryIO],
    *,
    columns: Mapping[str, str] = _NOTHING,
    words: Words = CASES,
) -> Reading:
    """The lists in files, folders and streams: CSV, Excel or Parquet by their bytes.

    `columns` says what columns of a name are: a fact, "patient", or "" to leave it
    out. `words` are the columns that there may be. Raises UsageError for a list that
    cannot be read at all, MachineError where the disk or a permission is in the way.
    """
    said = headers.asked(columns, words)
    found, skipped = sources.all_of(given)
    tables: list[Table] = []
    for source in found:
        lists, others = _tables(source, said, words)
        tables += lists
        skipped += others
    headers.refuse_unknown(said, columns, [one.header for one in tables])
    return Reading(tuple(tables), tuple(skipped))


def _tables(
    source: Source, said: Mapping[str, Meaning | None], words: Words
) -> tuple[list[Table], list[str]]:
    with source.opened() as file:
        start = file.read(4)
    if not start:
        raise UsageError(f"{source.name} is empty")
    if start == _OLE or source.name.lower().endswith((".xls", ".xlsb", ".ods")):
        raise UsageError(
            f"{source.name} is a workbook of another form, which does not tell 5% from"
            " 0.05, or has a password: save it as .xlsx without one"
        )
    if start == _ZIP:
        return workbooks.all_of(source, said, words)
    if start == _PARQUET:
        return [parquet.table(source, said, words)], []
    return [delimited.table(source, said, words)], []
