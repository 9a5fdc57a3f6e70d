"""Rows as plans: the few events of a row from which an entry is worded."""

from dataclasses import replace
from datetime import date

import numpy as np
import numpy.typing as npt

from surveil.batch.columns import Planned
from surveil.batch.entry_templates import EPOCH
from surveil.case import Case
from surveil.plans import Event, Plan
from surveil.preparation import circumstances
from surveil.spans import Span
from surveil.steps import Step

Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]


def plan(planned: Planned, row: int, places: range, made: date) -> Plan:
    """A plan with some events of a row; of its case, what the words look at."""
    chunk, planner = planned.inside
    shared = chunk.rows.shared
    case = _case(planned, int(shared["function"][row]), int(shared["hereditary"][row]))
    return Plan(
        case=case,
        made=made,
        pace=planner.options.pace,
        guidelines=(),
        outcome="plan",
        events=events(planned, places),
    )


def events(planned: Planned, places: range) -> tuple[Event, ...]:
    """The events at these places of a chunk, without their notes."""
    return tuple(_event(planned, place) for place in places)


def suspended(planned: Planned) -> Flags:
    """Which rows of a chunk have no entries, because their follow-up is suspended."""
    chunk, planner = planned.inside
    values = planner.reader.classes["status"].values
    of_class = np.array([value == "suspended" for value in values], dtype=np.bool_)
    found: Flags = of_class[chunk.rows.shared["status"]]
    return found


def renewing(planned: Planned, first: Places) -> Flags:
    """Which units, by their first events, hold a renewal of the plan."""
    chunk, planner = planned.inside
    tests = np.array([step.test == "renew-plan" for step in planner.slots.steps])
    if not len(first):
        return np.zeros(0, dtype=np.bool_)
    renews = tests[chunk.dated.slot] | chunk.dated.renewal
    return np.logical_or.reduceat(renews, first)


def looked_at(planned: Planned) -> Places:
    """For each row, a number for what the words of an entry look at in its case."""
    chunk, planner = planned.inside
    function, hereditary = (
        chunk.rows.shared[name] for name in ("function", "hereditary")
    )
    size = len(planner.reader.classes["hereditary"].values)
    both = function.astype(np.int64) * size + hereditary
    distinct, inverse = np.unique(both, return_inverse=True)
    numbers = []
    for pair in distinct.tolist():
        bits = circumstances(_case(planned, *divmod(pair, size)))
        numbers.append(sum(bit << place for place, bit in enumerate(bits)))
    found: Places = np.array(numbers, dtype=np.int64)[inverse.ravel()]
    return found


def _case(planned: Planned, function: int, hereditary: int) -> Case:
    _, planner = planned.inside
    classes = planner.reader.classes
    facts = {
        "function": classes["function"].values[function],
        "hereditary": classes["hereditary"].values[hereditary],
    }
    return Case(site="unknown-primary", **facts)  # type: ignore[arg-type]


def _event(planned: Planned, place: int) -> Event:
    chunk, _ = planned.inside
    dated = chunk.dated
    earliest, due, latest = (
        date.fromordinal(EPOCH + int(days[place]))
        for days in (dated.earliest, dated.due, dated.latest)
    )
    step = _step(planned, place)
    return Event(step, earliest, due, latest, bool(chunk.past[place]))


def _step(planned: Planned, place: int) -> Step:
    """The step of an event; of a renewal with the number and offset of its row."""
    chunk, planner = planned.inside
    dated = chunk.dated
    step: Step = planner.slots.steps[dated.slot[place]]
    if not dated.renewal[place]:
        return step
    row = dated.row[place]
    offset = Span(*(int(one[row]) for one in dated.renewed))
    return replace(
        step,
        number=int(dated.number[place]),
        offset=offset,
        earliest=offset + step.earliest,
        latest=offset + step.latest,
    )
