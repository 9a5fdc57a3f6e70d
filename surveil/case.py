"""A case: the facts about one operated tumour."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Self

from surveil import consistency, terms, tnm
from surveil.bounds import Bounds
from surveil.errors import CaseError
from surveil.facts import FACT, FACTS, SIDE_OF_COLON
from surveil.terms import Fact, Kind

_KEY = r"[A-Za-z0-9_-]{1,64}"
_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_STAGE = r"(?i)^(?:stage )?(i{1,3}|iv|[1-4])(?:\s*[abc][1-3]?)?$"
_UNITS = {"ki67": ("%", "percent"), "size_mm": ("mm",), "mesoappendix_mm": ("mm",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What the operation and pathology reports say; None = unknown.

    Make one with `parse`, which understands clinic words, fills in what one fact
    settles about another and refuses contradictions.
    """

    key: str | None = None
    surgery: date | None = None
    site: str
    grade: str | None = None
    ki67: Bounds | None = None
    stage: str | None = None
    nodes: str | None = None
    tnm: str | None = None
    resection: str | None = None
    size_mm: Bounds | None = None
    function: str | None = None
    operation: str | None = None
    colon_side: str | None = None
    gastric_type: str | None = None
    mesoappendix_mm: Bounds | None = None
    lymphovascular: str | None = None
    perineural: str | None = None
    adverse_histology: str | None = None
    sstr_positive: str | None = None
    cga_raised: str | None = None
    hiaa_raised: str | None = None
    carcinoid_heart_disease: str | None = None
    hereditary: str | None = None
    born: int | None = None
    followed_from: date | None = None
    status: str | None = None
    status_date: date | None = None

    @classmethod
    def parse(cls, facts: Mapping[str, str]) -> Self:
        """The case that these texts describe, keyed by the names of the facts.

        Raises CaseError for a fact that is unknown to the program, missing,
        unreadable, or against another.

        >>> Case.parse({"surgery": "2024-01-31", "site": "ileum"}).site
        'small-bowel'
        """
        read: dict[str, object] = {}
        for name in facts:
            if name not in FACT:
                near = terms.nearest(name, tuple(FACT))
                hint = f"; the nearest is {near}" if near else ""
                raise CaseError("a fact", f"has a name that is not known{hint}")
        for fact in FACTS:
            value = read_fact(fact, facts.get(fact.name, ""))
            if value is not None:
                read[fact.name] = value
        _settle_words(read, facts)
        return cls.settled(read)

    @classmethod
    def settled(cls, read: dict[str, object]) -> Self:
        """The case of facts that are read already; `read` is filled in, in place.

        Raises CaseError where facts contradict each other or a needed one is missing.
        """
        consistency.settle(read)
        return cls(**read)  # type: ignore[arg-type]  # each value is of its fact

    @property
    def extents(self) -> frozenset[str]:
        """How far the tumour may have spread, by stage, nodes and M.

        The stage is authoritative. Without one, M and positive nodes leave some
        extents out; N0 M0 does not give `localised`, because T4 N0 is stage III.
        """
        return consistency.extents(self.site, self.stage, self.nodes, self.tnm)

    @property
    def age(self) -> Bounds | None:
        """Age at surgery in years: the difference of the years, or one less."""
        if self.born is None or self.surgery is None:
            return None
        apart = self.surgery.year - self.born
        return Bounds.parse(f"{max(apart - 1, 0)}-{apart}", (0, 200))

    def without(self, fact: str) -> Self:
        """The same case, were this fact not known."""
        return replace(self, **{fact: None})  # type: ignore[arg-type]  # not of site

    def given(self) -> dict[str, str]:
        """The known facts as texts, in the order of the table of facts."""
        texts = {}
        for fact in FACTS:
            value = getattr(self, fact.name)
            if isinstance(value, Bounds):
                texts[fact.name] = value.reported(fact.limits)
            elif value is not None:
                texts[fact.name] = str(value)
        return texts


def read_fact(fact: Fact, text: str) -> object | None:
    """What a text says of one fact, before the others are looked at; None = unknown.

    Raises CaseError for a text that cannot be read.
    """
    if _is_unknown(fact, text):
        return None
    return _value(fact, " ".join(text.split()), text)


