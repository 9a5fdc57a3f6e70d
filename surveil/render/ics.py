"""A plan as an iCalendar file: its visits and when to book them, first or revised."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from surveil import identity, overriding, revising
from surveil.errors import UsageError
from surveil.plans import Plan
from surveil.render import dates, entries, wording
from surveil.render.clinic_texts import DUE, EARLIEST, LATEST, THEN
from surveil.render.layout import LaidOut, Layout, lay_out
from surveil.render.reading import Old
from surveil.render.retelling import retold, withdrawn
from surveil.revising import Entry, Revised, Wanted
from surveil.visits import Booking, Visit

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
    old: Old | None = None,
) -> Rendered:
    """The calendar that follows `old`, or the first one where that is None.

    Nothing changed: the same bytes. What is no longer planned stays, cancelled. Raises
    UsageError for a file that calendar programs refuse.
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
        wanted(plan, laid_out, layout),
        uid=lambda id, role: identity.entry_uid(secret, plan_id, id, role),
        made=plan.made,
        said=lambda entry: said(entry, layout.texts.language),
        withdrawn=lambda entry: withdrawn(entry, plan.case, layout.texts),
        retold=lambda entry: retold(entry, plan.case, layout.texts),
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


def wanted(plan: Plan, laid_out: LaidOut, layout: Layout) -> tuple[Wanted, ...]:
    """The entries that a plan asks for; a suspended one asks for none.

    What had closed before the plan was made is past, unless the layout enters it too;
    the renewal of the plan is never past.
    """
    if plan.case.status == "suspended":
        return ()
    return (
        *_visits(plan, laid_out, layout),
        *(_booking(plan, one, layout) for one in laid_out.bookings),
    )


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


def _visits(plan: Plan, laid_out: LaidOut, layout: Layout) -> Iterator[Wanted]:
    texts = layout.texts
    by_id = {visit.id: visit for visit in laid_out.visits}
    for whole in laid_out.visits:
        visit = entered(whole, layout)
        then = awaiting(whole, laid_out.visits)
        awaited = [by_id[id] for id in visit.awaits]
        days = {DUE: visit.day, EARLIEST: visit.earliest, LATEST: visit.latest}
        if then:
            days[THEN] = then.day
        yield Wanted(
            ids=_ids(visit),
            role="due",
            day=visit.day,
            title=wording.visit_title(visit, texts),
            text=wording.visit_text(
                visit, plan.case, texts, then=then, awaited=awaited
            ),
            days=tuple(days.items()),
            past=is_past(visit) and not layout.past,
        )


def is_past(visit: Visit) -> bool:
    """Whether a first calendar leaves it out; the renewal of a plan never is."""
    return visit.past and all(event.test != "renew-plan" for event in visit.events)


def entered(visit: Visit, layout: Layout) -> Visit:
    """What is entered of a visit: of a past one, the renewal of the plan alone."""
    renewals = tuple(event for event in visit.events if event.test == "renew-plan")
    if layout.past or not visit.past or not renewals:
        return visit
    return replace(visit, id=renewals[0].id, events=renewals, awaits=())


def awaiting(visit: Visit, visits: Sequence[Visit]) -> Visit | None:
    """The clinic visit that waits for the results of this one."""
    return next((one for one in visits if visit.id in one.awaits), None)


def _booking(plan: Plan, booking: Booking, layout: Layout) -> Wanted:
    first = booking.visits[0]
    days = {DUE: first.day, EARLIEST: first.earliest, LATEST: first.latest}
    if then := wording.booking_then(booking):
        days[THEN] = then.day
    ids = dict.fromkeys(
        (booking.id, *(id for visit in booking.visits for id in _ids(visit)))
    )
    assert layout.book is not None
    return Wanted(
        ids=tuple(ids),
        role=revising.BOOK,
        day=booking.day,
        title=wording.booking_title(booking, layout.texts),
        text=wording.booking_text(booking, plan.case, layout.texts),
        days=tuple(days.items()),
        late=(layout.book * -1).after(first.day) < plan.made,
    )


def _ids(visit: Visit) -> tuple[str, ...]:
    return (visit.id, *(event.id for event in visit.events if event.id != visit.id))
