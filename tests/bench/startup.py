"""How long a whole plan takes, as a ratio to importing the libraries that it needs.

    python tests/bench/startup.py [ROUNDS]

Times the README's first command and the largest plan (NEC, ESMO), each as a whole
process, alternating with `python -c "import icalendar, click, dateutil.relativedelta"`.
Prints the medians and the ratios; the first must stay at 2 or below.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BASE = [sys.executable, "-c", "import icalendar, click, dateutil.relativedelta"]
FIRST = "--surgery 2026-03-12 --site small-bowel --grade G1 --stage III --resection R0"
LARGEST = "--surgery 2026-03-12 --site colon --grade NEC --resection R0 --past"
MOST = (
    "--surgery 2026-03-12 --site small-bowel --grade G2 --ki67 8 --stage III"
    " --resection R0 --sstr-positive yes --past"
)
PLAN = [str(Path(sys.executable).with_name("surveil")), "plan", "-o", "plan.ics"]


def seconds(words: list[str], folder: str) -> float:
    environment = os.environ | {"SURVEIL_SECRET": "x" * 40}
    began = time.perf_counter()
    subprocess.run(
        words,
        cwd=folder,
        env=environment,
        check=True,
        stderr=subprocess.DEVNULL,
    )
    return time.perf_counter() - began


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    commands = {
        "import": BASE,
        "first": [*PLAN, *FIRST.split()],
        "nec": [*PLAN, *LARGEST.split()],
        "most entries": [*PLAN, *MOST.split()],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(rounds + 1):  # the first round warms the caches
            for name, words in commands.items():
                times[name].append(seconds(words, folder))
    medians = {name: statistics.median(found[1:]) for name, found in times.items()}
    ratios = {
        name: round(median / medians["import"], 2) for name, median in medians.items()
    }
    sys.stdout.write(f"{json.dumps({'rounds': rounds, 'ratio to import': ratios})}\n")


if __name__ == "__main__":
    main()
