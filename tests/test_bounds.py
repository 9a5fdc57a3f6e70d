"""Bounds: numbers as reports give them, beside a criterion and beside a grade."""

import operator
import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveil.bounds import Bounds
from surveil.case import Case
from surveil.errors import CaseError

PERCENT = (0, 100)
MILLIMETRES = (0, 1000)


@pytest.mark.parametrize(
    ("text", "low", "high", "low_open", "high_open"),
    [
        ("8", "8", "8", False, False),
        ("0", "0", "0", False, False),
        ("100", "100", "100", False, False),
        ("2.5", "2.5", "2.5", False, False),
        ("2,5", "2.5", "2.5", False, False),
        ("08", "8", "8", False, False),
        ("2.50", "2.5", "2.5", False, False),
        ("<2", "0", "2", False, True),
        ("< 2", "0", "2", False, True),
        ("<2,5", "0", "2.5", False, True),
        ("<=3", "0", "3", False, False),
        ("\u22643", "0", "3", False, False),
        ("\u2264 3", "0", "3", False, False),
        ("=<3", "0", "3", False, False),
        (">20", "20", "100", True, False),
        (">=10", "10", "100", False, False),
        ("\u226510", "10", "100", False, False),
        ("=>10", "10", "100", False, False),
        ("3-5", "3", "5", False, False),
        ("3 - 5", "3", "5", False, False),
        ("3\u20135", "3", "5", False, False),
        ("2,5-3,5", "2.5", "3.5", False, False),
        ("5-5", "5", "5", False, False),
        ("<=0", "0", "0", False, False),
        (">=100", "100", "100", False, False),
        ("<100", "0", "100", False, True),
    ],
)
def test_a_number_or_bound_is_read(text, low, high, low_open, high_open):
    expected = Bounds(Decimal(low), Decimal(high), low_open, high_open)

    assert Bounds.parse(text, PERCENT) == expected


def is_read(text, limits=(0, 999999)):
    try:
        Bounds.parse(text, limits)
    except ValueError:
        return False
    return True


NONSENSE = (
    "| |-|--|-1|- 1|\u22121|+5|1e5|1E2|nan|inf|Infinity|sNaN|0x10|1_0|five|<|>=|< <2"
    "|<<2|<>2|<=>5|>=<5|=5|==5|< =5|<-1|5<|5-|-5|3-<5|<3-5|3--5|3-5-7|1.2.3|1,2,3|1."
    "|.|,|5 6|5;6|~5|ca. 5|5?|5\x00|5\n6|\u00b2|\u2167|\u00bd|1234567|0.1234567"
    "|\ud800"
)


@pytest.mark.parametrize("text", NONSENSE.split("|"))
def test_nonsense_is_refused(text):
    assert not is_read(text)


@pytest.mark.parametrize("text", ["9", "<", "5-", " ", "5 ", "1,"])
def test_a_very_long_text_is_refused_at_once(text):
    assert not is_read(text * 5000)


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("100.1", PERCENT),
        ("101", PERCENT),
        ("1001", MILLIMETRES),
        ("50-101", PERCENT),
        ("<101", PERCENT),
        (">101", PERCENT),
        ("1849", (1850, 2150)),
        ("<0", PERCENT),  # nothing is left
        (">100", PERCENT),
        ("5.1-5", PERCENT),
    ],
)
def test_what_lies_outside_the_limits_is_refused(text, limits):
    assert not is_read(text, limits)


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("8", "8"),
        ("2,50", "2.5"),
        ("100", "100"),
        ("10.0", "10"),
        ("0.05", "0.05"),
        ("<2", "<2"),
        ("<= 3", "<=3"),
        ("> 20", ">20"),
        (">=10", ">=10"),
        ("3 \u2013 5", "3-5"),
        ("0-5", "<=5"),
        ("<=0", "0"),
        (">0", ">0"),
    ],
)
def test_how_a_report_writes_it(text, reported):
    found = Bounds.parse(text, PERCENT)

    assert found.reported(PERCENT) == reported
    assert Bounds.parse(reported, PERCENT) == found


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("< 10", "< 10"),
        ("<10", "< 10"),
        (">= 10, < 20", ">= 10, < 20"),
        (">=10,<20", ">= 10, < 20"),
        ("< 20, >= 10", ">= 10, < 20"),
        ("> 2.5", "> 2.5"),
        (">= 10, <= 10", "10"),
        ("< 20, < 10", "< 10"),
        ("<= 10, < 10", "< 10"),
        ("> 10, >= 10", "> 10"),
    ],
)
def test_a_criterion_is_read_and_written(text, written):
    assert str(Bounds.criterion(text)) == written


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "is not a comparison such as '< 10' or '>= 10, < 20'"),
        ("10", "is not a comparison such as '< 10' or '>= 10, < 20'"),
        ("< 2,5", "is not a comparison such as '< 10' or '>= 10, < 20'"),
        (">= 10,", "is not a comparison such as '< 10' or '>= 10, < 20'"),
        ("10-20", "is not a comparison such as '< 10' or '>= 10, < 20'"),
        ("= 10", "is not a comparison such as '< 10' or '>= 10, < 20'"),
        ("< -1", "is not a comparison such as '< 10' or '>= 10, < 20'"),
        (">= 10 < 20", "is not a comparison such as '< 10' or '>= 10, < 20'"),
        (">= 20, < 10", "leaves no number: write '>= 10, < 20'"),
        (">= 10, < 10", "leaves no number: write '>= 10, < 20'"),
        ("> 10, <= 10", "leaves no number: write '>= 10, < 20'"),
    ],
)
def test_what_is_no_criterion_is_refused(text, problem):
    with pytest.raises(ValueError, match=f"^{re.escape(problem)}$"):
        Bounds.criterion(text)


