"""The next version of a calendar, entry by entry."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveil.changes import said_changes
from surveil.errors import UsageError
from surveil.revising import Change, Entry, Wanted, day_of, revise

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


def withdrawn(title):
    return f"CANCELLED: {title}", "Not planned any more."


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


def only(found):
    (one,) = found.entries
    return one


GONE = {"title": "CANCELLED: Scan due", "text": "Not planned any more."}
AGAIN = {"stamp": TODAY, "sequence": 1}


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
    assert late_booking(title="new words") == entry(role="book", day=BOOKED)


def test_a_late_booking_that_is_still_to_come_stays_but_has_the_new_words():
    soon = date(2027, 1, 11)

    found = late_booking(old_day=soon, now=date(2027, 1, 12), title="new words")

    assert found == entry(role="book", day=soon, title="new words", **AGAIN)


def test_a_late_booking_moves_with_its_visit():
    found = late_booking(visit_day=date(2027, 3, 13))

    assert found == entry(role="book", day=MADE, **AGAIN)


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
    ]
    assert [one.sequence for one in found.entries] == [1, 0, 1]
    assert [one.cancelled for one in found.entries] == [False, False, True]


# Ids, old states and visits at random, small enough to meet often.

IDS = ["cga/1", "cga/2", "clinic/1", "ct-chest/1", "eus/1", "vip/1"]
DAYS = st.dates(date(2026, 12, 1), date(2027, 2, 20))
STAMPS = st.integers(-9_000_000, 9_000_000).map(
    lambda seconds: TODAY + timedelta(seconds=seconds)
)


@st.composite
def calendars(draw):
    found = []
    for role in ("due", "book"):
        for id in draw(st.lists(st.sampled_from(IDS), unique=True)):
            stamp = draw(STAMPS)
            one = entry(
                *(id, draw(DAYS), role),
                title=draw(st.sampled_from(["a", "b"])),
                created=stamp,
                stamp=stamp,
                sequence=draw(st.integers(0, 3)),
                cancelled=draw(st.booleans()),
            )
            found.append(one)
    return draw(st.permutations(found))


@st.composite
def plans(draw):
    found = []
    for role in ("due", "book"):
        ids = draw(st.permutations(IDS))
        while ids:
            width = draw(st.integers(1, len(ids)))
            visit, ids = ids[:width], ids[width:]
            if draw(st.booleans()):
                day = draw(DAYS)
                past = role == "due" and day < MADE and draw(st.booleans())
                late = role == "book" and draw(st.booleans())
                title = draw(st.sampled_from(["a", "b"]))
                found.append(
                    wanted(
                        *visit,
                        role=role,
                        day=MADE if late else day,
                        title=title,
                        past=past,
                        late=late,
                    )
                )
    return found


@given(calendars(), plans())
def test_nothing_is_lost_doubled_or_put_back(old, new):
    found = revised(old, new)

    before = {one.uid: one for one in old}
    after = {one.uid: one for one in found.entries}
    assert len(after) == len(found.entries)
    assert before.keys() <= after.keys()
    assert [one.key for one in found.entries] == sorted(
        one.key for one in found.entries
    )
    for key, was in before.items():
        now = after[key]
        same = (was.day, was.cancelled, *said(was)) == (
            *(now.day, now.cancelled),
            *said(now),
        )
        assert now.created == was.created
        assert now.sequence == was.sequence + (not same)
        assert (now.stamp == was.stamp) if same else (now.stamp > was.stamp)
        assert (now.id, now.role) == (was.id, was.role)
    for key in after.keys() - before.keys():
        assert after[key].created == after[key].stamp == TODAY
        assert after[key].sequence == 0
    changed = {
        key
        for key, one in after.items()
        if key not in before or one.sequence > before[key].sequence
    }
    assert {uid(one.id, one.role) for one in found.changes} == changed
    live = [key for key, one in after.items() if not one.cancelled]
    assert found.unchanged == len(set(live) - changed)


@given(calendars(), plans())
def test_what_is_to_come_is_what_the_plan_asks_for(old, new):
    found = revised(old, new)

    before = {one.uid: one for one in old if not one.cancelled}
    live = [one for one in found.entries if not one.cancelled]
    to_come = {(one.role, one.title, one.day) for one in live if one.day >= MADE}
    asked = {(one.role, one.title, one.day) for one in new if one.day >= MADE}
    # A late booking may stay on the day on which the old calendar has it.
    booked = {("book", t, one.day) for one in before.values() for t in "ab"}
    late = {("book", one.title, one.day) for one in new if one.late}
    assert to_come <= asked | booked
    assert asked - late <= to_come
    for one in live:
        if one.day < MADE and one.uid not in before:
            assert any(not each.past and each.day == one.day for each in new)


@given(calendars(), plans())
def test_a_version_that_follows_at_once_changes_nothing(old, new):
    first = revised(old, new)

    again = revised(first.entries, new)
    later = revised(first.entries, [], made=date(2030, 1, 1))

    assert again.entries == first.entries
    assert again.changes == ()
    assert later.entries == first.entries  # all of it is past


@given(calendars(), plans(), st.randoms(use_true_random=False))
def test_the_order_of_old_and_new_does_not_matter(old, new, chance):
    found = revised(old, new)
    shuffled = chance.sample(new, len(new))

    assert revised(old[::-1], shuffled) == found


@given(calendars(), plans())
def test_after_a_death_nothing_is_to_come(old, new):
    before = revised(old, new).entries

    found = revised(before, [])

    to_come = [one.uid for one in before if not one.cancelled and one.day >= MADE]
    for one in found.entries:
        assert one.cancelled or one.day < MADE
        if one.uid in to_come:
            assert one.text == "Not planned any more."
    assert len(found.changes) == len(to_come)


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


CHANGED = revise(
    [
        entry("ct-or-mri-abdomen/3", date(2027, 9, 12)),
        entry("ct-or-mri-abdomen/3", date(2027, 7, 18), role="book"),
        entry("cga/2"),
        entry("5-hiaa/1", cancelled=True),
        entry("eus/1"),
        entry("vip/1"),
        entry("vip/2", BEHIND),
    ],
    [
        wanted("ct-or-mri-abdomen/3", day=date(2027, 9, 14)),
        wanted("ct-or-mri-abdomen/3", day=date(2027, 7, 20), role="book"),
        wanted("5-hiaa/1"),
        wanted("eus/1", title="new"),
        wanted("clinic/7", day=date(2028, 2, 29)),
        wanted("vip/1"),
    ],
    uid=uid,
    made=MADE,
    said=said,
    withdrawn=withdrawn,
)


def test_changes_are_told_in_words():
    assert said_changes(CHANGED, {"clinic/7": "clinic visit 7 and two tests"}) == [
        "restored: 5-HIAA 1: Fri 12 Mar 2027",
        "withdrawn: chromogranin A 2: Fri 12 Mar 2027",
        "reworded: endoscopic ultrasound 1: Fri 12 Mar 2027",
        "moved: booking of CT or MRI of abdomen and pelvis 3:"
        " Sun 18 Jul 2027 to Tue 20 Jul 2027",
        "moved: CT or MRI of abdomen and pelvis 3: Sun 12 Sep 2027 to Tue 14 Sep 2027",
        "new: clinic visit 7 and two tests: Tue 29 Feb 2028",
        "unchanged: 2",
    ]


def test_quiet_changes_name_no_test():
    assert said_changes(CHANGED, quiet=True) == [
        "moved: 2",
        "new: 1",
        "withdrawn: 1",
        "restored: 1",
        "reworded: 1",
        "unchanged: 2",
    ]


def test_nothing_changed_is_one_line():
    assert said_changes(revised([entry()], [wanted()])) == ["unchanged: 1"]
