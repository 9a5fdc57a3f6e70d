"""Delimited text: any common encoding and delimiter gives the same rows."""

import io

import pytest
from list_samples import reading, rows

from surveil import sheets
from surveil.errors import UsageError

TABLE = [
    ("key", "surgery", "site", "comment"),
    ("007", "2024-01-31", "ileum", "Größe 8, später"),
    ("NA", "2024-02-29", "colon", 'two\nlines; "quoted" | and\ttabbed'),
    ("A3", "2024-01-31", "lung", ""),
]
SIMPLE = b"key,surgery,site\nA1,2024-01-31,ileum\n"
BELOW = list(enumerate(TABLE[1:], start=2))


def text(delimiter=",", end="\n", quoted=True):
    """The table as a spreadsheet saves it, every cell in quotation marks or few."""

    def cell(word):
        if quoted or any(sign in word for sign in f'"\n{delimiter}'):
            return '"' + word.replace('"', '""') + '"'
        return word

    return "".join(delimiter.join(map(cell, row)) + end for row in TABLE)


@pytest.mark.parametrize("quoted", [True, False])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_delimiter_and_line_end_gives_the_same_rows(delimiter, end, quoted):
    found = rows(text(delimiter, end, quoted).encode())

    assert found == BELOW


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (text().encode(), "UTF-8"),
        (text().encode("utf-8-sig"), "UTF-8"),
        (text().encode("utf-16"), "UTF-16"),
        (b"\xff\xfe" + text().encode("utf-16-le"), "UTF-16"),
        (b"\xfe\xff" + text().encode("utf-16-be"), "UTF-16"),
        (text().encode("cp1252"), "Windows-1252"),
    ],
)
def test_every_common_encoding_gives_the_same_rows_and_is_told(raw, told):
    found = reading(raw)

    assert [(one.number, one.texts) for one in found.rows()] == BELOW
    assert found.tables[0].told == f"CSV, {told}, parted by commas"


