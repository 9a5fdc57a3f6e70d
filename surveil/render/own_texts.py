"""The texts that a clinic may replace by its own, and what such a text may hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from surveil.catalogue import TESTS
from surveil.errors import UsageError
from surveil.preparation import name as preparation_of
from surveil.render.clinic_texts import DUE, EARLIEST, LATEST, PLACES
from surveil.render.plaintext import clean
from surveil.terms import nearest

_LONGEST_TITLE: Final = 60
_LONGEST_LINE: Final = 200
_LONGEST_PREPARATION: Final = 400


@dataclass(frozen=True, slots=True)
class Replaceable:
    """What a text is for, how long it may be, and the places for dates it may have."""

    what: str
    longest: int = _LONGEST_LINE
    places: tuple[str, ...] = ()


REPLACEABLE: Final[Mapping[str, Replaceable]] = MappingProxyType(
    {
        "calendar": Replaceable("name of the calendar", _LONGEST_TITLE),
        "title.due": Replaceable("discreet title of a visit", _LONGEST_TITLE),
        "title.review": Replaceable(
            "discreet title of a review of the plan", _LONGEST_TITLE
        ),
        "title.book": Replaceable(
            "discreet title of the reminder to book", _LONGEST_TITLE
        ),
        "target": Replaceable(
            "that a visit is a target, not a booking",
            places=(DUE, EARLIEST, LATEST),
        ),
        "booking": Replaceable("how to book", places=(DUE,)),
        "bring": Replaceable("what to bring"),
        "sheet": Replaceable("that the department's own sheet wins"),
        "proposal": Replaceable("that the team decides"),
        "withdrawn": Replaceable("text of an entry that no longer holds"),
        **{
            preparation_of(code): Replaceable(
                f"how a patient prepares for: {test.name}", _LONGEST_PREPARATION
            )
            for code, test in TESTS.items()
            if test.kind != "decision"
        },
    }
)


def check_own(own: Mapping[str, str]) -> None:
    """Raise UsageError for a name that is not known, or a text that cannot be used."""
    for name, text in own.items():
        if name not in REPLACEABLE:
            near = nearest(name, tuple(REPLACEABLE))
            hint = f"; the nearest is {near}" if near else ""
            raise UsageError(f"own.{name} is not a text that has a name{hint}")
        if problem := _problem(text, REPLACEABLE[name]):
            raise UsageError(f"own.{name} {problem}")


def _problem(text: str, asked: Replaceable) -> str | None:
    cleaned = clean(text, len(text) + 1)
    if not cleaned:
        return "is empty: leave it out to keep the text of surveil"
    if "\n" in cleaned:
        return "has more than one line: write it as one"
    if len(cleaned) > asked.longest:
        return f"is longer than {asked.longest} characters: shorten it"
    if "<" in text or ">" in text:
        return "holds < or >, which programs read as markup: write it in words"
    rest = text
    for place in asked.places:
        rest = rest.replace(place, "")
    if "{" in rest or "}" in rest:
        known = ", ".join(place for place in PLACES if place in asked.places)
        return f"may hold no braces but {known}" if known else "may hold no braces"
    return None
