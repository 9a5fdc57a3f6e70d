"""Entries of an old calendar and of a new plan, for tests of what becomes of them."""

from dataclasses import replace
from datetime import UTC, date, datetime

from samples import SECRET

from surveil import identity
from surveil.render import entries
from surveil.revising import Entry, Wanted, revise

MADE = date(2027, 1, 10)
FIRST = datetime(2026, 11, 22, tzinfo=UTC)  # when the old calendar was made
TODAY = datetime(2027, 1, 10, tzinfo=UTC)
AHEAD, BEHIND = date(2027, 3, 12), date(2026, 12, 1)  # of MADE


def uid(id, role):
    return f"{role} of {id}"


def said(entry):
    text = entry.text
    for place, day in entry.days:
        text = text.replace(place, f"{day:%d %m %Y}")
    return entry.title, text


def withdrawn(entry):
    return f"CANCELLED: {entry.title}", "Not planned any more."


def entry(id="ct-chest/1", day=AHEAD, role="due", **more):
    given = {"title": "Scan due", "text": "What: scan.", "created": FIRST} | more
    return Entry(
        uid=uid(id, role), id=id, role=role, day=day, **{"stamp": FIRST} | given
    )


def wanted(*ids, day=AHEAD, role="due", **more):
    given = {"title": "Scan due", "text": "What: scan."} | more
    return Wanted(ids=ids or ("ct-chest/1",), role=role, day=day, **given)


def revised(old, new, made=MADE, **more):
    return revise(old, new, uid=uid, made=made, said=said, withdrawn=withdrawn, **more)


GONE = {"title": "CANCELLED: Scan due", "text": "Not planned any more."}
AGAIN = {"stamp": TODAY, "sequence": 1}


PLAN = identity.plan_id(SECRET, "A1")


def own(entry, plan=PLAN):
    """The entry with the UID that a real calendar of this plan gives it."""
    return replace(entry, uid=identity.entry_uid(SECRET, plan, entry.id, entry.role))


def file_of(*found, plan=None, **options):
    """The calendar file that holds these entries, as surveil writes it."""
    blocks = [
        entries.form(one.title, one.text, cancelled=one.cancelled).filled(
            entries.values(
                one.uid,
                one.day,
                dict(one.days),
                stamp=one.stamp,
                created=one.created,
                sequence=one.sequence,
            )
        )
        for one in found
    ]
    return b"".join([entries.header(plan, **options), *blocks, entries.FOOTER])
