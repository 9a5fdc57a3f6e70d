"""Lists on disk, and what surveil batch makes of them in a folder."""

import csv
import hashlib
import io
import re
from dataclasses import dataclass
from pathlib import Path

from samples import SECRET

from surveil import identity
from surveil.cli import main

MADE = "2026-11-22"
HEADER = ("key", "patient", "surgery", "site", "grade", "stage", "resection", "status")
GOOD = {
    "surgery": "2026-03-12",
    "site": "ileum",
    "grade": "G1",
    "stage": "III",
    "resection": "R0",
}


@dataclass(frozen=True)
class Ran:
    """How a run ended, and the lines of its standard error."""

    code: int
    lines: tuple[str, ...]

    @property
    def told(self):
        return "\n".join(self.lines)


def case(key, **facts):
    """A row with a plan, but for what is said otherwise."""
    return GOOD | {"key": key} | facts


def as_csv(rows, header=HEADER):
    out = io.StringIO()
    writer = csv.DictWriter(
        out, header, restval="", extrasaction="ignore", lineterminator="\n"
    )
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def written(folder, rows, name="list.csv", header=HEADER):
    path = folder / name
    path.write_text(as_csv(rows, header), encoding="utf-8", newline="")
    return path


def batch(capsys, *words):
    """One run in this process."""
    capsys.readouterr()
    try:
        main(["batch", *map(str, words)])
    except SystemExit as left:
        lines = capsys.readouterr().err.splitlines()
        return Ran(left.code, tuple(lines))
    raise AssertionError("main returned")


def table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def calendar(folder, key):
    return folder / "calendars" / f"{identity.plan_id(SECRET, key)}.ics"


def patient_calendar(folder, patient):
    name = identity.plan_id(SECRET, f"patient/{patient}")
    return folder / "calendars" / f"{name}.ics"


def files(folder):
    """Every file of the folder with its digest; the ledger as rows."""
    import sqlite3

    found = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_dir():
            found[name] = "folder"
        elif name == "ledger.sqlite":
            with sqlite3.connect(path) as ledger:
                for one in ("runs", "cases", "moved", "told"):
                    rows = ledger.execute(f"SELECT * FROM {one} ORDER BY 1, 2")
                    found[f"ledger {one}"] = rows.fetchall()
            ledger.close()
        else:
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def stood(folder):
    """What tells that a file was touched: its times and its place on the disk."""
    return {
        path: (path.stat().st_mtime_ns, path.stat().st_ino)
        for path in sorted(Path(folder).rglob("*"))
    }


def blocks(raw):
    """The entries of a calendar as they stand in its file."""
    return re.findall(rb"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", raw, re.DOTALL)
