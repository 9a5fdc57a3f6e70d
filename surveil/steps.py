"""Schedules: the steps that a guideline asks for, as offsets, before any date."""

from dataclasses import dataclass
from typing import Final

from surveil.guideline import AgeNote, Guideline, Row, Source
from surveil.spans import Span

# Renewing a plan and confirming its end are ours: no publication grades them.
OURS: Final = "none: a convention of surveil"


@dataclass(frozen=True, slots=True)
class Asker:
    """A row of a guideline that asks for a step, and the readings it rests on."""

    guideline: Guideline
    row: Row
    readings: tuple[str, ...]
    evidence: str  # of the row, or that the step is a convention of ours


@dataclass(frozen=True, slots=True)
class Step:
    """One test in a schedule: due this long after surgery."""

    test: str
    number: int
    offset: Span
    earliest: Span
    latest: Span
    window: str  # "guideline" or "default"
    asked_by: tuple[Asker, ...]
    lifelong: bool = False  # goes on until the planning horizon cuts it

    @property
    def id(self) -> str:
        """Same for the third CT however its date moves, so exports update it."""
        return f"{self.test}/{self.number}"


@dataclass(frozen=True, slots=True)
class Missing:
    """An unknown fact: who asks for it, and what it would change."""

    fact: str
    because: str
    would: str


@dataclass(frozen=True, slots=True)
class Continues:
    """A series that goes on past the planning horizon."""

    test: str
    every: str
    until: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """Why the MDT must decide: kind is one of the four of the design."""

    kind: str
    reason: str
    sources: tuple[Source, ...] = ()
    row: str | None = None
    missing: tuple[Missing, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoFollowUp:
    """A cited recommendation of no routine follow-up."""

    reason: str
    sources: tuple[Source, ...]
    row: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """What the rows ask for, as offsets: it depends on the facts alone.

    `steps` reach a little past the span that was asked for; planning cuts the lifelong
    ones at its horizon.
    """

    pace: str
    steps: tuple[Step, ...]
    continues: tuple[Continues, ...]
    lifelong: tuple[Asker, ...]  # the rows whose series go on for life
    age_notes: tuple[AgeNote, ...] = ()
