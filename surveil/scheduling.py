"""Scheduling: from the rows that apply to numbered steps, before any date."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from surveil.catalogue import CONTAINS, RANK
from surveil.errors import UsageError
from surveil.guideline import Guideline, Recommendation, Row, Series, Supplement
from surveil.spans import Span
from surveil.steps import OURS, Asker, Continues, Schedule, Step

PACES: Final = ("closest", "widest")
# Our own windows where the publication prints none: the longer the gap to the step
# before, the wider. (gap up to, days on either side)
_DEFAULT_WINDOWS: Final = ((Span(months=3), 14), (Span(months=6), 28))
_WIDEST_DEFAULT: Final = 56
# Steps are made this far past the asked span, because months differ in length.
MARGIN_DAYS: Final = 62


def schedule(
    guideline: Guideline | None,
    recommendation: Recommendation | None,
    supplements: Sequence[Supplement] = (),
    *,
    programmes: Sequence[tuple[Guideline, Sequence[Supplement]]] = (),
    pace: str = "closest",
    until: Span,
) -> Schedule:
    """The steps of a recommendation with its supplements, lifelong ones to `until`.

    Without a recommendation, those of the programmes alone; without a guideline, none
    covers the case, and its notes on events do not apply.
    """
    if pace not in PACES:
        raise UsageError(f"--pace is not one of {', '.join(PACES)}")
    own = [recommendation.row] if recommendation else []
    rows: list[tuple[Guideline, Row]] = []
    if guideline:
        rows = [(guideline, row) for row in (*own, *(one.row for one in supplements))]
    added = [(source, one.row) for source, found in programmes for one in found]
    reach = until.length + MARGIN_DAYS
    asked = [_asked(*one, own, pace, reach) for one in (*rows, *added)]
    steps = _numbered(_stood_in_for(_merged([step for one in asked for step in one])))
    if guideline and recommendation:
        own_steps = [step for one in asked[: len(rows)] for step in one]
        ends = not any(_lifelong(*row, own) for row in rows)
        steps += _closing(guideline, recommendation, own_steps, ends)
    involved = [guideline] if guideline else []
    involved += [source for source, _ in programmes]
    continues = [one for row in (*rows, *added) for one in _continues(*row, own)]
    lifelong = [found for one in (*rows, *added) for found in _lifelong(*one, own)]
    return Schedule(
        pace=pace,
        steps=tuple(steps),
        continues=tuple(dict.fromkeys(continues)),
        lifelong=tuple(lifelong),
        age_notes=tuple(note for one in involved for note in one.age_notes),
    )


def _timed(row: Row, own: Sequence[Row]) -> Iterator[tuple[Series, Series]]:
    """Each series of a row, with the one whose timing it has: its own, or a host's."""
    hosts = {
        test: one
        for host in (*own, row)
        for one in host.series
        for test in one.tests
        if not one.along
    }
    for series in row.series:
        yield series, hosts[series.along] if series.along else series


def _asked(
    guideline: Guideline, row: Row, own: Sequence[Row], pace: str, reach: float
) -> list[Step]:
    """The steps that one row asks for, not yet numbered."""
    steps: list[Step] = []
    for series, timed in _timed(row, own):
        asker = _asker(guideline, row, series, timed)
        slots = list(_slots(timed, pace, reach))
        steps += [slot.step(test, asker) for test in series.tests for slot in slots]
    return steps


def _asker(guideline: Guideline, row: Row, series: Series, timed: Series) -> Asker:
    readings = dict.fromkeys((*row.readings, *series.readings, *timed.readings))
    return Asker(guideline, row, tuple(readings), row.evidence)


def _lifelong(guideline: Guideline, row: Row, own: Sequence[Row]) -> list[Asker]:
    """The row, if any of its series is for life, with the readings of all of them."""
    found = [
        _asker(guideline, row, series, timed)
        for series, timed in _timed(row, own)
        if timed.is_lifelong
    ]
    readings = dict.fromkeys(one for asker in found for one in asker.readings)
    asker = Asker(guideline, row, tuple(readings), row.evidence)
    return [asker] if found else []


def _continues(
    guideline: Guideline, row: Row, own: Sequence[Row]
) -> Iterator[Continues]:
    for series, timed in _timed(row, own):
        if timed.is_lifelong:
            every = str(timed.every[-1].every)
            yield from (Continues(test, every, "lifelong") for test in series.tests)


