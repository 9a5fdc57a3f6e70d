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
) -> Plan:
    """The plan of one case by the first of the guidelines that covers it.

    `made` is the day of the plan; surveil never reads a clock. `pace` is "closest" or
    "widest": which end of a printed range. Lifelong series run to the later of
    surgery + `horizon` and `made` + 5 years. Every case gets exactly one `outcome`:
    plan, no-follow-up, judgement or ended. Raises CaseError where a fact and `made`
    contradict each other, UsageError and GuidelineError as `load` does.
    """
    asked = [guideline] if isinstance(guideline, str | Guideline) else guideline
    loaded = [load(one) if isinstance(one, str) else one for one in asked]
    return answer(case, loaded, made=made, pace=pace, horizon=horizon)
