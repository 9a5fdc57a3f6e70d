"""Dating: the slots of each row on their days, all rows of a chunk at once."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from surveil.batch import months
from surveil.batch.encoding import Integers, together
from surveil.batch.months import Days
from surveil.batch.options import BatchOptions
from surveil.batch.reading import Rows, days_of
from surveil.batch.slots import RENEW, Slots, length
from surveil.planning import AHEAD, RENEWAL_DAYS
from surveil.scheduling import MARGIN_DAYS
from surveil.spans import Span

_TESTS: Final = 64  # more than there are, so that a day and a test are one number


@dataclass(slots=True)
class Dated:
    """The events of the rows that have a schedule, in order of row, due date, test.

    `row` says for each event which of `rows` it belongs to; `renewed` is the offset
    of each of `rows` to its horizon, as months and days.
    """

    rows: npt.NDArray[np.int64]  # places in the chunk
    horizon: Days  # of each of `rows`
    renewed: tuple[Integers, Integers]
    count: npt.NDArray[np.int64]  # events of each of `rows`
    row: npt.NDArray[np.int64]
    slot: npt.NDArray[np.int64]
    number: Integers
    renewal: npt.NDArray[np.bool_]
    earliest: Days
    due: Days
    latest: Days


def dated(
    rows: Rows,
    which: npt.NDArray[np.int64],
    schedule: Integers,
    slots: Slots,
    options: BatchOptions,
) -> Dated:
    """The events of the rows `which`, each by its schedule."""
    surgery = rows.surgery.value[which]
    places = months.places(surgery)
    horizon = _horizon(places, options)
    until = months.between(places, horizon)
    reach = length(*until) + MARGIN_DAYS
    schedule = _own_schedules(schedule, slots, until, reach)
    columns = slots.columns
    needed = columns.reached(schedule, reach)
    lifelong = columns.renewal[schedule] >= 0
    size = needed + lifelong
    row = np.repeat(np.arange(len(which)), size)
    ends = np.cumsum(size)
    slot = np.arange(len(row)) + np.repeat(
        columns.first[schedule] - (ends - size), size
    )
    last = (ends - 1)[lifelong]
    slot[last] = columns.renewal[schedule][lifelong]
    renewal = np.zeros(len(row), dtype=np.bool_)
    renewal[last] = True
    anchor = places.take(row)
    due = _after(anchor, columns.due, slot)
    due[last] = horizon[lifelong]
    number = columns.number.take(slot)
    number[last] = np.maximum(1, until[0] // 12)[lifelong]
    keep = ~(columns.lifelong.take(slot) & (due > horizon.take(row)))
    keep[last] &= ~_renewed_already(slots, schedule[lifelong], number[last])
    if not keep.all():
        kept = np.flatnonzero(keep)
        row, slot, due, number = row[kept], slot[kept], due[kept], number[kept]
        anchor, renewal = anchor[kept], renewal[kept]
    order = _order(row, due, columns.test.take(slot))
    if order is not None:
        row, slot, due, number = row[order], slot[order], due[order], number[order]
        anchor, renewal = anchor[order], renewal[order]
    found = Dated(
        rows=which,
        horizon=horizon,
        renewed=until,
        count=np.bincount(row, minlength=len(which)),
        row=row,
        slot=slot,
        number=number,
        renewal=renewal,
        earliest=_after(anchor, columns.earliest, slot),
        due=due,
        latest=_after(anchor, columns.latest, slot),
    )
    _date_renewals(found, places)
    return found


def _horizon(places: Integers, options: BatchOptions) -> Days:
    """As `planning.horizon_of` each row."""
    own = months.after(
        places, np.int32(options.horizon.months), np.int32(options.horizon.days)
    )
    least = AHEAD.after(options.made)
    years = (np.int32(least.year) - months.years(places)).astype(np.int32)
    none = np.int32(0)
    anniversary = months.after(places, years * np.int32(12), none)
    early = (anniversary < np.int32(days_of(least))).astype(np.int32)
    anniversary = months.after(places, (years + early) * np.int32(12), none)
    return np.maximum(own, anniversary)


def _own_schedules(
    schedule: Integers,
    slots: Slots,
    until: tuple[Integers, Integers],
    reach: npt.NDArray[np.float64],
) -> Integers:
    """The schedule of each row, which is that of its course for nearly all.

    Where a finite series beside a lifelong one runs past the horizon of a row, the
    lifelong steps that are made for that row alone decide how its steps are numbered:
    it gets a schedule that goes no further than its own horizon.
    """
    if not len(schedule):
        return schedule
    columns = slots.columns
    goes_on = columns.renewal[schedule] >= 0
    far = np.flatnonzero(goes_on & (columns.last_finite[schedule] > reach))
    if not len(far):
        return schedule
    own = schedule.copy()
    size = columns.within(schedule[far], reach[far]).astype(np.int32)
    first, which = together([schedule[far], size])
    numbers = [
        slots.ending(
            int(schedule[far[one]]),
            int(size[one]),
            Span(*(int(part[far[one]]) for part in until)),
        )
        for one in first.tolist()
    ]
    own[far] = np.array(numbers, dtype=np.int32)[which]
    return own


def _after(
    anchor: Integers, spans: tuple[Integers, Integers], slot: npt.NDArray[np.int64]
) -> Days:
    return months.after(anchor, spans[0].take(slot), spans[1].take(slot))


def _renewed_already(
    slots: Slots, schedule: Integers, number: Integers
) -> npt.NDArray[np.bool_]:
    """Whether the schedule has a renewal of this number by itself."""
    found = np.zeros(len(schedule), dtype=np.bool_)
    for one in np.unique(schedule).tolist():
        steps = slots.schedules[one].schedule.steps
        if own := [step.number for step in steps if step.test == RENEW]:
            here = schedule == one
            found[here] = np.isin(number[here], own)
    return found


def _order(
    row: npt.NDArray[np.int64], due: Days, test: Integers
) -> npt.NDArray[np.int64] | None:
    """The order by row, due date and test; None if they are in this order already."""
    key = due.astype(np.int64) * _TESTS + test
    if not np.any((key[1:] < key[:-1]) & (row[1:] == row[:-1])):
        return None
    return np.argsort(row * 2**40 + (key - key.min()), kind="stable")


def _date_renewals(found: Dated, places: Integers) -> None:
    """The window of a renewal lies about the horizon, counted from surgery as well."""
    at = np.flatnonzero(found.renewal)
    row = found.row[at]
    own = [one[row] for one in found.renewed]
    days = np.int32(RENEWAL_DAYS)
    found.earliest[at] = months.after(places[row], own[0], own[1] - days)
    found.latest[at] = months.after(places[row], own[0], own[1] + days)


def reach_of(surgery: Days, options: BatchOptions) -> Span:
    """A span at least as long as that of any row to its horizon."""
    first = months.places(surgery[surgery.argmin()][np.newaxis])
    whole = months.between(first, _horizon(first, options))[0]
    return Span(months=max(int(whole[0]), options.horizon.months) + 2)
