"""Workbooks: the visible sheets of an .xlsx file, cells as a person would type them."""

import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree

from surveil.errors import UsageError
from surveil.headers import CASES, Meaning, Words
from surveil.sheets import marks, tables
from surveil.sheets.marks import Marks, Shown
from surveil.sheets.sources import Source
from surveil.sheets.tables import Chunk, Table

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

# What the readers of zip archives and XML raise, beside errors of their own.
_OF_DAMAGE: Final = (
    *(LookupError, ValueError, EOFError, OverflowError, RuntimeError),
    *(NotImplementedError, zlib.error, struct.error),
)
_LARGEST: Final = 2**31  # bytes of a workbook once unpacked
_CELLS: Final = 100_000_000  # of a sheet, empty ones within its edges included
_EXACT: Final = 10**15  # a spreadsheet keeps 15 figures of a number
_DAMAGED: Final = (
    "is damaged or is no workbook: open it in a spreadsheet and save it as .xlsx"
)


def all_of(
    source: Source, said: Mapping[str, Meaning | None], words: Words = CASES
) -> tuple[list[Table], list[str]]:
    """The lists of a workbook, one a sheet, and the sheets that are no lists.

    Raises UsageError where none is, and where it cannot be read.
    """
    with _sound(source):
        workbook, marked = _opened(source)
        hidden = _hidden(workbook)
        names = [one for one in _sheets(workbook) if one not in hidden]
        found = [_sheet(source, workbook, one, marked) for one in names]
    lists: list[Table] = []
    others = [f"{source.name}, hidden sheet {one}" for one in hidden]
    for name, sheet, marks_of in found:
        made = _table(source, name, sheet, marks_of, said, words)
        if made:
            lists.append(made)
        elif sheet.height:
            others.append(f"{source.name}, sheet {name}")
    if not lists:
        raise tables.without_header(source.name, words)
    return lists, others


@contextmanager
def _sound(source: Source) -> Iterator[None]:
    """Refuse in one line whatever a damaged file makes of its readers."""
    from python_calamine import CalamineError

    try:
        yield
    except (CalamineError, zipfile.BadZipFile, ElementTree.ParseError, *_OF_DAMAGE):
        raise UsageError(f"{source.name} {_DAMAGED}") from None
    except BaseException as panic:
        # The reader is written in Rust; its panic is no Exception.
        if type(panic).__name__ != "PanicException":
            raise
        raise UsageError(f"{source.name} {_DAMAGED}") from None


def _opened(source: Source) -> tuple["CalamineWorkbook", Mapping[str, Marks]]:
    # Only a list that is a workbook pays for it.
    from python_calamine import CalamineWorkbook

    with source.opened() as file:
        if marks.unpacked(file) > _LARGEST:
            raise UsageError(f"{source.name} is too large: save it as CSV UTF-8")
    with source.opened() as file:
        marked = marks.of(file)
    with source.opened() as file:
        return CalamineWorkbook.from_filelike(file), marked


def _sheets(workbook: "CalamineWorkbook") -> list[str]:
    """The sheets of cells: no charts, no macros."""
    from python_calamine import SheetTypeEnum

    kind = SheetTypeEnum.WorkSheet
    return [one.name for one in workbook.sheets_metadata if one.typ == kind]


def _hidden(workbook: "CalamineWorkbook") -> list[str]:
    from python_calamine import SheetVisibleEnum

    seen = SheetVisibleEnum.Visible
    return [one.name for one in workbook.sheets_metadata if one.visible != seen]


def _sheet(
    source: Source,
    workbook: "CalamineWorkbook",
    name: str,
    marked: Mapping[str, Marks],
) -> tuple[str, "CalamineSheet", Marks]:
    marks_of = marked[name]
    # The reader takes room for every cell up to the last one.
    if marks_of.rows * marks_of.columns > _CELLS:
        raise UsageError(
            f"{source.name}, sheet {name}: a cell far out makes it too large: delete"
            " what stands below and right of the list"
        )
    return name, workbook.get_sheet_by_name(name), marks_of


def _table(
    source: Source,
    name: str,
    sheet: "CalamineSheet",
    marks_of: Marks,
    said: Mapping[str, Meaning | None],
    words: Words,
) -> Table | None:
    if sheet.start is None:  # nothing stands in it
        return None
    row, column = sheet.start

    def rows() -> Iterator[tuple[int, tuple[str, ...]]]:
        # Empty rows above the first cell come too, empty columns beside it do not.
        for number, cells in enumerate(sheet.iter_rows()):
            yield number + 1, _texts(cells, number, column, marks_of)

    head = [texts for _, texts in islice(rows(), row, row + tables.HEAD)]
    best = tables.best_header(head, said, words)
    if best is None:
        return None
    place, _ = best

    def chunks() -> Iterator[Chunk]:
        return tables.in_chunks(
            (number, texts) for number, texts in rows() if number > row + place + 1
        )

    return Table(
        name=f"{source.name}, sheet {name}",
        told="Excel workbook",
        header=tables.header(head, place, said, words),
        header_row=row + place + 1,
        above=tuple(row + n + 1 for n, one in enumerate(head[:place]) if any(one)),
        chunks=chunks,
        parts=tables.parts_of(chunks),
    )


def _texts(
    cells: Sequence[object], row: int, first: int, marks_of: Marks
) -> tuple[str, ...]:
    if not marks_of.shown and not marks_of.failed:
        return tuple(map(_text, cells))
    return tuple(
        _marked(cell, marks_of, (row, column))
        for column, cell in enumerate(cells, start=first)
    )


def _marked(cell: object, marks_of: Marks, place: tuple[int, int]) -> str:
    if place in marks_of.failed:
        return marks_of.failed[place]
    match marks_of.shown.get(place):
        case Shown.PERCENT if isinstance(cell, float):
            return f"{_text(float(Decimal(repr(cell)) * 100))}%"
        # A first of the month that is shown without its day was typed without one.
        case Shown.MONTH if isinstance(cell, date) and cell.day == 1:
            return f"{cell:%Y-%m}"
        case Shown.DAY_AND_MONTH if isinstance(cell, date):
            return f"{cell.day}/{cell.month} without its year"
    return _text(cell)


def _text(cell: object) -> str:
    """What a person would type to get this cell."""
    match cell:
        case str():
            return cell
        case bool():
            return "TRUE" if cell else "FALSE"
        case int() | float():
            if abs(cell) < _EXACT and cell == int(cell):
                return str(int(cell))
            return f"{cell:.15g}"
        case datetime():
            return cell.isoformat(" ")
        case date():
            return cell.isoformat()
    return str(cell)
