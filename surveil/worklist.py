"""The worklist: who is overdue or due for what, and what to do next."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from surveil import outstanding
from surveil.catalogue import RANK
from surveil.following import Followed
from surveil.lists import Rejected
from surveil.outstanding import Line
from surveil.spans import Span

COUNTED: Final = ("due", "nothing-due", "judgement", "ended", "rejected")
BY: Final = ("visit", "test")


@dataclass(frozen=True, slots=True, kw_only=True)
class Worklist:
    """All lines in order of urgency, and what became of every patient of the list.

    `counts` has each patient in one of `COUNTED`: with something due, with nothing due
    now, for the MDT to decide, ended, or rejected.
    """

    as_of: date
    within: Span | None
    lines: tuple[Line, ...]
    counts: "Counter[str]"
    rejected: tuple[Rejected, ...]
    contradictions: tuple[tuple[tuple[int, ...], str], ...]

    @property
    def patients(self) -> int:
        return self.counts.total()

    def only(
        self, tests: Iterable[str] | None = None, *, overdue: bool = False
    ) -> "Worklist":
        """The lines about these tests, or those that are overdue; counts stay."""
        kept: Iterable[Line] = self.lines
        if tests is not None:
            asked = frozenset(tests)
            kept = [one for line in kept if (one := _only(line, asked))]
        if overdue:
            kept = [one for one in kept if one.days_late > 0]
        return replace(self, lines=tuple(kept))


def worklist(
    followed: Iterable[Followed | Rejected],
    *,
    as_of: date,
    within: Span | None = None,
    by: str = "visit",
) -> Worklist:
    """What is overdue, due, to be confirmed or to be decided on `as_of`.

    `within` adds what becomes due in that time. Lines are in order of urgency, those of
    the MDT last; equal ones by the end of their window, then by key. Overdue steps
    stay for ever and keep their dates. Of one test a patient has at most one line for
    what is open, however many of its steps are: one test serves.
    """
    until = within.after(as_of) if within else None
    lines: list[Line] = []
    counts: Counter[str] = Counter(dict.fromkeys(COUNTED, 0))
    rejected: list[Rejected] = []
    against: list[tuple[tuple[int, ...], str]] = []
    for one in followed:
        if isinstance(one, Rejected):
            rejected.append(one)
            counts["rejected"] += 1
            continue
        against += [(found.rows, found.text) for found in one.contradictions]
        found_lines = list(outstanding.lines_of(one, until=until))
        counts[_counted(one, found_lines)] += 1
        lines += together(found_lines) if by == "visit" else found_lines
    return Worklist(
        as_of=as_of,
        within=within,
        lines=tuple(sorted(lines, key=_order)),
        counts=counts,
        rejected=tuple(rejected),
        contradictions=tuple(sorted(against)),
    )


def _counted(one: Followed, lines: Sequence[Line]) -> str:
    if one.unclear or one.plan.outcome == "judgement":
        return "judgement"
    if one.plan.outcome == "ended":
        return "ended"
    return "due" if lines else "nothing-due"


def _order(line: Line) -> tuple[bool, float, date, str, int, tuple[str, ...]]:
    rank = RANK[line.tests[0]] if line.tests else -1
    last = line.latest or date.max
    return line.status == "mdt", -line.urgency, last, line.key, rank, line.steps


def _only(line: Line, asked: frozenset[str]) -> Line | None:
    """The part of a line that is about these tests."""
    at = [place for place, test in enumerate(line.tests) if test in asked]
    if len(at) == len(line.tests):
        return line if line.tests else None
    if not at:
        return None
    return replace(
        line,
        tests=tuple(line.tests[place] for place in at),
        steps=tuple(line.steps[place] for place in at),
        last=tuple(line.last[place] for place in at),
    )


def together(lines: Sequence[Line]) -> list[Line]:
    """Lines of one patient that share status, days and what to do as one line."""
    found: dict[object, list[Line]] = {}
    for line in lines:
        days = (line.due, line.earliest, line.latest)
        found.setdefault((line.status, days, line.next, line.notes), []).append(line)
    return [_joined(group) for group in found.values()]


def _joined(group: list[Line]) -> Line:
    if len(group) == 1:
        return group[0]
    group = sorted(group, key=lambda line: RANK[line.tests[0]])

    def all_of(part: Callable[[Line], tuple[str, ...]]) -> tuple[str, ...]:
        return tuple(text for line in group for text in part(line))

    return replace(
        group[0],
        tests=all_of(lambda line: line.tests),
        steps=all_of(lambda line: line.steps),
        lateness=max(line.lateness for line in group),
        urgency=max(line.urgency for line in group),
        last=tuple(day for line in group for day in line.last),
        by=tuple(dict.fromkeys(all_of(lambda line: line.by))),
    )
