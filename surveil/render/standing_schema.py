"""The JSON Schema of what was done beside a plan."""

from surveil.catalogue import TESTS
from surveil.guideline import ANCHORS
from surveil.history import STANDINGS, STATUSES, VERDICTS
from surveil.render.shapes import DAY, TEXT, Json, array, one_of, or_null, record

_STEP_ID: Json = {"type": "string", "pattern": "^[a-z0-9-]+/[1-9][0-9]*$"}


def history() -> Json:
    """The schema of `history`, which a plan has where --done was given."""
    tests = ", ".join(TESTS)
    verdict = record(
        {
            "date": DAY,
            "test": {**TEXT, "description": f"one of {tests}, or a word of the clinic"},
            "status": one_of(STATUSES),
            "row": or_null({"type": "integer", "minimum": 1}),
            "verdict": one_of(VERDICTS),
            "steps": array(_STEP_ID),
            "why": TEXT,
        }
    )
    standing = record(
        {
            "id": _STEP_ID,
            "status": one_of(STANDINGS),
            "earliest": DAY,
            "day": DAY,
            "latest": DAY,
            "by": or_null(DAY),
            "later": or_null(DAY),
            "lateness": {"type": "number", "minimum": 0},
            "notes": array(TEXT),
        }
    )
    return record(
        {
            "as_of": DAY,
            "anchor": or_null(one_of(ANCHORS)),
            "changes": array(TEXT),
            "contradictions": array(TEXT),
            "verdicts": array(verdict),
            "standings": array(standing),
            "next": array(TEXT),
        }
    )
