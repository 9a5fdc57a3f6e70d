"""Edits of conditions: words, thresholds, alternatives and exclusions."""

import re
from collections.abc import Iterator
from decimal import Decimal

from mutation_edits import GONE, Edit, Path, Table, added, at, dropped, edit

from surveil.facts import FACT
from surveil.terms import (
    CHEST_GRADES,
    CHEST_SITES,
    EXTENTS,
    GEP_GRADES,
    GRADES,
    SITES,
    Kind,
)

_PART = re.compile(r"(<=|>=|<|>) *([0-9.]+)")
_STRICT = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
_STEPS = [Decimal(step) for step in ("-1", "-0.1", "0.1", "1")]


def of_scope(content: Table) -> Iterator[Edit]:
    """Each site and grade out of the scope, and each other one into it."""
    for key, known in (("site", SITES), ("grade", _fitting(content["scope"]["site"]))):
        path: Path = ("scope", key)
        yield from dropped("scope", path, at(content, path))
        yield from added("scope", path, at(content, path), known)


def _fitting(sites: list[str]) -> tuple[str, ...]:
    """The grades that a tumour of one of these sites can have."""
    chest = [site for site in sites if site in CHEST_SITES]
    found = {*(CHEST_GRADES if chest else ()), *(GEP_GRADES if chest != sites else ())}
    return tuple(grade for grade in GRADES if grade in found)


def of_row(content: Table, path: Path) -> Iterator[Edit]:
    """Edits of the keys of a row, line or banner that hold its condition."""
    row = at(content, path)
    for key in ("when", "not", "unless"):
        if key in row:
            yield from condition(content, (*path, key))
    if "any" in row:
        yield from _alternatives(content, (*path, "any"))


def condition(content: Table, path: Path) -> Iterator[Edit]:
    """Edits of one table of criteria; with its last key the whole table goes."""
    table = at(content, path)
    # An alternative that asks for nothing would be no file: see _alternatives.
    bare = len(table) == 1 and isinstance(path[-1], int)
    for key, value in table.items():
        here = (*path, key)
        gone = path if len(table) == 1 else here
        if key == "any":
            yield from _alternatives(content, here)
            continue
        if key == "not":
            yield from condition(content, here)
            continue
        if isinstance(value, str):
            yield from _thresholds(here, value)
        elif key == "is":
            yield from _names(here, gone, value, bare)
            continue
        else:
            yield from _words(content, here, value)
        if not bare:
            kind = "exclusion removed" if _excludes(path) else "criterion removed"
            yield edit(kind, here, "removed", GONE, *_only(here, gone))


def _only(here: Path, gone: Path) -> tuple[tuple[Path, object], ...]:
    """The further change that takes an emptied table away."""
    return () if here == gone else ((gone, GONE),)


def _excludes(path: Path) -> bool:
    return path[-1] in ("not", "unless")


def _names(here: Path, gone: Path, names: list[str], bare: bool) -> Iterator[Edit]:
    """Each shared condition that is not asked for any more."""
    if len(names) > 1:
        yield from dropped("condition not asked", here, names)
    elif not bare:
        words = f"{names[0]} removed"
        kind = "exclusion removed" if _excludes(gone) else "condition not asked"
        yield edit(kind, here, words, GONE, *_only(here, gone))


def _words(content: Table, path: Path, words: list[str]) -> Iterator[Edit]:
    fact = str(path[-1])
    known = _known(content, fact)
    if fact == "grade":
        for number, word in enumerate(words):
            for other in known:
                if other not in words:
                    swapped = [*words[:number], other, *words[number + 1 :]]
                    yield edit("grade swapped", path, f"{word} -> {other}", swapped)
    if len(words) > 1:
        yield from dropped("word removed", path, words)
    yield from added("word added", path, words, known)


def _known(content: Table, fact: str) -> tuple[str, ...]:
    """The words that a criterion of this file can meet."""
    if fact in ("site", "grade"):
        return tuple(content["scope"][fact])
    if fact == "stage":
        return EXTENTS
    assert FACT[fact].kind is Kind.WORD
    return tuple(word for word in FACT[fact].values if word != "not-assessed")


def _thresholds(path: Path, text: str) -> Iterator[Edit]:
    for found in _PART.finditer(text):
        sign, number = found[1], Decimal(found[2])
        before, after = text[: found.start()], text[found.end() :]
        for step in _STEPS:
            # Ages are counted in whole years.
            if number + step >= 0 and (path[-1] != "age" or step == int(step)):
                new = f"{before}{sign} {number + step:f}{after}"
                yield edit("threshold moved", path, f"{text} -> {new}", new)
        new = f"{before}{_STRICT[sign]} {number:f}{after}"
        yield edit("sign flipped", path, f"{text} -> {new}", new)


def _alternatives(content: Table, path: Path) -> Iterator[Edit]:
    """Each alternative edited, and each taken away.

    Of two, the other is put in its place: one alternative alone would be no file.
    """
    found = at(content, path)
    for number in range(len(found)):
        yield from condition(content, (*path, number))
        here, kind = (*path, number), "alternative removed"
        if len(found) == 2:
            yield edit(kind, here, "removed", found[1 - number])
        else:
            yield edit(kind, here, "removed", GONE)
    # A row or shared condition may be left without any; a table of criteria not.
    is_last = path[-2] in ("when", "not", "unless") and len(at(content, path[:-1])) == 1
    gone = path[:-1] if is_last else path
    yield edit("alternatives removed", path, "removed", GONE, *_only(path, gone))
