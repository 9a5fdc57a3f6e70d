"""Questions: what a pure function of a case answers, for whole columns of cases.

The function is asked about one case at a time and notes which facts it looks at, in
order. Another case that agrees in those facts has the same answer: so few cases are
asked about, however many there are, and no answer can differ from the function's.
"""

from collections.abc import Callable
from typing import Final, Generic, TypeVar, cast

import numpy as np
import numpy.typing as npt

from surveil.batch.derived import AGE, EXTENTS, Derived
from surveil.bounds import Bounds
from surveil.case import Case

Codes = npt.NDArray[np.int32]  # one line a fact, one column a case
Answer = TypeVar("Answer")
_LEAF: Final = -1
_OPEN: Final = -1
_ROOT: Final = 0
_UNTRACED: Final = "an answer that turns on more than the facts that were looked at"


class Traced:
    """A case that notes which of its facts are looked at.

    It stands in for a `Case`. What a case derives from several facts is given, and
    counts as a fact of its own.
    """

    __slots__ = ("_age", "_case", "_extents", "seen")

    def __init__(self, derived: Derived, seen: dict[str, None]) -> None:
        self._case, self._age, self._extents = derived
        self.seen = seen

    def __getattr__(self, name: str) -> object:
        self.seen[name] = None
        return getattr(self._case, name)

    @property
    def extents(self) -> frozenset[str]:
        self.seen[EXTENTS] = None
        return self._extents

    @property
    def age(self) -> Bounds | None:
        self.seen[AGE] = None
        return self._age

    def without(self, fact: str) -> "Traced":
        case = self._case.without(fact)
        return Traced((case, self._age, self._extents), self.seen)


class Question(Generic[Answer]):
    """One function of a case with all that is known of its answers.

    `look` is a function that looks at all that the answer turns on, and at less than
    `ask` happens to look at.

    `answers` holds each different answer once. A node of the tree is a fact that the
    function looks at next, its children the classes of that fact.
    """

    def __init__(
        self,
        ask: Callable[[Case], Answer],
        facts: dict[str, int],
        case_of: Callable[[npt.NDArray[np.int32]], Derived],
        look: Callable[[Case], object] | None = None,
    ) -> None:
        self._ask = ask
        self._look = look
        self._facts = facts
        self._case_of = case_of
        self.answers: list[Answer] = []
        self._known: dict[Answer, int] = {}
        self._fact = np.full(64, _LEAF, dtype=np.int32)
        self._answer = np.full(64, _OPEN, dtype=np.int32)
        self._child = np.full((64, 8), _OPEN, dtype=np.int32)
        self._nodes = 0

    def of(self, codes: Codes) -> npt.NDArray[np.int32]:
        """The number of the answer for each case."""
        size = codes.shape[1]
        if self._nodes == 0 and size:
            self._explore(codes[:, 0])
        if size and (widest := int(codes.max()) + 1) > self._child.shape[1]:
            self._widen(widest)
        node = np.zeros(size, dtype=np.int32)
        todo = np.arange(size)
        while todo.size:
            todo = self._walked(codes, node, todo)
            if todo.size:
                self._explore_edges(codes, node[todo], todo)
        return self._answer[node]

    def _walked(
        self,
        codes: Codes,
        node: npt.NDArray[np.int32],
        todo: npt.NDArray[np.intp],
    ) -> npt.NDArray[np.intp]:
        """Move each case as far as the tree is known; returns those that are stuck."""
        stuck = []
        while todo.size:
            at = node[todo]
            fact = self._fact[at]
            inner = fact != _LEAF
            todo, at, fact = todo[inner], at[inner], fact[inner]
            towards = self._child[at, codes[fact, todo]]
            known = towards != _OPEN
            if not known.all():
                stuck.append(todo[~known])
                todo, towards = todo[known], towards[known]
            node[todo] = towards
        return np.concatenate(stuck) if stuck else todo

    def _explore_edges(
        self, codes: Codes, at: npt.NDArray[np.int32], todo: npt.NDArray[np.intp]
    ) -> None:
        """Ask about one case for each class that a node has not met."""
        edges = at.astype(np.int64) * self._child.shape[1] + codes[self._fact[at], todo]
        for first in np.unique(edges, return_index=True)[1]:
            self._explore(codes[:, todo[first]])

    def _explore(self, column: npt.NDArray[np.int32]) -> None:
        seen: dict[str, None] = {}
        derived = self._case_of(column)
        (self._look or self._ask)(cast(Case, Traced(derived, seen)))
        answer = self._ask(cast(Case, Traced(derived, {})))
        looked_at = [self._facts[name] for name in seen]
        node = _ROOT if self._nodes else self._new()
        for fact in looked_at:
            if self._fact[node] == _LEAF and self._answer[node] == _OPEN:
                self._fact[node] = fact
            assert self._fact[node] == fact, _UNTRACED
            code = int(column[fact])
            if code >= self._child.shape[1]:
                self._widen(code + 1)
            if self._child[node, code] == _OPEN:
                self._child[node, code] = self._new()
            node = int(self._child[node, code])
        assert self._fact[node] == _LEAF, _UNTRACED
        self._answer[node] = self._number(answer)

    def _number(self, answer: Answer) -> int:
        number = self._known.setdefault(answer, len(self.answers))
        if number == len(self.answers):
            self.answers.append(answer)
        return number

    def _new(self) -> int:
        if self._nodes == len(self._fact):
            more = self._nodes
            self._fact = np.append(self._fact, np.full(more, _LEAF, np.int32))
            self._answer = np.append(self._answer, np.full(more, _OPEN, np.int32))
            blank = np.full((more, self._child.shape[1]), _OPEN, np.int32)
            self._child = np.concatenate([self._child, blank])
        self._nodes += 1
        return self._nodes - 1

    def _widen(self, width: int) -> None:
        old = self._child
        self._child = np.full((len(old), 2 * width), _OPEN, dtype=np.int32)
        self._child[:, : old.shape[1]] = old
