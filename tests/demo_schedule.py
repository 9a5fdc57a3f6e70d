"""Schedules of one invented row, and what the tests read off them."""

from datetime import date

from demo_guideline import demo, row

from surveil import scheduling
from surveil.spans import Span

SURGERY = date(2026, 1, 10)
TEN_YEARS = Span(months=120)


def scheduled(series, *supplements, pace="closest", until=TEN_YEARS, lines=()):
    """The schedule of one row with these series, and of all the supplements."""
    guideline = demo(row("low", *lines, series=series), *supplements)
    return scheduling.schedule(
        guideline,
        guideline.recommendations[0],
        guideline.supplements,
        pace=pace,
        until=until,
    )


def months(schedule):
    """The offsets of each test, in months; decisions left out."""
    found = {}
    for step in schedule.steps:
        if step.test not in ("renew-plan", "confirm-end"):
            assert step.offset.days == 0
            found.setdefault(step.test, []).append(step.offset.months)
    return found


def slack(step):
    """The days before and after the due date, and who says so."""
    due = step.offset.after(SURGERY)
    earliest, latest = step.earliest.after(SURGERY), step.latest.after(SURGERY)
    return (due - earliest).days, (latest - due).days, step.window


def step(schedule, id):
    return next(one for one in schedule.steps if one.id == id)


def askers(step):
    return [asker.row.id for asker in step.asked_by]
