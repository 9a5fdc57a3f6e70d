"""surveil batch: what stands in its folder, and what is said."""

import csv
import io
import re
import shutil
import sqlite3
import stat
from datetime import date
from pathlib import Path

import pytest
from batch_lists import (
    MADE,
    as_csv,
    batch,
    blocks,
    calendar,
    case,
    files,
    patient_calendar,
    stood,
    table,
    written,
)
from pyarrow import parquet
from samples import SECRET

from surveil import identity
from surveil.cli import main
from surveil.render import reading

LISTS = Path(__file__).parent.parent / "examples"


@pytest.fixture(autouse=True)
def _secret(monkeypatch):
    monkeypatch.setenv("SURVEIL_SECRET", SECRET.decode())


@pytest.fixture
def run(tmp_path, capsys):
    """One run over some rows into the folder "plans"."""

    def ran(rows, *words, made=MADE):
        path = written(tmp_path, rows)
        return batch(capsys, path, "-o", tmp_path / "plans", "--made", made, *words)

    return ran


def old(folder, key, raw=None):
    plan_id = identity.plan_id(SECRET, key)
    return reading.read(raw or calendar(folder, key).read_bytes(), SECRET, plan_id)


ROWS = (
    case("A1"),
    case("A2", grade=""),
    case("A3", status="died"),
    case("A4", site="oesophagus"),
    case("A5", surgery="2026-03-13"),
)


def test_every_row_has_its_line_and_the_counts_add_up(run, tmp_path):
    ran = run(ROWS)

    assert ran.code == 6
    assert ran.lines[-1] == (
        f"{tmp_path}/plans: 5 rows = 2 plan + 0 no-follow-up + 1 judgement + 1 ended"
        " + 1 rejected"
    )
    assert ran.lines[-2] == "calendars: 2 written, 0 revised"
    found = table(tmp_path / "plans" / "summary.csv")
    assert [(one["row"], one["key"], one["outcome"]) for one in found] == [
        ("2", "A1", "plan"),
        ("3", "A2", "judgement"),
        ("4", "A3", "ended"),
        ("5", "A4", "rejected"),
        ("6", "A5", "plan"),
    ]
    assert found[1]["reason"] == "unknown and needed: grade, ki67"
    assert found[1]["missing"] == "grade; ki67"
    assert found[2]["reason"] == "the patient died"
    assert found[3]["reason"].startswith("site is not one of stomach, duodenum,")
    # Six months after 12 March 2026 is past in November; twelve months are not.
    assert [one["next_due"] for one in found] == [
        "2027-03-12",
        "",
        "",
        "",
        "2027-03-13",
    ]
    assert [one["calendar"] for one in found] == [
        *(calendar(tmp_path, "A1").name, "", "", "", calendar(tmp_path, "A5").name)
    ]


def test_all_files_are_for_their_owner_alone(run, tmp_path):
    run(ROWS, "--events-csv")

    folder = tmp_path / "plans"
    assert {one.name for one in folder.iterdir()} == {
        *("summary.csv", "rejects.csv", "judgement.csv", "vanished.csv", "index.csv"),
        *("events.parquet", "events.csv", "calendars", "ledger.sqlite"),
        *("report.html", "report.csv"),
        *(".lock", ".lock-workers"),
    }
    for path in (folder, *folder.rglob("*")):
        mode = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == mode, path


def test_only_the_index_tells_whose_calendar_it_is(run, tmp_path):
    run(ROWS)

    folder = tmp_path / "plans"
    assert table(folder / "index.csv") == [
        {
            "key": key,
            "plan_id": identity.plan_id(SECRET, key),
            "calendar": calendar(folder, key).name,
        }
        for key in ("A1", "A5")
    ]


def test_the_list_for_the_meeting_says_what_each_fact_would_decide(run, tmp_path):
    run([case("A2", grade="", ki67=""), case("A3", status="not-operated", surgery="")])

    first, second = table(tmp_path / "plans" / "judgement.csv")
    assert first["key"] == "A2"
    assert (first["site"], first["grade"]) == ("small-bowel", "")
    assert first["kind"] == "facts-missing"
    assert first["missing"].startswith("grade: would decide about ")
    assert first["guideline"] == "esmo-2020"
    assert (second["kind"], second["missing"]) == ("not-covered", "")
    assert second["why"].startswith("not operated")


