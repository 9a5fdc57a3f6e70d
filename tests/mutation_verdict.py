"""Who notices a mutant: the reader, a case worked by hand, the linter, or nobody."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from hand_worked import entries
from mutation_files import Mutant
from samples import guideline as loaded

from surveil import library
from surveil.answering import answer
from surveil.case import Case
from surveil.guideline import Guideline
from surveil.linting import lint
from surveil.plans import Plan

READER, CASE, LINT = "reader", "case", "lint"
BY = (READER, CASE, LINT)
_WINDOW = ("earliest", "due", "latest", "window")


@dataclass(frozen=True, slots=True)
class Worked:
    """A case that a person worked out, its facts parsed once."""

    name: str
    case: Case
    entry: dict[str, Any]
    dated: bool  # from tests/plans: its dates are worked out too

    def holds(self, by: Guideline) -> bool:
        """Whether this reading of the file gives what was worked out by hand."""
        plan = self.plan(by)
        return _answered(plan, self.entry) and (
            not self.dated or (_dated(plan, self.entry) and _told(plan, self.entry))
        )

    def plan(self, by: Guideline) -> Plan:
        entry = self.entry
        made = date.fromisoformat(entry.get("made", entry["case"]["surgery"]))
        # A programme stands beside a guideline, and is told of where it is not asked.
        guideline, programmes = by, []
        if by.is_programme:
            guideline = loaded(entry["guideline"])
            programmes = [by] if "with" in entry else []
        return answer(
            self.case,
            [guideline],
            made=made,
            pace=entry.get("pace", "closest"),
            programmes=programmes,
            offered=[by] if by.is_programme else [],
        )


@cache
def cases() -> dict[str, tuple[Worked, ...]]:
    """Every case worked by hand, by the file that it is about."""
    found: dict[str, list[Worked]] = {}
    for folder in ("plans", "boundaries"):
        for file, entry in entries(folder, folder):
            case = Case.parse(entry["case"])
            one = Worked(entry["name"], case, entry, folder == "plans")
            found.setdefault(file, []).append(one)
    return {file: tuple(all_of_file) for file, all_of_file in found.items()}


def _answered(plan: Plan, entry: dict[str, Any]) -> bool:
    said = (plan.outcome, plan.judgement, plan.recommendation)
    if said != (entry["outcome"], entry.get("kind"), entry.get("recommendation")):
        return False
    asked = {missing.fact for missing in plan.missing}
    return "missing" not in entry or asked == set(entry["missing"])


def _dated(plan: Plan, entry: dict[str, Any]) -> bool:
    dates: dict[str, list[str]] = {}
    for event in plan.events:
        dates.setdefault(event.test, []).append(event.due.isoformat())
    if dates != entry.get("dates", {}):
        return False
    shown = {event.id: event for event in plan.events}
    for window in entry.get("windows", []):
        event = shown[window["id"]]
        days = (event.earliest, event.due, event.latest)
        found = (*(day.isoformat() for day in days), event.step.window)
        if found != tuple(window[key] for key in _WINDOW):
            return False
    return True


def _told(plan: Plan, entry: dict[str, Any]) -> bool:
    return (
        plan.banner == entry.get("banner")
        and _says(plan.gaps, entry, "gaps")
        and _says(plan.notes, entry, "notes")
        and all(text in (plan.reason or "") for text in entry.get("reason", []))
    )


def _says(lines: Sequence[str], entry: dict[str, Any], key: str) -> bool:
    """Whether the lines hold the texts that they must, and none that they must not."""
    there = all(any(text in one for one in lines) for text in entry.get(key, []))
    return there and not any(
        text in one for text in entry.get(f"no_{key}", []) for one in lines
    )


class Bench:
    """Judges the mutants of one file; the case that noticed last is asked first."""

    def __init__(self, file: str) -> None:
        self.cases = list(cases()[file])

    def noticed(self, mutant: Mutant) -> str | None:
        """Who notices it first, or None: a survivor."""
        found, _ = library.read(f"{mutant.file}.toml", mutant.written())
        if found is None:
            return READER
        for one in self.cases:
            if not one.holds(found):
                self.cases.remove(one)
                self.cases.insert(0, one)
                return CASE
        # The walk of all cases is the slowest check, and so the last.
        return LINT if lint(found) else None


@cache
def _bench(file: str) -> Bench:
    return Bench(file)


def judged(mutants: Sequence[Mutant]) -> list[tuple[Mutant, str | None]]:
    """Each mutant with who notices it."""
    return [(one, _bench(one.file).noticed(one)) for one in mutants]


def unmet(file: str) -> Iterator[str]:
    """The cases that the file as it is does not answer as worked by hand."""
    for one in cases()[file]:
        if not one.holds(loaded(file)):
            yield one.name
