"""Several plans on one timeline: one row a day, one column for each plan."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from rich import box
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from surveil.comparing import Answer
from surveil.plans import Event
from surveil.render.dates import said
from surveil.render.table import NARROW
from surveil.tallies import figure_of

_LETTERS: Final = {
    "clinic": ("V", "visit"),
    "ct_or_mri": ("C", "CT or MRI"),
    "pet": ("P", "PET"),
    "blood_or_urine": ("B", "blood or urine"),
    "endoscopy": ("E", "endoscopy"),
    "heart": ("H", "heart"),
    "renew-plan": ("R", "renew the plan"),
    "confirm-end": ("X", "confirm the end"),
}


def drawn(plans: Sequence[Answer], width: int) -> Iterator[RenderableType]:
    """The days in order, each with the letters of what is due; a legend first."""
    yield Text(_legend(plans))
    days: dict[date, list[list[Event]]] = {}
    for column, one in enumerate(plans):
        for event in one.plan.events:
            day = days.setdefault(event.due, [[] for _ in plans])
            day[column].append(event)
    table = _wide(plans, days)
    room = Console(width=width)
    if width < NARROW or table.__rich_measure__(room, room.options).minimum > width:
        yield from _narrow(plans, days)
    else:
        yield table


def after(events: Sequence[Event]) -> str:
    """How long after surgery, in every wording that the plans have for it."""
    return " or ".join(dict.fromkeys(event.step.offset.said for event in events))


def _wide(plans: Sequence[Answer], days: dict[date, list[list[Event]]]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("Due", "After", *(one.id.replace("-", "-\n") for one in plans)):
        table.add_column(name, no_wrap=True)
    for due in sorted(days):
        when, past = _when(days[due])
        cells = [said(due), when, *map(_marks, days[due])]
        table.add_row(*map(Text, cells), style="dim" if past else None)
    return table


def _narrow(
    plans: Sequence[Answer], days: dict[date, list[list[Event]]]
) -> Iterator[RenderableType]:
    for due in sorted(days):
        when, past = _when(days[due])
        yield Text(f"\n{said(due)}, {when}", style="dim" if past else "bold")
        lines = [
            f"{one.id}: {_marks(column)}"
            for one, column in zip(plans, days[due], strict=True)
            if column
        ]
        yield Padding(Text("\n".join(lines)), (0, 0, 0, 2))


def _when(columns: Sequence[Sequence[Event]]) -> tuple[str, bool]:
    """How long after surgery a day is, and whether every window of it has closed."""
    events = [event for column in columns for event in column]
    past = all(event.past for event in events)
    return after(events) + (" (past)" if past else ""), past


def _legend(plans: Sequence[Answer]) -> str:
    used = {_sign(event) for one in plans for event in one.plan.events}
    return ", ".join(
        f"{letter} {words}"
        for sign, (letter, words) in _LETTERS.items()
        if sign in used
    )


def _sign(event: Event) -> str:
    return figure_of(event.test) or event.test


def _marks(events: Iterable[Event]) -> str:
    """The letters of one day, each with its number where that is not 1."""
    signs = Counter(_sign(event) for event in events)
    return " ".join(
        f"{signs[sign]}{letter}" if signs[sign] > 1 else letter
        for sign, (letter, _) in _LETTERS.items()
        if signs[sign]
    )
