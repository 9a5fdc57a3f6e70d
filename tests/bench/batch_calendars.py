"""How fast a list becomes calendars, as ratios to two yardsticks in the same run.

    python tests/bench/batch_calendars.py YARDSTICKS [ROWS] [ROUNDS] [JOBS]

YARDSTICKS is a folder with `naive_icalendar.py` (rebuilds the same calendars with the
icalendar library in a plain loop) and `write_limit.py` (writes the same bytes and
nothing else). All write to a memory file system and take turns; each round times the
batch as a whole process, reading and ledger included. Prints the medians of files per
second, and the ratios: the batch with one process to the plain loop with one, and the
batch with JOBS processes to the bare writing with as many.
"""

import json
import statistics
import subprocess
import sys
from pathlib import Path

import whole_runs

SAMPLE = 300  # calendars that the plain loop rebuilds: it is slow


def batch(table: Path, out: Path, jobs: int) -> tuple[int, float]:
    """Files and seconds of one run into a new folder."""
    seconds = whole_runs.batch(table, out, "--jobs", str(jobs)).seconds
    files = list((out / "calendars").iterdir())
    return len(files), seconds


def yardstick(script: Path, calendars: Path, *words: str) -> dict[str, float]:
    with whole_runs.folder() as out:
        done = subprocess.run(
            [sys.executable, str(script), str(calendars), f"{out}/new", *words],
            stdout=subprocess.PIPE,
            check=True,
        )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    yardsticks = Path(sys.argv[1])
    given = [int(text) for text in sys.argv[2:5]]
    rows, rounds, jobs = [*given, *(20_000, 5, 2)[len(given) :]]
    times: dict[str, list[float]] = {}
    with whole_runs.folder() as folder:
        table = whole_runs.invented(rows, Path(folder, "list.parquet"))
        entries = files = 0
        for number in range(rounds):
            out = Path(folder, f"out{number}")
            for name, processes in (("batch 1", 1), (f"batch {jobs}", jobs)):
                own = out / name.replace(" ", "-")
                own.parent.mkdir(exist_ok=True)
                files, seconds = batch(table, own, processes)
                times.setdefault(name, []).append(files / seconds)
            calendars = out / "batch-1" / "calendars"
            plain = yardstick(
                yardsticks / "naive_icalendar.py", calendars, "--sample", str(SAMPLE)
            )
            times.setdefault("plain loop 1", []).append(plain["files_per_s"])
            entries = int(plain["events"] / plain["files"])
            bare = yardstick(
                yardsticks / "write_limit.py", calendars, "--jobs", str(jobs)
            )
            times.setdefault(f"bare writing {jobs}", []).append(bare["files_per_s"])
            subprocess.run(["rm", "-rf", str(out)], check=True)
    median = {name: statistics.median(found) for name, found in times.items()}
    result = {
        "rows": rows,
        "files": files,
        "entries per file": entries,
        "rounds": rounds,
        "files per second": {name: round(found) for name, found in median.items()},
        "batch 1 to plain loop 1": round(median["batch 1"] / median["plain loop 1"], 1),
        f"batch {jobs} to bare writing {jobs}": round(
            median[f"batch {jobs}"] / median[f"bare writing {jobs}"], 2
        ),
    }
    sys.stdout.write(f"{json.dumps(result)}\n")


if __name__ == "__main__":
    main()
