"""The programs of the bench keep the rules that they stand for."""

from datetime import UTC, date, datetime

import pytest
from calendar_clients import PROGRAMS, Evolution, Fossify, Icsx5, stated
from revisions import entry, file_of, own

OLD = datetime(2027, 1, 1, tzinfo=UTC)
ENTRY = own(entry(text="What: scan, blood test; more.\nAsk your team.", stamp=OLD))
OTHER = own(entry("cga/1"))
FILE = file_of(ENTRY, OTHER)


def changed(**more):
    given = {"title": "Tests due", "stamp": OLD, "text": ENTRY.text} | more
    return own(entry(**given))


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_first_file_is_shown_as_it_is(program):
    client = program()

    assert client.take(FILE) == 2
    assert client.shows == stated(FILE)


# A second is the smallest step that a calendar can take.
@pytest.mark.parametrize("program", [Fossify, Icsx5])
@pytest.mark.parametrize(
    ("stamp", "taken"),
    [
        (datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC), 0),
        (OLD, 0),
        (datetime(2027, 1, 1, 0, 0, 1, tzinfo=UTC), 1),
    ],
)
def test_only_what_is_newer_is_taken(program, stamp, taken):
    client = program()
    client.take(FILE)

    assert client.take(file_of(changed(stamp=stamp), OTHER)) == taken
    assert client.shows[ENTRY.uid].title == ("Tests due" if taken else "Scan due")


def test_fossify_keeps_what_a_file_leaves_out_and_a_feed_deletes_it():
    fossify, icsx5, evolution = Fossify(), Icsx5(), Evolution()
    for client in (fossify, icsx5, evolution):
        client.take(FILE)
        client.take(file_of(OTHER))

    assert fossify.shows == evolution.shows == stated(FILE)
    assert icsx5.shows == stated(file_of(OTHER))


def test_a_feed_without_last_modified_is_taken_anew():
    client = Icsx5()
    client.take(FILE)
    raw = file_of(changed(), OTHER).replace(b"LAST-MODIFIED:20270101T000000Z\r\n", b"")

    assert client.take(raw) == 1


def test_fossify_carries_a_status_over_and_reads_a_uid_in_an_alarm():
    cancelled = own(entry("vip/1", date(2027, 1, 1), cancelled=True))
    raw = file_of(cancelled, ENTRY)
    client = Fossify()

    client.take(raw.replace(b"STATUS:TENTATIVE\r\n", b""))
    other = Fossify()
    other.take(raw.replace(b"BEGIN:VALARM", b"BEGIN:VALARM\r\nUID:alarm"))

    assert client.shows[ENTRY.uid].status == "CANCELLED"
    assert other.shows.keys() == {cancelled.uid, "alarm"}


def test_evolution_refuses_to_import_twice_and_to_modify_what_it_lacks():
    client = Evolution()
    shown = stated(FILE)[ENTRY.uid]
    client.create(ENTRY.uid, shown)

    with pytest.raises(ValueError, match="already exists"):
        client.create(ENTRY.uid, shown)
    with pytest.raises(ValueError, match="not found"):
        client.modify(OTHER.uid, shown)
