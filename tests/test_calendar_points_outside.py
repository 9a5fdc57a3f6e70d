"""Points 31 to 37 of the list of calendars: hostile text, and programs not ours.

Point 5 stands here as well, for the calendars of a list.

A last test holds that every number from 1 to 37 has its test.
"""

import csv
import io
import re
from datetime import UTC, datetime
from pathlib import Path

import injection
import pytest
from calendar_agreement import PACKAGES, PROGRAMS, differences, expected
from calendar_bytes import entries, faults
from calendar_samples import MUTANTS
from calendar_stores import radicale, single, with_eds
from golden import golden
from hypothesis import example, given, settings
from hypothesis import strategies as st
from injection_corpus import CORPUS, one_line
from injection_shape import is_refused, shape

from surveil.case import Case
from surveil.cli.plan import FORMATS
from surveil.errors import CaseError
from surveil.render import entries as forms

PLAIN = "discreet-titles-plain-texts"


def test_point_05_a_calendar_of_a_list_is_that_of_the_single_plan():
    facts = ("key", "surgery", "site", "grade", "stage", "resection")
    cases = [
        ("A1", "2026-03-12", "small-bowel", "G1", "III", "R0"),
        ("A2", "2026-11-10", "colon", "NEC", "III", "R0"),
    ]
    rows = injection.delimited([list(facts), *map(list, cases)])
    common = ["--made=2026-11-22", "--guideline=esmo-2020"]

    listed = injection.run(
        ["batch", "cases.csv", "-o", "plans", "--jobs", "1", *common],
        {"cases.csv": rows},
    )

    found = {raw for name, raw in listed.files.items() if name.endswith(".ics")}
    singles = set()
    for case in cases:
        words = [f"--{fact}={text}" for fact, text in zip(facts, case, strict=True)]
        single_plan = injection.run(["plan", *words, *common, "--format", "ics"])
        assert single_plan.code == 0
        singles.add(single_plan.out)
    assert len(singles) == 2
    assert found == singles


@settings(max_examples=15, deadline=None)
@given(text=st.text(st.characters(), min_size=1, max_size=60))
@example(text="00\r\x1b")
@example(text="e\x1b\u0301 a\u200cb")
def test_point_31_any_text_leaves_the_same_lines_and_is_read_as_meant(
    text, tmp_path_factory
):
    ran = injection.by_reason(text, "ics")
    if not is_refused(ran):
        path = tmp_path_factory.mktemp("any") / "plan.ics"
        path.write_bytes(ran.out)
        plain = injection.brought("reason", "plain", "ics")
        assert shape(ran.out, "ics") == shape(plain.out, "ics")
        for reader in PACKAGES:
            assert differences(reader, {"plan": path}) == {}
        told = "".join(entry["DESCRIPTION"] for entry in entries(ran.out))
        meant = one_line(text).translate(str.maketrans("\\{}", "/()"))
        assert re.sub("<(?=[/!?A-Za-z])", "(", meant) in told


def test_point_32_the_corpus_passes_or_is_refused():
    whole = "".join(CORPUS.values())
    for needed in (
        *("\r", "\n", "\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\0"),
        *("\\N", "\\n", "END:VEVENT", "BEGIN:VALARM", '"', "x" * 10_000, "\udcff"),
        *("\u202e", "=cmd|", "<script>", "\x1b["),
    ):
        assert needed in whole
    plain = injection.brought("reason", "plain", "ics")
    for name in CORPUS:
        ran = injection.brought("reason", name, "ics")
        assert is_refused(ran) or shape(ran.out, "ics") == shape(plain.out, "ics")


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_point_33_no_cell_is_a_formula(sign):
    spots = ("title", "edition", "gap", "note", "evidence", "banner")
    raw = injection.by_guideline(f"{sign}1+1", "csv", spots).out

    rows = list(csv.reader(io.StringIO(raw.decode(), newline="")))
    cells = [cell for row in rows for cell in row if "1+1" in cell]
    assert f"'{sign}1+1" in cells
    assert not [cell for cell in cells if cell.startswith(sign)]
    assert "xlsx" not in FORMATS


@pytest.mark.parametrize("text", ["NaT", "NaN", "nan", "None", "", " ", "NaT\n"])
def test_point_34_a_missing_value_is_no_date(text):
    with pytest.raises(CaseError):
        Case.parse({"surgery": text, "site": "pancreas"})


def test_point_34_a_moment_is_written_as_its_day_or_refused():
    moment = datetime(2026, 3, 12, 23, 59, tzinfo=UTC)  # as pandas.Timestamp is one
    given = forms.values("u" * 36, moment, {}, stamp=moment, created=moment)

    assert (given["start"], given["end"]) == (b"20260312", b"20260313")
    for text in (str(moment), "2026-03-12 00:00:00", "2026-03-12T00:00:00.000000000"):
        with pytest.raises(CaseError):
            Case.parse({"surgery": text, "site": "pancreas"})


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("points")
    paths = {name: folder / f"{name}.ics" for name in (PLAIN, "died", "arabic")}
    for name, path in paths.items():
        path.write_bytes(golden(name))
    return paths


@pytest.mark.parametrize("reader", PACKAGES)
def test_point_35_packages_agree(reader, written):
    assert differences(reader, written) == {}


@pytest.mark.interop
@pytest.mark.parametrize("reader", PROGRAMS)
def test_point_35_programs_agree(reader, written):
    assert differences(reader, written) == {}


@pytest.mark.parametrize("path", MUTANTS, ids=lambda path: path.stem)
def test_point_36_every_mutant_is_rejected(path):
    raw = path.read_bytes()

    refused = [reader for reader in PACKAGES if isinstance(reader([path])[0], str)]
    assert faults(raw, template=False) or refused


@pytest.mark.interop
@pytest.mark.slow
def test_point_37_stores_keep_and_return_every_entry(written, tmp_path):
    (kept,) = with_eds([(written[PLAIN], written[PLAIN])])
    with radicale(tmp_path) as server:
        server.ask("MKCALENDAR", "one/")
        for uid, raw in single(golden(PLAIN)).items():
            assert server.ask("PUT", f"one/{uid}.ics", raw)[0] == 201
        back = server.search("one/", "19700101", "21000101")

    wanted = sorted(expected(golden(PLAIN)), key=str)
    for found in (kept.stored, back):
        assert (
            sorted((one for raw in found for one in expected(raw)), key=str) == wanted
        )


def test_every_point_has_its_test():
    here = Path(__file__).parent
    whole = "".join(
        path.read_text(encoding="utf-8")
        for path in here.glob("test_calendar_points*.py")
    )

    found = {int(number) for number in re.findall(r"def test_point_(\d\d)_", whole)}
    assert found == set(range(1, 38))