def test_the_events_are_those_of_each_plan_in_order_of_rows(run, tmp_path):
    run(ROWS, "--events-csv")

    events = parquet.read_table(tmp_path / "plans" / "events.parquet")
    keys = events.column("key").to_pylist()
    assert list(dict.fromkeys(keys)) == ["A1", "A5"]
    due = events.column("due").to_pylist()
    assert due[0] == date(2026, 9, 12)
    texts = table(tmp_path / "plans" / "events.csv")
    assert [one["due"] for one in texts] == [one.isoformat() for one in due]
    assert list(texts[0]) == events.column_names


def test_without_calendars_there_are_tables_and_no_secret(run, tmp_path, monkeypatch):
    monkeypatch.delenv("SURVEIL_SECRET")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))

    ran = run(ROWS, "--no-calendars")

    assert ran.code == 6
    assert not (tmp_path / "home").exists()
    names = {one.name for one in (tmp_path / "plans").iterdir()}
    assert "calendars" not in names
    assert "index.csv" not in names
    assert [one["calendar"] for one in table(tmp_path / "plans" / "summary.csv")] == (
        [""] * 5
    )


@pytest.mark.parametrize("words", [(), ("--no-calendars",), ("--events-csv", "--feed")])
def test_the_same_list_again_touches_nothing(run, tmp_path, words):
    first = run(ROWS, *words)
    before = stood(tmp_path / "plans")

    again = run(ROWS, *words)

    assert stood(tmp_path / "plans") == {
        path: marks if path.name != "plans" else stood(tmp_path)[path]
        for path, marks in before.items()
    }
    assert again.lines[-1] == first.lines[-1]


def test_next_month_only_who_changed_is_rewritten(run, tmp_path):
    run([case(f"A{n}") for n in range(1, 5)])
    folder = tmp_path / "plans"
    before = stood(folder / "calendars")

    ran = run(
        [
            case("A1"),
            case("A2", surgery="2026-03-20"),
            case("A3", status="died"),
            case("A4", grade=""),
            case("A5"),
        ]
    )

    assert "calendars: 1 written, 2 revised" in ran.lines
    assert "1 rows: calendar left as it is until the MDT has decided" in ran.lines
    after = stood(folder / "calendars")
    unmoved = {path for path, marks in before.items() if after[path] == marks}
    assert unmoved == {calendar(folder, "A1"), calendar(folder, "A4")}
    # Moved: each entry that moved has its second version.
    assert {one.sequence for one in old(folder, "A2").entries} == {1}
    # Died: all that was to come is cancelled.
    assert all(one.cancelled for one in old(folder, "A3").entries)
    summary = {one["key"]: one for one in table(folder / "summary.csv")}
    assert summary["A4"]["calendar"] == calendar(folder, "A4").name
    assert summary["A3"]["outcome"] == "ended"


def test_who_comes_back_goes_on_where_the_calendar_stood(run, tmp_path):
    folder = tmp_path / "plans"
    run([case("A1")])
    first = old(folder, "A1")
    run([case("A1", status="died")])
    run([case("A2")])

    run([case("A1")])

    found = old(folder, "A1")
    assert [one.day for one in found.entries] == [one.day for one in first.entries]
    assert not any(one.cancelled for one in found.entries)
    assert {one.sequence for one in found.entries} == {2}
    assert [one["key"] for one in table(folder / "vanished.csv")] == ["A2"]


def test_a_row_that_becomes_unreadable_keeps_its_calendar(run, tmp_path):
    folder = tmp_path / "plans"
    run([case("A1")])
    before = calendar(folder, "A1").read_bytes()

    ran = run([case("A1", site="oesophagus")])

    assert ran.code == 6
    assert calendar(folder, "A1").read_bytes() == before
    assert "1 rows: calendar left as it is until the row is corrected" in ran.lines
    (one,) = table(folder / "summary.csv")
    assert one["calendar"] == calendar(folder, "A1").name
    assert table(folder / "vanished.csv") == []


