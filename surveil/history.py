"""Histories: what was really done, and how each step of a plan stands."""

import datetime
from dataclasses import dataclass
from typing import Final

from surveil.plans import Event, Plan

STATUSES: Final = ("done", "booked", "cancelled", "did-not-attend")
# Best first: a test that counts for steps of several tests gets the best of theirs.
VERDICTS: Final = (
    *("on-time", "late", "early", "early-not-counted", "duplicate"),
    *("not-recommended", "before-surgery", "not-judged"),
)
COUNTED: Final = frozenset(("on-time", "late", "early"))
STANDINGS: Final = (
    *("done", "booked", "due", "overdue", "coming", "missed-before", "left-out"),
)


@dataclass(frozen=True, slots=True)
class Done:
    """A test that was done, or was to be: one row of what a clinic noted."""

    date: datetime.date
    test: str  # a code of the catalogue; any other word is not judged
    status: str = "done"
    row: int | None = None  # where it stands, for reports


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one row is against the plan, and the steps that it counts for."""

    done: Done
    verdict: str
    steps: tuple[str, ...]
    why: str

    @property
    def counted(self) -> bool:
        """Whether a step is satisfied by it."""
        return self.verdict in COUNTED


@dataclass(frozen=True, slots=True)
class Standing:
    """How one planned event stands on the day of judging.

    `event` has the dates of its anchor. `earliest`, `day` and `latest` are those in
    force: the event's own, or around the clinician's day.
    """

    event: Event
    status: str
    earliest: datetime.date
    day: datetime.date
    latest: datetime.date
    by: Done | None = None  # the test that satisfies it, or is booked for it
    later: Done | None = None  # the test that a later step has, so that none is missing
    asks: bool = False  # a test done today would be for this step, and it is time
    lateness: float = 0.0  # if overdue: days past `latest` as a share of its interval
    waiting: float = 0.0  # if it asks: the most that an open step of its test is late
    notes: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return self.event.step.id

    @property
    def test(self) -> str:
        return self.event.step.test


@dataclass(frozen=True, slots=True)
class History:
    """A plan beside what was done: every row has a verdict, every event a standing.

    `verdicts` are those of the rows with status done, `appointments` those of all
    others, both in order of date. `standings` are in the order of the plan's events.
    """

    plan: Plan
    as_of: datetime.date
    anchor: str | None  # as it was asked for; None: as each guideline file says
    verdicts: tuple[Verdict, ...]
    appointments: tuple[Verdict, ...]
    standings: tuple[Standing, ...]
    notes: tuple[str, ...] = ()  # how dates were counted, where not from surgery
