"""Rows: what is remembered of rows that are alike gives what `Case.parse` gives."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveil import headers
from surveil.case import Case
from surveil.cells import Dates
from surveil.errors import CaseError
from surveil.facts import FACT, FACTS
from surveil.rows import Parsed, Rows

NAMES = tuple(fact.name for fact in FACTS)
PLAIN = headers.understand(NAMES, {})
# Texts that are right, wrong, against others and open, for every kind of fact.
TEXTS = {
    "key": ["A1", "007", "NA", "", " B2 ", "../A5", "a b", "x" * 65],
    "surgery": [
        *("2024-01-31", "1949-12-31", "1950-01-01", "2024-02-30", "", "unknown"),
        *("31/01/2024", "Jan 2024", "not operated", "45322", "31 Jan 2024"),
    ],
    "site": ["ileum", "rectum", "lung", "thymus", "caecum", "CUP", "", "?", "moon"],
    "grade": ["G1", "Grade 2", "G3", "NEC", "typical", "", "goblet cell", "high"],
    "ki67": ["1", "<2", "8", "25", "Ki67 <1%", "", "many"],
    "stage": ["I", "II", "3", "IV", "distant", "", "V"],
    "nodes": ["N0", "positive", "", "nx", "maybe"],
    "tnm": ["pT3N1M0", "T4 N0", "T1 N0 M1", "", "Pn1"],
    "size_mm": ["8", "1.2 cm", "<10", "0", ""],
    "operation": ["EMR", "hemicolectomy", "gastrectomy", "Whipple", ""],
    "colon_side": ["left", "right", ""],
    "lymphovascular": ["yes", "no", ""],
    "adverse_histology": ["yes", "no", ""],
    "born": ["1961", "1903", "1904", "2025", "1961-03-04", "", "61"],
    "followed_from": ["2024-05-01", "", "05/2024"],
    "status": ["active", "died", "not operated", "", "gone"],
    "status_date": ["2024-02-01", "2024-01-30", "2024-01-31", ""],
}
FACTS_OF_A_ROW = st.fixed_dictionaries(
    {name: st.sampled_from(texts) for name, texts in TEXTS.items()}
)
# Mostly sound rows, with a few cells from anywhere: else nearly all would be wrong.
SOUND = dict.fromkeys(NAMES, "") | {
    "key": "A1",
    "surgery": "2024-01-31",
    "site": "ileum",
    "grade": "G1",
}


@st.composite
def rows(draw):
    changed = draw(st.sets(st.sampled_from(sorted(TEXTS)), max_size=4))
    found = draw(FACTS_OF_A_ROW)
    return SOUND | {name: found[name] for name in changed}


def result(made):
    try:
        return made()
    except CaseError as error:
        return error.fact, error.problem


# One of each kind for all examples, so that it remembers rows of examples before.
READERS = [Rows(PLAIN, dates) for dates in (Dates(), Dates(True), Dates(True, 15))]


@settings(max_examples=200, deadline=None)
@given(st.one_of(rows(), FACTS_OF_A_ROW), st.sampled_from(READERS))
def test_a_remembered_row_is_what_parse_makes_of_it(row, reader):
    texts = tuple(row.get(name, "") for name in NAMES)

    found = [result(lambda: reader.parsed(texts)) for _ in range(2)]

    def parsed():
        facts, notes = reader.facts(texts)
        return Parsed(Case.parse(facts), None, notes)

    assert found[0] == found[1] == result(parsed)


@settings(max_examples=120, deadline=None)
@given(st.one_of(rows(), FACTS_OF_A_ROW))
def test_plain_texts_in_a_list_are_the_options_of_a_single_plan(row):
    # What a list reads beyond a single plan is left out here.
    more = {
        "surgery": ("31/01/2024", "Jan 2024", "not operated", "45322", "31 Jan 2024"),
        "followed_from": ("05/2024",),
        "ki67": ("Ki67 <1%",),
        "born": ("1961-03-04",),
    }
    row = {
        name: "" if text in more.get(name, ()) else text for name, text in row.items()
    }
    texts = tuple(row.get(name, "") for name in NAMES)

    found = result(lambda: READERS[0].parsed(texts).case)

    assert found == result(lambda: Case.parse(row))


def parsed(row, *, keyed=False, **dates):
    header = headers.understand(list(row), {})
    return Rows(header, Dates(**dates), keyed=keyed).parsed(tuple(row.values()))


def test_a_row_of_a_clinic_is_the_case_that_a_person_would_type():
    row = {
        "Study ID": " 007 ",
        "Patient": "P3",
        "Op date": "02/2024",
        "Primary site": "  Terminal  ILEUM ",
        "WHO grade": "grade 2",
        "Ki-67 (%)": "Ki67 <5%",
        "T": "3",
        "N": "1",
        "M": "0",
        "Size (cm)": "1.2",
        "DOB": "04/03/1961",
        "Consultant": "Dr X",
    }

    found = parsed(row, keyed=True, assume_day=15)

    assert found == Parsed(
        Case.parse(
            {
                "key": "007",
                "surgery": "2024-02-15",
                "site": "ileum",
                "grade": "G2",
                "ki67": "<5",
                "tnm": "T3 N1 M0",
                "size_mm": "12",
                "born": "1961",
            }
        ),
        "P3",
        ("surgery is given by its month: day 15 was assumed",),
    )


def test_a_date_cell_that_tells_of_no_operation_sets_the_status():
    row = {"surgery": "not operated", "site": "ileum"}

    assert parsed(row).case.status == "not-operated"
    assert parsed(row | {"status": "unknown"}).case.status == "not-operated"
    assert parsed(row | {"status": "Not operated"}).case.surgery is None


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ({"surgery": "", "site": "ileum"}, "surgery is missing: a date like 2024-01-31,"
         " or status not-operated without one"),
        (
            {"surgery": "not operated", "site": "ileum", "status": "active"},
            "surgery tells that there was no operation, which contradicts status",
        ),
        (
            {"surgery": "2024-01-31", "site": "ileum", "patient": "Jane Smith"},
            "patient is not 1 to 64 of A-Z a-z 0-9 _ - such as P1",
        ),
        (
            {"surgery": "2024-01-31", "site": "ileum", "key": "../A5"},
            "key is not 1 to 64 of A-Z a-z 0-9 _ - such as A1",
        ),
        (
            {"surgery": "2024-01-31", "site": "ileum", "born": "1903"},
            "born does not fit surgery: an age of 0 to 120 years",
        ),
        (
            {"surgery": "2024-01-31", "site": "ileum", "status_date": "2024-01-30"},
            "status_date is before surgery",
        ),
        ({"surgery": "1949-12-31", "site": "ileum"}, "surgery is before 1950"),
        ({"surgery": "1949-12-31", "site": ""}, "site is missing: one of stomach,"
         " duodenum, ampulla, pancreas, small-bowel, appendix, colon, rectum, lung,"
         " thymus, unknown-primary"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_row_is_said_without_its_value(row, line):
    with pytest.raises(CaseError) as error:
        parsed(row)

    assert str(error.value) == line


@pytest.mark.parametrize(("born", "sound"), [("1903", 0), ("1904", 1), ("2024", 1)])
def test_an_age_at_the_edge_is_the_same_whether_remembered_or_not(born, sound):
    row = {"surgery": "2024-01-31", "site": "ileum", "born": born}

    found = result(lambda: parsed(row))

    assert isinstance(found, Parsed) is bool(sound)


def test_a_key_is_only_asked_for_where_it_is_needed():
    row = {"key": " ", "surgery": "2024-01-31", "site": "ileum"}

    assert parsed(row).case.key is None
    with pytest.raises(CaseError) as error:
        parsed(row, keyed=True)
    assert str(error.value) == "key is missing: an opaque reference such as A1"


def test_the_facts_of_the_table_are_all_tried():
    kinds = {FACT[name].kind for name in TEXTS}

    assert kinds == {fact.kind for fact in FACTS}
