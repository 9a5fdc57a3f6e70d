"""The cases worked by hand, asked again of every mutant of their file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from hand_worked import entries
from samples import guideline as loaded

from surveil import choosing
from surveil.answering import answer
from surveil.case import Case
from surveil.guideline import Guideline, Recommendation
from surveil.plans import Plan

_WINDOW = ("earliest", "due", "latest", "window")


@dataclass(frozen=True, slots=True, eq=False)
class Worked:
    """A case that a person worked out, its facts parsed once."""

    file: str
    case: Case
    entry: dict[str, Any]
    dated: bool  # from tests/plans: its dates and its banner are worked out too

    def holds(self, by: Guideline) -> bool:
        """Whether this reading of the file gives what was worked out by hand."""
        return self.is_as_in_the_file(by) or self.is_answered(by)

    def is_as_in_the_file(self, by: Guideline) -> bool:
        """Whether the same rows are chosen, so that the plan is that of the file."""
        if by.is_programme:
            return False
        return _chosen(self.case, by) == _chosen_by_file(self)

    def is_answered(self, by: Guideline) -> bool:
        """Whether the plan by this reading is the one that was worked out."""
        plan = self._plan(by)
        if not _answers(plan, self.entry) or not _tells(plan, self.entry):
            return False
        if "offers" in self.entry and self._offers(by) != self.entry["offers"]:
            return False
        return not self.dated or _dates(plan, self.entry)

    def _plan(self, by: Guideline) -> Plan:
        # The cases of a programme say beside which guideline they stand.
        guideline = loaded(self.entry["guideline"]) if by.is_programme else by
        return answer(
            self.case,
            [guideline],
            made=self._made,
            pace=self.entry.get("pace", "closest"),
            programmes=[by] if "with" in self.entry else [],
        )

    def _offers(self, by: Guideline) -> bool:
        """Whether the plan without the programme says that there is one."""
        guideline = loaded(self.entry["guideline"])
        plan = answer(self.case, [guideline], made=self._made, offered=[by])
        return any(f"--with {by.id}" in note for note in plan.notes)

    @property
    def _made(self) -> date:
        return date.fromisoformat(self.entry.get("made", self.entry["case"]["surgery"]))


@cache
def cases() -> dict[str, tuple[Worked, ...]]:
    """Every case worked by hand, by the file that it is about."""
    found: dict[str, list[Worked]] = {}
    for folder in ("plans", "boundaries"):
        for file, entry in entries(folder, folder):
            case = Case.parse(entry["case"])
            one = Worked(file, case, entry, folder == "plans")
            found.setdefault(file, []).append(one)
    return {file: tuple(several) for file, several in found.items()}


def unmet(file: str) -> Iterator[str]:
    """The cases that the file as it is does not answer as worked by hand."""
    for one in cases()[file]:
        if not one.is_answered(loaded(file)):
            yield one.entry["name"]


def _chosen(case: Case, by: Guideline) -> tuple[object, ...]:
    """All that a plan takes from a guideline: the rows that apply, or why none does."""
    if not by.covers(case):
        return ()
    found = choosing.choose(case, by)
    if not isinstance(found, Recommendation):
        return (found,)
    return (found, choosing.supplements(case, by, found), by.age_notes)


@cache
def _chosen_by_file(one: Worked) -> tuple[object, ...]:
    return _chosen(one.case, loaded(one.file))


def _answers(plan: Plan, entry: dict[str, Any]) -> bool:
    said = (plan.outcome, plan.judgement, plan.recommendation)
    if said != (entry["outcome"], entry.get("kind"), entry.get("recommendation")):
        return False
    asked = {missing.fact for missing in plan.missing}
    return "missing" not in entry or asked == set(entry["missing"])


def _dates(plan: Plan, entry: dict[str, Any]) -> bool:
    """Whether the plan has the dates that were worked out, and no test beside them."""
    dates: dict[str, list[str]] = {}
    for event in plan.events:
        dates.setdefault(event.test, []).append(event.due.isoformat())
    if dates != entry.get("dates", {}) or plan.banner != entry.get("banner"):
        return False
    shown = {event.id: event for event in plan.events}
    for window in entry.get("windows", []):
        event = shown[window["id"]]
        days = (event.earliest, event.due, event.latest)
        found = (*(day.isoformat() for day in days), event.step.window)
        if found != tuple(window[key] for key in _WINDOW):
            return False
    return True


def _tells(plan: Plan, entry: dict[str, Any]) -> bool:
    """Whether the plan's lines hold what they must, and nothing that they must not.

    A boundary has no dates, but may name all tests of the plan, the rows that ask for
    one of them, or the banner.
    """
    asking: dict[str, set[str]] = {}
    for event in plan.events:
        rows = {asker.row.id for asker in event.asked_by}
        asking.setdefault(event.test, set()).update(rows)
    if set(entry.get("tests", asking)) != set(asking):
        return False
    for test, rows in entry.get("asked_by", {}).items():
        if asking.get(test) != set(rows):
            return False
    if entry.get("banner", plan.banner) != plan.banner:
        return False
    lines = {
        "gaps": plan.gaps,
        "notes": plan.notes,
        "cautions": plan.cautions,
        "event_notes": tuple(note for one in plan.events for note in one.notes),
        "reason": (plan.reason or "",),
        "would": tuple(missing.would for missing in plan.missing),
    }
    return all(_hold(entry, key, several) for key, several in lines.items())


def _hold(entry: dict[str, Any], key: str, lines: Sequence[str]) -> bool:
    there = all(any(text in one for one in lines) for text in entry.get(key, []))
    return there and not any(
        text in one for text in entry.get(f"no_{key}", []) for one in lines
    )
