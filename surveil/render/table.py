"""A plan as a table for a terminal, a pipe or a text file."""

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from surveil.budgeting import Budget
from surveil.catalogue import RANK, TESTS
from surveil.plans import DISCLAIMER, Event, Plan
from surveil.render import budget as budgets
from surveil.render import itinerary, sources, summary
from surveil.render.dates import said, short
from surveil.steps import Asker
from surveil.visits import Visit

NARROW = 72  # below this, dates stand above their tests
WIDE = 100


@dataclass(frozen=True, slots=True)
class Beside:
    """What is shown beside a plan: sections above its dates, its rows, sections below.

    `rows` is asked with whether the screen is narrow.
    """

    above: Sequence[tuple[str, Sequence[str]]]
    rows: Callable[[bool], RenderableType]
    below: Sequence[tuple[str, Sequence[str]]]


def render(
    plan: Plan,
    *,
    width: int = WIDE,
    colour: bool = False,
    explain: bool = False,
    budget: Budget | None = None,
    visits: Sequence[Visit] = (),
    beside: Beside | None = None,
) -> bytes:
    """The plan as UTF-8 text of at most `width` columns, `explain` with the reasons.

    `visits` are those of its calendar, `beside` is what was done.
    """
    parts = list(_parts(plan, width, explain, budget, visits, beside))
    return printed(parts, width=width, colour=colour)


