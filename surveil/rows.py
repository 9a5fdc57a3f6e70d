"""Rows: the cells of one row as a case, quickly where rows are alike."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any, Final

from surveil import cells, terms
from surveil.case import Case, read_fact
from surveil.cells import Dates
from surveil.consistency import EARLIEST_SURGERY
from surveil.errors import CaseError
from surveil.facts import FACT
from surveil.headers import PATIENT, Header

# What each case has of its own; the other facts are the same in many rows.
_OWN: Final = ("key", "surgery", "born", "followed_from", "status_date")
_OTHERS: Final = tuple(one.name for one in fields(Case) if one.name not in _OWN)
_OPAQUE: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_ANY_DAY: Final = "2000-01-01"  # of a case of which only the other facts are asked
_OLDEST: Final = 120
_REMEMBERED: Final = 2**16


@dataclass(frozen=True, slots=True)
class Parsed:
    """The case of a row, the patient whose case it is, and what was assumed."""

    case: Case
    patient: str | None = None
    notes: tuple[str, ...] = ()


class Rows:
    """How the rows of one header become cases; with `keyed`, each must have a key.

    A list has few different tumours: what was read once is remembered, apart from
    keys and patients.
    """

    __slots__ = (
        "_alike",
        "_meant",
        "_names",
        "_others",
        "_own",
        "_read",
        "dates",
        "header",
        "keyed",
    )

    def __init__(self, header: Header, dates: Dates, *, keyed: bool = False) -> None:
        self.header = header
        self._names = header.names
        self.dates = dates
        self.keyed = keyed
        self._meant = {
            one.position: one.meaning for one in header.columns if one.meaning
        }
        self._own = {name: header.position(name) for name in (*_OWN, PATIENT)}
        self._others = [at for at in self._meant if at not in self._own.values()]
        self._alike = lru_cache(_REMEMBERED)(self._without_own)
        self._read = lru_cache(_REMEMBERED)(self._own_value)

    def check(self, texts: Sequence[str]) -> None:
        """Raise CaseError for a row that cannot belong to the header."""
        names = self._names
        if len(texts) != len(names):
            problem = f"has {len(texts)} cells and the header {len(names)}"
            raise CaseError("the row", problem)
        if texts[0].strip() == names[0] and _normal(texts) == names:
            raise CaseError("the row", "is the header once more")

    def key(self, texts: Sequence[str]) -> str:
        """The key of a row as keys are compared; "" if it has none."""
        return self._text("key", texts)

    def parsed(self, texts: Sequence[str]) -> Parsed:
        """The case of a row that fits the header, as `Case.parse` makes it of `facts`.

        Raises CaseError as that does.
        """
        if self.keyed and not self.key(texts):
            raise CaseError("key", "is missing: an opaque reference such as A1")
        patient = self._text(PATIENT, texts)
        if patient and not _OPAQUE.fullmatch(patient):
            raise CaseError(PATIENT, "is not 1 to 64 of A-Z a-z 0-9 _ - such as P1")
        if found := self._quickly(texts):
            return Parsed(found[0], patient or None, found[1])
        facts, notes = self.facts(texts)
        return Parsed(Case.parse(facts), patient or None, notes)

    def facts(self, texts: Sequence[str]) -> tuple[dict[str, str], tuple[str, ...]]:
        """The texts that `Case.parse` takes, and what was assumed for them.

        Raises CaseError for a cell that may be meant in two ways.
        """
        facts: dict[str, str] = {}
        parts: dict[str, str] = {}
        notes: list[str] = []
        for at, meaning in self._meant.items():
            if meaning.fact == "tnm" and meaning.form:
                parts[meaning.form] = texts[at]
            elif meaning.fact != PATIENT:
                typed = cells.typed(meaning, texts[at], self.dates)
                facts[meaning.fact] = typed.text
                notes += [typed.note] if typed.note else []
        if parts:
            facts["tnm"] = cells.tnm(parts)
        if cells.says_not_operated(facts.get("surgery", "")):
            _not_operated(facts)
        return facts, tuple(notes)

    def _text(self, name: str, texts: Sequence[str]) -> str:
        at = self._own[name]
        return "" if at is None else " ".join(texts[at].split())

    def _quickly(self, texts: Sequence[str]) -> tuple[Case, tuple[str, ...]] | None:
        """The case, from one that is alike; None where that settles not enough.

        Raises CaseError where the row is wrong in what it shares with others.
        """
        own: dict[str, Any] = {}
        notes: tuple[str, ...] = ()
        for name in _OWN:
            at = self._own[name]
            if at is None:
                continue
            if name == "key":
                if (key := texts[at]) and not _OPAQUE.fullmatch(key):
                    return None
                own[name] = key or None
                continue
            read = self._read(at, texts[at])
            if read is None:
                return None
            own[name], note = read
            notes += (note,) if note else ()
        surgery = own.get("surgery")
        if surgery is not None and surgery < EARLIEST_SURGERY:
            return None
        others = self._alike(tuple([texts[at] for at in self._others]))
        if isinstance(others, CaseError):
            # Without a date of surgery something else may have to be said before.
            if surgery is None:
                return None
            raise CaseError(others.fact, others.problem)
        case = Case(**others, **own)
        return (case, notes) if _stands(case) else None

    def _own_value(self, at: int, text: str) -> tuple[object, str] | None:
        """The value of a date or year and what was assumed; None where it is wrong."""
        meaning = self._meant[at]
        try:
            typed = cells.typed(meaning, text, self.dates)
            return read_fact(FACT[meaning.fact], typed.text), typed.note
        except CaseError:
            return None

    def _without_own(self, texts: tuple[str, ...]) -> dict[str, Any] | CaseError:
        """The facts that rows may share, settled, or what is wrong with them."""
        row = [""] * self.header.width
        for at, text in zip(self._others, texts, strict=True):
            row[at] = text
        try:
            facts, _ = self.facts(row)
            case = Case.parse(facts | {"surgery": _ANY_DAY})
        except CaseError as error:
            return error.with_traceback(None)
        return {name: getattr(case, name) for name in _OTHERS}


def _normal(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(" ".join(text.split()) for text in texts)


def _stands(case: Case) -> bool:
    """Whether the dates of a case are beyond doubt, so that nothing need be said."""
    surgery = case.surgery
    if surgery is None:
        return case.status == "not-operated"
    return (case.born is None or 0 <= surgery.year - case.born <= _OLDEST) and (
        case.status_date is None or surgery <= case.status_date
    )


def _not_operated(facts: dict[str, str]) -> None:
    """The status that the cell of the date tells, in place of a date."""
    status = facts.get("status", "")
    told = terms.meaning(FACT["status"], status)
    if terms.folded(status) not in terms.UNKNOWN_WORDS and told != "not-operated":
        raise CaseError(
            "surgery", "tells that there was no operation, which contradicts status"
        )
    facts |= {"surgery": "", "status": "not-operated"}
