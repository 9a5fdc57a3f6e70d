"""Any bytes as a list: rows or one line of refusal, and no row twice or lost."""

import csv
import io
import random
import zipfile
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from list_samples import Failed, Shown, parquet_file, workbook

from surveil import lists, preview, sheets
from surveil.cells import Dates
from surveil.errors import UsageError
from surveil.lists import Listed, Rejected

START = b"key,surgery,site,grade\nA1,2024-01-31,ileum,G1\nA2,2024-01-31,colon,G2\n"
SIGNS = st.sampled_from(
    [
        *(
            ",",
            ";",
            "\t",
            "|",
            '"',
            "\n",
            "\r",
            "\r\n",
            "\0",
            "\ufeff",
            "\x85",
            "\u2028",
        ),
        *("A1", "2024-01-31", "31/01/2024", "ileum", "site", "key", "G1", "é", "=1+1"),
    ]
)
TEXTS = st.lists(SIGNS | st.text(max_size=5), max_size=60).map("".join)
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252", "utf-16-le"])


def of_one_line(text):
    assert "\n" not in text
    return text


def settled(raw):
    """The rows of a list and what became of them, or the line that refuses it."""
    try:
        reading = sheets.read([io.BytesIO(raw)])
        rows = list(reading.rows())
        found = list(lists.with_rows(reading, Dates(True, 15)))
        looked = preview.look(reading, Dates(True, 15))
    except UsageError as error:
        return of_one_line(str(error))
    assert [row for row, _ in found] == rows
    for row, one in found:
        assert isinstance(one, Listed | Rejected)
        assert (one.row, one.list) == (row.number, row.list)
        assert "\n" not in str(one)
    cases = sum(isinstance(one, Listed) for _, one in found)
    assert (looked.rows, looked.cases) == (len(rows), cases)
    assert sum(count for _, count in looked.rejected) == len(rows) - cases
    for _, group in grouped(rows).items():
        assert group == sorted(set(group))
    assert all(any(text.strip() for text in row.texts) for row in rows)
    return rows


def grouped(rows):
    numbers = {}
    for row in rows:
        numbers.setdefault(row.list, []).append(row.number)
    return numbers


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=300))
@example(b"PK\x03\x04")
@example(b"PAR1")
@example(b"\xff\xfe")
@example(b"\xef\xbb\xbf")
@example(b"site")
@example(b"sep=")
@example(b"sep=;")
def test_any_bytes(raw):
    settled(raw)


@settings(max_examples=50, deadline=None)
@given(TEXTS, ENCODINGS)
def test_any_text_below_a_header(text, encoding):
    raw = (START.decode() + text).encode(encoding, "replace")

    settled(raw)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")))),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_every_row_that_a_program_writes_comes_out_exactly_once(cells, delimiter, end):
    out = io.StringIO()
    write = csv.writer(
        out, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL
    )
    write.writerow(["key", "surgery", "site", "grade"])
    write.writerows(cells)

    found = settled(out.getvalue().encode())

    # Written as no cell at all, a row is an empty line, with a number of its own.
    assert [(row.number, row.texts) for row in found] == [
        (number, tuple(row))
        for number, row in enumerate(cells, start=2)
        if any(cell.strip() for cell in row)
    ]


@settings(max_examples=50, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, 6))
def test_a_csv_with_bytes_changed(pick, changes):
    raw = bytearray(START * 3)
    for _ in range(changes):
        raw[pick.randrange(len(raw))] = pick.randrange(256)

    settled(bytes(raw[: pick.randrange(len(raw) + 1)]) or b"x")


WORKBOOK = workbook(
    [
        ["NET list"],
        ["key", "surgery", "site", "ki67"],
        ["A1", date(2024, 1, 31), "ileum", Shown(0.05, "0%")],
        ["A2", Shown(date(2024, 1, 1), "mmm-yy"), "colon", Failed("#N/A")],
    ],
    Notes=[["x"]],
)


def test_the_workbook_is_sound_before_it_is_damaged():
    assert [row.number for row in settled(WORKBOOK)] == [3, 4]


@settings(max_examples=50, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(0, 6), st.booleans())
def test_a_workbook_with_bytes_changed_or_cut(pick, changes, cut):
    raw = bytearray(WORKBOOK)
    for _ in range(changes):
        raw[pick.randrange(len(raw))] = pick.randrange(256)
    if cut:
        del raw[pick.randrange(4, len(raw)) :]

    settled(bytes(raw))


PARTS = tuple(zipfile.ZipFile(io.BytesIO(WORKBOOK)).namelist())


def with_part_changed(part, change):
    """The workbook with one of its parts changed, and sound as an archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, change(text) if name == part else text)
    return out.getvalue()


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(PARTS), st.randoms(use_true_random=False), st.booleans())
def test_a_workbook_whose_parts_are_damaged_inside_a_sound_archive(part, pick, cut):
    def change(text):
        raw = bytearray(text)
        for _ in range(pick.randrange(1, 4)):
            if raw:
                # Digits and signs of XML do more harm than any byte.
                raw[pick.randrange(len(raw))] = pick.choice(b'0919<>/"= AZz\x00\xff')
        return bytes(raw[: pick.randrange(len(raw) + 1)]) if cut else bytes(raw)

    settled(with_part_changed(part, change))


@pytest.mark.parametrize("part", PARTS)
def test_a_workbook_with_a_part_missing(part):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))

    settled(out.getvalue())


def test_an_archive_that_unpacks_to_gigabytes_is_refused_unread():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr("xl/workbook.xml", b"")
    raw = bytearray(out.getvalue())
    # The directory at its end claims 4 GB for the part.
    at = raw.index(b"PK\x01\x02") + 24
    raw[at : at + 4] = (2**32 - 2).to_bytes(4, "little")

    assert settled(bytes(raw)) == "standard input is too large: save it as CSV UTF-8"


@pytest.mark.parametrize("seed", range(40))
def test_parquet_with_bytes_changed_in_its_footer(seed):
    pick = random.Random(seed)
    raw = bytearray(
        parquet_file({"key": ["A1"], "site": ["ileum"]}, compression="none")
    )
    raw[pick.randrange(len(raw) - 200, len(raw) - 8)] = pick.randrange(256)

    settled(bytes(raw))
