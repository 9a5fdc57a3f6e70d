"""One visit on the patient's part of the sheet: when, what, how to prepare."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Final

from surveil import preparation
from surveil.catalogue import TESTS
from surveil.messages import marked
from surveil.plans import Event, Plan
from surveil.preparation import Advice
from surveil.render import dates
from surveil.render.clinic_texts import DUE, EARLIEST, LATEST, ClinicTexts
from surveil.render.preparing import listed
from surveil.render.sheet_html import Html, joined, tag
from surveil.render.wording import chosen
from surveil.visits import Visit

_TARGET: Final = marked(
    "This is a target date, not a booking. "
    "If you already have a booked date, follow that one."
)
_SHEET_WINS: Final = marked("Your laboratory's or department's own sheet wins.")
DECISIONS: Final = {
    "renew-plan": marked(
        "Your follow-up goes on after this plan. Ask your team for the next one."
    ),
    "confirm-end": marked(
        "At this visit your team confirms whether follow-up ends here. Ask for it."
    ),
}


def following(
    plan: Plan, visit: Visit, then: Visit | None, book: date | None, texts: ClinicTexts
) -> Html:
    """The next visit, large and whole; `then` is the visit that awaits its results."""
    said = texts.words.said
    return tag(
        "section",
        tag("h2", said("Your next visit"), id="next"),
        tag("p", _time(visit.day, texts), class_="day"),
        tag("p", _window(visit, plan.made, texts)),
        tag("p", _target(visit, texts), dir="auto"),
        _booking(book, plan.made, texts),
        _box(texts),
        tag("h3", said("What will be done")),
        tag("ol", *(tag("li", name) for name in _names(visit, texts))),
        *(tag("p", line) for line in _besides(visit, then, texts)),
        class_="next",
        aria_labelledby="next",
    )


def later(visit: Visit, texts: ClinicTexts) -> Html:
    """A later visit in a few lines, with a box for the booked day."""
    names = _names(visit, texts)
    if len(names) > 1:
        names = [f"{number}. {name}" for number, name in enumerate(names, 1)]
    return tag(
        "li",
        tag(
            "div",
            tag("p", _time(visit.day, texts), class_="day"),
            _short_span(visit, texts),
        ),
        tag(
            "div",
            tag("p", texts.words.said(", ").join(names)),
            *(tag("p", line, class_="note") for line in _besides(visit, None, texts)),
        ),
        _box(texts),
    )


def advice(
    events: Iterable[Event], plan: Plan, texts: ClinicTexts
) -> tuple[Advice, ...]:
    """How to prepare for these, the earliest first; a discreet sheet does not say."""
    if texts.texts == "discreet":
        return ()
    tests = (event.test for event in events)
    return preparation.for_patient(tests, plan.case, dict(texts.own))


def prepared(title: str, found: Sequence[Advice], texts: ClinicTexts) -> Iterator[Html]:
    """The advice under a heading, by time; nothing for none."""
    if not found:
        return
    yield tag("h2", title)
    lines = []
    for when, group in groupby(found, key=_when):
        alike = groupby(group, key=lambda one: (one.for_all, one.tests))
        parts = (tag("li", _line(list(each), texts)) for _, each in alike)
        time = tag("strong", texts.words.said(when))
        lines.append(tag("li", time, tag("ul", *parts)))
    yield tag("ul", *lines, class_="times")
    if any(TESTS[test].kind != "visit" for one in found for test in one.tests):
        yield tag("p", texts.replaced("sheet", _SHEET_WINS), dir="auto")


def _when(one: Advice) -> str:
    """How long before; a clinic's own text says that itself."""
    return "" if one.own else preparation.TIMES[one.instruction.hours]


def _line(alike: Sequence[Advice], texts: ClinicTexts) -> Html:
    """What to do for the same tests; they are named where it is not for all."""
    # Chinese full stops carry their own space.
    whole = " ".join(_advised(one, texts) for one in alike).replace("。 ", "。")
    line = tag("span", whole, dir="auto")
    if alike[0].for_all:
        return line
    tests = listed(_plain(alike[0].tests), texts)
    return joined([tag("em", texts.words.said("{tests}: ", tests=tests)), line], " ")


def _advised(one: Advice, texts: ClinicTexts) -> str:
    text = one.instruction.text
    if one.instruction == preparation.BRING:
        return texts.replaced("bring", text)
    return text if one.own else texts.words.said(text)


def _plain(tests: Iterable[str]) -> Iterable[str]:
    return (TESTS[test].plain for test in tests)


def _time(day: date, texts: ClinicTexts) -> Html:
    return tag("time", dates.said(day, texts.language), datetime=day.isoformat())


def _box(texts: ClinicTexts) -> Html:
    return tag("p", texts.words.said("Booked for (day, time, place):"), class_="box")


def _target(visit: Visit, texts: ClinicTexts) -> str:
    text = texts.replaced("target", _TARGET)
    days = {DUE: visit.day, EARLIEST: visit.earliest, LATEST: visit.latest}
    for place, day in days.items():
        text = text.replace(place, dates.said(day, texts.language))
    return text


def _window(visit: Visit, made: date, texts: ClinicTexts) -> str:
    if visit.day < made <= visit.latest:
        return texts.words.said(
            "This day has passed, but you are in time until {latest}. Please book now.",
            latest=dates.said(visit.latest, texts.language),
        )
    return _span(visit, texts)


def _span(visit: Visit, texts: ClinicTexts) -> str:
    if visit.earliest == visit.latest:
        return texts.words.said("On this day.")
    return texts.words.said(
        "From {earliest} to {latest} is in time.",
        earliest=dates.said(visit.earliest, texts.language),
        latest=dates.said(visit.latest, texts.language),
    )


def _short_span(visit: Visit, texts: ClinicTexts) -> Html | None:
    if visit.earliest == visit.latest:
        return None
    span = texts.words.said(
        "In time: {earliest} to {latest}",
        earliest=dates.said(visit.earliest, texts.language),
        latest=dates.said(visit.latest, texts.language),
    )
    return tag("p", span, class_="note")


def _booking(book: date | None, made: date, texts: ClinicTexts) -> Html | None:
    if book is None:
        return None
    if book <= made:
        return tag("p", texts.words.said("Please book it now."))
    day = dates.said(book, texts.language)
    return tag("p", texts.words.said("A good day to book it: {day}.", day=day))


def _names(visit: Visit, texts: ClinicTexts) -> list[str]:
    """What will be done, in order; without tests where discreet."""
    if texts.texts == "discreet":
        return [texts.words.said("follow-up")]
    return [texts.words.said(TESTS[one.test].plain) for one in visit.events]


def _besides(visit: Visit, then: Visit | None, texts: ClinicTexts) -> Iterator[str]:
    """What follows from a visit, and which day the team itself chose."""
    words = texts.words
    if texts.texts == "discreet":
        if any(one.override for one in visit.events):
            yield words.said("Your team chose this date.")
        return
    yield from chosen(visit, texts)
    if then and then.day != visit.day:
        yield words.said(
            "Your team sees the results at your clinic visit around {then}.",
            then=dates.said(then.day, texts.language),
        )
    if visit.awaits:
        yield words.said("At this visit your team goes through your results with you.")
    for one in visit.events:
        if one.test in DECISIONS:
            yield words.said(DECISIONS[one.test])
