"""Derived facts: what `Case` works out from several facts, as classes of each row.

An answer that turns on them need not look at what they are worked out from: there are
three extents, and many stages, nodes and TNM texts that leave the same ones open.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from surveil.batch import months
from surveil.batch.classes import Classes, verdicts
from surveil.batch.encoding import Integers, together
from surveil.batch.reading import OLDEST, Rows
from surveil.bounds import Bounds
from surveil.case import Case
from surveil.criteria import Criterion
from surveil.terms import Kind

# Named in the reason of a judgement, so that each of their words counts.
_NAMED: Final = ("site", "grade")
AGE: Final = "age"
EXTENTS: Final = "extents"
# A case with its age and extents.
Derived = tuple[Case, Bounds | None, frozenset[str]]
_BEHIND: Final = ("site", "stage", "nodes", "tnm")


@dataclass(slots=True)
class Alike:
    """The words of one fact that no criterion tells apart, as one class of them."""

    classes: Classes
    criteria: tuple[Criterion, ...]
    _first: list[int] = field(default_factory=list)  # the class that stands for each
    _known: dict[tuple[bool, ...], int] = field(default_factory=dict)

    @classmethod
    def of(cls, classes: Classes, criteria: Iterable[Criterion]) -> Self:
        name = classes.fact.name
        return cls(classes, tuple(one for one in criteria if one.fact == name))

    def of_classes(self, codes: Integers) -> Integers:
        """The class that stands for each class of a row."""
        for code in range(len(self._first), len(self.classes)):
            self._first.append(self._standing_for(code))
        return np.array(self._first, dtype=np.int32)[codes]

    def _standing_for(self, code: int) -> int:
        fact, value = self.classes.fact, self.classes.values[code]
        if value is None or fact.kind is not Kind.WORD or fact.name in _NAMED:
            return code
        met = (value == "not-assessed", *(value in one.words for one in self.criteria))
        return self._known.setdefault(met, code)


@dataclass(slots=True)
class Ages:
    """Classes of age that no criterion tells apart; class 0 is unknown."""

    intervals: tuple[Bounds, ...]
    values: list[Bounds | None] = field(default_factory=lambda: [None])
    _classes: Integers = field(init=False)

    def __post_init__(self) -> None:
        known: dict[tuple[bool | None, ...], int] = {}
        numbers = []
        for apart in range(OLDEST + 1):
            age = Case(site="", surgery=date(2000, 1, 1), born=2000 - apart).age
            assert age is not None
            number = known.setdefault(verdicts(age, self.intervals), len(self.values))
            if number == len(self.values):
                self.values.append(age)
            numbers.append(number)
        self._classes = np.array(numbers, dtype=np.int32)

    def of_rows(self, rows: Rows, which: npt.NDArray[np.intp]) -> Integers:
        """The class of each of the rows `which`, by surgery and year of birth."""
        surgery = months.places(rows.surgery.value[which])
        apart = np.clip(months.years(surgery) - rows.born.value[which], 0, OLDEST)
        known = rows.born.given[which] & rows.surgery.given[which]
        return np.where(known, self._classes[apart], 0).astype(np.int32)


@dataclass(slots=True)
class Extents:
    """How far the tumours of rows may have spread; equal classes, equal extents."""

    classes: dict[str, Classes]
    values: list[frozenset[str]] = field(default_factory=list)
    _known: dict[tuple[int, ...], int] = field(default_factory=dict)

    def of_rows(self, rows: Rows, which: npt.NDArray[np.intp]) -> Integers:
        """The class of each of the rows `which`."""
        columns = [rows.shared[name][which] for name in _BEHIND]
        first, number = together(columns)
        met = zip(*(one[first].tolist() for one in columns), strict=True)
        return np.array([self._of(one) for one in met], dtype=np.int32)[number]

    def _of(self, codes: Iterable[int]) -> int:
        at = tuple(codes)
        if at not in self._known:
            values: dict[str, object] = {
                name: self.classes[name].values[code]
                for name, code in zip(_BEHIND, at, strict=True)
            }
            case = Case(**values)  # type: ignore[arg-type]  # each value is of its fact
            if case.extents not in self.values:
                self.values.append(case.extents)
            self._known[at] = self.values.index(case.extents)
        return self._known[at]
