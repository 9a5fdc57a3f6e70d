"""Events of no guideline, for tests of visits."""

from datetime import date, timedelta

from surveil.plans import Event, Override
from surveil.spans import Span
from surveil.steps import Step

LEFT_OUT = "left out"


def event(id, due, before=28, after=28, *, chosen=None, past=False):
    """The step `id`, such as cga/3, due that day with a window of days round it.

    `chosen` is a clinician's own date, or LEFT_OUT.
    """
    test, _, number = id.partition("/")
    day = date.fromisoformat(due) if isinstance(due, str) else due
    override = None
    if chosen is not None:
        override = Override(id, None if chosen == LEFT_OUT else _day(chosen), "asked")
    return Event(
        step=Step(test, int(number), Span(), Span(), Span(), "default", ()),
        earliest=day - timedelta(days=before),
        due=day,
        latest=day + timedelta(days=after),
        past=past,
        override=override,
    )


def _day(chosen):
    return date.fromisoformat(chosen) if isinstance(chosen, str) else chosen


def seen(visits):
    """Day and ids of each visit, as a person would write them down."""
    return [
        (visit.day.isoformat(), " ".join(event.id for event in visit.events))
        for visit in visits
    ]


def weekends(day):
    """Closed on Saturday and Sunday alone."""
    return {5: "Saturday", 6: "Sunday"}.get(day.weekday())


def shut(*days):
    """Closed on weekends and these days."""
    known = {date.fromisoformat(day) for day in days}
    return lambda day: weekends(day) or ("Holiday" if day in known else None)
