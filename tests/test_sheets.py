"""Sheets: files, folders and streams, CSV, Excel and Parquet, are one list of rows."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from list_samples import parquet_file, reading, rows, workbook

from surveil import sheets
from surveil.errors import MachineError, UsageError

CSV = b"key,surgery,site\nA1,2024-01-31,ileum\n"
BELOW = [(2, ("A1", "2024-01-31", "ileum"))]
COLUMNS = {"key": ["A1"], "surgery": ["2024-01-31"], "site": ["ileum"]}
WORKBOOK = workbook([["key", "surgery", "site"], ["A1", date(2024, 1, 31), "ileum"]])


def test_every_form_gives_the_same_rows_and_is_known_by_its_bytes():
    assert rows(CSV) == BELOW
    assert rows(WORKBOOK) == BELOW
    assert rows(parquet_file(COLUMNS)) == BELOW


PLAIN = st.text("aB7é ,;\t|\"'<&=-_", max_size=6)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(PLAIN, PLAIN, PLAIN), min_size=1, max_size=8))
def test_any_texts_are_the_same_in_every_form(cells):
    header = ("key", "site", "comment")
    out = io.StringIO()
    csv.writer(out).writerows([header, *cells])
    across = dict(zip(header, zip(*cells, strict=True), strict=True))

    expected = [
        (number, texts)
        for number, texts in enumerate(cells, start=2)
        if any(text.strip() for text in texts)
    ]
    assert rows(out.getvalue().encode()) == expected
    assert rows(workbook([header, *cells])) == expected
    assert rows(parquet_file(across)) == expected


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        (pa.array(["007", "NA", None]), ["007", "NA", ""]),
        (pa.array(["b", "a", None]).dictionary_encode(), ["b", "a", ""]),
        (pa.array([7, -1, None]), ["7", "-1", ""]),
        (pa.array([7.0, 7.5, None]), ["7", "7.5", ""]),
        (pa.array([float("nan"), 0.1, 12.25]), ["", "0.1", "12.25"]),
        (pa.array([0.1, 7.0, None], pa.float32()), ["0.1", "7", ""]),
        (pa.array([True, False, None]), ["true", "false", ""]),
        (pa.array([date(2024, 1, 31)] * 2 + [None]), ["2024-01-31"] * 2 + [""]),
        (
            pa.array([datetime(2024, 1, 31)] * 3, pa.timestamp("ns")),  # noqa: DTZ001
            ["2024-01-31 00:00:00.000000000"] * 3,
        ),
        (pa.array([Decimal("2.50"), None, None]), ["2.50", "", ""]),
        (pa.nulls(3), ["", "", ""]),
        (pa.array([["a"], None, []]), ["['a']", "", "[]"]),
        (pa.array([{"a": 1}, None, None]), ["{'a': 1}", "", ""]),
    ],
)
def test_a_parquet_value_of_any_kind_is_a_text(values, texts):
    raw = parquet_file({"site": ["ileum"] * 3, "x": values})

    assert [row for _, row in rows(raw)] == [("ileum", text) for text in texts]


def test_the_row_groups_of_parquet_are_one_list_without_its_blank_rows():
    sites = ["ileum", None, "", "colon"] * 2500
    raw = parquet_file({"site": sites, "key": sites}, row_group_size=700)

    found = reading(raw)

    numbers = [number for number in range(2, 10_002) if number % 4 in (2, 1)]
    assert [one.number for one in found.rows()] == numbers
    (table,) = found.tables
    assert [row for row in table.column(1) if row[1]] == [
        (number, "ileum" if number % 4 == 2 else "colon") for number in numbers
    ]


def test_a_column_of_parquet_whose_name_does_not_tell_it_is_still_read():
    names = ["site", "Case no.", "x", "x", " key  of case "]
    raw = io.BytesIO()
    table = pa.table([["ileum"], ["A1"], ["1"], ["2"], ["3"]], names=names)
    pa.parquet.write_table(table, raw)

    (table,) = reading(raw.getvalue()).tables

    assert [list(table.column(n)) for n in range(5)] == [
        [(2, "ileum")],
        [(2, "A1")],
        [(2, "1")],
        [(2, "2")],
        [(2, "3")],
    ]


@pytest.mark.parametrize("cut", [5, 100, -1, -20])
def test_damaged_parquet_is_refused_in_one_line(cut):
    with pytest.raises(UsageError) as error:
        list(reading(parquet_file(COLUMNS)[:cut]).rows())

    assert str(error.value) == (
        "standard input is damaged or is no Parquet: write it again"
    )


def test_a_folder_is_the_lists_in_it_in_the_order_of_their_names(tmp_path):
    (tmp_path / "b.csv").write_bytes(CSV)
    (tmp_path / "a.XLSX").write_bytes(WORKBOOK)
    (tmp_path / "c.parquet").write_bytes(parquet_file(COLUMNS))
    (tmp_path / "notes.docx").write_bytes(b"PK")
    (tmp_path / "~$a.xlsx").write_bytes(b"lock")
    (tmp_path / ".DS_Store").write_bytes(b"x")
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "d.csv").write_bytes(CSV)

    found = sheets.read([tmp_path])

    assert [(one.list, one.number) for one in found.rows()] == [
        (f"{tmp_path}/a.XLSX, sheet List", 2),
        (f"{tmp_path}/b.csv", 2),
        (f"{tmp_path}/c.parquet", 2),
    ]
    assert found.skipped == (f"{tmp_path}/notes.docx",)


def test_several_files_keep_their_order_and_their_own_columns(tmp_path):
    (tmp_path / "b.csv").write_bytes(CSV)
    (tmp_path / "a.tsv").write_bytes(
        b"Primary site\tOR date\tDr\nlung\t2024-02-29\tX\n"
    )

    found = sheets.read(
        [tmp_path / "b.csv", tmp_path / "a.tsv"], columns={"OR date": "surgery"}
    )

    assert [one.texts for one in found.rows()] == [
        ("A1", "2024-01-31", "ileum"),
        ("lung", "2024-02-29", "X"),
    ]
    assert found.ignored == ("Dr",)


def refused(given, tmp_path, **options):
    with pytest.raises((UsageError, MachineError)) as error:
        sheets.read(given, **options)
    return str(error.value).replace(str(tmp_path), "DIR")


def test_what_is_no_list_is_refused_by_name(tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.csv").write_bytes(CSV)
    (tmp_path / "old.xls").write_bytes(b"x")
    (tmp_path / "nul.csv").write_bytes(b"")

    assert refused([], tmp_path) == "no list is given: name a file such as clinic.csv"
    assert refused([tmp_path / "x.csv"], tmp_path) == (
        "DIR/x.csv is not a file or folder"
    )
    assert refused([tmp_path / "empty"], tmp_path) == (
        "DIR/empty has no list: .csv, .tsv, .txt, .xlsx, .xlsm, .parquet"
    )
    assert refused([tmp_path / "nul.csv"], tmp_path) == "DIR/nul.csv is empty"
    assert refused([tmp_path / "a.csv", tmp_path / "a.csv"], tmp_path) == (
        "DIR/a.csv is given twice"
    )
    assert refused([tmp_path], tmp_path) == "DIR/nul.csv is empty"
    (tmp_path / "nul.csv").unlink()
    assert refused([tmp_path], tmp_path) == (
        "DIR/old.xls is a workbook of another form, which does not tell 5% from 0.05,"
        " or has a password: save it as .xlsx without one"
    )
    assert refused([tmp_path / "a.csv"], tmp_path, columns={"Op": "surgery"}) == (
        "--column: no column has the name 'Op'"
    )


def test_a_file_that_cannot_be_read_is_a_fault_of_the_machine(tmp_path):
    # A file of the system that nobody can read from its beginning, not even root.
    unreadable = Path("/proc/self/mem")

    assert refused([unreadable], tmp_path) == "/proc/self/mem: Input/output error"


def test_a_file_that_is_gone_while_it_is_read_is_a_fault_of_the_machine(tmp_path):
    (tmp_path / "a.csv").write_bytes(CSV)
    found = sheets.read([tmp_path / "a.csv"])
    (tmp_path / "a.csv").unlink()

    with pytest.raises(MachineError) as error:
        list(found.rows())

    assert str(error.value) == f"{tmp_path}/a.csv: No such file or directory"


def test_a_name_cannot_break_a_line(tmp_path):
    path = tmp_path / "a\nb\x1b[31m.csv"

    assert refused([path], tmp_path) == "DIR/a?b?[31m.csv is not a file or folder"


def test_two_columns_for_one_fact_are_refused_in_a_list(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"site,Op date,Date of surgery\nileum,,\n")

    assert refused([tmp_path / "a.csv"], tmp_path) == (
        "two columns are surgery: 'Op date' and 'Date of surgery'; say which is meant,"
        " such as --column 'Date of surgery=surgery'"
    )
