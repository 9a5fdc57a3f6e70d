"""Edits of when a test is due: spans, phases, ranges, tests and what they go with."""

import re
from collections.abc import Iterator

from mutation_edits import GONE, Edit, Path, Table, dropped, edit

from surveil.catalogue import TESTS

_SPAN = re.compile(r"(\d+)(?:-(\d+))? (day|week|month|year)s?")
MOVED = "span moved"
PLANNED = tuple(one.code for one in TESTS.values() if one.kind != "decision")


def timed(content: Table) -> tuple[str, ...]:
    """Every test that some series of the file times itself."""
    rows = [*content.get("recommendations", []), *content.get("supplements", [])]
    series = [one for row in rows for one in row.get("series", [])]
    for shared in content.get("schedules", {}).values():
        series += shared["series"]
    own = [one for one in series if "with" not in one]
    return tuple(dict.fromkeys(test for one in own for test in _tests(one)))


def series(path: Path, one: Table, hosts: tuple[str, ...]) -> Iterator[Edit]:
    """Every edit of one series; `hosts` are the tests that it could go with."""
    yield from _of_tests((*path, "test"), _tests(one))
    for key in ("every", "at", "once"):
        if key in one:
            yield from _texts((*path, key), one[key])
    if "with" in one:
        for test in hosts:
            if test not in (one["with"], *_tests(one)):
                yield edit("with changed", (*path, "with"), f"with {test}", test)
        alone = ((*path, "once"), "12 months")
        at = (*path, "with")
        yield edit("with changed", at, "once, 12 months", GONE, alone)


def _tests(one: Table) -> list[str]:
    return one["test"] if isinstance(one["test"], list) else [one["test"]]


def _of_tests(path: Path, tests: list[str]) -> Iterator[Edit]:
    kind = "test changed"
    if len(tests) > 1:
        yield from dropped(kind, path, tests)
    for number, test in enumerate(tests):
        for other in PLANNED:
            if other not in tests and TESTS[other].kind == TESTS[test].kind:
                swapped = [*tests[:number], other, *tests[number + 1 :]]
                yield edit(kind, path, f"{test} -> {other}", swapped)
    extra = next(code for code in ("fdg-pet", "nt-probnp") if code not in tests)
    yield edit(kind, path, f"{extra} added", [*tests, extra])


def _texts(path: Path, found: str | list[str]) -> Iterator[Edit]:
    """Edits of a span text, or of each of a list of them."""
    if isinstance(found, str):
        yield from _text(path, path, found)
        return
    for number, text in enumerate(found):
        yield from _text((*path, number), (*path, number), text)
        if len(found) > 1:
            yield edit("step or phase removed", (*path, number), "removed", GONE)


def _text(path: Path, where: Path, text: str) -> Iterator[Edit]:
    for kind, new in (*_moved(text), *_ranged(text, path), *_ended(text)):
        yield edit(kind, where, f"{text} -> {new}", new)


def span(path: Path, text: str) -> Iterator[Edit]:
    """Edits of a plain span such as that of `renew`."""
    for kind, new in _moved(text):
        yield edit(kind, path, f"{text} -> {new}", new)


def _moved(text: str) -> Iterator[tuple[str, str]]:
    """Each number a unit up and down, and each year a month up and down as well."""
    for found in _SPAN.finditer(text):
        low, high, unit = int(found[1]), found[2], found[3]
        if high is None:
            options = [_counted(low + by, unit) for by in (-1, 1)]
            if unit == "year":
                options += [_counted(low * 12 + by, "month") for by in (-1, 1)]
        else:
            options = [f"{low + by}-{high} {unit}s" for by in (-1, 1)]
            options += [f"{low}-{int(high) + by} {unit}s" for by in (-1, 1)]
        for new in options:
            if not re.match("0[ -]", new):
                yield MOVED, text[: found.start()] + new + text[found.end() :]


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def _ranged(text: str, path: Path) -> Iterator[tuple[str, str]]:
    """A range shut at either end; a plain interval opened to twice its length."""
    found = _SPAN.match(text)
    if found is None or "at" in path:
        return
    rest = text[found.end() :]
    low, high, unit = int(found[1]), found[2], found[3]
    if high is None:
        yield "range opened", f"{low}-{low * 2} {unit}s{rest}"
        return
    for end in (low, int(high)):
        yield "range narrowed", _counted(end, unit) + rest


def _ended(text: str) -> Iterator[tuple[str, str]]:
    """A lifelong phase that ends, and one with an end that does not."""
    kind = "end of a series"
    if text.endswith("lifelong"):
        yield kind, text.replace("lifelong", "until 10 years")
    elif "until" in text:
        yield kind, re.sub(" until .*", " lifelong", text)
