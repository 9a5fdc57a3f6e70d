"""Guideline files: from TOML bytes to a Guideline, or to the list of their faults."""

import hashlib
import tomllib
from collections.abc import Iterable
from typing import Final, TypeVar

from surveil.criteria import Condition
from surveil.errors import GuidelineError
from surveil.guideline import ANCHORS, CHECKED, KINDS, Guideline
from surveil.library import conditions, parts, register, rows
from surveil.library.tables import Table

FORMAT: Final = 1
T = TypeVar("T")


def read(file: str, raw: bytes) -> tuple[Guideline | None, tuple[GuidelineError, ...]]:
    """The guideline in these bytes, or None and every fault that was found.

    `file` is the name in the messages; the id inside must be that name without
    `.toml`, so that a guideline is found without opening every file.
    """
    faults: list[GuidelineError] = []
    found = None
    try:
        # Notepad puts a byte order mark before what it saves.
        content = tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        faults.append(GuidelineError(file, "", "is not UTF-8 text"))
    except (ValueError, RecursionError) as problem:
        # Not only a fault of the syntax: also what no reader can hold.
        reason = " ".join(str(problem).split())
        faults.append(GuidelineError(file, "", reason))
    else:
        table = Table(file, "", content, faults)
        with table.going_on():
            found = _guideline(table, f"sha256:{hashlib.sha256(raw).hexdigest()}")
            if not faults:
                faults.extend(register.faults(file, found))
    return (None if faults else found), tuple(faults)


def _guideline(table: Table, digest: str) -> Guideline:
    if table.take("format", int) != FORMAT:
        raise table.fault("format", f"is not {FORMAT}, the format of this version")
    nothing: tuple[str, ...] = ()
    id = table.tried(lambda: _id(table), "")
    title = table.tried(lambda: table.text("title"), "")
    kind = table.tried(lambda: table.word("kind", KINDS), "")
    edition = table.tried(lambda: table.text("edition"), "")
    checked = table.tried(lambda: table.word("checked", CHECKED), "")
    scope = table.tried(lambda: parts.scope(table), (nothing, nothing, nothing))
    remarks = table.tried(lambda: table.texts("remarks"), nothing)
    anchor = table.tried(lambda: _anchor(table), None)
    # A key that is missing stands there misspelt: it is one fault, and told.
    head_is_whole = bool(id and title and kind and edition and checked and scope[0])
    _check_rows(table, kind)
    known = parts.read(table)
    no_rows: rows.Rows = {}
    table_rows = table.tried(lambda: rows.recommendations(table, known), no_rows)
    found = Guideline(
        id=id,
        title=title,
        kind=kind,
        edition=edition,
        checked=checked,
        sites=scope[0],
        grades=scope[1],
        remarks=remarks,
        readings=scope[2],
        publications=_there(known.publications.values()),
        conditions=tuple((name, one) for name, one in known.conditions.items() if one),
        recommendations=_there(table_rows.values()),
        supplements=table.tried(lambda: rows.supplements(table, known, table_rows), ()),
        gaps=_there(known.gaps.values()),
        notes=_there(known.notes.values()),
        age_notes=table.tried(lambda: rows.age_notes(table, known), ()),
        register=table.tried(lambda: parts.interpretations(table), ()),
        digest=digest,
        header=_header(table, kind),
        offered=_offered(table, known, kind),
        anchor=anchor,
    )
    if head_is_whole:
        table.done()
    return found


def _id(table: Table) -> str:
    id = parts.id_of(table)
    if f"{id}.toml" != table.file.replace("\\", "/").rpartition("/")[2]:
        raise table.fault("id", f"'{id}' is not the name of the file: '{id}.toml'")
    return id


def _anchor(table: Table) -> str | None:
    return table.word("anchor", ANCHORS) if table.has("anchor") else None


def _there(found: Iterable[T | None]) -> tuple[T, ...]:
    return tuple(one for one in found if one is not None)


def _check_rows(table: Table, kind: str) -> None:
    """What a file of its kind must hold, and must not."""
    if not kind:
        return  # told already, and what must be there depends on it
    is_programme = kind == "programme"
    if is_programme and table.count("recommendations"):
        wrong = f"cannot stand in a file of kind '{kind}'"
        raise table.fault("recommendations", wrong)
    needed = "supplements" if is_programme else "recommendations"
    if not table.count(needed):
        raise table.fault(needed, f"are missing from a file of kind '{kind}'")


def _header(table: Table, kind: str) -> str | None:
    if kind != "programme":
        return None
    return table.tried(lambda: table.maybe_text("header"), None)


def _offered(table: Table, known: parts.Parts, kind: str) -> Condition | None:
    """The cases that are told of a programme."""
    if kind != "programme":
        return None
    with table.going_on():
        found = table.table("offered")
        if found is None:
            raise table.fault("offered", "is missing: { hereditary = ['MEN1'] }")
        offered = conditions.condition(found, known.conditions)
        found.done()
        return offered
    return None
