"""Following: every case of a list with its life and what was done, and who is lost."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from surveil.case import Case
from surveil.catalogue import TESTS
from surveil.errors import CaseError
from surveil.happenings import Contradiction, Happening
from surveil.history import Done, History, Standing
from surveil.lists import Listed, Rejected
from surveil.lives import Life, contradictions, judged, last_contact, live
from surveil.plans import Plan
from surveil.spans import Span

GRACE: Final = Span(days=90)  # a convention of surveil


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """One case of a list on the day of judging: its plans, and what was done."""

    listed: Listed
    life: Life
    done: Sequence[Done]
    history: History
    contact: date | None
    contradictions: tuple[Contradiction, ...]

    @property
    def key(self) -> str:
        return self.listed.case.key or ""

    @property
    def plan(self) -> Plan:
        return self.life.plan

    @property
    def unclear(self) -> bool:
        """Whether what was noted contradicts itself about what is planned."""
        return any(one.grave for one in self.contradictions)


def follow(
    rows: Iterable[Listed | Rejected],
    done: Mapping[str, Sequence[Done]],
    happenings: Mapping[str, Sequence[Happening]],
    *,
    as_of: date,
    planned: Callable[[Case], Plan],
    anchor: str | None = None,
) -> Iterator[Followed | Rejected]:
    """Every row of a list, in order: followed up to `as_of`, or why it is no case.

    `planned` makes the plan of a case as of that day.
    """
    for row in rows:
        if isinstance(row, Rejected):
            yield row
            continue
        key = row.case.key or ""
        tests = done.get(key, ())
        try:
            life = live(row.case, happenings.get(key, ()), as_of=as_of, planned=planned)
        except CaseError as error:
            yield Rejected(row.row, error.fact, error.problem, row.list)
            continue
        yield followed(row, life, tests, as_of, anchor)


def followed(
    listed: Listed,
    life: Life,
    done: Sequence[Done],
    as_of: date,
    anchor: str | None = None,
) -> Followed:
    """One case with its life, and what was done judged beside it."""
    return Followed(
        listed=listed,
        life=life,
        done=done,
        history=judged(life, done, as_of=as_of, anchor=anchor),
        contact=last_contact(life, done, as_of),
        contradictions=contradictions(life, done),
    )


def lost(
    history: History, last_contact: date | None, grace: Span = GRACE
) -> Standing | None:
    """The step by which a patient is lost to follow-up; None: not lost.

    Lost is who has a step that is overdue by more than `grace` and was in no contact
    since its window opened. It is the oldest such step. Who came within the window and
    left out one of its tests is overdue for that test and not lost. A step passed over
    for a later one does not count, nor one that is booked, nor a decision of the team.
    Nobody is lost whose follow-up has ended or is suspended, or whose plan the MDT has
    to decide.
    """
    if history.plan.case.status == "suspended":
        return None
    found = [
        one
        for one in history.standings
        if one.status == "overdue"
        and one.later is None
        and TESTS[one.test].kind != "decision"
        and grace.after(one.latest) < history.as_of
        and (last_contact is None or last_contact < one.earliest)
    ]
    return min(found, key=lambda one: (one.latest, one.id), default=None)
