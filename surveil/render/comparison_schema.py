"""The JSON Schemas of a comparison and of the totals over a list.

`comparison.schema.json` and `totals.schema.json` beside this module are what it gives;
a test holds them together.
"""

from collections.abc import Mapping
from typing import Any, Final, cast

from surveil.catalogue import TESTS
from surveil.guideline import CHECKED, KINDS, REGISTER_KINDS
from surveil.render import schema as plan_schema
from surveil.render.comparison_json import OF_PLAN
from surveil.scheduling import PACES
from surveil.tallies import FIGURES
from surveil.totalling import COUNTED
from surveil.version import FORMAT

_URL: Final = "https://json-schema.org/draft/2020-12/schema"
_TEXT: Final = {"type": "string", "minLength": 1}
_DAY: Final = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_COUNT: Final = {"type": "integer", "minimum": 0}
_TEST: Final = {"type": "string", "enum": list(TESTS)}
_EVENT_ID: Final = {"type": "string", "pattern": "^[a-z0-9-]+/[1-9][0-9]*$"}

Json = dict[str, Any]
Shape = Mapping[str, Any]


def comparison() -> Json:
    """The schema of the JSON that `surveil compare --format json` writes."""
    plan = cast(Json, plan_schema.schema()["properties"])
    shared = _object(
        {
            "earliest": _DAY,
            "latest": _DAY,
            "events": {"type": "object", "additionalProperties": _EVENT_ID},
        }
    )
    partly = {"test": _TEST, "asked_by": _list(_TEXT, 1), "not_by": _list(_TEXT, 1)}
    return {
        "$schema": _URL,
        "title": "surveil compare",
        "description": "One case by every guideline that covers it. Dates are"
        " YYYY-MM-DD; null is unknown.",
        **_object(
            {
                "surveil": _TEXT,
                "format": {"const": FORMAT},
                "made": _DAY,
                "case": plan["case"],
                "pace": {"type": "string", "enum": list(PACES)},
                "horizon": _or_null(_DAY),
                "guidelines": _list(_answer(plan)),
                "not_covering": _list(_TEXT),
                "core": _list(_object({"test": _TEST, "shared": _list(shared)})),
                "partly": _list(_object(partly)),
                "disclaimer": _TEXT,
            }
        ),
    }


def totals() -> Json:
    """The schema of the JSON that `surveil compare --list --format json` writes."""
    total = {
        **_guideline(),
        "outcomes": _object(dict.fromkeys(COUNTED, _COUNT)),
        "years_1_5": _tally(),
        "years_6_10": _tally(),
    }
    rejected = {
        "row": {"type": "integer", "minimum": 2},
        "fact": _TEXT,
        "problem": _TEXT,
    }
    return {
        "$schema": _URL,
        "title": "surveil compare --list",
        "description": "Every guideline over one list of cases. The outcomes of each"
        " add up to the rows.",
        **_object(
            {
                "surveil": _TEXT,
                "format": {"const": FORMAT},
                "made": _DAY,
                "pace": {"type": "string", "enum": list(PACES)},
                "rows": _COUNT,
                "guidelines": _list(_object(total)),
                "rejected": _list(_object(rejected)),
                "disclaimer": _TEXT,
            }
        ),
    }


def _answer(plan: Json) -> Json:
    source = plan["sources"]["items"]
    event: Json = dict(plan["events"]["items"]["properties"])
    for key in ("asked_by", "notes"):
        del event[key]
    row = {"row": _TEXT, "evidence": _TEXT, "sources": _list(source, 1)}
    entry = {
        "id": _TEXT,
        "printed": _TEXT,
        "encoded": _TEXT,
        "kind": {"type": "string", "enum": list(REGISTER_KINDS)},
        "why": _TEXT,
    }
    return _object(
        {
            **_guideline(),
            **{key: plan[key] for key in OF_PLAN},
            "end": _TEXT,
            "years_1_5": _or_null(_tally()),
            "years_6_10": _or_null(_tally()),
            "budget": plan["budget"],
            "rows": _list(_object(row)),
            "events": _list(_object({**event, "rows": _list(_TEXT, 1)})),
            "interpretations": _list(_object(entry)),
        }
    )


def _guideline() -> Json:
    return {
        "id": _TEXT,
        "title": _TEXT,
        "edition": _TEXT,
        "kind": {"type": "string", "enum": list(KINDS)},
        "checked": {"type": "string", "enum": list(CHECKED)},
        "digest": {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"},
    }


def _tally() -> Json:
    return _object(dict.fromkeys(FIGURES, _COUNT))


def _object(properties: Shape) -> Json:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(shape: Shape, least: int = 0) -> Json:
    return {"type": "array", "items": shape, "minItems": least}


def _or_null(shape: Shape) -> Json:
    return {"anyOf": [shape, {"type": "null"}]}
