"""Headers: common clinic headers are facts, others are named, none is guessed."""

import pytest

from surveil import headers
from surveil.errors import UsageError
from surveil.facts import FACTS
from surveil.headers import Column, Meaning


def meaning(name, **said):
    (column,) = headers.understand([name], headers.asked(said)).columns
    return column.meaning


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.name)
def test_every_fact_has_a_column_of_its_own_name(fact):
    form = "year" if fact.name == "born" else ""

    assert meaning(fact.name) == Meaning(fact.name, form)
    assert meaning(fact.name.replace("_", " ").upper()) == Meaning(fact.name, form)


@pytest.mark.parametrize(
    ("name", "fact", "form"),
    [
        ("Date of surgery", "surgery", ""),
        ("Op date", "surgery", ""),
        ("Op. Date", "surgery", ""),
        ("OPERATION_DATE", "surgery", ""),
        ("Date of\noperation", "surgery", ""),
        ("Primary site", "site", ""),
        ("Primary tumour site *", "site", ""),
        ("Grade (WHO)", "grade", ""),
        ("WHO Grade", "grade", ""),
        ("Ki-67 (%)", "ki67", ""),
        ("Ki67 %", "ki67", ""),
        ("Ki-67", "ki67", ""),
        ("Ki 67 index (percent)", "ki67", ""),
        ("MIB-1", "ki67", ""),
        ("Tumour size (mm)", "size_mm", ""),
        ("tumor size mm", "size_mm", ""),
        ("Tumour size [cm]", "size_mm", "cm"),
        ("Size cm", "size_mm", "cm"),
        ("Size (in cm)", "size_mm", "cm"),
        ("Size", "size_mm", "unit"),
        ("Tumour size", "size_mm", "unit"),
        ("Max. diameter", "size_mm", "unit"),
        ("Mesoappendix invasion (mm)", "mesoappendix_mm", ""),
        ("Mesoappendix", "mesoappendix_mm", "unit"),
        ("pT", "tnm", "T"),
        ("N stage", "tnm", "N"),
        ("pM category", "tnm", "M"),
        ("TNM", "tnm", ""),
        ("pTNM", "tnm", ""),
        ("Margins", "resection", ""),
        ("LVI", "lymphovascular", ""),
        ("5-HIAA raised?", "hiaa_raised", ""),
        ("DOB", "born", "year"),
        ("Year of birth", "born", "year"),
        ("Study ID", "key", ""),
        ("Case #", "key", ""),
        ("Patient", "patient", ""),
    ],
)
def test_a_common_header_is_its_fact(name, fact, form):
    assert meaning(name) == Meaning(fact, form)


@pytest.mark.parametrize(
    "name",
    # Each could be something else: another operation, another date, another side.
    [
        *(
            "",
            "%",
            "OR date",
            "Date",
            "Surgeon",
            "Hospital site",
            "Side",
            "Sex",
            "Name",
        ),
        *("T", "N", "M", "R", "Vascular invasion", "Dotatate", "Vital status", "Age"),
    ],
)
def test_a_header_that_may_mean_something_else_is_not_guessed(name):
    assert meaning(name) is None


@pytest.mark.parametrize("name", ["MRN", "UR No.", "NHS number", "Patient ID"])
def test_a_record_number_is_no_key_unless_somebody_says_so(name):
    (column,) = headers.understand([name], {}).columns

    assert column == Column(
        0,
        name,
        None,
        "a record number that others know: give every case an opaque key, or say"
        f" --column '{name}=key'",
    )
    assert meaning(name, **{name: "key"}) == Meaning("key")


def test_single_letters_are_parts_of_tnm_only_side_by_side():
    together = headers.understand(["site", "T", "N", "M"], {}).columns
    alone = headers.understand(["site", "N", "M"], {}).columns

    assert [one.meaning and one.meaning.form for one in together] == ["", "T", "N", "M"]
    assert [one.meaning for one in alone] == [Meaning("site"), None, None]


@pytest.mark.parametrize(
    ("name", "word", "expected"),
    [
        ("OR date", "surgery", Meaning("surgery")),
        ("or  DATE", "surgery", Meaning("surgery")),
        ("Length", "size_mm", Meaning("size_mm")),
        ("Length", "size cm", Meaning("size_mm", "cm")),
        ("Hospital", "patient", Meaning("patient")),
        ("T-Kategorie", "pT", Meaning("tnm", "T")),
        ("Site", "", None),
    ],
)
def test_what_the_user_says_of_a_column_holds(name, word, expected):
    assert meaning(name, **{name: word}) == expected


def test_the_column_that_the_user_names_comes_before_a_common_one():
    said = headers.asked({"Op date": "surgery"})

    found = headers.understand(["Date of surgery", "Op date", "site"], said).columns

    assert [one.meaning for one in found] == [None, Meaning("surgery"), Meaning("site")]
    assert found[0].remark == "another column was named for surgery"


@pytest.mark.parametrize(
    ("names", "line"),
    [
        (
            ["Date of surgery", "site", "Op date"],
            "two columns are surgery: 'Date of surgery' and 'Op date'; say which is"
            " meant, such as --column 'Op date=surgery'",
        ),
        (
            ["site", "Grade", "WHO grade"],
            "two columns are grade: 'Grade' and 'WHO grade'; say which is meant, such"
            " as --column 'WHO grade=grade'",
        ),
        (
            ["Size (mm)", "Size (cm)"],
            "two columns are size_mm: 'Size (mm)' and 'Size (cm)'; say which is meant,"
            " such as --column 'Size (cm)=size_mm'",
        ),
        (
            ["pT", "pN", "TNM"],
            "two columns are tnm: 'pT' and 'TNM'; say which is meant, such as --column"
            " 'TNM=tnm'",
        ),
        (
            ["Born", "DOB"],
            "two columns are born: 'Born' and 'DOB'; say which is meant, such as"
            " --column 'DOB=born'",
        ),
    ],
)
def test_two_columns_for_one_fact_are_refused_by_name(names, line):
    with pytest.raises(UsageError) as error:
        headers.understand(names, {})

    assert str(error.value) == line


@pytest.mark.parametrize(
    ("columns", "line"),
    [
        (
            {"OR date": "surgey"},
            "--column 'OR date=surgey' names no fact; the nearest is surgery",
        ),
        ({"OR date": "xyzzy"}, "--column 'OR date=xyzzy' names no fact"),
        ({"a b": "site", "A  B": "site"}, "--column 'A  B' is given twice"),
    ],
)
def test_a_column_option_that_cannot_be_meant_is_refused(columns, line):
    with pytest.raises(UsageError) as error:
        headers.asked(columns)

    assert str(error.value) == line


def test_a_column_that_is_not_there_is_refused_with_the_nearest():
    columns = {"OR dat": "surgery"}
    found = headers.understand(["OR date", "site"], headers.asked(columns))

    with pytest.raises(UsageError) as error:
        headers.refuse_unknown(headers.asked(columns), columns, [found])

    assert str(error.value) == (
        "--column: no column has the name 'OR dat'; the nearest is 'OR date'"
    )
