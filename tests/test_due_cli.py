"""surveil due and surveil plan --done as users run them: what they say, and how."""

import csv
import io
import json
from pathlib import Path

import jsonschema
import pytest
from samples import SECRET

import surveil.render
from surveil.cli import main

SCHEMA = Path(surveil.render.__file__).with_name("plan.schema.json")
FACTS = "key,surgery,site,grade,stage,resection,sstr,function,raised cga,raised hiaa"
LIST = f"""{FACTS}
A1,2025-03-12,ileum,G1,III,R0,no,non-functioning,no,no
A2,2025-03-12,ileum,G1,III,R0,no,non-functioning,no,no
A3,2025-03-12,ileum,,III,R0,no,non-functioning,no,no
A4,2025-03-12,moon,G1,III,R0,no,non-functioning,no,no
"""
DONE = """Study ID,Date,Exam,Status
A1,2025-09-12,CT abdomen and pelvis,attended
A1,2025-09-12,clinic review,attended
A2,2025-09-12,CT TAP,attended
A2,2025-09-12,clinic review,DNA
"""
ONE = (
    *("--surgery", "2025-03-12", "--site", "ileum", "--grade", "G1"),
    *("--stage", "III", "--resection", "R0", "--sstr-positive", "no"),
    *("--function", "non-functioning", "--cga-raised", "no", "--hiaa-raised", "no"),
)


@pytest.fixture(autouse=True)
def _secret(monkeypatch, tmp_path):
    monkeypatch.setenv("SURVEIL_SECRET", SECRET.decode())
    monkeypatch.chdir(tmp_path)
    Path("list.csv").write_text(LIST)
    Path("done.csv").write_text(DONE)


@pytest.fixture
def run(capsys):
    def ran(*words):
        with pytest.raises(SystemExit) as ended:
            main([*map(str, words)])
        out, err = capsys.readouterr()
        return ended.value.code, out, err.splitlines()

    return ran


@pytest.fixture
def due(run):
    def ran(*words, done="done.csv", as_of="2025-10-11"):
        return run("due", "list.csv", "--done", done, "--as-of", as_of, *words)

    return ran


REJECTED = (
    "list.csv: rejected: row 5: site is not one of stomach, duodenum, ampulla,"
    " pancreas, small-bowel, appendix, colon, rectum, lung, thymus, unknown-primary"
)
MAPPED = ("--test", "CT TAP=ct-or-mri-chest-abdomen")


def test_the_worklist_says_what_is_left_to_do(due):
    code, out, err = due(*MAPPED)

    assert code == 6
    assert err == [REJECTED]
    assert out.splitlines()[:3] == [
        "Due on Sat 11 Oct 2025",
        "4 patients = 1 with something due + 1 with nothing due now + 1 for the MDT to"
        " decide + 0 ended + 1",
        "rejected",
    ]
    assert "book it again now" in out
    assert "find out grade," in out


def test_a_word_of_one_patient_is_told_by_its_row_and_one_of_two_by_itself(due):
    code, _, err = due()

    assert code == 6
    assert err == [
        REJECTED,
        "done.csv: row 4: its test is none that surveil knows: 1 row; map it with"
        " --test 'WORD=TEST'; not judged",
    ]

    Path("done.csv").write_text(f"{DONE}A1,2025-09-12,ct tap,attended\n")
    _, _, err = due()
    assert err[1] == (
        "done.csv: 'ct tap' is no test that surveil knows: 2 rows; map it with --test"
        " 'WORD=TEST'; not judged"
    )


def test_keys_that_are_not_in_the_list_are_told_and_rejected_rows_are_in_it(due):
    more = "".join(f"Z{n},2025-09-12,CgA,done\n" for n in range(1, 25))
    Path("done.csv").write_text(f"{DONE}{more}A4,2025-09-12,CgA,done\n")

    code, _, err = due(*MAPPED)

    assert code == 6
    assert err[1:] == [
        "done.csv: 24 rows of 24 keys that are not in the list: rows 6, 7, 8, 9, 10,"
        " 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25 and 4 more"
    ]

    Path("done.csv").write_text(f"{DONE}Z1,2025-09-12,CgA,done\n")
    _, _, err = due(*MAPPED)
    assert err[1:] == ["done.csv: 1 row of 1 key that is not in the list: row 6"]


