"""What a clinic chose about the words of calendars and sheets."""

import re
from dataclasses import dataclass
from typing import Final

from surveil.messages import Messages, messages
from surveil.render import dates

LONGEST_TEXT: Final = 1500
LONGEST_TITLE: Final = 120
# Places for dates, as wide as what fills them: see `entries`.
EARLIEST: Final = "{earliest}"
DUE: Final = "{due}"
LATEST: Final = "{latest}"
THEN: Final = "{then}"
PLACES: Final = (EARLIEST, DUE, LATEST, THEN)


@dataclass(frozen=True, slots=True)
class ClinicTexts:
    """Levels of privacy, language, telephone, name and replaced texts of a clinic."""

    titles: str = "discreet"
    texts: str = "plain"
    language: str = "en"
    telephone: str | None = None  # may stand at every level
    name: str | None = None  # names the clinic: at the clinical level alone
    own: tuple[tuple[str, str], ...] = ()  # names of `own_texts.REPLACEABLE`

    @property
    def words(self) -> Messages:
        return messages(self.language)

    def replaced(self, name: str, text: str) -> str:
        """The clinic's own text of this name, else the given one, translated."""
        for given, own in self.own:
            if given == name:
                return own
        return self.words.said(text)

    def telephone_lines(self) -> list[str]:
        if not self.telephone:
            return []
        said = self.words.said("Telephone: {telephone}")
        return [said.replace("{telephone}", harmless(self.telephone))]


def harmless(text: str) -> str:
    """One line without what would be read as a place for a date, or as markup."""
    text = " ".join(text.split()).replace("{", "(").replace("}", ")")
    return re.sub(r"<(?=[/!?A-Za-z])", "(", text)


def length(text: str, language: str) -> int:
    """How many characters the text has when its places are filled."""
    for place in PLACES:
        text = text.replace(place, "x" * dates.width(language))
    return len(text)


def names(found: list[str], before: str, after: str, limit: int) -> str:
    """Names between two texts, cut at a whole name within the limit."""
    for kept in range(len(found), 0, -1):
        more = f" and {len(found) - kept} more" if kept < len(found) else ""
        whole = f"{before}{', '.join(found[:kept])}{more}{after}"
        if len(whole) <= limit:
            return whole
    return f"{before}{len(found)} tests{after}"
