"""Slots: the steps of every schedule of a list, side by side in columns.

A schedule is made once for its course, far enough for every row; a row takes the
slots up to its own horizon. The renewal of a lifelong schedule is a slot of its own,
whose offset the row fills in.
"""

from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from surveil import scheduling
from surveil.batch.courses import Asked
from surveil.batch.encoding import Integers
from surveil.catalogue import TESTS
from surveil.guideline import AgeNote
from surveil.planning import RENEWAL_DAYS
from surveil.spans import DAYS_IN_MONTH, Span
from surveil.steps import OURS, Schedule, Step

RENEW: Final = "renew-plan"
# The order of tests on one day, in which planning sorts events.
ALPHABETICAL: Final = {test: place for place, test in enumerate(sorted(TESTS))}
_NONE: Final = -1
Lengths = npt.NDArray[np.float64]


@dataclass(slots=True)
class Placed:
    """One schedule: where its slots begin, how many there are, and its renewal."""

    asked: Asked
    schedule: Schedule
    first: int
    size: int
    renewal: int  # the slot of the renewal; -1 where nothing goes on for life
    last_finite: float  # the length of the longest offset that no horizon cuts


@dataclass(slots=True)
class Slots:
    """All slots in the order of schedules; columns are made by `finished`."""

    pace: str
    reach: Span
    steps: list[Step] = field(default_factory=list)
    schedules: list[Placed] = field(default_factory=list)
    abouts: list[tuple[AgeNote, ...]] = field(default_factory=lambda: [()])
    about: list[int] = field(default_factory=list)  # of each step, one of `abouts`
    _known: dict[Asked, int] = field(default_factory=dict)
    _ending: dict[tuple[int, int], int] = field(default_factory=dict)
    _columns: "Columns | None" = None

    def number(self, asked: Asked) -> int:
        """The number of the schedule of a course."""
        number = self._known.get(asked)
        if number is None:
            number = self._known[asked] = self._add(asked, self.reach)
        return number

    def ending(self, schedule: int, size: int, until: Span) -> int:
        """The number of the same schedule, made to one span and no further.

        All spans that reach the same `size` of its slots give the same steps.
        """
        at = (schedule, size)
        number = self._ending.get(at)
        if number is None:
            asked = self.schedules[schedule].asked
            number = self._ending[at] = self._add(asked, until)
        return number

    def _add(self, asked: Asked, until: Span) -> int:
        made = scheduling.schedule(
            asked.guideline,
            asked.recommendation,
            asked.added,
            programmes=asked.beside,
            pace=self.pace,
            until=until,
        )
        # Closing steps are made last; as planning has it, the order is that of time.
        steps = sorted(made.steps, key=lambda step: (step.offset.length, step.test))
        finite = [step.offset.length for step in steps if not step.lifelong]
        first, size, renewal = len(self.steps), len(steps), _NONE
        if made.lifelong:
            renewal = first + size
            steps.append(_renewal(made))
        self.steps += steps
        self.about += [self._about(step, made) for step in steps]
        self.schedules.append(
            Placed(asked, made, first, size, renewal, max(finite, default=0.0))
        )
        self._columns = None
        return len(self.schedules) - 1

    def _about(self, step: Step, made: Schedule) -> int:
        found = tuple(note for note in made.age_notes if step.test in note.tests)
        if found not in self.abouts:
            self.abouts.append(found)
        return self.abouts.index(found)

    @property
    def columns(self) -> "Columns":
        if self._columns is None:
            self._columns = Columns.of(self)
        return self._columns


def _renewal(schedule: Schedule) -> Step:
    """The renewal but for its offset and number, which depend on the row."""
    return Step(
        test=RENEW,
        number=0,
        offset=Span(),
        earliest=Span(days=-RENEWAL_DAYS),
        latest=Span(days=RENEWAL_DAYS),
        window="default",
        asked_by=tuple(replace(one, evidence=OURS) for one in schedule.lifelong),
    )


@dataclass(frozen=True, slots=True)
class Columns:
    """What arithmetic needs of each slot, and of each schedule."""

    due: tuple[Integers, Integers]  # months, days
    earliest: tuple[Integers, Integers]
    latest: tuple[Integers, Integers]
    lifelong: npt.NDArray[np.bool_]
    test: Integers
    number: Integers
    about: Integers
    noted: npt.NDArray[np.bool_]
    first: npt.NDArray[np.int64]
    renewal: npt.NDArray[np.int64]
    last_finite: npt.NDArray[np.float64]
    ends: npt.NDArray[np.float64]  # lengths, each schedule far after the one before

    @classmethod
    def of(cls, slots: Slots) -> "Columns":
        steps = slots.steps
        return cls(
            due=_spans([step.offset for step in steps]),
            earliest=_spans([step.earliest for step in steps]),
            latest=_spans([step.latest for step in steps]),
            lifelong=np.array([step.lifelong for step in steps], dtype=np.bool_),
            test=_integers([ALPHABETICAL[step.test] for step in steps]),
            number=_integers([step.number for step in steps]),
            about=_integers(slots.about),
            noted=_integers(slots.about) > 0,
            first=np.array([one.first for one in slots.schedules], dtype=np.int64),
            renewal=np.array([one.renewal for one in slots.schedules], dtype=np.int64),
            last_finite=np.array([one.last_finite for one in slots.schedules]),
            ends=_ends(slots),
        )

    def reached(
        self, schedule: Integers, length: npt.NDArray[np.float64]
    ) -> npt.NDArray[np.int64]:
        """How many slots of its schedule each row needs.

        Those up to a length, and what is finite to its own end.
        """
        return self.within(schedule, np.maximum(length, self.last_finite[schedule]))

    def within(
        self, schedule: Integers, length: npt.NDArray[np.float64]
    ) -> npt.NDArray[np.int64]:
        """How many slots of its schedule are no longer after surgery than this."""
        upto = np.searchsorted(self.ends, schedule * _APART + length, side="right")
        return upto - self.first[schedule]


# Further apart than any span is long, and small enough for exact lengths.
_APART: Final = 2.0**20


def _ends(slots: Slots) -> npt.NDArray[np.float64]:
    """The length of each offset with its schedule before it, in ascending order.

    A renewal comes after all others of its schedule, so that no length reaches it.
    """
    found = []
    for number, one in enumerate(slots.schedules):
        lengths = [
            step.offset.length for step in slots.steps[one.first : one.first + one.size]
        ]
        found += [number * _APART + length for length in lengths]
        if one.renewal != _NONE:
            found.append((number + 1) * _APART - 1)
    return np.array(found, dtype=np.float64)


def _spans(spans: list[Span]) -> tuple[Integers, Integers]:
    return _integers([one.months for one in spans]), _integers(
        [one.days for one in spans]
    )


def _integers(numbers: list[int]) -> Integers:
    return np.array(numbers, dtype=np.int32)


def length(months: Integers, days: Integers) -> Lengths:
    """As `Span.length`: about how many days."""
    return (months * DAYS_IN_MONTH + days).astype(np.float64)
