"""Columns in, columns out: one chunk of a list planned."""

import threading
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from surveil.batch.options import BatchOptions
from surveil.batch.planner import Planner
from surveil.batch.tables import Chunk

_remembered: Final = threading.local()


@dataclass(slots=True)
class Planned:
    """What became of a chunk: one line of `outcomes` for each of its rows, in order.

    `events` has one line for each event, in order of row, due date and test.
    """

    outcomes: pa.Table
    events: pa.Table
    _chunk: Chunk
    _planner: Planner

    @property
    def inside(self) -> tuple[Chunk, Planner]:
        """What the tables are made of, for what else is written of a chunk.

        To be used before the next chunk is planned.
        """
        return self._chunk, self._planner


def plan_columns(chunk: pa.Table | pa.RecordBatch, options: BatchOptions) -> Planned:
    """Every row of a chunk with exactly one outcome, and all events.

    The chunk has a column of texts for each fact that the list has; a fact without a
    column is unknown. `row` numbers its rows (from 1 without it). A row with a
    `refused_problem` is rejected with it, of `refused_fact`; other columns are
    ignored. The rows of a chunk do not depend on each other: repeated keys are for the
    caller to refuse. Raises UsageError for options that no plan can have.
    """
    planner = _planner(options)
    found = planner.planned(chunk)
    return Planned(planner.outcomes(found), planner.events(found), found, planner)


def _planner(options: BatchOptions) -> Planner:
    """The planner of these options in this thread: what it has met, it remembers."""
    kept: tuple[object, Planner] | None = getattr(_remembered, "planner", None)
    if kept is None or kept[0] != options.identity:
        kept = (options.identity, Planner(options))
        _remembered.planner = kept
    return kept[1]
