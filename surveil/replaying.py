"""Replaying: what happened to a patient, in any order, to the case that it made."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from types import MappingProxyType
from typing import Final

from surveil import changing
from surveil.case import Case
from surveil.errors import CaseError
from surveil.happenings import (
    ENDS,
    IMAGING,
    ORDER,
    Ask,
    Contradiction,
    Happening,
)

_INTERRUPTS: Final = ("suspended", "opted-out", "moved", "discharged")
_OVER: Final = {"pregnancy-ended": "pregnancy", "renal-recovered": "renal-failure"}
_CONTACTS: Final = ("last-contact", "re-operation", "reactivated")
_OF_OPERATION: Final = ("resection",)  # a new operation makes its own margin
_EXTENT: Final = ("stage", "tnm", "resection")


@dataclass(frozen=True, slots=True)
class Turn:
    """From a day on a case has other facts, or is not followed as before.

    `since` None: from surgery. `ended` and `recurred` say that it is not planned.
    """

    since: date | None
    case: Case
    ended: Happening | None = None
    recurred: date | None = None


@dataclass(slots=True)
class _State:
    """What is known of a patient while the happenings are gone through."""

    case: Case
    ended: Happening | None = None
    suspended: Happening | None = None
    recurred: date | None = None
    died: Happening | None = None
    revised: Happening | None = None  # the last one, with all facts of its day
    contact: date | None = None
    asks: dict[str, date] = field(default_factory=dict)
    why: list[tuple[date, str]] = field(default_factory=list)
    against: list[Contradiction] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What the happenings made of a case, up to one day.

    The last of `turns` is in force. `said` is what happened, by day, in words. `later`
    counts the happenings after that day.
    """

    turns: tuple[Turn, ...]
    said: tuple[tuple[date, str], ...]
    asks: tuple[Ask, ...]
    suspended: Happening | None
    contact: date | None
    contradictions: tuple[Contradiction, ...]
    died: Happening | None
    later: int


def replay(case: Case, happenings: Iterable[Happening], *, as_of: date) -> Replayed:
    """What became of a case up to `as_of`, whatever the order of the happenings.

    They are taken in order of date, those of one day in the order of `KINDS`, those of
    one kind by their facts; the same twice counts once. What cannot be true beside
    what stands before it is left out and told. A status of the list with a date is a
    happening of that day, one without a date is what holds today.
    """
    found = [*happenings]
    begin, today = case, None
    if case.status in (*ENDS, "suspended"):
        begin = replace(case, status=None, status_date=None)
        if case.status_date:
            found.append(Happening(case.status_date, case.status))
        else:
            today = Happening(as_of, case.status)
    now = sorted(
        {_same(one): one for one in sorted(found, key=_rank)}.values(), key=_rank
    )
    later = sum(one.date > as_of for one in now)
    state = _State(begin)
    turns = [Turn(None, begin)]
    for day, group in groupby(now, key=lambda one: one.date):
        if day > as_of:
            break
        for one in group:
            _take(state, one)
        _turn(turns, state, day)
    if today and not state.died:
        _take(state, today)
        _turn(turns, state, as_of)
    return Replayed(
        turns=tuple(turns),
        said=tuple(state.why),
        asks=tuple(Ask(what, since) for what, since in sorted(state.asks.items())),
        suspended=state.suspended,
        contact=state.contact,
        contradictions=tuple(state.against),
        died=state.died,
        later=later,
    )


def _same(one: Happening) -> tuple[date, str, tuple[tuple[str, str], ...]]:
    return one.date, one.what, one.facts


def _rank(one: Happening) -> tuple[date, int, tuple[tuple[str, str], ...], int]:
    return one.date, ORDER[one.what], one.facts, -1 if one.row is None else one.row


def _turn(turns: list[Turn], state: _State, day: date) -> None:
    last = turns[-1]
    now = (state.case, state.ended, state.recurred)
    if (last.case, last.ended, last.recurred) != now:
        turns.append(Turn(day, state.case, state.ended, state.recurred))


def _take(state: _State, one: Happening) -> None:
    surgery = state.case.surgery
    if state.died and one.what != "died":
        _against(state, one, state.died, f"{one.what} after the death", grave=True)
    elif surgery and one.date < surgery and one.what != "last-contact":
        _against(state, one, None, f"{one.what} before surgery")
    else:
        if take := _TAKES.get(one.what):
            take(state, one)
        if one.what in _CONTACTS:
            state.contact = max(state.contact or one.date, one.date)


