"""A plan as an iCalendar file: its visits and when to book them, first or revised."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Final

from surveil import identity, overriding, revising
from surveil.errors import UsageError
from surveil.plans import Plan
from surveil.render import dates, entries, wanting, wording
from surveil.render.layout import LaidOut, Layout, lay_out
from surveil.revising import Entry, Revised

if TYPE_CHECKING:
    from surveil.render.reading import Old

LARGE: Final = 500_000  # some programs stop here
LARGEST: Final = 1_000_000  # Google's limit for a file


@dataclass(frozen=True, slots=True)
class Rendered:
    """The bytes of a calendar, None where there is nothing to enter; what they hold."""

    raw: bytes | None
    revised: Revised
    laid_out: LaidOut


def render(
    plan: Plan,
    secret: bytes,
    *,
    layout: Layout | None = None,
    plan_id: str | None = None,
) -> bytes | None:
    """The first export, or None where there is nothing to enter: no events, no file.

    The plan id comes from the key; a plan without one needs `plan_id`, which is kept
    in the file so that an update finds it. The same facts, key, secret and `made` give
    the same bytes. Raises UsageError for a file that calendar programs refuse.
    """
    return revise(plan, secret, layout=layout or Layout(), plan_id=plan_id).raw


def revise(
    plan: Plan,
    secret: bytes,
    *,
    layout: Layout,
    plan_id: str | None = None,
    old: "Old | None" = None,
    done: Collection[str] = (),
) -> Rendered:
    """The calendar that follows `old`, or the first one where that is None.

    Nothing changed: the same bytes. What is no longer planned stays, cancelled; in kind
    words if it is among the event ids that are `done`. Raises UsageError for a file
    that calendar programs refuse.
    """
    kept = None
    if plan.case.key is not None:
        plan_id = identity.plan_id(secret, plan.case.key)
    elif plan_id is None:
        raise UsageError("a plan without a key needs a plan id for its calendar")
    else:
        kept = plan_id
    laid_out = lay_out(plan, layout)
    revised = revising.revise(
        old.entries if old else (),
        wanting.wanted(plan, laid_out, layout),
        uid=lambda id, role: identity.entry_uid(secret, plan_id, id, role),
        made=plan.made,
        said=lambda entry: said(entry, layout.texts.language),
        withdrawn=lambda entry: _retelling().withdrawn(
            entry, plan.case, layout.texts, done
        ),
        retold=lambda entry: _retelling().retold(entry, plan.case, layout.texts),
    )
    if not revised.entries:
        return Rendered(None, revised, laid_out)
    shown = _without_old(revised.entries, plan) if layout.feed else revised.entries
    sealed = _sealed(plan, secret, plan_id)
    head = entries.header(
        kept, wording.calendar_name(layout.texts), feed=layout.feed, overrides=sealed
    )
    blocks = [block(entry, layout.texts.language) for entry in shown]
    raw = b"".join([head, *blocks, entries.FOOTER])
    if len(raw) > LARGEST:
        raise UsageError(
            f"the calendar is larger than {LARGEST} bytes, which calendar programs"
            " refuse: give a shorter --horizon"
        )
    return Rendered(raw, revised, laid_out)


def _retelling() -> ModuleType:
    # Only an update has something to retell; a first calendar does not load it.
    from surveil.render import retelling

    return retelling


def said(entry: Entry, language: str) -> tuple[str, str]:
    """The title and text of an entry as its file says them."""
    text = entry.text
    for place, day in entry.days:
        text = text.replace(place, dates.said(day, language))
    return (
        entries.clean(entry.title, entries.LONGEST_TITLE),
        entries.clean(text, entries.LONGEST_TEXT),
    )


def block(entry: Entry, language: str) -> bytes:
    """The bytes of one entry."""
    form = entries.form(entry.title, entry.text, language, cancelled=entry.cancelled)
    return form.filled(
        entries.values(
            entry.uid,
            entry.day,
            dict(entry.days),
            stamp=entry.stamp,
            created=entry.created,
            sequence=entry.sequence,
            language=language,
        )
    )


def _without_old(found: Sequence[Entry], plan: Plan) -> Sequence[Entry]:
    """What a feed shows: who follows it has seen the withdrawals of days gone by."""
    kept = [one for one in found if not one.cancelled or one.day >= plan.made]
    return kept or found  # an empty calendar is illegal


def _sealed(plan: Plan, secret: bytes, plan_id: str) -> str | None:
    if not plan.overrides:
        return None
    return identity.sealed(secret, plan_id, overriding.written(plan.overrides))
