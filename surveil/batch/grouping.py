"""Grouping: rows whose events are of the same steps, and differ in dates alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from surveil.batch.dating import Dated
from surveil.batch.encoding import Integers, together
from surveil.batch.months import Days
from surveil.batch.tables import Chunk
from surveil.spans import Span
from surveil.steps import Step

if TYPE_CHECKING:
    from surveil.batch.planner import Planner

_MIX: Final = np.uint64(0x9E3779B97F4A7C15)
_NO_ROW: Final = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of a chunk whose events have the same steps, in order of due date and test.

    `rows` are places in the chunk. `earliest`, `due`, `latest` and `notes` have a line
    for each of these rows and a column for each of `steps`; days are counted from
    1970-01-01, and a note is one of `note_texts`. `facts` are the values that the rows
    share of the facts that were asked for.
    """

    steps: tuple[Step, ...]
    rows: npt.NDArray[np.int64]
    earliest: Days
    due: Days
    latest: Days
    past: npt.NDArray[np.bool_]
    notes: Integers
    note_texts: tuple[tuple[str, ...], ...]
    facts: dict[str, object]


def grouped(
    chunk: Chunk, planner: "Planner", facts: Sequence[str], *, by_offset: bool
) -> Iterator[Group]:
    """The groups of a chunk, in the order of their first rows."""
    dated = chunk.dated
    some = np.flatnonzero(dated.count)
    if not len(some):
        return
    starts = np.cumsum(dated.count) - dated.count
    columns = [*_signature(dated, some, starts, by_offset)]
    columns += [chunk.rows.shared[name][dated.rows[some]] for name in facts]
    first, which = together(columns)
    note_texts = tuple(chunk.note_texts)
    order = np.argsort(which, kind="stable")
    for number, members in enumerate(
        np.split(order, np.cumsum(np.bincount(which))[:-1])
    ):
        rows = some[members]
        at = starts[rows][:, np.newaxis] + np.arange(dated.count[rows[0]])
        own = at[0]
        assert (dated.slot[at] == dated.slot[own]).all()
        shared = {
            name: planner.reader.classes[name].values[
                chunk.rows.shared[name][dated.rows[some[first[number]]]]
            ]
            for name in facts
        }
        yield Group(
            steps=tuple(step_of(planner, dated, place) for place in own.tolist()),
            rows=dated.rows[rows],
            earliest=dated.earliest[at],
            due=dated.due[at],
            latest=dated.latest[at],
            past=chunk.past[at],
            notes=chunk.notes[at],
            note_texts=note_texts,
            facts=shared,
        )


def _signature(
    dated: Dated,
    some: npt.NDArray[np.intp],
    starts: npt.NDArray[np.int64],
    by_offset: bool,
) -> Iterator[Integers]:
    """What two rows have in common whose events are of the same steps."""
    place = (np.arange(len(dated.row)) - starts[dated.row]).astype(np.uint64)
    word = (dated.slot * 4096 + dated.number).astype(np.uint64)
    mixed = (word + np.uint64(1)) * _MIX ^ (place * np.uint64(0xD6E8FEB86659FD93))
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(32)
    total = np.add.reduceat(mixed, starts[some])
    yield np.unique(total, return_inverse=True)[1].astype(np.int32)
    yield dated.count[some].astype(np.int32)
    if by_offset:
        renewed = np.zeros(len(dated.count), dtype=np.bool_)
        renewed[dated.row[dated.renewal]] = True
        for one in dated.renewed:
            yield np.where(renewed, one, 0)[some].astype(np.int32)


def step_of(planner: "Planner", dated: Dated, event: int) -> Step:
    """The step of an event; of a renewal with the number and offset of its row."""
    step: Step = planner.slots.steps[dated.slot[event]]
    if not dated.renewal[event]:
        return step
    row = dated.row[event]
    offset = Span(*(int(one[row]) for one in dated.renewed))
    return replace(
        step,
        number=int(dated.number[event]),
        offset=offset,
        earliest=offset + step.earliest,
        latest=offset + step.latest,
    )
