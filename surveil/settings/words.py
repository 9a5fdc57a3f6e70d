"""How the text of one setting is read, the same for a key of a file and an option."""

import re
from collections.abc import Callable
from typing import Final

from surveil.spans import Span

TITLES: Final = ("discreet", "plain", "clinical")
TEXTS: Final = ("plain", "discreet", "clinical")
# Kinds of tests whose results a clinic visit can wait for.
LEAD_KINDS: Final = ("blood", "urine", "scan", "heart", "endoscopy")
NONE: Final = "none"

_LONGEST_LEAD: Final = 84  # days: no window that we plan with leaves more
_LONGEST_BOOK: Final = 364
_LONGEST_NAME: Final = 60
_LONGEST_TELEPHONE: Final = 30
_SPAN: Final = re.compile(r"(0|[1-9][0-9]{0,3}) ?(?:(d|days?)|(w|weeks?))")
_TOO_COARSE: Final = re.compile(r"[0-9]+ ?(m|months?|y|years?)")
_TELEPHONE: Final = re.compile(r"[0-9 +()./-]{3,}( ?(ext\.?|x) ?[0-9]{1,6})?")


def one_of(words: tuple[str, ...]) -> Callable[[str], str]:
    def word(text: str) -> str:
        if text not in words:
            raise ValueError(f"'{text}' is not one of {', '.join(words)}")
        return text

    return word


def telephone(text: str) -> str:
    digits = sum(letter.isdigit() for letter in text)
    # No words beside the number: it shows at every level of privacy.
    if len(text) > _LONGEST_TELEPHONE or digits < 3 or not _TELEPHONE.fullmatch(text):
        raise ValueError(
            "is not a number of 3-30 characters such as '02 5550 1234' or"
            " '+61 2 5550 1234 ext 7'"
        )
    return text


def name(text: str) -> str:
    if len(text) > _LONGEST_NAME:
        raise ValueError(f"is longer than {_LONGEST_NAME} characters")
    if "{" in text or "}" in text:
        raise ValueError("holds a brace, which stands for a date in a text")
    return text


def country(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2}", text):
        raise ValueError(f"'{text}' is not a country of two letters such as AU")
    return text.upper()


def region(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 -]{0,29}", text):
        raise ValueError(f"'{text}' is not a region such as NSW")
    return text


def id_of(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", text):
        raise ValueError(f"'{text}' is not an id such as esmo-2020")
    return text


def ids(text: str) -> tuple[str, ...]:
    """The ids of "esmo-2020,norway-2020", in order and each once."""
    found = tuple(id.strip() for id in text.split(","))
    if not all(found) or len(set(found)) < len(found):
        raise ValueError("is not a list of ids such as esmo-2020,norway-2020")
    return found


def book(text: str) -> Span | None:
    """How long before a visit to book it; None: no entry for booking."""
    counted = _days(text, most=_LONGEST_BOOK, example="8 weeks")
    return Span(days=counted) if counted else None


def lead(text: str) -> int:
    """How many days before the clinic visit a test is done."""
    return _days(text, most=_LONGEST_LEAD, example="14 days")


def leads(text: str) -> dict[str, int]:
    """What "blood=14d,scan=10d" says; "none": no visit waits for results."""
    if text in (NONE, "0"):
        return dict.fromkeys(LEAD_KINDS, 0)
    found: dict[str, int] = {}
    for part in text.split(","):
        kind, there, span = (piece.strip() for piece in part.partition("="))
        if not there:
            raise ValueError(f"'{part.strip()}' is not such as blood=14d,scan=10d")
        if one_of(LEAD_KINDS)(kind) in found:
            raise ValueError(f"names {kind} twice")
        try:
            found[kind] = lead(span)
        except ValueError as problem:
            raise ValueError(f"{kind}: {problem}") from None
    return found


def _days(text: str, *, most: int, example: str) -> int:
    """The days that "8 weeks", "8w", "14 days" or "14d" stand for; 0 for "none"."""
    if text in (NONE, "0"):
        return 0
    found = _SPAN.fullmatch(text)
    if not found:
        # A month has no fixed number of days, and no result takes so long.
        is_coarse = _TOO_COARSE.fullmatch(text)
        wrong = (
            "is not in weeks or days, such as" if is_coarse else "is not a span such as"
        )
        raise ValueError(f"'{text}' {wrong} '{example}'")
    counted = int(found[1]) * (7 if found[3] else 1)
    if counted > most:
        raise ValueError(f"'{text}' is longer than {most // 7} weeks")
    return counted
