"""Observing: the patients of a list against one standard, as long as it held."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from surveil.answering import ENDED, answer
from surveil.case import Case
from surveil.following import Followed, follow
from surveil.guideline import Guideline
from surveil.happenings import Happening
from surveil.history import Done
from surveil.judging import judge
from surveil.lists import Listed, Rejected
from surveil.measures import Period
from surveil.plans import Plan

# What becomes of the rows of a list; each row is in exactly one.
BECAME: Final = (
    *("followed", "no-follow-up", "judgement", "suspended", "ended", "undated"),
    "rejected",
)
_OVER: Final = (*ENDED, "suspended")


@dataclass(frozen=True, slots=True)
class Standard:
    """What a list is held against: the first of these that covers a case."""

    guidelines: tuple[Guideline, ...]
    programmes: tuple[Guideline, ...] = ()

    @property
    def name(self) -> str:
        return ", ".join(one.id for one in (*self.guidelines, *self.programmes))


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """A patient against a standard, as things stood on a day.

    `became` is one of BECAME. `period` is that of the plan in force, and its history
    has all verdicts; without one nothing is known that could be counted. `before` are
    the periods of plans that were closed.
    """

    case: Case
    became: str
    contact: date | None = None
    period: Period | None = None
    before: tuple[Period, ...] = ()
    unclear: bool = False  # what was noted contradicts itself


def observe(
    rows: Sequence[Listed | Rejected],
    done: Mapping[str, Sequence[Done]],
    happenings: Mapping[str, Sequence[Happening]],
    standard: Standard,
    *,
    as_of: date,
    anchor: str | None = None,
    pace: str = "closest",
) -> Iterator[Observed | Rejected]:
    """Every row of a list against a standard, in order.

    What was planned before a death, a discharge, a suspension or a new operation was
    the clinic's to do, and counts up to that day. Where the list has no date for it,
    nobody can say what that was: nothing is counted of the patient.
    """

    def planned(case: Case) -> Plan:
        return answer(
            case,
            standard.guidelines,
            made=as_of,
            pace=pace,
            programmes=standard.programmes,
        )

    for one in follow(
        rows, done, happenings, as_of=as_of, planned=planned, anchor=anchor
    ):
        yield one if isinstance(one, Rejected) else _observed(one, as_of, anchor)


def _observed(one: Followed, as_of: date, anchor: str | None) -> Observed:
    listed, last = one.listed.case, one.plan.case
    if listed.status in _OVER and listed.status_date is None:
        return Observed(case=last, became="undated")
    suspended = last.status_date if last.status == "suspended" else None
    since = one.life.stretches[-1].since
    return Observed(
        case=last,
        became=_became(one.plan),
        contact=one.contact,
        period=Period(one.history, since, suspended or as_of),
        before=tuple(_closed(one, anchor)),
        unclear=one.unclear,
    )


def _became(plan: Plan) -> str:
    if plan.outcome != "plan":
        return plan.outcome
    return "suspended" if plan.case.status == "suspended" else "followed"


def _closed(one: Followed, anchor: str | None) -> Iterator[Period]:
    """The periods of plans that were followed by another, each as of its last day."""
    stretches = one.life.stretches
    for before, following in itertools.pairwise(stretches):
        until = following.since
        assert until is not None
        own = [each for each in one.done if each.date <= until]
        history = judge(before.plan, own, as_of=until, anchor=anchor)
        yield Period(history, before.since, until)
