"""Standings: how each planned event stands once the rows have taken their steps."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from surveil.anchoring import ordinal_after, rows_of, soonest
from surveil.history import Standing
from surveil.plans import Event, Plan
from surveil.tracks import Track


def standings(
    plan: Plan, found: Mapping[str, Track], as_of: date
) -> tuple[Standing, ...]:
    """One standing for each event of the plan, in its order.

    1. Left out and taken steps are that. Others are coming before their window, due in
       it, and overdue after it, for ever; but missed-before where the window closed
       before this clinic followed the patient.
    2. Of the due and overdue steps of one test at most one asks for a test: the one
       that a test today would be for, else the latest. What was passed over asks for
       nothing.
    3. A step that is due does not ask before the short end of a printed range has
       passed since a test last counted, or half of a fixed interval: nobody is sent
       again at once because the first time was late. Once it is overdue it asks.
    """
    if not found:
        return ()
    today = as_of.toordinal()
    since = plan.case.followed_from
    from_day = since.toordinal() if since else 0
    made: dict[int, Standing] = {}
    for track in found.values():
        statuses = _statuses(track, today, from_day)
        asking = _asking(plan, track, statuses, today)
        standing = [
            _standing(plan, track, place, status, today)
            for place, status in enumerate(statuses)
        ]
        if asking >= 0:
            waiting = _waiting(track, standing)
            standing[asking] = replace(standing[asking], asks=True, waiting=waiting)
        made.update(zip(map(id, track.events), standing, strict=True))
    return tuple([made[id(event)] for event in plan.events])


def _waiting(track: Track, standing: Sequence[Standing]) -> float:
    """How late the test is, not only the step that asks for it."""
    return max(
        one.lateness for place, one in enumerate(standing) if place not in track.later
    )


def _statuses(track: Track, today: int, from_day: int) -> list[str]:
    found = []
    for place, earliest in enumerate(track.earliest):
        if place in track.left_out:
            status = "left-out"
        elif place in track.by:
            status = track.by[place].status
        elif today < earliest:
            status = "coming"
        elif today <= track.latest[place]:
            status = "due"
        else:
            status = "missed-before" if track.latest[place] < from_day else "overdue"
        found.append(status)
    return found


def _asking(plan: Plan, track: Track, statuses: list[str], today: int) -> int:
    wanting = [
        place
        for place, status in enumerate(statuses)
        if status in ("due", "overdue") and place not in track.later
    ]
    if not wanting:
        return -1
    done = [place for place, by in track.by.items() if by.status == "done"]
    _, place = track.find(today, max(done, default=-1))
    place = place if place in wanting else wanting[-1]
    if statuses[place] == "due" and track.last_done:
        ready = min(_ready(plan, track, place), track.latest[place] + 1)
        if today < ready:
            last = date.fromordinal(track.last_done)
            text = f"not before {date.fromordinal(ready)}: the last one was on {last}"
            track.notes.setdefault(place, []).append(text)
            return -1
    return place


def _ready(plan: Plan, track: Track, place: int) -> int:
    """The day from which a step that is due asks for a test after the last one."""
    event = track.events[place]
    if event.override is None and event.step.window == "guideline":
        short = soonest(track.events, place, rows_of(plan), plan.pace)
        if short:
            return ordinal_after(date.fromordinal(track.last_done), short)
    interval = track.due[place] - track.base[place]
    return track.last_done + (interval + 1) // 2


def _standing(
    plan: Plan, track: Track, place: int, status: str, today: int
) -> Standing:
    event = track.events[place]
    if event.override or track.course:
        event, days = _in_force(plan, track, place)
    else:
        days = event.earliest, event.due, event.latest
    noted = place in track.later or place in track.notes or place in track.awaiting
    lateness = 0.0
    if status == "overdue":
        interval = max(1, track.due[place] - track.base[place])
        lateness = (today - track.latest[place]) / interval
    return Standing(
        event,
        status,
        *days,
        track.by.get(place),
        track.later.get(place),
        False,
        lateness,
        0.0,
        _notes(track, place) if noted else (),
    )


def _in_force(
    plan: Plan, track: Track, place: int
) -> tuple[Event, tuple[date, date, date]]:
    """The event with the dates of its anchor, and the window that stands."""
    event = track.events[place]
    days = (
        date.fromordinal(track.earliest[place]),
        date.fromordinal(track.due[place]),
        date.fromordinal(track.latest[place]),
    )
    if track.course and not (event.override and event.override.day):
        earliest, due, latest = days
        if due != event.due:
            past = latest < plan.made
            event = replace(event, earliest=earliest, due=due, latest=latest, past=past)
    return event, days


def _notes(track: Track, place: int) -> tuple[str, ...]:
    found = track.notes.get(place, ())
    if place in track.by:
        return tuple(found)
    found = [*found, *track.awaiting.get(place, ())]
    if later := track.later.get(place):
        was = "was done" if later.status == "done" else "is booked"
        found.append(f"a later one {was} on {later.date}")
    return tuple(found)
