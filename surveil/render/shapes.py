"""The few shapes that the JSON Schemas are made of."""

from collections.abc import Mapping
from typing import Any, Final

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
TEXT: Final = {"type": "string", "minLength": 1}
DAY: Final = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}

Json = dict[str, Any]


def record(
    properties: Mapping[str, Any], needed: tuple[str, ...] | None = None
) -> Json:
    """An object of these properties and no others, all needed unless said."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties if needed is None else needed),
        "additionalProperties": False,
    }


def array(shape: Mapping[str, Any], least: int = 0) -> Json:
    """A list of one shape, of at least so many."""
    return {"type": "array", "items": shape, "minItems": least}


def one_of(words: tuple[str, ...]) -> Json:
    """One of these words."""
    return {"type": "string", "enum": list(words)}


def or_null(shape: Mapping[str, Any]) -> Json:
    """The shape, or null for what is unknown."""
    return {"anyOf": [shape, {"type": "null"}]}
