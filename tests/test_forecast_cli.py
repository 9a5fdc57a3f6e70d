"""surveil forecast as its users run it."""

import csv
import io
import json

import pytest
from test_audit_cli import example, lines_of

from surveil.cli import main

AS_OF = ("--as-of", "2026-11-22")
LIST = """\
key,surgery,site,grade,stage,resection,status,status_date
K-ONE,2026-03-12,ileum,G1,III,R0,,
K-TWO,2025-03-12,ileum,G3,III,R0,,
K-DIE,2025-03-12,ileum,G3,III,R0,died,2026-01-05
K-REST,2026-03-12,ileum,G1,III,R0,suspended,2026-05-05
"""
DONE = "key,date,test\nK-ONE,2026-09-14,ct-or-mri-abdomen\nK-ONE,2026-09-14,clinic\n"


@pytest.fixture
def run(capsysbinary):
    def ran(*words):
        with pytest.raises(SystemExit) as exit:
            main([str(word) for word in words])
        out, err = capsysbinary.readouterr()
        return exit.value.code, out, err.decode()

    return ran


@pytest.fixture
def tables(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "list.csv").write_text(LIST)
    (tmp_path / "done.csv").write_text(DONE)
    return ("list.csv", "--done", "done.csv", *AS_OF)


def by_period(out, guideline, code, number="expected"):
    return {
        row["period"]: int(row[number])
        for row in lines_of(out)
        if row["guideline"] == guideline
        and row["code"] == code
        and row["kind"] == "test"
        and row[number] not in ("", "0")
    }


def test_the_help_ends_with_an_example_that_runs(run, monkeypatch, request):
    _, out, _ = run("forecast", "--help")
    monkeypatch.chdir(request.config.rootpath)

    code, out, err = run(*example(out))

    # The list of the examples has rows that are to be corrected.
    assert code == 6
    assert "without --done, what was due before 2026-11-22 is taken as done" in err
    assert out


def test_scans_stand_in_the_months_that_were_worked_out(run, tables):
    code, out, err = run("forecast", *tables, "--horizon", "1 year", "--format", "csv")

    assert (code, err) == (0, "")
    # K-ONE: every 6 months from 12 March 2026. K-TWO, G3: every 3 months from 12 March
    # 2025 for two years, then every 6; its scans up to September 2026 are overdue.
    scans = by_period(out, "esmo-2020", "ct-or-mri-abdomen")
    assert scans["2026-12"] == 1  # K-TWO
    assert scans["2027-03"] == 2  # both
    assert scans["overdue"] == 1  # of all that K-TWO missed, one is to be done now
    assert scans["2027-09"] >= 1
    most = by_period(out, "esmo-2020", "ct-or-mri-abdomen", "most")
    least = by_period(out, "esmo-2020", "ct-or-mri-abdomen", "least")
    for period, count in scans.items():
        if period.startswith("20"):
            assert least.get(period, 0) <= count <= most[period]


def test_quarters_and_years_are_the_sums_of_their_months(run, tables):
    expected = {}
    for by, horizon in (("month", "14 months"), ("quarter", "14 months")):
        _, out, _ = run(
            "forecast", *tables, "--by", by, "--horizon", horizon, "--format", "json"
        )
        found = json.loads(out)
        expected[by] = {
            (line["kind"], line["code"]): dict(
                zip(found["periods"], line["expected"], strict=True)
            )
            for line in found["sides"][0]["lines"]
        }
    for line, months in expected["month"].items():
        for quarter in ("2026-Q4", "2027-Q1", "2027-Q2", "2027-Q3"):
            year, number = quarter.split("-Q")
            own = [f"{year}-{int(number) * 3 - n:02}" for n in range(3)]
            assert expected["quarter"][line][quarter] == sum(
                months.get(month, 0) for month in own
            )


def test_dead_and_suspended_patients_ask_for_nothing(run, tables, tmp_path):
    _, out, _ = run("forecast", *tables, "--format", "json")
    side = json.loads(out)["sides"][0]
    head, one, two, *_ = LIST.splitlines()
    (tmp_path / "list.csv").write_text("\n".join((head, one, two)) + "\n")

    _, again, _ = run("forecast", *tables, "--format", "json")

    assert json.loads(again)["sides"][0]["lines"] == side["lines"]
    assert side["rows"] == {
        "followed": 2,
        "no-follow-up": 0,
        "judgement": 0,
        "suspended": 1,
        "ended": 1,
        "undated": 0,
        "rejected": 0,
    }
    assert side["suspended"] > 0


def test_the_difference_is_that_of_the_two_sides(run, tables):
    _, out, _ = run("forecast", *tables, "--against", "norway-2020", "--format", "csv")

    rows = list(csv.DictReader(io.StringIO(out.decode())))
    sums = {}
    for row in rows:
        if row["period"].startswith("20"):
            key = row["guideline"], row["kind"], row["name"]
            sums[key] = sums.get(key, 0) + int(row["expected"])
    sides = {name for name, _, _ in sums} - {"difference"}
    assert sides == {"esmo-2020", "norway-2020"}
    for (guideline, *line), count in sums.items():
        if guideline == "difference":
            after, before = (
                sums.get((side, *line), 0) for side in ("norway-2020", "esmo-2020")
            )
            assert count == after - before


@pytest.mark.parametrize("form", ["table", "csv", "json", "html", "svg"])
def test_no_key_and_no_date_of_a_patient_is_told_and_bytes_are_the_same(
    run, tables, form
):
    _, out, err = run("forecast", *tables, "--format", form)
    _, again, _ = run("forecast", *tables, "--format", form)

    assert again == out
    assert err == ""
    for secret in ("K-ONE", "K-TWO", "K-DIE", "2026-03-12", "2025-03-12"):
        assert secret not in out.decode()


def test_without_done_it_says_what_it_takes_for_granted(run, tables):
    code, out, err = run("forecast", "list.csv", *AS_OF, "--horizon", "6 months")

    assert code == 0
    assert err == (
        "without --done, what was due before 2026-11-22 is taken as done: nothing is"
        " known to be overdue\n"
    )
    assert "overdue, to be done now" not in out.decode()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ("--horizon", "6 years"),
            "--horizon is longer than 5 years, and lifelong tests are planned no"
            " further: such as '3 years'",
        ),
        (
            ("--horizon", "8 weeks"),
            "--horizon is not in months or years, such as '3 years'",
        ),
        (("--as-of", "tomorrow"), "--as-of is not a date like 2026-11-22"),
        (
            ("--against", "esmo-2020,"),
            "--against is not a list of ids such as esmo-2020,norway-2020",
        ),
        (("--events", "-", "--done", "-"), None),
    ],
)
def test_mistakes_are_one_line(run, tables, words, told):
    code, out, err = run("forecast", *tables, *words)

    told = told or "- is given twice: the standard input is one table"
    assert (code, out, err) == (2, b"", f"surveil: {told}\n")
