"""The entries that a plan asks for: one a visit, and one when to book each round."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from surveil.plans import Plan
from surveil.preparation import circumstances
from surveil.render import wording
from surveil.render.clinic_texts import DUE, EARLIEST, LATEST, THEN
from surveil.render.layout import LaidOut, Layout
from surveil.revising import BOOK, Wanted
from surveil.visits import Booking, Visit

# Texts of visits by all that they depend on, kept while many are made.
Texts = dict[object, str]


def wanted(
    plan: Plan, laid_out: LaidOut, layout: Layout, texts: Texts | None = None
) -> tuple[Wanted, ...]:
    """The entries that a plan asks for; a suspended one asks for none.

    What had closed before the plan was made is past, unless the layout enters it too;
    the renewal of the plan is never past. `texts` may be kept for other plans with
    the same layout.
    """
    if plan.case.status == "suspended":
        return ()
    return (
        *_visits(plan, laid_out, layout, {} if texts is None else texts),
        *(_booking(plan, one, layout) for one in laid_out.bookings),
    )


def _visits(
    plan: Plan, laid_out: LaidOut, layout: Layout, texts: Texts
) -> Iterator[Wanted]:
    by_id = {visit.id: visit for visit in laid_out.visits}
    for whole in laid_out.visits:
        visit = entered(whole, layout)
        then = awaiting(whole, laid_out.visits)
        days = {DUE: visit.day, EARLIEST: visit.earliest, LATEST: visit.latest}
        if then:
            days[THEN] = then.day
        yield Wanted(
            ids=_ids(visit),
            role="due",
            day=visit.day,
            title=wording.visit_title(visit, layout.texts),
            text=_text(plan, visit, then, by_id, layout, texts),
            days=tuple(days.items()),
            past=is_past(visit) and not layout.past,
        )


def _text(
    plan: Plan,
    visit: Visit,
    then: Visit | None,
    by_id: Mapping[str, Visit],
    layout: Layout,
    texts: Texts,
) -> str:
    """The text of a visit, made once for those that differ in days alone."""
    case = plan.case
    on_another_day = then is not None and then.day != visit.day
    looks_at: object = (
        tuple(event.test for event in visit.events),
        circumstances(case),
        (visit.earliest == visit.latest, bool(visit.awaits), on_another_day),
    )
    # Texts for staff, and those about a clinician's own date, hold dates themselves.
    dated = layout.texts.texts == "clinical" or any(
        event.override for event in visit.events
    )
    if dated or looks_at not in texts:
        text = wording.visit_text(
            visit,
            case,
            layout.texts,
            then=then,
            awaited=[by_id[id] for id in visit.awaits],
            booked=layout.book is not None,
        )
        if dated:
            return text
        texts[looks_at] = text
    return texts[looks_at]


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
        role=BOOK,
        day=booking.day,
        title=wording.booking_title(booking, layout.texts),
        text=wording.booking_text(booking, plan.case, layout.texts),
        days=tuple(days.items()),
        late=(layout.book * -1).after(first.day) < plan.made,
    )


def _ids(visit: Visit) -> tuple[str, ...]:
    return (visit.id, *(event.id for event in visit.events if event.id != visit.id))
