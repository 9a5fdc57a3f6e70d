"""Writing the calendar of one plan, and reading the one that it follows."""

import os
from collections.abc import Collection
from datetime import date
from pathlib import Path

from surveil import changes, identity, messages, revising
from surveil.case import Case
from surveil.cli import output
from surveil.cli.secret import secret
from surveil.errors import MachineError, UsageError
from surveil.plans import Plan
from surveil.render import ics, itinerary, reading, summary, wanting
from surveil.render.layout import Layout
from surveil.render.reading import Old


def old_version(path: Path, case: Case, day: date) -> tuple[Old, date]:
    """The calendar that an update follows, and the day of the update.

    A clock that went back does not count: the day is never before the last revision.
    Raises UsageError for a file that surveil did not write for this plan.
    """
    name = output.shown_name(path)
    try:
        with path.open("rb") as file:
            # One byte more than is taken: what is larger is refused, not read whole.
            raw = file.read(ics.LARGEST + 1)
    except (FileNotFoundError, IsADirectoryError):
        raise UsageError(
            f"--update {name} is not a file: give the calendar that surveil wrote, or"
            " leave --update out to write a first one"
        ) from None
    except OSError as problem:
        raise MachineError(f"{name}: {problem.strerror}") from None
    own = secret()
    plan_id = identity.plan_id(own, case.key) if case.key is not None else None
    old = reading.read(raw, own, plan_id, name=name)
    last = revising.day_of(old.entries, day)
    if last > day:
        output.talk(
            f"{name} was last changed on {last}, after {day}: planned as of {last}"
        )
    return old, last


def write(
    plan: Plan,
    layout: Layout,
    to: str | None,
    old: Old | None,
    done: Collection[str] = (),
) -> None:
    """The calendar into its file, and what it holds to the standard error.

    `done` are the ids of events that are left out of the plan because they were done.
    A plan that the MDT must decide leaves an old calendar as it is. Raises
    MachineError where an old file would be left to say what no longer holds.
    """
    path = Path(to) if to not in (None, "-") else None
    if old is not None and plan.outcome == "judgement" and not plan.events:
        _tell(plan)
        output.talk("the calendar is left as it is until the MDT has decided")
        return
    plan_id = old.plan_id if old else None
    if plan.case.key is None and plan_id is None:
        plan_id = identity.random_plan_id(os.urandom(16))
    rendered = ics.revise(
        plan, secret(), layout=layout, plan_id=plan_id, old=old, done=done
    )
    if rendered.raw is None:
        _without_entries(plan, path)
        return
    _warn(layout, len(rendered.raw))
    if path is None:
        output.to_stdout(rendered.raw)
    else:
        if old is None and _is_there(path):
            output.talk(
                f"{to} is replaced by a first version; --update {to} would have"
                " written its next one"
            )
        output.to_file(path, rendered.raw)
        output.talk(f"{to}: {_counted(rendered.revised)}")
        if old is None and plan.case.key is None:
            output.talk(
                f"no --key: only --update {to} will know these entries again, so keep"
                " this file"
            )
    if old is not None:
        for line in changes.said_changes(
            rendered.revised,
            itinerary.names(rendered.laid_out.visits),
            quiet=plan.case.status == "died",
        ):
            output.talk(line)
    elif (
        left := sum(map(wanting.is_past, rendered.laid_out.visits))
    ) and not layout.past:
        output.talk(f"{left} past visits are not entered: see --past")
    _tell(plan)


def _counted(revised: revising.Revised) -> str:
    live = [entry for entry in revised.entries if not entry.cancelled]
    booked = sum(entry.role == revising.BOOK for entry in live)
    parts = [f"{len(live) - booked} visits, {booked} reminders to book"]
    if withdrawn := len(revised.entries) - len(live):
        parts.append(f"{withdrawn} withdrawn")
    return ", ".join(parts)


def _warn(layout: Layout, size: int) -> None:
    if layout.texts.titles == "clinical":
        output.talk("warning: clinical titles show tests on lock screens")
    if layout.texts.texts == "clinical":
        output.talk("warning: clinical texts name the illness and its guideline")
    if warning := messages.warning(layout.texts.language):
        output.talk(f"warning: {warning}")
    if size > ics.LARGE:
        output.talk(f"warning: {size} bytes; some programs stop at {ics.LARGE}")


def _tell(plan: Plan) -> None:
    for line in summary.lines(plan):
        output.talk(line)


def _without_entries(plan: Plan, path: Path | None) -> None:
    """No events, no file: an empty calendar is illegal, and an old one would lie."""
    _tell(plan)
    if path is not None and _is_there(path):
        name = output.shown_name(path)
        raise MachineError(
            f"{name} is from an earlier plan, and this one has no entries: withdraw"
            f" its entries with --update {name}, or take the file away"
        )
    output.talk("no entries, so no calendar is written")


def _is_there(path: Path) -> bool:
    """Whether there is such a file; what cannot be asked is told when it is written."""
    try:
        return path.exists()
    except OSError:
        return False
