"""The words of the field: sites, grades, stages, and how a typed word is understood."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Final

GEP_SITES: Final = (
    "stomach",
    "duodenum",
    "ampulla",
    "pancreas",
    "small-bowel",
    "appendix",
    "colon",
    "rectum",
)
CHEST_SITES: Final = ("lung", "thymus")
SITES: Final = (*GEP_SITES, *CHEST_SITES, "unknown-primary")
GEP_GRADES: Final = ("G1", "G2", "G3", "NEC")
CHEST_GRADES: Final = ("typical", "atypical", "NEC")
GRADES: Final = ("G1", "G2", "G3", "NEC", "typical", "atypical")
EXTENTS: Final = ("localised", "regional", "distant")
STAGES: Final = ("I", "II", "III", "IV", *EXTENTS)
YES_NO: Final = ("yes", "no")

# Said of a fact that nobody knows; a list has many ways of leaving a cell open.
UNKNOWN_WORDS: Final = frozenset(
    ["", "?", "unknown", "not known", "not stated", "n/a", "na", "n/k", "nk"]
)


class Kind(StrEnum):
    """How a fact is read."""

    TEXT = "text"
    DATE = "date"
    YEAR = "year"
    WORD = "word"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: its name is the option, the column and the key in files."""

    name: str
    kind: Kind
    help: str
    values: tuple[str, ...] = ()
    words: MappingProxyType[str, str] = field(
        default_factory=lambda: MappingProxyType({})
    )
    limits: tuple[int, int] = (0, 0)
    example: str = ""

    @property
    def option(self) -> str:
        return f"--{self.name.replace('_', '-')}"

    def right_form(self) -> str:
        """What the value should have been, to close an error message."""
        if self.values:
            return f"one of {', '.join(self.values)}"
        return f"{_FORMS[self.kind]} such as {self.example}"


_FORMS = {
    Kind.TEXT: "a text",
    Kind.DATE: "a date",
    Kind.YEAR: "a year",
    Kind.NUMBER: "a number or bound",
}


@lru_cache(maxsize=2**14)  # a list repeats its words
def folded(text: str) -> str:
    """The text as words are compared: lower case, one space between, no full stop."""
    return re.sub(r"[\s_-]+", " ", text.rstrip(" .").casefold()).strip()


_SHORT: Final = 5
_ALIKE: Final = 0.7
_SIMILAR: Final = 0.6
# Followed by other protocols: refused by name, and none of them is mapped to NEC.
# Fact book, section 5: PDQ (goblet cell), staging chapter scope (lung NEC).
_OTHER_PROTOCOLS: Final = (
    (
        r"goblet|\bgca\b|\bgcc\b",
        "names goblet cell adenocarcinoma, which is treated and followed"
        " like adenocarcinoma: other protocols apply",
    ),
    (
        r"\bminens?\b|\bmanec\b|\bmixed\b",
        "names a mixed tumour (MiNEN): other protocols apply",
    ),
    (
        r"\blcnec\b|\bsclc\b|small[ -]cell|large[ -]cell",
        "names LCNEC or SCLC: in the lung other protocols apply; a neuroendocrine"
        " carcinoma of a digestive organ is NEC",
    ),
)


def other_protocol(text: str) -> str | None:
    """Why a tumour of this name is refused, or None."""
    for pattern, reason in _OTHER_PROTOCOLS:
        if re.search(pattern, text.casefold()):
            return reason
    return None


def meaning(fact: Fact, text: str) -> str | None:
    """The value that a word stands for; None if it is not a word of this fact."""
    word = folded(text)
    for value in fact.values:
        if folded(value) == word:
            return value
    return fact.words.get(word)


def nearest(text: str, words: tuple[str, ...], *, clinical: bool = False) -> str | None:
    """The right word that a mistyped one is nearest to, if any is near.

    Of `clinical` words only a near one: one letter makes another disease (MEN1, MEN4).
    """
    import difflib  # only a mistake pays for it

    spelt = {folded(word): word for word in words}
    typed = folded(text)[:64]
    if clinical and len(typed) < _SHORT:
        return None
    alike = _ALIKE if clinical else _SIMILAR
    near = difflib.get_close_matches(typed, list(spelt), n=1, cutoff=alike)
    return spelt[near[0]] if near else None
