"""Visits: the events of a plan that share one trip, and when to book them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from surveil import trips
from surveil.days import said
from surveil.errands import Errand, brief, errands, kind
from surveil.moving import Diary, nearest_open
from surveil.plans import Event
from surveil.spans import Span
from surveil.stands import Stand, stands

# Days from a test to the clinic visit that discusses it, by kind of test: a convention
# of surveil, because no guideline as read says how long results take.
LEADS: Final[Mapping[str, int]] = MappingProxyType(
    {"blood": 14, "urine": 14, "scan": 10}
)
BY: Final = ("visit", "test")


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

    id: str  # of the round's clinic visit, else of its first visit
    day: date
    visits: tuple[Visit, ...]  # in order of day


def visits(
    events: Iterable[Event],
    *,
    by: str = "visit",
    leads: Mapping[str, int] = LEADS,
    closed: Callable[[date], str | None] | None = None,
) -> tuple[Visit, ...]:
    """The visits of a plan, in order of day, then id.

    Give all events of the plan, past ones too: what shares a trip must not depend on
    the day of the plan. What a clinician left out is in no visit.

    1. Each event may stand in its own window, at most 4 weeks from its due date, and
       nearer to it than to the next step of the same test: so two steps of a test
       neither share a trip nor change places. A clinician's own date is kept.
    2. A clinic visit waits for the results of the tests with its due date: it moves
       later by the longest of their leads (`leads`, days by kind of test), as far as
       its window goes; a note says what does not fit. The tests stay, or are moved
       only so far that the lead holds. Decisions go with the clinic visit.
    3. Of all choices of days: the fewest trips, then the fewest days moved, then the
       earliest days (`trips`). With `by="test"` nothing shares a trip.
    4. `closed` says why nobody works on a day (None: it is open). Each trip moves to
       the nearest open day in the windows of all it holds, the clinic visit after its
       tests so that the leads hold; trips that come to one day become one. What
       cannot be moved stays, and a note says why.
    """
    together = by == "visit"
    found = errands(events, leads, together=together)
    days = trips.chosen(one.reach for one in found for _ in one.events)
    stood = [days[one.reach] for one in found]
    notes = [_sharing(one, day) for one, day in zip(found, stood, strict=True)]
    if closed:
        diary = Diary(found, stood, closed)
        diary.settle(together=together)
        stood = diary.days
        notes = [(*one, *more) for one, more in zip(notes, diary.notes, strict=True)]
    standing = stands(found, stood, notes, together=together)
    where = {event.id: stand for stand in standing for event in stand.events}
    made = [_visit(stand, where) for stand in standing]
    return tuple(sorted(made, key=lambda visit: (visit.day, visit.id)))


def rounds(visits: Sequence[Visit]) -> tuple[tuple[Visit, ...], ...]:
    """The visits that belong together: tests, and the clinic visit that awaits them.

    In order of the first day, and within a round in order of day.
    """
    found = {visit.id: [visit] for visit in visits}
    for visit in visits:
        for awaited in visit.awaits:
            if found[awaited] is not found[visit.id]:
                found[visit.id] += found[awaited]
                for one in found[awaited]:
                    found[one.id] = found[visit.id]
    distinct = {id(one): one for one in found.values()}.values()
    ordered = [tuple(sorted(one, key=_by_day)) for one in distinct]
    return tuple(sorted(ordered, key=lambda one: _by_day(one[0])))


def others(visits: Sequence[Visit]) -> dict[str, tuple[Visit, ...]]:
    """By the id of each visit, the other visits of its round, in order of day."""
    return {
        visit.id: tuple(one for one in together if one is not visit)
        for together in rounds(visits)
        for visit in together
    }


def bookings(
    visits: Sequence[Visit],
    *,
    ahead: Span,
    made: date,
    closed: Callable[[date], str | None] | None = None,
) -> tuple[Booking, ...]:
    """One booking for each round that still has something to book, in order of day.

    It stands `ahead` before the first visit to be booked. Where that day has passed it
    stands on `made`, as long as a window is open, even if the visit's own day has
    passed: that is when booking is most urgent. Decisions alone are not booked. With
    `closed` it moves to the nearest open day from `made` to the visit, if there is one.
    """
    found = []
    for together in rounds(visits):
        open_ones = tuple(one for one in together if _to_book(one, made))
        if open_ones:
            day = _booking_day(open_ones[0], ahead, made, closed)
            clinics = [one for one in together if _is_clinic(one)]
            found.append(Booking((clinics or together)[0].id, day, open_ones))
    return tuple(sorted(found, key=lambda booking: (booking.day, booking.id)))


def _sharing(errand: Errand, day: int) -> tuple[str, ...]:
    if day == errand.target:
        return ()
    was = said(date.fromordinal(errand.target))
    return (f"moved from {was} to share the trip",)


def _visit(stand: Stand, where: Mapping[str, Stand]) -> Visit:
    day = date.fromordinal(stand.day)
    windows = [_window(event) for event in stand.events]
    earliest = max(first for first, _ in windows)
    awaits: dict[str, None] = {}
    notes = stand.notes()
    for errand in stand.waiting:
        notes += _late(errand, stand.day, where)
        for one in (*errand.awaits, *errand.missed):
            test = where[one.event.id]
            if test is not stand and test.day <= stand.day:
                awaits[test.id] = None
                ready = date.fromordinal(test.day + one.lead)
                earliest = max(earliest, min(ready, day))
    return Visit(
        id=stand.id,
        day=day,
        events=tuple(stand.events),
        earliest=earliest,
        latest=min(last for _, last in windows),
        awaits=tuple(awaits),
        notes=tuple(notes),
    )


def _window(event: Event) -> tuple[date, date]:
    """The guideline's window; where a clinician chose a day outside it, that day."""
    if event.earliest <= event.day <= event.latest:
        return event.earliest, event.latest
    return event.day, event.day


def _late(errand: Errand, day: int, where: Mapping[str, Stand]) -> list[str]:
    """The results that are not there on the day of a clinic visit."""
    short: dict[tuple[int, int], list[str]] = {}
    missed: list[tuple[Event, int]] = []
    for one in (*errand.awaits, *errand.missed):
        left = day - where[one.event.id].day
        if left < 0:
            missed.append((one.event, where[one.event.id].day))
        elif left < one.lead:
            short.setdefault((one.lead, left), []).append(brief(one.event))
    who = brief(errand.events[0])
    limit = "the chosen day" if errand.fixed else "the window"
    notes = [
        f"{who}: results of {' and '.join(names)} need {lead} days,"
        f" {limit} leaves {left}"
        for (lead, left), names in short.items()
    ]
    for event, later in missed:
        on = said(date.fromordinal(later))
        notes.append(f"{who}: no results of {brief(event)}, which is on {on}")
    return notes


def _by_day(visit: Visit) -> tuple[date, str]:
    return visit.day, visit.id


def _is_clinic(visit: Visit) -> bool:
    return any(kind(event) == "visit" for event in visit.events)


def _to_book(visit: Visit, made: date) -> bool:
    if all(kind(event) == "decision" for event in visit.events):
        return False
    return visit.latest >= made or not visit.past


def _booking_day(
    first: Visit,
    ahead: Span,
    made: date,
    closed: Callable[[date], str | None] | None,
) -> date:
    day = max((ahead * -1).after(first.day), made)
    if closed is None:
        return day
    last = first.day if first.day >= made else max(first.latest, made)
    found = nearest_open(day.toordinal(), made.toordinal(), last.toordinal(), closed)
    return date.fromordinal(found) if found else day