def _against(
    state: _State,
    one: Happening,
    other: Happening | None,
    text: str,
    *,
    grave: bool = False,
) -> None:
    both = (each.row for each in (one, other) if each)
    rows = tuple(sorted(row for row in both if row is not None))
    beside = f" in {other.place}" if other else ""
    text = f"{one.place}: {text}{beside}"
    state.against.append(Contradiction(rows, text, grave))


def _revised(state: _State, one: Happening) -> None:
    last = state.revised
    said = dict(last.facts) if last and last.date == one.date else {}
    if not one.facts:
        text = f"{one.what} without facts, such as grade=G2: nothing changes"
        _against(state, one, None, text)
    elif any(said.get(name, value) != value for name, value in one.facts):
        _against(
            state, one, last, "revised on one day in two ways, with that", grave=True
        )
    elif changed := _changed(state, one, dict(one.facts)):
        _say_facts(state, one, changed)
        state.case = changed
        if _tells_extent(one):
            state.recurred = None
        state.revised = replace(one, facts=tuple({**said, **dict(one.facts)}.items()))


def _reoperated(state: _State, one: Happening) -> None:
    facts = dict.fromkeys(_OF_OPERATION, "") | dict(one.facts)
    facts |= {"surgery": one.date.isoformat(), "status": ""}
    if changed := _changed(state, one, facts):
        before = state.case.surgery
        text = f"the plan from the operation on {before} is closed"
        _say(state, one, f"operated again on {one.date}: {text}")
        _say_facts(state, one, changed)
        state.case = changed
        state.recurred = None


def _recurred(state: _State, one: Happening) -> None:
    _say(state, one, f"recurrence on {one.date}")
    state.recurred = one.date
    if one.facts and (changed := _changed(state, one, dict(one.facts))):
        _say_facts(state, one, changed)
        state.case = changed
        if _tells_extent(one):
            state.recurred = None


def _tells_extent(one: Happening) -> bool:
    """Whether it says how far a disease that came back has spread or was removed."""
    return any(name in _EXTENT for name, _ in one.facts)


def _imaging(state: _State, one: Happening) -> None:
    if one.what not in state.asks:
        state.asks[one.what] = one.date
        _say(state, one, f"{one.what} since {one.date}: ask before imaging")


def _imaging_over(state: _State, one: Happening) -> None:
    begun = _OVER[one.what]
    if begun in state.asks:
        del state.asks[begun]
        _say(state, one, f"{one.what} on {one.date}")
    else:
        _against(state, one, None, f"{one.what} without {begun} before it")


def _suspended(state: _State, one: Happening) -> None:
    if state.ended:
        _against(state, one, state.ended, f"suspended after {state.ended.what}")
    elif not state.suspended:
        state.suspended = one
        _say(state, one, f"suspended on {one.date}")


def _reactivated(state: _State, one: Happening) -> None:
    if not state.ended and not state.suspended:
        text = f"reactivated without {', '.join(_INTERRUPTS)} before it"
        _against(state, one, None, text)
        return
    _say(state, one, f"reactivated on {one.date}")
    state.ended = state.suspended = None


def _ended(state: _State, one: Happening) -> None:
    if state.ended is None:
        _say(state, one, f"{one.what} on {one.date}")
        state.ended = one


def _died(state: _State, one: Happening) -> None:
    if state.died:
        _against(state, one, state.died, "a second death, after that", grave=True)
        return
    _say(state, one, f"died on {one.date}")
    state.died = state.ended = one


_TAKES: Final = MappingProxyType(
    {
        "re-operation": _reoperated,
        "revised": _revised,
        "recurrence": _recurred,
        **dict.fromkeys(IMAGING, _imaging),
        **dict.fromkeys(_OVER, _imaging_over),
        "suspended": _suspended,
        "reactivated": _reactivated,
        **dict.fromkeys(ENDS, _ended),
        "died": _died,
    }
)


def _changed(state: _State, one: Happening, facts: Mapping[str, str]) -> Case | None:
    """The case with these facts; None, and told, where they contradict the others."""
    try:
        return changing.changed(state.case, facts)
    except CaseError as error:
        _against(state, one, None, str(error), grave=True)
        return None


def _say(state: _State, one: Happening, text: str) -> None:
    state.why.append((one.date, text))


def _say_facts(state: _State, one: Happening, changed: Case) -> None:
    for text in changing.said(state.case, changed):
        _say(state, one, f"{text} since {one.date}")