def test_all_is_well_exits_0(due):
    Path("list.csv").write_text("\n".join(LIST.splitlines()[:3]))

    code, _, err = due(*MAPPED)

    assert (code, err) == (0, [])


def test_events_and_contradictions_are_told_by_row(due):
    Path("events.csv").write_text(
        "key,date,what,details\n"
        "A1,2025-08-01,died,\n"
        "A2,2025-08-01,reactivated,\n"
        "A2,2025-08-01,xyzzy,\n"
        "Z9,2025-08-01,moved,\n"
    )

    code, out, err = due(*MAPPED, "--events", "events.csv", "--format", "json")

    assert code == 6
    assert err[1:] == [
        "events.csv: rejected: row 4: what is not one of re-operation, revised,"
        " recurrence, pregnancy-ended, pregnancy, renal-recovered, renal-failure,"
        " suspended, reactivated, moved, opted-out, discharged, last-contact, died",
        "events.csv: 1 row of 1 key that is not in the list: row 5",
        "contradiction: rows 2, 3 of what was done: after the death in row 2 of the"
        " events",
        "contradiction: row 3 of the events: reactivated without suspended, opted-out,"
        " moved, discharged before it",
        "4 patients = 1 with something due + 0 with nothing due now + 2 for the MDT to"
        " decide + 0 ended + 1 rejected",
    ]
    read = json.loads(out)
    assert read["events_not_in_list"] == [5]
    assert [one["row"] for one in read["events_rejected"]] == [4]
    assert [one["rows"] for one in read["contradictions"]] == [[2, 3], [3]]


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ((), ["A2", "A3"]),
        (("--for", "clinic"), ["A2"]),
        (("--for", "CT"), []),
        (("--for", "CT TAP"), []),
        (("--overdue-only",), ["A2"]),
        (("--within", "200d"), ["A2", "A1", "A2", "A3"]),
        (("--within", "200d", "--for", "CT"), ["A1", "A2"]),
        (("--within", "200d", "--for", "CT", "--for", "clinic"), ["A2", "A1", "A2"]),
    ],
    ids=" ".join,
)
def test_lines_are_chosen(due, words, keys):
    _, out, _ = due(*MAPPED, "--format", "csv", *words)

    assert [row["key"] for row in csv.DictReader(io.StringIO(out))] == keys


