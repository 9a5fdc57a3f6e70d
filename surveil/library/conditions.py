"""Conditions of a guideline file: from its tables to criteria."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from surveil.bounds import Bounds
from surveil.criteria import All, Any, Condition, Criterion, Named, Not
from surveil.facts import FACTS
from surveil.library.tables import Table
from surveil.terms import EXTENTS, Kind

# What a criterion may ask: each word fact with its words, each number fact, and age.
# A stage is compared by the extent that it stands for.
_WORDS: Final = MappingProxyType(
    {
        fact.name: tuple(
            word
            for word in fact.values
            if (fact.name, word) != ("nodes", "not-assessed")
        )
        for fact in FACTS
        if fact.kind is Kind.WORD and fact.name != "status"
    }
    | {"stage": EXTENTS}
)
_NUMBERS: Final = (
    "age",
    *(fact.name for fact in FACTS if fact.kind is Kind.NUMBER),
)
_RESERVED: Final = ("is", "any", "not")

NamedConditions = Mapping[str, Condition | None]


def condition(table: Table, named: NamedConditions) -> Condition:
    """All that one table asks: facts, `is`, `any` and `not`, together.

    Takes every key of the table that names a fact or joins conditions.
    """
    parts: list[Condition] = []
    for key in table.rest():
        if key not in _RESERVED:
            parts.append(_criterion(table, key))
    for name in table.texts("is"):
        table.named("is", name, named, "a condition of this file")
        if part := named[name]:
            parts.append(Named(name, part))
    parts.extend(joined(table, named))
    if not parts:
        raise table.fault("", "asks for nothing: name a fact, as in { grade = ['G1'] }")
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def joined(table: Table, named: NamedConditions) -> list[Condition]:
    """The conditions under the keys `any` and `not` of a table."""
    parts: list[Condition] = []
    if table.has("any"):
        alternatives = table.tables("any")
        if not alternatives:
            raise table.fault("any", "is empty")
        if len(alternatives) < 2:
            raise table.fault("any", "has one alternative only: put it into when")
        parts.append(Any(tuple(condition(one, named) for one in alternatives)))
    if excluded := table.table("not"):
        parts.append(Not(condition(excluded, named)))
    return parts


def of_row(table: Table, named: NamedConditions) -> Condition:
    """The condition of a row: its keys `when`, `any` and `not`, together."""
    parts: list[Condition] = []
    if when := table.table("when"):
        found = condition(when, named)
        parts.extend(found.parts if isinstance(found, All) else (found,))
    parts.extend(joined(table, named))
    return All(tuple(parts))


def _criterion(table: Table, fact: str) -> Criterion:
    if fact in _NUMBERS:
        text = table.text(fact)
        try:
            bounds = Bounds.criterion(text)
        except ValueError as problem:
            raise table.fault(fact, f"'{text}' {problem}") from None
        if fact == "age" and any(
            end.is_finite() and end % 1 for end in (bounds.low, bounds.high)
        ):
            raise table.fault(fact, f"'{text}' is not in whole years: write '>= 18'")
        return Criterion(fact, bounds=bounds)
    if fact not in _WORDS:
        raise table.fault(
            fact, f"is not a fact to ask for: {', '.join((*_WORDS, *_NUMBERS))}"
        )
    words = table.texts(fact, needed=True)
    for word in words:
        if word not in _WORDS[fact]:
            right = ", ".join(_WORDS[fact])
            raise table.fault(fact, f"'{word}' is not one of {right}")
    return Criterion(fact, words)
