"""Scheduling: from the rows that apply to numbered steps, before any date."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from surveil.catalogue import CONTAINS, RANK
from surveil.guideline import Guideline, Recommendation, Row, Series, Supplement
from surveil.spans import Span
from surveil.steps import Asker, Continues, Schedule, Step

PACES: Final = ("closest", "widest")
# Our own windows where the publication prints none: the longer the gap to the step
# before, the wider. (gap up to, days on either side)
_DEFAULT_WINDOWS: Final = ((Span(months=3), 14), (Span(months=6), 28))
_WIDEST_DEFAULT: Final = 56
# Steps are made this far past the asked span, because months differ in length.
_MARGIN_DAYS: Final = 62


def schedule(
    guideline: Guideline,
    recommendation: Recommendation,
    supplements: Sequence[Supplement] = (),
    *,
    pace: str = "closest",
    until: Span,
) -> Schedule:
    """The steps of a recommendation with its supplements, lifelong ones to `until`."""
    reach = until.length + _MARGIN_DAYS
    own = recommendation.row
    steps: list[Step] = []
    continues: list[Continues] = []
    lifelong: list[Asker] = []
    for row in (own, *(supplement.row for supplement in supplements)):
        hosts = {test: one for one in own.series for test in one.tests}
        hosts |= {test: one for one in row.series for test in one.tests}
        for series in row.series:
            timed = hosts[series.along] if series.along else series
            readings = (*row.readings, *series.readings)
            if timed is not series:
                readings += timed.readings
            asker = Asker(guideline, row, tuple(dict.fromkeys(readings)))
            slots = list(_slots(timed, pace, reach))
            for test in series.tests:
                steps += [slot.step(test, asker) for slot in slots]
                if timed.is_lifelong:
                    every = str(timed.every[-1].every)
                    continues.append(Continues(test, every, "lifelong"))
            if timed.is_lifelong:
                lifelong.append(asker)
    steps = _numbered(_stood_in_for(_merged(steps)))
    return Schedule(
        guideline=guideline,
        recommendation=recommendation,
        pace=pace,
        steps=tuple(steps + _closing(guideline, recommendation, steps, lifelong)),
        continues=tuple(dict.fromkeys(continues)),
        lifelong=tuple({asker.row.id: asker for asker in lifelong}.values()),
    )


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
    gap = due.length - before.length
    days = _WIDEST_DEFAULT
    for up_to, either_side in reversed(_DEFAULT_WINDOWS):
        if gap <= up_to.length:
            days = either_side
    return _Slot(due, due + Span(days=-days), due + Span(days=days), "default")


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
        asked_by=(*first.asked_by, *other.asked_by),
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
    guideline: Guideline,
    recommendation: Recommendation,
    steps: list[Step],
    lifelong: list[Asker],
) -> list[Step]:
    """The step that ends the plan by the file; a lifelong one ends at the horizon."""
    asker = _asker(guideline, recommendation.row)
    if recommendation.renew:
        slot = _around(recommendation.renew, Span(), None)
        step = slot.step("renew-plan", asker)
        return [replace(step, number=max(1, step.offset.months // 12))]
    if lifelong:
        return []
    last = max(steps, key=lambda step: (step.offset.length, -RANK[step.test]))
    return [replace(last, test="confirm-end", number=1, asked_by=(asker,))]


def _asker(guideline: Guideline, row: Row) -> Asker:
    return Asker(guideline, row, row.readings)
