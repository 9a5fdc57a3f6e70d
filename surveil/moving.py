"""Moving: each trip to the nearest day on which somebody works."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from surveil.days import said, weekday
from surveil.errands import Errand

Closed = Callable[[date], str | None]  # why nobody works on a day; None: it is open
_LATER: Final = "so that the results are there"
_EARLIER: Final = "so that the results are there by the clinic visit"


def nearest_open(day: int, first: int, last: int, closed: Closed) -> int | None:
    """The open day from `first` to `last` nearest to `day`; of two, the earlier."""
    furthest = max(abs(day - first), abs(last - day))
    for apart in range(furthest + 1):
        for found in dict.fromkeys((day - apart, day + apart)):
            if first <= found <= last and not closed(date.fromordinal(found)):
                return found
    return None


def why(day: date, reason: str) -> str:
    """That a day is closed: "Sat 12 Sep 2026 is a Saturday"."""
    return f"{said(day)} is {'a ' if reason == weekday(day) else ''}{reason}"


@dataclass(slots=True)
class Diary:
    """The day of every errand, and what was said when it was moved.

    `days` and `notes` go by the place of the errand in `errands`.
    """

    errands: Sequence[Errand]
    days: list[int]
    closed: Closed
    notes: list[list[str]] = field(init=False)
    _place: dict[str, int] = field(init=False)  # of the errand of an event
    _until: dict[int, int] = field(init=False)  # so that the results are in time

    def __post_init__(self) -> None:
        self.notes = [[] for _ in self.errands]
        self._place = {
            event.id: place
            for place, errand in enumerate(self.errands)
            for event in errand.events
        }
        self._until = {}
        for place, errand in enumerate(self.errands):
            if errand.awaits:
                self._keep_room(place, errand)

    def settle(self, *, together: bool) -> None:
        """Move the trips in order of day: what stands on one day, or each by itself.

        So a clinic visit comes after the tests that it awaits, and can follow them.
        """
        found: dict[int, list[int]] = {}
        for place, day in enumerate(self.days):
            found.setdefault(day if together else place, []).append(place)
        trips = found.values()
        for trip in sorted(trips, key=lambda trip: self.days[trip[0]]):
            free = [place for place in trip if not self.errands[place].fixed]
            for place in trip:
                if place not in free:
                    self._say_closed(place, "the chosen date is kept")
            if free:
                self._move(free)

    def _ready(self, place: int, without: Sequence[int] = ()) -> int:
        """The first day on which all results are there for a clinic visit."""
        found = [self.errands[place].first]
        for one in self.errands[place].awaits:
            test = self._place[one.event.id]
            if test not in without:
                found.append(self.days[test] + one.lead)
        return max(found)

    def _keep_room(self, place: int, clinic: Errand) -> None:
        """Bound the tests so that an open day is left for the clinic visit.

        It is to come as long after them as it does before anything is moved, up to the
        lead.
        """
        found = nearest_open(clinic.last, clinic.first, clinic.last, self.closed)
        end = clinic.last if clinic.fixed or found is None else found
        for one in clinic.awaits:
            test = self._place[one.event.id]
            self._until[test] = end - min(one.lead, self.days[place] - self.days[test])

    def _move(self, trip: Sequence[int]) -> None:
        """Move what has no fixed day, together if possible, else each by itself."""
        day = self.days[trip[0]]
        first = max(self._ready(place, without=trip) for place in trip)
        last = min(self.errands[place].last for place in trip)
        until = min((self._until.get(place, last) for place in trip), default=last)
        found = nearest_open(day, first, min(last, until), self.closed)
        if found is None and len(trip) > 1:
            for place in trip:
                self._move([place])
            return
        if found is None:
            found = nearest_open(day, first, last, self.closed)
        if found is None:
            found = self._latest_open(trip[0])
        for place in trip:
            if found is None:
                self._say_closed(place, self._no_working_day(place))
            elif found != day:
                self._say_moved(place, day, first)
                self.days[place] = found

    def _latest_open(self, place: int) -> int | None:
        """For a clinic visit without room for its results: its last open day."""
        clinic = self.errands[place]
        return nearest_open(clinic.last, clinic.first, clinic.last, self.closed)

    def _say_moved(self, place: int, day: int, first: int) -> None:
        was = date.fromordinal(day)
        if reason := self.closed(was):
            self.notes[place].append(f"moved from {said(was)} ({reason})")
        else:
            cause = _LATER if first > day else _EARLIER
            self.notes[place].append(f"moved from {said(was)} {cause}")

    def _say_closed(self, place: int, rest: str) -> None:
        day = date.fromordinal(self.days[place])
        if reason := self.closed(day):
            self.notes[place].append(f"{why(day, reason)}, and {rest}")

    def _no_working_day(self, place: int) -> str:
        errand = self.errands[place]
        first = max(event.earliest for event in errand.events).toordinal()
        last = min(event.latest for event in errand.events).toordinal()
        if nearest_open(errand.target, first, last, self.closed) is None:
            return "no working day lies in its window"
        return "no working day near it fits"
