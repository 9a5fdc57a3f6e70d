"""A comparison as JSON, to the contract that comparison.schema.json describes."""

import json
from typing import Final

from surveil.agreeing import Core
from surveil.comparing import Answer, Comparison
from surveil.guideline import Guideline
from surveil.plans import DISCLAIMER, Event, Plan
from surveil.render import budget as budgets
from surveil.render import json as plan_json
from surveil.steps import Asker
from surveil.tallies import FIGURES, Tally
from surveil.version import FORMAT, VERSION

Json = dict[str, object]
# What of a plan's own JSON stands with its guideline here, as it stands there.
OF_PLAN: Final = (
    "outcome",
    "judgement",
    "reason",
    "sources",
    "recommendation",
    "banner",
    "missing",
    "continues",
    "gaps",
    "notes",
)


def render(comparison: Comparison) -> bytes:
    """The comparison as UTF-8 JSON, two spaces deep, with a newline at the end."""
    text = json.dumps(content(comparison), ensure_ascii=False, indent=2)
    return f"{text}\n".encode()


def content(comparison: Comparison) -> Json:
    """The comparison as plain dictionaries and lists, every date as YYYY-MM-DD."""
    horizon = comparison.horizon
    ids = [one.id for one in comparison.plans]
    return {
        "surveil": VERSION,
        "format": FORMAT,
        "made": comparison.made.isoformat(),
        "case": comparison.case.given(),
        "pace": comparison.pace,
        "horizon": horizon.isoformat() if horizon else None,
        "guidelines": [_answer(one) for one in comparison.answers],
        "not_covering": [one.id for one in comparison.not_covering],
        "core": [_core(one, ids) for one in comparison.core],
        "partly": [
            {
                "test": one.test,
                "asked_by": list(one.asked_by),
                "not_by": list(one.not_by),
            }
            for one in comparison.partly
        ],
        "disclaimer": DISCLAIMER,
    }


def guideline(one: Guideline) -> Json:
    """Which publication and edition, and how it was read."""
    return {
        "id": one.id,
        "title": one.title,
        "edition": one.edition,
        "kind": one.kind,
        "checked": one.checked,
        "digest": one.digest,
    }


def tally(one: Tally | None) -> Json | None:
    """The figures by name; null where there is nothing to count."""
    return dict(zip(FIGURES, one.figures, strict=True)) if one else None


def _answer(one: Answer) -> Json:
    plan = plan_json.content(one.plan)
    return {
        **guideline(one.guideline),
        **{key: plan[key] for key in OF_PLAN},
        "end": one.end,
        "years_1_5": tally(one.early),
        "years_6_10": tally(one.late),
        "budget": budgets.content(one.budget) if one.budget else None,
        "rows": _rows(one.plan),
        "events": [_event(event) for event in one.plan.events],
        "interpretations": [
            {
                "id": entry.id,
                "printed": entry.printed,
                "encoded": entry.encoded,
                "kind": entry.kind,
                "why": entry.why,
            }
            for entry in one.interpretations
        ],
    }


def _rows(plan: Plan) -> list[Json]:
    """The rows that ask for the events, each once, with their sources."""
    askers: dict[str, Asker] = {}
    for event in plan.events:
        for asker in event.asked_by:
            askers.setdefault(asker.row.id, asker)
    return [
        {
            "row": id,
            "evidence": asker.row.evidence,
            "sources": [plan_json.source(each) for each in asker.row.sources],
        }
        for id, asker in askers.items()
    ]


def _event(event: Event) -> Json:
    rows = [asker.row.id for asker in event.asked_by]
    return {**plan_json.due(event), "rows": rows}


def _core(one: Core, ids: list[str]) -> Json:
    return {
        "test": one.test,
        "shared": [
            {
                "earliest": shared.earliest.isoformat(),
                "latest": shared.latest.isoformat(),
                "events": dict(
                    zip(ids, (event.id for event in shared.events), strict=True)
                ),
            }
            for shared in one.shared
        ],
    }