def test_corrected_rows_in_the_same_folder_make_nobody_look_lost(run, tmp_path, capsys):
    folder = tmp_path / "plans"
    run([case("A1"), case("A2", site="oesophagus")])
    rejects = folder / "rejects.csv"
    corrected = tmp_path / "corrected.csv"
    corrected.write_text(rejects.read_text().replace("oesophagus", "ileum"))

    ran = batch(capsys, corrected, "-o", folder, "--made", MADE)

    assert ran.code == 0
    assert (
        "1 cases are not among these corrected rows: their calendars stay as they are;"
        " run the whole list again for tables of all"
    ) in ran.lines
    assert [one["key"] for one in table(folder / "index.csv")] == ["A1", "A2"]
    assert calendar(folder, "A1").is_file()


def test_another_list_on_the_standard_input_is_another_run(
    tmp_path, capsys, monkeypatch
):
    folder = tmp_path / "plans"
    for rows in ([case("A1"), case("A2")], [case("A1", surgery="2026-04-12")]):
        raw = io.TextIOWrapper(io.BytesIO(as_csv(rows).encode()))
        monkeypatch.setattr("sys.stdin", raw)
        assert batch(capsys, "-", "-o", folder, "--made", MADE).code == 0

    assert [one["key"] for one in table(folder / "vanished.csv")] == ["A2"]
    with sqlite3.connect(folder / "ledger.sqlite") as kept:
        assert kept.execute("SELECT count(*) FROM runs").fetchone() == (2,)
    kept.close()


def test_a_case_without_entries_is_told_nothing_new_each_month(run, tmp_path, capsys):
    folder = tmp_path / "plans"
    row = case("A1", status="suspended")
    for made in (MADE, "2026-12-22", "2027-01-22"):
        path = written(tmp_path, [row])
        assert batch(capsys, path, "-o", folder, "--made", made).code == 0

    with sqlite3.connect(folder / "ledger.sqlite") as kept:
        assert kept.execute("SELECT count(*) FROM told").fetchone() == (1,)
    kept.close()


def test_a_lost_calendar_is_written_above_what_people_may_have(run, tmp_path):
    folder = tmp_path / "plans"
    run([case("A1")])
    run([case("A1", surgery="2026-03-20")])
    before = old(folder, "A1")
    assert {one.sequence for one in before.entries} == {1}
    calendar(folder, "A1").unlink()

    ran = run([case("A1", surgery="2026-03-20")])

    assert ran.code == 0
    assert "calendars: 1 written, 0 revised" in ran.lines
    after = old(folder, "A1")
    assert [(one.uid, one.day) for one in after.entries] == [
        (one.uid, one.day) for one in before.entries
    ]
    last = max(one.stamp for one in before.entries)
    assert all(one.sequence == 2 and one.stamp > last for one in after.entries)


def test_a_lost_calendar_still_withdraws_what_is_not_wanted(run, tmp_path):
    folder = tmp_path / "plans"
    run([case("A1")])
    before = old(folder, "A1")
    calendar(folder, "A1").unlink()

    run([case("A1", status="died")])

    after = old(folder, "A1")
    assert [one.uid for one in after.entries] == [one.uid for one in before.entries]
    assert all(one.cancelled and one.sequence == 1 for one in after.entries)


def test_an_edited_calendar_is_named_and_left_alone(run, tmp_path):
    folder = tmp_path / "plans"
    run([case("A1"), case("A2")])
    path = calendar(folder, "A1")
    edited = path.read_bytes().replace(b"STATUS:TENTATIVE", b"STATUS:NEEDS-ACTION")
    path.write_bytes(edited)

    for _ in range(2):  # said again as long as it is so
        ran = run([case("A1", surgery="2026-03-20"), case("A2")])

        assert ran.code == 1
        assert path.read_bytes() == edited
        (line,) = [one for one in ran.lines if one.startswith("row 2: ")]
        assert line == (
            f"row 2: {path.name}: calendar left as it is: has a STATUS that surveil"
            " does not write: the file was edited or is from a newer surveil"
        )
    path.unlink()
    assert run([case("A1", surgery="2026-03-20"), case("A2")]).code == 0
    assert {one.sequence for one in old(folder, "A1").entries} == {1}


