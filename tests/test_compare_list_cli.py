"""surveil compare --list as a user meets it: the exact line and the exit code."""

import json

import pytest

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