@pytest.mark.parametrize("suffix", ["csv", "json", "txt", "xlsx"])
def test_files_have_the_form_of_their_suffix(due, suffix):
    code, out, err = due(*MAPPED, "-o", f"due.{suffix}")

    assert (code, out) == (6, "")
    assert err[-1] == (
        f"due.{suffix}: 2 lines; 4 patients = 1 with something due + 1 with nothing due"
        " now + 1 for the MDT to decide + 0 ended + 1 rejected"
    )
    start = {"csv": b"format,", "json": b"{\n", "txt": b"Due on", "xlsx": b"PK"}
    assert Path(f"due.{suffix}").read_bytes().startswith(start[suffix])


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("--as-of", "tomorrow"), "--as-of is not a date like 2026-11-22"),
        (("--within", "soon"), "--within is not a span such as 30d, 8w or '6 months'"),
        (
            ("--for", "dance"),
            "--for 'dance' is no test, such as CT, CgA or clinic",
        ),
        (
            ("--test", "CT TAP"),
            "--test is not a text such as 'CT TAP=ct-or-mri-chest-abdomen'",
        ),
        (
            ("--test", "CT TAP=ctt"),
            "--test 'CT TAP=ctt' names no test",
        ),
        (
            ("--status-word", "X=Y"),
            "--status-word 'X=Y' is not one of done, booked, cancelled, did-not-attend",
        ),
        (("--done", "none.csv"), "none.csv is not a file or folder"),
        (
            ("--done-column", "Exam=grade"),
            "--done-column 'Exam=grade' names no fact",
        ),
        (
            ("--done-column", "Exm=test"),
            "--done-column: no column has the name 'Exm'; the nearest is 'Exam'",
        ),
        (("--format", "xlsx"), "--format xlsx needs -o as well, such as -o due.xlsx"),
        (("-o", "due.doc"), "-o: no format has the suffix '.doc': .txt, .csv, .xlsx,"),
        (("--done", "-", "--events", "-"), "- is given twice: the standard input is"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_is_mistyped_is_one_line(due, words, line):
    code, out, err = due(*words)

    assert (code, out) == (2, "")
    assert err[-1].startswith(f"surveil: {line}")


def test_without_done_there_is_nothing_to_look_at(run):
    code, _, err = run("due", "list.csv")

    assert (code, err) == (
        2,
        ["surveil: --done is missing: the table of what was done"],
    )


@pytest.mark.parametrize(
    ("header", "line"),
    [
        ("Date,Exam,Status", "has no column for the key: its header is such as"),
        ("Study ID,Exam,Status", "has no column for the date: its header is such as"),
        ("Study ID,Date,Status", "has no column for the test: one of its first rows"),
    ],
)
def test_a_table_without_what_it_needs_is_refused(due, header, line):
    Path("done.csv").write_text(f"{header}\nx,y,z\n")

    code, _, err = due()

    assert code == 2
    assert err[-1].startswith(f"surveil: done.csv {line}")
    assert "--column" not in err[-1]


def test_a_list_without_keys_is_refused(due):
    Path("list.csv").write_text("surgery,site\n2025-03-12,ileum\n")

    code, _, err = due()

    assert (code, err[-1]) == (
        2,
        "surveil: list.csv has no column key, an opaque reference of each case such as"
        " A1",
    )


# One patient


def plan(run, *words, made="2025-10-11"):
    return run("plan", *ONE, "--made", made, *words)


def test_one_plan_shows_what_was_done_and_what_is_next(run):
    code, out, err = plan(run, "--key", "A1", "--done", "done.csv")

    assert (code, err) == (0, [])
    lines = out.splitlines()
    assert any(
        line.split()[:4] == ["Fri", "12", "Sep", "2025"]
        and line.endswith("done on 2025-09-12")
        for line in lines
    )
    assert "Next" not in lines

    code, out, err = plan(run, "--key", "A2", "--done", "done.csv", *MAPPED)
    assert (code, err) == (0, [])
    said = " ".join(out.split("Next\n")[1].split("\n\n")[0].split())
    assert said == (
        "- clinic visit (overdue, 1 day, 0.01 of its interval): book it again now (did"
        " not attend on 2025-09-12)"
    )


def test_a_table_without_keys_is_of_this_patient(run):
    Path("mine.csv").write_text("date,test\n12/09/2025,CgA\n13/09/2025,ct chest\n")

    code, out, err = plan(run, "--done", "mine.csv", "--day-first")

    assert (code, err) == (0, [])
    assert "2025-09-12 chromogranin A: not-recommended" in out


def test_a_table_with_keys_needs_one(run):
    code, _, err = plan(run, "--done", "done.csv")

    assert (code, err) == (
        2,
        [
            "surveil: --done done.csv has a column key: say whose plan it is, such as"
            " --key A1"
        ],
    )


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (
            ("--events", "events.csv"),
            "surveil: --events needs --done as well: the table of what was done",
        ),
        (
            ("--anchor", "done"),
            "surveil: --anchor, --test, --status-word, --done-column, --events-column"
            " and --day-first are for --done",
        ),
    ],
)
def test_options_of_tables_need_a_table(run, words, line):
    assert plan(run, *words)[2] == [line]


def test_json_of_one_plan_keeps_its_schema_and_has_its_history(run):
    code, out, _ = plan(
        run, "--key", "A2", "--done", "done.csv", *MAPPED, "--format", "json"
    )

    read = json.loads(out)
    jsonschema.validate(read, json.loads(SCHEMA.read_text()))
    assert code == 0
    stands = {one["id"]: one["status"] for one in read["history"]["standings"]}
    assert stands["clinic/1"] == "overdue"
    assert stands["ct-or-mri-abdomen/1"] == "done"
    assert [(one["status"], one["verdict"]) for one in read["history"]["verdicts"]] == [
        ("done", "on-time"),
        ("did-not-attend", "not-judged"),
    ]
    without = json.loads(plan(run, "--key", "A2", "--format", "json")[1])
    assert "history" not in without


