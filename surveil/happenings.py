"""Happenings: what happens to a patient after surgery, and the words for it."""

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from surveil import terms
from surveil.errors import CaseError
from surveil.facts import FACT

# The order of one day: what changes the case, then its imaging, then whether it is
# followed, and last of all a death.
KINDS: Final = (
    *("re-operation", "revised", "recurrence"),
    *("pregnancy-ended", "pregnancy", "renal-recovered", "renal-failure"),
    *("suspended", "reactivated", "moved", "opted-out", "discharged"),
    *("last-contact", "died"),
)
ORDER: Final = MappingProxyType({kind: rank for rank, kind in enumerate(KINDS)})
_WORDS: Final = {
    "re-operation": "reoperation|re operation|second operation|new operation"
    "|re resection|reresection|surgery",
    "revised": "grade revised|stage revised|revision|pathology revised|facts revised"
    "|grade changed|stage changed|restaged|regraded",
    "recurrence": "recurred|relapse|relapsed|recurrent disease|progression",
    "pregnancy-ended": "pregnancy ended|pregnancy over|delivered|delivery|birth",
    "pregnancy": "pregnant",
    "renal-recovered": "renal function recovered|renal recovered|kidneys recovered"
    "|renal failure ended",
    "renal-failure": "renal failure|kidney failure|renal impairment",
    "suspended": "suspend|on hold|paused",
    "reactivated": "reactivate|resumed|returned|opted in|active",
    "moved": "moved away|transferred|transferred out|moved out of area",
    "opted-out": "opted out|declined follow up|withdrew",
    "discharged": "discharge",
    "last-contact": "last contact|last seen|contact|telephone contact|seen",
    "died": "death|dead|deceased|rip",
}
_WHAT: Final = MappingProxyType(
    {
        terms.folded(word): kind
        for kind, words in _WORDS.items()
        for word in (kind, *words.split("|"))
    }
)
IMAGING: Final = {"pregnancy": "pregnant", "renal-failure": "renal failure"}
ENDS: Final = ("died", "opted-out", "moved", "discharged")
FIXED: Final = ("key", "surgery", "status", "status_date", "followed_from", "born")


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to a patient. `row` None: the list itself says so.

    `facts` are the changed facts as texts, in order of name; "" makes one unknown.
    """

    date: date
    what: str
    facts: tuple[tuple[str, str], ...] = ()
    row: int | None = None

    @property
    def place(self) -> str:
        return f"row {self.row} of the events" if self.row is not None else "the list"


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Rows that cannot all be true; `grave` where it leaves open what is planned."""

    rows: tuple[int, ...]
    text: str
    grave: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """Why imaging is not to be done without asking the team, and since when."""

    what: str
    since: date

    @property
    def text(self) -> str:
        return f"{IMAGING[self.what]} since {self.since}"


def what_of(text: str) -> str | None:
    """The kind that a clinic's word stands for."""
    return _WHAT.get(terms.folded(text))


def nearest_what(text: str) -> str | None:
    return terms.nearest(text, (*KINDS, *_WHAT))


def facts_of(text: str) -> tuple[tuple[str, str], ...]:
    """The changed facts of a text such as "grade=G2; ki67=5".

    What has no equals sign is a remark. Raises CaseError for a fact that there is none
    of, or that a happening cannot change.
    """
    found: dict[str, str] = {}
    for part in text.replace("\n", ";").split(";"):
        name, equals, value = part.partition("=")
        name = terms.folded(name).replace(" ", "_")
        if not equals:
            continue
        if name not in FACT or name in FIXED:
            changeable = tuple(one for one in FACT if one not in FIXED)
            near = terms.nearest(name, changeable)
            hint = f"; the nearest is {near}" if near else ""
            raise CaseError("details", f"names no fact that can change{hint}")
        if name in found:
            raise CaseError("details", f"says {name} twice")
        found[name] = " ".join(value.split())
    return tuple(sorted(found.items()))
