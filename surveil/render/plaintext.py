"""Text from outside as plain text that no program misreads."""

import unicodedata
from typing import Final

_CUT: Final = " ..."


def clean(text: str, limit: int) -> str:
    """The text without what calendar programs misread, cut at `limit`.

    Line ends become one kind; tabs become spaces and backslashes slashes; control,
    direction, unassigned and private characters are left out.
    """
    # Most texts have nothing to be cleaned, and a page has thousands of them.
    is_plain = text.isascii() and text.isprintable()
    whole = text.replace("\\", "/").strip() if is_plain else _cleaned(text)
    if len(whole) <= limit:
        return whole
    # What is cut says so, and is cut between words where there are any.
    short = whole[: limit - len(_CUT)]
    return f"{short.rpartition(' ')[0] or short}{_CUT}"


def _cleaned(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    for end in ("\r\n", "\r", "\x85", "\u2028", "\u2029"):
        text = text.replace(end, "\n")
    text = text.replace("\t", " ").replace("\\", "/")
    kept = "".join(letter for letter in text if letter == "\n" or _is_shown(letter))
    return "\n".join(line.strip() for line in kept.split("\n")).strip()


def _is_shown(letter: str) -> bool:
    if letter == "\u200d":  # emoji need the joiner
        return True
    bidi = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    if letter in bidi or letter == "\ufeff":
        return False
    return unicodedata.category(letter) not in ("Cc", "Cs", "Cn", "Co")
