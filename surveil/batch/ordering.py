"""Ordering: the same rules, looking first at the facts that rule most of them out.

A condition gives the same verdict in whatever order its parts are looked at, and one
that starts with the site need not look at the depth in the appendix of a tumour of the
lung. So answers are known to turn on few facts.
"""

from dataclasses import fields, is_dataclass, replace
from typing import Any as Anything
from typing import Final, TypeVar

from surveil.criteria import All, Any, Condition, Criterion, Named, Not

_FIRST: Final = ("site", "grade", "age", "stage", "resection")
Part = TypeVar("Part")


def ordered(part: Part) -> Part:
    """A guideline, a row or a condition with each condition in this order."""
    made: Anything = part
    if isinstance(part, tuple):
        made = tuple(map(ordered, part))
    elif isinstance(part, All | Any):
        parts = sorted(map(ordered, part.parts), key=_rank)
        made = replace(part, parts=tuple(parts))
    elif is_dataclass(part) and not isinstance(part, Criterion | type):
        inner = {one.name: ordered(getattr(part, one.name)) for one in fields(part)}
        made = replace(part, **inner)
    found: Part = made
    return found


def _rank(condition: Condition) -> int:
    """When to look at a condition: the lower, the earlier."""
    match condition:
        case Criterion(fact):
            return _FIRST.index(fact) if fact in _FIRST else len(_FIRST)
        case Named(_, part) | Not(part):
            return _rank(part)
        case All(parts):
            return min(map(_rank, parts), default=len(_FIRST))
        case Any(parts):
            return max(map(_rank, parts), default=len(_FIRST))
