"""What was done beside a plan: how each step stands, what is next, what changed."""

from collections.abc import Iterator

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from surveil import outstanding, worklist
from surveil.catalogue import RANK, TESTS
from surveil.following import Followed
from surveil.history import Standing, Verdict
from surveil.render import worklist_words
from surveil.render.dates import said, short
from surveil.render.table import Beside

Json = dict[str, object]


def beside(followed: Followed) -> Beside:
    """What a table of the plan shows of it."""
    return Beside(
        above=(
            ("What changed", tuple(changes(followed))),
            ("Next", tuple(next_lines(followed))),
        ),
        rows=lambda narrow: rows(followed, narrow=narrow),
        below=(("Done, and no step of this plan", tuple(not_counted(followed))),),
    )


def rows(followed: Followed, *, narrow: bool) -> RenderableType:
    """Every step with its dates in force and how it stands, those alike in one row."""
    days: dict[tuple[object, ...], list[Standing]] = {}
    for one in followed.history.standings:
        alike = (one.day, one.earliest, one.latest, stands(one))
        days.setdefault(alike, []).append(one)
    groups = sorted(days.values(), key=lambda group: (group[0].day, stands(group[0])))
    if narrow:
        return Group(*map(_narrow, groups))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("Due", no_wrap=True, min_width=15)
    table.add_column("Window", min_width=11, ratio=2)
    table.add_column("Tests", ratio=3)
    table.add_column("Status", ratio=3)
    for group in groups:
        first = group[0]
        cells = (said(first.day), _window(first), _tests(group), stands(first))
        table.add_row(*map(Text, cells), style=_style(first))
    return table


def _narrow(group: list[Standing]) -> RenderableType:
    first = group[0]
    lines = f"{_window(first)}\n{_tests(group)}: {stands(first)}"
    style = _style(first) or ""
    return Group(
        Text(f"\n{said(first.day)}", style=style), Padding(Text(lines), (0, 0, 0, 2))
    )


def _style(one: Standing) -> str | None:
    if one.status in ("done", "missed-before", "left-out") or one.later:
        return "dim"
    return "bold" if one.status in ("due", "overdue") else None


def _window(one: Standing) -> str:
    first, last = short(one.earliest), short(one.latest)
    return f"{first[:-5] if first[-4:] == last[-4:] else first} - {last}"


def _tests(group: list[Standing]) -> str:
    found = sorted(group, key=lambda one: RANK[one.test])
    return ", ".join(TESTS[one.test].brief for one in found)


def stands(one: Standing) -> str:
    """How a step stands, in words."""
    if one.by and one.status == "done":
        return f"done on {one.by.date}"
    if one.by:
        return f"booked for {one.by.date}"
    words = {"missed-before": "before this clinic", "left-out": "left out"}
    passed_over = one.later is not None and one.status in ("due", "overdue")
    status = "not done" if passed_over else words.get(one.status, one.status)
    parts = [status, *one.notes]
    return ", ".join(parts)


def next_lines(followed: Followed) -> Iterator[str]:
    """What to do next for this patient, the most urgent first."""
    found = worklist.together([*outstanding.lines_of(followed)])
    lines = sorted(found, key=lambda line: (-line.urgency, line.tests))
    for line in lines:
        status = worklist_words.STATUS_WORDS[line.status]
        late = worklist_words.late(line)
        when = f" ({status}, {late})" if late else f" ({status})"
        yield f"{worklist_words.what(line)}{when}: {line.next}"


def not_counted(followed: Followed) -> Iterator[str]:
    """What was done and satisfies no step, with the reason."""
    for one in followed.history.verdicts:
        if not one.counted:
            yield f"{one.done.date} {_name(one)}: {one.verdict}, {one.why}"


def _name(one: Verdict) -> str:
    known = TESTS.get(one.done.test)
    row = f"row {one.done.row}" if one.done.row is not None else "a test"
    return known.brief if known else row


def changes(followed: Followed) -> Iterator[str]:
    """What happened and what it changed, and what cannot all be true."""
    yield from followed.life.told
    for one in followed.contradictions:
        yield f"contradiction: {one.text}"
    if later := followed.life.later:
        events = "1 event is" if later == 1 else f"{later} events are"
        yield f"{events} after {followed.history.as_of}: not looked at"


def content(followed: Followed) -> Json:
    """The same for programs."""
    history = followed.history
    return {
        "as_of": history.as_of.isoformat(),
        "anchor": history.anchor,
        "changes": list(followed.life.told),
        "contradictions": [one.text for one in followed.contradictions],
        "verdicts": [
            _verdict(one) for one in (*history.verdicts, *history.appointments)
        ],
        "standings": [_standing(one) for one in history.standings],
        "next": list(next_lines(followed)),
    }


def _verdict(one: Verdict) -> Json:
    return {
        "date": one.done.date.isoformat(),
        "test": one.done.test,
        "status": one.done.status,
        "row": one.done.row,
        "verdict": one.verdict,
        "steps": list(one.steps),
        "why": one.why,
    }


def _standing(one: Standing) -> Json:
    return {
        "id": one.id,
        "status": one.status,
        "earliest": one.earliest.isoformat(),
        "day": one.day.isoformat(),
        "latest": one.latest.isoformat(),
        "by": one.by.date.isoformat() if one.by else None,
        "later": one.later.date.isoformat() if one.later else None,
        "lateness": round(one.lateness, 4),
        "notes": list(one.notes),
    }


def columns(followed: Followed) -> dict[str, dict[str, str]]:
    """How each event stands, by its id, for the columns of a CSV."""
    return {
        one.id: {
            "standing": one.status,
            "done": one.by.date.isoformat() if one.by else "",
            "window_from": one.earliest.isoformat(),
            "stands_on": one.day.isoformat(),
            "window_to": one.latest.isoformat(),
        }
        for one in followed.history.standings
    }
