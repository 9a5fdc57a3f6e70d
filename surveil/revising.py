"""The living calendar: what the old version said, what is wanted now, and the next."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from surveil.errors import UsageError

BOOK: Final = "book"
DUE: Final = "due"
MOVED: Final = "moved"
NEW: Final = "new"
WITHDRAWN: Final = "withdrawn"
RESTORED: Final = "restored"
REWORDED: Final = "reworded"
_SECOND: Final = timedelta(seconds=1)
_AHEAD: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a calendar as its meaning, with its history.

    `id` and `role` (due or book) give the UID. `text` has places that `days` fill, or
    is final where there are no `days`. `stamp` is the moment of its last revision.
    """

    uid: str
    id: str
    role: str
    day: date
    title: str
    text: str
    days: tuple[tuple[str, date], ...] = ()
    cancelled: bool = False
    created: datetime
    stamp: datetime
    sequence: int = 0

    @property
    def key(self) -> tuple[date, str, bool]:
        """The order of a calendar: by day, then id, to book before it is due."""
        return self.day, self.id, self.role != BOOK


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An entry that the plan of today asks for.

    `ids` are the ids of all its events, the one that names it first; an event is in
    one wanted entry of each role. `past`: its window had closed when the plan was
    made, so it is kept where the old calendar has it, and not entered anew. `late`: to
    be booked on a day that had passed, so it stands on the day of the plan.
    """

    ids: tuple[str, ...]
    role: str
    day: date
    title: str
    text: str
    days: tuple[tuple[str, date], ...] = ()
    past: bool = False
    late: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one entry, with its day before and after; None: not there."""

    kind: str
    id: str
    role: str
    was: date | None
    now: date | None


@dataclass(frozen=True, slots=True)
class Revised:
    """The next version of a calendar, in order, and what changed in it."""

    entries: tuple[Entry, ...]
    changes: tuple[Change, ...]
    unchanged: int  # entries still to come, or past, that stay just as they are


def day_of(old: Iterable[Entry], made: date) -> date:
    """The day as of which to plan an update: never before the last revision.

    A clock that went back would shorten the plan and withdraw what it no longer
    reaches. Raises UsageError for a calendar from more than a year ahead: that clock,
    or this one, is wrong.
    """
    last = max((entry.stamp.date() for entry in old), default=made)
    if last > made + _AHEAD:
        raise UsageError(
            f"--update: the calendar was last changed on {last}, more than a year"
            f" after {made}: check the clock, or give --made"
        )
    return max(last, made)


def revise(
    old: Sequence[Entry],
    wanted: Sequence[Wanted],
    *,
    uid: Callable[[str, str], str],
    made: date,
    said: Callable[[Entry], tuple[str, str]],
    withdrawn: Callable[[Entry], tuple[str, str]],
    retold: Callable[[Entry], tuple[str, str]] | None = None,
) -> Revised:
    """The next version of a calendar: every old entry, and the wanted ones.

    An entry keeps its UID however its day moves, and its stamps while nothing changes.
    What is no longer wanted is cancelled if it is still to come, and stays as it is if
    it is past. `uid` gives the UID of an event id and role, `said` the final title and
    text of an entry, `withdrawn` those of one that is cancelled. `retold` gives the
    words of entries that are kept, where those of old are no longer allowed.
    """
    before = {entry.uid: entry for entry in old}
    clock = datetime.combine(made, time(), UTC)
    named = _named(wanted, before, uid)
    steady = _steady(named, before)
    after: dict[str, Entry] = {}
    for entry_uid, (id, one) in named.items():
        entry = before.get(entry_uid)
        if entry and not entry.cancelled:
            if not (one.past and entry.day < made):
                day = entry.day if entry_uid in steady else one.day
                after[entry_uid] = _next(entry, _put(entry, one, day), clock, said)
        elif not one.past:
            new = _new(entry_uid, id, one, clock)
            after[entry_uid] = _next(entry, new, clock, said) if entry else new
    for entry in old:
        if entry.uid not in after:
            left = _left(entry, made, withdrawn, retold)
            after[entry.uid] = _next(entry, left, clock, said)
    entries = tuple(sorted(after.values(), key=lambda entry: entry.key))
    compared = [(_change(before.get(one.uid), one), one) for one in entries]
    changes = tuple(change for change, _ in compared if change)
    unchanged = sum(not change and not one.cancelled for change, one in compared)
    return Revised(entries, changes, unchanged)


