"""The parts of a guideline file that its rows refer to: sources, lines, schedules."""

import re
from dataclasses import dataclass, field
from typing import Final

from surveil.criteria import Condition
from surveil.guideline import (
    CHECKED,
    REGISTER_KINDS,
    Interpretation,
    Line,
    Publication,
    Series,
    Source,
)
from surveil.library import conditions, timing
from surveil.library.tables import AlreadyTold, Table
from surveil.terms import GRADES, SITES

_ID: Final = r"[a-z0-9]+(-[a-z0-9]+)*"
# Short words for finding the place; a sentence would be a copy of the publication.
_MOST_PRINTED_WORDS: Final = 30


@dataclass(slots=True)
class Parts:
    """What rows name by key or id, in the file's order; None for a faulty one."""

    publications: dict[str, Publication | None] = field(default_factory=dict)
    conditions: dict[str, Condition | None] = field(default_factory=dict)
    schedules: dict[str, tuple[Series, ...] | None] = field(default_factory=dict)
    gaps: dict[str, Line | None] = field(default_factory=dict)
    notes: dict[str, Line | None] = field(default_factory=dict)


def read(table: Table) -> Parts:
    """All parts of the file; the fault of one is noted and hides no other."""
    parts = Parts()
    for one in (_publications, _conditions, _schedules):
        with table.going_on():
            one(table, parts)
    with table.going_on():
        _lines(table, "gaps", parts, parts.gaps)
    with table.going_on():
        _lines(table, "notes", parts, parts.notes)
    return parts


def id_of(table: Table) -> str:
    """The id of a table: lower-case words joined by hyphens."""
    id = table.text("id")
    if not re.fullmatch(_ID, id):
        raise table.fault("id", f"'{id}' is not made of a-z, 0-9 and single hyphens")
    return id


def scope(table: Table) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """The sites, the grades and the readings of the file's scope."""
    found = table.table("scope")
    if found is None:
        raise table.fault("scope", "is missing: { site = [...], grade = [...] }")
    words = []
    for key, known in (("site", SITES), ("grade", GRADES)):
        words.append(found.texts(key, needed=True))
        for word in words[-1]:
            if word not in known:
                raise found.fault(key, f"'{word}' is not one of {', '.join(known)}")
    readings = found.texts("readings")
    found.done()
    return words[0], words[1], readings


def sources(table: Table, parts: Parts, *, needed: bool = True) -> tuple[Source, ...]:
    """The sources of a row or line: key, place, and the words printed there."""
    found = []
    if not parts.publications:
        raise AlreadyTold(table.file, table.place("sources"), "has none to name")
    for one in table.tables("sources"):
        known = f"one of {', '.join(parts.publications)}"
        publication = one.named("key", one.text("key"), parts.publications, known)
        at = one.text("at")
        printed, says = one.maybe_text("printed"), one.maybe_text("says")
        silent = one.maybe_text("silent")
        if silent and (printed or says):
            other = "printed" if printed else "says"
            raise one.fault("silent", f"stands beside {other}: give one of them")
        if not printed and not says and not silent:
            raise one.fault(
                "printed",
                "is missing: the short words that stand there"
                " (or says = in your words, silent = what is not said there)",
            )
        if printed and len(printed.split()) > _MOST_PRINTED_WORDS:
            raise one.fault(
                "printed", f"is longer than {_MOST_PRINTED_WORDS} words: shorten it"
            )
        one.done()
        found.append(Source(publication, at, printed, says, silent))
    if needed and not found:
        raise table.fault(
            "sources", "is missing: [{ key = '...', at = '...', printed = '...' }]"
        )
    return tuple(found)


def named_lines(
    table: Table, key: str, known: dict[str, Line | None]
) -> tuple[Line, ...]:
    """The gaps or notes that a row names."""
    what = f"one of this file's [[{key}]]"
    return tuple(table.named(key, id, known, what) for id in table.texts(key))


def own_series(table: Table, *, needed: bool) -> tuple[Series, ...]:
    """The series of a row or schedule; no test is timed twice in it."""
    found = tuple(timing.series(one) for one in table.tables("series"))
    if needed and not found:
        raise table.fault("series", "is missing: [{ test = '...', every = '...' }]")
    tests = [test for one in found for test in one.tests]
    for test in dict.fromkeys(tests):
        if tests.count(test) > 1:
            raise table.fault("series", f"plans {test} twice: join the two")
    return found


def interpretations(table: Table) -> tuple[Interpretation, ...]:
    """The register of the file."""
    found: dict[str, Interpretation] = {}
    for one in table.tables("interpretations", named=True):
        with one.going_on():
            id = id_of(one)
            if id in found:
                raise one.fault("id", f"'{id}' stands twice in the register")
            found[id] = Interpretation(
                id,
                one.text("printed"),
                one.text("encoded"),
                one.word("kind", REGISTER_KINDS),
                one.text("why"),
            )
            one.done()
    return tuple(found.values())


def _publications(table: Table, parts: Parts) -> None:
    found = table.table("sources")
    if found is None:
        raise table.fault("sources", "is missing: [sources.KEY] with cite and doi")
    for key, one in found.children():
        parts.publications[key] = None
        with one.going_on():
            cite = one.text("cite")
            doi, url = one.maybe_text("doi"), one.maybe_text("url")
            read_in = one.maybe_text("read")
            if not (doi or url or read_in):
                raise one.fault(
                    "doi", "is missing: give doi, url, or read = where it was read"
                )
            checked = one.word("checked", CHECKED)
            parts.publications[key] = Publication(key, cite, checked, doi, url, read_in)
            one.done()


def _conditions(table: Table, parts: Parts) -> None:
    named = table.table("conditions")
    for name, one in named.children() if named else ():
        parts.conditions.setdefault(name)
        with one.going_on():
            # A condition may use those above it, so that none can be circular.
            parts.conditions[name] = conditions.of_row(one, parts.conditions)
            one.done()


def _schedules(table: Table, parts: Parts) -> None:
    shared = table.table("schedules")
    for name, one in shared.children() if shared else ():
        parts.schedules[name] = None
        with one.going_on():
            parts.schedules[name] = own_series(one, needed=True)
            one.done()


def _lines(table: Table, key: str, parts: Parts, found: dict[str, Line | None]) -> None:
    for one in table.tables(key, named=True):
        with one.going_on():
            id = id_of(one)
            if id in found:
                raise one.fault("id", f"'{id}' stands twice under {key}")
            found[id] = None
            found[id] = Line(
                id,
                conditions.of_row(one, parts.conditions),
                one.text("text"),
                sources(one, parts, needed=False),
                one.texts("readings"),
                bool(one.maybe("above", bool)),
            )
            one.done()
