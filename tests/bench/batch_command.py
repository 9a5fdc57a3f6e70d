"""The whole command, a list in Parquet to its folder, against pyarrow that only copies.

    python tests/bench/batch_command.py [ROWS] [--rounds N] [--jobs J ...]
                                        [--folder FOLDER]

Each round takes turns, for each number of jobs: `surveil batch --no-calendars` as a
process from start to exit, which also writes the summary, the rejects, the list for
the MDT and the report; and a process in which pyarrow alone reads the same list and
writes the same events again (what it writes is read off the clock), packed in the same
way; `default` is pyarrow as it packs by itself. All is in a memory file system if there
is one. Prints the medians, the ratios (pyarrow to command), and the peaks of memory;
`together` counts twice what processes share.
"""

import argparse
import json
import os
import shutil
import statistics
import sys
import time
from pathlib import Path

import whole_runs


def copied(listed: Path, events: Path, alike: bool) -> dict[str, float]:
    """Read the list and write the events; how long reading these took."""
    import pyarrow.parquet as pq  # not above: see whole_runs

    off = 0.0
    packing = {}
    if alike:
        began = time.perf_counter()
        from surveil.batch.contract import PACKING

        off = time.perf_counter() - began
        packing = PACKING
    source, output = pq.ParquetFile(listed), pq.ParquetFile(events)
    groups = range(output.num_row_groups)
    copy = events.with_name("copy.parquet")
    for number in range(source.num_row_groups):
        source.read_row_group(number)
    with pq.ParquetWriter(copy, output.schema_arrow, **packing) as writer:
        for number in groups:
            began = time.perf_counter()
            table = output.read_row_group(number)
            off += time.perf_counter() - began
            writer.write_table(table, row_group_size=table.num_rows)
    began = time.perf_counter()
    written = pq.ParquetFile(copy)
    assert written.schema_arrow == output.schema_arrow
    assert [written.metadata.row_group(number).num_rows for number in groups] == [
        output.metadata.row_group(number).num_rows for number in groups
    ]
    off += time.perf_counter() - began
    return {
        "events": output.metadata.num_rows,
        "bytes": events.stat().st_size,
        "copied_bytes": copy.stat().st_size,
        "off": off,
    }


def taken_in_turns(
    listed: Path, folder: Path, jobs: int
) -> tuple[whole_runs.Run, dict[str, float]]:
    """The command, then the copying of what it has written."""
    out = folder / "out"
    ours = whole_runs.batch(listed, out, "--no-calendars", "--jobs", str(jobs))
    found = {}
    for way in ("--copy", "--default"):
        words = [sys.executable, __file__, way, listed, out / "events.parquet"]
        copying = whole_runs.run([str(one) for one in words])
        found[way] = json.loads(copying.out)
        found[way]["seconds"] = copying.seconds - found[way].pop("off")
        found[way]["peak_mb"] = copying.largest
    shutil.rmtree(out)
    return ours, found["--copy"] | {"default": found["--default"]["seconds"]}


def main() -> None:
    processors = os.cpu_count() or 1
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", nargs="?", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, processors])
    parser.add_argument("--folder", default=None)
    asked = parser.parse_args()
    jobs = list(dict.fromkeys(asked.jobs))

    with whole_runs.folder(asked.folder) as folder:
        listed = whole_runs.invented(asked.rows, Path(folder, "list.parquet"))
        rounds = [
            {one: taken_in_turns(listed, Path(folder), one) for one in jobs}
            for _ in range(asked.rounds)
        ]
    ours = {one: [turn[one][0] for turn in rounds] for one in jobs}
    theirs = {one: [turn[one][1] for turn in rounds] for one in jobs}
    every = [copy for several in theirs.values() for copy in several]
    seconds = {one: statistics.median(run.seconds for run in ours[one]) for one in jobs}
    ratios = {
        one: [
            copy["seconds"] / run.seconds
            for run, copy in zip(ours[one], theirs[one], strict=True)
        ]
        for one in jobs
    }
    found = {
        "rows": asked.rows,
        "events": every[0]["events"],
        "bytes": every[0]["bytes"],
        "copied_bytes": every[0]["copied_bytes"],
        "rounds": asked.rounds,
        "command_s": {one: round(seconds[one], 2) for one in jobs},
        "pyarrow_s": round(statistics.median(copy["seconds"] for copy in every), 2),
        "default_s": round(statistics.median(copy["default"] for copy in every), 2),
        "rows_per_s": {one: round(asked.rows / seconds[one]) for one in jobs},
        "ratio": {one: round(statistics.median(ratios[one]), 2) for one in jobs},
        "ratios": {one: [round(each, 2) for each in ratios[one]] for one in jobs},
        "peak_mb": {
            one: {
                name: round(max(getattr(run, name) for run in ours[one]))
                for name in ("parent", "child", "together")
            }
            for one in jobs
        },
        "pyarrow_peak_mb": round(max(copy["peak_mb"] for copy in every)),
    }
    sys.stdout.write(f"{json.dumps(found)}\n")


if __name__ == "__main__":
    if sys.argv[1:2] in (["--copy"], ["--default"]):
        way, listed, events = sys.argv[1:]
        done = copied(Path(listed), Path(events), alike=way == "--copy")
        sys.stdout.write(json.dumps(done))
    else:
        main()
