"""Planning: a schedule on a date, as dated events with their windows."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from surveil.case import Case
from surveil.catalogue import TESTS
from surveil.errors import CaseError
from surveil.guideline import AgeNote
from surveil.plans import Event
from surveil.spans import Span
from surveil.steps import OURS, Schedule, Step

HORIZON: Final = Span(months=120)
AHEAD: Final = Span(months=60)  # a plan made late still looks this far ahead
_A_YEAR: Final = Span(months=12)
RENEWAL_DAYS: Final = 56  # either side of the renewal of a plan
MANY_SCANS: Final = 30
OLD: Final = 75  # ours: from this age on, adjusting stands above the dates
ADJUST: Final = "adjust to age, comorbidity and the patient's wishes"


def horizon_of(surgery: date, made: date, horizon: Span = HORIZON) -> date:
    """The day to which lifelong series are planned.

    Surgery + `horizon`, or later the first anniversary of surgery on or after `made` +
    5 years. An anniversary, so that a plan that is made anew next week ends on the same
    day, and its renewal falls on a yearly visit and not beside it.
    """
    least = AHEAD.after(made)
    years = least.year - surgery.year
    anniversary = (_A_YEAR * years).after(surgery)
    if anniversary < least:
        anniversary = (_A_YEAR * (years + 1)).after(surgery)
    return max(horizon.after(surgery), anniversary)


def check_dates(case: Case, made: date) -> None:
    """Refuse what the day of the plan rules out: raises CaseError."""
    if case.surgery and case.surgery > _A_YEAR.after(made):
        raise CaseError(
            "surgery", f"is more than a year after {made}, the day of the plan"
        )
    if case.status_date and case.status_date > made:
        raise CaseError("status_date", f"is after {made}, the day of the plan")


def events(
    case: Case, surgery: date, schedule: Schedule, *, made: date, horizon: date
) -> tuple[Event, ...]:
    """Every step as a dated event, in order of due date, then test.

    Lifelong steps after `horizon` are left out; finite series run to their own end.
    Where a lifelong series goes on, `renew-plan` stands on the horizon.
    """
    dated = []
    for step in schedule.steps:
        due = step.offset.after(surgery)
        if not (step.lifelong and due > horizon):
            dated.append(_event(case, surgery, step, due, made, schedule))
    if schedule.lifelong:
        step = _renewal(surgery, schedule, horizon)
        if all(event.id != step.id for event in dated):
            dated.append(_event(case, surgery, step, horizon, made, schedule))
    dated.sort(key=lambda event: (event.due, event.test))
    return tuple(dated)


def cautions(case: Case, surgery: date, made: date) -> tuple[str, ...]:
    """What has to be read before the dates."""
    found = []
    if surgery > made:
        found.append(f"surgery lies ahead: the dates hold only if it is on {surgery}")
    age = case.age
    if age is None or age.high >= OLD:
        found.append(ADJUST)
    return tuple(found)


def run_out(dated: tuple[Event, ...], made: date) -> tuple[str, ...]:
    """That a plan has come to its end before the day on which it was made."""
    if not dated or any(
        event.latest >= made for event in dated if TESTS[event.test].kind != "decision"
    ):
        return ()
    last = max(event.due for event in dated)
    return (f"this plan ran out on {last}: what comes next is to be decided now",)


def scans(dated: tuple[Event, ...]) -> int:
    """How many of the events are scans."""
    return sum(TESTS[event.test].kind == "scan" for event in dated)


def _renewal(surgery: date, schedule: Schedule, horizon: date) -> Step:
    offset = Span.between(surgery, horizon)
    margin = Span(days=RENEWAL_DAYS)
    return Step(
        test="renew-plan",
        number=max(1, offset.months // 12),
        offset=offset,
        earliest=offset + margin * -1,
        latest=offset + margin,
        window="default",
        asked_by=tuple(replace(one, evidence=OURS) for one in schedule.lifelong),
    )


def _event(
    case: Case, surgery: date, step: Step, due: date, made: date, schedule: Schedule
) -> Event:
    latest = step.latest.after(surgery)
    about = [note for note in schedule.age_notes if step.test in note.tests]
    return Event(
        step=step,
        earliest=step.earliest.after(surgery),
        due=due,
        latest=latest,
        past=latest < made,
        notes=event_notes(case, about, due, latest),
    )


def event_notes(
    case: Case, about: Sequence[AgeNote], due: date, latest: date
) -> tuple[str, ...]:
    """What stands beside one event: the notes `about` its test that apply, and more."""
    notes = [text for note in about if (text := _for_age(note, case, due))]
    if case.followed_from and latest < case.followed_from:
        notes.append(f"before this clinic follows the patient ({case.followed_from})")
    return tuple(notes)


def _for_age(note: AgeNote, case: Case, day: date) -> str | None:
    """The note if the patient is under its age that day, worded "if" while open."""
    certain = f"under {note.under}: {note.text}"
    if case.born is None:
        return f"if {certain}"
    if day.year - case.born < note.under:
        return certain
    # The birthday may still be to come, so the age may be one less.
    return f"if {certain}" if day.year - case.born == note.under else None
