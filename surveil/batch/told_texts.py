"""What a patient was told, as text for people and as JSON for programs."""

import json
from collections.abc import Iterator, Mapping
from datetime import date

from surveil.batch.state import Kept
from surveil.batch.telling import File, Told
from surveil.catalogue import TESTS
from surveil.plans import DISCLAIMER
from surveil.render.dates import said
from surveil.render.summary import OUTCOME_WORDS
from surveil.version import FORMAT, VERSION

Place = tuple[str, str]  # the step that names an entry, and its role


def to_json(key: str, told: tuple[Told, ...]) -> bytes:
    """UTF-8 JSON: every version with all its entries."""
    found = {
        "surveil": VERSION,
        "format": FORMAT,
        "key": key,
        "versions": [_version(one) for one in told],
        "disclaimer": DISCLAIMER,
    }
    return f"{json.dumps(found, ensure_ascii=False, indent=2)}\n".encode()


def _version(one: Told) -> dict[str, object]:
    return {
        "run": one.run,
        "made": one.made.isoformat() if one.made else None,
        "by": one.by,
        "guidelines": [
            {"id": each.id, "edition": each.edition, "digest": each.digest}
            for each in one.files or ()
        ],
        "outcome": one.outcome,
        "calendar": one.file,
        "entries": None
        if one.entries is None
        else [
            {
                "id": each.id,
                "role": each.role,
                "day": each.day.isoformat(),
                "cancelled": each.cancelled,
            }
            for each in _in_order(one.entries)
        ],
    }


def to_text(key: str, told: tuple[Told, ...]) -> bytes:
    """UTF-8 text: the first version whole, of the others what changed."""
    lines = [*_lines(key, told), "", DISCLAIMER]
    return "".join(f"{line}\n" for line in lines).encode()


def _lines(key: str, told: tuple[Told, ...]) -> Iterator[str]:
    yield f"Case {key}"
    yield (
        "An entry is named by the step that names its visit: other tests may share its"
        " day. 'book' is the day on which to book."
    )
    before: Told | None = None
    for one in told:
        yield ""
        day = said(one.made) if one.made else "a day that the ledger does not hold"
        yield f"Told from {day} on (run {one.run}): {OUTCOME_WORDS[one.outcome]}"
        yield from _planned_by(one, before)
        if one.file is None:
            yield "  no calendar"
        elif before is None or before.file != one.file:
            yield f"  calendar calendars/{one.file}"
        yield from _entries(one, before)
        before = one


def _planned_by(one: Told, before: Told | None) -> Iterator[str]:
    if one.files is None:
        yield "  by files that this ledger, of an earlier surveil, does not hold"
        return
    if before is None or before.files != one.files or before.by != one.by:
        yield f"  by surveil {one.by}"
        for file in one.files:
            yield f"  by {_file(file)}"


def _file(one: File) -> str:
    return f"{one.id}, edition {one.edition}, file {one.digest}"


def _entries(one: Told, before: Told | None) -> Iterator[str]:
    """What stands in the calendar; for a later version, what is other than before."""
    if one.entries is None:
        if one.file is not None:
            yield "  its entries were not noted one by one: the calendar file has them"
        return
    was = _live(before.entries) if before and before.entries is not None else None
    now = _live(one.entries)
    if was is None:
        for place, day in now.items():
            yield f"  {said(day)}  {_named(place)}"
        return
    changes = [
        *(
            (day, f"{said(day)}  {_named(place)}: new")
            for place, day in now.items()
            if place not in was
        ),
        *(
            (day, f"{said(day)}  {_named(place)}: was {said(was[place])}")
            for place, day in now.items()
            if place in was and was[place] != day
        ),
        *(
            (day, f"{said(day)}  {_named(place)}: withdrawn")
            for place, day in was.items()
            if place not in now
        ),
    ]
    for _, text in sorted(changes):
        yield f"  {text}"
    if not changes:
        yield "  the same days; words or outcome changed"


def _live(entries: tuple[Kept, ...] | None) -> Mapping[Place, date]:
    """The entries that stand, by step and role, in order of day."""
    return {
        (one.id, one.role): one.day
        for one in _in_order(entries or ())
        if not one.cancelled
    }


def _in_order(entries: tuple[Kept, ...]) -> list[Kept]:
    return sorted(entries, key=lambda one: (one.day, one.id, one.role))


def _named(place: Place) -> str:
    id, role = place
    name = TESTS[id.partition("/")[0]].brief
    return f"book: {name} ({id})" if role == "book" else f"{name} ({id})"
