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
class Override:
    """A clinician's own date for a step, or that the step is left out, and why."""

    step: str  # the id of the step, such as ct-or-mri-abdomen/3
    day: date | None  # None: left out
    reason: str


@dataclass(frozen=True, slots=True)
class Event:
    """A step on its date, with all that a renderer shows.

    `earliest`, `due` and `latest` are the guideline's own, whatever a clinician chose.
    """

    step: Step
    earliest: date
    due: date
    latest: date
    past: bool  # its window had closed on the day the plan was made
    notes: tuple[str, ...] = ()
    override: Override | None = None

    @property
    def id(self) -> str:
        return self.step.id

    @property
    def day(self) -> date:
        """The day that stands: the clinician's where there is one, else `due`."""
        return (self.override and self.override.day) or self.due

    @property
    def left_out(self) -> bool:
        """Whether a clinician decided that the step is not done."""
        return self.override is not None and self.override.day is None

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
    overrides: tuple[Override, ...] = ()  # all of them, also of steps not in the plan
