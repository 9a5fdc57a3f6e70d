"""Visits: the events of a plan that share one trip, and when to book them."""

from dataclasses import dataclass
from datetime import date

from surveil.plans import Event


@dataclass(frozen=True, slots=True)
class Visit:
    """The events that share one trip, on one day.

    `events` stand in the order in which they are done. From `earliest` to `latest`
    each of them is in time. `awaits` names the visits whose results a clinic visit
    waits for; `notes` say, for staff, what was moved and what did not fit.
    """

    id: str  # of the event that gives the visit its identity
    day: date
    events: tuple[Event, ...]
    earliest: date
    latest: date
    awaits: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def past(self) -> bool:
        """Whether the windows of all its events had closed when the plan was made."""
        return all(event.past for event in self.events)


@dataclass(frozen=True, slots=True)
class Booking:
    """The day on which to book visits that belong together."""

    day: date
    visits: tuple[Visit, ...]  # in order of day
