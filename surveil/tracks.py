"""Tracks: the steps of one test in order of day, and which of them are still open."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from surveil.anchoring import Course, course, rows_of
from surveil.history import Done
from surveil.plans import Event, Plan
from surveil.scheduling import default_days


@dataclass(slots=True)
class Track:
    """The steps of one test, as lists in order of the day that stands, then number.

    Days are ordinals. `earliest`, `due` and `latest` are in force, `first` to `last`
    is the judged window, `base` the day from which the interval of a step counts.
    Steps up to `top` are taken or passed over: no test takes them any more.
    """

    test: str
    events: list[Event]
    earliest: list[int]
    due: list[int]
    latest: list[int]
    first: list[int]
    last: list[int]
    base: list[int]
    left_out: frozenset[int]  # the places of the steps that a clinician left out
    course: Course | None
    top: int = -1
    last_done: int = 0  # the day on which a test last took a step
    by: dict[int, Done] = field(default_factory=dict)
    later: dict[int, Done] = field(default_factory=dict)
    notes: dict[int, list[str]] = field(default_factory=dict)
    awaiting: dict[int, list[str]] = field(default_factory=dict)

    def find(self, day: int, top: int) -> tuple[str, int]:
        """The verdict on a test of that day, and the place of the step it is about.

        1. In the judged window of an open step: on time, for the oldest of these.
        2. Else late, for the nearest open step whose judged window has closed.
        3. Else early for the next open step. It counts if at least half of the
           interval of that step has passed, both since the step before was due and
           since a test last counted; else it is early and does not count.
        4. What takes no step is a duplicate in the judged window of a step that is
           taken, or on the day of its test; "left-out" in that of a step that a
           clinician left out; else early-not-counted, or "ended" after all steps.

        Open are the steps after `top` that nobody left out: once a later step has its
        test, the ones before are passed over.
        """
        late = ahead = -1
        first, last, by, left_out = self.first, self.last, self.by, self.left_out
        for place in range(top + 1, len(first)):
            if place in by or place in left_out:
                continue
            if day < first[place]:
                if ahead < 0:
                    ahead = place
            elif day <= last[place]:
                return "on-time", place
            else:
                late = place
        if late >= 0:
            return "late", late
        if ahead >= 0:
            base = self.base[ahead]
            passed = day - max(base, self.last_done)
            if 2 * passed >= self.due[ahead] - base:
                return "early", ahead
        return self._needless(day, ahead)

    def _needless(self, day: int, ahead: int) -> tuple[str, int]:
        for place, done in self.by.items():
            in_window = self.first[place] <= day <= self.last[place]
            if in_window or done.date.toordinal() == day:
                return "duplicate", place
        for place in sorted(self.left_out):
            if self.first[place] <= day <= self.last[place]:
                return "left-out", place
        if ahead >= 0:
            return "early-not-counted", ahead
        return "ended", len(self.events) - 1

    def take(self, place: int, done: Done, *, passes: bool) -> None:
        """A test takes a step; the open ones before it are passed over.

        `passes` is false where that is not yet so: a booking for what is not yet due.
        """
        if passes:
            for before in range(self.top + 1, place):
                if before not in self.left_out and before not in self.by:
                    self.later[before] = done
        self.by[place] = done
        self.top = max(self.top, place)
        if done.status == "done":
            self.last_done = done.date.toordinal()
            if self.course:
                self._anchor(place, done.date, self.course)

    def _anchor(self, place: int, done: date, course: Course) -> None:
        """The steps that follow this one count from its test.

        A clinician's own days stand, and so do steps of a lower number, which such a
        day has put behind this one.
        """
        base = done.toordinal()
        number = self.events[place].step.number
        for later in range(place + 1, len(self.events)):
            self.base[later] = base
            event = self.events[later]
            chosen = event.override and event.override.day
            if not chosen and event.step.number > number:
                before = self.first[later] - self.earliest[later]
                after = self.last[later] - self.latest[later]
                earliest, due, latest = course.after(place, later, done)
                self.earliest[later] = earliest
                self.due[later] = due
                self.latest[later] = latest
                self.first[later] = earliest + before
                self.last[later] = latest + after
            base = self.due[later]


def tracks(plan: Plan, anchored: Iterable[str] = ()) -> dict[str, Track]:
    """The tracks of a plan, by test; those of `anchored` count from the last test.

    The judged window of a step is its window; where the guideline prints one, widened
    on both sides by the default window for the gap to the step before of the same test
    (before the first: surgery). Around a clinician's own day it is that default window.
    """
    surgery = plan.case.surgery
    if surgery is None or not plan.events:
        return {}
    grouped: dict[str, list[Event]] = {}
    for event in plan.events:
        test = event.step.test
        if test in grouped:
            grouped[test].append(event)
        else:
            grouped[test] = [event]
    chosen = set(anchored) & grouped.keys()
    rows = rows_of(plan) if chosen else ()
    start = surgery.toordinal()
    found = {}
    for test, events in grouped.items():
        events.sort(key=_number)
        path = course(events, rows, plan.pace) if test in chosen else None
        if plan.overrides:
            found[test] = _chosen(test, events, start, path)
        else:
            margins = _margins(events, ())
            found[test] = _track(test, events, margins, start, path)
    return found


def _chosen(test: str, events: list[Event], start: int, path: Course | None) -> Track:
    """The track of steps of which a clinician may have moved some, or left them out."""
    margins = _margins(events, [at for at, one in enumerate(events) if one.override])
    order = sorted(range(len(events)), key=lambda at: (events[at].day, at))
    track = _track(
        test,
        [events[at] for at in order],
        [margins[at] for at in order],
        start,
        path and path.ordered(order),
    )
    before = start
    for place, event in enumerate(track.events):
        chosen = event.override and event.override.day
        track.base[place] = before
        if chosen:
            day, margin = chosen.toordinal(), margins[order[place]]
            track.due[place] = day
            track.earliest[place] = track.first[place] = day - margin
            track.latest[place] = track.last[place] = day + margin
        before = track.due[place]
    track.left_out = frozenset(
        place for place, event in enumerate(track.events) if event.left_out
    )
    return track


def _track(
    test: str, events: list[Event], margins: list[int], start: int, path: Course | None
) -> Track:
    """The track of steps in their own windows; a margin of 0 widens nothing."""
    earliest = [event.earliest.toordinal() for event in events]
    due = [event.due.toordinal() for event in events]
    latest = [event.latest.toordinal() for event in events]
    first, last = earliest.copy(), latest.copy()
    for place, margin in enumerate(margins):
        if margin and events[place].step.window == "guideline":
            first[place] -= margin
            last[place] += margin
    base = [start, *due[:-1]]
    none: frozenset[int] = frozenset()
    return Track(test, events, earliest, due, latest, first, last, base, none, path)


def _margins(events: list[Event], overridden: Collection[int]) -> list[int]:
    """Our own windows for the gap to the step before, where they are asked for."""
    found = []
    before = 0.0
    for place, event in enumerate(events):
        step = event.step
        at = step.offset.length
        wanted = step.window == "guideline" or place in overridden
        found.append(default_days(at - before) if wanted else 0)
        before = at
    return found


def _number(event: Event) -> int:
    return event.step.number
