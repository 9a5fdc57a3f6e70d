"""Whether the memory of the command stays flat, and its time linear, in the rows.

    python tests/bench/batch_memory.py [SMALL] [LARGE] [--calendars] [--folder FOLDER]

Runs `surveil batch` in one process over a small and a large list (50,000 and 1,000,000
rows), each as CSV and as Parquet. Prints the peaks of memory and their ratio, large to
small, which is near 1 if memory is flat, and the seconds for a million rows of each.
Nothing but tables is written, unless --calendars asks for them too: then the large list
has 300,000 rows, as each takes about 13 KB. All is in a memory file system if there is
one.
"""

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path

import whole_runs

BLOCK = 50_000


def as_csv(listed: Path, to: Path) -> None:
    import pyarrow.parquet as pq  # not above: see whole_runs
    from pyarrow import csv

    source = pq.ParquetFile(listed)
    with csv.CSVWriter(to, source.schema_arrow) as writer:
        for block in source.iter_batches(BLOCK):
            writer.write_batch(block)


def measured(listed: Path, *words: str) -> whole_runs.Run:
    out = listed.parent / "out"
    found = whole_runs.batch(listed, out, "--jobs", "1", *words)
    shutil.rmtree(out)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("small", nargs="?", type=int, default=50_000)
    parser.add_argument("large", nargs="?", type=int, default=None)
    parser.add_argument("--calendars", action="store_true")
    parser.add_argument("--folder", default=None)
    asked = parser.parse_args()
    sizes = [asked.small, asked.large or (300_000 if asked.calendars else 1_000_000)]
    words = () if asked.calendars else ("--no-calendars",)

    runs: dict[str, list[whole_runs.Run]] = {"csv": [], "parquet": []}
    for rows in sizes:
        with whole_runs.folder(asked.folder) as folder:
            listed = whole_runs.invented(rows, Path(folder, "list.parquet"))
            texts = listed.with_suffix(".csv")
            maker = [sys.executable, __file__, "--csv", str(listed), str(texts)]
            subprocess.run(maker, check=True)
            runs["csv"].append(measured(texts, *words))
            runs["parquet"].append(measured(listed, *words))
    found: dict[str, object] = {"rows": sizes, "calendars": asked.calendars}
    for name, (small, large) in runs.items():
        each = list(zip(sizes, (small, large), strict=True))
        found[name] = {
            "peak_mb": [round(run.largest, 1) for _, run in each],
            "ratio": round(large.largest / small.largest, 2),
            "seconds": [round(run.seconds, 1) for _, run in each],
            "seconds_per_million": [
                round(run.seconds / rows * 1e6, 1) for rows, run in each
            ],
        }
    sys.stdout.write(f"{json.dumps(found)}\n")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--csv"]:
        as_csv(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        main()
