"""Hostile text, by every way in: it comes out as text, or is refused in one line."""

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import injection
import pytest
from calendar_agreement import PACKAGES, PROGRAMS, differences
from hypothesis import example, given, settings
from hypothesis import strategies as st
from injection import OPTIONS, WAYS, brought
from injection_corpus import CORPUS, SPOTS, one_line
from injection_shape import is_plain, is_refused, shape, squeezed, words_of

from surveil.cli.plan import FORMATS

# What an operating system can hand to a program: no NUL.
ARGUMENTS = [name for name in CORPUS if name != "nul"]
FEW = ("crlf", "end-event", "long", "surrogate", "colour", "formula-minus", "script")
# Ways by which only plain words and numbers come in.
NEVER = {"telephone"}


@cache
def plain_shape(way: str, form: str) -> object:
    ran = brought(way, "plain", form)
    assert ran.code == 0, ran.said
    return shape(ran.out, form)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("way", WAYS)
def test_a_text_is_refused_or_changes_nothing_but_the_text(way, form):
    for name in CORPUS:
        ran = brought(way, name, form)

        assert is_plain(ran.said), name
        if not is_refused(ran):
            assert ran.code == 0, name
            assert shape(ran.out, form) == plain_shape(way, form), name


@pytest.mark.parametrize(
    ("way", "form"),
    [
        *(("reason", form) for form in ("ics", "html", "json", "csv")),
        *(("guideline", form) for form in ("ics", "html", "json", "csv")),
        *(("own-text", form) for form in ("ics", "html")),
        *(("name", form) for form in ("ics", "html")),
    ],
)
def test_a_text_that_is_taken_is_read_as_it_was_meant(way, form):
    shown = []
    for name, text in CORPUS.items():
        ran = brought(way, name, form)
        if ran.code == 0 and name not in ("long", "long-words"):  # which may be cut
            assert squeezed(one_line(text)) in squeezed(words_of(ran.out, form)), name
            shown.append(name)

    assert {"quotes", "separators", "end-event-in-a-line", "formula"} <= set(shown)


@pytest.mark.parametrize("way", WAYS)
def test_what_acts_is_not_taken_from_a_file(way):
    # A reason is typed by hand, so that it is cleaned; a file can be put right.
    acting = {"cr", "lf", "crlf", "vt", "nul", "nel", "ls", "rtl-override", "colour"}
    for name in acting - ({"nul"} if way == "reason" else set()):
        assert is_refused(brought(way, name, "ics")) == (way != "reason"), name
    if way in NEVER:
        assert all(is_refused(brought(way, name, "ics")) for name in CORPUS)


@pytest.mark.parametrize("spot", SPOTS)
def test_no_place_in_a_guideline_takes_what_acts(spot):
    for name in ("crlf", "ls", "nul", "rtl-override", "colour", "unassigned"):
        ran = injection.by_guideline(CORPUS[name], "ics", (spot,))

        assert is_refused(ran), name
        assert ran.said.startswith("surveil: local/demo.toml: "), name


@pytest.mark.parametrize("spot", SPOTS)
def test_no_place_in_a_guideline_is_taken_for_a_date(spot):
    ran = injection.by_guideline(CORPUS["place"], "ics", (spot,))

    assert ran.code == 0
    assert shape(ran.out, "ics") == plain_shape("guideline", "ics")


@pytest.mark.parametrize("option", OPTIONS)
def test_an_option_refuses_hostile_text_in_one_line(option):
    for name in FEW:
        ran = injection.by_option(option, CORPUS[name])

        assert is_plain(ran.said), name
        assert is_refused(ran) or (option, ran.code) == ("--output", 0), name


@pytest.mark.slow
@pytest.mark.parametrize("option", OPTIONS)
def test_an_option_refuses_every_hostile_text_alone_and_behind_a_good_one(option):
    good = injection.CASE.get(option, "")
    for name in ARGUMENTS:
        for text in {CORPUS[name], good + CORPUS[name]}:
            ran = injection.by_option(option, text)

            assert is_plain(ran.said), name
            assert is_refused(ran) or ran.code == 0, name
            if ran.code == 0 and option != "--output":
                assert shape(ran.out, "ics") == plain_shape("reason", "ics"), name


@pytest.mark.parametrize("option", ["--output", "--update", "--settings", "--prices"])
def test_a_file_name_is_a_name_and_no_more(option):
    plain = injection.run(injection.plan({"--output": "plain.ics"}))
    for name in ARGUMENTS:
        ran = injection.by_file_name(option, CORPUS[name])

        assert is_plain(ran.said), name
        if option != "--output":
            assert is_refused(ran), name
        elif not is_refused(ran):
            assert [*ran.files.values()] == [*plain.files.values()], name
            assert [*ran.files] == [f"{CORPUS[name]}.ics"]


