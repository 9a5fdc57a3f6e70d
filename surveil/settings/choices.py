"""Settings: what is in force for a clinic, and where each value came from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final, TypeVar

from surveil.errors import UsageError
from surveil.messages import LANGUAGES
from surveil.settings import words
from surveil.spans import Span
from surveil.visits import BY, LEADS

T = TypeVar("T")

DEFAULT: Final = "default"
_AHEAD: Final = Span(days=56)
_OURS: Final[Mapping[str, str]] = MappingProxyType(
    dict.fromkeys(
        (
            "telephone",
            "name",
            "country",
            "region",
            "guideline",
            "programmes",
            "language",
            "titles",
            "texts",
            "by",
            "book",
            *(f"lead.{kind}" for kind in words.LEAD_KINDS),
            "own",
        ),
        DEFAULT,
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What is in force: a clinic's choices, or ours where it made none.

    `lead` holds days by kind of test, `book` is None where nothing is to be booked,
    `own` the texts that replace ours, by name. `origins` says where each value came
    from: "default", the name of the file, or the option.
    """

    telephone: str | None = None
    name: str | None = None
    country: str | None = None
    region: str | None = None
    guideline: tuple[str, ...] = ("esmo-2020",)
    programmes: tuple[str, ...] = ()
    language: str = "en"
    titles: str = "discreet"
    texts: str = "plain"
    by: str = "visit"
    book: Span | None = _AHEAD
    lead: Mapping[str, int] = field(default_factory=lambda: LEADS)
    own: tuple[tuple[str, str], ...] = ()
    origins: Mapping[str, str] = field(default_factory=lambda: _OURS)

    def overlaid(self, options: Mapping[str, str | None]) -> "Settings":
        """These settings under the options of a command line, which win.

        `options` are texts as typed, by the names of the fields; None: not given.
        Raises UsageError for a text that cannot be read, or a region of no country.
        """
        given = {name: text for name, text in options.items() if text is not None}
        found = self
        for name, text in given.items():
            found = found._with_option(name, text)
        country = found.country
        if self.country not in (None, country) and "region" not in given:
            # New South Wales is no region of New Zealand.
            found = found._changed("region", None, found.origins["country"])
        if found.region and not found.country:
            raise _without_country(found.origins["region"])
        return found

    def _with_option(self, name: str, text: str) -> "Settings":
        option = f"--{key_of(name)}"
        try:
            value = _READERS[name](text.strip())
        except ValueError as problem:
            raise UsageError(f"{option} {problem}") from None
        if name != "lead":
            return self._changed(name, value, option)
        origins = {**self.origins, **{f"lead.{kind}": option for kind in value}}
        return replace(self, lead={**self.lead, **value}, origins=origins)

    def _changed(self, name: str, value: object, origin: str) -> "Settings":
        values: dict[str, Any] = {name: value}
        return replace(self, origins={**self.origins, name: origin}, **values)


def key_of(name: str) -> str:
    """The key in the file, and the option, of a field."""
    return "with" if name == "programmes" else name  # `with` is a word of Python


def _or_none(read: Callable[[str], T], none: T) -> Callable[[str], T]:
    """For what a command line must be able to take back from the file."""
    return lambda text: none if text == words.NONE else read(text)


def _without_country(origin: str) -> UsageError:
    if origin.startswith("--"):
        return UsageError(f"{origin} needs a country as well, such as --country AU")
    return UsageError(f'{origin}: region: needs a country, such as country = "AU"')


# The options. Telephone, name and texts are the clinic's and not one plan's: they
# stand in the file alone.
_READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "guideline": words.ids,
    "programmes": _or_none(words.ids, ()),
    "country": _or_none(words.country, None),
    "region": _or_none(words.region, None),
    "by": words.one_of(BY),
    "lead": words.leads,
    "book": words.book,
    "titles": words.one_of(words.TITLES),
    "texts": words.one_of(words.TEXTS),
    "language": words.one_of(LANGUAGES),
}
OPTIONS: Final = tuple(_READERS)
