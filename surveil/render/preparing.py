"""How a patient prepares for a visit and what to ask when booking, as lines of text."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from surveil.case import Case
from surveil.catalogue import TESTS
from surveil.messages import marked
from surveil.preparation import BRING, TIMES, Advice, for_patient
from surveil.preparation.instructions import SAFETY
from surveil.render.clinic_texts import ClinicTexts
from surveil.render.titles import is_booked, tests_of
from surveil.visits import Booking, Visit

_SHEET: Final = marked("Your laboratory's or department's own sheet wins.")


def is_anything(advice: Advice) -> bool:
    """All that there is to say."""
    return True


def is_needed(advice: Advice) -> bool:
    """Where room is scarce: without what is spare."""
    return not advice.instruction.spare


def is_safety(advice: Advice) -> bool:
    """Where it is scarcer: of what is asked when booking, the rules of safety alone."""
    if _is_asked(advice) and advice.instruction.source != SAFETY:
        return False
    return is_needed(advice)


def is_timed(advice: Advice) -> bool:
    """What a reminder to book cannot say: what is done at its time before the test."""
    return is_needed(advice) and not _is_asked(advice)


def how_to_prepare(
    visit: Visit,
    case: Case,
    texts: ClinicTexts,
    *,
    only: Callable[[Advice], bool] = is_anything,
) -> list[str]:
    """A line for each time, the earliest first; numbers are those of the visit's tests.

    What is the same at several times stands once.
    """
    tests = [event.test for event in visit.events]
    times: dict[str, list[str]] = {}
    for each in filter(only, for_patient(tests, case, dict(texts.own))):
        times.setdefault(_said(each, texts), []).append(_time(each, tests, texts))
    if not times:
        return []
    lines: dict[str, list[str]] = {}
    for text, labels in times.items():
        lines.setdefault(listed(labels, texts), []).append(text)
    shown = [
        texts.words.said("{when}: {text}", when=label, text=_joined(said))
        if label
        else _joined(said)
        for label, said in lines.items()
    ]
    if any(TESTS[test].kind not in ("visit", "decision") for test in tests):
        shown.append(texts.replaced("sheet", _SHEET))
    return [texts.words.said("How to prepare:"), *shown]


def questions(booking: Booking, case: Case, texts: ClinicTexts) -> list[str]:
    """What to tell and to ask when booking, a line each."""
    tests = [test.code for test in tests_of(booking.visits) if is_booked(test)]
    lines = []
    for each in for_patient(tests, case, dict(texts.own)):
        if _is_asked(each):
            names = "" if each.for_all else listed(_plain(each.tests), texts)
            about = texts.words.said("{tests}: ", tests=names) if names else ""
            lines.append(f"- {about}{_said(each, texts)}")
    return [texts.words.said("When you book:"), *lines] if lines else []


def listed(names: Iterable[str], texts: ClinicTexts) -> str:
    """Names of tests in the language of the patient, one after the other."""
    said = texts.words.said
    return said(", ").join(dict.fromkeys(said(name) for name in names))


def _is_asked(advice: Advice) -> bool:
    return advice.instruction.hours is None and not advice.own


def _plain(tests: Iterable[str]) -> Iterable[str]:
    return (TESTS[test].plain for test in tests)


def _said(advice: Advice, texts: ClinicTexts) -> str:
    if advice.own:
        return advice.instruction.text
    if advice.instruction == BRING:
        return texts.replaced("bring", BRING.text)
    return texts.words.said(advice.instruction.text)


def _time(advice: Advice, tests: Sequence[str], texts: ClinicTexts) -> str:
    """When, and for which of the numbered tests, where not for all."""
    said = texts.words.said
    when = "" if advice.own else said(TIMES[advice.instruction.hours])
    if advice.for_all:
        return when
    wanted = set(advice.tests)
    numbers = said(", ").join(
        str(number) for number, test in enumerate(tests, 1) if test in wanted
    )
    if advice.own:
        return said("For {numbers}", numbers=numbers)
    return said("{when} (for {numbers})", when=when, numbers=numbers)


def _joined(sentences: Iterable[str]) -> str:
    # Chinese full stops carry their own space.
    return " ".join(sentences).replace("。 ", "。")
