"""The simulated clinic, end to end: who is lost is known, and is found."""

import csv
import io
import json

import pytest
import simulated_clinic as simulated

from surveil import answering, following, lists, noted, sheets
from surveil.cli import main
from surveil.spans import Span

WORDS = ("--test", "CT TAP=ct-or-mri-chest-abdomen")


def followed(tables, as_of=simulated.AS_OF):
    def read(name, **how):
        return sheets.read([io.BytesIO(tables[name].encode())], **how)

    done = noted.done(
        read("done.csv", words=noted.DONE),
        tests={"CT TAP": "ct-or-mri-chest-abdomen"},
    )
    events = noted.events(read("events.csv", words=noted.EVENTS))
    assert not done.rejected
    assert not done.unknown
    assert not events.rejected
    return [
        *following.follow(
            lists.cases(read("list.csv"), keyed=True),
            done.by_key,
            events.by_key,
            as_of=as_of,
            planned=lambda case: answering.answer(
                case, simulated.GUIDELINES, made=as_of
            ),
        )
    ]


@pytest.fixture(scope="module")
def patients():
    return simulated.clinic()


def due(*words):
    folder = simulated.FOLDER
    main(
        [
            "due",
            str(folder / "list.csv"),
            *("--done", str(folder / "done.csv")),
            *("--events", str(folder / "events.csv")),
            *("--as-of", str(simulated.AS_OF), *WORDS, *words),
        ]
    )


def test_the_examples_are_what_the_simulation_gives(patients):
    for name, text in simulated.tables(patients).items():
        assert (simulated.FOLDER / name).read_text(encoding="utf-8") == text


def test_the_examples_say_how_many_are_lost(patients):
    told = (simulated.FOLDER / "README.md").read_text(encoding="utf-8")

    assert f"\n{sum(map(simulated.is_lost, patients))} of them are lost" in told


def test_the_examples_are_small():
    assert sum(one.stat().st_size for one in simulated.FOLDER.iterdir()) < 10**6


@pytest.mark.parametrize(
    "seed", [simulated.SEED, pytest.param(20261122, marks=pytest.mark.slow)]
)
def test_everybody_who_is_lost_is_found_and_nobody_else(seed):
    patients = simulated.clinic(seed)
    grace = Span(days=simulated.GRACE_DAYS)

    found = followed(simulated.tables(patients, seed))

    lost = [one.key for one in found if following.lost(one.history, one.contact, grace)]
    assert lost == [one.key for one in patients if simulated.is_lost(one)]
    assert 10 <= len(lost) <= 30


def test_every_lost_patient_is_on_the_worklist_as_overdue(patients, capsys):
    with pytest.raises(SystemExit) as ended:
        due("--overdue-only", "--format", "csv")

    out, err = capsys.readouterr()
    overdue = {row["key"] for row in csv.DictReader(io.StringIO(out))}
    assert ended.value.code == 0
    assert {one.key for one in patients if simulated.is_lost(one)} <= overdue
    assert err.startswith("300 patients = ")


def test_who_died_moved_or_opted_out_is_on_no_line(patients, capsys):
    with pytest.raises(SystemExit):
        due("--format", "json")

    read = json.loads(capsys.readouterr().out)
    ended = {one.key for one in patients if one.ended}
    assert not ended & {line["key"] for line in read["lines"]}
    assert read["counts"]["ended"] == len(ended)
    assert sum(read["counts"].values()) == read["patients"] == 300
    assert read["done_unknown"] == read["done_not_in_list"] == []


def test_whom_the_team_decides_about_is_known(patients, capsys):
    with pytest.raises(SystemExit):
        due("--format", "json")

    lines = json.loads(capsys.readouterr().out)["lines"]
    for_the_team = {line["key"] for line in lines if line["status"] == "mdt"}
    unknown = {one.key for one in patients if not one.facts["grade"] and not one.ended}
    recurred = {one.key for one in patients if one.undecided and not one.ended}
    # A new grade may have been noted since.
    regraded = {
        one.key
        for one in patients
        for _, _, changed in one.events
        if "grade" in changed
    }
    assert recurred <= for_the_team
    assert unknown - regraded <= for_the_team
    assert for_the_team <= recurred | unknown
