"""Versions: the next calendar of one patient, who may have several cases in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from surveil import identity, overriding, revising
from surveil.batch import state
from surveil.errors import UsageError
from surveil.plans import Plan
from surveil.render import entries, ics, reading, titles, wording
from surveil.render.layout import Layout
from surveil.render.reading import Old
from surveil.revising import BOOK, Entry

_BLOCK: Final = re.compile(rb"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", re.DOTALL)
_UID: Final = re.compile(rb"^UID:([0-9a-f-]{36})\r$", re.MULTILINE)
_SEALED: Final = re.compile(
    rb"^" + entries.OVERRIDES.encode() + rb":[^\r\n]*(?:\r\n [^\r\n]*)*\r\n",
    re.MULTILINE,
)
_SECOND: Final = timedelta(seconds=1)
EDITED: Final = "the calendar was edited, or is of another patient"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One case of a calendar. Without a plan, its entries are left as they are.

    `ids` and `state` are what the ledger has of its entries in the old calendar, None
    where nobody looked. `highest` and `last` are the highest sequence and stamp that
    its entries ever had.
    """

    key: str
    plan_id: str
    plan: Plan | None = None
    ids: str | None = None
    state: bytes | None = None
    highest: int = -1
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """The bytes of a calendar, None where nothing is entered; entries by key."""

    raw: bytes | None
    entries: dict[str, tuple[Entry, ...]]
    overridden: frozenset[str]


def olds(raw: bytes, members: Sequence[Member], secret: bytes) -> dict[str, Old]:
    """What an old calendar says of each of its cases.

    Raises UsageError where it is not as surveil wrote it.
    """
    if len(members) == 1:
        only = members[0]
        return {only.key: reading.read(raw, secret, only.plan_id)}
    found = {}
    blocks: dict[str, list[bytes]] = {one.key: [] for one in members}
    owners = {uid: one.key for one in members for uid in _uids(one, secret)}
    listed = [(_uid_of(block), block) for block in _BLOCK.findall(raw)]
    if any(uid not in owners for uid, _ in listed):
        # A run that was killed may have written what the ledger does not know.
        held = {uid for uid, _ in listed}
        for one in members:
            owners |= dict.fromkeys(reading.known(held, secret, one.plan_id), one.key)
    for uid, block in listed:
        if uid not in owners:
            raise UsageError(EDITED)
        blocks[owners[uid]].append(block)
    head, _, rest = raw.partition(b"BEGIN:VEVENT\r\n")
    foot = rest.rpartition(b"END:VEVENT\r\n")[2]
    sealed = _SEALED.search(head)
    for one in members:
        if not blocks[one.key]:
            continue
        own = head
        if sealed and not _opens(sealed[0], one, secret):
            own = head.replace(sealed[0], b"")
        found[one.key] = reading.read(
            b"".join([own, *blocks[one.key], foot]), secret, one.plan_id
        )
    return found


def _uid_of(block: bytes) -> str:
    found = _UID.search(block)
    return found[1].decode() if found else ""


def _opens(line: bytes, member: Member, secret: bytes) -> bool:
    letters = line.replace(b"\r\n ", b"").partition(b":")[2].strip().decode()
    return identity.opened(secret, member.plan_id, letters) is not None


def _uids(member: Member, secret: bytes) -> list[str]:
    ids = [] if member.ids is None else member.ids.split()
    return [
        identity.entry_uid(secret, member.plan_id, id, role)
        for id in dict.fromkeys(ids)
        for role in ("due", BOOK)
    ]


