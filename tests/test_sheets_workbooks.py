"""Workbooks: each cell as somebody typed it, each row with its number in Excel."""

import io
import zipfile
from datetime import date, datetime

import pytest
from list_samples import Failed, Shown, reading, rows, said, workbook

from surveil.errors import UsageError

HEADER = ["key", "surgery", "site", "ki67"]
OF_ANOTHER_FORM = (
    "standard input is a workbook of another form, which does not tell 5% from 0.05, or"
    " has a password: save it as .xlsx without one"
)
DAMAGED = (
    "standard input is damaged or is no workbook: open it in a spreadsheet and save it"
    " as .xlsx"
)


def cells(*row, **options):
    """The texts of the cells of one row below a header."""
    names = ["site", *"abcdefghij"]
    ((_, texts),) = rows(workbook([names[: len(row)], row], **options))
    return texts


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("007", "007"),
        ("NA", "NA"),
        (" pT3N1M0 ", " pT3N1M0 "),
        (7, "7"),
        (7.0, "7"),
        (7.5, "7.5"),
        (0.1 * 3, "0.3"),
        (-2, "-2"),
        (123456789012345, "123456789012345"),
        (1234567890123456, "1.23456789012346e+15"),
        (True, "TRUE"),
        (False, "FALSE"),
        (45322, "45322"),
        (date(2024, 1, 31), "2024-01-31"),
        (date(1950, 1, 1), "1950-01-01"),
        (datetime(2024, 1, 31, 14, 30), "2024-01-31 14:30:00"),  # noqa: DTZ001
        (Shown(45322.0, "0"), "45322"),
        (Shown(45322.0, "dd/mm/yyyy"), "2024-01-31"),
        (Shown(0.05, "0%"), "5%"),
        (Shown(0.005, "0.0%"), "0.5%"),
        (Shown(0.07, "0.00%"), "7%"),  # times 100 it would be 7.000000000000001
        (Shown(1.0, "0%"), "100%"),
        (Shown(5.0, '0"%"'), "5"),  # a sign that is only written beside the number
        (Shown(0.05, "0.00"), "0.05"),
        (Shown(date(2024, 1, 1), "mmm-yy"), "2024-01"),
        (Shown(date(2024, 1, 1), "[$-C09]mmmm yyyy"), "2024-01"),
        (Shown(date(2024, 1, 31), "mmm-yy"), "2024-01-31"),
        (Shown(date(2026, 1, 31), "d-mmm"), "31/1 without its year"),
        (Shown(date(2024, 1, 31), "d mmm yyyy"), "2024-01-31"),
        (Shown(date(2024, 1, 31), "[$-409]d/m/yy h:mm AM/PM;@"), "2024-01-31"),
        (Failed("#N/A"), "#N/A"),
        (Failed("#REF!"), "#REF!"),
    ],
)
def test_a_cell_is_read_as_somebody_typed_it(cell, text):
    assert cells("ileum", cell) == ("ileum", text)


def test_dates_counted_from_1904_are_the_same_days():
    row = ["ileum", date(2024, 1, 31)]

    assert cells(*row, options={"date_1904": True}) == ("ileum", "2024-01-31")


def test_a_percentage_is_what_it_shows_and_not_a_fraction_of_it():
    raw = workbook(
        [
            ["key", "surgery", "site", "grade", "Ki-67"],
            ["A1", date(2024, 1, 31), "ileum", "G2", Shown(0.05, "0%")],
            ["A2", date(2024, 1, 31), "ileum", "G1", Shown(0.25, "0%")],
        ]
    )

    assert said(raw) == [
        "small-bowel",
        "row 3: ki67 contradicts grade G1, which means below 3",
    ]


def test_a_month_typed_into_a_spreadsheet_is_no_first_of_the_month():
    raw = workbook([["surgery", "site"], [Shown(date(2024, 1, 1), "mmm-yy"), "ileum"]])

    assert said(raw) == [
        "row 2: surgery is a month without its day: write 2024-01-31, or say"
        " --assume-day 15 to plan from the 15th of such months"
    ]


