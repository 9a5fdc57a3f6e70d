"""The finite space of facts of a guideline: the values that its file can tell apart."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Self

from surveil.bounds import Bounds
from surveil.case import Case
from surveil.criteria import Condition, Criterion, walk
from surveil.facts import FACT
from surveil.guideline import Guideline
from surveil.terms import CHEST_SITES, Kind

Read = dict[str, object]  # facts as read; None = asked for and unknown

# The day of surgery is fixed: only the difference to the year of birth counts.
_SURGERY: Final = date(2024, 7, 1)
_STEP: Final = Decimal("0.1")
_IN_SCOPE: Final = ("site", "grade")
# Words that consistency looks at are never taken together.
_APART: Final = ("nodes", "lymphovascular", "perineural", "adverse_histology")


@dataclass(frozen=True, slots=True)
class Space:
    """What each fact can be, as far as one guideline can tell.

    For a number: a point just below, at and just above each threshold. For a word: one
    of each group of words that no criterion of the file tells apart. Unknown is a
    value.
    """

    guideline: Guideline
    points: dict[str, tuple[Read, ...]]
    ages: tuple[Read, ...]

    @classmethod
    def of(cls, guideline: Guideline) -> Self:
        criteria: list[Criterion] = []
        for condition in _conditions(guideline):
            walk(condition, criteria.append)
        asked = {one.fact for one in criteria} - set(_IN_SCOPE) - {"age", "stage"}
        points = {name: _points(name, criteria) for name in asked}
        points["stage"] = _spreads(guideline)
        ages = _ages(criteria, guideline.is_programme)
        if guideline.is_programme:
            points["born"] = (*ages, {"born": None})
        return cls(guideline, points, ages)

    def values(self, fact: str) -> tuple[Read, ...]:
        """What the fact can be, unknown last."""
        return (*self.points.get(fact, ()), {fact: None})

    def starts(self) -> Iterator[Read]:
        """Site, grade and age of every walk; an unknown grade is one of the grades.

        A guideline may turn on age only in a row that comes before all others, and
        never asks for it: each age at which such a row decides is a walk of its own,
        and all the others are the same walk.
        """
        for site in self.guideline.sites:
            for grade in (*self.guideline.grades, None):
                start: Read = {"surgery": _SURGERY, "site": site}
                if grade:
                    start["grade"] = grade
                elif self.guideline.is_programme:
                    continue
                if not self.guideline.is_programme:
                    yield from (start | age for age in self.ages)
                yield dict(start)


def _points(name: str, criteria: list[Criterion]) -> tuple[Read, ...]:
    fact = FACT[name]
    about = [one for one in criteria if one.fact == name]
    if fact.kind is Kind.NUMBER:
        low, high = fact.limits
        found = [
            point
            for limit in sorted(_limits(about))
            for point in (limit - _STEP, limit, limit + _STEP)
            if low <= point <= high
        ]
        return tuple({name: Bounds(point, point)} for point in dict.fromkeys(found))
    groups: dict[tuple[bool, ...], str] = {}
    for word in fact.values:
        group = tuple(word in one.words for one in about)
        groups.setdefault((*group, *(word == w for w in _apart(name))), word)
    return tuple({name: word} for word in groups.values())


def _apart(name: str) -> tuple[str, ...]:
    return FACT[name].values if name in _APART else ()


def _limits(criteria: list[Criterion]) -> set[Decimal]:
    bounds = [one.bounds for one in criteria if one.bounds]
    return {end for one in bounds for end in (one.low, one.high) if end.is_finite()}


def _ages(criteria: list[Criterion], programme: bool) -> tuple[Read, ...]:
    about = [one for one in criteria if one.fact == "age"]
    limits = _limits(about)
    ages = sorted({int(limit) + more for limit in limits for more in (-1, 0, 1)})
    found: list[Read] = [{"born": _SURGERY.year - age} for age in ages]
    if programme:
        return tuple(found)
    return tuple(one for one in found if any(_holds(each, one) for each in about))


def _holds(criterion: Criterion, read: Read) -> bool | None:
    born = Case.settled({"surgery": _SURGERY, "site": "colon", **read})
    return criterion.holds(born)


def _spreads(guideline: Guideline) -> tuple[Read, ...]:
    """Stages, and M alone, which narrows an open stage.

    Stage II says what I says, but not in the chest.
    """
    stages = ["I", "III", "IV"]
    if set(guideline.sites) & set(CHEST_SITES):
        stages.insert(1, "II")
    found: list[Read] = [{"stage": stage} for stage in stages]
    return (*found, {"tnm": "M0"}, {"tnm": "M1"})


def _conditions(guideline: Guideline) -> Iterator[Condition]:
    for recommendation in guideline.recommendations:
        yield recommendation.row.condition
    for supplement in guideline.supplements:
        yield supplement.row.condition
        if supplement.unless:
            yield supplement.unless
