"""Tables of tests and events as clinics write them: words, dates, and rows told."""

from datetime import date
from io import BytesIO

import pytest
from list_samples import workbook

from surveil import naming, noted, sheets
from surveil.cells import Dates
from surveil.errors import UsageError
from surveil.happenings import Happening
from surveil.history import Done


def reading(text, words=noted.DONE):
    return sheets.read([BytesIO(text.encode())], words=words)


def done(text, **words):
    return noted.done(reading(text), Dates(), **words)


def rows(text, **words):
    return [
        (key, str(one.date), one.test, one.status)
        for key, found in done(text, **words).by_key.items()
        for one in found
    ]


HEAD = "key,date,test,status\n"


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("cga", "cga"),
        ("CgA", "cga"),
        ("Chromogranin A", "cga"),
        ("blood test (CgA)", "cga"),
        ("CT or MRI of abdomen and pelvis", "ct-or-mri-abdomen"),
        ("CT or MRI of abdomen and pelvis (multiphase)", "ct-or-mri-abdomen"),
        ("scan of the abdomen (CT or MRI)", "ct-or-mri-abdomen"),
        ("CT Abdomen  Pelvis", "ct-or-mri-abdomen"),
        ("CT-Chest", "ct-chest"),
        ("Ga-68 DOTATATE PET/CT", "sstr-pet"),
        ("5-HIAA", "5-hiaa"),
        ("5HIAA", "5-hiaa"),
        ("OGD", "gastroscopy"),
        ("Clinic review", "clinic"),
    ],
)
def test_words_that_mean_one_test(word, code):
    assert naming.tests_of(word, naming.test_words({})) == (code,)


@pytest.mark.parametrize("word", ["PET scan", "CT", "MRI", "PET/CT", "CT abdomen", ""])
def test_words_that_may_mean_two_tests_mean_none(word):
    assert naming.tests_of(word, naming.test_words({})) is None


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("CgA; 5-HIAA", ("cga", "5-hiaa")),
        ("CgA + clinic review", ("cga", "clinic")),
        ("CgA, 5-HIAA, CgA", ("cga", "5-hiaa")),
        ("CgA and gastrin", ("cga", "gastrin")),
        ("CgA; something", None),
        ("CT chest and abdomen", None),
    ],
)
def test_a_cell_of_several_tests_is_taken_if_each_is_known(cell, codes):
    assert naming.tests_of(cell, naming.test_words({})) == codes


def test_a_clinics_own_word_goes_first():
    own = {"CT TAP": "ct-or-mri-chest-abdomen", "OGD": "eus", "Flu jab": ""}

    words = naming.test_words(own)

    assert naming.tests_of("ct tap", words) == ("ct-or-mri-chest-abdomen",)
    assert naming.tests_of("OGD", words) == ("eus",)
    assert naming.tests_of("flu jab", words) == ()


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"CT TAP": "ct-tap"}, "--test 'CT TAP=ct-tap' names no test"),
        ({"X": "cgaa"}, "--test 'X=cgaa' names no test; the nearest is cga"),
    ],
)
def test_a_word_for_no_test_is_refused(said, problem):
    with pytest.raises(UsageError) as raised:
        naming.test_words(said)

    assert str(raised.value).startswith(problem)


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        (
            "CT",
            "ct-or-mri-abdomen ct-chest ct-or-mri-chest ct-chest-abdomen"
            " ct-or-mri-chest-abdomen",
        ),
        ("CgA", "cga"),
        ("pet", "sstr-pet fdg-pet"),
        ("clinic", "clinic"),
        ("endoscopy", "gastroscopy colonoscopy rectoscopy eus bronchoscopy"),
    ],
)
def test_for_takes_every_test_of_a_word(asked, codes):
    assert " ".join(naming.matching(asked, naming.test_words({}))) == codes


def test_for_nothing_is_refused():
    with pytest.raises(UsageError) as raised:
        naming.matching("gastroscopi", naming.test_words({}))

    assert str(raised.value) == (
        "--for 'gastroscopi' is no test, such as CT, CgA or clinic; the nearest is"
        " gastroscopy"
    )


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("done", "done"),
        ("Completed", "done"),
        ("ATTENDED", "done"),
        ("DNA", "did-not-attend"),
        ("did not attend", "did-not-attend"),
        ("did-not-attend", "did-not-attend"),
        ("No show", "did-not-attend"),
        ("scheduled", "booked"),
        ("canceled", "cancelled"),
    ],
)
def test_words_of_a_status(word, status):
    assert rows(f"{HEAD}A1,2026-01-31,cga,{word}\n") == [
        ("A1", "2026-01-31", "cga", status)
    ]


