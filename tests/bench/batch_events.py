"""A list in Parquet to its events in Parquet, against pyarrow that only copies.

    python tests/bench/batch_events.py [ROWS] [--rounds N] [--folder FOLDER]

Each round is two processes on the same files: one plans the list chunk by chunk and
writes the events, one reads the same list and writes the same events with pyarrow
alone (what it writes is read before, off the clock). Prints the rates, their ratio,
which must stay at 0.4 or above, and the peaks of memory.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq

CHUNK = 20_000
MADE = date(2026, 11, 22)
IDS = ("esmo-2020", "lung-review-2017")


def planned(listed: Path, events: Path, size: int) -> dict[str, float]:
    from surveil import library
    from surveil.batch import EVENTS, BatchOptions, plan_columns

    options = BatchOptions(guidelines=tuple(map(library.load, IDS)), made=MADE)
    rows = count = 0
    with pq.ParquetWriter(events, EVENTS) as writer:
        for chunk in pq.ParquetFile(listed).iter_batches(size):
            found = plan_columns(chunk, options)
            writer.write_table(found.events)
            assert found.outcomes.num_rows == chunk.num_rows
            rows += chunk.num_rows
            count += found.events.num_rows
            del found  # or two chunks are in memory while the next is planned
    return {"rows": rows, "events": count}


def copied(listed: Path, events: Path, size: int) -> dict[str, float]:
    off = off_cpu = 0.0
    rows = count = 0
    output = pq.ParquetFile(events)
    with pq.ParquetWriter(events.with_suffix(".copy"), output.schema_arrow) as writer:
        for chunk in pq.ParquetFile(listed).iter_batches(size):
            rows += chunk.num_rows
        for number in range(output.num_row_groups):
            began, worked = time.perf_counter(), time.process_time()
            table = output.read_row_group(number)
            off += time.perf_counter() - began
            off_cpu += time.process_time() - worked
            writer.write_table(table)
            count += table.num_rows
    return {"rows": rows, "events": count, "off": off, "off_cpu": off_cpu}


def timed(task: str, listed: Path, events: Path, chunk: int) -> None:
    """Run one task in this process and say how long it took."""
    began, worked = time.perf_counter(), time.process_time()
    found = {"planned": planned, "copied": copied}[task](listed, events, chunk)
    found["seconds"] = time.perf_counter() - began - found.pop("off", 0.0)
    found["cpu"] = time.process_time() - worked - found.pop("off_cpu", 0.0)
    found["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps(found))


def run(task: str, listed: Path, events: Path, chunk: int) -> dict[str, float]:
    words = [sys.executable, __file__, "--task", task, listed, events, str(chunk)]
    began = time.perf_counter()
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    return json.loads(done.stdout) | {"process": time.perf_counter() - began}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", nargs="?", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", default=None)
    parser.add_argument("--chunk", type=int, default=CHUNK)
    asked = parser.parse_args()
    import invented_list

    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        listed, events = Path(folder, "list.parquet"), Path(folder, "events.parquet")
        invented_list.write(asked.rows, listed)
        rounds = [
            {
                task: run(task, listed, events, asked.chunk)
                for task in ("planned", "copied")
            }
            for _ in range(asked.rounds)
        ]
        size = events.stat().st_size
    ratios = [one["copied"]["seconds"] / one["planned"]["seconds"] for one in rounds]
    busy = [one["copied"]["cpu"] / one["planned"]["cpu"] for one in rounds]
    ours, theirs = ([one[task] for one in rounds] for task in ("planned", "copied"))
    seconds = statistics.median(one["seconds"] for one in ours)
    found = {
        "rows": asked.rows,
        "events": ours[0]["events"],
        "bytes": size,
        "planned_s": round(seconds, 2),
        "process_s": round(statistics.median(one["process"] for one in ours), 2),
        "copied_s": round(statistics.median(one["seconds"] for one in theirs), 2),
        "rows_per_s": round(asked.rows / seconds),
        "events_per_s": round(ours[0]["events"] / seconds),
        "ratio": round(statistics.median(ratios), 2),
        "ratio_of_cpu": round(statistics.median(busy), 2),
        "ratios": [round(one, 2) for one in ratios],
        "peak_mb": round(max(one["peak_mb"] for one in ours)),
        "copied_peak_mb": round(max(one["peak_mb"] for one in theirs)),
    }
    sys.stdout.write(f"{json.dumps(found)}\n")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--task"]:
        timed(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]), int(sys.argv[5]))
    else:
        main()