def printed(parts: Iterable[RenderableType], *, width: int, colour: bool) -> bytes:
    """The parts as text, without spaces at the ends of lines."""
    out = io.StringIO()
    console = Console(
        file=out,
        width=max(width, 20),
        color_system="standard" if colour else None,
        force_terminal=colour,
        no_color=not colour,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    console.print(Group(*parts))
    return "\n".join(line.rstrip() for line in out.getvalue().split("\n")).encode()


def section(title: str, lines: Iterable[str]) -> Iterator[RenderableType]:
    """A heading and its lines, each with a hanging indent; nothing for no lines."""
    if found := list(lines):
        grid = Table.grid(padding=(0, 1, 0, 0))
        for line in found:
            grid.add_row(Text("-"), Text(line))
        yield Text(f"\n{title}", style="bold")
        yield grid


def _parts(
    plan: Plan,
    width: int,
    explain: bool,
    budget: Budget | None,
    visits: Sequence[Visit],
    beside: Beside | None,
) -> Iterator[RenderableType]:
    yield Text(_facts(plan), style="bold")
    for one in plan.guidelines:
        yield Text(one.title)
        yield Text(
            f"{one.id}, {one.kind}, edition {one.edition},"
            f" {sources.read_in(one.checked)}",
            style="dim",
        )
    row = f" ({plan.recommendation})" if plan.recommendation else ""
    yield Text(f"\n{summary.OUTCOME_WORDS[plan.outcome]}{row}", style="bold")
    if plan.banner:
        yield Text(plan.banner.upper(), style="bold red")
    if plan.reason:
        yield Text(plan.reason)
    for text in plan.cautions:
        yield Text(f"! {text}", style="yellow")
    for title, lines in beside.above if beside else ():
        yield from section(title, lines)
    yield from section("What it asks for", summary.asks(plan))
    if plan.events and beside:
        yield beside.rows(width < NARROW)
    elif plan.events:
        yield _narrow(plan, explain) if width < NARROW else _wide(plan, explain)
    for title, lines in beside.below if beside else ():
        yield from section(title, lines)
    if plan.events:
        yield from section("How it goes on", summary.ends(plan))
        yield from section("In the calendar", itinerary.lines(visits))
    yield from section("Unknown, and would change this", summary.missing(plan))
    above = set(plan.cautions)
    below = [text for text in plan.gaps if text not in above]
    yield from section("Not dated by the guideline", below)
    before = itinerary.staff(plan, sources=explain)
    yield from section("Before the tests, for staff", before)
    yield from section("Notes", _notes(plan))
    if budget:
        yield from section("Budget", budgets.lines(budget))
    if explain:
        yield from _reasons(plan)
    yield from section("Sources", sources.grouped(plan.sources))
    yield Text(f"\n{DISCLAIMER}", style="italic")


def _facts(plan: Plan) -> str:
    given = plan.case.given()
    surgery = plan.case.surgery
    parts = [f"surgery {said(surgery)}"] if surgery else []
    for name, value in given.items():
        if name not in ("key", "surgery"):
            parts.append(f"{name} {value}")
    key = f"{given['key']}: " if "key" in given else ""
    return key + ", ".join(parts)


def _days(plan: Plan) -> list[list[Event]]:
    """The events of one day with one window together, in the order staff expect.

    A decision such as renewing the plan stands with the visit of its day.
    """
    days: dict[tuple[date, date, date], list[Event]] = {}
    for event in plan.events:
        if not _is_decision(event):
            when = (event.day, event.earliest, event.latest)
            days.setdefault(when, []).append(event)
    for event in filter(_is_decision, plan.events):
        same_day = [when for when in days if when[0] == event.day]
        when = same_day[0] if same_day else (event.day, event.earliest, event.latest)
        days.setdefault(when, []).append(event)
    return [
        sorted(days[when], key=lambda event: RANK[event.test]) for when in sorted(days)
    ]


def _is_decision(event: Event) -> bool:
    return TESTS[event.test].kind == "decision"


def _wide(plan: Plan, explain: bool) -> RenderableType:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("Due", no_wrap=True, min_width=15)
    table.add_column("Window", min_width=11)
    table.add_column("After", min_width=8)
    table.add_column("Tests", ratio=1)
    if explain:
        table.add_column("Why")
    for day in _days(plan):
        first = day[0]
        cells = [said(first.day), _window(first), first.step.offset.said, _tests(day)]
        cells += [_why(day)] if explain else []
        table.add_row(*map(Text, cells), style="dim" if first.past else None)
    return table


def _narrow(plan: Plan, explain: bool) -> RenderableType:
    parts: list[RenderableType] = []
    for day in _days(plan):
        first = day[0]
        parts.append(
            Text(f"\n{said(first.day)}", style="dim" if first.past else "bold")
        )
        lines = [f"{_window(first)}, {first.step.offset.said}", _tests(day)]
        lines += [f"why: {_why(day)}"] if explain else []
        parts.append(Padding(Text("\n".join(lines)), (0, 0, 0, 2)))
    return Group(*parts)


def _window(event: Event) -> str:
    first, last = short(event.earliest), short(event.latest)
    if first[-4:] == last[-4:]:
        first = first[:-5]
    past = " (past)" if event.past else ""
    return f"{first} - {last}{past}"


def _tests(day: list[Event]) -> str:
    return ", ".join(_test(event) for event in day)


def _test(event: Event) -> str:
    """Its name; for an override, that it is one, and the guideline's own date."""
    name = TESTS[event.test].brief
    if event.override is None:
        return name
    if event.left_out:
        return f"{name} (left out by the clinician)"
    return f"{name} (day by the clinician; guideline: {said(event.due)})"


def _why(day: list[Event]) -> str:
    rows = dict.fromkeys(one.row.id for event in day for one in event.asked_by)
    return ", ".join(rows)


def _notes(plan: Plan) -> list[str]:
    """The plan's notes, and each note on events once, with the tests it is about."""
    found: dict[str, dict[str, None]] = {}
    for event in plan.events:
        for note in event.notes:
            found.setdefault(note, {})[TESTS[event.test].name] = None
    beside = [f"{', '.join(tests)}: {note}" for note, tests in found.items()]
    return [*plan.notes, *beside]


def _reasons(plan: Plan) -> Iterator[RenderableType]:
    askers: dict[str, Asker] = {}
    for event in plan.events:
        for asker in event.asked_by:
            askers.setdefault(asker.row.id, asker)
    if not askers:
        return
    yield Text("\nWhy", style="bold")
    first = plan.recommendation
    for asker in sorted(askers.values(), key=lambda one: one.row.id != first):
        row = asker.row
        yield Text(f"{row.id}: evidence {row.evidence}", style="bold")
        lines = [f"source: {text}" for text in sources.grouped(row.sources)]
        for id in asker.readings:
            entry = asker.guideline.interpretation(id)
            printed = f"printed {entry.printed}; read as: {entry.encoded}"
            lines.append(f"{id} ({entry.kind}): {printed}; because {entry.why}")
        yield Padding(Text("\n".join(lines)), (0, 0, 0, 2))