def test_a_clinics_own_word_for_a_status():
    text = f"{HEAD}A1,2026-01-31,cga,Outcomed\n"

    assert rows(text, statuses={"outcomed": "done"}) == [
        ("A1", "2026-01-31", "cga", "done")
    ]
    with pytest.raises(UsageError) as raised:
        done(text, statuses={"Outcomed": "over"})
    assert str(raised.value) == (
        "--status-word 'Outcomed=over' is not one of done, booked, cancelled,"
        " did-not-attend"
    )


def test_without_a_column_status_all_was_done():
    assert rows("Study ID;Date performed;Exam\nA1;2026-01-31;CgA\n") == [
        ("A1", "2026-01-31", "cga", "done")
    ]


def test_rows_that_cannot_be_read_are_told_by_number_and_never_by_value():
    text = (
        f"{HEAD}"
        "A1,2026-01-31,cga,done\n"
        ",2026-01-31,cga,done\n"
        "A1,31/01/2026,cga,done\n"
        "A1,2026-02-30,cga,done\n"
        "A1,,cga,done\n"
        "A1,2026-01-31,,done\n"
        "A1,2026-01-31,cga,\n"
        "A1,2026-01-31,cga,complted\n"
        "A1,2026-01-31,cga,done,more\n"
        "key,date,test,status\n"
        "A1,2026-01-31,CgA;gastrin,done\n"
    )

    found = done(text)

    assert [str(one) for one in found.rejected] == [
        "row 3: key is missing: the key of a case of the list, such as A1",
        "row 4: date may have the day or the month first: write 2024-01-31, or say"
        " --day-first if the day comes first in this list",
        "row 5: date is not a date like 2024-01-31",
        "row 6: date is missing: a date like 2024-01-31",
        "row 7: test is missing: a code or name such as cga",
        "row 8: status is missing: one of done, booked, cancelled, did-not-attend",
        "row 9: status is not one of done, booked, cancelled, did-not-attend; the"
        " nearest is completed",
        "row 10: the row has 5 cells and the header 4",
        "row 11: the row is the header once more",
    ]
    assert found.rows == 11
    assert [one.row for one in found.by_key["A1"]] == [2, 12, 12]


def test_unknown_words_are_told_once_and_a_word_of_one_case_by_its_row():
    text = (
        f"{HEAD}"
        "A1,2026-01-31,MRI,done\n"
        "A2,2026-01-31,mri,done\n"
        "A1,2026-02-28,Smith John,done\n"
        "A1,2026-03-31,Smith John,done\n"
    )

    found = done(text)

    assert [str(one) for one in found.unknown] == [
        "'mri' is no test that surveil knows: 2 rows",
        "row 4: its test is none that surveil knows: 2 rows",
    ]
    kept = Done(date(2026, 1, 31), "MRI", "done", 2)
    assert found.by_key["A1"][0] == kept


def test_what_a_clinic_says_is_no_test_is_left_out_and_counted():
    text = f"{HEAD}A1,2026-01-31,Flu jab,done\nA1,2026-01-31,cga,done\n"

    found = done(text, tests={"flu jab": ""})

    assert (found.left_out, len(found.by_key["A1"])) == (1, 1)
    assert found.unknown == ()


def test_a_workbook_with_a_title_and_real_dates():
    raw = workbook(
        [
            ["Radiology, export"],
            ["Case ID", "Exam date", "Examination", "Exam status"],
            ["007", date(2026, 1, 31), "CT chest", "Attended"],
        ]
    )

    found = noted.done(sheets.read([BytesIO(raw)], words=noted.DONE))

    assert found.by_key == {"007": [Done(date(2026, 1, 31), "ct-chest", "done", 3)]}


def test_day_first_only_when_told():
    text = f"{HEAD}A1,31/01/2026,cga,done\n"

    found = noted.done(reading(text), Dates(day_first=True))

    assert str(found.by_key["A1"][0].date) == "2026-01-31"


def test_a_table_without_tests_is_refused():
    with pytest.raises(UsageError) as raised:
        reading("key,date\nA1,2026-01-31\n")

    assert str(raised.value) == (
        "standard input has no column for the test: one of its first rows names the"
        " columns, such as key,date,test,status, or say --column 'NAME=test'"
    )


def test_events():
    text = (
        "key,date,what,details\n"
        'A1,2024-05-01,grade revised,"grade=G2; ki67=9"\n'
        "A1,2024-06-01,phoned,\n"
        "A2,2024-07-01,moved,to another city\n"
        "A2,2024-07-01,revised,grad=G2\n"
    )

    found = noted.events(reading(text, noted.EVENTS))

    facts = (("grade", "G2"), ("ki67", "9"))
    assert found.by_key == {
        "A1": [Happening(date(2024, 5, 1), "revised", facts, 2)],
        "A2": [Happening(date(2024, 7, 1), "moved", (), 4)],
    }
    assert [(one.row, one.fact) for one in found.rejected] == [
        (3, "what"),
        (5, "details"),
    ]
    assert found.rejected[1].problem == (
        "names no fact that can change; the nearest is grade"
    )