def test_an_override_of_a_single_plan_is_kept(run, tmp_path, capsys):
    folder = tmp_path / "plans"
    run([case("A1")])
    path = calendar(folder, "A1")
    step = "ct-or-mri-abdomen/2"
    words = ["plan", "--key", "A1", "--made", MADE, "--update", str(path)]
    for name, text in case("A1").items():
        words += [] if name == "key" else [f"--{name}", text]
    with pytest.raises(SystemExit):
        main([*words, "--override", f"{step}=2027-04-01: away", "-o", str(path)])
    overridden = path.read_bytes()

    run([case("A1")])
    assert path.read_bytes() == overridden

    run([case("A1", surgery="2026-03-20")])
    found = old(folder, "A1")
    assert [one.step for one in found.overrides] == [step]
    assert date(2027, 4, 1) in {one.day for one in found.entries}


def test_two_cases_of_a_patient_share_a_calendar(run, tmp_path):
    folder = tmp_path / "plans"
    run([case("A1", patient="P1"), case("A2"), case("A3", patient="P1")])

    path = patient_calendar(folder, "P1")
    assert sorted(one.name for one in (folder / "calendars").iterdir()) == sorted(
        [path.name, calendar(folder, "A2").name]
    )
    both = blocks(path.read_bytes())
    alone = len(blocks(calendar(folder, "A2").read_bytes()))
    assert len(both) == 2 * alone
    summary = table(folder / "summary.csv")
    assert [one["calendar"] for one in summary] == [
        path.name,
        calendar(folder, "A2").name,
        path.name,
    ]


def test_a_case_whose_patient_was_wrong_leaves_nothing_live_behind(run, tmp_path):
    folder = tmp_path / "plans"
    run([case("A1", patient="P1"), case("A2", patient="P1")])
    (before,) = {patient_calendar(folder, "P1")}
    all_of = len(blocks(before.read_bytes()))

    run([case("A1", patient="P1"), case("A2", patient="P2")])

    left = blocks(before.read_bytes())
    assert len(left) == all_of
    withdrawn = [one for one in left if b"STATUS:CANCELLED" in one]
    assert len(withdrawn) == all_of / 2
    new = blocks(patient_calendar(folder, "P2").read_bytes())
    assert len(new) == all_of / 2
    assert not any(b"STATUS:CANCELLED" in one for one in new)

    def uids(found):
        return {one.partition(b"UID:")[2][:36] for one in found}

    # What is live has a higher revision than what was withdrawn elsewhere.
    assert uids(new) == uids(withdrawn)
    assert all(b"SEQUENCE:1\r" in one for one in withdrawn)
    assert all(b"SEQUENCE:2\r" in one for one in new)

    before_third = before.read_bytes()
    run([case("A1", patient="P1"), case("A2", patient="P2")])
    assert before.read_bytes() == before_third
    run([case("A1", patient="P1"), case("A2", patient="P1")])
    back = blocks(before.read_bytes())
    assert len(back) == all_of
    assert not any(b"STATUS:CANCELLED" in one for one in back)


