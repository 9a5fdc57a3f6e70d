"""Settling: what the facts of each row say of each other, for whole columns.

`consistency` looks at few facts at a time. Each combination of those is parsed once,
by `Case.parse` itself.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from surveil.batch.classes import Classes
from surveil.batch.encoding import Integers, together
from surveil.case import Case
from surveil.errors import CaseError

# The facts that one rule looks at together, in the order in which the rules speak.
WORDS: Final = ("site", "colon_side", "operation")
GRADE: Final = ("site", "grade", "ki67")
SPREAD: Final = ("site", "grade", "stage", "nodes", "tnm")
HISTOLOGY: Final = ("adverse_histology", "lymphovascular", "perineural")
_NOT_OPERATED: Final = {"status": "not-operated"}  # needs no date of surgery
# Every case has a site; of a rule that does not look at it, any will do.
_ANY_SITE: Final = "colon"
_SETTLED: Final = {
    WORDS: ("site", "colon_side", "operation"),
    GRADE: (),
    SPREAD: ("nodes",),
    HISTOLOGY: HISTOLOGY,
}

Facts = dict[str, Integers]  # the class of each row, by fact
Problem = tuple[str, str]  # which fact is wrong, and how
Settled = tuple[Problem | None, tuple[int, ...]]  # the classes of settled facts


@dataclass(slots=True)
class Rule:
    """One group of facts with what became of each combination that was met."""

    names: tuple[str, ...]
    classes: dict[str, Classes]
    known: dict[tuple[int, ...], Settled] = field(default_factory=dict)

    def applied(self, facts: Facts) -> tuple[list[Problem | None], Integers, Facts]:
        """The problems that were found, which of them each row has, settled facts."""
        first, which = together([facts[name] for name in self.names])
        columns = [facts[name][first].tolist() for name in self.names]
        found = [self._settled(one) for one in zip(*columns, strict=True)]
        settled = {
            name: np.array([one[1][place] for one in found], dtype=np.int32)[which]
            for place, name in enumerate(_SETTLED[self.names])
        }
        return [one[0] for one in found], which, settled

    def _settled(
        self, codes: tuple[int, ...]
    ) -> tuple[Problem | None, tuple[int, ...]]:
        found = self.known.get(codes)
        if found is None:
            found = self.known[codes] = self._parsed(codes)
        return found

    def _parsed(self, codes: tuple[int, ...]) -> Settled:
        named = dict(zip(self.names, codes, strict=True))
        texts = {name: self.classes[name].texts[code] for name, code in named.items()}
        settled = _SETTLED[self.names]
        wrong = [self.classes[name].wrong[code] for name, code in named.items()]
        if any(wrong):  # said before any rule
            return None, tuple(named[name] for name in settled)
        texts.setdefault("site", _ANY_SITE)
        try:
            case = Case.parse(texts | _NOT_OPERATED)
        except CaseError as error:
            problem = (error.fact, error.problem)
            return problem, tuple(named[name] for name in settled)
        values = (getattr(case, name) for name in settled)
        return None, tuple(
            self.classes[name].class_of_value(value)
            for name, value in zip(settled, values, strict=True)
        )


def rules(classes: dict[str, Classes]) -> tuple[Rule, ...]:
    """The rules of consistency in the order in which `Case.parse` applies them."""
    return tuple(Rule(names, classes) for names in _SETTLED)
