"""Whole lists at the size of a registry, through the command: nothing lost or twice.

What the command wrote is read here by pyarrow and csv alone, and held against the list.
"""

import csv
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from batch_lists import MADE, stood, table
from pyarrow import csv as arrow_csv
from samples import SECRET

sys.path.append(str(Path(__file__).parent / "bench"))
import invented_list

pytestmark = pytest.mark.slow
MILLION = 1_000_000
COMMAND = (sys.executable, "-m", "surveil", "batch")
OPTIONS = ("--made", MADE, "--guideline", "esmo-2020,lung-review-2017")
KEY = r"^[A-Za-z0-9_-]{1,64}$"
REPEATED = {  # places of one key each, in one chunk and far apart
    "TWICE-1": (5, 6),
    "TWICE-2": (19_999, 20_000),
    "TWICE-3": (70, 999_990),
    "THRICE": (123_456, 555_555, 987_654),
}


@pytest.fixture
def folder(tmp_path):
    """A folder that is not kept: these lists are large."""
    yield tmp_path
    shutil.rmtree(tmp_path)


def run(listed, out, *words):
    """Exit code and the last line that was said."""
    done = subprocess.run(
        [*COMMAND, str(listed), "-o", str(out), *OPTIONS, *words],
        env=os.environ | {"SURVEIL_SECRET": SECRET.decode()},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr.splitlines()[-1]


def counts(line, out):
    """The number of rows that was printed, and how many have which outcome."""
    rows = re.fullmatch(rf"{re.escape(str(out))}: (\d+) rows = (.+)", line)
    parts = [one.split(" ") for one in rows[2].split(" + ")]
    return int(rows[1]), {outcome: int(count) for count, outcome in parts}


def kept(folder):
    """Bytes and times of every file."""
    digests = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                digests[path] = hashlib.file_digest(file, "sha256").digest()
    return digests, stood(folder)


def with_repeated_keys(listed):
    """The list, written again with the keys of REPEATED; its columns."""
    found = pq.read_table(listed)
    keys = found.column("key").to_pylist()
    for key, places in REPEATED.items():
        for place in places:
            keys[place] = key
    at = found.column_names.index("key")
    found = found.set_column(at, "key", pa.array(keys, pa.string()))
    pq.write_table(found, listed, row_group_size=50_000)
    return found


def as_texts(path):
    """All cells of a CSV file as texts, none of them null."""
    with path.open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    return arrow_csv.read_csv(
        path,
        parse_options=arrow_csv.ParseOptions(newlines_in_values=True),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(header, pa.string()), strings_can_be_null=False
        ),
    )


def mistaken(listed):
    """Which rows hold a mistake, for a reader who knows the invented list."""
    keys = listed.column("key")
    times = listed.group_by("key").aggregate([("key", "count")])
    repeated = times.filter(pc.greater(times.column("key_count"), 1)).column("key")
    wrong = [
        pc.invert(pc.match_substring_regex(keys, KEY)),
        pc.is_in(keys, repeated.combine_chunks()),
        pc.is_in(listed.column("surgery"), pa.array(["", "31/01/2024"])),
        *(
            pc.equal(listed.column(name), text)
            for name, text in (
                ("grade", "G7"),
                ("site", "ovary"),
                ("ki67", "a lot"),
                ("status", "x"),
            )
        ),
    ]
    found = wrong[0]
    for one in wrong[1:]:
        found = pc.or_(found, one)
    return found


def check_summary(summary, listed, printed):
    """One line a row, in the order of the list; rejected is what holds a mistake."""
    assert summary.num_rows == listed.num_rows
    rows = np.arange(2, listed.num_rows + 2)
    assert summary.column("row").cast(pa.int64()).equals(pa.chunked_array([rows]))
    keys = listed.column("key")
    plain = pc.match_substring_regex(keys, KEY)
    assert pc.if_else(plain, keys, "").equals(summary.column("key"))
    outcomes = summary.column("outcome")
    assert Counter(outcomes.to_pylist()) == Counter(printed)
    assert pc.equal(outcomes, "rejected").equals(mistaken(listed))


