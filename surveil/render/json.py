"""A plan as JSON, to the contract that plan.schema.json describes."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Final

from surveil.budgeting import Budget
from surveil.guideline import Guideline, Source
from surveil.plans import DISCLAIMER, Event, Override, Plan
from surveil.render import budget as budgets
from surveil.steps import Asker
from surveil.version import FORMAT, VERSION
from surveil.visits import Booking, Visit

Json = dict[str, object]
KEYS: Final = ("cite", "doi", "url", "checked", "at", "printed", "says", "silent")


def render(
    plan: Plan,
    budget: Budget | None = None,
    visits: Sequence[Visit] = (),
    bookings: Sequence[Booking] = (),
    history: Json | None = None,
) -> bytes:
    """The plan as UTF-8 JSON, two spaces deep, with a newline at the end.

    `history` is what was done beside it.
    """
    found = content(plan, budget, visits, bookings)
    if history is not None:
        found["history"] = history
    return f"{json.dumps(found, ensure_ascii=False, indent=2)}\n".encode()


def content(
    plan: Plan,
    budget: Budget | None = None,
    visits: Sequence[Visit] = (),
    bookings: Sequence[Booking] = (),
) -> Json:
    """The plan as plain dictionaries and lists, every date as YYYY-MM-DD.

    `visits` and `bookings` are what its calendar would hold.
    """
    return {
        "surveil": VERSION,
        "format": FORMAT,
        "made": plan.made.isoformat(),
        "case": plan.case.given(),
        "guidelines": [_guideline(one) for one in plan.guidelines],
        "pace": plan.pace,
        "horizon": _day(plan.horizon),
        "outcome": plan.outcome,
        "judgement": plan.judgement,
        "reason": plan.reason,
        "sources": [source(one) for one in plan.sources],
        "recommendation": plan.recommendation,
        "banner": plan.banner,
        "missing": [
            {"fact": one.fact, "because": one.because, "would": one.would}
            for one in plan.missing
        ],
        "events": [_event(one) for one in plan.events],
        "visits": [_visit(one) for one in visits],
        "bookings": [
            {"day": one.day.isoformat(), "visits": [each.id for each in one.visits]}
            for one in bookings
        ],
        "continues": [
            {"test": one.test, "every": one.every, "until": one.until}
            for one in plan.continues
        ],
        "gaps": list(plan.gaps),
        "notes": [*plan.cautions, *plan.notes],
        "interpretations": _interpretations(plan),
        "budget": budgets.content(budget) if budget else None,
        "disclaimer": DISCLAIMER,
    }


def source(one: Source) -> Json:
    """A source: publication, place, and the printed words or what is not said."""
    publication = one.publication
    values = (
        publication.cite,
        publication.doi,
        publication.url,
        publication.checked,
        one.at,
        one.printed,
        one.says,
        one.silent,
    )
    return dict(zip(KEYS, values, strict=True))


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _guideline(one: Guideline) -> Json:
    return {
        "id": one.id,
        "title": one.title,
        "edition": one.edition,
        "kind": one.kind,
        "checked": one.checked,
        "digest": one.digest,
    }


def _event(one: Event) -> Json:
    return {
        **due(one),
        "asked_by": [_asker(asker) for asker in one.asked_by],
        "notes": list(one.notes),
        "override": _override(one.override) if one.override else None,
    }


def _override(one: Override) -> Json:
    return {"day": _day(one.day), "reason": one.reason}


def _visit(one: Visit) -> Json:
    return {
        "id": one.id,
        "day": one.day.isoformat(),
        "earliest": one.earliest.isoformat(),
        "latest": one.latest.isoformat(),
        "past": one.past,
        "events": [event.id for event in one.events],
        "awaits": list(one.awaits),
        "notes": list(one.notes),
    }


def due(event: Event) -> Json:
    """When the test of an event is due, without who asks for it."""
    step = event.step
    return {
        "id": event.id,
        "test": event.test,
        "number": step.number,
        "offset": str(step.offset),
        "earliest": event.earliest.isoformat(),
        "due": event.due.isoformat(),
        "latest": event.latest.isoformat(),
        "window": step.window,
        "past": event.past,
    }


def _asker(one: Asker) -> Json:
    return {
        "guideline": one.guideline.id,
        "row": one.row.id,
        "evidence": one.evidence,
        "interpretations": list(one.readings),
        "sources": [source(each) for each in one.row.sources],
    }


def _interpretations(plan: Plan) -> list[Json]:
    """The register entries that the events rest on, once each."""
    found: dict[tuple[str, str], Json] = {}
    for event in plan.events:
        for asker in event.asked_by:
            for id in asker.readings:
                if (asker.guideline.id, id) in found:
                    continue
                entry = asker.guideline.interpretation(id)
                found[asker.guideline.id, id] = {
                    "guideline": asker.guideline.id,
                    "id": entry.id,
                    "printed": entry.printed,
                    "encoded": entry.encoded,
                    "kind": entry.kind,
                    "why": entry.why,
                }
    return list(found.values())