def test_rejected_rows_are_repeated_and_can_be_run_again(run, tmp_path, capsys):
    rows = [
        case("A1", site="oesophagus", status="=1+1"),
        case("A2", site="oesophagus", status="'=quoted"),
        case("A3", site="oesophagus", grade=" G1 ", status='a, "b"\nc'),
    ]
    run(rows)

    path = tmp_path / "plans" / "rejects.csv"
    with path.open(encoding="utf-8", newline="") as file:
        header, *found = csv.reader(file)
    assert header[:2] == ["reason", "key"]
    assert [one[-1] for one in found] == ["'=1+1", "'=quoted", 'a, "b"\nc']
    assert [one[header.index("grade")] for one in found] == ["G1", "G1", " G1 "]

    again = batch(
        capsys, path, "-o", tmp_path / "again", "--made", MADE, "--no-calendars"
    )

    assert again.code == 6
    with (tmp_path / "again" / "rejects.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        assert [header, *found] == list(csv.reader(file))


def test_short_and_long_rows_are_repeated_as_they_are(tmp_path, capsys):
    path = tmp_path / "list.csv"
    path.write_text(
        "key,surgery,site,grade\nA1,2026-03-12\nA2,2026-03-12,ileum,G1,x,y\n"
    )

    batch(capsys, path, "-o", tmp_path / "plans", "--made", MADE)

    rejects = (tmp_path / "plans" / "rejects.csv").read_text()
    assert rejects == (
        "reason,key,surgery,site,grade\n"
        "the row has 2 cells and the header 4,A1,2026-03-12\n"
        "the row has 6 cells and the header 4,A2,2026-03-12,ileum,G1,x,y\n"
    )


def test_lists_with_other_columns_have_rejects_of_their_own(tmp_path, capsys):
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "a.csv").write_text("key,site,grade\nA1,moon,G1\n")
    (tmp_path / "lists" / "b.csv").write_text("key,site\nB1,moon\n")
    (tmp_path / "lists" / "c.csv").write_text("key,site,grade\nC1,moon,G1\n")
    words = ("-o", tmp_path / "plans", "--made", MADE)

    batch(capsys, tmp_path / "lists", *words)

    folder = tmp_path / "plans"
    assert [one["key"] for one in table(folder / "rejects.csv")] == ["A1", "C1"]
    assert [one["key"] for one in table(folder / "rejects-2.csv")] == ["B1"]
    summary = table(folder / "summary.csv")
    assert [Path(one["list"]).name for one in summary] == ["a.csv", "b.csv", "c.csv"]

    batch(capsys, tmp_path / "lists" / "b.csv", *words)
    assert not (folder / "rejects-2.csv").exists()


def test_a_case_in_two_rows_is_planned_in_none(run, tmp_path):
    ran = run([case("A1"), case("A2"), case("A1", site="colon")])

    assert ran.code == 6
    found = table(tmp_path / "plans" / "summary.csv")
    assert [one["outcome"] for one in found] == ["rejected", "plan", "rejected"]
    assert found[0]["reason"] == ("key stands in row 4 as well: each case has its own")
    assert found[0]["key"] == "A1"


def test_no_cell_runs_in_a_spreadsheet(run, tmp_path):
    run(
        [case("-1+1"), case("-A1"), case("A2", status="@x", patient="-P")],
        "--events-csv",
    )

    for path in (tmp_path / "plans").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                for cell in row:
                    assert not cell.startswith(("=", "+", "-", "@", "\t")), path
    (one, *_) = table(tmp_path / "plans" / "index.csv")
    assert one["key"] == "'-A1"


def test_nothing_of_a_patient_is_said(tmp_path, capsys):
    marker = "Mxqz"
    names = ("key", "patient", "surgery", "site", "grade", "stage", "resection")
    rows = [case("A1")]
    for name in names:
        rows.append(case(f"B-{name}") | {name: f"{marker} {name}"})
    rows.append({name: f"{marker}{name}" for name in names})
    path = written(tmp_path, rows)

    ran = batch(capsys, path, "-o", tmp_path / "plans", "--made", MADE)

    assert ran.code == 6
    assert "8 rejected" in ran.lines[-1]
    assert marker.casefold() not in ran.told.casefold()
    for key in ("A1", "B-"):
        assert key not in ran.told.replace("such as A1", "")


def test_a_dry_run_tells_columns_and_outcomes_and_writes_nothing(tmp_path, capsys):
    path = written(tmp_path, ROWS)

    with pytest.raises(SystemExit) as left:
        main(["batch", str(path), "--dry-run", "--made", MADE])

    out = capsys.readouterr().out.splitlines()
    assert left.value.code == 0
    assert out[-1] == (
        "5 rows = 2 plan + 0 no-follow-up + 1 judgement + 1 ended + 1 rejected"
    )
    assert "  surgery = surgery, 5" in out
    assert list(tmp_path.iterdir()) == [path]


