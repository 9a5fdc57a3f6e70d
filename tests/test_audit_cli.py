"""surveil audit as its users run it, on small clinics and on the simulated one."""

import csv
import io
import json
import re
import shlex

import pytest
from simulated_clinic import clinic, is_lost

from surveil import library
from surveil.cli import main

LIST = """\
key,surgery,site,grade,stage,resection,status,status_date
K-ONE,2020-03-12,ileum,G1,III,R0,,
K-TWO,2021-03-12,ileum,G1,III,R0,died,2023-04-05
K-SIX,2021-03-12,lung,typical,I,R0,,
"""
DONE = """\
key,date,test,status
K-ONE,2020-09-14,ct-or-mri-abdomen,done
K-ONE,2020-09-14,clinic,done
K-TWO,2021-09-15,clinic,DNA
K-SIX,2021-09-15,clinic,done
"""
AS_OF = ("--as-of", "2026-11-22")


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


def lines_of(out):
    return list(csv.DictReader(io.StringIO(out.decode())))


def example(out):
    return shlex.split(re.search(r"Example:\n +surveil (.+)\n", out.decode())[1])


def test_the_help_ends_with_an_example_that_runs(run, monkeypatch, request):
    _, out, _ = run("audit", "--help")
    monkeypatch.chdir(request.config.rootpath)

    code, out, err = run(*example(out))

    assert (code, err) == (0, "")
    assert out


def test_in_the_simulated_clinic_all_are_counted_once_and_the_lost_are_found(
    run, request
):
    folder = request.config.rootpath / "examples" / "clinic-history"
    words = ("--guideline", "esmo-2020,norway-2020", "--by", "site,grade,year")
    words += ("--test", "CT TAP=ct-or-mri-chest-abdomen")
    tables = ("--done", folder / "done.csv", "--events", folder / "events.csv")
    with (folder / "done.csv").open() as file:
        # A cell such as "urinary 5-HIAA; CgA" names two tests.
        attended = sum(
            1 + row["Exam"].count("; ")
            for row in csv.DictReader(file)
            if row["Status"] == "attended"
        )

    code, out, err = run(
        "audit", folder / "list.csv", *tables, *AS_OF, *words, "--format", "json"
    )

    assert (code, err) == (0, "")
    found = json.loads(out)
    assert [one["guidelines"][0]["id"] for one in found["against"]] == [
        "esmo-2020",
        "norway-2020",
    ]
    assert found["tests_done"] == attended
    everyone = found["against"][0]["groups"][0]["measures"]
    assert everyone["lost"]["numerator"] == sum(map(is_lost, clinic()))
    for one in found["against"]:
        assert sum(one["rows"].values()) == found["rows"] == 300
        assert sum(one["tests_done"].values()) == attended
        everyone, *groups = one["groups"]
        measures = everyone["measures"]
        verdicts = one["tests_done"]
        unjudged = verdicts["before-surgery"] + verdicts["not-judged"]
        assert measures["over-testing"]["denominator"] == attended - unjudged
        assert measures["over-testing"]["numerator"] == (
            verdicts["duplicate"]
            + verdicts["not-recommended"]
            + verdicts["early-not-counted"]
        )
        past = measures["completeness"]["denominator"]
        assert measures["under-testing"]["denominator"] == past
        done = measures["completeness"]["numerator"]
        assert done + measures["under-testing"]["numerator"] <= past
        assert past == sum(each["denominator"] for each in one["quarters"])
        assert done == sum(each["numerator"] for each in one["quarters"])
        for name, each in measures.items():
            for part in ("numerator", "denominator"):
                if name != "lost":
                    assert each[part] == sum(
                        test[part] for test in each["tests"].values()
                    )
                for by in ("site", "grade", "year"):
                    assert each[part] == sum(
                        group["measures"][name][part]
                        for group in groups
                        if group["by"] == by
                    )


def test_shares_and_intervals_of_a_small_clinic(run, tables):
    code, out, _ = run("audit", *tables, "--format", "csv")

    assert code == 0
    found = {
        (row["measure"], row["test"]): (
            *(row["numerator"], row["denominator"]),
            *(row["share"], row["low"], row["high"]),
        )
        for row in lines_of(out)
        if not row["by"]
    }
    # The two that were done are both of one patient, both on time and both needed.
    assert found["timeliness", ""] == ("2", "2", "1.000000", "0.342380", "1.000000")
    assert found["over-testing", ""] == ("0", "2", "0.000000", "0.000000", "0.657620")
    assert found["timeliness", "cga"] == ("0", "0", "", "", "")
    # K-TWO died: nobody but K-ONE is followed, and is not seen since 2020.
    assert found["lost", ""] == ("1", "1", "1.000000", "0.206549", "1.000000")
    rows = {
        row["group"]: (row["numerator"], row["denominator"], row["share"])
        for row in lines_of(out)
        if row["measure"] == "rows"
    }
    assert rows == {
        "followed": ("1", "3", ""),
        "no-follow-up": ("0", "3", ""),
        "judgement": ("1", "3", ""),
        "suspended": ("0", "3", ""),
        "ended": ("1", "3", ""),
        "undated": ("0", "3", ""),
        "rejected": ("0", "3", ""),
    }


