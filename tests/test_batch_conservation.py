"""Every row of a list, however messy, has exactly one outcome: that of its own plan."""

import csv
import io
import random
import tempfile
from collections import Counter
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from batch_lists import MADE, batch, table, written
from batch_rows import row as messy_row
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pyarrow import parquet
from samples import SECRET

from surveil import api, lists, sheets
from surveil.batch import lister, restoring
from surveil.cells import Dates
from surveil.errors import CaseError
from surveil.facts import FACTS
from surveil.lists import Listed
from surveil.sheets import blocks

HEADER = ("patient", *(fact.name for fact in FACTS))
DAY = date.fromisoformat(MADE)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0")
OUTCOMES = ("plan", "no-follow-up", "judgement", "ended", "rejected")


@pytest.fixture(autouse=True)
def _secret(monkeypatch):
    monkeypatch.setenv("SURVEIL_SECRET", SECRET.decode())


def expected(path, dates):
    """Row by row: its number, outcome and reason, from single plans."""
    for one in lists.cases(sheets.read([path]), dates, keyed=True):
        if not isinstance(one, Listed):
            yield one.row, "rejected", f"{one.fact} {one.problem}", ()
            continue
        try:
            plan = api.plan(one.case, made=DAY)
        except CaseError as error:
            yield one.row, "rejected", str(error), ()
            continue
        events = tuple((one.case.key, event.id, event.due) for event in plan.events)
        yield one.row, plan.outcome, plan.reason or "", events


def rows_of(seed, size):
    chance = random.Random(seed)
    for number in range(size):
        facts = messy_row(chance, number, messy=chance.choice((0.01, 0.1)))
        if chance.random() < 0.2:
            facts["patient"] = chance.choice(("P1", "P2", "P 3", ""))
        if chance.random() < 0.1:
            facts["surgery"] = chance.choice(("31/01/2024", "Jan 2024", "not resected"))
        if chance.random() < 0.05:
            facts = {}
        if chance.random() < 0.1:
            facts["key"] = "twice"
        yield facts


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.integers(0, 10**9), st.integers(0, 20), st.booleans())
def test_every_row_has_the_outcome_of_its_own_plan(capsys, seed, size, told):
    dates = Dates(day_first=told, assume_day=15 if told else None)
    words = ("--day-first", "--assume-day", "15") if told else ()
    with tempfile.TemporaryDirectory() as place:
        path = written(Path(place), rows_of(seed, size), header=HEADER)
        wanted = list(expected(path, dates))
        folder = Path(place) / "plans"

        ran = batch(capsys, path, "-o", folder, "--made", MADE, *words)

        counts = Counter(outcome for _, outcome, _, _ in wanted)
        assert ran.code == (6 if counts["rejected"] else 0)
        parts = " + ".join(f"{counts[one]} {one}" for one in OUTCOMES)
        assert ran.lines[-1] == f"{folder}: {len(wanted)} rows = {parts}"
        summary = table(folder / "summary.csv")
        assert [
            (int(one["row"]), one["outcome"], one["reason"].lstrip("'"))
            for one in summary
        ] == [(row, outcome, reason) for row, outcome, reason, _ in wanted]
        with (folder / "rejects.csv").open(encoding="utf-8", newline="") as file:
            _, *rejects = csv.reader(file)
        with path.open(encoding="utf-8", newline="") as file:
            raw = list(csv.reader(file))
        assert [one[1:] for one in rejects] == [
            [f"'{cell}" if cell[:1] in FORMULA else cell for cell in raw[row - 1]]
            for row, outcome, _, _ in wanted
            if outcome == "rejected"
        ]
        assert len(table(folder / "judgement.csv")) == counts["judgement"]
        events = parquet.read_table(folder / "events.parquet")
        names = ("key", "id", "due")
        assert list(
            zip(*(events.column(name).to_pylist() for name in names), strict=True)
        ) == [event for *_, own in wanted for event in own]
        files = {one["calendar"] for one in summary} - {""}
        assert {one.name for one in (folder / "calendars").iterdir()} == files


def restored(path):
    """A list without the apostrophes that reports put before formulas."""
    return restoring.restored(sheets.read([path]), restoring.Counted())


CELLS = st.text(
    st.sampled_from("abcG1ileum,;\"'\n\r\t=+-@ 2024/é\0"), max_size=8
) | st.sampled_from(["2024-01-31", "ileum", "G1", "A1", "'=x", "''", "yes"])


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(st.lists(CELLS, min_size=1, max_size=6), max_size=8),
    st.binary(max_size=40),
)
@example([["0\r"]], b"")
def test_no_list_of_any_cells_or_bytes_ends_in_a_traceback(capsys, cells, tail):
    out = io.StringIO()
    csv.writer(out).writerows([["key", "surgery", "site", "grade"], *cells])
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "list.csv"
        path.write_bytes(out.getvalue().encode() + tail)
        folder = Path(place) / "plans"

        ran = batch(capsys, path, "-o", folder, "--made", MADE)

        if ran.code == 2:  # refused as a whole, in one line
            assert ran.lines[-1].startswith("surveil: ")
            assert not folder.exists() or not list(folder.glob("*.csv"))
            return
        assert ran.code in (0, 6)
        rows = sheets.read([path]).rows()
        summary = table(folder / "summary.csv")
        assert [int(one["row"]) for one in summary] == [one.number for one in rows]
        # What was rejected can be read again, cell for cell.
        again = restored(folder / "rejects.csv")
        rejected = {int(o["row"]) for o in summary if o["outcome"] == "rejected"}
        plain = restored(path)
        assert [one.texts[1:] for one in again.rows()] == [
            one.texts for one in plain.rows() if one.number in rejected
        ]


def test_the_columns_of_a_list_say_what_its_rows_say(tmp_path):
    # Months, T N M in columns, a year of birth, sizes in cm, no operation.
    path = tmp_path / "list.csv"
    path.write_text(
        "key,Date of surgery,site,T,N,M,Size (cm),Date of birth,Ki-67\n"
        "A1,31/01/2024,ileum,3,1,0,1.2,03/04/1960,Ki67 <1%\n"
        "A2,Jan 2024,ileum,pT2,,x,3,1961,4\n"
        "A3,not resected,ileum,,,,,,\n"
        "A4,2024-01-31,ileum,3,1,0,big,,\n"
    )
    reading = sheets.read([path])
    dates = Dates(day_first=True, assume_day=15)
    from surveil import repeats

    own = lister.Lister(reading.tables[0], repeats.of(reading), dates)
    (block,) = blocks.of_table(reading.tables[0], 100)

    found = own.columns(block)

    assert found.facts(0) == {
        "key": "A1",
        "surgery": "2024-01-31",
        "site": "ileum",
        "tnm": "T3 N1 M0",
        "size_mm": "1.2 cm",
        "born": "1960",
        "ki67": "<1%",
    }
    assert found.facts(1)["surgery"] == "2024-01-15"
    assert found.facts(1)["tnm"] == "pT2 Mx"
    assert found.assumed[1] == "surgery is given by its month: day 15 was assumed"
    assert found.facts(2) == {"key": "A3", "site": "ileum", "status": "not-operated"}
    assert isinstance(found.table, pa.Table)
    problem = found.table.column("refused_problem").to_pylist()
    assert problem == [None] * 4
