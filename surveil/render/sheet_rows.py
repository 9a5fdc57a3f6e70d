"""The table of the clinician's part: every step of every visit, with who asks."""

from collections.abc import Iterator, Sequence

from surveil.catalogue import TESTS
from surveil.plans import Event, Plan
from surveil.render import sources
from surveil.render.dates import said, short
from surveil.render.sheet_html import Html, tag
from surveil.visits import Visit

_HEADINGS = (
    *("Test", "Due", "Window", "Window by"),
    *("After surgery", "Asked by (evidence)"),
)


def rows(plan: Plan, visits: Sequence[Visit]) -> Iterator[Html]:
    """The visits in order, each with its steps; then the steps left out."""
    if not plan.events:
        return
    bodies = [
        _body(_about(visit), visit.events)
        for visit in sorted(visits, key=lambda visit: (visit.day, visit.id))
    ]
    if left_out := [event for event in plan.events if event.left_out]:
        bodies.append(_body("Left out by a clinician", left_out))
    head = tag("tr", *(tag("th", name, scope="col") for name in _HEADINGS))
    table = tag(
        "table",
        tag("caption", "Visits and their steps"),
        tag("thead", head),
        *bodies,
    )
    # On a phone the table is wider than the screen: it scrolls, by keyboard too.
    yield tag(
        "div",
        table,
        class_="scroll",
        role="region",
        aria_label="Visits and their steps",
        tabindex="0",
    )


def _about(visit: Visit) -> str:
    past = " (past)" if visit.past else ""
    window = f"in time from {short(visit.earliest)} to {short(visit.latest)}"
    return f"{said(visit.day)}{past}, {window}"


def _body(title: str, events: Sequence[Event]) -> Html:
    heading = tag("th", title, colspan=str(len(_HEADINGS)), scope="rowgroup")
    return tag("tbody", tag("tr", heading), *map(_row, events))


def _row(event: Event) -> Html:
    chosen = ", a clinician's date" if event.override and event.override.day else ""
    cells = (
        f"{TESTS[event.test].brief} {event.step.number}{chosen}",
        short(event.due),
        f"{short(event.earliest)} - {short(event.latest)}",
        event.step.window,
        event.step.offset.said,
        sources.rows(event),
    )
    return tag("tr", *(tag("td", text) for text in cells))