def test_a_character_that_lies_across_two_blocks_is_no_reason_for_another_encoding():
    filling = "x" * (2**20 - len("key,surgery,site,c\nA1,2024-01-31,ileum,") - 1)
    raw = f"key,surgery,site,c\nA1,2024-01-31,ileum,{filling[:100000]}ü\n"

    for size in range(2**20 - 3, 2**20 + 3):
        padded = raw + "A2,2024-01-31,colon,\n" * ((size - len(raw.encode())) // 21)
        padded += " " * (size - len(padded.encode())) + "ü,2024-01-31,colon,\n"
        found = reading(padded.encode())
        assert found.tables[0].told == "CSV, UTF-8, parted by commas"


def test_a_list_of_one_column_is_parted_by_commas():
    found = reading(b"site\nileum\n\ncolon;x\n")

    assert found.tables[0].told == "CSV, UTF-8, parted by commas"
    assert [one.texts for one in found.rows()] == [("ileum",), ("colon;x",)]


def test_decimal_commas_and_semicolons_inside_cells_do_not_change_the_delimiter():
    raw = "key;surgery;site;ki67\nA1;2024-01-31;ileum;2,5\nA2;2024-01-31;colon;1,5\n"

    assert rows(raw.encode()) == [
        (2, ("A1", "2024-01-31", "ileum", "2,5")),
        (3, ("A2", "2024-01-31", "colon", "1,5")),
    ]


def test_rows_have_the_numbers_of_a_spreadsheet_whatever_stands_between_them():
    raw = (
        SIMPLE
        + b'\n,,\n   ,\t,\nA2,2024-01-31,"colon\n\n"\n\nA3,2024-01-31,lung\n\n\n,,\n'
    )

    assert [number for number, _ in rows(raw)] == [2, 6, 8]


def test_rows_above_the_header_are_no_cases_and_are_told():
    raw = b"NET list of 2026,,\n\nPrinted by,the clinic,\n" + SIMPLE

    found = reading(raw)

    assert [one.number for one in found.rows()] == [5]
    assert (found.tables[0].header_row, found.tables[0].above) == (4, (1, 3))


def test_a_title_that_is_repeated_over_merged_columns_is_no_header():
    raw = b"Primary,Primary,Primary\n" + SIMPLE

    assert [number for number, _ in rows(raw)] == [3]


def test_a_case_is_never_taken_for_the_header():
    # Cells that are also names of columns stand in a row of the list.
    raw = b"OR date,Primary site\n2024-01-31,ileum\nsite,grade\n"

    assert [number for number, _ in rows(raw)] == [2, 3]


@pytest.mark.parametrize(
    ("header", "found"),
    [(b"site,x,y", None), (b"site,grade,y", None), (b"site,grade,ki67", 3)],
)
def test_below_a_title_the_header_names_three_facts(header, found):
    raw = b"NET list,,\n" + header + b"\nileum,G1,1\n"

    if found is None:
        with pytest.raises(UsageError) as error:
            reading(raw)
        assert str(error.value) == NO_SITE
    else:
        assert [number for number, _ in rows(raw)] == [found]


def test_the_hint_of_excel_about_the_delimiter_is_no_row():
    assert rows(b"sep=;\r\nkey;surgery;site\r\nA1;2024-01-31;ileum\r\n") == [
        (2, ("A1", "2024-01-31", "ileum"))
    ]


UNCLOSED = (
    "standard input, row {}: a quotation mark is not closed, or stands inside a cell"
    " where it has to be written twice"
)
NO_SITE = (
    "standard input has no column for the site: one of its first rows names the"
    " columns, such as key,surgery,site,grade, or say --column 'NAME=site'"
)
REFUSED = [
    (b"", "standard input is empty"),
    (b"\n\n\n", NO_SITE),
    (b"A1,2024-01-31,ileum\n", NO_SITE),
    (SIMPLE + b'A2,"2024-01-31,colon\nA3,2024-01-31,lung\n', UNCLOSED.format(3)),
    (SIMPLE + b'A2,2024-01-31,"colon" x\nA3,2024-01-31,lung\n', UNCLOSED.format(3)),
    (b'key,"surgery,site\nA1,2024-01-31,ileum\n', UNCLOSED.format(1)),
    (SIMPLE + b"\n" * 30 + b'A2,x,"colon', UNCLOSED.format(33)),
    (SIMPLE + b'A2,"' + b"x" * 200_000, UNCLOSED.format(3)),
    (
        SIMPLE.decode().encode("utf-16-le"),
        "standard input holds NUL characters and is no CSV: save it as CSV UTF-8, or"
        " as .xlsx",
    ),
    (
        SIMPLE.decode().encode("utf-32"),
        "standard input is UTF-32 text: save it as CSV UTF-8",
    ),
    (
        SIMPLE.decode().encode("utf-16")[:-1],
        "standard input is not whole UTF-16 text: save it as CSV UTF-8",
    ),
    (
        SIMPLE + b"A2,2024-01-31,\x81\n",
        "standard input is not text in UTF-8, UTF-16 or Windows-1252: save it as CSV"
        " UTF-8",
    ),
]


@pytest.mark.parametrize(("raw", "line"), REFUSED)
def test_a_list_that_cannot_be_read_is_refused_in_one_line_without_its_cells(raw, line):
    with pytest.raises(UsageError) as error:
        list(reading(raw).rows())

    assert str(error.value) == line


def test_a_row_of_another_length_comes_out_as_it_is():
    raw = SIMPLE + b"A2,2024-01-31\nA3,2024-01-31,lung,typical\n"

    assert [texts for _, texts in rows(raw)] == [
        ("A1", "2024-01-31", "ileum"),
        ("A2", "2024-01-31"),
        ("A3", "2024-01-31", "lung", "typical"),
    ]


def test_a_long_list_comes_in_chunks_and_none_of_its_rows_twice():
    raw = SIMPLE + b"".join(b"B%d,2024-01-31,colon\n" % n for n in range(10_000))

    found = reading(raw)

    (table,) = found.tables
    assert [len(chunk.rows) for chunk in table.chunks()] == [4096, 4096, 1809]
    assert [one.number for one in found.rows()] == list(range(2, 10_003))
    assert list(table.column(0))[-1] == (10_002, "B9999")


class Pipe(io.BytesIO):
    """A stream that can only be read once, forwards."""

    def seekable(self):
        return False


def test_a_pipe_can_be_walked_through_again():
    found = sheets.read([Pipe(SIMPLE)])

    assert list(found.rows()) == list(found.rows())
    assert len(list(found.rows())) == 1
