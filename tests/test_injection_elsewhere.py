"""Hostile text of guidelines and settings, by the commands that only show it."""

import csv
import io
import re
import xml.etree.ElementTree as ElementTree

import injection
import pytest
from injection_corpus import CORPUS, PLAIN, SPOTS, guideline, one_line, toml
from injection_shape import (
    FORMULA,
    is_plain,
    is_refused,
    kinds,
    shape,
    squeezed,
    words_of,
)

FACTS = ("--surgery=2026-03-12", "--site=pancreas", "--grade=G1", "--born=1990")
LOCAL = ("--guideline=demo", "--schedules=local")
COMMANDS = {
    "show": ["guidelines", "show", "demo", "--schedules", "local"],
    "list": ["guidelines", "list", "--all", "--schedules", "local"],
    "check": ["guidelines", "check", "local/demo.toml"],
    "coverage": ["guidelines", "coverage", "local/demo.toml"],
    **{
        form: ["compare", *FACTS, *LOCAL, "--format", form]
        for form in ("table", "json", "csv", "svg")
    },
    "settings": ["settings", "show", "--settings", "clinic.toml"],
}
# One fault does not stop these: they tell what there is, and then what is wrong.
TELLING = ("check", "coverage", "list", "settings")
SLOW = ("list", "svg")  # the one reads every guideline, the other draws
DRAWN = ("markup", "entity", "formula-of-a-picture", "right-to-left")
REPEATED = ("show", "json", "csv")  # which give the words of a guideline in full

COLOURS = re.compile("\x1b\\[[0-9;]*m")
BROUGHT = ("crlf", "nul", "long", "rtl-override", "colour", "script", "surrogate")


def ran(command: str, text: str) -> injection.Ran:
    own = f"format = 1\nname = {toml(text)}\n[own]\ntarget = {toml(text)}\n"
    given = {
        "local/demo.toml": guideline(text, SPOTS),
        "clinic.toml": own.encode("utf-8", "surrogateescape"),
    }
    return injection.run(COMMANDS[command], given)


def drawn(raw: bytes) -> set[str]:
    """The kinds of elements in a picture, and where they lead."""
    tree = ElementTree.fromstring(raw)
    found = {element.tag for element in tree.iter()}
    for element in tree.iter():
        found |= {name for name in element.attrib if name[:2] == "on" or "href" in name}
        link = element.get("{http://www.w3.org/1999/xlink}href", "#")
        assert link.startswith("#")
    return found


def looked_at(raw: bytes, command: str) -> object:
    if command == "svg":
        return drawn(raw)
    return shape(raw, command if command in ("json", "csv") else "table")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_text_is_refused_or_shown_and_no_more(command):
    plain = ran(command, PLAIN)
    for name in (*BROUGHT, *DRAWN) if command in SLOW else CORPUS:
        found = ran(command, CORPUS[name])

        assert is_plain(found.said), name
        if command in TELLING:
            assert is_plain(found.out.decode()), name
            assert found.code in (0, 2, 4), name
        elif not is_refused(found):
            assert found.code == plain.code == 0, name
            looked = looked_at(found.out, command)
            assert looked == looked_at(plain.out, command), name


@pytest.mark.parametrize("command", ["plan", "compare", "guidelines"])
def test_on_a_terminal_only_colours_act(command):
    words = {
        "plan": injection.plan({}, "table", "--explain"),
        "compare": COMMANDS["table"],
        "guidelines": COMMANDS["show"],
    }[command]
    for name in (*DRAWN, "script", "quotes", "colour", "terminal-title", "separators"):
        given = {"local/demo.toml": guideline(CORPUS[name], SPOTS)}

        found = injection.run(words, given, injection.Terminal)

        assert is_plain(COLOURS.sub("", found.out.decode())), name
        assert is_plain(found.said), name
        if command == "plan" and not is_refused(found):
            assert "\x1b[" in found.out.decode(), name


@pytest.mark.parametrize("command", REPEATED)
def test_a_text_is_shown_as_it_was_written(command):
    for name in ("quotes", "separators", "markup", "entity", "script", "place"):
        whole = words_of(ran(command, CORPUS[name]).out, command)
        assert squeezed(one_line(CORPUS[name])) in squeezed(whole), name


def test_the_look_at_a_picture_would_notice_a_link():
    raw = ran("svg", PLAIN).out
    linked = raw.replace(b"</svg>", b'<a onclick="x"/></svg>')

    assert drawn(linked) != drawn(raw)
    assert kinds({"a": ["b"]}) == {"a": ["str"]}


@pytest.mark.slow
@pytest.mark.parametrize("column", ["key", "site", "patient"])
def test_a_cell_stands_again_in_the_file_of_rejects_alone(column):
    for name in (*BROUGHT, "formula", "formula-minus", "formula-at"):
        text = squeezed(CORPUS[name])

        found = injection.by_batch_cell(column, CORPUS[name])

        assert is_plain(found.said), name
        assert text not in squeezed(found.said), name
        if is_refused(found):
            continue
        assert found.code in (0, 6), name
        tables = {path: raw for path, raw in found.files.items() if path[-4:] == ".csv"}
        rejects = tables.pop("plans/rejects.csv").decode()
        # It repeats the row as it was, to be put right, but never as a formula.
        cells = [cell for row in csv.reader(io.StringIO(rejects)) for cell in row]
        assert not [cell for cell in cells if cell.startswith(FORMULA)], name
        for path, raw in tables.items():
            assert shape(raw, "csv"), path
            assert text not in squeezed(raw.decode()), path
