"""The worklist in words: its columns, its sum and its order."""

from typing import Final

from surveil.catalogue import TESTS
from surveil.outstanding import WEIGHTS, Line
from surveil.version import FORMAT
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
    words = dict(_COUNTED)
    if worklist.within:
        words["due"] = "with something due or coming"
    parts = " + ".join(f"{worklist.counts[one]} {words[one]}" for one in COUNTED)
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
