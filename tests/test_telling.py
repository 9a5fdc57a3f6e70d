"""What a patient was told, when and by which files: out of the ledger, as it was."""

import json
import sqlite3
from datetime import UTC, date, datetime

import pytest
import test_ledger
from batch_lists import batch, case, written
from samples import SECRET

from surveil import api, library
from surveil.batch import state
from surveil.batch.ledger import Ledger, Run
from surveil.batch.telling import File, files
from surveil.case import Case
from surveil.cli import main
from surveil.render import wanting
from surveil.render.layout import Layout, lay_out
from surveil.revising import Entry

HEAD = (
    "key",
    "surgery",
    "site",
    "grade",
    "stage",
    "resection",
    "status",
    "status_date",
)
FIRST, SAME, NEXT = "2026-01-10", "2026-02-10", "2026-11-22"


def row(key, **facts):
    return case(key, surgery="2024-03-12") | {"status_date": ""} | facts


@pytest.fixture(autouse=True)
def _secret(monkeypatch):
    monkeypatch.setenv("SURVEIL_SECRET", SECRET.decode())


@pytest.fixture
def plans(tmp_path, capsys):
    """A folder of three runs: the second changes nothing, the third moves A1."""
    folder = tmp_path / "plans"
    rows = [row("A1"), row("A2"), row("A3", site="lung", grade="typical", stage="I")]
    first = written(tmp_path, rows, "first.csv", HEAD)
    rows[0] |= {"surgery": "2024-04-12"}
    rows[1] |= {"status": "died", "status_date": "2026-05-01"}
    second = written(tmp_path, rows, "second.csv", HEAD)
    for path, made in ((first, FIRST), (first, SAME), (second, NEXT)):
        assert batch(capsys, path, "-o", folder, "--made", made).code == 0
    return folder


@pytest.fixture
def show(capsys):
    def shown(*words):
        with pytest.raises(SystemExit) as exit:
            main(["ledger", "show", *map(str, words)])
        out, err = capsys.readouterr()
        return exit.value.code, out, err

    return shown


def versions(show, folder, key):
    code, out, _ = show(folder, key, "--format", "json")
    assert code == 0
    return json.loads(out)["versions"]


def test_a_version_for_each_change_and_none_for_a_run_that_changed_nothing(plans, show):
    assert [
        (one["run"], one["made"], one["outcome"]) for one in versions(show, plans, "A1")
    ] == [(1, FIRST, "plan"), (3, NEXT, "plan")]
    assert [
        (one["run"], one["made"], one["outcome"]) for one in versions(show, plans, "A2")
    ] == [(1, FIRST, "plan"), (3, NEXT, "ended")]
    (one,) = versions(show, plans, "A3")
    assert (one["outcome"], one["calendar"]) == ("judgement", None)


def test_the_file_by_which_each_was_planned_stands_with_it(plans, show):
    file = library.load("esmo-2020", None)

    for one in versions(show, plans, "A1"):
        assert one["guidelines"] == [
            {"id": "esmo-2020", "edition": file.edition, "digest": file.digest}
        ]


def test_an_old_version_is_what_a_plan_of_that_day_says_again(plans, show):
    """Time travel: the facts, day and file of that time give the same entries."""
    then, now = versions(show, plans, "A1")

    for told, surgery, made in (
        (then, "2024-03-12", FIRST),
        (now, "2024-04-12", NEXT),
    ):
        plan = api.plan(
            Case.parse(
                {
                    "key": "A1",
                    "surgery": surgery,
                    "site": "ileum",
                    "grade": "G1",
                    "stage": "III",
                    "resection": "R0",
                }
            ),
            made=date.fromisoformat(made),
        )
        layout = Layout()
        expected = [
            (one.ids[0], one.role, one.day.isoformat())
            for one in wanting.wanted(plan, lay_out(plan, layout), layout)
            if not one.past or one.day >= date.fromisoformat(made)
        ]
        ahead = [
            (one["id"], one["role"], one["day"])
            for one in told["entries"]
            if one["day"] >= made and not one["cancelled"]
        ]
        assert sorted(ahead) == sorted(one for one in expected if one[2] >= made)


def test_the_text_says_what_changed_and_from_when_on(plans, show):
    code, out, err = show(plans, "A2")

    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "Case A2"
    assert "Told from Sat 10 Jan 2026 on (run 1): plan" in lines
    end = lines.index("Told from Sun 22 Nov 2026 on (run 3): follow-up has ended")
    changes = [line for line in lines[end + 1 :] if line.startswith("  ")]
    assert changes
    assert all(line.endswith(": withdrawn") for line in changes)


def test_moved_days_are_told_with_what_they_were(plans, show):
    _, out, _ = show(plans, "A1")

    # Six months, three years after surgery: 12 March 2027, now 12 April.
    assert (
        "  Mon 12 Apr 2027  CT or MRI of abdomen and pelvis (ct-or-mri-abdomen/6): was"
        " Fri 12 Mar 2027" in out.splitlines()
    )


