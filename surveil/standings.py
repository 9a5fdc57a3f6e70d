"""Standings: how each planned event stands once the rows have taken their steps."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from surveil.anchoring import ordinal_after, rows_of, soonest
from surveil.history import Done, Standing
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
    made: dict[str, Standing] = {}
    for track in found.values():
        statuses = [
            _status(track, place, today, from_day) for place in range(len(track.events))
        ]
        asking = _asking(plan, track, statuses, today)
        for place, status in enumerate(statuses):
            event = track.events[place]
            made[event.id] = _standing(
                plan, track, place, status, place == asking, today
            )
        if asking >= 0:
            _wait(made, track, statuses)
    return tuple(made[event.id] for event in plan.events)


def _wait(made: dict[str, Standing], track: Track, statuses: list[str]) -> None:
    """The step that asks knows how late the test is, not only how late it is itself."""
    open_ones = [
        made[event.id]
        for place, event in enumerate(track.events)
        if statuses[place] == "overdue" and place not in track.later
    ]
    longest = max((one.lateness for one in open_ones), default=0.0)
    for event in track.events:
        if made[event.id].asks:
            made[event.id] = replace(made[event.id], waiting=longest)


def _status(track: Track, place: int, today: int, from_day: int) -> str:
    if track.events[place].left_out:
        return "left-out"
    by = track.by.get(place)
    if by:
        return by.status
    if today < track.earliest[place]:
        return "coming"
    if today <= track.latest[place]:
        return "due"
    return "missed-before" if track.latest[place] < from_day else "overdue"


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
        short = soonest(track.events, place, rows_of(plan.events))
        if short:
            return ordinal_after(date.fromordinal(track.last_done), short)
    interval = track.due[place] - track.base[place]
    return track.last_done + (interval + 1) // 2


def _standing(
    plan: Plan, track: Track, place: int, status: str, asks: bool, today: int
) -> Standing:
    event = track.events[place]
    earliest = date.fromordinal(track.earliest[place])
    day = date.fromordinal(track.due[place])
    latest = date.fromordinal(track.latest[place])
    if track.course and not event.override and day != event.due:
        past = latest < plan.made
        event = replace(event, earliest=earliest, due=day, latest=latest, past=past)
    by, later = track.by.get(place), track.later.get(place)
    lateness = 0.0
    if status == "overdue":
        interval = max(1, track.due[place] - track.base[place])
        lateness = (today - track.latest[place]) / interval
    return Standing(
        event=event,
        status=status,
        earliest=earliest,
        day=day,
        latest=latest,
        by=by,
        later=later,
        asks=asks,
        lateness=lateness,
        notes=_notes(track, place, event, by, later),
    )


def _notes(
    track: Track, place: int, event: Event, by: Done | None, later: Done | None
) -> tuple[str, ...]:
    found = track.notes.get(place, [])
    if by is None:
        found = found + track.awaiting.get(place, [])
        if later:
            was = "was done" if later.status == "done" else "is booked"
            found = [*found, f"a later one {was} on {later.date}"]
    return tuple(found)
