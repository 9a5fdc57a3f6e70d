"""Cells: what stands in a clinic's list, as the text that a fact takes."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from surveil import terms
from surveil.errors import CaseError, UsageError
from surveil.facts import FACT
from surveil.headers import Meaning
from surveil.terms import Kind

_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
)
_MIDNIGHT: Final = r"(?:[T ]+00:00(?::00(?:\.0{1,9})?)?)?"
_WORD: Final = r"([^\W\d_]{3,9})\.?"
_ISO: Final = re.compile(rf"(\d{{4}})([-/])(\d{{1,2}})\2(\d{{1,2}}){_MIDNIGHT}")
_FIGURES: Final = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}){_MIDNIGHT}")
_NAMED: Final = re.compile(rf"(\d{{1,2}})[- ]+{_WORD}[-, ]+(\d{{4}}){_MIDNIGHT}")
_NAMED_FIRST: Final = re.compile(rf"{_WORD} +(\d{{1,2}}),? +(\d{{4}})")
_MONTH: Final = re.compile(r"(\d{4})[-/](\d{1,2})|(\d{1,2})[-/.](\d{4})")
_MONTH_NAMED: Final = re.compile(rf"{_WORD}[- ]+(\d{{4}})")
_SHORT_YEAR: Final = re.compile(rf"\d{{1,2}}[-/. ]+(?:\d{{1,2}}|{_WORD})[-/. ]+\d{{2}}")
_TIMED: Final = re.compile(r"\d{4}-\d{2}-\d{2}[T ]+\d{1,2}:\d{2}.*")
_BARE: Final = re.compile(r"[2-7]\d{4}")
_KI67: Final = re.compile(r"(?i)^(?:ki[\s-]?67|mib[\s-]?1)(?:\s*index)?\s*[:=]?\s*")
_NUMBER: Final = re.compile(
    r"(?:[<>≤≥=]=?\s*)?\d+(?:[.,]\d+)?(?:\s*[-\u2013]\s*\d+(?:[.,]\d+)?)?"
)
_DATE_OF_BIRTH: Final = re.compile(
    r"(\d{4})[-/]\d{1,2}(?:[-/]\d{1,2})?.{0,20}"
    r"|\d{1,2}[-/. ]+(?:\d{1,2}|[^\W\d_]{3,9}\.?)[-/., ]+(\d{4}).{0,20}"
)


@dataclass(frozen=True, slots=True)
class Dates:
    """How a list writes its dates, where the dates themselves do not tell."""

    day_first: bool = False
    assume_day: int | None = None

    def __post_init__(self) -> None:
        if self.assume_day is not None and not 1 <= self.assume_day <= 28:
            raise UsageError("--assume-day is not a day from 1 to 28 such as 15")


@dataclass(frozen=True, slots=True)
class Typed:
    """A text as somebody would type the fact, and what was assumed for it."""

    text: str
    note: str = ""


def typed(meaning: Meaning, text: str, dates: Dates) -> Typed:
    """What a cell says, as `Case.parse` takes it; what it cannot read stays as it is.

    Raises CaseError where the cell can be meant in two ways, and says what would
    settle it.
    """
    short = " ".join(text.split())
    fact = FACT.get(meaning.fact)
    if not short or fact is None or fact.name == "key":
        return Typed(text)
    if fact.kind is Kind.DATE:
        return dated(fact.name, short, dates)
    if meaning.form == "year":
        born = _DATE_OF_BIRTH.fullmatch(short)
        return Typed(born[1] or born[2] if born else text)
    if fact.name == "ki67":
        return Typed(_KI67.sub("", short) or text)
    if meaning.form in ("cm", "unit") and _NUMBER.fullmatch(short):
        if meaning.form == "cm":
            return Typed(f"{short} cm")
        raise CaseError(
            fact.name,
            "has no unit, and its column names none: write 12 mm or 1.2 cm, or call"
            " the column 'Size (mm)'",
        )
    return Typed(text)


def tnm(parts: dict[str, str]) -> str:
    """One text of the cells of columns T, N and M, such as "pT3 N1 M0"."""
    said = []
    for letter in "TNM":
        text = " ".join(parts.get(letter, "").split())
        if terms.folded(text) in terms.UNKNOWN_WORDS:
            continue
        named = re.match(rf"(?i)[cpyra]{{0,3}}{letter}", text)
        said.append(text if named else f"{letter}{text}")
    return " ".join(said)


def says_not_operated(text: str) -> bool:
    """Whether the cell of a date tells that there was no operation."""
    words = ("no surgery", "not resected")
    if terms.folded(text) in words:
        return True
    return terms.meaning(FACT["status"], text) == "not-operated"


@lru_cache(maxsize=2**16)
def dated(fact: str, text: str, dates: Dates) -> Typed:
    """The date of a cell as 2024-01-31.

    Raises CaseError where a day, a month or a century would have to be guessed.
    """
    if found := _ISO.fullmatch(text):
        return _iso(text, found[1], found[3], found[4])
    if found := _FIGURES.fullmatch(text):
        if not dates.day_first:
            raise CaseError(
                fact,
                "may have the day or the month first: write 2024-01-31, or say"
                " --day-first if the day comes first in this list",
            )
        return _iso(text, found[4], found[3], found[1])
    if (found := _NAMED.fullmatch(text)) and (month := _month(found[2])):
        return _iso(text, found[3], month, found[1])
    if (found := _NAMED_FIRST.fullmatch(text)) and (month := _month(found[1])):
        return _iso(text, found[3], month, found[2])
    if found := _MONTH.fullmatch(text):
        return _monthly(
            fact, text, found[1] or found[4], found[2] or found[3], dates.assume_day
        )
    if (found := _MONTH_NAMED.fullmatch(text)) and (month := _month(found[1])):
        return _monthly(fact, text, found[2], month, dates.assume_day)
    _refuse(fact, text)
    return Typed(text)


def _refuse(fact: str, text: str) -> None:
    """Say what is wrong with a date that is nearly one."""
    if _SHORT_YEAR.fullmatch(text):
        raise CaseError(fact, "has a year of two figures: write 2024-01-31")
    if _TIMED.fullmatch(text):
        raise CaseError(fact, "has a time of day: give the date alone, 2024-01-31")
    if _BARE.fullmatch(text):
        raise CaseError(
            fact,
            "is a bare number, as a workbook holds a date: give its cells a date"
            " format, or write 2024-01-31",
        )


def _iso(text: str, year: str, month: str | int, day: str) -> Typed:
    try:
        return Typed(date(int(year), int(month), int(day)).isoformat())
    except ValueError:
        return Typed(text)


def _monthly(
    fact: str, text: str, year: str, month: str | int, day: int | None
) -> Typed:
    if day is None:
        raise CaseError(
            fact,
            "is a month without its day: write 2024-01-31, or say --assume-day 15 to"
            " plan from the 15th of such months",
        )
    found = _iso(text, year, month, str(day))
    if found.text == text:
        return found
    return Typed(found.text, f"{fact} is given by its month: day {day} was assumed")


def _month(word: str) -> int | None:
    """The number of an English month, also by its first three letters, or Sept."""
    short = word.casefold()
    for number, name in enumerate(_MONTHS, start=1):
        if short in (name, name[:3]) or (short == "sept" and name[:4] == "sept"):
            return number
    return None
