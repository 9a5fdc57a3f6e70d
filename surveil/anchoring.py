"""Anchoring: the dates of the steps to come, counted from the test last done."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from surveil.guideline import Row, Series
from surveil.plans import Event, Plan
from surveil.spans import Span, SpanRange
from surveil.steps import Step

NOWHERE: Final = Span()


@dataclass(frozen=True, slots=True)
class Course:
    """Where the steps of one test lie from surgery, if each follows the one before.

    They lie where the schedule has them, but never closer to the step before than the
    shortest interval that is printed for their phase, nor further from it than the
    longest: the phases of a schedule may begin where no step is. A series' interval
    holds between two of its own steps; others may stand between them.
    """

    dues: tuple[Span, ...]
    earliest: tuple[Span, ...]
    latest: tuple[Span, ...]

    def ordered(self, order: Sequence[int]) -> "Course":
        """The same course with its steps in another order."""
        return Course(
            tuple(self.dues[at] for at in order),
            tuple(self.earliest[at] for at in order),
            tuple(self.latest[at] for at in order),
        )

    def after(self, place: int, later: int, done: date) -> tuple[int, int, int]:
        """Earliest, due and latest of a later step, as ordinals, counted from a test.

        The test of `place` was done on `done`.
        """
        base = self.dues[place]
        return (
            ordinal_after(done, self.earliest[later], base),
            ordinal_after(done, self.dues[later], base),
            ordinal_after(done, self.latest[later], base),
        )


def course(events: Sequence[Event], rows: Sequence[Row], pace: str) -> Course:
    """The course of the events of one test, in order; `rows` are those of the plan."""
    dues: list[Span] = []
    earliest: list[Span] = []
    latest: list[Span] = []
    before, at = NOWHERE, NOWHERE  # in the schedule, and in the course
    for event in events:
        step = event.step
        gap = _less(step.offset, before)
        printed = _printed(step, rows, before, pace)
        for one in printed:
            # Never below the short end: no phase begins before the step before it.
            gap = min(gap, one.high, key=_length)
        due = at + gap
        moved = _less(due, step.offset)
        last = step.latest + moved
        for one in printed:
            if one.is_open:
                last = min(last, at + one.high, key=_length)
        dues.append(due)
        earliest.append(step.earliest + moved)
        latest.append(max(last, due, key=_length))
        before, at = step.offset, due
    return Course(tuple(dues), tuple(earliest), tuple(latest))


def soonest(
    events: Sequence[Event], place: int, rows: Sequence[Row], pace: str
) -> Span | None:
    """The short end of the range that is printed between a step and the one before.

    None where it is no range: a fixed interval, or none.
    """
    step = events[place].step
    before = NOWHERE
    for event in events:
        if event.step.number == step.number - 1:
            before = event.step.offset
    lows = [one.low for one in _printed(step, rows, before, pace) if one.is_open]
    return max(lows, key=_length, default=None)


def rows_of(plan: Plan) -> tuple[Row, ...]:
    """The rows that ask for any event, the recommendation first: it hosts others."""
    asked = {
        id(one.row): one.row for event in plan.events for one in event.step.asked_by
    }
    first = plan.recommendation
    return tuple(sorted(asked.values(), key=lambda row: row.id != first))


def ordinal_after(day: date, span: Span, less: Span = NOWHERE) -> int:
    """The ordinal of `span` less `less` after a day: as `Span.after`, but quicker."""
    month = day.year * 12 + day.month - 1 + span.months - less.months
    year, month = month // 12, month % 12 + 1
    last = day.day if day.day <= 28 else min(day.day, monthrange(year, month)[1])
    return date(year, month, last).toordinal() + span.days - less.days


def _printed(
    step: Step, rows: Sequence[Row], before: Span, pace: str
) -> list[SpanRange]:
    """The intervals that are printed between a step and the one at `before`.

    Only of series that have both, one after the other: steps of another row may stand
    between theirs, and a larger scan in the place of one of them.
    """
    found = []
    for asker in step.asked_by:
        for series in _timed(step.test, asker.row, rows):
            found += list(_between(series, before, step.offset, pace))
    return found


def _timed(test: str, row: Row, rows: Sequence[Row]) -> Iterator[Series]:
    """The series that times a test of a row: its own, or the one that it goes with."""
    for series in row.series:
        if test in series.tests:
            if not series.along:
                yield series
            else:
                hosts = [
                    one
                    for host in (row, *rows)
                    for one in host.series
                    if series.along in one.tests and not one.along
                ]
                yield from hosts[:1]


def _between(
    series: Series, before: Span, offset: Span, pace: str
) -> Iterator[SpanRange]:
    """The interval of the phase in which `offset` follows `before`, if it does."""
    start = last = NOWHERE
    for phase in series.every:
        interval = phase.every.low if pace == "closest" else phase.every.high
        end = phase.until or offset
        due = start + interval
        while due.length <= end.length:
            if (last, due) == (before, offset):
                yield phase.every
            last, due = due, due + interval
        start = end


def _less(span: Span, other: Span) -> Span:
    return Span(span.months - other.months, span.days - other.days)


def _length(span: Span) -> float:
    return span.length