def check_rejects(path, summary, listed):
    """The rejected rows as they were, with their reasons."""
    rejects = as_texts(path)
    chosen = pc.equal(summary.column("outcome"), "rejected")
    assert rejects.column("reason").equals(summary.filter(chosen).column("reason"))
    assert rejects.drop_columns("reason").equals(listed.filter(chosen))
    lines = table(path)
    assert len(lines) == rejects.num_rows
    for key, places in REPEATED.items():
        reasons = [one["reason"] for one in lines if one["key"] == key]
        assert len(reasons) == len(places)
        for place, reason in zip(places, reasons, strict=True):
            others = {str(one + 2) for one in places if one != place}
            assert set(re.findall(r"\d+", reason)) == others


def check_judgements(path, summary):
    judged = summary.filter(pc.equal(summary.column("outcome"), "judgement"))
    judgements = as_texts(path)
    assert judgements.column("key").equals(judged.column("key"))
    assert judgements.column("kind").equals(judged.column("judgement"))


def check_events(path, summary, listed):
    """Each event is of the row that it names, in order, and no plan is without any."""
    file = pq.ParquetFile(path)
    times = np.zeros(listed.num_rows, dtype=np.int64)
    following = np.full(listed.num_rows, np.datetime64("NaT"), dtype="datetime64[D]")
    keys = listed.column("key").combine_chunks()
    last = 2
    for number in range(file.num_row_groups):
        events = file.read_row_group(
            number, columns=["row", "key", "due", "past"]
        ).combine_chunks()
        rows = events.column("row").to_numpy()
        assert rows[0] >= last
        assert (np.diff(rows) >= 0).all()
        last = rows[-1]
        of_rows = pc.take(keys, pa.array(rows - 2))
        assert (
            events.column("key").cast(pa.string()).equals(pa.chunked_array([of_rows]))
        )
        times += np.bincount(rows - 2, minlength=listed.num_rows)
        ahead = events.filter(pc.invert(events.column("past")))
        nexts = ahead.group_by("row").aggregate([("due", "min")])
        places = nexts.column("row").to_numpy() - 2
        following[places] = np.fmin(
            following[places], nexts.column("due_min").to_numpy()
        )
    assert times.sum() == file.metadata.num_rows
    outcomes = summary.column("outcome").to_numpy()
    assert set(outcomes[times > 0]) == {"plan"}
    assert (times[outcomes == "plan"] > 0).all()
    days = pc.fill_null(pa.array(following).cast(pa.string()), "")
    assert summary.column("next_due").equals(pa.chunked_array([days]))


def test_a_million_rows_are_each_there_once_and_a_second_run_changes_nothing(folder):
    invented_list.write(MILLION, folder / "list.parquet")
    listed = with_repeated_keys(folder / "list.parquet")
    out = folder / "plans"
    ran = (folder / "list.parquet", out, "--no-calendars")

    code, line = run(*ran)

    assert code == 6
    rows, printed = counts(line, out)
    assert rows == sum(printed.values()) == MILLION
    summary = as_texts(out / "summary.csv")
    check_summary(summary, listed, printed)
    check_rejects(out / "rejects.csv", summary, listed)
    check_judgements(out / "judgement.csv", summary)
    check_events(out / "events.parquet", summary, listed)

    before = kept(out)
    assert run(*ran) == (code, line)
    assert kept(out) == before


def test_every_calendar_is_in_the_index_and_a_second_run_changes_nothing(folder):
    invented_list.write(30_000, folder / "list.parquet")
    out = folder / "plans"
    ran = (folder / "list.parquet", out, "--jobs", "2")

    code, line = run(*ran)

    assert code == 6
    rows, printed = counts(line, out)
    assert rows == sum(printed.values()) == 30_000
    index = table(out / "index.csv")
    named = {one["calendar"] for one in index}
    there = {path.name: path.stat().st_size for path in (out / "calendars").iterdir()}
    assert len(named) == len(index) == len(there)
    assert named == set(there)
    assert all(there.values())
    told = [
        (one["key"], one["calendar"])
        for one in table(out / "summary.csv")
        if one["calendar"]
    ]
    assert sorted(told) == sorted((one["key"], one["calendar"]) for one in index)
    assert 0 < len(told) <= printed["plan"]

    before = kept(out)
    assert run(*ran) == (code, line)
    assert kept(out) == before
