"""Cells: dates and numbers as clinics write them; what may mean two is refused."""

import pytest

from surveil import cells
from surveil.cells import Dates, Typed
from surveil.errors import CaseError, UsageError
from surveil.headers import Meaning

EITHER = Dates()
DAY_FIRST = Dates(day_first=True)


def typed(fact, text, form="", dates=EITHER):
    return cells.typed(Meaning(fact, form), text, dates).text


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-01-31", "2024-01-31"),
        (" 2024-1-9 ", "2024-01-09"),
        ("2024/01/31", "2024-01-31"),
        ("2024-01-31 00:00:00", "2024-01-31"),
        ("2024-01-31T00:00", "2024-01-31"),
        ("2024-01-31 00:00:00.000000000", "2024-01-31"),
        ("31 Jan 2024", "2024-01-31"),
        ("31-Jan-2024", "2024-01-31"),
        ("1 january 2024", "2024-01-01"),
        ("30 Sept. 2024", "2024-09-30"),
        ("29 FEB 2024", "2024-02-29"),
        ("Jan 31, 2024", "2024-01-31"),
        ("December 1 2024", "2024-12-01"),
    ],
)
def test_a_date_that_can_mean_one_day_only_is_read(text, day):
    assert typed("surgery", text) == day
    assert typed("surgery", text, dates=DAY_FIRST) == day


@pytest.mark.parametrize(
    "text", ["31/01/2024", "31.1.2024", "31-01-2024", "03/04/2024"]
)
def test_day_and_month_in_figures_are_refused_unless_told(text):
    with pytest.raises(CaseError) as error:
        typed("status_date", text)

    assert str(error.value) == (
        "status_date may have the day or the month first: write 2024-01-31, or say"
        " --day-first if the day comes first in this list"
    )


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31/01/2024", "2024-01-31"),
        ("3/4/2024", "2024-04-03"),
        ("29.02.2024", "2024-02-29"),
        ("31/01/2024 00:00", "2024-01-31"),
        ("01/31/2024", "01/31/2024"),  # no month 31: left as it is, and then rejected
        ("29/02/2023", "29/02/2023"),
        ("31/01-2024", "31/01-2024"),
    ],
)
def test_day_first_reads_the_day_first(text, day):
    assert typed("surgery", text, dates=DAY_FIRST) == day


MONTHS = ["2024-02", "02/2024", "2.2024", "Feb 2024", "February 2024", "2024/2"]


@pytest.mark.parametrize("text", MONTHS)
def test_a_month_without_a_day_is_refused_unless_told(text):
    with pytest.raises(CaseError) as error:
        typed("surgery", text)

    assert str(error.value) == (
        "surgery is a month without its day: write 2024-01-31, or say --assume-day 15"
        " to plan from the 15th of such months"
    )


@pytest.mark.parametrize("day", [1, 15, 28])
@pytest.mark.parametrize("text", MONTHS)
def test_an_assumed_day_is_noted(text, day):
    found = cells.typed(Meaning("surgery"), text, Dates(assume_day=day))

    assert found == Typed(
        f"2024-02-{day:02}", f"surgery is given by its month: day {day} was assumed"
    )


@pytest.mark.parametrize("day", [-1, 0, 29])
def test_a_day_that_not_every_month_has_cannot_be_assumed(day):
    with pytest.raises(UsageError) as error:
        Dates(assume_day=day)

    assert str(error.value) == "--assume-day is not a day from 1 to 28 such as 15"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("31/01/24", "has a year of two figures: write 2024-01-31"),
        ("31 Jan 24", "has a year of two figures: write 2024-01-31"),
        ("2024-01-31 14:30:00", "has a time of day: give the date alone, 2024-01-31"),
        ("2024-01-31T00:00:00Z", "has a time of day: give the date alone, 2024-01-31"),
        (
            "45322",
            "is a bare number, as a workbook holds a date: give its cells a date"
            " format, or write 2024-01-31",
        ),
    ],
)
def test_what_is_nearly_a_date_is_refused_with_the_way_out(text, problem):
    with pytest.raises(CaseError) as error:
        typed("surgery", text, dates=Dates(True, 15))

    assert (error.value.fact, error.value.problem) == ("surgery", problem)


@pytest.mark.parametrize(
    "text", ["unknown", "n/a", "2024", "2024-13-01", "2024-02-30", "31 Foo 2024", "1"]
)
def test_what_is_no_date_stays_as_it_is(text):
    assert typed("surgery", text, dates=Dates(True, 15)) == text


@pytest.mark.parametrize(
    ("fact", "form", "text", "expected"),
    [
        ("ki67", "", "Ki67 <1%", "<1%"),
        ("ki67", "", "Ki-67: 4 %", "4 %"),
        ("ki67", "", "ki 67 index = 2.5", "2.5"),
        ("ki67", "", "67", "67"),
        ("ki67", "", "Ki67", "Ki67"),
        ("size_mm", "", "12", "12"),
        ("size_mm", "cm", "1.2", "1.2 cm"),
        ("size_mm", "cm", "<1", "<1 cm"),
        ("size_mm", "cm", "1,2 - 1,5", "1,2 - 1,5 cm"),
        ("size_mm", "cm", "12 mm", "12 mm"),
        ("size_mm", "cm", "unknown", "unknown"),
        ("size_mm", "unit", "12 mm", "12 mm"),
        ("size_mm", "unit", "1.2cm", "1.2cm"),
        ("size_mm", "unit", "", ""),
        ("born", "year", "1961", "1961"),
        ("born", "year", "1961-03-04", "1961"),
        ("born", "year", "04/03/1961", "1961"),
        ("born", "year", "4 March 1961", "1961"),
        ("born", "year", "03/1961", "03/1961"),
        ("born", "year", "04/03/61", "04/03/61"),
        ("key", "", " 007 ", " 007 "),
        ("grade", "", "Grade 2", "Grade 2"),
    ],
)
def test_a_cell_is_what_somebody_would_type(fact, form, text, expected):
    assert typed(fact, text, form) == expected


@pytest.mark.parametrize("text", ["12", "1.2", "<10", "8-12", "≥ 20"])
def test_a_size_without_any_unit_is_refused(text):
    with pytest.raises(CaseError) as error:
        typed("size_mm", text, "unit")

    assert str(error.value) == (
        "size_mm has no unit, and its column names none: write 12 mm or 1.2 cm, or call"
        " the column 'Size (mm)'"
    )


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ({"T": "3", "N": "1", "M": "0"}, "T3 N1 M0"),
        ({"T": "pT3", "N": "pN1b", "M": "cM0"}, "pT3 pN1b cM0"),
        ({"T": "T2", "N": "x", "M": ""}, "T2 Nx"),
        ({"T": "is", "N": "0", "M": "unknown"}, "Tis N0"),
        ({"T": "2a"}, "T2a"),
        ({"T": "", "N": "n/a"}, ""),
        ({"M": "1"}, "M1"),
    ],
)
def test_columns_of_t_n_and_m_make_one_text(parts, text):
    assert cells.tnm(parts) == text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        *[(one, True) for one in ("not operated", "No surgery", "INOPERABLE")],
        *[(one, False) for one in ("", "none", "unknown", "2024-01-31", "operated")],
    ],
)
def test_a_date_cell_may_tell_that_there_was_no_operation(text, told):
    assert cells.says_not_operated(text) is told
