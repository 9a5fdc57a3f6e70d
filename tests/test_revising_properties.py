"""What holds of every next version, whatever stood in the old one."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from revisions import (
    MADE,
    TODAY,
    entry,
    revised,
    said,
    uid,
    wanted,
)

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


@settings(deadline=None)
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


@settings(deadline=None)
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


@settings(deadline=None)
@given(calendars(), plans())
def test_a_version_that_follows_at_once_changes_nothing(old, new):
    first = revised(old, new)

    again = revised(first.entries, new)
    later = revised(first.entries, [], made=date(2030, 1, 1))

    assert again.entries == first.entries
    assert again.changes == ()
    assert later.entries == first.entries  # all of it is past


@settings(deadline=None)
@given(calendars(), plans(), st.randoms(use_true_random=False))
def test_the_order_of_old_and_new_does_not_matter(old, new, chance):
    found = revised(old, new)
    shuffled = chance.sample(new, len(new))

    assert revised(old[::-1], shuffled) == found


@settings(deadline=None)
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
