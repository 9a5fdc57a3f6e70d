"""Guideline files: from TOML bytes to a Guideline, or to the list of their faults."""

import hashlib
import tomllib
from typing import Final

from surveil.criteria import Condition
from surveil.errors import GuidelineError
from surveil.guideline import CHECKED, KINDS, Guideline
from surveil.library import conditions, parts, register, rows
from surveil.library.tables import Table

FORMAT: Final = 1


def read(file: str, raw: bytes) -> tuple[Guideline | None, tuple[GuidelineError, ...]]:
    """The guideline in these bytes, or None and every fault that was found.

    `file` is the name in the messages; the id inside must be that name without
    `.toml`, so that a guideline is found without opening every file.
    """
    faults: list[GuidelineError] = []
    found = None
    try:
        content = tomllib.loads(raw.decode("utf-8"))
    except UnicodeDecodeError:
        faults.append(GuidelineError(file, "", "is not UTF-8 text"))
    except tomllib.TOMLDecodeError as problem:
        faults.append(GuidelineError(file, "", str(problem)))
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
    id = parts.id_of(table)
    if f"{id}.toml" != table.file.replace("\\", "/").rpartition("/")[2]:
        raise table.fault("id", f"'{id}' is not the name of the file: '{id}.toml'")
    title, kind = table.text("title"), table.word("kind", KINDS)
    edition, checked = table.text("edition"), table.word("checked", CHECKED)
    sites, grades, readings = parts.scope(table)
    known = parts.read(table)
    if (kind == "programme") == table.has("recommendations"):
        wrong = "cannot stand in" if kind == "programme" else "are missing from"
        raise table.fault("recommendations", f"{wrong} a file of kind '{kind}'")
    recommendations = rows.recommendations(table, known)
    found = Guideline(
        id=id,
        title=title,
        kind=kind,
        edition=edition,
        checked=checked,
        sites=sites,
        grades=grades,
        remarks=table.texts("remarks"),
        readings=readings,
        publications=tuple(known.publications.values()),
        conditions=tuple(known.conditions.items()),
        recommendations=recommendations,
        supplements=rows.supplements(table, known, recommendations),
        gaps=tuple(known.gaps.values()),
        notes=tuple(known.notes.values()),
        age_notes=rows.age_notes(table, known),
        register=parts.interpretations(table),
        digest=digest,
        header=table.maybe_text("header") if kind == "programme" else None,
        offered=_offered(table, known) if kind == "programme" else None,
    )
    table.done()
    return found


def _offered(table: Table, known: parts.Parts) -> Condition:
    found = table.table("offered")
    if found is None:
        raise table.fault("offered", "is missing: { hereditary = ['MEN1'] }")
    offered = conditions.condition(found, known.conditions)
    found.done()
    return offered
