"""surveil compare --list as a user meets it: the exact line and the exit code."""

import json

import pytest
from list_samples import workbook

from surveil.cli import main

COMPARE = ["compare", "--made", "2026-11-22"]
TWO = ["--guideline", "esmo-2020,norway-2020"]
CLINIC = """\
key,surgery,site,grade,stage,resection
A1,2026-03-12,ileum,G1,III,R0
A2,2024-01-31,lung,typical,,R0
"""


@pytest.fixture
def run(capsysbinary, monkeypatch, tmp_path):
    """Run surveil in a folder with one list: exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "clinic.csv").write_text(CLINIC)

    def run(*words):
        with pytest.raises(SystemExit) as left:
            main([*words])
        out, err = capsysbinary.readouterr()
        return left.value.code, out, err.decode()

    return run


def test_a_list_without_a_fault_exits_0(run, tmp_path):
    code, out, err = run(*COMPARE, *TWO, "--list", "clinic.csv", "-o", "a.json")

    assert (code, out) == (0, b"")
    assert err == "a.json: 2 rows, 0 of them rejected\n"
    found = json.loads((tmp_path / "a.json").read_text())
    assert [one["outcomes"]["plan"] for one in found["guidelines"]] == [1, 1]


def test_a_list_with_rejected_rows_exits_6_and_names_them(run, tmp_path):
    wrong = CLINIC.replace("key,", "key,Consultant,").replace("A1,", "A1,Dr Secret,")
    wrong = wrong.replace("A2,2024-01-31", "A2,Dr Secret,31/01/2024")
    (tmp_path / "wrong.csv").write_text(wrong)

    code, out, err = run(*COMPARE, *TWO, "--list", "wrong.csv", "--format", "csv")

    assert code == 6
    assert out.startswith(b"format,made,pace,guideline")
    assert err.splitlines() == [
        "columns that are no facts, ignored: Consultant",
        "rejected: row 3: surgery may have the day or the month first: write"
        " 2024-01-31, or say --day-first if the day comes first in this list",
    ]


def test_of_many_rejected_rows_the_first_are_named_and_all_counted(run, tmp_path):
    (tmp_path / "many.csv").write_text("site\n" + "ileum\n" * 30)

    code, out, err = run(*COMPARE, *TWO, "--list", "many.csv")

    assert code == 6
    assert out.startswith(b"30 rows, 30 of them rejected")
    lines = err.splitlines()
    assert len(lines) == 21
    assert lines[0].startswith("rejected: row 2: surgery is missing: a date like")
    assert lines[-1] == "rejected: 10 more; --format json names all"


LISTS = [
    (["--list", "nobody.csv"], "nobody.csv is not a file or folder"),
    (["--list", "clinic.csv", "-o", "a.png"], "--list has no picture: its formats are"),
    (
        ["--list", "bad.csv"],
        "bad.csv has no column for the site: one of its first rows",
    ),
]


@pytest.mark.parametrize(("words", "line"), LISTS)
def test_a_wrong_list_is_one_line_and_exit_2(run, tmp_path, words, line):
    (tmp_path / "bad.csv").write_text("Smith,1961\n")

    code, out, err = run(*COMPARE, *words)

    assert (code, out) == (2, b"")
    assert err.startswith(f"surveil: {line}")
    assert err.count("\n") == 1
    assert not (tmp_path / "a.png").exists()


def test_a_workbook_gives_the_totals_of_its_csv(run, tmp_path):
    (tmp_path / "clinic.xlsx").write_bytes(
        workbook([row.split(",") for row in CLINIC.splitlines()])
    )

    assert (
        run(*COMPARE, *TWO, "--list", "clinic.xlsx", "--format", "json")[:2]
        == (run(*COMPARE, *TWO, "--list", "clinic.csv", "--format", "json")[:2])
    )


def test_the_standard_input_is_a_list(run, tmp_path, monkeypatch):
    expected = run(*COMPARE, *TWO, "--list", "clinic.csv", "--format", "csv")
    with (tmp_path / "clinic.csv").open() as file:
        monkeypatch.setattr("sys.stdin", file)

        found = run(*COMPARE, *TWO, "--list", "-", "--format", "csv")

    assert found == expected


def test_columns_and_dates_of_a_list_are_told_by_options(run, tmp_path):
    (tmp_path / "own.csv").write_text(
        "Clinic list\n\nCase,OR date,Primary site,Doctor\nA1,12/03/2026,ileum,X\n"
        "A2,03/2026,ileum,Y\n"
    )
    own = ["--list", "own.csv", "--column", "OR date=surgery", "--day-first"]

    code, out, err = run(*COMPARE, *TWO, *own, "--assume-day", "15", "--format", "csv")

    assert code == 0
    assert out.splitlines()[1].split(b",")[8] == b"2"
    assert err.splitlines() == [
        "columns that are no facts, ignored: Doctor",
        "own.csv: row 3 names the columns; above it, not read: 1",
        "assumed in 1 row: surgery is given by its month: day 15 was assumed",
    ]


def test_of_several_lists_a_rejected_row_names_its_own(run, tmp_path):
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "a.csv").write_text(CLINIC)
    (tmp_path / "lists" / "b.csv").write_text(
        CLINIC.replace("A", "B") + "B3,,lung,,,\n"
    )
    (tmp_path / "lists" / "notes.md").write_text("x")

    code, _, err = run(*COMPARE, *TWO, "--list", "lists", "--format", "csv")

    assert code == 6
    assert err.splitlines() == [
        "no list, skipped: lists/notes.md",
        "rejected: lists/b.csv, row 4: surgery is missing: a date like 2024-01-31, or"
        " status not-operated without one",
    ]


OPTIONS = [
    (["--column", "x=site"], "--column, --day-first and --assume-day are for --list"),
    (["--day-first"], "--column, --day-first and --assume-day are for --list"),
    (
        ["--list", "clinic.csv", "--column", "site"],
        "--column is not a text such as 'OR date=surgery'",
    ),
    (
        ["--list", "clinic.csv", "--column", "a=site", "--column", "a=grade"],
        "--column 'a' is given twice",
    ),
    (
        ["--list", "clinic.csv", "--column", "Ort=site"],
        "--column: no column has the name 'Ort'",
    ),
    (
        ["--list", "clinic.csv", "--assume-day", "31"],
        "--assume-day is not a day from 1 to 28 such as 15",
    ),
]


@pytest.mark.parametrize(("words", "line"), OPTIONS)
def test_an_option_of_a_list_that_cannot_be_meant_is_one_line(run, words, line):
    assert run(*COMPARE, *words) == (2, b"", f"surveil: {line}\n")


def test_a_column_that_means_something_else_is_left_out_when_told(run, tmp_path):
    (tmp_path / "own.csv").write_text(
        "surgery,site,grade,Status\n2026-03-12,ileum,G1,no disease seen\n"
    )
    own = ["--list", "own.csv", "--format", "csv"]

    assert run(*COMPARE, *TWO, *own)[0] == 6
    code, _, err = run(*COMPARE, *TWO, *own, "--column", "Status=")
    assert (code, err) == (0, "columns that are no facts, ignored: Status\n")
