"""The tables of a planned list keep their columns, and a dictionary explains them."""

import json
from pathlib import Path

import surveil.batch
from surveil.batch import EVENTS, OUTCOMES, dictionary
from surveil.version import FORMAT

SHIPPED = Path(surveil.batch.__file__).with_name("columns.json")


def test_the_columns_of_events_keep_their_order():
    assert EVENTS.names == [
        *("format", "made", "row", "key", "id", "test", "number", "offset"),
        *("earliest", "due", "latest", "window", "past"),
        *("guideline", "edition", "digest", "recommendation"),
        *("asked_by", "evidence", "sources", "interpretations", "notes"),
    ]


def test_the_columns_of_outcomes_keep_their_order():
    assert OUTCOMES.names == [
        *("format", "made", "row", "key", "outcome", "judgement", "reason", "missing"),
        *("guideline", "edition", "digest", "recommendation", "banner", "sources"),
        *("horizon", "events", "next_due", "last_due", "fact", "problem"),
    ]


def test_the_shipped_dictionary_is_that_of_the_tables():
    assert SHIPPED.read_bytes() == dictionary()


def test_the_dictionary_names_every_column_with_its_type_and_meaning():
    found = json.loads(SHIPPED.read_text(encoding="utf-8"))

    assert found["format"] == FORMAT
    for name, schema in (("events", EVENTS), ("outcomes", OUTCOMES)):
        described = found["tables"][name]
        assert [(one["column"], one["type"]) for one in described] == [
            (field.name, str(field.type)) for field in schema
        ]
        assert all(one["says"] for one in described)
