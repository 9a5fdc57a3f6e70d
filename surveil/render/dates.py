"""Dates in words of a fixed width for each language, whatever the locale."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)
_WEEKDAYS_ZH: Final = "一二三四五六日"


def said(day: date, language: str = "en") -> str:
    """Such as Sat 12 Sep 2026: in each language as wide, also in bytes, every day.

    A language without a form of its own gets 2026-09-12.
    """
    return _FORMS.get(language, date.isoformat)(day)


def short(day: date) -> str:
    """Such as 12 Sep 2026."""
    return f"{day.day:02} {_MONTHS[day.month - 1]} {day.year:04}"


def width(language: str) -> int:
    """How many characters a date has in this language."""
    return len(said(date.max, language))


def _english(day: date) -> str:
    return f"{_WEEKDAYS[day.weekday()]} {short(day)}"


def _chinese(day: date) -> str:
    weekday = _WEEKDAYS_ZH[day.weekday()]
    return f"{day.year:04}年{day.month:02}月{day.day:02}日周{weekday}"


_FORMS: Final[Mapping[str, Callable[[date], str]]] = MappingProxyType(
    {"en": _english, "zh-Hans": _chinese}
)