def test_the_example_in_excel_gives_what_the_one_in_csv_gives(tmp_path, capsys):
    words = ("--made", MADE, "--day-first", "--assume-day", "15")
    for form in ("csv", "xlsx"):
        ran = batch(
            capsys, LISTS / f"clinic-list.{form}", "-o", tmp_path / form, *words
        )
        assert ran.lines[-1].endswith(
            "61 rows = 26 plan + 0 no-follow-up + 17 judgement + 4 ended + 14 rejected"
        )

    def plain(form):
        found = files(tmp_path / form)
        return {
            name: digest
            for name, digest in found.items()
            if not name.startswith(("ledger", "report")) and name != "rejects.csv"
        }

    def report(form, name):  # which names its list
        text = (tmp_path / form / name).read_text(encoding="utf-8")
        return re.sub('"?clinic-list.(csv|xlsx, sheet List)"?', "the list", text)

    assert plain("csv") == plain("xlsx")
    for name in ("report.html", "report.csv"):
        assert report("csv", name) == report("xlsx", name)


def test_the_help_ends_with_an_example_that_runs(tmp_path, capsys, monkeypatch):
    with pytest.raises(SystemExit):
        main(["batch", "--help"])
    example = re.search(r"Example:\n +surveil batch (.+)\n", capsys.readouterr().out)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").mkdir()
    shutil.copy(LISTS / "clinic-list.csv", "examples")

    ran = batch(capsys, *example[1].split(), "--made", MADE)

    assert ran.code == 6
    assert ran.lines[-1].startswith("plans: 61 rows = 26 plan")


def test_processes_change_nothing_but_the_time(run, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("SURVEIL_CHUNK", "7")
    rows = [
        case(f"A{n}", surgery=f"20{n % 16 + 10}-03-12", grade=("G1", "G2")[n % 2])
        for n in range(40)
    ]
    path = written(tmp_path, rows)
    for jobs in ("1", "2"):
        folder = tmp_path / jobs
        batch(capsys, path, "-o", folder, "--made", MADE, "--jobs", jobs)

    assert files(tmp_path / "1") == files(tmp_path / "2")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "-o is missing: name a folder, such as -o plans"),
        (("-o", "list.csv"), "-o list.csv is a file: name a folder"),
        (
            ("-o", "."),
            "-o . has files and no ledger of surveil: name a new folder, or restore"
            " ledger.sqlite from a copy",
        ),
        (
            ("-o", "plans", "--guideline", "esmo"),
            None,
        ),
    ],
)
def test_what_cannot_be_is_one_line(words, told, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    written(tmp_path, ROWS)

    ran = batch(capsys, "list.csv", *words)

    assert ran.code == 2
    assert len(ran.lines) == 1
    assert told is None or ran.lines == (f"surveil: {told}",)
    assert {one.name for one in tmp_path.iterdir()} <= {"list.csv", ".lock"} | {
        ".lock-workers"
    }


def test_a_list_without_keys_is_refused_as_a_whole(tmp_path, capsys):
    path = written(tmp_path, ROWS, header=("surgery", "site", "grade"))

    ran = batch(capsys, path, "-o", tmp_path / "plans")

    assert ran.code == 2
    assert ran.lines[-1].endswith(
        "has no column key, an opaque reference of each case such as A1"
    )


def test_another_secret_is_refused(run, monkeypatch):
    run([case("A1")])
    monkeypatch.setenv("SURVEIL_SECRET", "x" * 40)

    ran = run([case("A1")])

    assert ran.code == 2
    assert "were made with another secret" in ran.lines[-1]


def test_a_clock_that_went_back_withdraws_nothing(run, tmp_path):
    run([case("A1")], made="2026-12-22")
    before = files(tmp_path / "plans")

    ran = run([case("A1")], made="2026-11-22")

    assert "the last run was as of 2026-12-22, after 2026-11-22" in ran.told
    assert files(tmp_path / "plans") == before
