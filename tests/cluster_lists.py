"""Lists in Parquet for runs on a cluster, and what one machine makes of them."""

import csv
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from click.testing import CliRunner

from surveil.cli import app
from surveil.render.csv import safe_cell

sys.path.append(str(Path(__file__).parent / "bench"))
import invented_list

MADE = "2026-11-22"
REPEATED = ((5, 9_000, 17_000), (300, 301), (1_700, 19_999))  # places of one key each
EMPTY = (40, 8_000, 19_998)


def registry(rows=20_000):
    """An invented list with keys that stand twice, near and far, and empty rows."""
    table = invented_list.block(np.random.default_rng(8), 1, rows)
    columns = {name: table.column(name).to_pylist() for name in table.column_names} | {
        "ward": [f"W{place % 7}" for place in range(rows)]
    }
    for places in REPEATED:
        for place in places:
            columns["key"][place] = columns["key"][places[0]]
    for place in EMPTY:
        for texts in columns.values():
            texts[place] = ""
    return pa.table(columns)


def in_files(table, folder, files, groups):
    """The list in several files of several row groups each."""
    folder.mkdir()
    size = -(-table.num_rows // files)
    for number in range(files):
        part = table.slice(number * size, size)
        pq.write_table(
            part, folder / f"list-{number}.parquet", row_group_size=-(-size // groups)
        )
    return folder


def on_one_machine(table, folder):
    """The folder that `surveil batch` writes of the list in one file."""
    listed, to = folder / "one.parquet", folder / "one"
    pq.write_table(table, listed)
    words = ["batch", str(listed), "-o", str(to), "--no-calendars", "--jobs", "1"]
    done = CliRunner(catch_exceptions=False).invoke(app, [*words, "--made", MADE])
    assert done.return_value == 6 or done.exit_code in (0, 6), done.output
    return to


def rows_of_csv(path, *, without=()):
    with path.open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    return sorted(
        tuple((name, text) for name, text in one.items() if name not in without)
        for one in found
    )


def rows_of_parquet(folder, *, without=()):
    """The rows of all partitions as the cells of a CSV file hold them."""
    found = pq.read_table(folder)
    return sorted(
        tuple(
            (name, safe_cell("" if value is None else str(value)))
            for name, value in one.items()
            if name not in without
        )
        for one in found.to_pylist()
    )


def events(place):
    """All events in an order of their own, with plain texts."""
    found = pq.read_table(place)
    plain = pa.table(
        {
            name: column.cast(pa.string())
            if pa.types.is_dictionary(column.type)
            else column
            for name, column in zip(found.column_names, found.columns, strict=True)
        }
    )
    return plain.sort_by([("row", "ascending"), ("id", "ascending")])


def contents(folder):
    """The bytes of every file below a folder, by name; hidden ones too."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
