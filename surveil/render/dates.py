"""Dates in words of a fixed width, whatever the locale."""

from datetime import date
from typing import Final

_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)


def said(day: date, language: str = "en") -> str:
    """Such as Sat 12 Sep 2026: always as wide as this."""
    return f"{_WEEKDAYS[day.weekday()]} {short(day)}"


def short(day: date) -> str:
    """Such as 12 Sep 2026."""
    return f"{day.day:02} {_MONTHS[day.month - 1]} {day.year:04}"
