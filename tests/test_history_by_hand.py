"""Histories that people worked out from the rules and a wall calendar."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
from demo_guideline import demo, row

from surveil import overriding
from surveil.answering import answer
from surveil.case import Case
from surveil.history import Done
from surveil.judging import judge

FOLDER = Path(__file__).parent / "history"
STATUSES = ("booked", "cancelled", "did-not-attend")


def entries():
    """Every history of every file: its name, the plan it is about, and itself."""
    for path in sorted(FOLDER.glob("*.toml")):
        file = tomllib.loads(path.read_text(encoding="utf-8"))
        plan = file.pop("plan")
        for entry in file.pop("histories", []):
            yield path.stem, plan, entry
        for table in file.pop("edges", []):
            for text, verdict in table["rows"]:
                before = table.get("before", [])
                one = {
                    **table,
                    "name": f"{table['name']}: {text}",
                    "done": [*before, text],
                    "last": verdict,
                }
                yield path.stem, plan, one
        for table in file.pop("standings", []):
            for day, standing, asks in table["rows"]:
                one = {
                    **table,
                    "name": f"{table['name']}: {day}",
                    "as_of": day,
                    "done": [],
                    "verdicts": [],
                    "standing": standing,
                    "asks": asks,
                }
                yield path.stem, plan, one
        assert not file, f"{path.name} has tables that nobody reads"


ENTRIES = list(entries())
IDS = [f"{file}: {entry['name']}" for file, _, entry in ENTRIES]


def planned(plan, entry):
    as_of = date.fromisoformat(entry["as_of"])
    surgery = date.fromisoformat(plan["surgery"])
    facts = {"surgery": plan["surgery"], "site": "pancreas", "grade": "G1"}
    guideline = demo(row("only", 'when = { grade = ["G1"] }', series=plan["series"]))
    made = answer(
        Case.parse(facts | plan.get("facts", {}) | entry.get("facts", {})),
        [guideline],
        made=max(as_of, surgery),
        pace=plan.get("pace", "closest"),
    )
    assert made.outcome == "plan"
    shown = [
        [event.earliest.isoformat(), event.due.isoformat(), event.latest.isoformat()]
        for event in made.events
        if event.test == plan["test"]
    ]
    assert shown == plan["steps"]
    given = [overriding.parse(text) for text in entry.get("overrides", [])]
    return overriding.override(made, given)


def read(text, number, test):
    day, *words = text.split(" ", 1)
    rest = words[0] if words else ""
    status = next((word for word in STATUSES if rest.endswith(word)), "done")
    named = rest.removesuffix(status).strip()
    return Done(date.fromisoformat(day), named or test, status, number)


def said(verdict, test):
    """A verdict as the files write it: a number alone is a step of the plan's test."""
    steps = [step.removeprefix(f"{test}/") for step in verdict.steps]
    return " ".join([verdict.verdict, *steps])


@pytest.mark.parametrize(("file", "plan", "entry"), ENTRIES, ids=IDS)
def test_a_history_worked_by_hand(file, plan, entry):
    test = plan["test"]
    rows = [read(text, number, test) for number, text in enumerate(entry["done"])]

    history = judge(
        planned(plan, entry),
        rows,
        as_of=date.fromisoformat(entry["as_of"]),
        anchor=entry.get("anchor", plan.get("anchor")),
    )

    by_row = {
        verdict.done.row: said(verdict, test)
        for verdict in (*history.verdicts, *history.appointments)
    }
    assert sorted(by_row) == list(range(len(rows)))
    if "last" in entry:
        assert by_row[len(rows) - 1] == entry["last"]
        return
    assert [by_row[number] for number in range(len(rows))] == entry["verdicts"]
    expected = entry["standing"]
    if isinstance(expected, str):
        expected = {test: expected}
    for one, words in expected.items():
        found = [each.status for each in history.standings if each.test == one]
        assert " ".join(found) == words
    own = {
        each.event.step.number: each for each in history.standings if each.test == test
    }
    assert [n for n, each in own.items() if each.later] == entry.get("later", [])
    asks = [n for n, each in own.items() if each.asks]
    assert asks == ([entry["asks"]] if entry.get("asks") else [])
    if "notes" in entry:
        assert [note for each in own.values() for note in each.notes] == entry["notes"]
    for number, days in entry.get("dates", {}).items():
        each = own[int(number)]
        assert [str(each.earliest), str(each.day), str(each.latest)] == days


def test_there_are_many_of_them_and_each_verdict_and_status_is_among_them():
    texts = {entry.get("last", "") for _, _, entry in ENTRIES}
    for _, _, entry in ENTRIES:
        texts.update(entry.get("verdicts", []))

    assert len(ENTRIES) >= 120
    assert {text.split()[0] for text in texts if text} == {
        *("on-time", "early", "early-not-counted", "late", "duplicate"),
        *("not-recommended", "before-surgery", "not-judged"),
    }