@dataclass(frozen=True, slots=True)
class _Slot:
    """A place in time that one series offers to each of its tests."""

    offset: Span
    earliest: Span
    latest: Span
    window: str
    lifelong: bool = False

    def step(self, test: str, asker: Asker) -> Step:
        return Step(
            test=test,
            number=0,
            offset=self.offset,
            earliest=self.earliest,
            latest=self.latest,
            window=self.window,
            asked_by=(asker,),
            lifelong=self.lifelong,
        )


def _slots(series: Series, pace: str, reach: float) -> Iterator[_Slot]:
    before = Span()
    if series.once:
        due = series.once.low if pace == "closest" else series.once.high
        if series.once.is_open:
            yield _Slot(due, series.once.low, series.once.high, "guideline")
        else:
            yield _around(due, before, series.window)
    for due in series.at:
        yield _around(due, before, series.window)
        before = due
    start = Span()
    for phase in series.every:
        low, high = phase.every.low, phase.every.high
        interval = low if pace == "closest" else high
        end = phase.until.length if phase.until else reach
        due = start + interval
        # A phase counts from the end of the last, even where that end is no step.
        before = max(before, start, key=lambda span: span.length)
        while due.length <= end:
            if phase.every.is_open:
                slot = _Slot(due, before + low, before + high, "guideline")
            else:
                slot = _around(due, before, series.window)
            yield replace(slot, lifelong=phase.until is None)
            before, due = due, due + interval
        start = phase.until or start


def _around(due: Span, before: Span, window: Span | None) -> _Slot:
    """A slot with the printed window, or with ours by the gap to the step before."""
    if window is not None:
        return _Slot(due, due + window * -1, due + window, "guideline")
    days = default_days(due.length - before.length)
    return _Slot(due, due + Span(days=-days), due + Span(days=days), "default")


def default_days(gap: float) -> int:
    """The days on either side of a step that are in time, by the gap before it."""
    days = _WIDEST_DEFAULT
    for up_to, either_side in reversed(_DEFAULT_WINDOWS):
        if gap <= up_to.length:
            days = either_side
    return days


def _merged(steps: list[Step]) -> list[Step]:
    """One step for each test and offset, asked by all rows that ask for it."""
    found: dict[tuple[str, Span], Step] = {}
    for step in steps:
        at = (step.test, step.offset)
        found[at] = _joined(found[at], step) if at in found else step
    return list(found.values())


def _joined(first: Step, other: Step) -> Step:
    """Both askers; the window is what the two windows share."""
    return replace(
        first,
        earliest=max(first.earliest, other.earliest, key=lambda span: span.length),
        latest=min(first.latest, other.latest, key=lambda span: span.length),
        window="guideline"
        if "guideline" in (first.window, other.window)
        else "default",
        asked_by=tuple(dict.fromkeys((*first.asked_by, *other.asked_by))),
        lifelong=first.lifelong and other.lifelong,
    )


def _stood_in_for(steps: list[Step]) -> list[Step]:
    """The steps without those scans that a larger one of the same day contains."""
    found = {(step.test, step.offset): step for step in steps}
    for larger, smaller in CONTAINS.items():
        for test in smaller:
            for (asked, offset), step in list(found.items()):
                if asked == test and (larger, offset) in found:
                    found[larger, offset] = _joined(found[larger, offset], step)
                    del found[asked, offset]
    return list(found.values())


def _numbered(steps: list[Step]) -> list[Step]:
    """The steps in order of offset, each test counted from 1."""
    steps = sorted(steps, key=lambda step: (step.test, step.offset.length))
    numbered = []
    for _, group in groupby(steps, key=lambda step: step.test):
        numbered += [replace(step, number=n) for n, step in enumerate(group, start=1)]
    return sorted(numbered, key=lambda step: (step.offset.length, step.test))


def _closing(
    guideline: Guideline, recommendation: Recommendation, steps: list[Step], ends: bool
) -> list[Step]:
    """The step that closes what the guideline itself asks for.

    A lifelong plan has none here: planning renews it at the horizon.
    """
    asker = Asker(guideline, recommendation.row, recommendation.row.readings, OURS)
    if recommendation.renew:
        step = _around(recommendation.renew, Span(), None).step("renew-plan", asker)
        years = int(step.offset.length // Span(months=12).length)
        return [replace(step, number=max(1, years))]
    if not ends:
        return []
    last = max(steps, key=lambda step: (step.offset.length, -RANK[step.test]))
    return [replace(last, test="confirm-end", number=1, asked_by=(asker,))]
