"""Days in words."""

from datetime import date, timedelta

from surveil.days import said, weekday
from surveil.render import dates


def test_by_hand():
    assert said(date(2026, 9, 12)) == "Sat 12 Sep 2026"
    assert said(date(2026, 4, 8)) == "Wed 08 Apr 2026"
    assert weekday(date(2026, 9, 13)) == "Sunday"


def test_notes_say_dates_as_the_rest_of_a_calendar_does():
    for number in range(800):
        day = date(2026, 1, 1) + timedelta(days=number)
        assert said(day) == dates.said(day)
