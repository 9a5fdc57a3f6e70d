"""An old calendar of one patient, and what is said of files that are none."""

from datetime import UTC, date, datetime

import pytest
from revisions import AGAIN, PLAN, entry, file_of, own
from samples import SECRET

from surveil import identity, overriding
from surveil.errors import UsageError
from surveil.render.reading import read

LONG = (
    "What: scan, blood test; urine test.\nBring: a list of your medicines, and your own"
    " sheet: 24 hours (or \u201covernight\u201d).\n出国休假 " + "and so on " * 30
).strip()
ENTRIES = (
    own(entry("cga/2", date(2027, 1, 15), role="book", title="To book; soon, please")),
    own(entry("cga/2", date(2027, 3, 12), text=LONG)),
    own(
        entry(
            *("clinic/2", date(2027, 3, 26)),
            cancelled=True,
            title="CANCELLED: Clinic visit due",
            text="Not planned any more.",
            stamp=datetime(2027, 1, 10, 0, 0, 1, tzinfo=UTC),
            sequence=12,
        )
    ),
    own(entry("renew-plan/10", date(2036, 3, 12), **AGAIN)),
)
OVERRIDES = (
    overriding.parse("clinic/3=2027-10-01: holiday abroad"),
    overriding.parse("cga/2=none: not wished, 出国休假"),
)
SEALED = identity.sealed(SECRET, PLAN, overriding.written(OVERRIDES))
FILE = file_of(*ENTRIES, overrides=SEALED)
EDITED = "the file was edited or is from a newer surveil"


def refused(raw, plan=PLAN, secret=SECRET):
    with pytest.raises(UsageError) as found:
        read(raw, secret, plan, name="old.ics")
    return str(found.value).removeprefix("old.ics: ")