def test_another_file_than_that_of_the_time_is_told(plans, show, tmp_path):
    with sqlite3.connect(plans / "ledger.sqlite") as ledger:
        old = json.dumps(
            {"surveil": "0.0.9", "files": [["esmo-2020", "2020", "sha256:0123"]]}
        )
        ledger.execute("UPDATE runs SET files = ? WHERE id = 1", (old,))
    ledger.close()

    code, out, err = show(plans, "A1")

    assert code == 0
    assert "  by surveil 0.0.9" in out.splitlines()
    assert err == (
        "the file esmo-2020 of edition 2020 that is here is not the one of that time,"
        " sha256:0123: dates may differ from what was told\n"
    )


def test_a_ledger_of_before_goes_on_and_keeps_what_it_knew(plans, show, tmp_path):
    """As version 1 had it: without files of runs, and without what was told."""
    with sqlite3.connect(plans / "ledger.sqlite") as ledger:
        ledger.execute("DROP TABLE told")
        ledger.execute("ALTER TABLE runs DROP COLUMN files")
        ledger.execute("PRAGMA user_version = 1")
    ledger.close()

    code, out, err = show(plans, "A1")

    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert "Told from Sun 22 Nov 2026 on (run 3): plan" in lines
    assert "  by files that this ledger, of an earlier surveil, does not hold" in lines


def test_what_an_old_ledger_knew_of_a_case_is_kept_when_it_changes(tmp_path):
    with Opened(tmp_path) as ledger:
        ledger.begin(Run(1, date(2026, 1, 10), "list", "options", finished=True))
        ledger.commit([known("A1")])
        ledger._db.execute("DELETE FROM told")
        ledger.begin(Run(2, date(2026, 2, 10), "list", "options", finished=False))

        ledger.commit([known("A1", run=2, sequence=1, ids="clinic/2")])

        before, after = ledger.told("A1")
    assert (before.run, after.run) == (1, 2)
    assert [one.id for one in before.entries] == ["clinic/1"]
    assert [one.id for one in after.entries] == ["clinic/2"]


def kept(day):
    """The state of one entry, to book a clinic visit on that day."""
    one = Entry(
        id="clinic/1",
        role="book",
        day=day,
        title="t",
        text="t",
        days=(("{due}", day),),
        uid="u",
        created=datetime(2026, 11, 22, tzinfo=UTC),
        stamp=datetime(2026, 11, 22, tzinfo=UTC),
    )
    return state.packed([one], date(2026, 11, 22))[1]


def known(key, **other):
    return test_ledger.known(key, **{"state": kept(date(2026, 12, 1)), **other})


class Opened:
    def __init__(self, folder):
        self.ledger = Ledger(folder)

    def __enter__(self):
        return self.ledger

    def __exit__(self, *_):
        self.ledger.close()


@pytest.mark.parametrize(
    ("change", "is_told"),
    [
        ({}, False),
        ({"fingerprint": b"87654321"}, False),
        ({"size": 101}, False),
        ({"state": kept(date(2026, 11, 21))}, False),  # it is over: nothing was told
        ({"stamp": "2026-12-22T00:00:00+00:00"}, True),
        ({"sequence": 1}, True),
        ({"outcome": "judgement"}, True),
        ({"file": None}, True),
    ],
)
def test_what_is_told_has_changed_with_a_stamp_a_number_an_outcome_or_a_file(
    tmp_path, change, is_told
):
    with Opened(tmp_path) as ledger:
        ledger.commit([known("A1")])

        ledger.commit([known("A1", run=2, **change)])

        assert len(ledger.told("A1")) == 1 + is_told


def test_a_commit_that_was_made_twice_is_told_once(tmp_path):
    with Opened(tmp_path) as ledger:
        ledger.commit([known("A1")])
        ledger.commit([known("A1", run=2, sequence=1)])
        ledger.commit([known("A1", run=2, sequence=2)])

        assert [one.run for one in ledger.told("A1")] == [1, 2]


def test_entries_are_kept_with_day_role_and_whether_they_stand(tmp_path):
    with Opened(tmp_path) as ledger:
        ledger.commit([known("A1", ids="clinic/1", state=kept(date(2026, 12, 1)))])

        (told,) = ledger.told("A1")
    (one,) = told.entries
    assert (one.id, one.role, one.day, one.cancelled) == (
        *("clinic/1", "book"),
        *(date(2026, 12, 1), False),
    )


def test_the_files_of_a_run_name_edition_and_digest(tmp_path):
    guideline = library.load("esmo-2020", None)
    run = Run(1, date(2026, 1, 10), "list", "options", True, files([guideline]))
    with Opened(tmp_path) as ledger:
        ledger.begin(run)
        ledger.commit([known("A1")])

        (told,) = ledger.told("A1")
    assert told.files == (File("esmo-2020", guideline.edition, guideline.digest),)
    assert told.made == date(2026, 1, 10)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("plans", "A9"), "no case of this key is in the ledger of plans"),
        (
            ("nowhere", "A1"),
            "nowhere has no ledger: name a folder of surveil batch, such as plans",
        ),
    ],
)
def test_mistakes_are_one_line_and_make_nothing(
    plans, show, words, told, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)

    code, out, err = show(*words)

    assert (code, out, err) == (2, "", f"surveil: {told}\n")
    assert not (tmp_path / "nowhere").exists()


def test_the_help_names_an_example(capsys):
    with pytest.raises(SystemExit):
        main(["ledger", "show", "--help"])

    assert "surveil ledger show plans A1" in capsys.readouterr().out
