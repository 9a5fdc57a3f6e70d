"""The JSON Schema of a plan, built from the same tables as everything else.

`plan.schema.json` beside this module is what it gives; a test holds the two together.
"""

from typing import Final

from surveil.budgeting import IMAGING
from surveil.catalogue import TESTS
from surveil.facts import FACTS
from surveil.guideline import CHECKED, KINDS, REGISTER_KINDS, ROW_JUDGEMENTS
from surveil.plans import OUTCOMES
from surveil.render import standing_schema
from surveil.render.shapes import (
    DAY,
    DIALECT,
    TEXT,
    Json,
    array,
    one_of,
    or_null,
    record,
)
from surveil.scheduling import PACES
from surveil.terms import Fact, Kind
from surveil.version import FORMAT

STEP_ID: Final[Json] = {"type": "string", "pattern": "^[a-z0-9-]+/[1-9][0-9]*$"}
JUDGEMENTS: Final = ("not-covered", "facts-missing", *ROW_JUDGEMENTS)


def schema() -> Json:
    """The schema of the JSON that `surveil plan --format json` writes."""
    source = record(
        {
            "cite": TEXT,
            "doi": or_null(TEXT),
            "url": or_null(TEXT),
            "checked": one_of(CHECKED),
            "at": TEXT,
            "printed": or_null(TEXT),
            "says": or_null(TEXT),
            "silent": or_null(TEXT),
        }
    )
    asker = record(
        {
            "guideline": TEXT,
            "row": TEXT,
            "evidence": TEXT,
            "interpretations": array(TEXT),
            "sources": array(source, least=1),
        }
    )
    event = record(
        {
            "id": STEP_ID,
            "test": one_of(tuple(TESTS)),
            "number": {"type": "integer", "minimum": 1},
            "offset": TEXT,
            "earliest": DAY,
            "due": DAY,
            "latest": DAY,
            "window": one_of(("guideline", "default")),
            "past": {"type": "boolean"},
            "asked_by": array(asker, least=1),
            "notes": array(TEXT),
            "override": or_null(record({"day": or_null(DAY), "reason": TEXT})),
        }
    )
    return {
        "$schema": DIALECT,
        "title": "surveil plan",
        "description": "One case, one outcome. Dates are YYYY-MM-DD; null is unknown.",
        **_with_history(
            {
                "surveil": TEXT,
                "format": {"const": FORMAT},
                "made": DAY,
                "case": _case(),
                "guidelines": array(_guideline(), least=1),
                "pace": one_of(PACES),
                "horizon": or_null(DAY),
                "outcome": one_of(OUTCOMES),
                "judgement": or_null(one_of(JUDGEMENTS)),
                "reason": or_null(TEXT),
                "sources": array(source),
                "recommendation": or_null(TEXT),
                "banner": or_null(TEXT),
                "missing": array(
                    record({"fact": TEXT, "because": TEXT, "would": TEXT})
                ),
                "events": array(event),
                "visits": array(_visit()),
                "bookings": array(
                    record({"day": DAY, "visits": array(STEP_ID, least=1)})
                ),
                "continues": array(
                    record(
                        {
                            "test": one_of(tuple(TESTS)),
                            "every": TEXT,
                            "until": {"const": "lifelong"},
                        }
                    )
                ),
                "gaps": array(TEXT),
                "notes": array(TEXT),
                "interpretations": array(_interpretation()),
                "budget": or_null(_budget()),
                "disclaimer": TEXT,
            }
        ),
    }


def _with_history(properties: Json) -> Json:
    """A record whose `history` is there only where --done was given."""
    return record(
        {**properties, "history": standing_schema.history()}, tuple(properties)
    )


def _case() -> Json:
    facts = {fact.name: _fact(fact) for fact in FACTS}
    return record(facts, needed=("site",))


def _fact(fact: Fact) -> Json:
    if fact.values:
        shape: Json = one_of(fact.values)
    elif fact.kind is Kind.DATE:
        shape = dict(DAY)
    else:
        shape = dict(TEXT)
    return {**shape, "description": fact.help}


def _guideline() -> Json:
    return record(
        {
            "id": TEXT,
            "title": TEXT,
            "edition": TEXT,
            "kind": one_of(KINDS),
            "checked": one_of(CHECKED),
            "digest": {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"},
        }
    )


def _visit() -> Json:
    return record(
        {
            "id": STEP_ID,
            "day": DAY,
            "earliest": DAY,
            "latest": DAY,
            "past": {"type": "boolean"},
            "events": array(STEP_ID, least=1),
            "awaits": array(STEP_ID),
            "notes": array(TEXT),
        }
    )


def _interpretation() -> Json:
    return record(
        {
            "guideline": TEXT,
            "id": TEXT,
            "printed": TEXT,
            "encoded": TEXT,
            "kind": one_of(REGISTER_KINDS),
            "why": TEXT,
        }
    )


def _budget() -> Json:
    number = {"type": "number", "minimum": 0}
    dose = record(
        {"low": number, "typical": number, "high": number, "unit": {"const": "mSv"}}
    )
    line = record(
        {
            "test": one_of(tuple(TESTS)),
            "imaging": or_null(one_of(("CT", "MRI"))),
            "count": {"type": "integer", "minimum": 1},
            "dose": dose,
            "price": or_null(number),
        }
    )
    return record(
        {
            "imaging": one_of(IMAGING),
            "tests": array(line),
            "dose": dose,
            "price": or_null(number),
            "unpriced": array(one_of(tuple(TESTS))),
            "sources": array(TEXT),
        }
    )
