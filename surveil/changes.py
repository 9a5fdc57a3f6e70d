"""What an update changed, in words for the person who made it."""

from collections.abc import Mapping

from surveil.catalogue import TESTS
from surveil.days import said
from surveil.revising import (
    BOOK,
    MOVED,
    NEW,
    RESTORED,
    REWORDED,
    WITHDRAWN,
    Change,
    Revised,
)


def said_changes(
    revised: Revised, names: Mapping[str, str] | None = None, *, quiet: bool = False
) -> list[str]:
    """One line a change, in order of day; how many entries stay as they are is last.

    `names` says what to call an event id whose entry stands for more than its test.
    With `quiet`, after a death, no test is named: only how many were withdrawn.
    """
    if quiet:
        found = _counted(revised.changes)
    else:
        found = [_line(change, names or {}) for change in revised.changes]
    return [*found, f"unchanged: {revised.unchanged}"]


def _line(change: Change, names: Mapping[str, str]) -> str:
    name = names.get(change.id) or _name(change.id)
    if change.role == BOOK:
        name = f"booking of {name}"
    return f"{change.kind}: {name}: {_days(change)}"


def _days(change: Change) -> str:
    if change.kind == MOVED and change.was and change.now:
        return f"{said(change.was)} to {said(change.now)}"
    day = change.was if change.kind == WITHDRAWN else change.now
    return said(day) if day else ""


def _counted(changes: tuple[Change, ...]) -> list[str]:
    kinds = (MOVED, NEW, WITHDRAWN, RESTORED, REWORDED)
    counts = {kind: sum(one.kind == kind for one in changes) for kind in kinds}
    return [f"{kind}: {count}" for kind, count in counts.items() if count]


def _name(id: str) -> str:
    """Such as chromogranin A 3: as clinicians name it, and its number."""
    test, _, number = id.partition("/")
    return f"{TESTS[test].brief} {number}"
