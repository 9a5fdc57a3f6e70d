"""Days in words for staff, the same in every locale."""

from datetime import date
from typing import Final

WEEKDAYS: Final = (
    *("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"),
    *("Saturday", "Sunday"),
)
_MONTHS: Final = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)


def weekday(day: date) -> str:
    """Such as Saturday."""
    return WEEKDAYS[day.weekday()]


def said(day: date) -> str:
    """Such as Wed 08 Apr 2026: as the table and the calendar say it."""
    month = _MONTHS[day.month - 1]
    return f"{weekday(day)[:3]} {day.day:02} {month} {day.year:04}"
