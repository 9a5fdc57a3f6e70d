"""A job: one calendar, of one patient, to be brought up to date."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from surveil import identity
from surveil.batch import folder, state, versions
from surveil.batch.ledger import Known, Moved
from surveil.batch.options import BatchOptions
from surveil.batch.task import CalendarFolder, ListedRow, Task, plan_of
from surveil.batch.versions import Member, Version
from surveil.errors import MachineError, UsageError
from surveil.plans import Plan
from surveil.render import ics, wanting
from surveil.render.layout import lay_out


@dataclass(slots=True)
class Job:
    """One calendar to be brought up to date."""

    file: str
    rows: list[ListedRow]
    work: list[ListedRow]
    others: list[Known]
    task: Task
    options: BatchOptions
    how: CalendarFolder
    members: list[Member] = field(default_factory=list)
    first: bool = False

    def version(self) -> Version | None:
        """Its next version; None where it is surely as it would be."""
        made = self.options.made
        path = self.how.path(self.file)
        held = [one for one in self._known() if one.file == self.file]
        size = folder.size(path) if held else None
        self.first = size is None
        mine = {row.key for row in self.rows} | {one.key for one in self.others}
        moved = [
            one for one in self.task.moved.get(self.file, ()) if one.key not in mine
        ]
        plans = self._plans(made)
        if (
            size is not None
            and not moved
            and all(one.size == size for one in held)
            and self._stands(plans, held, made)
        ):
            return None
        self.members = [*self._members(plans), *map(gone, moved)]
        old = None
        if size is not None:
            raw = _content(path)
            old = versions.olds(raw, self.members, self.how.secret)
            day = versions.day_of(old, made)
            if day > made:  # somebody has changed it by hand since
                self.members = [*self._members(self._plans(day)), *map(gone, moved)]
                made = day
        return versions.next_version(
            self.members,
            old,
            secret=self.how.secret,
            layout=self.how.layout,
            made=made,
        )

    def _known(self) -> list[Known]:
        own = (self.task.known.get(row.key) for row in self.rows)
        return [*filter(None, own), *self.others]

    def _plans(self, made: date) -> dict[str, Plan]:
        columns = self.task.columns
        return {
            row.key: plan_of(columns.facts(row.place), self.options, made)
            for row in self.work
        }

    def _stands(self, plans: dict[str, Plan], held: list[Known], made: date) -> bool:
        """Whether the ledger alone tells that nothing changes."""
        known = {one.key: one for one in held}
        layout = self.how.layout
        for key, plan in plans.items():
            one = known.get(key)
            if one is None or one.overridden or one.ids is None or one.state is None:
                return False
            wanted = wanting.wanted(plan, lay_out(plan, layout), layout)
            kept = tuple(state.unpacked(one.ids, one.state))
            if not state.stands(kept, wanted, made=made, feed=layout.feed):
                return False
        return True

    def _members(self, plans: dict[str, Plan]) -> list[Member]:
        found = []
        before = {one.key: one for one in self.task.moved.get(self.file, ())}
        for row in self.rows:
            known = self.task.known.get(row.key)
            here = known is not None and known.file == self.file
            if not here and row.key not in plans:
                continue
            plan_id = identity.plan_id(self.how.secret, row.key)
            one = member(row.key, plan_id, known)
            if not here and row.key in before:  # it comes back
                left = before[row.key]
                one = replace(one, ids=left.ids, state=left.state)
            found.append(replace(one, plan=plans.get(row.key)))
        return found + [member(one.key, one.plan_id, one) for one in self.others]


def _content(path: Path) -> bytes:
    """The old calendar; UsageError where it cannot be read, which stops no other."""
    try:
        return folder.content(path, ics.LARGEST)
    except MachineError as problem:
        told = str(problem).rpartition(": ")[2]
        raise UsageError(f"it cannot be read: {told}") from None


def member(key: str, plan_id: str, known: Known | None) -> Member:
    """A case of a calendar, with what the ledger knows of it."""
    if known is None:
        return Member(key=key, plan_id=plan_id)
    return Member(
        key=key,
        plan_id=plan_id,
        ids=known.ids,
        state=known.state,
        highest=known.sequence,
        last=datetime.fromisoformat(known.stamp) if known.stamp else None,
    )


def gone(one: Moved) -> Member:
    """A case that left the calendar: its entries stay as they are."""
    return Member(key=one.key, plan_id=one.plan_id, ids=one.ids, state=one.state)
