"""How a plan becomes a calendar or a sheet: its visits, and when to book them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from surveil import visits
from surveil.plans import Plan
from surveil.render.clinic_texts import ClinicTexts
from surveil.spans import Span
from surveil.visits import LEADS, Booking, Visit

AHEAD: Final = Span(days=56)  # how long before its visit a booking stands


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What a clinic and a patient chose about their calendar.

    `by` is "visit" or "test". `leads` are days from a test to the clinic visit that
    discusses it, by kind of test. `book` None: no entries for booking. `closed` says
    why nobody works on a day, None: no day is moved. `past` enters also what is past.
    """

    by: str = "visit"
    leads: Mapping[str, int] = field(default_factory=lambda: LEADS)
    book: Span | None = AHEAD
    closed: Callable[[date], str | None] | None = None
    texts: ClinicTexts = field(default_factory=ClinicTexts)
    past: bool = False
    feed: bool = False


@dataclass(frozen=True, slots=True)
class LaidOut:
    """The visits of a plan, past ones too, and the bookings still to be made."""

    visits: tuple[Visit, ...]
    bookings: tuple[Booking, ...]


def lay_out(plan: Plan, layout: Layout) -> LaidOut:
    """The visits and bookings of a plan, as `layout` has them."""
    found = visits.visits(
        plan.events, by=layout.by, leads=layout.leads, closed=layout.closed
    )
    if layout.book is None:
        return LaidOut(found, ())
    booked = visits.bookings(
        found, ahead=layout.book, made=plan.made, closed=layout.closed
    )
    return LaidOut(found, booked)
