"""A plan as CSV: one row an event, or one row that says why there is none."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from surveil.catalogue import TESTS
from surveil.plans import Event, Override, Plan
from surveil.render import sources
from surveil.version import FORMAT
from surveil.visits import Visit

COLUMNS: Final = (
    "format",
    "made",
    "key",
    "guideline",
    "edition",
    "checked",
    "digest",
    "outcome",
    "judgement",
    "reason",
    "recommendation",
    "missing",
    "id",
    "test",
    "name",
    "number",
    "offset",
    "earliest",
    "due",
    "latest",
    "day",
    "override",
    "window",
    "past",
    "asked_by",
    "sources",
    "interpretations",
    "notes",
    "gaps",
)
BESIDE: Final = ("standing", "done", "window_from", "stands_on", "window_to")
# A spreadsheet takes a cell that starts like this for a formula (CWE-1236).
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\0")


def safe_cell(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would run it."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def render(
    plan: Plan,
    visits: Sequence[Visit] = (),
    beside: Mapping[str, Mapping[str, str]] | None = None,
) -> bytes:
    """The plan as UTF-8 CSV with a header, commas, and one line end a row.

    `day` is that of the visit at which the test is done, empty for one left out.
    `beside` adds the columns of `BESIDE`: how each event stands, by its id.
    """
    columns = (*COLUMNS, *(() if beside is None else BESIDE))
    days = {event.id: visit.day for visit in visits for event in visit.events}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for event in plan.events or (None,):
        row = _plan(plan)
        if event:
            own = _event(event, days)
            own["notes"] = "; ".join(filter(None, (own["notes"], row["notes"])))
            row |= own
            row |= (beside or {}).get(event.id, {})
        writer.writerow([safe_cell(row.get(column, "")) for column in columns])
    return text.getvalue().encode()


def _plan(plan: Plan) -> dict[str, str]:
    guidelines = plan.guidelines
    return {
        "format": str(FORMAT),
        "made": plan.made.isoformat(),
        "key": plan.case.key or "",
        "guideline": "; ".join(one.id for one in guidelines),
        "edition": "; ".join(one.edition for one in guidelines),
        "checked": "; ".join(one.checked for one in guidelines),
        "digest": "; ".join(one.digest for one in guidelines),
        "outcome": plan.outcome,
        "judgement": plan.judgement or "",
        "reason": plan.reason or "",
        "recommendation": plan.recommendation or "",
        "missing": "; ".join(one.fact for one in plan.missing),
        "sources": " | ".join(sources.whole(one) for one in plan.sources),
        "notes": "; ".join((*plan.cautions, *plan.notes)),
        "gaps": "; ".join(plan.gaps),
    }


def _event(event: Event, days: Mapping[str, date]) -> dict[str, str]:
    step = event.step
    day = None if event.left_out else days.get(event.id, event.day)
    found = dict.fromkeys(
        sources.whole(one) for asker in event.asked_by for one in asker.row.sources
    )
    readings = dict.fromkeys(one for asker in event.asked_by for one in asker.readings)
    return {
        "id": event.id,
        "test": event.test,
        "name": TESTS[event.test].name,
        "number": str(step.number),
        "offset": str(step.offset),
        "earliest": event.earliest.isoformat(),
        "due": event.due.isoformat(),
        "latest": event.latest.isoformat(),
        "day": day.isoformat() if day else "",
        "override": _override(event.override) if event.override else "",
        "window": step.window,
        "past": "yes" if event.past else "no",
        "asked_by": sources.rows(event),
        "sources": " | ".join(found),
        "interpretations": "; ".join(readings),
        "notes": "; ".join(event.notes),
    }


def _override(one: Override) -> str:
    return f"{one.day.isoformat() if one.day else 'none'}: {one.reason}"