@pytest.mark.parametrize("first", [(0, 0), (4, 0), (0, 3), (7, 5)])
def test_rows_have_the_numbers_that_a_spreadsheet_shows(first):
    table = [HEADER, ["A1", "2024-01-31", "ileum", 1], [], ["A2", "", "colon", 2], [""]]

    found = rows(workbook(table, first=first))

    assert found == [
        (first[0] + 2, ("A1", "2024-01-31", "ileum", "1")),
        (first[0] + 4, ("A2", "", "colon", "2")),
    ]


def test_marks_are_those_of_their_own_cell_wherever_the_list_stands():
    table = [["site", "ki67"], ["ileum", 5], ["ileum", Shown(0.05, "0%")]]

    found = rows(workbook(table, first=(6, 27)))

    assert found == [(8, ("ileum", "5")), (9, ("ileum", "5%"))]


def test_a_merged_title_and_groups_of_columns_stand_above_the_header():
    raw = workbook(
        [
            ["NET follow-up"],
            [],
            [None, "Operation", None, "Tumour"],
            [None, "Op date", "Procedure", "Primary site", "Grade (WHO)"],
            ["A1", date(2024, 1, 31), "Whipple", "pancreas", "G2"],
        ],
        merged=[("A1:E1", "NET follow-up"), ("B3:C3", "Operation"), ("A3:A4", "Key")],
    )

    found = reading(raw)

    (table,) = found.tables
    assert table.header.names == (
        *("Key", "Op date", "Procedure", "Primary site", "Grade (WHO)"),
    )
    assert (table.header_row, table.above) == (4, (1, 3))
    assert [(one.number, one.texts[0]) for one in found.rows()] == [(5, "A1")]


def test_every_visible_sheet_with_a_header_is_part_of_the_list():
    raw = workbook(
        [HEADER, ["A1", date(2024, 1, 31), "ileum", 1]],
        y2025=[["site", "key", "surgery"], ["lung", "A2", date(2025, 1, 31)]],
        Notes=[["Please fill in"]],
        Old=([HEADER, ["A9", date(2020, 1, 31), "ileum", 1]], "hidden"),
        Empty=[],
    )

    found = reading(raw)

    assert [(one.list, one.number, one.texts) for one in found.rows()] == [
        ("standard input, sheet List", 2, ("A1", "2024-01-31", "ileum", "1")),
        ("standard input, sheet y2025", 2, ("lung", "A2", "2025-01-31")),
    ]
    assert found.skipped == (
        "standard input, hidden sheet Old",
        "standard input, sheet Notes",
    )


def test_a_workbook_without_a_list_is_refused():
    with pytest.raises(UsageError) as error:
        reading(workbook([["Patient", "Smith"]]))

    assert str(error.value) == (
        "standard input has no column for the site: one of its first rows names the"
        " columns, such as key,surgery,site,grade, or say --column 'NAME=site'"
    )


def repacked(raw, part, change):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w") as new:
        for one in old.infolist():
            text = old.read(one)
            new.writestr(one, change(text) if one.filename == part else text)
    return out.getvalue()


SOUND = workbook([HEADER, ["A1", date(2024, 1, 31), "ileum", 1]])
SHEET = "xl/worksheets/sheet1.xml"
FAR_OUT = (
    "standard input, sheet List: a cell far out makes it too large: delete what stands"
    " below and right of the list"
)
BROKEN = [
    (b"PK\x03\x04", DAMAGED),
    (SOUND[:500], DAMAGED),
    (SOUND[:-30], DAMAGED),
    (repacked(SOUND, "xl/workbook.xml", lambda _: b"<workbook"), DAMAGED),
    (repacked(SOUND, "xl/workbook.xml", lambda _: b"<a/>"), DAMAGED),
    (repacked(SOUND, SHEET, lambda text: text[:-60]), DAMAGED),
    (
        repacked(SOUND, "xl/workbook.xml", lambda x: x.replace(b"UTF-8", b"UTF-Z")),
        DAMAGED,
    ),
    (b"\xd0\xcf\x11\xe0" + b"\0" * 600, OF_ANOTHER_FORM),
    # One stray cell in the last row of all: it would take all memory.
    (repacked(SOUND, SHEET, lambda x: x.replace(b'"D2"', b'"XFD1048576"')), FAR_OUT),
]


@pytest.mark.parametrize(("raw", "line"), BROKEN)
def test_a_broken_workbook_is_refused_in_one_line(raw, line):
    with pytest.raises(UsageError) as error:
        reading(raw)

    assert str(error.value) == line
