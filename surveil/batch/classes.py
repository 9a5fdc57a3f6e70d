"""Classes: the texts of one fact, put together where no rule tells them apart.

A list has many sizes and Ki-67 values, and a guideline has few thresholds: all sizes
between two of them give the same answers.
"""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Final, Self

from surveil import terms, tnm
from surveil.bounds import Bounds
from surveil.case import read_fact
from surveil.criteria import Criterion
from surveil.errors import CaseError
from surveil.facts import SIDE_OF_COLON
from surveil.terms import Fact

UNKNOWN: Final = 0
_MOST_TEXTS: Final = 100_000  # remembered of one fact; then memory stays flat


def criteria_in(part: object) -> Iterator[Criterion]:
    """Every single criterion anywhere inside a guideline, a row or a tuple of them."""
    if isinstance(part, Criterion):
        yield part
    elif isinstance(part, tuple):
        for one in part:
            yield from criteria_in(one)
    elif is_dataclass(part):
        for each in fields(part):
            yield from criteria_in(getattr(part, each.name))


def thresholds(criteria: Iterable[Criterion], fact: str) -> tuple[Bounds, ...]:
    """The intervals that criteria compare a fact with, once each."""
    found = (one.bounds for one in criteria if one.fact == fact)
    return tuple(dict.fromkeys(one for one in found if one is not None))


def verdicts(number: Bounds, intervals: Iterable[Bounds]) -> tuple[bool | None, ...]:
    """What makes a number different from another: how it stands to each interval."""
    return tuple(number.within(one) for one in intervals)


@dataclass(slots=True)
class Classes:
    """The classes of one fact that were met so far; class 0 is `UNKNOWN`.

    `texts` and `values` hold one of each class; `wrong` says what is wrong with its
    texts, None for what can be read.
    """

    fact: Fact
    intervals: tuple[Bounds, ...] = ()
    texts: list[str] = field(default_factory=lambda: [""])
    values: list[object] = field(default_factory=lambda: [None])
    wrong: list[tuple[str, str] | None] = field(default_factory=lambda: [None])
    _by_text: dict[str, int] = field(default_factory=dict)
    _by_kind: dict[Hashable, int] = field(default_factory=dict)

    @classmethod
    def of(cls, fact: Fact, criteria: Iterable[Criterion], also: Iterable[str]) -> Self:
        """No class yet; `also` are comparisons that are made beside the criteria."""
        own = (Bounds.criterion(one) for one in also)
        return cls(fact, tuple(dict.fromkeys((*own, *thresholds(criteria, fact.name)))))

    def __len__(self) -> int:
        return len(self.texts)

    def class_of(self, text: str) -> int:
        """The class of a text."""
        found = self._by_text.get(text)
        if found is None:
            if len(self._by_text) >= _MOST_TEXTS:
                self._by_text.clear()
            found = self._by_text[text] = self._read(text)
        return found

    def class_of_value(self, value: object, text: str | None = None) -> int:
        """The class of a value that is read already."""
        if value is None:
            return UNKNOWN
        return self._class(self._kind(value, None), text or str(value), value)

    def _read(self, text: str) -> int:
        try:
            value = read_fact(self.fact, text)
        except CaseError as error:
            wrong = (error.fact, error.problem)
            return self._class(("wrong", wrong), text, None, wrong)
        if value is None:
            return UNKNOWN
        side = None
        if self.fact.name == "site":
            side = SIDE_OF_COLON.get(terms.folded(text))
        return self._class(self._kind(value, side), text, value)

    def _kind(self, value: object, side: str | None) -> Hashable:
        if isinstance(value, Bounds):
            return verdicts(value, self.intervals)
        if self.fact.name == "tnm":
            found = tnm.parse(str(value))
            return (found.nodes, found.metastases, found.t4)
        return (value, side)

    def _class(
        self,
        kind: Hashable,
        text: str,
        value: object,
        wrong: tuple[str, str] | None = None,
    ) -> int:
        found = self._by_kind.get(kind)
        if found is None:
            found = self._by_kind[kind] = len(self.texts)
            self.texts.append(text)
            self.values.append(value)
            self.wrong.append(wrong)
        return found
