"""The next version of a calendar, entry by entry."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from revisions import (
    AGAIN,
    AHEAD,
    BEHIND,
    FIRST,
    GONE,
    MADE,
    TODAY,
    entry,
    revised,
    wanted,
)

from surveil.errors import UsageError
from surveil.revising import Change, day_of


def only(found):
    (one,) = found.entries
    return one


def test_a_first_version_is_stamped_with_the_day_of_the_plan():
    found = revised([], [wanted()])

    assert found.entries == (entry(created=TODAY, stamp=TODAY),)
    assert found.changes == (Change("new", "ct-chest/1", "due", None, AHEAD),)
    assert found.unchanged == 0


def test_what_says_the_same_keeps_its_stamps_whether_its_text_has_places_or_not():
    old = entry(text="Aim for 12 03 2027.")

    found = revised([old], [wanted(text="Aim for {due}.", days=(("{due}", AHEAD),))])

    assert only(found) == replace(old, text="Aim for {due}.", days=(("{due}", AHEAD),))
    assert found.changes == ()
    assert found.unchanged == 1


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"day": date(2027, 3, 13)}, "moved"),
        ({"day": date(2027, 1, 1)}, "moved"),
        ({"title": "Tests due"}, "reworded"),
        ({"text": "What: scan and blood test."}, "reworded"),
    ],
)
def test_what_changed_keeps_its_identity_and_has_one_more_revision(change, kind):
    found = revised([entry()], [wanted(**change)])

    assert only(found) == entry(**AGAIN | change)
    now = change.get("day", AHEAD)
    assert found.changes == (Change(kind, "ct-chest/1", "due", AHEAD, now),)


# The stamp of the old entry, the day of the plan, the stamp of the new one.
@pytest.mark.parametrize(
    ("before", "made", "after"),
    [
        (datetime(2027, 1, 9, 23, 59, 58, tzinfo=UTC), MADE, TODAY),
        (datetime(2027, 1, 9, 23, 59, 59, tzinfo=UTC), MADE, TODAY),
        (TODAY, MADE, datetime(2027, 1, 10, 0, 0, 1, tzinfo=UTC)),
        (TODAY, date(2027, 1, 9), datetime(2027, 1, 10, 0, 0, 1, tzinfo=UTC)),
        (TODAY, date(1999, 1, 9), datetime(2027, 1, 10, 0, 0, 1, tzinfo=UTC)),
    ],
)
def test_a_stamp_grows_whatever_the_clock_says(before, made, after):
    found = revised(
        [entry(stamp=before), entry("cga/1")],
        [wanted(title="new"), wanted("cga/1")],
        made=made,
    )

    blood, scan = found.entries
    assert scan.stamp == after
    assert scan.created == FIRST
    assert blood.stamp == FIRST


@pytest.mark.parametrize(
    ("day", "cancelled"),
    [(date(2027, 1, 9), False), (MADE, True), (date(2027, 1, 11), True)],
)
def test_what_is_not_wanted_is_cancelled_unless_it_is_past(day, cancelled):
    old = entry(day=day)

    found = revised([old], [])

    if cancelled:
        assert only(found) == entry(day=day, cancelled=True, **GONE, **AGAIN)
        assert found.changes == (Change("withdrawn", "ct-chest/1", "due", day, None),)
        assert found.unchanged == 0
    else:
        assert only(found) == old
        assert found.changes == ()
        assert found.unchanged == 1


@pytest.mark.parametrize("day", [AHEAD, BEHIND])
def test_what_is_cancelled_stays_just_as_it_is(day):
    old = entry(day=day, cancelled=True, **GONE, **AGAIN)

    found = revised([old], [], made=date(2028, 1, 1))

    assert only(found) == old
    assert found.changes == ()
    assert found.unchanged == 0


def test_what_was_cancelled_and_is_wanted_again_is_restored():
    old = entry(cancelled=True, **GONE, stamp=FIRST, sequence=3)

    found = revised([old], [wanted(day=date(2027, 4, 1))])

    assert only(found) == entry(day=date(2027, 4, 1), stamp=TODAY, sequence=4)
    assert found.changes == (
        Change("restored", "ct-chest/1", "due", None, date(2027, 4, 1)),
    )


def test_what_is_past_stays_as_it_was_and_is_not_entered_anew():
    old = [entry("cga/1", BEHIND), entry("cga/3", BEHIND, cancelled=True, **GONE)]
    past = {"past": True, "day": date(2026, 11, 1), "title": "other"}

    found = revised(old, [wanted(f"cga/{n}", **past) for n in (1, 2, 3)])

    assert found.entries == tuple(old)
    assert found.changes == ()


def test_what_was_to_come_follows_a_corrected_date_into_the_past():
    found = revised([entry()], [wanted(past=True, day=BEHIND)])

    assert only(found) == entry(day=BEHIND, **AGAIN)


def test_what_is_overdue_but_still_open_is_moved_like_the_rest():
    found = revised([entry(day=BEHIND)], [wanted()])

    assert only(found) == entry(**AGAIN)


# Who had an entry, what the visits are now, which entry each visit goes on with.
@pytest.mark.parametrize(
    ("before", "visits", "after", "gone"),
    [
        # A visit goes on with the entry of a member if its own id had none,
        (["cga/1"], [("ct-chest/1", "cga/1")], ["cga/1"], []),
        # with its own if it had one,
        (["ct-chest/1", "cga/1"], [("ct-chest/1", "cga/1")], ["ct-chest/1"], ["cga/1"]),
        # with the first of its members in the order of their importance,
        (["cga/1", "vip/1"], [("eus/1", "vip/1", "cga/1")], ["vip/1"], ["cga/1"]),
        # and with a new one if none had any.
        (["vip/2"], [("eus/1", "vip/1")], ["eus/1"], ["vip/2"]),
        # Two that share a member do not share its entry.
        (
            ["cga/1"],
            [("ct-chest/1", "cga/1"), ("eus/1", "cga/1")],
            ["cga/1", "eus/1"],
            [],
        ),
        # Parted, each that had an entry keeps it.
        (["cga/1"], [("ct-chest/1",), ("cga/1",)], ["ct-chest/1", "cga/1"], []),
        (["clinic/1"], [("cga/1",), ("clinic/1", "eus/1")], ["cga/1", "clinic/1"], []),
        # A member that changes the visit leaves its entry to the visit named after it.
        (
            ["clinic/1", "cga/1"],
            [("clinic/1", "eus/1"), ("cga/1", "vip/1")],
            ["clinic/1", "cga/1"],
            [],
        ),
    ],
)
def test_a_visit_goes_on_with_an_entry_that_a_member_has(before, visits, after, gone):
    old = [entry(id) for id in before]

    found = revised(old, [wanted(*ids, title=ids[0]) for ids in visits])

    live = {one.title: one.id for one in found.entries if not one.cancelled}
    assert live == dict(zip([ids[0] for ids in visits], after, strict=True))
    assert [one.id for one in found.entries if one.cancelled] == gone


def test_a_member_that_was_cancelled_lends_no_identity():
    old = [entry("cga/1", cancelled=True, **GONE)]

    found = revised(old, [wanted("ct-chest/1", "cga/1")])

    assert [(one.id, one.cancelled) for one in found.entries] == [
        ("cga/1", True),
        ("ct-chest/1", False),
    ]


def test_a_booking_and_its_visit_have_identities_of_their_own():
    old = [entry("cga/1", role="book")]

    found = revised(old, [wanted("cga/1"), wanted("ct-chest/1", "cga/1", role="book")])

    assert [(one.id, one.role) for one in found.entries] == [
        ("cga/1", "book"),
        ("cga/1", "due"),
    ]
    assert found.changes == (Change("new", "cga/1", "due", None, AHEAD),)


def test_entries_stand_in_order_of_day_then_id_then_booking_first():
    new = [
        wanted("clinic/1", day=date(2027, 5, 2)),
        wanted("clinic/2", day=date(2027, 5, 1)),
        wanted("cga/1", day=date(2027, 5, 2)),
        wanted("cga/1", day=date(2027, 5, 2), role="book"),
    ]

    found = revised([], new)

    assert [(one.id, one.role) for one in found.entries] == [
        ("clinic/2", "due"),
        ("cga/1", "book"),
        ("cga/1", "due"),
        ("clinic/1", "due"),
    ]


BOOKED = date(2026, 12, 20)


def late_booking(old_day=BOOKED, visit_day=AHEAD, late=True, now=MADE, **more):
    old = [entry(), entry(role="book", day=old_day)]
    new = [
        wanted(day=visit_day),
        wanted(role="book", day=now, late=late, **more),
    ]
    found = revised(old, new)
    return next(one for one in found.entries if one.role == "book")


def test_a_late_booking_stays_where_it_was_put():
    assert late_booking() == entry(role="book", day=BOOKED)


@pytest.mark.parametrize("day", [BOOKED, date(2027, 1, 9), MADE, date(2027, 1, 11)])
def test_a_late_booking_stays_where_it_was_put_but_has_the_new_words(day):
    found = late_booking(old_day=day, now=date(2027, 1, 11), title="new words")

    assert found == entry(role="book", day=day, title="new words", **AGAIN)


def test_a_late_booking_moves_with_its_visit():
    found = late_booking(visit_day=date(2027, 3, 13))

    assert found == entry(role="book", day=MADE, **AGAIN)


def test_a_late_booking_moves_when_its_visit_is_restored():
    old = [entry(cancelled=True, **GONE), entry(role="book", day=BOOKED)]
    new = [wanted(), wanted(role="book", day=MADE, late=True)]

    booking = next(one for one in revised(old, new).entries if one.role == "book")

    assert booking == entry(role="book", day=MADE, **AGAIN)


def test_a_late_booking_comes_earlier_if_asked_to():
    found = late_booking(old_day=date(2027, 1, 11))

    assert found == entry(role="book", day=MADE, **AGAIN)


def test_a_booking_that_is_not_late_stands_where_it_is_asked_for():
    found = late_booking(late=False, now=date(2027, 2, 12))

    assert found == entry(role="book", day=date(2027, 2, 12), **AGAIN)


def test_a_visit_that_is_past_and_was_never_entered_does_not_move_a_booking():
    old = [entry("clinic/1"), entry("clinic/1", role="book", day=BOOKED)]
    new = [
        wanted("clinic/1"),
        wanted("cga/1", day=BEHIND, past=True),
        wanted("clinic/1", "cga/1", role="book", day=MADE, late=True),
    ]

    assert revised(old, new).changes == ()


def test_words_that_are_no_longer_allowed_are_told_again():
    old = [
        entry("cga/1", BEHIND, title="chromogranin A due"),
        entry("cga/2", BEHIND, title="Scan due"),
        entry("cga/3", cancelled=True, title="CANCELLED: chromogranin A due"),
        entry("cga/4", title="chromogranin A due"),
    ]

    found = revised(
        old,
        [],
        retold=lambda one: (one.title.replace("chromogranin A", "Scan"), one.text),
    )

    assert [one.title for one in found.entries] == [
        "Scan due",
        "Scan due",
        "CANCELLED: Scan due",
        "CANCELLED: Scan due",
    ]
    assert [one.sequence for one in found.entries] == [1, 0, 1, 1]
    assert [one.cancelled for one in found.entries] == [False, False, True, True]


# The last revision of the calendar, the day of the update.
@pytest.mark.parametrize(
    ("last", "made", "day"),
    [
        (date(2027, 1, 9), MADE, MADE),
        (MADE, MADE, MADE),
        (date(2027, 1, 11), MADE, date(2027, 1, 11)),
        (date(2028, 1, 10), MADE, date(2028, 1, 10)),
        (date(2028, 1, 11), MADE, date(2028, 1, 11)),
    ],
)
def test_an_update_is_never_planned_as_of_a_day_before_the_last(last, made, day):
    stamp = datetime(last.year, last.month, last.day, 0, 0, 5, tzinfo=UTC)

    assert day_of([entry(), entry("cga/1", stamp=stamp)], made) == day


def test_a_calendar_from_more_than_a_year_ahead_is_refused():
    stamp = datetime(2028, 1, 12, tzinfo=UTC)

    with pytest.raises(UsageError) as refused:
        day_of([entry(stamp=stamp)], MADE)

    assert str(refused.value) == (
        "--update: the calendar was last changed on 2028-01-12, more than a year after"
        " 2027-01-10: check the clock, or give --made"
    )


def test_a_first_version_is_planned_as_of_its_own_day():
    assert day_of([], MADE) == MADE
