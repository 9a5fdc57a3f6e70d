"""Plans: a schedule put on a date, or the reason why there is none."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from surveil.case import Case
from surveil.guideline import Guideline, Source
from surveil.steps import Asker, Continues, Missing, Step

OUTCOMES: Final = ("plan", "no-follow-up", "judgement", "ended")
DISCLAIMER: Final = (
    "A proposal for clinicians: the multidisciplinary team decides."
    " Not a medical device."
)


@dataclass(frozen=True, slots=True)
class Event:
    """A step on its date, with all that a renderer shows."""

    step: Step
    earliest: date
    due: date
    latest: date
    past: bool  # its window had closed on the day the plan was made
    notes: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return self.step.id

    @property
    def test(self) -> str:
        return self.step.test

    @property
    def asked_by(self) -> tuple[Asker, ...]:
        return self.step.asked_by


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The one answer for one case: events, or the reason why there are none.

    `outcome` is one of plan, no-follow-up, judgement, ended. `made` is the day it was
    made, `horizon` the day to which lifelong series are planned (None without events).
    `cautions` stand above the dates, `notes` below them.
    """

    case: Case
    made: date
    pace: str
    guidelines: tuple[Guideline, ...]
    outcome: str
    horizon: date | None = None
    judgement: str | None = None
    reason: str | None = None
    sources: tuple[Source, ...] = ()
    recommendation: str | None = None
    missing: tuple[Missing, ...] = ()
    events: tuple[Event, ...] = ()
    continues: tuple[Continues, ...] = ()
    gaps: tuple[str, ...] = ()
    banner: str | None = None
    cautions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