@pytest.mark.slow
@pytest.mark.parametrize("column", injection.CELLS)
def test_a_cell_of_a_list_is_never_repeated(column):
    for name, text in CORPUS.items():
        ran = injection.by_cell(column, text, "csv")

        assert is_plain(ran.said), name
        whole = squeezed(ran.said + ran.out.decode())
        assert squeezed(text) not in whole, name
        if not is_refused(ran):
            assert ran.code in (0, 6), name  # 6: this row alone is rejected
            shape(ran.out, "csv")


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_the_header_of_a_column_stays_in_its_line(form):
    for name in CORPUS if form == "csv" else FEW:
        ran = injection.by_header(CORPUS[name], form)

        assert is_plain(ran.said), name
        if not is_refused(ran):
            assert ran.code == 0, name
            assert ran.said.count("\n") == 1, name
            shape(ran.out, form)


@pytest.fixture(scope="module")
def taken(tmp_path_factory):
    """Every calendar that holds a hostile text, as a file."""
    folder = tmp_path_factory.mktemp("taken")
    paths = {}
    for way in WAYS:
        for name in CORPUS:
            ran = brought(way, name, "ics")
            if ran.code == 0:
                paths[f"{way}-{name}"] = folder / f"{way}-{name}.ics"
                paths[f"{way}-{name}"].write_bytes(ran.out)
    return paths


@pytest.mark.parametrize("reader", PACKAGES, ids=lambda reader: reader.__name__)
def test_packages_read_the_text_that_was_meant(reader, taken):
    assert len(taken) > 70
    assert differences(reader, taken) == {}


@pytest.mark.interop
@pytest.mark.parametrize("reader", PROGRAMS, ids=lambda reader: reader.__name__)
def test_programs_read_the_text_that_was_meant(reader, taken):
    assert differences(reader, taken) == {}


PIECES = st.lists(
    st.sampled_from([*CORPUS.values()]).map(lambda text: text[:40])
    | st.text(st.characters(), max_size=8)
    | st.sampled_from(
        ["\r\n", "\n", "\r", ":", ";", ",", "\\", '"', "{due}", "BEGIN:"]
    ),
    min_size=1,
    max_size=6,
)
TEXTS = PIECES.map("".join)


def holds_for(way: str, text: str) -> None:
    """A text is refused, or all packages read the same from the same lines."""
    ran = WAYS[way](text, "ics")
    assert is_plain(ran.said)
    if is_refused(ran):
        return
    assert ran.code == 0
    assert shape(ran.out, "ics") == plain_shape(way, "ics")
    with TemporaryDirectory() as folder:
        path = Path(folder, "plan.ics")
        path.write_bytes(ran.out)
        for reader in PACKAGES:
            assert differences(reader, {"plan": path}) == {}


@settings(max_examples=12, deadline=None)
@given(TEXTS)
@example("\udcff")
def test_any_reason_stays_text(text):
    holds_for("reason", text)


@settings(max_examples=12, deadline=None)
@given(TEXTS)
@example("\ud800")
def test_any_text_of_a_clinic_stays_text(text):
    holds_for("own-text", text)


@settings(max_examples=12, deadline=None)
@given(TEXTS)
@example("\ud800")  # a surrogate that stands for no byte
def test_any_text_of_a_guideline_stays_text(text):
    holds_for("guideline", text)


@pytest.mark.slow
def test_without_asserts_the_same_bytes_and_the_same_refusals():
    program = Path(injection.__file__)

    done = subprocess.run(
        [sys.executable, "-O", str(program)], capture_output=True, check=True
    )

    seen = {name: ran.digest for name, ran in injection.outcomes()}
    assert json.loads(done.stdout) == seen


def test_the_tests_would_notice_an_added_line_a_formula_and_a_tag():
    ran = brought("reason", "plain", "ics")
    page = brought("reason", "plain", "html").out.replace(b"harmless", b"<b>")
    table = brought("reason", "plain", "csv").out

    added = ran.out.replace(b"SUMMARY:", b"ATTACH:x\r\nSUMMARY:", 1)
    fewer = ran.out.replace(b"DESCRIPTION:", b"SUMMARY:", 1)

    for broken in (added, fewer):
        with pytest.raises(AssertionError):
            shape(broken, "ics")
    assert shape(page, "html") != plain_shape("reason", "html")
    with pytest.raises(AssertionError):
        shape(re.sub(rb"harmless", b'","=cmd', table), "csv")
    with pytest.raises(AssertionError):
        shape(b"one\x1b[31m\n", "table")
