"""The worklist for people and programs: a table, CSV and JSON."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence

from rich import box
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from surveil.outstanding import WEIGHTS, Line
from surveil.plans import DISCLAIMER
from surveil.render.csv import safe_cell
from surveil.render.dates import said, short
from surveil.render.table import NARROW, WIDE, printed
from surveil.render.worklist_words import (
    COLUMNS,
    STATUS_WORDS,
    cells,
    counted,
    last,
    late,
    weights,
    what,
)
from surveil.version import FORMAT, VERSION
from surveil.worklist import COUNTED, Worklist


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
