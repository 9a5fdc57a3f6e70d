"""Measures: what an audit counts, and of what, in words."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from surveil.catalogue import TESTS
from surveil.following import lost
from surveil.history import History, Standing, Verdict
from surveil.intervals import wilson
from surveil.plans import Plan
from surveil.spans import Span
from surveil.tracks import tracks


@dataclass(frozen=True, slots=True)
class Measure:
    """One index of a clinic: its name, what is counted and of what, in words."""

    id: str
    name: str
    brief: str
    counts: str  # the numerator
    of: str  # the denominator


MEASURES: Final = (
    Measure(
        "completeness",
        "done of what was planned",
        "done",
        "planned tests that were done, early and late ones too",
        "planned tests whose latest date has passed",
    ),
    Measure(
        "timeliness",
        "done on time",
        "on time",
        "planned tests that were done within their window, or no further from it than"
        " the default window",
        "planned tests that were done",
    ),
    Measure(
        "lost",
        "lost to follow-up",
        "lost",
        "patients with a planned test that is overdue by more than the grace, and no"
        " contact since its window opened",
        "patients followed now, with some planned test whose latest date is more than"
        " the grace ago",
    ),
    Measure(
        "over-testing",
        "done without need",
        "needless",
        "tests that were duplicates, not recommended, or too early to count",
        "tests that were done and could be judged",
    ),
    Measure(
        "under-testing",
        "overdue",
        "overdue",
        "planned tests that are overdue: neither done nor booked",
        "planned tests whose latest date has passed",
    ),
)
MEASURE: Final = MappingProxyType({one.id: one for one in MEASURES})
NEEDLESS: Final = ("duplicate", "not-recommended", "early-not-counted")
UNJUDGED: Final = ("before-surgery", "not-judged")
UNASKED: Final = ("left-out", "missed-before")
ALL_TESTS: Final = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A numerator and its denominator; without a denominator there is no share."""

    numerator: int = 0
    denominator: int = 0

    @property
    def share(self) -> float | None:
        return self.numerator / self.denominator if self.denominator else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval of the share, by Wilson."""
        return wilson(self.numerator, self.denominator)


@dataclass(slots=True)
class Sums:
    """The figures of some patients, by measure and test; those of others are added."""

    _numerators: Counter[tuple[str, str]] = field(default_factory=Counter)
    _denominators: Counter[tuple[str, str]] = field(default_factory=Counter)

    def count(self, measure: str, test: str, counts: bool) -> None:
        """One of the denominator, that `counts` or not; among all tests as well."""
        for place in {(measure, test), (measure, ALL_TESTS)}:
            self._denominators[place] += 1
            self._numerators[place] += counts

    def add(self, other: "Sums") -> None:
        self._numerators.update(other._numerators)
        self._denominators.update(other._denominators)

    def figure(self, measure: str, test: str = ALL_TESTS) -> Figure:
        place = measure, test
        return Figure(self._numerators[place], self._denominators[place])

    @property
    def tests(self) -> tuple[str, ...]:
        """The tests that anything was counted of, in the order of the catalogue."""
        found = {test for _, test in self._denominators}
        return tuple(test for test in TESTS if test in found)


@dataclass(frozen=True, slots=True)
class Period:
    """A plan with what was done, and the days on which it was the one to follow.

    From `since` (None: from surgery) to `until`: of its planned tests, those count
    whose latest date is in between.
    """

    history: History
    since: date | None
    until: date

    def passed(self) -> Iterator[Standing]:
        """The planned tests whose latest date has passed while this plan held.

        Not those that a clinician left out, nor those of before this clinic's
        follow-up.
        """
        followed = self.history.plan.case.followed_from
        first = max(filter(None, (followed, self.since)), default=date.min)
        for one in self.history.standings:
            within = first <= one.latest < self.until
            if within and is_test(one) and one.status not in UNASKED:
                yield one

    def done(self) -> Iterator[Standing]:
        """The planned tests that were done while this plan held."""
        for one in self.history.standings:
            by = one.by if one.status == "done" and is_test(one) else None
            if by and (self.since is None or by.date > self.since):
                yield one


def is_test(standing: Standing) -> bool:
    """Whether a step is a test: decisions are in no clinic's table of what was done."""
    return TESTS[standing.test].kind != "decision"


def count_steps(found: Sums, period: Period) -> None:
    """Count what was planned in a period."""
    for one in period.passed():
        found.count("completeness", one.test, one.status == "done")
        found.count("under-testing", one.test, one.status == "overdue")
    on_time = _on_time(period)
    for one in period.done():
        found.count("timeliness", one.test, one.id in on_time)


def count_verdicts(found: Sums, verdicts: Iterable[Verdict]) -> None:
    """Count what was done, whatever was planned."""
    for one in verdicts:
        if one.verdict not in UNJUDGED:
            found.count("over-testing", one.done.test, one.verdict in NEEDLESS)


def _on_time(period: Period) -> frozenset[str]:
    """The steps that were done on time, while the plan held: ids are of this plan.

    A scan that counts for several steps has the best of their verdicts: each is looked
    at by itself.
    """
    found: set[str] = set()
    several: list[tuple[str, date]] = []
    history, since = period.history, period.since or date.min
    for one in history.verdicts:
        if one.verdict == "on-time" and one.done.date > since:
            if len(one.steps) == 1:
                found.update(one.steps)
            else:
                several += [(step, one.done.date) for step in one.steps]
    if several:
        slack = _slack(history.plan)
        standing = {one.id: one for one in history.standings}
        for step, day in several:
            own, wider = standing[step], slack[step]
            if own.earliest - wider <= day <= own.latest + wider:
                found.add(step)
    return frozenset(found)


def _slack(plan: Plan) -> Mapping[str, timedelta]:
    """By how much each judged window is wider than the window of its step."""
    return {
        event.id: timedelta(days=track.earliest[place] - track.first[place])
        for track in tracks(plan).values()
        for place, event in enumerate(track.events)
    }


def is_lost(period: Period, contact: date | None, grace: Span) -> bool | None:
    """Whether the patient is lost to follow-up, as `following.lost` has it.

    None where nothing that was planned is past its latest date and the grace: nobody
    can be lost yet.
    """
    history = period.history
    if lost(history, contact, grace):
        return True
    could_be = any(
        is_test(one)
        and one.status in ("done", "booked", "overdue")
        and grace.after(one.latest) < history.as_of
        for one in history.standings
    )
    return False if could_be else None