def _named(
    wanted: Sequence[Wanted],
    before: Mapping[str, Entry],
    uid: Callable[[str, str], str],
) -> dict[str, tuple[str, Wanted]]:
    """Each wanted entry by its UID, with the event id that gave it.

    The first of its ids that is in the old calendar and not cancelled; its own goes
    before one that it borrows from a member, and none is given twice.
    """
    found: dict[str, tuple[str, Wanted]] = {}

    def live(uid: str) -> bool:
        return uid in before and not before[uid].cancelled and uid not in found

    without = []
    for one in wanted:
        own = uid(one.ids[0], one.role)
        if live(own):
            found[own] = one.ids[0], one
        else:
            without.append(one)
    for one in without:
        uids = {uid(id, one.role): id for id in one.ids}
        own = next(iter(uids))
        chosen = next(filter(live, uids), own)
        found[chosen] = uids[chosen], one
    return found


def _steady(
    named: Mapping[str, tuple[str, Wanted]], before: Mapping[str, Entry]
) -> set[str]:
    """The late bookings that stay where they were put, because their visits do.

    Else they would follow the day of the plan from update to update.
    """
    moved = {
        id
        for entry_uid, (_, one) in named.items()
        if one.role != BOOK
        and not one.past
        and not _stands(before.get(entry_uid), one.day)
        for id in one.ids
    }
    return {
        entry_uid
        for entry_uid, (_, one) in named.items()
        if one.role == BOOK
        and one.late
        and entry_uid in before
        and before[entry_uid].day <= one.day
        and moved.isdisjoint(one.ids)
    }


def _stands(entry: Entry | None, day: date) -> bool:
    return entry is not None and not entry.cancelled and entry.day == day


def _left(
    entry: Entry,
    made: date,
    withdrawn: Callable[[Entry], tuple[str, str]],
    retold: Callable[[Entry], tuple[str, str]] | None,
) -> Entry:
    """An entry that nothing asks for: cancelled if it is to come, else as it is."""
    if retold:
        title, text = retold(entry)
        entry = replace(entry, title=title, text=text)
    if entry.cancelled or entry.day < made:
        return entry
    title, text = withdrawn(entry)
    return replace(entry, title=title, text=text, days=(), cancelled=True)


def _new(uid: str, id: str, one: Wanted, clock: datetime) -> Entry:
    return Entry(
        uid=uid,
        id=id,
        role=one.role,
        day=one.day,
        title=one.title,
        text=one.text,
        days=one.days,
        created=clock,
        stamp=clock,
    )


def _put(entry: Entry, one: Wanted, day: date) -> Entry:
    return replace(entry, day=day, title=one.title, text=one.text, days=one.days)


def _next(
    entry: Entry,
    new: Entry,
    clock: datetime,
    said: Callable[[Entry], tuple[str, str]],
) -> Entry:
    """What follows an entry: with its stamps if it says the same, else revised."""
    same = (entry.day, entry.cancelled) == (new.day, new.cancelled)
    if same and said(entry) == said(new):
        return replace(
            new, created=entry.created, stamp=entry.stamp, sequence=entry.sequence
        )
    return replace(
        new,
        created=entry.created,
        stamp=max(clock, entry.stamp + _SECOND),
        sequence=entry.sequence + 1,
    )


def _change(was: Entry | None, now: Entry) -> Change | None:
    if was is None:
        return Change(NEW, now.id, now.role, None, now.day)
    if was.sequence == now.sequence:
        return None
    if now.cancelled and not was.cancelled:
        return Change(WITHDRAWN, now.id, now.role, was.day, None)
    if was.cancelled and not now.cancelled:
        return Change(RESTORED, now.id, now.role, None, now.day)
    kind = REWORDED if was.day == now.day else MOVED
    return Change(kind, now.id, now.role, was.day, now.day)
