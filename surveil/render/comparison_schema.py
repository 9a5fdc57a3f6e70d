"""The JSON Schemas of a comparison and of the totals over a list.

`comparison.schema.json` and `totals.schema.json` beside this module are what it gives;
a test holds them together.
"""

from typing import Final

from surveil.catalogue import TESTS
from surveil.guideline import CHECKED, KINDS, REGISTER_KINDS
from surveil.render import schema as plan_schema
from surveil.render.comparison_json import OF_PLAN
from surveil.render.shapes import DAY, DIALECT, TEXT, Json, array, or_null, record
from surveil.scheduling import PACES
from surveil.tallies import FIGURES
from surveil.totalling import COUNTED
from surveil.version import FORMAT

_COUNT: Final = {"type": "integer", "minimum": 0}
_TEST: Final = {"type": "string", "enum": list(TESTS)}
_EVENT_ID: Final = {"type": "string", "pattern": "^[a-z0-9-]+/[1-9][0-9]*$"}


def comparison() -> Json:
    """The schema of the JSON that `surveil compare --format json` writes."""
    plan = plan_schema.schema()["properties"]
    shared = record(
        {
            "earliest": DAY,
            "latest": DAY,
            "events": {"type": "object", "additionalProperties": _EVENT_ID},
        }
    )
    partly = {"test": _TEST, "asked_by": array(TEXT, 1), "not_by": array(TEXT, 1)}
    return {
        "$schema": DIALECT,
        "title": "surveil compare",
        "description": "One case by every guideline that covers it. Dates are"
        " YYYY-MM-DD; null is unknown.",
        **record(
            {
                "surveil": TEXT,
                "format": {"const": FORMAT},
                "made": DAY,
                "case": plan["case"],
                "pace": {"type": "string", "enum": list(PACES)},
                "horizon": or_null(DAY),
                "guidelines": array(_answer(plan)),
                "not_covering": array(TEXT),
                "core": array(record({"test": _TEST, "shared": array(shared)})),
                "partly": array(record(partly)),
                "disclaimer": TEXT,
            }
        ),
    }


def totals() -> Json:
    """The schema of the JSON that `surveil compare --list --format json` writes."""
    total = {
        **_guideline(),
        "outcomes": record(dict.fromkeys(COUNTED, _COUNT)),
        "years_1_5": _tally(),
        "years_6_10": _tally(),
    }
    rejected = {
        "list": {"type": "string"},  # "" where there is but one
        "row": {"type": "integer", "minimum": 2},
        "fact": TEXT,
        "problem": TEXT,
    }
    return {
        "$schema": DIALECT,
        "title": "surveil compare --list",
        "description": "Every guideline over one list of cases. The outcomes of each"
        " add up to the rows.",
        **record(
            {
                "surveil": TEXT,
                "format": {"const": FORMAT},
                "made": DAY,
                "pace": {"type": "string", "enum": list(PACES)},
                "rows": _COUNT,
                "guidelines": array(record(total)),
                "rejected": array(record(rejected)),
                "disclaimer": TEXT,
            }
        ),
    }


def _answer(plan: Json) -> Json:
    source = plan["sources"]["items"]
    event: Json = dict(plan["events"]["items"]["properties"])
    for key in ("asked_by", "notes", "override"):
        del event[key]
    row = {"row": TEXT, "evidence": TEXT, "sources": array(source, 1)}
    entry = {
        "id": TEXT,
        "printed": TEXT,
        "encoded": TEXT,
        "kind": {"type": "string", "enum": list(REGISTER_KINDS)},
        "why": TEXT,
    }
    return record(
        {
            **_guideline(),
            **{key: plan[key] for key in OF_PLAN},
            "end": TEXT,
            "years_1_5": or_null(_tally()),
            "years_6_10": or_null(_tally()),
            "budget": plan["budget"],
            "rows": array(record(row)),
            "events": array(record({**event, "rows": array(TEXT, 1)})),
            "interpretations": array(record(entry)),
        }
    )


def _guideline() -> Json:
    return {
        "id": TEXT,
        "title": TEXT,
        "edition": TEXT,
        "kind": {"type": "string", "enum": list(KINDS)},
        "checked": {"type": "string", "enum": list(CHECKED)},
        "digest": {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"},
    }


def _tally() -> Json:
    return record(dict.fromkeys(FIGURES, _COUNT))
