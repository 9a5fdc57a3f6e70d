"""The worklist as a workbook, in which no cell is a formula."""

import io
from datetime import date, datetime, time
from typing import Final

from surveil.errors import UsageError
from surveil.plans import DISCLAIMER
from surveil.render import worklist_words as texts
from surveil.worklist import Worklist

_DATES: Final = ("as_of", "due", "earliest", "latest")
_NUMBERS: Final = ("format", "row", "days_late", "lateness", "urgency")
_WIDTHS: Final = {"what": 40, "next": 60, "status": 22, "guideline": 24, "notes": 40}
_USUAL: Final = 12


def to_excel(worklist: Worklist) -> bytes:
    """An .xlsx file: the lines with real dates, and a sheet that says what they are.

    Raises UsageError where the package that writes workbooks is missing.
    """
    try:
        import xlsxwriter  # optional, and read only where a workbook is asked for
    except ImportError:
        raise UsageError(
            "-o: a workbook needs xlsxwriter: pip install 'surveil[excel]', or write"
            " .csv"
        ) from None
    raw = io.BytesIO()
    book = xlsxwriter.Workbook(
        raw,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        },
    )
    # The same worklist gives the same bytes, whenever it is written.
    made = datetime.combine(worklist.as_of, time())
    book.set_properties({"created": made, "title": "surveil due"})
    head = book.add_format({"bold": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("due")
    sheet.freeze_panes(1, 0)
    for at, name in enumerate(texts.COLUMNS):
        sheet.write_string(0, at, name, head)
        sheet.set_column(at, at, _WIDTHS.get(name, _USUAL))
    for number, line in enumerate(worklist.lines, start=1):
        row = texts.cells(line, worklist.as_of.isoformat())
        for at, name in enumerate(texts.COLUMNS):
            text = row[name]
            if name in _DATES and text:
                sheet.write_datetime(number, at, date.fromisoformat(text), day)
            elif name in _NUMBERS:
                sheet.write_number(number, at, float(text))
            elif text:
                sheet.write_string(number, at, text)
    if worklist.lines:
        sheet.autofilter(0, 0, len(worklist.lines), len(texts.COLUMNS) - 1)
    about = book.add_worksheet("about")
    about.set_column(0, 0, 100)
    for number, text in enumerate(
        (texts.counted(worklist), texts.weights(), DISCLAIMER)
    ):
        about.write_string(number, 0, text)
    book.close()
    return raw.getvalue()
