"""A plan as an iCalendar file: one entry for each event still to come."""

from datetime import UTC, date, datetime
from typing import Final

from surveil import identity
from surveil.errors import UsageError
from surveil.plans import Event, Plan
from surveil.render import entries, wording

LARGE: Final = 500_000  # some programs stop here
LARGEST: Final = 1_000_000  # Google's limit for a file


def shown(plan: Plan, *, past: bool = False) -> tuple[Event, ...]:
    """The events that a first export enters, in order of date, then id.

    What had closed before the plan was made is left out unless `past`; the renewal of
    the plan is never left out; a suspended plan enters nothing.
    """
    if plan.case.status == "suspended":
        return ()
    kept = (
        event
        for event in plan.events
        if past or not event.past or event.test == "renew-plan"
    )
    return tuple(sorted(kept, key=lambda event: (event.due, event.id)))


def render(
    plan: Plan,
    secret: bytes,
    *,
    plan_id: str | None = None,
    titles: str = "discreet",
    texts: str = "plain",
    past: bool = False,
) -> bytes | None:
    """The calendar, or None where there is nothing to enter: no events, no file.

    The plan id comes from the key; a plan without one needs `plan_id`, which is kept
    in the file so that an update finds it. The same facts, key, secret and `made` give
    the same bytes. Raises UsageError for a file that calendar programs refuse.
    """
    events = shown(plan, past=past)
    if not events:
        return None
    kept = None
    if plan.case.key is not None:
        plan_id = identity.plan_id(secret, plan.case.key)
    elif plan_id is None:
        raise UsageError("a plan without a key needs a plan id for its calendar")
    else:
        kept = plan_id
    blocks = [
        _block(event, secret, plan_id, plan.made, titles, texts) for event in events
    ]
    raw = b"".join([entries.header(kept), *blocks, entries.FOOTER])
    if len(raw) > LARGEST:
        raise UsageError(
            f"the calendar is larger than {LARGEST} bytes, which calendar programs"
            " refuse: give a shorter --horizon"
        )
    return raw


def _block(
    event: Event, secret: bytes, plan_id: str, made: date, titles: str, texts: str
) -> bytes:
    form = entries.form(wording.title(event, titles), wording.text(event, texts))
    uid = identity.entry_uid(secret, plan_id, event.id)
    days = {
        wording.EARLIEST: event.earliest,
        wording.DUE: event.due,
        wording.LATEST: event.latest,
    }
    stamp = datetime(made.year, made.month, made.day, tzinfo=UTC)
    return form.filled(
        entries.values(uid, event.due, days, stamp=stamp, created=stamp)
    )