def within(text, criterion):
    return Bounds.parse(text, PERCENT).within(Bounds.criterion(criterion))


@pytest.mark.parametrize(
    ("text", "criterion", "expected"),
    [
        ("<10", "< 10", True),
        ("<10", "< 20", True),
        ("<10", ">= 10", False),
        ("<10", "< 5", None),
        ("<=5", "< 5", None),
    ],
)
def test_the_examples_of_the_fact_book(text, criterion, expected):
    assert within(text, criterion) is expected


@pytest.mark.parametrize(
    ("criterion", "below", "on", "above"),
    [
        ("< 10", True, False, False),
        ("<= 10", True, True, False),
        ("> 10", False, False, True),
        (">= 10", False, True, True),
        (">= 10, < 20", False, True, True),
        ("> 5, <= 10", True, True, False),
    ],
)
def test_one_below_on_and_one_above(criterion, below, on, above):
    found = [within(text, criterion) for text in ("9.9", "10", "10.1")]

    assert found == [below, on, above]


@pytest.mark.parametrize(
    ("text", "criterion", "expected"),
    [
        ("<=10", "< 10", None),
        ("<=10", "<= 10", True),
        ("<=10", "> 10", False),
        ("<=10", ">= 10", None),  # 10 itself
        (">10", "> 10", True),
        (">10", ">= 10", True),
        (">10", "<= 10", False),
        (">=10", "> 10", None),
        (">=10", "<= 10", None),
        ("5-15", ">= 5, <= 15", True),
        ("5-15", "> 5, <= 15", None),
        ("5-15", ">= 5, < 15", None),
        ("5-15", "> 15", False),
        ("5-15", ">= 15", None),
        ("5-15", "< 5", False),
        ("5-15", "> 7, < 9", None),
    ],
)
def test_bounds_are_compared_as_intervals(text, criterion, expected):
    assert within(text, criterion) is expected


def ki67_problem(grade, ki67, site="small-bowel"):
    facts = {"surgery": "2024-01-31", "site": site, "grade": grade, "ki67": ki67}
    try:
        Case.parse(facts)
    except CaseError as error:
        return str(error), error.told
    return None


@pytest.mark.parametrize(
    ("grade", "fits", "contradicts", "means"),
    [
        ("G1", "0 2.9 <3 <=3 >2 2-5 >=2.9", "3 3.1 >=3 >3 3-5 >20", "below 3"),
        ("G2", "0 2 3 20 <2 15-25 >=20", "20.1 25 >20 21-30", "3-20"),
        ("G3", "1 20 20.1 100 <3", "", ""),
        ("NEC", "1 100", "", ""),
    ],
)
def test_only_what_lies_wholly_above_a_grade_contradicts_it(
    grade, fits, contradicts, means
):
    message = f"ki67 contradicts grade {grade}, which means {means}"

    for ki67 in fits.split():
        assert ki67_problem(grade, ki67) is None
    for ki67 in contradicts.split():
        told = f"ki67 is {ki67}, but grade {grade} means {means}"
        assert ki67_problem(grade, ki67) == (message, told)


@pytest.mark.parametrize("site", ["lung", "thymus"])
def test_ki67_is_not_compared_with_a_grade_of_the_chest(site):
    assert ki67_problem("typical", "50", site) is None


COMPARE = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
TOP = 6
# Every end is a whole number, so quarters meet every part that an end can cut off.
QUARTERS = [Fraction(number, 4) for number in range(4 * TOP + 1)]
TERMS = st.tuples(st.sampled_from(list(COMPARE)), st.integers(0, TOP))
REPORTS = st.one_of(
    TERMS.map(lambda term: (f"{term[0]}{term[1]}", [term])),
    st.integers(0, TOP).map(lambda n: (str(n), [(">=", n), ("<=", n)])),
    st.tuples(st.integers(0, TOP), st.integers(0, TOP)).map(
        lambda ends: (f"{ends[0]}-{ends[1]}", [(">=", ends[0]), ("<=", ends[1])])
    ),
)


def numbers(terms):
    return {n for n in QUARTERS if all(COMPARE[sign](n, end) for sign, end in terms)}


@settings(max_examples=400)
@given(REPORTS, st.lists(TERMS, min_size=1, max_size=3))
def test_within_agrees_with_trying_single_numbers(report, terms):
    text, said = report
    reported, wanted = numbers(said), numbers(terms)
    criterion = ", ".join(f"{sign} {end}" for sign, end in terms)

    try:
        found = Bounds.parse(text, (0, TOP)).within(Bounds.criterion(criterion))
    except ValueError:
        # Beyond the ends of the scale a criterion may still leave numbers.
        assert not reported or not wanted
        return

    if reported <= wanted:
        assert found is True
    else:
        assert found is (None if reported & wanted else False)
