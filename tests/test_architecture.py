"""The shape of the package: imports point down, libraries stay behind their fences."""

import ast
from pathlib import Path

import pytest

import surveil

PACKAGE = Path(surveil.__file__).parent
FLOORS = (
    {"errors", "version", "spans", "bounds", "tnm", "terms", "catalogue", "doses"},
    {"days", "trips", "equivalents", "naming", "intervals", "periods"},
    {"messages"},
    {"facts", "identity"},
    {"consistency", "headers", "happenings"},
    {"case", "cells", "sheets"},
    {"rows", "repeats", "changing"},
    {"criteria", "lists", "plausibility", "preparation", "replaying"},
    {"guideline", "preview"},
    {"steps"},
    {"plans"},
    {"errands", "history"},
    {"moving", "stands", "noted"},
    {"library", "choosing", "scheduling", "planning", "overriding", "visits"},
    {"workdays", "revising", "settings", "anchoring"},
    {"tracks"},
    {"standings", "verdicts"},
    {"judging"},
    {"answering", "budgeting", "changes", "tallies", "space", "demand", "lives"},
    {"agreeing", "coverage", "following"},
    {"comparing", "linting", "outstanding", "measures"},
    {"totalling", "worklist", "observing"},
    {"auditing", "forecasting"},
    {"api", "render"},
    {"batch"},
    {"__init__"},
    {"cli"},
    {"__main__"},
)
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
FENCES = {
    "click": {"cli"},
    "icalendar": {"render/entries.py", "render/reading.py"},
    "dateutil": {"spans"},
    "tomllib": {"library", "settings"},
    "holidays": {"workdays"},
    "numpy": {"batch", "sheets", "repeats"},
    "pyarrow": {"batch", "sheets"},
    "distributed": {"batch/cluster.py"},
    "fsspec": {"batch/storage.py"},
    "rich": {"render"},
    "matplotlib": {"render/picture.py", "render/forecast_picture.py"},
    "xlsxwriter": {"render/worklist_excel.py"},
    "pandas": set(),
    "python_calamine": {"sheets/workbooks.py"},
}
MODULES = sorted(PACKAGE.rglob("*.py"))
LONGEST = 300


def relative(path):
    return str(path.relative_to(PACKAGE))


def room(path):
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path):
    """Every module that a file imports, as dotted names."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def rooms_below(path):
    for name in imports(path):
        first, *rest = name.split(".")
        if first == "surveil" and rest and rest[0] in FLOOR:
            yield rest[0]


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_imports_point_down(path):
    here = room(path)

    for there in set(rooms_below(path)) - {here}:
        assert FLOOR[there] < FLOOR[here], f"{here} imports {there}"


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_libraries_stay_behind_their_fences(path):
    for name in imports(path):
        allowed = FENCES.get(name.split(".")[0])
        if allowed is not None:
            assert {room(path), relative(path)} & allowed, f"{path} imports {name}"


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_modules_are_small_and_say_what_they_are(path):
    text = path.read_text(encoding="utf-8")

    assert len(text.splitlines()) <= LONGEST
    assert ast.get_docstring(ast.parse(text))


def test_every_module_has_a_floor():
    assert {room(path) for path in MODULES} <= set(FLOOR)


def test_the_core_knows_no_clock():
    for path in MODULES:
        if room(path) != "cli":
            text = path.read_text(encoding="utf-8")
            assert ".now(" not in text
            assert ".today(" not in text