def next_version(
    members: Sequence[Member],
    old: dict[str, Old] | None,
    *,
    secret: bytes,
    layout: Layout,
    made: date,
) -> Version:
    """The calendar that follows an old one; `old` None: the first, or a lost one.

    What a lost calendar was is known from the ledger: its entries are written with
    revisions above those that somebody may have imported.
    """
    found: dict[str, tuple[Entry, ...]] = {}
    sealed: list[str] = []
    overridden = set()
    raw: bytes | None = None
    for one in members:
        before = (old or {}).get(one.key)
        if one.plan is None:
            found[one.key] = before.entries if before else ()
            overrides = before.overrides if before else ()
        else:
            lost = before is None and one.highest >= 0
            given = _remembered(one, secret, layout, made) if lost else before
            plan = overriding.override(one.plan, (), given.overrides if given else ())
            rendered = ics.revise(
                plan, secret, layout=layout, plan_id=one.plan_id, old=given
            )
            overrides = plan.overrides
            raw = rendered.raw
            own = rendered.revised.entries
            if lost:
                raw = None
                own = tuple(_above(entry, one, made) for entry in own)
            found[one.key] = own
        if overrides:
            overridden.add(one.key)
            sealed.append(
                identity.sealed(secret, one.plan_id, overriding.written(overrides))
            )
    if layout.feed:
        found = {key: _shown(own, made) for key, own in found.items()}
    if raw is None or len(members) > 1:
        raw = _composed(found, sealed, layout)
    return Version(raw, found, frozenset(overridden))


def _shown(own: tuple[Entry, ...], made: date) -> tuple[Entry, ...]:
    """The entries that a feed keeps: as `ics` leaves out what is over."""
    kept = tuple(one for one in own if not one.cancelled or one.day >= made)
    return kept or own


def _remembered(
    member: Member, secret: bytes, layout: Layout, made: date
) -> Old | None:
    """What the ledger knows of a lost calendar: what was still to come."""
    if member.ids is None or member.state is None or member.last is None:
        return None
    texts = layout.texts
    known = []
    for one in state.unpacked(member.ids, member.state):
        if one.cancelled or one.day < made:
            continue
        word = titles.BOOK if one.role == BOOK else titles.DUE
        name = "title.book" if one.role == BOOK else "title.due"
        title = texts.replaced(name, word)
        known.append(
            Entry(
                uid=identity.entry_uid(secret, member.plan_id, one.id, one.role),
                id=one.id,
                role=one.role,
                day=one.day,
                title=title,
                text=title,
                created=member.last,
                stamp=member.last,
                sequence=member.highest,
            )
        )
    return Old(tuple(known), (), member.plan_id) if known else None


def _above(entry: Entry, member: Member, made: date) -> Entry:
    """The entry with a revision above all that the ledger knows."""
    clock = datetime.combine(made, time(), UTC)
    last = member.last or clock
    return replace(
        entry,
        sequence=max(entry.sequence, member.highest + 1),
        stamp=max(clock, last + _SECOND, entry.stamp),
    )


def _composed(
    found: dict[str, tuple[Entry, ...]], sealed: Sequence[str], layout: Layout
) -> bytes | None:
    shown = sorted(
        (entry for own in found.values() for entry in own),
        key=lambda entry: (entry.key, entry.uid),
    )
    if not shown:
        return None
    head = entries.header(
        None,
        wording.calendar_name(layout.texts),
        feed=layout.feed,
        overrides=sealed[0] if sealed else None,
    )
    language = layout.texts.language
    raw = b"".join([head, *(ics.block(one, language) for one in shown), entries.FOOTER])
    if len(raw) > ics.LARGEST:
        raise UsageError(
            f"the calendar is larger than {ics.LARGEST} bytes, which calendar programs"
            " refuse: give a shorter --horizon"
        )
    return raw


def last_of(own: Sequence[Entry]) -> tuple[int, datetime | None]:
    """The highest sequence and stamp of some entries."""
    return (
        max((one.sequence for one in own), default=-1),
        max((one.stamp for one in own), default=None),
    )


def day_of(old: dict[str, Old], made: date) -> date:
    """The day as of which to plan: never before the last revision."""
    return revising.day_of(
        [entry for one in old.values() for entry in one.entries], made
    )
