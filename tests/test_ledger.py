"""The ledger: whole after every commit, untouched where nothing is new."""

import sqlite3
import stat
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from surveil.batch import state
from surveil.batch.ledger import Known, Ledger, Moved, Run
from surveil.errors import MachineError
from surveil.revising import Entry, Wanted

DAY = date(2026, 11, 22)
RUN = Run(1, DAY, "list", "options", finished=False)


def known(key, **other):
    values = {
        "plan_id": f"id-{key}",
        "file": f"id-{key}.ics",
        "fingerprint": b"12345678",
        "outcome": "plan",
        "ids": "clinic/1",
        "state": b"\x01" * 13,
        "sequence": 0,
        "stamp": "2026-11-22T00:00:00+00:00",
        "overridden": False,
        "size": 100,
        "run": 1,
    }
    return Known(key=key, **(values | other))


@pytest.fixture
def ledger(tmp_path):
    found = Ledger(tmp_path)
    yield found
    found.close()


def test_what_was_committed_is_known_after_a_restart(tmp_path, ledger):
    ledger.begin(RUN)
    ledger.commit([known("A1"), known("A2", file=None, ids=None, state=None)])
    ledger.close()

    again = Ledger(tmp_path)

    assert again.runs() == (RUN,)
    assert again.known(["A2", "A3", "A1"]) == {
        "A1": known("A1"),
        "A2": known("A2", file=None, ids=None, state=None),
    }
    assert list(again.files()) == [("A1", "id-A1", "id-A1.ics")]
    again.finish(RUN)
    assert again.runs() == (replace(RUN, finished=True),)
    again.close()


def test_it_is_for_its_owner_alone(tmp_path, ledger):
    assert stat.S_IMODE((tmp_path / "ledger.sqlite").stat().st_mode) == 0o600


def test_what_is_so_already_is_not_written(tmp_path, ledger):
    ledger.begin(RUN)
    ledger.commit([known("A1")])
    ledger.finish(RUN)
    before = (tmp_path / "ledger.sqlite").stat().st_mtime_ns

    ledger.commit([known("A1")])
    ledger.finish(RUN)

    assert (tmp_path / "ledger.sqlite").stat().st_mtime_ns == before


def test_more_keys_than_one_question_takes(ledger):
    ledger.commit([known(f"A{number}") for number in range(1201)])

    found = ledger.known([f"A{number}" for number in range(1300)])

    assert len(found) == 1201


def test_a_commit_is_kept_as_a_whole_or_not_at_all(tmp_path, ledger):
    ledger.commit([known("A1")])

    def broken():
        yield Moved("id-A1.ics", "A1", "id-A1", "clinic/1", b"")
        yield Moved(None, "A2", "id-A2", None, None)

    with pytest.raises(MachineError, match="NOT NULL"):
        ledger.commit([known("A1", size=7), known("A2")], broken())

    assert ledger.known(["A1", "A2"]) == {"A1": known("A1")}
    assert ledger.moved_from(["id-A1.ics"]) == {}


def test_calendars_of_several_cases(ledger):
    ledger.commit([known("A1"), known("A2", file="p.ics"), known("A3", file="p.ics")])

    assert ledger.shared() == {"p.ics"}
    assert ledger.has_patients()
    assert [one.key for one in ledger.in_files(["p.ics", "x"])["p.ics"]] == ["A2", "A3"]
    ledger.commit([known("A2"), known("A3")])
    assert ledger.shared() == frozenset()
    assert not ledger.has_patients()


def test_who_is_not_on_the_list_of_a_run(ledger):
    ledger.begin(RUN)
    ledger.begin(Run(2, date(2026, 12, 22), "next", "options", finished=False))
    ledger.commit([known("B"), known("A"), known("C", run=2)])

    assert list(ledger.vanished(2)) == [
        ("A", "plan", "id-A.ics", "2026-11-22"),
        ("B", "plan", "id-B.ics", "2026-11-22"),
    ]


def test_one_of_a_later_version_is_refused(tmp_path, ledger):
    ledger.close()
    with sqlite3.connect(tmp_path / "ledger.sqlite") as other:
        other.execute("PRAGMA user_version = 3")
    other.close()

    with pytest.raises(MachineError, match="was written by a newer surveil"):
        Ledger(tmp_path)


CLOCK = datetime(2026, 11, 22, tzinfo=UTC)


def entry(id, role, day, *, cancelled=False, due=None):
    days = (("{due}", due or day),)
    return Entry(
        uid="uid",
        id=id,
        role=role,
        day=day,
        title="Due",
        text="On {due}.",
        days=() if cancelled else days,
        cancelled=cancelled,
        created=CLOCK,
        stamp=CLOCK,
    )


def wanted(id, role, day, *, past=False, text="On {due}."):
    return Wanted(
        ids=(id,),
        role=role,
        day=day,
        title="Due",
        text=text,
        days=(("{due}", day),),
        past=past,
    )


JUNE, JULY = date(2027, 6, 1), date(2027, 7, 1)
OVER = date(2026, 10, 1)


def kept(*entries):
    return tuple(state.unpacked(*state.packed(entries, DAY)))


