"""How a patient prepares for a visit and what to ask when booking, as lines of text."""

from collections.abc import Iterable, Sequence
from typing import Final

from surveil.case import Case
from surveil.catalogue import TESTS
from surveil.messages import marked
from surveil.preparation import BRING, TIMES, Advice, for_patient
from surveil.render.clinic_texts import ClinicTexts
from surveil.render.titles import is_booked, tests_of
from surveil.visits import Booking, Visit

_SHEET: Final = marked("Your laboratory's or department's own sheet wins.")


def how_to_prepare(visit: Visit, case: Case, texts: ClinicTexts) -> list[str]:
    """A line for each time, the earliest first; numbers are those of the visit's tests.

    Nothing where nobody prepares.
    """
    tests = [event.test for event in visit.events]
    lines: dict[tuple[str, str], list[str]] = {}
    for each in for_patient(tests, case, dict(texts.own)):
        numbers = "" if each.for_all else _numbers(each.tests, tests)
        when = "" if each.own else texts.words.said(TIMES[each.instruction.hours])
        lines.setdefault((when, numbers), []).append(_said(each, texts))
    if not lines:
        return []
    shown = [
        _labelled(when, numbers, _joined(said), texts)
        for (when, numbers), said in lines.items()
    ]
    if any(TESTS[test].kind != "visit" for test in tests):
        shown.append(texts.replaced("sheet", _SHEET))
    return [texts.words.said("How to prepare:"), *shown]


def questions(booking: Booking, case: Case, texts: ClinicTexts) -> list[str]:
    """What to tell and to ask when booking, a line each."""
    tests = [test.code for test in tests_of(booking.visits) if is_booked(test)]
    lines = []
    for each in for_patient(tests, case, dict(texts.own)):
        if each.instruction.hours is None and not each.own:
            names = "" if each.for_all else listed(_plain(each.tests), texts)
            about = texts.words.said("{tests}: ", tests=names) if names else ""
            lines.append(f"- {about}{_said(each, texts)}")
    return [texts.words.said("When you book:"), *lines] if lines else []


def listed(names: Iterable[str], texts: ClinicTexts) -> str:
    """Names of tests in the language of the patient, one after the other."""
    said = texts.words.said
    return said(", ").join(dict.fromkeys(said(name) for name in names))


def _plain(tests: Iterable[str]) -> Iterable[str]:
    return (TESTS[test].plain for test in tests)


def _said(advice: Advice, texts: ClinicTexts) -> str:
    if advice.own:
        return advice.instruction.text
    if advice.instruction == BRING:
        return texts.replaced("bring", BRING.text)
    return texts.words.said(advice.instruction.text)


def _numbers(chosen: Iterable[str], tests: Sequence[str]) -> str:
    """The numbers under which the visit lists these tests."""
    wanted = set(chosen)
    return ", ".join(
        str(number) for number, test in enumerate(tests, 1) if test in wanted
    )


def _joined(sentences: Iterable[str]) -> str:
    # Chinese full stops carry their own space.
    return " ".join(sentences).replace("。 ", "。")


def _labelled(when: str, numbers: str, text: str, texts: ClinicTexts) -> str:
    said = texts.words.said
    if when and numbers:
        return said(
            "{when} (for {numbers}): {text}", when=when, numbers=numbers, text=text
        )
    if when:
        return said("{when}: {text}", when=when, text=text)
    if numbers:
        return said("For {numbers}: {text}", numbers=numbers, text=text)
    return text
