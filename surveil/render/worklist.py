"""The worklist for people and programs: a table, CSV and JSON."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from rich import box
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from surveil.catalogue import TESTS
from surveil.outstanding import WEIGHTS, Line
from surveil.plans import DISCLAIMER
from surveil.render.csv import safe_cell
from surveil.render.dates import said, short
from surveil.render.table import NARROW, WIDE, printed
from surveil.version import FORMAT, VERSION
from surveil.worklist import COUNTED, Worklist

COLUMNS: Final = (
    *("format", "as_of", "list", "row", "key", "status", "what", "tests", "due"),
    *("earliest", "latest", "days_late", "lateness", "urgency", "last_done", "next"),
    *("guideline", "steps", "notes"),
)
STATUS_WORDS: Final = {
    "overdue": "overdue",
    "due": "due",
    "awaiting": "awaiting confirmation",
    "ask": "ask the team",
    "coming": "coming",
    "mdt": "MDT decision",
}
_COUNTED: Final = {
    "due": "with something due",
    "nothing-due": "with nothing due now",
    "judgement": "for the MDT to decide",
    "ended": "ended",
    "rejected": "rejected",
}


def counted(worklist: Worklist) -> str:
    """Every patient of the list in one sum."""
    parts = " + ".join(f"{worklist.counts[one]} {_COUNTED[one]}" for one in COUNTED)
    rows = worklist.patients
    return f"{rows} {'patient' if rows == 1 else 'patients'} = {parts}"


def weights() -> str:
    """How lines are ordered, in one sentence."""
    found: dict[int, list[str]] = {}
    for grade, weight in WEIGHTS.items():
        found.setdefault(weight, []).append(grade or "grade unknown")
    told = "; ".join(
        f"{', '.join(grades)} {weight}" for weight, grades in found.items()
    )
    return (
        "Order: overdue as a share of the interval, times a weight of the grade"
        f" ({told}): a convention of surveil, and no guideline's."
    )


def what(line: Line) -> str:
    """The tests of a line in words."""
    names = ", ".join(TESTS[test].brief for test in line.tests)
    return names or "the plan"


def late(line: Line) -> str:
    """How late, in days and as a share of the interval; "" where it is not."""
    if not line.days_late:
        return ""
    days = "1 day" if line.days_late == 1 else f"{line.days_late} days"
    return f"{days}, {line.lateness:.2f} of its interval"


def last(line: Line) -> str:
    """When each test was last done: once where it is the same day for all."""
    told = [day.isoformat() if day else "never" for day in line.last]
    if len(set(told)) <= 1:
        return told[0] if told else ""
    return ", ".join(
        f"{TESTS[test].brief} {day}" for test, day in zip(line.tests, told, strict=True)
    )


def cells(line: Line, as_of: str) -> dict[str, str]:
    """The line as texts, by column."""
    return {
        "format": str(FORMAT),
        "as_of": as_of,
        "list": line.list,
        "row": str(line.row),
        "key": line.key,
        "status": STATUS_WORDS[line.status],
        "what": what(line),
        "tests": "; ".join(line.tests),
        "due": line.due.isoformat() if line.due else "",
        "earliest": line.earliest.isoformat() if line.earliest else "",
        "latest": line.latest.isoformat() if line.latest else "",
        "days_late": str(line.days_late),
        "lateness": f"{line.lateness:.3f}",
        "urgency": f"{line.urgency:.3f}",
        "last_done": last(line),
        "next": line.next,
        "guideline": "; ".join(line.by),
        "steps": "; ".join(filter(None, line.steps)),
        "notes": "; ".join(line.notes),
    }


def to_csv(worklist: Worklist) -> bytes:
    """UTF-8 CSV with a header and one row a line; no cell is run as a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    as_of = worklist.as_of.isoformat()
    for line in worklist.lines:
        row = cells(line, as_of)
        writer.writerow([safe_cell(row[column]) for column in COLUMNS])
    return text.getvalue().encode()


