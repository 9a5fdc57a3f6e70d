"""What patients read, in their language: message catalogues keyed by the English words.

The English is in the code. A translation is a catalogue in `locale/`, made and compiled
by `tests/translations.py`; reading one needs the standard library alone.
"""

import gettext
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Final

from surveil.errors import UsageError

ENGLISH: Final = "en"
# The one besides English is Mandarin as it is written in most of China: the language
# other than English that most people in Australia speak at home (2.5 per cent in the
# Census of 2016, before Arabic with 1.4 per cent; the same order in 2011).
# How many patients of NET clinics speak it, nobody has published.
LANGUAGES: Final = (ENGLISH, "zh-Hans")
REVIEW: Final = "machine-made, to be reviewed before use"
_NAMES: Final = MappingProxyType({ENGLISH: "English", "zh-Hans": "Simplified Chinese"})


def marked(text: str) -> str:
    """The same text, found by the tool that collects what is to be translated."""
    return text


@dataclass(frozen=True, slots=True)
class Messages:
    """The words of one language."""

    language: str
    catalogue: gettext.NullTranslations

    def said(self, text: str, /, **places: str) -> str:
        """The text in this language, with its places filled.

        A place that is not given stays as it is: dates are filled in later.
        """
        words = self.catalogue.gettext(text) if text else ""
        for name, value in places.items():
            words = words.replace(f"{{{name}}}", value)
        return words


@lru_cache(maxsize=8)
def messages(language: str) -> Messages:
    """The words of this language; UsageError where there is no catalogue of it."""
    if language not in LANGUAGES:
        raise UsageError(f"language {language!r} is not one of {', '.join(LANGUAGES)}")
    if language == ENGLISH:
        return Messages(language, gettext.NullTranslations())
    compiled = resources.files("surveil") / "locale" / f"{language}.mo"
    with compiled.open("rb") as file:
        return Messages(language, gettext.GNUTranslations(file))


def name(language: str) -> str:
    """The language by its English name."""
    return _NAMES[language]


def warning(language: str) -> str | None:
    """What who chooses this language must know, or None."""
    if language == ENGLISH:
        return None
    return f"the texts in {name(language)} ({language}) are {REVIEW}"