def test_a_state_holds_ids_days_and_roles():
    found = kept(
        entry("ct/1", "due", JUNE),
        entry("ct/1", "book", JULY),
        entry("ct/2", "due", JULY, cancelled=True),
    )

    assert [(one.id, one.role, one.day, one.cancelled) for one in found] == [
        ("ct/1", "due", JUNE, False),
        ("ct/1", "book", JULY, False),
        ("ct/2", "due", JULY, True),
    ]


@pytest.mark.parametrize(
    ("entries", "asked", "same"),
    [
        ([("ct/1", "due", JUNE)], [wanted("ct/1", "due", JUNE)], True),
        ([("ct/1", "due", JUNE)], [wanted("ct/1", "due", JULY)], False),
        ([("ct/1", "due", JUNE)], [wanted("ct/1", "book", JUNE)], False),
        ([("ct/1", "due", JUNE)], [wanted("ct/1", "due", JUNE, text="At")], False),
        ([("ct/1", "due", JUNE)], [], False),  # to be withdrawn
        ([("ct/1", "due", OVER)], [], True),  # over: it stays
        ([("ct/1", "due", DAY)], [], False),  # today is still to come
        ([("ct/1", "due", date(2026, 11, 21))], [], True),
        ([], [wanted("ct/1", "due", JUNE)], False),
        ([], [wanted("ct/1", "due", OVER, past=True)], True),
        ([("ct/1", "due", OVER)], [wanted("ct/1", "due", OVER, past=True)], True),
        ([("ct/1", "due", JUNE)], [wanted("ct/1", "due", OVER, past=True)], False),
    ],
)
def test_when_a_calendar_surely_stays_as_it_is(entries, asked, same):
    found = kept(*(entry(*one) for one in entries))

    assert state.stands(found, asked, made=DAY, feed=False) is same


def test_what_is_cancelled_is_restored_where_it_is_wanted():
    found = kept(entry("ct/1", "due", JUNE, cancelled=True))

    assert not state.stands(found, [wanted("ct/1", "due", JUNE)], made=DAY, feed=False)
    assert state.stands(found, [], made=DAY, feed=False)


@pytest.mark.parametrize(
    ("day", "same"), [(date(2026, 11, 21), False), (DAY, True), (JUNE, True)]
)
def test_a_feed_forgets_what_was_cancelled_and_is_over(day, same):
    found = kept(entry("ct/1", "due", day, cancelled=True))

    assert state.stands(found, [], made=DAY, feed=True) is same
    assert state.stands(found, [], made=DAY, feed=False)


YESTERDAY, TOMORROW = date(2026, 11, 21), date(2026, 11, 23)


def at(*entries):
    """A state as it was packed long before, when all was still to come."""
    return tuple(state.unpacked(*state.packed(entries, date(2000, 1, 1))))


@pytest.mark.parametrize(
    ("was", "now", "alike", "same"),
    [
        (YESTERDAY, DAY, True, True),  # late: it stays where it was put
        (DAY, DAY, True, True),
        (TOMORROW, DAY, True, False),
        (YESTERDAY, DAY, False, False),  # perhaps other options put it there
        (YESTERDAY, TOMORROW, True, False),  # not late: it moves
    ],
)
def test_a_late_booking_stays_while_its_visit_does(was, now, alike, same):
    visit = entry("ct/1", "due", JUNE)
    found = at(visit, entry("ct/1", "book", was, due=JUNE))
    first = at(visit, entry("ct/1", "book", now, due=JUNE))
    moved = at(entry("ct/1", "due", JULY), entry("ct/1", "book", now, due=JUNE))

    assert state.same(found, first, made=DAY, feed=False, alike=alike) is same
    assert not state.same(found, moved, made=DAY, feed=False, alike=alike)


@pytest.mark.parametrize(
    ("found", "first", "same"),
    [
        ([("ct/1", "due", JUNE)], [("ct/1", "due", JUNE)], True),
        ([("ct/1", "due", JUNE)], [("ct/1", "due", JULY)], False),
        ([("ct/1", "due", JUNE)], [("ct/2", "due", JUNE)], False),
        ([], [("ct/1", "due", JUNE)], False),
        ([("ct/1", "due", YESTERDAY)], [], True),
        ([("ct/1", "due", DAY)], [], False),
        ([("ct/1", "due", TOMORROW)], [], False),
    ],
)
def test_a_calendar_is_held_against_a_new_one(found, first, same):
    old = at(*(entry(*one) for one in found))
    new = at(*(entry(*one) for one in first))

    assert state.same(old, new, made=DAY, feed=False, alike=True) is same


def test_another_text_or_a_withdrawn_entry_is_a_change():
    found = at(entry("ct/1", "due", JUNE))
    other = at(replace(entry("ct/1", "due", JUNE), text="At {due}."))
    gone = at(entry("ct/1", "due", JUNE, cancelled=True))

    assert not state.same(found, other, made=DAY, feed=False, alike=True)
    assert not state.same(gone, found, made=DAY, feed=False, alike=True)
    over = at(
        found_entry := entry("ct/1", "due", JUNE),
        entry("ct/2", "due", YESTERDAY, cancelled=True),
    )
    assert state.same(over, at(found_entry), made=DAY, feed=False, alike=True)
    assert not state.same(over, at(found_entry), made=DAY, feed=True, alike=True)