def test_csv_of_one_plan_has_how_each_event_stands(run):
    _, out, _ = plan(
        run, "--key", "A2", "--done", "done.csv", *MAPPED, "--format", "csv"
    )

    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(out))}
    assert rows["ct-or-mri-abdomen/1"]["standing"] == "done"
    assert rows["ct-or-mri-abdomen/1"]["done"] == "2025-09-12"
    assert rows["clinic/1"]["standing"] == "overdue"


def test_what_happened_is_told_and_planned_anew(run):
    Path("events.csv").write_text(
        "key,date,what,details\nA1,2025-10-01,revised,grade=G2; ki67=9\n"
    )

    code, out, err = plan(
        run, "--key", "A1", "--done", "done.csv", "--events", "events.csv"
    )

    assert (code, err) == (0, [])
    told = out.split("What changed\n")[1]
    assert told.startswith("- grade is G2 in place of G1 since 2025-10-01\n")
    assert "site small-bowel, grade G2, ki67 9" in out.splitlines()[0]


def entries(path):
    text = Path(path).read_text().replace("\n ", "")
    return [
        dict(line.partition(":")[::2] for line in block.splitlines() if ":" in line)
        for block in text.split("BEGIN:VEVENT")[1:]
    ]


def test_a_calendar_holds_what_is_still_to_come(run):
    assert plan(run, "--key", "A1", "-o", "old.ics", made="2025-04-01")[0] == 0
    Path("done.csv").write_text(f"{DONE}A1,2025-08-20,CT abdomen and pelvis,done\n")

    code, _, err = plan(
        run,
        *("--key", "A1", "--done", "done.csv", "--update", "old.ics", "-o", "new.ics"),
        made="2025-08-25",
    )

    assert code == 0
    # The CT of September was done in August; its clinic visit is still to come.
    assert not [line for line in err if line.startswith("withdrawn: clinic")]
    old, new = entries("old.ics"), entries("new.ics")
    assert {one["UID"] for one in old} <= {one["UID"] for one in new}


def test_an_entry_of_what_was_done_early_is_withdrawn_in_kind_words(run):
    assert (
        plan(run, "--key", "A1", "--by", "test", "-o", "old.ics", made="2025-04-01")[0]
        == 0
    )
    Path("done.csv").write_text("key,date,test\nA1,2025-08-20,ct-or-mri-abdomen\n")

    plan(
        run,
        *("--key", "A1", "--by", "test", "--done", "done.csv", "--update", "old.ics"),
        *("-o", "new.ics"),
        made="2025-08-25",
    )

    cancelled = [one for one in entries("new.ics") if one.get("STATUS") == "CANCELLED"]
    titles = {one["SUMMARY"] for one in cancelled}
    assert titles == {"CANCELLED: Done: Health: follow-up due"}
    for one in cancelled:
        assert one["DESCRIPTION"].startswith(
            "This has been done already. Nothing needs to be done."
        )


def test_after_a_death_the_calendar_is_withdrawn_and_says_nothing(run):
    assert plan(run, "--key", "A1", "-o", "old.ics", made="2025-04-01")[0] == 0
    Path("done.csv").write_text("key,date,test\nA1,2025-04-20,cga\n")
    Path("events.csv").write_text("key,date,what\nA1,2025-05-01,died\n")

    code, _, _ = plan(
        run,
        *("--key", "A1", "--done", "done.csv", "--events", "events.csv"),
        *("--update", "old.ics", "-o", "new.ics"),
        made="2025-06-01",
    )

    assert code == 0
    found = entries("new.ics")
    ahead = [one for one in found if one["DTSTART;VALUE=DATE"] >= "20250601"]
    assert {one.get("STATUS") for one in ahead} == {"CANCELLED"}
    assert "died" not in Path("new.ics").read_text()