def test_a_text_says_what_is_counted_and_of_what(run, tables):
    code, out, err = run("audit", *tables, "--by", "grade")

    text = " ".join(out.decode().split())
    assert (code, err) == (0, "")
    assert (
        "3 rows = 1 followed + 0 no-follow-up + 1 judgement + 0 suspended + 1 ended"
        " + 0 undated + 0 rejected" in text
    )
    assert "done on time 2 of 2 100.0 % 34.2 to 100.0 %" in text
    assert (
        "overdue: planned tests that are overdue: neither done nor booked; of: planned"
        " tests whose latest date has passed" in text
    )
    assert "typical (1) 0/0 0/0 0/0 0/0 0/0" in text


@pytest.mark.parametrize("form", ["table", "csv", "json", "html"])
def test_no_key_and_no_date_of_a_patient_is_told(run, tables, form):
    _, out, err = run("audit", *tables, "--by", "site,grade,year", "--format", form)

    told = out.decode() + err
    for secret in ("K-ONE", "K-TWO", "K-SIX", "2020-03-12", "2023-04-05", "2020-09-14"):
        assert secret not in told


def test_the_order_of_rows_makes_no_difference(run, tables, tmp_path):
    _, out, _ = run("audit", *tables, "--by", "site", "--format", "json")
    for name in ("list.csv", "done.csv"):
        head, *rows = (tmp_path / name).read_text().splitlines()
        (tmp_path / name).write_text("\n".join([head, *reversed(rows)]) + "\n")

    _, again, _ = run("audit", *tables, "--by", "site", "--format", "json")

    assert again == out


def test_rows_that_cannot_be_used_are_named_by_their_numbers(run, tables, tmp_path):
    (tmp_path / "list.csv").write_text(LIST + "K-NEW,2021-03-12,ileum,G9,III,R0,,\n")
    (tmp_path / "done.csv").write_text(
        DONE + "K-NOT,2021-09-15,clinic,done\nK-ONE,2021-09-15,voodoo,done\n"
    )

    code, out, err = run("audit", *tables, "--format", "csv")

    assert code == 6
    word, stranger, rejected = err.splitlines()
    assert word.startswith("done.csv: row 7: its ")
    assert "voodoo" not in err
    assert stranger == "done.csv: 1 row of 1 key that is not in the list: row 6"
    assert rejected == (
        "list: rejected: row 5: grade is not one of G1, G2, G3, NEC, typical, atypical"
    )
    rows = [row for row in lines_of(out) if row["measure"] == "rows"]
    assert sum(int(row["numerator"]) for row in rows) == 4


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("list.csv",), "--done is missing: the table of what was done"),
        (("--by", "town"), "--by is not of site, grade, year, each once"),
        (("--by", "site,site"), "--by is not of site, grade, year, each once"),
        (
            ("--grace", "soon"),
            "--grace is not a span such as '6 months' or '12 weeks'",
        ),
        (("--as-of", "22/11/2026"), "--as-of is not a date like 2026-11-22"),
        (
            ("--digest", "esmo-2020"),
            "--digest is not a text such as esmo-2020=sha256:0123...",
        ),
        (
            ("--digest", "norway-2020=sha256:0123456789"),
            "--digest norway-2020 is not one of esmo-2020",
        ),
    ],
)
def test_mistakes_are_one_line(run, tables, words, told):
    given = words if words == ("list.csv",) else (*tables, *words)

    code, out, err = run("audit", *given)

    assert (code, out, err) == (2, b"", f"surveil: {told}\n")


def test_a_file_of_that_time_can_be_asked_for(run, tables):
    digest = library.load("esmo-2020", None).digest
    other = "sha256:" + "0" * 64

    code, _, _ = run("audit", *tables, "--digest", f"esmo-2020={digest}")
    short, _, _ = run("audit", *tables, "--digest", f"esmo-2020={digest[:15]}")
    assert (code, short) == (0, 0)

    code, out, err = run("audit", *tables, "--digest", f"esmo-2020={other}")

    assert (code, out) == (2, b"")
    assert err == (
        f"surveil: --digest esmo-2020: the file here is {digest}, not {other}: dates"
        " may differ from those of that time; take the surveil of that time\n"
    )


def test_the_page_has_its_charts_and_fetches_nothing(run, tables, tmp_path):
    code, _, err = run("audit", *tables, "--by", "site", "-o", "audit.html")

    page = (tmp_path / "audit.html").read_text()
    assert (code, err) == (
        0,
        "audit.html: 3 rows, 0 of them rejected; 3 tests done; as of 2026-11-22\n",
    )
    assert page.count("<svg ") == page.count("<desc ") >= 5
    assert "http:" not in page
    assert "https:" not in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
