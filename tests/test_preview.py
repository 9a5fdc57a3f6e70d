"""A preview: what a list is understood as, in words, before anything is made of it."""

import io
from datetime import date

import clinic_list
import pytest
from list_samples import workbook

from surveil import preview, sheets
from surveil.cells import Dates
from surveil.errors import UsageError

RAW = b"""\
NET list,,,,,,
,,,,,,
Case ID,MRN,Op date,Primary site,Size (cm),OR date,
A1,123,2024-01-31,ileum,1.2,,x
A2,124,2024-02,ileum,,2024-01-01,
A2,125,2024-02,ileum,,,
A3,126,,colon,7,,
A4,127,2024-01-31,colon
"""


def looked(raw, *, columns=None, keyed=True, **dates):
    reading = sheets.read([io.BytesIO(raw)], columns=columns or {})
    return preview.look(reading, Dates(**dates), keyed=keyed)


def test_a_preview_in_words():
    found = looked(RAW, assume_day=15)

    assert list(found.lines()) == [
        "standard input: CSV, UTF-8, parted by commas, columns named in row 3; not read"
        " above it: 1",
        "columns, and how many rows have them:",
        "  Case ID = key, 5",
        "  MRN = ignored, 5 (a record number that others know: give every case an"
        " opaque key, or say --column 'MRN=key')",
        "  Op date = surgery, 4",
        "  Primary site = site, 5",
        "  Size (cm) = size_mm, in cm, 2",
        "  OR date = ignored, 1",
        "  column 7, without a name = ignored, 1",
        "5 rows: 1 read as a case, 4 rejected",
        "  2: key stands in several rows",
        "  1: surgery is missing: a date like 2024-01-31, or status not-operated"
        " without one",
        "  1: the row is longer or shorter than the header",
    ]


def test_what_was_assumed_is_counted():
    found = looked(
        b"surgery,site\n2024-01,ileum\n2024-02,ileum\n2024-01-31,lung\n",
        keyed=False,
        assume_day=1,
    )

    assert found.assumed == (("surgery is given by its month: day 1 was assumed", 2),)
    assert list(found.lines())[-2:] == [
        "3 rows: 3 read as cases, 0 rejected",
        "  assumed in 2: surgery is given by its month: day 1 was assumed",
    ]


SWAPPED = (
    "holds dates and also texts such as 31/01/2024: the program that made the list may"
    " have taken the month for the day in the dates; compare some with the reports"
)


@pytest.mark.parametrize(
    ("second", "remark"),
    [("31/01/2024", SWAPPED), (date(2024, 1, 31), ""), ("unknown", "")],
)
def test_dates_beside_texts_of_dates_are_a_sign_of_swapped_months(second, remark):
    # A spreadsheet set to American dates makes 3 April of 04/03 and a text of 31/01.
    raw = workbook(
        [["Op date", "site"], [date(2024, 4, 3), "ileum"], [second, "ileum"]]
    )

    found = looked(raw, keyed=False, day_first=True)

    assert [one.remark for one in found.columns] == [remark, ""]


def test_the_preview_of_the_example_counts_every_row():
    found = preview.look(sheets.read([clinic_list.XLSX]), Dates(True, 15), keyed=True)

    # Of the 15 rows that are rejected two can be read once their dates are told.
    assert (found.rows, found.cases) == (61, 61 - 13)
    assert sum(count for _, count in found.rejected) == 13
    assert found.skipped == (f"{clinic_list.XLSX}, sheet Notes",)
    filled = {one.name: one.filled for one in found.columns}
    # The title and two empty rows are no rows; of the others one has no key.
    assert (filled["Study ID"], filled["Primary site"], filled["Patient"]) == (
        60,
        61,
        2,
    )


def test_a_preview_refuses_what_a_list_refuses():
    with pytest.raises(UsageError) as error:
        looked(b"surgery,site\n2024-01-31,ileum\n")

    assert str(error.value) == (
        "standard input has no column key, an opaque reference of each case such as A1"
    )
