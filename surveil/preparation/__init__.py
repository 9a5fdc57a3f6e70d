"""How to prepare for the tests of one visit: for patients, and for staff."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from surveil.case import Case
from surveil.catalogue import TESTS
from surveil.preparation.instructions import ALWAYS as ALWAYS
from surveil.preparation.instructions import TIMES as TIMES
from surveil.preparation.instructions import Instruction as Instruction
from surveil.preparation.patient import BRING as BRING
from surveil.preparation.patient import PATIENT
from surveil.preparation.staff import STAFF

OWN: Final = "the clinic's own text"
_LONGEST_BEFORE: Final = 10_000  # hours; what is settled before the day comes first
_NOTHING_REPLACED: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Advice:
    """An instruction, and the tests of the visit that it is for.

    `for_all` says that it holds for the whole visit, so that no test need be named.
    The text of an instruction from a clinic (`own`) is shown as it is.
    """

    instruction: Instruction
    tests: tuple[str, ...]
    for_all: bool

    @property
    def own(self) -> bool:
        return self.instruction.source == OWN


def name(test: str) -> str:
    """The name under which a clinic gives its own preparation for a test."""
    return f"preparation.{test}"


def circumstances(case: Case) -> tuple[bool, ...]:
    """All that preparation looks at in a case: equal for cases prepared alike."""
    return tuple(holds(case) for holds in _CONDITIONS.values())


def for_patient(
    tests: Iterable[str], case: Case, own: Mapping[str, str] = _NOTHING_REPLACED
) -> tuple[Advice, ...]:
    """What a patient does before a visit, the earliest first; texts are message ids.

    What several tests ask for stands once. A text in `own` (by `name`) replaces all
    that is said about its test.
    """
    kept = _tests(tests)
    asked = {
        test: (Instruction(None, own[name(test)], OWN),)
        if name(test) in own
        else PATIENT.get(test, ())
        for test in kept
    }
    return (*_together(asked, case), *_bring(kept))


def for_staff(tests: Iterable[str], case: Case) -> tuple[Advice, ...]:
    """What staff decide and ask before a visit, with sources, the earliest first."""
    return _together({test: STAFF.get(test, ()) for test in _tests(tests)}, case)


def _tests(tests: Iterable[str]) -> tuple[str, ...]:
    """Each test once, in order, without decisions, for which nobody prepares."""
    return tuple(
        test for test in dict.fromkeys(tests) if TESTS[test].kind != "decision"
    )


def _together(
    asked: Mapping[str, tuple[Instruction, ...]], case: Case
) -> tuple[Advice, ...]:
    found: dict[Instruction, list[str]] = {}
    for test, instructions in asked.items():
        for each in instructions:
            if _CONDITIONS[each.when](case):
                found.setdefault(each, []).append(test)
    prepared = {test for test in asked if TESTS[test].kind != "visit"}
    advice = [
        Advice(each, tuple(tests), set(tests) >= prepared)
        for each, tests in found.items()
    ]
    return tuple(sorted(advice, key=_before))


def _before(advice: Advice) -> int:
    hours = advice.instruction.hours
    return -(_LONGEST_BEFORE if hours is None else hours)


def _bring(tests: tuple[str, ...]) -> tuple[Advice, ...]:
    return (Advice(BRING, tests, for_all=True),) if tests else ()


def _is_gastrinoma_or_men1(case: Case) -> bool:
    return case.function == "gastrinoma" or case.hereditary == "MEN1"


# A fact that is not known never means no: staff then read the question with its "if".
_CONDITIONS: Final[Mapping[str, Callable[[Case], bool]]] = MappingProxyType(
    {
        ALWAYS: lambda case: True,
        "acid tablets may be named": lambda case: not _is_gastrinoma_or_men1(case),
        "fasting may be named": lambda case: case.function != "insulinoma",
        "insulinoma": lambda case: case.function == "insulinoma",
        "gastrinoma or MEN1": _is_gastrinoma_or_men1,
        "gastrinoma or MEN1 is open": lambda case: (
            not _is_gastrinoma_or_men1(case)
            and None in (case.function, case.hereditary)
        ),
        "carcinoid syndrome": lambda case: case.function == "carcinoid-syndrome",
        "carcinoid syndrome is open": lambda case: case.function is None,
    }
)
