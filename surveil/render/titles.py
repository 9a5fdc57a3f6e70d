"""The titles of calendar entries: what shows on a lock screen."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from surveil.catalogue import TESTS, Test
from surveil.messages import marked
from surveil.render.clinic_texts import LONGEST_TITLE, ClinicTexts, names
from surveil.visits import Booking, Visit

DUE: Final = marked("Health: follow-up due")
REVIEW: Final = marked("Health: plan review due")
BOOK: Final = marked("Health: appointment to book")
CALENDAR: Final = marked("Health plan")
CANCELLED: Final = "CANCELLED"

_PLAN_REVIEW: Final = marked("Review of your follow-up plan")
_TESTS: Final = marked("Tests due")
_ONE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "visit": marked("Clinic visit due"),
        "scan": marked("Scan due"),
        "blood": marked("Blood test due"),
        "urine": marked("Urine or blood test due"),
        "endoscopy": marked("Endoscopy due"),
        "heart": marked("Heart test due"),
        "decision": _PLAN_REVIEW,
    }
)
_SEVERAL: Final[Mapping[str, str]] = MappingProxyType(
    {
        "visit": _ONE["visit"],
        "scan": marked("Scans due"),
        "blood": marked("Blood tests due"),
        "decision": _PLAN_REVIEW,
    }
)


def visit_title(visit: Visit, texts: ClinicTexts) -> str:
    """The title of a visit; discreet names no illness, test or clinic."""
    tests = tests_of([visit])
    kinds = {test.kind for test in tests}
    if texts.titles == "clinical":
        return _clinical(tests, kinds)
    if texts.titles == "plain":
        return texts.words.said(_plain(tests, kinds))
    if kinds == {"decision"}:
        return texts.replaced("title.review", REVIEW)
    return texts.replaced("title.due", DUE)


def booking_title(booking: Booking, texts: ClinicTexts) -> str:
    """The title of the reminder to book."""
    if texts.titles == "clinical":
        found = [test.name for test in tests_of(booking.visits) if is_booked(test)]
        return names(found, "To book: ", "", LONGEST_TITLE)
    if texts.titles == "plain":
        return texts.words.said("Appointment to book")
    return texts.replaced("title.book", BOOK)


def withdrawn_title(
    title: str, texts: ClinicTexts | None = None, *, done: bool = False
) -> str:
    """The title of an entry that no longer holds, said once however often withdrawn.

    The English word stands first in every language: that is what calendar programs
    and an older version of surveil know. What was `done` says so.
    """
    words = (texts or ClinicTexts()).words
    own = words.said(marked("Done")) if done else words.said(marked("Cancelled"))
    before = f"{CANCELLED}: " if own == "Cancelled" else f"{CANCELLED}: {own}: "
    whole = title if title.startswith(f"{CANCELLED}: ") else f"{before}{title}"
    return whole[:LONGEST_TITLE].rstrip()


def calendar_name(texts: ClinicTexts) -> str:
    """What the calendar is called in the programs of a patient."""
    return texts.replaced("calendar", CALENDAR)


def tests_of(visits: Sequence[Visit]) -> list[Test]:
    """The tests of the visits in order, each once."""
    codes = dict.fromkeys(event.test for visit in visits for event in visit.events)
    return [TESTS[code] for code in codes]


def is_booked(test: Test) -> bool:
    """Whether somebody books it: a decision is taken at a visit."""
    return test.kind != "decision"


def _clinical(tests: list[Test], kinds: set[str]) -> str:
    after = "" if kinds == {"decision"} else " due"
    return names([test.name for test in tests], "", after, LONGEST_TITLE)


def _plain(tests: list[Test], kinds: set[str]) -> str:
    booked = [test for test in tests if is_booked(test)]
    if "visit" in kinds and kinds - {"visit", "decision"}:
        return marked("Clinic visit and tests due")
    if booked and "decision" in kinds and "visit" not in kinds:
        return marked("Tests and plan review due")
    kinds = kinds - {"decision"} or kinds
    if len(kinds) > 1:
        return _TESTS
    (kind,) = kinds
    several = len(booked) > 1
    return _SEVERAL.get(kind, _TESTS) if several else _ONE[kind]
