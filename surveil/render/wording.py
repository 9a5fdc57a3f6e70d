"""What a calendar entry says when it is opened, at three levels of privacy."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from surveil.case import Case
from surveil.catalogue import TESTS
from surveil.messages import marked
from surveil.render import dates
from surveil.render.clinic_texts import DUE as DUE
from surveil.render.clinic_texts import EARLIEST as EARLIEST
from surveil.render.clinic_texts import LATEST as LATEST
from surveil.render.clinic_texts import LONGEST_TEXT, length
from surveil.render.clinic_texts import PLACES as PLACES
from surveil.render.clinic_texts import THEN as THEN
from surveil.render.clinic_texts import ClinicTexts as ClinicTexts
from surveil.render.own_texts import REPLACEABLE as REPLACEABLE
from surveil.render.own_texts import check_own as check_own
from surveil.render.preparing import (
    how_to_prepare,
    is_anything,
    is_needed,
    is_safety,
    is_timed,
    listed,
    questions,
)
from surveil.render.titles import booking_title as booking_title
from surveil.render.titles import calendar_name as calendar_name
from surveil.render.titles import is_booked, tests_of
from surveil.render.titles import visit_title as visit_title
from surveil.render.titles import withdrawn_title as withdrawn_title
from surveil.visits import Booking, Visit

TITLES: Final = ("discreet", "plain", "clinical")
TEXTS: Final = ("plain", "discreet", "clinical")
CATEGORY: Final = "Health"

_TARGET: Final = marked(
    "This is a target date, not a booking. "
    "If you already have a booked date, follow that one."
)
_PROPOSAL: Final = marked("A proposal: your team decides.")
_BOOKING: Final = marked(
    "Time to book an appointment. If you have booked already, there is nothing to do."
)
_MORE: Final = marked("There is more to prepare than fits here: ask your team.")
_WITHDRAWN: Final = marked("This entry no longer holds. Nothing needs to be done.")
_DONE: Final = marked("This has been done already. Nothing needs to be done.")
_DECISIONS: Final = {
    "renew-plan": marked(
        "Your follow-up goes on after this plan. Ask your team for the next one."
    ),
    "confirm-end": marked(
        "At this visit your team confirms whether follow-up ends here. Ask for it."
    ),
}


def visit_text(
    visit: Visit,
    case: Case,
    texts: ClinicTexts,
    *,
    then: Visit | None = None,
    awaited: Sequence[Visit] = (),
    booked: bool = True,
) -> str:
    """What the entry of a visit says, with places for its dates.

    `then` is the clinic visit that waits for its results; `awaited` are the visits
    whose results it waits for itself. `booked` says that a reminder to book stands
    beside it, which holds what to ask when booking.
    """
    if texts.texts == "clinical":
        from surveil.render import clinical  # for staff; patients' texts go without

        return clinical.visit_text(visit, case, texts, then=then, awaited=awaited)
    words = texts.words
    last = [
        *texts.telephone_lines(),
        texts.replaced("target", _TARGET),
        texts.replaced("proposal", _PROPOSAL),
    ]
    if texts.texts == "discreet":
        return "\n".join([words.said("Target date for your follow-up: {due}."), *last])
    lines = [
        *what(visit, texts),
        *(
            words.said(_DECISIONS[event.test])
            for event in visit.events
            if event.test in _DECISIONS
        ),
        when(visit, texts),
        *chosen(visit, texts),
    ]
    if then is not None and then.day != visit.day:
        lines.append(
            words.said("Your team sees the results at your clinic visit around {then}.")
        )
    if visit.awaits or awaited:
        lines.append(
            words.said("At this visit your team goes through your results with you.")
        )
    return _fitted(lines, _preparation(visit, case, texts, booked), last, texts)


def _preparation(
    visit: Visit, case: Case, texts: ClinicTexts, booked: bool
) -> Iterator[list[str]]:
    """Ways to say how to prepare, each shorter; what no entry says is missed aloud."""
    for only in (is_anything, is_needed, is_safety, is_timed):
        lines = how_to_prepare(visit, case, texts, only=only)
        if not booked and only in (is_safety, is_timed):
            lines.append(texts.words.said(_MORE))
        yield lines


def booking_text(booking: Booking, case: Case, texts: ClinicTexts) -> str:
    """What the reminder to book says: what for which day, and what to ask.

    `{due}` is the day of the first visit, `{then}` that of `booking_then`.
    """
    if texts.texts == "clinical":
        from surveil.render import clinical  # for staff; patients' texts go without

        return clinical.booking_text(booking, case, texts)
    words = texts.words
    first = [texts.replaced("booking", _BOOKING)]
    last = [*texts.telephone_lines(), texts.replaced("proposal", _PROPOSAL)]
    if texts.texts == "discreet":
        return "\n".join([*first, words.said("It is for around {due}."), *last])
    for place, visits in by_day(booking, texts):
        plain = [test.plain for test in tests_of(visits) if is_booked(test)]
        if plain:
            first.append(
                words.said(
                    "Around {day}: {tests}.", day=place, tests=listed(plain, texts)
                )
            )
    return _fitted(first, [questions(booking, case, texts)], last, texts)


def withdrawn_text(texts: ClinicTexts, *, done: bool = False) -> str:
    """What an entry says that no longer holds: the same whatever the reason was.

    Unless it was `done`, which is good to know.
    """
    first = texts.words.said(_DONE) if done else texts.replaced("withdrawn", _WITHDRAWN)
    return "\n".join([first, *texts.telephone_lines()])


def booking_then(booking: Booking) -> Visit | None:
    """The visit whose day fills `{then}`: the clinic visit, if on another day."""
    first = booking.visits[0]
    waiting = [visit for visit in booking.visits if visit.awaits]
    return waiting[-1] if waiting and waiting[-1].day != first.day else None


def by_day(booking: Booking, texts: ClinicTexts) -> list[tuple[str, tuple[Visit, ...]]]:
    """The visits of each day under the place that stands for it, in order of day."""
    then = booking_then(booking)
    days: dict[date, list[Visit]] = {}
    for visit in booking.visits:
        days.setdefault(visit.day, []).append(visit)
    places = {booking.visits[0].day: DUE}
    if then is not None:
        places[then.day] = THEN
    return [
        (places.get(day) or dates.said(day, texts.language), tuple(visits))
        for day, visits in sorted(days.items())
    ]


def what(visit: Visit, texts: ClinicTexts) -> list[str]:
    """What is done at a visit, in order, in plain names; numbered where several."""
    plain = [texts.words.said(TESTS[event.test].plain) for event in visit.events]
    if len(plain) == 1:
        return [texts.words.said("What: {test}.", test=plain[0])]
    numbered = [f"{number}. {test}" for number, test in enumerate(plain, 1)]
    return [texts.words.said("What, in this order:"), *numbered]


def when(visit: Visit, texts: ClinicTexts) -> str:
    """The target day, and the days that are in time where there is a choice."""
    if visit.earliest == visit.latest:
        return texts.words.said("When: aim for {due}.")
    return texts.words.said(
        "When: aim for {due}; from {earliest} to {latest} is in time."
    )


def chosen(visit: Visit, texts: ClinicTexts) -> list[str]:
    """Which days the team chose in place of those of the plan."""
    days: dict[date, list[str]] = {}
    for number, event in enumerate(visit.events, 1):
        if event.override is not None:
            days.setdefault(event.due, []).append(str(number))
    said = texts.words.said
    lines = []
    for day, numbers in days.items():
        planned = dates.said(day, texts.language)
        if sum(map(len, days.values())) == len(visit.events) and len(days) == 1:
            lines.append(
                said("Your team chose this date in place of {day}.", day=planned)
            )
        else:
            lines.append(
                said(
                    "For {numbers} your team chose this date in place of {day}.",
                    numbers=said(", ").join(numbers),
                    day=planned,
                )
            )
    return lines


def _fitted(
    first: Sequence[str],
    ways: Iterable[list[str]],
    last: Sequence[str],
    texts: ClinicTexts,
) -> str:
    """The text with the first of the ways to say its middle that there is room for.

    Where there is room for none, the last is cut at a whole line, and that is said. No
    shipped text comes to this: a clinic's own texts, or many tests at once, may.
    """
    middle: list[str] = []
    for middle in ways:
        if _fits(whole := "\n".join([*first, *middle, *last]), texts):
            return whole
    more = texts.words.said(_MORE)
    while not _fits(whole := "\n".join([*first, *middle, more, *last]), texts):
        if not middle:
            break
        middle.pop()
    return whole


def _fits(text: str, texts: ClinicTexts) -> bool:
    return length(text, texts.language) <= LONGEST_TEXT