def to_json(worklist: Worklist, reading: Mapping[str, object]) -> bytes:
    """UTF-8 JSON; `reading` says what of the tables could not be used."""
    found = {
        "surveil": VERSION,
        "format": FORMAT,
        "as_of": worklist.as_of.isoformat(),
        "within": str(worklist.within) if worklist.within else None,
        "patients": worklist.patients,
        "counts": {one.replace("-", "_"): worklist.counts[one] for one in COUNTED},
        "lines": [_line(line) for line in worklist.lines],
        "rejected": [
            {"list": one.list, "row": one.row, "fact": one.fact, "problem": one.problem}
            for one in worklist.rejected
        ],
        "contradictions": [
            {"rows": list(rows), "text": text} for rows, text in worklist.contradictions
        ],
        **reading,
        "weights": {grade or "unknown": weight for grade, weight in WEIGHTS.items()},
        "disclaimer": DISCLAIMER,
    }
    return f"{json.dumps(found, ensure_ascii=False, indent=2)}\n".encode()


def _line(line: Line) -> dict[str, object]:
    return {
        "list": line.list,
        "row": line.row,
        "key": line.key,
        "status": line.status,
        "tests": list(line.tests),
        "steps": list(filter(None, line.steps)),
        "due": line.due.isoformat() if line.due else None,
        "earliest": line.earliest.isoformat() if line.earliest else None,
        "latest": line.latest.isoformat() if line.latest else None,
        "days_late": line.days_late,
        "lateness": round(line.lateness, 4),
        "urgency": round(line.urgency, 4),
        "last_done": [day.isoformat() if day else None for day in line.last],
        "next": line.next,
        "guideline": list(line.by),
        "notes": list(line.notes),
    }


def to_table(worklist: Worklist, *, width: int = WIDE, colour: bool = False) -> bytes:
    """UTF-8 text of at most `width` columns."""
    return printed(list(_parts(worklist, width)), width=width, colour=colour)


def _parts(worklist: Worklist, width: int) -> Iterator[RenderableType]:
    within = f", and within {worklist.within}" if worklist.within else ""
    yield Text(f"Due on {said(worklist.as_of)}{within}", style="bold")
    yield Text(counted(worklist))
    if not worklist.lines:
        yield Text("\nNothing to do.")
    elif width < NARROW:
        yield from _narrow(worklist.lines)
    else:
        yield _wide(worklist.lines)
    yield Text(f"\n{weights()}")
    yield Text(f"\n{DISCLAIMER}", style="italic")


def _wide(lines: Sequence[Line]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("Key", min_width=4, overflow="fold")
    table.add_column("What", ratio=3)
    table.add_column("Due", min_width=11)
    table.add_column("Status", ratio=2)
    table.add_column("Last done", min_width=10, ratio=1)
    table.add_column("Next", ratio=4)
    for line in lines:
        row = (line.key, what(line), _due(line), _status(line), last(line), line.next)
        table.add_row(*map(Text, row), style=_style(line))
    return table


def _narrow(lines: Sequence[Line]) -> Iterator[RenderableType]:
    for line in lines:
        yield Text(f"\n{line.key}: {what(line)}", style="bold")
        done = last(line)
        told = (
            _due(line).replace("\n", ", "),
            _status(line),
            f"last done {done}" if done else "",
            f"next: {line.next}",
        )
        yield Padding(Text("\n".join(filter(None, told))), (0, 0, 0, 2))


def _due(line: Line) -> str:
    if not (line.due and line.earliest and line.latest):
        return ""
    first, last_day = short(line.earliest), short(line.latest)
    return f"{short(line.due)}\n{first} -\n{last_day}"


def _status(line: Line) -> str:
    return ", ".join(filter(None, (STATUS_WORDS[line.status], late(line))))


def _style(line: Line) -> str | None:
    return "bold" if line.status == "overdue" else None
