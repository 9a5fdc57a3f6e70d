"""The check of one version against the one before can fail."""

from datetime import UTC, date, datetime

import pytest
from calendar_history import history_faults
from revisions import AHEAD, GONE, entry, file_of, own

LATER = datetime(2027, 1, 10, tzinfo=UTC)
OLD = file_of(own(entry("cga/1", date(2027, 2, 1))), own(entry()))
UID = own(entry()).uid


def after(**more):
    """The next version, with this in place of the second entry."""
    return file_of(own(entry("cga/1", date(2027, 2, 1))), own(entry(**more)))


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"title": "Tests due", "stamp": LATER, "sequence": 1},
        {"day": date(2027, 3, 13), "stamp": LATER, "sequence": 1},
        {"cancelled": True, "stamp": LATER, "sequence": 1, **GONE},
    ],
)
def test_a_right_next_version_has_no_fault(more):
    assert history_faults(OLD, after(**more)) == []


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"sequence": 1, "stamp": LATER}, "says the same, but has other bytes"),
        ({"title": "Tests due", "stamp": LATER}, "has not one more revision"),
        (
            {"title": "Tests due", "stamp": LATER, "sequence": 2},
            "has not one more revision",
        ),
        ({"title": "Tests due", "sequence": 1}, "LAST-MODIFIED is not newer"),
        (
            {"title": "a", "stamp": LATER, "sequence": 1, "created": LATER},
            "was created at another time",
        ),
        (
            {
                **{"day": date(2027, 3, 13), "cancelled": True, "stamp": LATER},
                **{"sequence": 1, **GONE},
            },
            "is cancelled, but does not say so, or moved",
        ),
    ],
)
def test_a_wrong_next_version_is_named(more, fault):
    assert f"{UID}: {fault}" in history_faults(OLD, after(**more))


def test_a_lost_entry_and_a_new_one_with_a_past_are_named():
    (kept,) = (own(entry("cga/1", date(2027, 2, 1))),)
    new = own(entry("vip/1", AHEAD, sequence=1, cancelled=True, **GONE))

    assert history_faults(OLD, file_of(kept, new)) == [
        f"{UID} is lost",
        f"{new.uid}: is new, but was revised",
        f"{new.uid}: is new, but cancelled",
    ]
