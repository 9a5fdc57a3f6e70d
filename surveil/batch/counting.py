"""Counting: the numbers of a list, chunk by chunk, in the memory of a few tables."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePath
from typing import Final

import numpy as np
import numpy.typing as npt

from surveil.batch.columns import Planned
from surveil.batch.courses import Course
from surveil.batch.options import BatchOptions
from surveil.batch.planner import Planner
from surveil.batch.reading import days_of
from surveil.batch.slots import ALPHABETICAL
from surveil.batch.tables import Chunk
from surveil.catalogue import TESTS
from surveil.demand import (
    JUDGEMENTS,
    MONTHS,
    OUTCOMES,
    Asked,
    Demand,
    Lack,
    Refused,
    months_from,
)

FIRST: Final = 5  # rows of each reason that are named
_TESTS: Final = tuple(ALPHABETICAL)
_BLOOD: Final = np.array([TESTS[one].kind == "blood" for one in _TESTS])
_COMMON: Final = 3  # changes of each missing fact that are told
# A repeated key is told with its other rows, which differ from row to row.
_ELSEWHERE: Final = re.compile(r"\Astands in .* as well:", re.DOTALL)
Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def _none() -> Whole:
    return np.zeros(len(_TESTS), dtype=np.int64)


def _no_months() -> Whole:
    return np.zeros((2, len(_TESTS), MONTHS), dtype=np.int64)


@dataclass(slots=True)
class Counts:
    """The numbers of some rows of a list; those of other rows can be added.

    Of what has two places, the first is of rows that are followed, the second of rows
    whose follow-up is suspended.
    """

    lists: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    judgements: Counter[str] = field(default_factory=Counter)
    guidelines: Counter[str] = field(default_factory=Counter)
    undecided: Counter[str] = field(default_factory=Counter)
    decided: Counter[str] = field(default_factory=Counter)
    would: Counter[tuple[str, str]] = field(default_factory=Counter)
    refused: Counter[tuple[str, str]] = field(default_factory=Counter)
    first: dict[tuple[str, str], list[tuple[str, int]]] = field(default_factory=dict)
    dated: Whole = field(default_factory=lambda: np.zeros(2, dtype=np.int64))
    due: Whole = field(default_factory=_no_months)
    blood_days: Whole = field(
        default_factory=lambda: np.zeros((2, MONTHS), dtype=np.int64)
    )
    is_open: Whole = field(default_factory=_none)
    is_closed: Whole = field(default_factory=_none)

    def add(self, other: "Counts") -> None:
        """Take in the numbers of other rows; the order makes no difference."""
        for name in (
            *("lists", "outcomes", "judgements", "guidelines"),
            *("undecided", "decided", "would", "refused"),
        ):
            getattr(self, name).update(getattr(other, name))
        for reason, rows in other.first.items():
            self.first[reason] = sorted([*self.first.get(reason, ()), *rows])[:FIRST]
        for name in ("dated", "due", "blood_days", "is_open", "is_closed"):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def demand(self, options: BatchOptions, lists: Sequence[str]) -> Demand:
        """All numbers in order; `lists` are the names of all lists."""
        shown = _shown(lists)
        return Demand(
            made=options.made,
            pace=options.pace,
            horizon=options.horizon,
            lists=tuple(
                (shown[one], self.lists[one if len(lists) > 1 else ""]) for one in lists
            ),
            guidelines=tuple(
                (one, self.guidelines[one.id])
                for one in dict.fromkeys((*options.guidelines, *options.programmes))
            ),
            outcomes=tuple((one, self.outcomes[one]) for one in OUTCOMES),
            judgements=tuple((one, self.judgements[one]) for one in JUDGEMENTS),
            lacks=self._lacks(),
            refused=tuple(
                Refused(
                    *reason,
                    count,
                    tuple((shown.get(one, one), at) for one, at in self.first[reason]),
                )
                for reason, count in _ranked(self.refused)
            ),
            followed=int(self.dated[0]),
            suspended=int(self.dated[1]),
            tests=tuple(self._asked(test) for test in TESTS),
            blood_days=tuple(self.blood_days[0].tolist()),
        )

    def _lacks(self) -> tuple[Lack, ...]:
        changes: dict[str, list[tuple[str, int]]] = {}
        for (fact, would), count in _ranked(self.would):
            changes.setdefault(fact, []).append((would, count))
        facts = sorted(
            changes, key=lambda one: (-self.undecided[one], -self.decided[one], one)
        )
        return tuple(
            Lack(
                fact,
                self.undecided[fact],
                self.decided[fact],
                tuple(changes[fact][:_COMMON]),
            )
            for fact in facts
        )

    def _asked(self, test: str) -> Asked:
        at = ALPHABETICAL[test]
        return Asked(
            test=test,
            is_open=int(self.is_open[at]),
            is_closed=int(self.is_closed[at]),
            by_month=tuple(self.due[0, at].tolist()),
            suspended=int(self.due[1, at].sum()),
        )


def _shown(lists: Sequence[str]) -> dict[str, str]:
    """The names of lists without their folders, as long as that tells them apart."""
    short = {one: PurePath(one).name or one for one in lists}
    if len(set(short.values())) == len(lists):
        return short
    return {one: one for one in lists}


def _ranked(
    counter: Counter[tuple[str, str]],
) -> Iterable[tuple[tuple[str, str], int]]:
    """The commonest first; what is as common, by its letters."""
    return sorted(counter.items(), key=lambda one: (-one[1], one[0]))


def counted(planned: Planned, name: str = "") -> Counts:
    """The numbers of a chunk; `name` is how its rows name their list.

    To be used before the next chunk is planned.
    """
    chunk, planner = planned.inside
    counts = Counts()
    counts.lists[name] = len(chunk.course)
    _count_courses(counts, chunk, planner)
    _count_refused(counts, chunk, planner, name)
    _count_events(counts, chunk, planner)
    return counts


def _count_courses(counts: Counts, chunk: Chunk, planner: Planner) -> None:
    course = chunk.course[chunk.course >= 0]
    rejected = len(chunk.course) - len(course)
    if rejected:
        counts.outcomes["rejected"] = rejected
    met, rows = np.unique(course, return_counts=True)
    for number, count in zip(met.tolist(), rows.tolist(), strict=True):
        _count_course(counts, planner.courses.courses[number], count)


def _count_course(counts: Counts, course: Course, rows: int) -> None:
    counts.outcomes[course.outcome] += rows
    if course.judgement:
        counts.judgements[course.judgement] += rows
    for file in course.guidelines:
        # Where no row decided, all that were asked are named.
        if file.is_programme or course.recommendation:
            counts.guidelines[file.id] += rows
    is_undecided = course.judgement == "facts-missing"
    lacking = counts.undecided if is_undecided else counts.decided
    for one in course.missing:  # each fact once
        lacking[one.fact] += rows
        counts.would[one.fact, one.would] += rows


def _count_refused(counts: Counts, chunk: Chunk, planner: Planner, name: str) -> None:
    problem = chunk.rows.problem
    rejected = np.flatnonzero(problem)
    if not len(rejected):
        return
    met, which = np.unique(problem[rejected], return_inverse=True)
    reasons: dict[tuple[str, str], int] = {}
    numbers = [
        reasons.setdefault(_reason(planner, one), len(reasons)) for one in met.tolist()
    ]
    reason_of = np.array(numbers)[which]
    for reason, number in reasons.items():
        own = chunk.numbers[rejected[reason_of == number]]
        counts.refused[reason] = len(own)
        counts.first[reason] = [(name, one) for one in np.sort(own)[:FIRST].tolist()]


def _reason(planner: Planner, number: int) -> tuple[str, str]:
    told = planner.reader.problems[number]
    assert told is not None
    return told[0], _ELSEWHERE.sub("stands in another row as well:", told[1])


def _count_events(counts: Counts, chunk: Chunk, planner: Planner) -> None:
    dated = chunk.dated
    words = planner.reader.classes["status"].values
    of_class = np.array([one == "suspended" for one in words], dtype=np.bool_)
    suspended = of_class[chunk.rows.shared["status"][dated.rows]]
    has_dates = dated.count > 0
    resting = int(np.count_nonzero(suspended & has_dates))
    counts.dated[:] = int(np.count_nonzero(has_dates)) - resting, resting
    test: Whole = planner.slots.columns.test.take(dated.slot).astype(np.int64)
    made = planner.options.made
    day = days_of(made)
    in_window = (dated.earliest <= day) & (dated.latest >= day)
    closed = chunk.past
    if resting:
        live = ~suspended.take(dated.row)
        in_window, closed = in_window & live, closed & live
    counts.is_open = _counted(test[in_window], counts.is_open.shape)
    counts.is_closed = _counted(test[closed], counts.is_closed.shape)
    # Few of all events are due in these months: the rest is left at once.
    starts = np.array([days_of(one) for one in (*months_from(made), _after(made))])
    within = np.flatnonzero((dated.due >= starts[0]) & (dated.due < starts[-1]))
    due, row, test = dated.due[within], dated.row[within], test[within]
    of_day = np.repeat(np.arange(MONTHS), np.diff(starts))
    month = of_day[due - starts[0]]
    rests = suspended.take(row)
    counts.due = _counted(
        (rests * len(_TESTS) + test) * MONTHS + month, counts.due.shape
    )
    blood = np.flatnonzero(_BLOOD[test])
    blood = blood[_first_of_day(row[blood], due[blood])]
    counts.blood_days = _counted(
        (rests * MONTHS + month)[blood], counts.blood_days.shape
    )


def _after(made: date) -> date:
    """The day after the last month."""
    return months_from(made)[0].replace(year=made.year + MONTHS // 12)


def _counted(places: Whole, shape: tuple[int, ...]) -> Whole:
    size = int(np.prod(shape))
    return np.bincount(places, minlength=size).reshape(shape)


def _first_of_day(row: Whole, due: npt.NDArray[np.int32]) -> Flags:
    """The first on each day of each row; events are in order of row and day."""
    found = np.ones(len(row), dtype=np.bool_)
    found[1:] = (row[1:] != row[:-1]) | (due[1:] != due[:-1])
    return found
