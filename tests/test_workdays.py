"""Working days: public holidays by the rules of two states, and what is refused.

The dates follow from the Public Holidays Act 2010 (New South Wales), the Public and
Bank Holidays Act 1972 (Western Australia) and the date of Easter: 28 March 2027.
"""

import sys
from datetime import date

import pytest

from surveil.errors import UsageError
from surveil.workdays import closed_days


def open_days(region, first, last, month="2027-03"):
    closed = closed_days("AU", region)
    days = [date.fromisoformat(f"{month}-{day:02}") for day in range(first, last + 1)]
    return [day.day for day in days if closed(day) is None]


def test_easter_2027_is_four_days():
    assert open_days("NSW", 22, 31) == [22, 23, 24, 25, 30, 31]
    assert open_days("WA", 22, 31) == [22, 23, 24, 25, 30, 31]


def test_easter_saturday_is_a_public_holiday_in_one_state_only():
    saturday = date(2027, 3, 27)

    assert closed_days("AU", "NSW")(saturday) == "Easter Saturday"
    assert closed_days("AU", "WA")(saturday) == "Saturday"


@pytest.mark.parametrize(
    ("day", "nsw", "wa"),
    [
        # On a Saturday and on a Sunday the west has the Monday off as well.
        ("2020-04-24", True, True),
        ("2020-04-27", True, False),
        ("2020-04-28", True, True),
        ("2021-04-23", True, True),
        ("2021-04-26", True, False),
        ("2021-04-27", True, True),
        # On a weekday it is that day everywhere.
        ("2023-04-24", True, True),
        ("2023-04-25", False, False),
        ("2023-04-26", True, True),
        # Labour Day: first Monday of October in the east, of March in the west.
        ("2026-10-05", False, True),
        ("2027-03-01", True, False),
        # The Sovereign's Birthday: the east's is the second Monday of June; the west
        # has its own day on the first.
        ("2027-06-07", True, False),
        ("2027-06-14", False, True),
    ],
)
def test_the_two_states_differ_where_their_laws_do(day, nsw, wa):
    day = date.fromisoformat(day)

    assert (closed_days("AU", "NSW")(day) is None) is nsw
    assert (closed_days("AU", "WA")(day) is None) is wa


def test_christmas_2026_runs_into_the_new_year():
    # Boxing Day is a Saturday, so the Monday after is free as well.
    assert open_days("NSW", 21, 31, "2026-12") == [21, 22, 23, 24, 29, 30, 31]
    assert open_days("NSW", 1, 6, "2027-01") == [4, 5, 6]


def test_a_closed_day_says_why():
    closed = closed_days("AU", "NSW")

    assert closed(date(2026, 12, 25)) == "Christmas Day"
    assert closed(date(2026, 9, 12)) == "Saturday"
    assert closed(date(2026, 9, 13)) == "Sunday"
    assert closed(date(2026, 9, 14)) is None


def test_without_a_region_the_holidays_of_the_whole_country_count():
    closed = closed_days("AU")

    assert closed(date(2027, 3, 26)) == "Good Friday"
    assert closed(date(2026, 10, 5)) is None


@pytest.mark.parametrize("language", ["C", "de_DE.UTF-8", "th_TH.UTF-8"])
def test_names_are_in_english_whatever_the_locale_of_the_machine(monkeypatch, language):
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, language)

    assert closed_days("DE", "BY")(date(2027, 3, 26)) == "Good Friday"
    assert closed_days("AU", "NSW")(date(2027, 3, 26)) == "Good Friday"
    assert closed_days("NZ")(date(2027, 3, 26)) == "Good Friday"


@pytest.mark.parametrize("region", ["NSW", "nsw", " New South Wales "])
def test_a_region_is_a_code_or_a_name_in_any_case(region):
    assert closed_days("au", region)(date(2027, 3, 27)) == "Easter Saturday"


def refused(country, region):
    with pytest.raises(UsageError) as caught:
        closed_days(country, region)
    return str(caught.value)


@pytest.mark.parametrize("country", ["ZZ", "Australia", "AUS", "", "__class__"])
def test_an_unknown_country_is_refused(country):
    assert refused(country, None) == (
        f"country {country!r} is not known to the package holidays:"
        " give its two letters, such as AU"
    )


def test_an_unknown_region_is_refused_with_those_there_are():
    assert refused("AU", "Sydney").startswith(
        "region 'Sydney' is not one of AU: ACT, NSW, NT, QLD, SA, TAS, VIC, WA"
    )
    assert refused("US", "ZZZ").endswith(" KS, KY ...")
    assert refused("VA", "x") == "region 'x': VA has none here, leave it out"


def test_a_missing_package_is_named_with_the_way_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "holidays", None)

    assert refused("AU", "NSW") == (
        "working days need the package holidays: pip install 'surveil[workdays]'"
    )
