"""The patient's part of the sheet: what comes next, how to prepare, whom to ask."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

from surveil.messages import marked
from surveil.plans import Event, Plan
from surveil.preparation import Advice
from surveil.render import dates, sheet_timeline, sheet_visit
from surveil.render.clinic_texts import ClinicTexts
from surveil.render.sheet_html import Html, joined, tag
from surveil.render.titles import calendar_name
from surveil.stands import as_done
from surveil.visits import Booking, Visit

_PROPOSAL: Final = marked("A proposal: your team decides.")
_TELEPHONE: Final = "{telephone}"


def part(
    plan: Plan,
    visits: Sequence[Visit],
    bookings: Sequence[Booking],
    texts: ClinicTexts,
) -> Html:
    """All that the patient reads: no illness, and at `discreet` no test either."""
    shown = upcoming(plan, visits)
    return joined(
        [
            *_opening(plan, texts),
            *(tag("p", line) for line in _standing(plan, visits, shown, texts)),
            *(_visits(plan, shown, bookings, texts) if shown else ()),
            *_asking(texts),
        ]
    )


def upcoming(plan: Plan, visits: Sequence[Visit]) -> tuple[Visit, ...]:
    """The visits still to come, in order; none while the plan is paused or ended."""
    if plan.outcome == "ended" or plan.case.status == "suspended":
        return ()
    coming = (visit for visit in visits if not visit.past)
    return tuple(sorted(coming, key=lambda visit: (visit.day, visit.id)))


def trips(visits: Sequence[Visit]) -> tuple[Visit, ...]:
    """For a patient one day is one trip, also where the calendar has several entries.

    From `earliest` to `latest` every test of the day is in time.
    """
    days = [list(group) for _, group in groupby(visits, key=lambda visit: visit.day)]
    return tuple(
        replace(
            day[0],
            events=tuple(sorted(_events(day), key=as_done)),
            earliest=max(visit.earliest for visit in day),
            latest=min(visit.latest for visit in day),
            awaits=tuple(id for visit in day for id in visit.awaits),
        )
        for day in days
    )


def _events(visits: Sequence[Visit]) -> Iterator[Event]:
    for visit in visits:
        yield from visit.events


def _opening(plan: Plan, texts: ClinicTexts) -> Iterator[Html]:
    yield tag("h1", calendar_name(texts), dir="auto")
    if texts.texts == "clinical" and texts.name:
        yield tag("p", texts.name, dir="auto")
    made = texts.words.said("Made on {day}.", day=dates.said(plan.made, texts.language))
    proposal = tag("span", texts.replaced("proposal", _PROPOSAL), dir="auto")
    between = "" if made.endswith("。") else " "
    yield tag("p", joined([made, proposal], between), class_="note")


def _standing(
    plan: Plan, visits: Sequence[Visit], shown: Sequence[Visit], texts: ClinicTexts
) -> Iterator[str]:
    """What there is to say where a plan has no visits, or more than visits."""
    said = texts.words.said
    if plan.case.status == "suspended":
        yield said("Your plan is paused for now. Your team tells you when it goes on.")
    elif plan.outcome == "judgement":
        yield said("Your team will talk with you about which checks are right for you.")
    elif plan.outcome == "no-follow-up" and not shown:
        yield said("No routine follow-up visits are planned for you.")
        yield said(
            "If you notice anything new, or if something worries you, call your team"
            " or your family doctor at any time."
        )
    elif not shown and any(_renews(visit) for visit in visits):
        yield said(sheet_visit.DECISIONS["renew-plan"])
    elif not shown:
        yield said(
            "No visits are planned at the moment. Ask your team what comes next."
        )


def _renews(visit: Visit) -> bool:
    return any(event.test == "renew-plan" for event in visit.events)


def _visits(
    plan: Plan,
    shown: Sequence[Visit],
    bookings: Sequence[Booking],
    texts: ClinicTexts,
) -> Iterator[Html]:
    said = texts.words.said
    first, *later = trips(shown)
    ids = {visit.id for visit in shown if visit.day == first.day}
    then = next((one for one in later if ids & set(one.awaits)), None)
    book = [one.day for one in bookings if ids & {visit.id for visit in one.visits}]
    advice = sheet_visit.advice(first.events, plan, texts)
    yield sheet_visit.following(plan, first, then, min(book, default=None), texts)
    title = said("How to prepare for your next visit")
    yield from sheet_visit.prepared(title, advice, texts)
    yield tag("h2", said("Why these visits"))
    yield tag(
        "p",
        said(
            "Regular checks let your team see changes early. If something worries you"
            " between two visits, call your team: do not wait for the next visit."
        ),
    )
    yield tag("h2", said("Your visits by month"))
    yield from sheet_timeline.drawn(shown, texts)
    if later:
        yield from _later(plan, later, advice, texts)


def _later(
    plan: Plan, visits: Sequence[Visit], known: Sequence[Advice], texts: ClinicTexts
) -> Iterator[Html]:
    """The visits after the next; how to prepare for them, where it is not `known`."""
    said = texts.words.said
    tests = {event.test: event for event in _events(visits)}
    advice = sheet_visit.advice(tests.values(), plan, texts)
    is_new = {one.instruction for one in advice} - {one.instruction for one in known}
    yield tag("h2", said("Your later visits"))
    if advice and not is_new:
        yield tag("p", said("Prepare as for your next visit."))
    yield tag("ul", *(sheet_visit.later(one, texts) for one in visits), class_="visits")
    if is_new:
        title = said("How to prepare for your later visits")
        yield from sheet_visit.prepared(title, advice, texts)


def _asking(texts: ClinicTexts) -> Iterator[Html]:
    yield tag("h2", texts.words.said("Questions for your team"))
    before, _, after = texts.words.said("Telephone: {telephone}").partition(_TELEPHONE)
    if texts.telephone:
        number = tag("bdi", _dialled(texts.telephone))
        yield tag("p", joined([before or None, number, after or None], " "))
    else:
        yield tag("p", before, class_="lines")
    for _ in range(3):
        yield tag("div", class_="lines")


def _dialled(telephone: str) -> Html | str:
    """A number to tap, where it is nothing but a number."""
    if not re.fullmatch(r"\+?[0-9 ()./-]{3,}", telephone):
        return telephone
    return tag("a", telephone, href=f"tel:{re.sub('[^+0-9]', '', telephone)}")
