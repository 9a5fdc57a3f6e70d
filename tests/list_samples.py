"""Lists for the tests of reading: workbooks, Parquet and streams made on the spot."""

import io
from datetime import date, datetime

import pyarrow as pa
import xlsxwriter
from pyarrow import parquet

from surveil import lists, sheets
from surveil.cells import Dates


class Shown:
    """A value with the number format in which a spreadsheet shows it."""

    def __init__(self, value, form):
        self.value, self.form = value, form


class Failed:
    """A formula with its error."""

    def __init__(self, error):
        self.error = error


def workbook(rows, *, options=None, first=(0, 0), merged=(), **more):
    """An .xlsx of a sheet "List" whose cells are `rows`, and of `more` sheets.

    A sheet that is a tuple of its rows and "hidden" is hidden.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True} | (options or {}))
    for name, cells in {"List": rows, **more}.items():
        sheet = book.add_worksheet(name)
        if isinstance(cells, tuple):
            cells, _ = cells
            sheet.hide()
        for y, row in enumerate(cells, start=first[0]):
            for x, cell in enumerate(row, start=first[1]):
                _write(book, sheet, y, x, cell)
    for where, text in merged:
        book.get_worksheet_by_name("List").merge_range(where, text)
    book.close()
    return out.getvalue()


def _write(book, sheet, y, x, cell):
    form = "dd/mm/yyyy"
    if isinstance(cell, Shown):
        cell, form = cell.value, cell.form
        if isinstance(cell, float):
            sheet.write_number(y, x, cell, book.add_format({"num_format": form}))
            return
    if isinstance(cell, Failed):
        sheet.write_formula(y, x, "=A1", None, cell.error)
    elif isinstance(cell, date | datetime):
        sheet.write_datetime(y, x, cell, book.add_format({"num_format": form}))
    elif isinstance(cell, bool):
        sheet.write_boolean(y, x, cell)
    elif isinstance(cell, str):
        sheet.write_string(y, x, cell)
    elif cell is not None:
        sheet.write_number(y, x, cell)


def parquet_file(columns, **options):
    out = io.BytesIO()
    parquet.write_table(pa.table(columns), out, **options)
    return out.getvalue()


def reading(*raw, columns=None):
    return sheets.read([io.BytesIO(one) for one in raw], columns=columns or {})


def rows(*raw, columns=None):
    """The number and texts of every row."""
    return [(one.number, one.texts) for one in reading(*raw, columns=columns).rows()]


def outcomes(*raw, columns=None, keyed=False, **dates):
    found = reading(*raw, columns=columns)
    return list(lists.cases(found, Dates(**dates), keyed=keyed))


def said(*raw, **options):
    """What became of every row: its site, or why it was rejected."""
    return [
        one.case.site if isinstance(one, lists.Listed) else str(one)
        for one in outcomes(*raw, **options)
    ]
