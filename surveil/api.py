"""The library in three functions: guidelines, load, plan."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from surveil import library
from surveil.answering import answer
from surveil.case import Case
from surveil.guideline import Guideline
from surveil.planning import HORIZON
from surveil.plans import Plan
from surveil.spans import Span


def guidelines(schedules: Path | None = None) -> tuple[Guideline, ...]:
    """Every shipped guideline, and those in the folder `schedules`.

    Raises GuidelineError for the first file with a fault.
    """
    found = []
    for file in library.all_files(schedules):
        guideline, faults = file.read()
        if guideline is None:
            raise faults[0]
        found.append(guideline)
    return tuple(found)


def load(id: str, schedules: Path | None = None) -> Guideline:
    """The guideline of this id, read anew.

    Raises UsageError for an id that no file has, GuidelineError for a faulty file.
    """
    return library.load(id, schedules)


def plan(
    case: Case,
    guideline: str | Guideline | Sequence[str | Guideline] = "esmo-2020",
    *,
    made: date,
    pace: str = "closest",
    horizon: Span = HORIZON,
    programmes: Sequence[str | Guideline] = (),
    schedules: Path | None = None,
) -> Plan:
    """The plan of one case by the first of the guidelines that covers it.

    `made` is the day of the plan; surveil never reads a clock. `pace` is "closest" or
    "widest": which end of a printed range. Lifelong series run to the later of
    surgery + `horizon` and the first anniversary of surgery from `made` + 5 years on.
    `programmes` (MEN1, VHL, heart) are added to any outcome but `ended`. Ids are looked
    up among the shipped files and those in the folder `schedules`. Every case gets
    exactly one `outcome`: plan, no-follow-up, judgement or ended. Raises CaseError
    where a fact and `made` contradict each other, UsageError and GuidelineError as
    `load` does.
    """

    def loaded(asked: Sequence[str | Guideline]) -> list[Guideline]:
        return [load(o, schedules) if isinstance(o, str) else o for o in asked]

    asked = [guideline] if isinstance(guideline, str | Guideline) else guideline
    return answer(
        case,
        loaded(asked),
        made=made,
        pace=pace,
        horizon=horizon,
        programmes=loaded(programmes),
        offered=offered(case, schedules),
    )


def offered(case: Case, schedules: Path | None = None) -> tuple[Guideline, ...]:
    """The programmes that this case may have to be told of.

    Only a case with heredity or carcinoid heart disease: others need not read the
    files.
    """
    if case.hereditary in (None, "none") and case.carcinoid_heart_disease != "yes":
        return ()
    return library.programmes(schedules)
