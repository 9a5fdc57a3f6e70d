"""The JSON Schema of a plan, built from the same tables as everything else.

`plan.schema.json` beside this module is what it gives; a test holds the two together.
"""

from collections.abc import Mapping
from typing import Final

from surveil.budgeting import IMAGING
from surveil.catalogue import TESTS
from surveil.facts import FACTS
from surveil.guideline import CHECKED, KINDS, REGISTER_KINDS, ROW_JUDGEMENTS
from surveil.plans import OUTCOMES
from surveil.scheduling import PACES
from surveil.terms import Fact, Kind
from surveil.version import FORMAT

JUDGEMENTS: Final = ("not-covered", "facts-missing", *ROW_JUDGEMENTS)
_URL: Final = "https://json-schema.org/draft/2020-12/schema"
_TEXT: Final = {"type": "string", "minLength": 1}
_DAY: Final = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}

Json = dict[str, object]
Shape = Mapping[str, object]


def schema() -> Json:
    """The schema of the JSON that `surveil plan --format json` writes."""
    source = _object(
        {
            "cite": _TEXT,
            "doi": _or_null(_TEXT),
            "url": _or_null(_TEXT),
            "checked": _one_of(CHECKED),
            "at": _TEXT,
            "printed": _or_null(_TEXT),
            "says": _or_null(_TEXT),
            "silent": _or_null(_TEXT),
        }
    )
    asker = _object(
        {
            "guideline": _TEXT,
            "row": _TEXT,
            "evidence": _TEXT,
            "interpretations": _list(_TEXT),
            "sources": _list(source, least=1),
        }
    )
    event = _object(
        {
            "id": {"type": "string", "pattern": "^[a-z0-9-]+/[1-9][0-9]*$"},
            "test": _one_of(tuple(TESTS)),
            "number": {"type": "integer", "minimum": 1},
            "offset": _TEXT,
            "earliest": _DAY,
            "due": _DAY,
            "latest": _DAY,
            "window": _one_of(("guideline", "default")),
            "past": {"type": "boolean"},
            "asked_by": _list(asker, least=1),
            "notes": _list(_TEXT),
        }
    )
    return {
        "$schema": _URL,
        "title": "surveil plan",
        "description": "One case, one outcome. Dates are YYYY-MM-DD; null is unknown.",
        **_object(
            {
                "surveil": _TEXT,
                "format": {"const": FORMAT},
                "made": _DAY,
                "case": _case(),
                "guidelines": _list(_guideline(), least=1),
                "pace": _one_of(PACES),
                "horizon": _or_null(_DAY),
                "outcome": _one_of(OUTCOMES),
                "judgement": _or_null(_one_of(JUDGEMENTS)),
                "reason": _or_null(_TEXT),
                "sources": _list(source),
                "recommendation": _or_null(_TEXT),
                "banner": _or_null(_TEXT),
                "missing": _list(
                    _object({"fact": _TEXT, "because": _TEXT, "would": _TEXT})
                ),
                "events": _list(event),
                "continues": _list(
                    _object(
                        {
                            "test": _one_of(tuple(TESTS)),
                            "every": _TEXT,
                            "until": {"const": "lifelong"},
                        }
                    )
                ),
                "gaps": _list(_TEXT),
                "notes": _list(_TEXT),
                "interpretations": _list(_interpretation()),
                "budget": _or_null(_budget()),
                "disclaimer": _TEXT,
            }
        ),
    }


def _case() -> Json:
    facts = {fact.name: _fact(fact) for fact in FACTS}
    return _object(facts, needed=("site",))


def _fact(fact: Fact) -> Json:
    if fact.values:
        shape: Json = _one_of(fact.values)
    elif fact.kind is Kind.DATE:
        shape = dict(_DAY)
    else:
        shape = dict(_TEXT)
    return {**shape, "description": fact.help}


def _guideline() -> Json:
    return _object(
        {
            "id": _TEXT,
            "title": _TEXT,
            "edition": _TEXT,
            "kind": _one_of(KINDS),
            "checked": _one_of(CHECKED),
            "digest": {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"},
        }
    )


def _interpretation() -> Json:
    return _object(
        {
            "guideline": _TEXT,
            "id": _TEXT,
            "printed": _TEXT,
            "encoded": _TEXT,
            "kind": _one_of(REGISTER_KINDS),
            "why": _TEXT,
        }
    )


def _budget() -> Json:
    number = {"type": "number", "minimum": 0}
    dose = _object(
        {"low": number, "typical": number, "high": number, "unit": {"const": "mSv"}}
    )
    line = _object(
        {
            "test": _one_of(tuple(TESTS)),
            "imaging": _or_null(_one_of(("CT", "MRI"))),
            "count": {"type": "integer", "minimum": 1},
            "dose": dose,
            "price": _or_null(number),
        }
    )
    return _object(
        {
            "imaging": _one_of(IMAGING),
            "tests": _list(line),
            "dose": dose,
            "price": _or_null(number),
            "unpriced": _list(_one_of(tuple(TESTS))),
            "sources": _list(_TEXT),
        }
    )


def _object(properties: Shape, needed: tuple[str, ...] | None = None) -> Json:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties if needed is None else needed),
        "additionalProperties": False,
    }


def _list(shape: Shape, least: int = 0) -> Json:
    return {"type": "array", "items": shape, "minItems": least}


def _one_of(words: tuple[str, ...]) -> Json:
    return {"type": "string", "enum": list(words)}


def _or_null(shape: Shape) -> Json:
    return {"anyOf": [shape, {"type": "null"}]}
