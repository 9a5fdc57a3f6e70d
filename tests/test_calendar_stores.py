"""Stores keep our calendars, give them back as they were, and take their updates."""

from datetime import date, timedelta

import pytest
from calendar_bytes import entries
from calendar_stores import radicale, single, with_eds
from golden import CALENDARS, FOLLOWERS, golden

pytestmark = [pytest.mark.interop, pytest.mark.slow]

# A calendar that nothing follows is its own next version, as an unchanged plan is.
VERSIONS = {
    **{name: (name, name) for name in CALENDARS if name not in FOLLOWERS},
    **{name: (CALENDARS[name].follows, name) for name in FOLLOWERS},
}


def by_uid(*raws):
    """The entries of some calendars, each of them as property -> value."""
    return {entry["UID"]: entry for raw in raws for entry in entries(raw)}


def without(name, found):
    return {uid: entry | {name: ""} for uid, entry in found.items()}


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """What Evolution Data Server made of each pair of versions."""
    folder = tmp_path_factory.mktemp("versions")
    pairs = []
    for name, versions in VERSIONS.items():
        pair = folder / f"{name}-older.ics", folder / f"{name}-newer.ics"
        for path, version in zip(pair, versions, strict=True):
            path.write_bytes(golden(version))
        pairs.append(pair)
    return dict(zip(VERSIONS, with_eds(pairs), strict=True))


@pytest.mark.parametrize("name", VERSIONS)
def test_evolution_stores_every_entry_and_gives_it_back_as_it_was(name, kept):
    older, _ = VERSIONS[name]

    assert by_uid(*kept[name].stored) == by_uid(golden(older))


@pytest.mark.parametrize("name", VERSIONS)
def test_evolution_refuses_an_import_of_what_it_has(name, kept):
    older, _ = VERSIONS[name]

    assert kept[name].refused == len(entries(golden(older))) > 0


@pytest.mark.parametrize("name", VERSIONS)
def test_evolution_takes_every_entry_of_the_next_version(name, kept):
    _, newer = VERSIONS[name]

    # It writes its own clock into what it replaces.
    found = without("LAST-MODIFIED", by_uid(*kept[name].updated))
    assert found == without("LAST-MODIFIED", by_uid(golden(newer)))


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with radicale(tmp_path_factory.mktemp("radicale")) as started:
        yield started


@pytest.mark.parametrize("name", CALENDARS)
def test_radicale_keeps_a_whole_calendar(name, server):
    raw = golden(name)

    status, answer = server.ask("PUT", f"whole-{name}/", raw)
    found, back = server.ask("GET", f"whole-{name}/")

    assert (status, found) == (201, 200), answer
    assert by_uid(back) == by_uid(raw)


@pytest.mark.parametrize("name", FOLLOWERS)
def test_radicale_takes_the_next_version_as_a_whole(name, server):
    older, newer = golden(CALENDARS[name].follows), golden(name)

    statuses = [server.ask("PUT", f"next-{name}/", raw)[0] for raw in (older, newer)]
    _, back = server.ask("GET", f"next-{name}/")

    assert statuses == [201, 201]
    assert by_uid(back) == by_uid(newer)


@pytest.mark.parametrize("name", FOLLOWERS)
def test_radicale_takes_the_next_version_one_by_one(name, server):
    older, newer = golden(CALENDARS[name].follows), golden(name)
    folder = f"single-{name}"
    assert server.ask("MKCALENDAR", f"{folder}/")[0] == 201

    first = {put(server, folder, uid, raw) for uid, raw in single(older).items()}
    stored = by_uid(*(get(server, folder, uid) for uid in single(older)))
    again = {put(server, folder, uid, raw) for uid, raw in single(newer).items()}
    updated = by_uid(*(get(server, folder, uid) for uid in single(newer)))

    assert first == {201}
    assert stored == by_uid(older)
    assert again <= {201, 204}
    assert updated == by_uid(newer)


def test_radicale_finds_the_entries_of_a_day_and_no_others(server):
    raw = golden("discreet-titles-plain-texts")
    assert server.ask("PUT", "search/", raw)[0] == 201
    whole = by_uid(raw)
    day = date.fromisoformat(entries(raw)[0]["DTSTART"])

    for shift in (-1, 0, 1):
        first, end = around(day, shift)
        found = by_uid(*server.search("search/", first, end))
        assert set(found) == {u for u, one in whole.items() if one["DTSTART"] == first}
    always = server.search("search/", "19700101", "21000101")
    assert by_uid(*always) == whole


def around(day, shift):
    """A day so many days later, and the day after that."""
    start = day + timedelta(days=shift)
    return f"{start:%Y%m%d}", f"{start + timedelta(days=1):%Y%m%d}"


def put(server, folder, uid, raw):
    status, _ = server.ask("PUT", f"{folder}/{uid}.ics", raw)
    return status


def get(server, folder, uid):
    status, raw = server.ask("GET", f"{folder}/{uid}.ics")
    assert status == 200
    return raw
