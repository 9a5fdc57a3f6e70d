"""Courses: what becomes of the rows of a list, before any date.

A list of a million rows has a few hundred courses: the outcome with its reason, and
the schedule where there is one.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from surveil import answering, choosing
from surveil.batch.classes import Classes, thresholds
from surveil.batch.derived import AGE, EXTENTS, Ages, Alike, Derived, Extents
from surveil.batch.encoding import Integers, together
from surveil.batch.options import BatchOptions
from surveil.batch.ordering import ordered
from surveil.batch.questions import Answer, Question
from surveil.batch.reading import SHARED, Rows
from surveil.case import Case
from surveil.criteria import Criterion
from surveil.guideline import Guideline, Recommendation, Source, Supplement
from surveil.plans import Plan
from surveil.steps import Missing

_LINES: Final = (*SHARED, EXTENTS, AGE)  # the facts that an answer may look at
_PLACE: Final = {name: place for place, name in enumerate(_LINES)}
Beside = tuple[tuple[Guideline, tuple[Supplement, ...]], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a schedule is made of, and nothing else."""

    guideline: Guideline | None
    recommendation: Recommendation | None
    added: tuple[Supplement, ...]
    beside: Beside


@dataclass(frozen=True, slots=True)
class Course:
    """An outcome with its reason; `asked` is None where no events follow from it."""

    outcome: str
    judgement: str | None
    reason: str | None
    recommendation: str | None
    banner: str | None
    sources: tuple[Source, ...]
    missing: tuple[Missing, ...]
    guidelines: tuple[Guideline, ...]
    asked: Asked | None


@dataclass(frozen=True, slots=True)
class _Decision:
    plan: Plan
    guideline: Guideline | None
    recommendation: Recommendation | None


Found = tuple[tuple[Supplement, ...], tuple[Missing, ...]]


class Courses:
    """The course of each row; every course that was met is kept once, in `courses`."""

    def __init__(
        self,
        options: BatchOptions,
        classes: dict[str, Classes],
        criteria: tuple[Criterion, ...],
    ) -> None:
        self._options = options
        self._classes = classes
        self._alike = {name: Alike.of(one, criteria) for name, one in classes.items()}
        self._ages = Ages(thresholds(criteria, AGE))
        self._extents = Extents(classes)
        self._programmes = tuple(dict.fromkeys(options.programmes))
        self._looked = {one: ordered(one) for one in options.guidelines}
        self._decisions = self._question(
            lambda case: self._decided(case, options.guidelines),
            lambda case: self._decided(case, tuple(self._looked.values())),
        )
        self._supplements: dict[int, Question[Found]] = {}
        self._beside = [self._programme(one) for one in self._programmes]
        self.courses: list[Course] = []
        self._numbers: dict[Course, int] = {}
        self._known: dict[tuple[int, ...], int] = {}

    def of_rows(self, rows: Rows, which: np.ndarray) -> Integers:
        """The number of the course of each of the rows `which`: operated cases."""
        if not len(which):
            return np.zeros(0, dtype=np.int32)
        derived = (one.of_rows(rows, which) for one in (self._extents, self._ages))
        shared = (
            self._alike[name].of_classes(rows.shared[name][which]) for name in SHARED
        )
        codes = np.stack([*shared, *derived])
        decided = self._decisions.of(codes)
        added = np.zeros(len(which), dtype=np.int32)
        for number in np.unique(decided).tolist():
            if self._decisions.answers[number].recommendation is not None:
                here = np.flatnonzero(decided == number)
                added[here] = self._added(number).of(codes[:, here])
        columns = [decided, added, *(one.of(codes) for one in self._beside)]
        first, number = together(columns)
        met = zip(*(one[first].tolist() for one in columns), strict=True)
        return np.array([self._course(one) for one in met], dtype=np.int32)[number]

    def number(self, course: Course) -> int:
        """The number of a course, which is kept if it is new."""
        number = self._numbers.setdefault(course, len(self.courses))
        if number == len(self.courses):
            self.courses.append(course)
        return number

    def of_plan(self, plan: Plan) -> Course:
        """The course of a plan that was decided without any question."""
        return _course(plan, plan.missing, plan.guidelines, None)

    def blank(self, status: str | None = None) -> Plan:
        """A plan of these options about which nothing is decided."""
        options = self._options
        return Plan(
            case=Case(site="", status=status),
            made=options.made,
            pace=options.pace,
            guidelines=options.guidelines,
            outcome="",
        )

    def _question(
        self, ask: Callable[[Case], Answer], look: Callable[[Case], Answer]
    ) -> Question[Answer]:
        return Question(ask, _PLACE, self._case_of, look)

    def _case_of(self, column: Integers) -> Derived:
        """A case of these classes, with what is derived of it."""
        values = {
            name: self._classes[name].values[code]
            for name, code in zip(SHARED, column.tolist(), strict=False)
        }
        age, extents = column[_PLACE[AGE]], column[_PLACE[EXTENTS]]
        return Case(**values), self._ages.values[age], self._extents.values[extents]

    def _decided(self, case: Case, guidelines: tuple[Guideline, ...]) -> _Decision:
        blank = replace(self.blank(), case=case)
        plan, guideline, recommendation = answering.decided_by(blank, guidelines)
        return _Decision(
            replace(plan, case=self.blank().case), guideline, recommendation
        )

    def _added(self, number: int) -> Question[Found]:
        if number not in self._supplements:
            decision = self._decisions.answers[number]
            guideline, recommendation = decision.guideline, decision.recommendation
            assert guideline is not None
            looked = self._looked[guideline]
            self._supplements[number] = self._question(
                lambda case: choosing.supplements(case, guideline, recommendation),
                lambda case: choosing.supplements(case, looked, recommendation),
            )
        return self._supplements[number]

    def _programme(self, programme: Guideline) -> Question[tuple[bool, Found]]:
        looked = ordered(programme)
        return self._question(
            lambda case: (
                programme.covers(case),
                choosing.supplements(case, programme),
            ),
            lambda case: (looked.covers(case), choosing.supplements(case, looked)),
        )

    def _course(self, met: tuple[int, ...]) -> int:
        number = self._known.get(met)
        if number is None:
            number = self._known[met] = self.number(self._joined(*met))
        return number

    def _joined(self, decided: int, added: int, *beside: int) -> Course:
        decision = self._decisions.answers[decided]
        missing = list(decision.plan.missing)
        supplements: tuple[Supplement, ...] = ()
        if decision.recommendation is not None:
            supplements, opened = self._added(decided).answers[added]
            missing += opened
        covering, found = [], []
        for programme, question, answer in zip(
            self._programmes, self._beside, beside, strict=True
        ):
            covers, (own, opened) = question.answers[answer]
            if covers:
                covering.append(programme)
                found.append((programme, own))
                missing += opened
        asked = None
        if decision.recommendation is not None or any(own for _, own in found):
            asked = Asked(
                decision.guideline, decision.recommendation, supplements, tuple(found)
            )
        return _course(
            decision.plan,
            answering.once_each(missing),
            (*decision.plan.guidelines, *covering),
            asked,
        )


def _course(
    plan: Plan,
    missing: tuple[Missing, ...],
    guidelines: tuple[Guideline, ...],
    asked: Asked | None,
) -> Course:
    return Course(
        plan.outcome,
        plan.judgement,
        plan.reason,
        plan.recommendation,
        plan.banner,
        plan.sources,
        missing,
        guidelines,
        asked,
    )
