"""What was done beside one plan: its tables read, judged, and shown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from surveil import following, judging, lives
from surveil.case import Case
from surveil.catalogue import TESTS
from surveil.cli import histories, listing
from surveil.errors import UsageError
from surveil.following import Followed
from surveil.happenings import Happening
from surveil.history import Done
from surveil.lists import Listed
from surveil.plans import Plan
from surveil.render import standing, table

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Tables:
    """What the tables say about one case, and whether rows could not be used."""

    done: Sequence[Done]
    happenings: Sequence[Happening]
    unused: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """One plan with what was done beside it."""

    followed: Followed
    unused: bool

    @property
    def plan(self) -> Plan:
        return self.followed.plan

    @property
    def to_come(self) -> Plan:
        """The plan with what is still to come, for a calendar or a sheet."""
        return judging.remaining(self.followed.history)

    @property
    def done(self) -> frozenset[str]:
        """The ids of the events that were done, or passed over for a later one."""
        return frozenset(
            one.id
            for one in self.followed.history.standings
            if one.status == "done" or (one.later and one.later.status == "done")
        )

    def shown(self) -> table.Beside:
        return standing.beside(self.followed)

    def content(self) -> dict[str, object]:
        return standing.content(self.followed)

    def columns(self) -> dict[str, dict[str, str]]:
        return standing.columns(self.followed)


def read(
    done: str,
    events: str | None,
    key: str | None,
    tests: Sequence[str],
    statuses: Sequence[str],
    done_columns: Sequence[str],
    events_columns: Sequence[str],
    day_first: bool,
) -> Tables:
    """The rows of one case: those of its key, or all where a table has no keys.

    Says what could not be read or used.
    """
    if [done, events].count("-") > 1:
        raise UsageError("- is given twice: the standard input is one table")
    dates = listing.dates(day_first, None)
    noted = histories.read_done(
        done, done_columns, dates, tests=tests, statuses=statuses, key=key or ""
    )
    rows = _own(noted.by_key, key, done, "--done")
    histories.tell_rejected(done, noted.rejected)
    unknown = sorted({one.row for one in rows if one.test not in TESTS and one.row})
    histories.tell_unknown(done, unknown)
    unused = bool(noted.rejected or unknown)
    if events is None:
        return Tables(rows, (), unused)
    happened = histories.read_events(events, events_columns, dates, key=key or "")
    histories.tell_rejected(events, happened.rejected)
    found = _own(happened.by_key, key, events, "--events")
    return Tables(rows, found, unused or bool(happened.rejected))


def _own(
    by_key: Mapping[str, Sequence[T]], key: str | None, name: str, option: str
) -> Sequence[T]:
    if key is None and by_key.keys() - {""}:
        raise UsageError(
            f"{option} {name} has a column key: say whose plan it is, such as --key A1"
        )
    return by_key.get(key or "", ())


def beside(
    case: Case,
    tables: Tables,
    day: date,
    anchor: str | None,
    planned: Callable[[Case], Plan],
    overridden: Callable[[Plan], Plan],
) -> Beside:
    """The case with its life up to `day`, and what was done judged beside it."""
    life = lives.live(case, tables.happenings, as_of=day, planned=planned)
    life = life.with_plan(overridden(life.plan))
    followed = following.followed(Listed(0, case), life, tables.done, day, anchor)
    return Beside(followed, tables.unused or bool(followed.contradictions))