def _is_unknown(fact: Fact, text: str) -> bool:
    word = terms.folded(text)
    if fact.name == "key":
        return not text.strip()
    if terms.meaning(fact, text):
        return False
    if fact.name == "site" and word and word in terms.UNKNOWN_WORDS:
        raise CaseError(
            "site", "is not known; for a tumour of unknown origin write unknown-primary"
        )
    return word in terms.UNKNOWN_WORDS


def _value(fact: Fact, text: str, raw: str) -> object:
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in raw.strip()):
        raise CaseError(fact.name, "holds a line break or control character")
    match fact.kind:
        case Kind.DATE:
            return _date(fact, text)
        case Kind.YEAR:
            return _year(fact, text)
        case Kind.NUMBER:
            return _number(fact, text)
        case Kind.WORD:
            return _word(fact, text)
        case Kind.TEXT:
            return _key(text) if fact.name == "key" else _tnm(text)


def _key(text: str) -> str:
    if not re.fullmatch(_KEY, text):
        raise CaseError("key", "is not 1 to 64 of A-Z a-z 0-9 _ - such as A1")
    return text


def _tnm(text: str) -> str:
    try:
        tnm.parse(text)
    except ValueError as problem:
        raise CaseError("tnm", str(problem)) from None
    return text


def _date(fact: Fact, text: str) -> date:
    try:
        if re.fullmatch(_DATE, text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise CaseError(fact.name, "is not a date like 2024-01-31")


def _year(fact: Fact, text: str) -> int:
    low, high = fact.limits
    if re.fullmatch(r"\d{4}", text) and low <= int(text) <= high:
        return int(text)
    raise CaseError(fact.name, f"is not a year such as {fact.example}")


def _number(fact: Fact, text: str) -> Bounds:
    short = text.casefold()
    if fact.name.endswith("_mm") and short.endswith("cm"):
        short = re.sub(r"\d+(?:[.,]\d+)?", _in_mm, short.removesuffix("cm").strip())
    else:
        for unit in _UNITS[fact.name]:
            short = short.removesuffix(unit).strip()
    try:
        found = Bounds.parse(short, fact.limits)
    except ValueError:
        raise CaseError(
            fact.name,
            f"is not a number from {fact.limits[0]} to {fact.limits[1]}"
            f" or a bound, such as {fact.example}",
        ) from None
    if fact.name == "size_mm" and found.high == 0:
        raise CaseError("size_mm", "is 0: leave it out if nobody measured")
    return found


def _in_mm(cm: re.Match[str]) -> str:
    return f"{Decimal(cm[0].replace(',', '.')) * 10:f}"


def _word(fact: Fact, text: str) -> str:
    if fact.name == "stage":
        text = re.sub(_STAGE, _roman, text)
    # Pn with a small n is invasion of nerves, not nodes.
    mistaken = fact.name == "nodes" and text.startswith("Pn")
    if not mistaken and (found := terms.meaning(fact, text)):
        return found
    if fact.name in ("site", "grade") and (reason := terms.other_protocol(text)):
        raise CaseError(fact.name, reason)
    if fact.name == "operation":
        if terms.folded(text) == "gastrectomy":
            raise CaseError(
                "operation",
                "does not say how much: write partial-gastrectomy or total-gastrectomy",
            )
        if terms.folded(text) == "hemicolectomy":
            return "hemicolectomy"  # right or not: settled when the site is known
    words = fact.words if fact.name in ("site", "operation") else ()
    near = terms.nearest(text, (*fact.values, *words), clinical=True)
    hint = f"; the nearest is {near}" if near else ""
    raise CaseError(fact.name, f"is not {fact.right_form()}{hint}")


def _roman(found: re.Match[str]) -> str:
    return {"1": "I", "2": "II", "3": "III", "4": "IV"}.get(found[1], found[1])


def _settle_words(read: dict[str, object], facts: Mapping[str, str]) -> None:
    """What one clinic word says of two facts: caecum, hemicolectomy."""
    side = SIDE_OF_COLON.get(terms.folded(facts.get("site", "")))
    if side and read.setdefault("colon_side", side) != side:
        raise CaseError("colon_side", "contradicts site: caecum is right, sigmoid left")
    if read.get("operation") == "hemicolectomy":
        right = read.get("site") in ("appendix", "small-bowel") or (
            read.get("site") == "colon" and read.get("colon_side") == "right"
        )
        read["operation"] = "right-hemicolectomy" if right else "bowel-resection"
