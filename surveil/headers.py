"""Headers: which column of a clinic's list is which fact, and in what form."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from surveil import terms
from surveil.errors import UsageError
from surveil.facts import FACTS

PATIENT: Final = "patient"  # a column that is no fact of a case: it joins two of them


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column holds: a fact, and the form of its cells.

    Forms: "" as the fact is typed; "cm" and "unit" (numbers in cm, numbers that must
    say their unit); "T", "N" and "M" (one part of tnm); "year" (a year or date of
    birth, of which only the year is taken).
    """

    fact: str
    form: str = ""

    def told(self) -> str:
        """The meaning in words."""
        words = {
            "cm": "in cm",
            "unit": "each cell with its unit",
            "year": "of a date the year alone",
        }
        if not self.form:
            return self.fact
        return f"{self.fact}, {words.get(self.form, f'its {self.form}')}"


@dataclass(frozen=True, slots=True)
class Words:
    """The columns of one kind of list by folded name; the one that each must have."""

    meanings: Mapping[str, Meaning]
    needs: str
    example: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its place from 0, its name, and its meaning, or why it has none."""

    position: int
    name: str
    meaning: Meaning | None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a list, in order. No two of them mean the same."""

    columns: tuple[Column, ...]

    @property
    def width(self) -> int:
        return len(self.columns)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.columns)

    @property
    def facts(self) -> frozenset[str]:
        return frozenset(one.meaning.fact for one in self.columns if one.meaning)

    def position(self, fact: str) -> int | None:
        """Where the column of a fact stands."""
        for one in self.columns:
            if one.meaning and one.meaning.fact == fact:
                return one.position
        return None


# A column of this name is a key or nothing: it must not name a patient to others.
_KNOWN_TO_OTHERS: Final = (
    "|mrn|ur|urn|ur number|ur no|hospital number|hospital no|hospital id|unit number"
    "|nhs number|nhs no|nhi|nhi number|chi|chi number|ihi|medicare|medicare number"
    "|medicare no|medical record number|medical record no|record number|patient id"
    "|patient number|patient no|pid|"
)
_REMARK: Final = (
    "a record number that others know: give every case an opaque key, or say"
    " --column '{}=key'"
)
_NAMES: Final = {
    "key": "case|case key|case id|case no|case number|case ref|id|study id|study no"
    "|study number|registry id|record id|pseudonym",
    PATIENT: "patient|patient key|patient pseudonym|patient code",
    "surgery": "date of surgery|surgery date|surgical date|date surgery|op date"
    "|operation date|date of operation|date of op|date op|resection date"
    "|date of resection|date of last surgery|operated on",
    "site": "primary site|primary|primary tumour|primary tumor|primary tumour site"
    "|primary tumor site|tumour site|tumor site|site of primary|site of tumour"
    "|site of tumor|site of primary tumour|site of primary tumor|site of origin"
    "|primary location|tumour location|tumor location|location of primary"
    "|primary organ|anatomical site|anatomic site",
    "grade": "who grade|grade who|tumour grade|tumor grade|histological grade"
    "|histologic grade|net grade|who 2019 grade|grade who 2019|who 2022 grade"
    "|grade who 2022|grading|grade net",
    "ki67": "ki 67|ki67 index|ki 67 index|ki67 percent|ki 67 percent"
    "|ki67 proliferation index|ki 67 proliferation index|mib 1|mib1"
    "|proliferation index",
    "stage": "ajcc stage|stage ajcc|uicc stage|stage uicc|enets stage|stage enets"
    "|overall stage|stage group|disease stage|tumour stage|tumor stage",
    "nodes": "lymph nodes|node status|nodal status|ln status|lymph node status"
    "|lymph node involvement|nodal involvement|node involvement",
    "tnm": "ptnm|tnm stage|tnm staging|tnm classification|pathological tnm"
    "|pathologic tnm|tnm ajcc|tnm uicc",
    "resection": "resection status|margin|margins|margin status|resection margin"
    "|resection margins|r status|r classification|completeness of resection",
    "function": "functional status|functionality|functioning|hormone syndrome"
    "|hormonal syndrome|functional syndrome|syndrome",
    "operation": "procedure|surgery type|type of surgery|type of operation"
    "|operation type|surgical procedure|procedure performed|operation performed",
    "colon_side": "side of colon",
    "gastric_type": "gastric net type|type of gastric net|stomach type",
    "lymphovascular": "lymphovascular invasion|lvi|lymphovascular space invasion",
    "perineural": "perineural invasion|pni",
    "adverse_histology": "adverse features|adverse histological features"
    "|adverse histologic features",
    "sstr_positive": "sstr|sstr status|sstr expression|somatostatin receptor status"
    "|dotatate positive|dotatate avid|sstr pet positive",
    "cga_raised": "raised cga|cga elevated|elevated cga|chromogranin a raised"
    "|chromogranin a elevated|chromogranin raised",
    "hiaa_raised": "raised hiaa|5 hiaa raised|5hiaa raised|raised 5 hiaa"
    "|5 hiaa elevated|elevated 5 hiaa",
    "carcinoid_heart_disease": "carcinoid heart",
    "hereditary": "genetic syndrome|germline|germline syndrome|familial syndrome"
    "|inherited syndrome|hereditary syndrome",
    "followed_from": "follow up from|follow up since|followed since",
    "status": "patient status|follow up status",
    "status_date": "date of status",
}
_SIZES: Final = {
    "size_mm": "size|tumour size|tumor size|size of tumour|size of tumor|diameter"
    "|tumour diameter|tumor diameter|largest diameter|max diameter|maximum diameter"
    "|largest tumour diameter|largest tumor diameter|lesion size|max size|maximum size"
    "|max tumour size|max tumor size",
    "mesoappendix_mm": "mesoappendix|mesoappendix invasion|mesoappendiceal invasion"
    "|depth of mesoappendix invasion|depth of mesoappendiceal invasion",
}
_UNITS: Final = {
    "": "unit",
    " mm": "",
    " in mm": "",
    " millimetres": "",
    " cm": "cm",
    " in cm": "cm",
    " centimetres": "cm",
}
_BIRTH: Final = "year of birth|birth year|yob|date of birth|birth date|birthdate|dob"
_PARTS: Final = "{0}|p{0}|{0} stage|p{0} stage|{0} category|p{0} category|{0} tnm"


def folded(name: str) -> str:
    """A column's name as names are compared: lower case, words parted by one space."""
    words = re.sub(r"[\s_\-/.,:;()\[\]#*?]+", " ", name.casefold().replace("%", " % "))
    return re.sub(r"(?: %| percent)+$", "", " ".join(words.split()))


def _table() -> Mapping[str, Meaning]:
    table: dict[str, Meaning] = {}
    for fact in FACTS:
        form = "year" if fact.name == "born" else ""
        table[folded(fact.name)] = Meaning(fact.name, form)
    for name, words in _NAMES.items():
        table |= {folded(word): Meaning(name) for word in words.split("|")}
    for name, words in _SIZES.items():
        for word in words.split("|"):
            table |= {
                f"{word}{end}": Meaning(name, form) for end, form in _UNITS.items()
            }
    table |= {word: Meaning("born", "year") for word in _BIRTH.split("|")}
    for part in "TNM":
        words = _PARTS.format(part.lower())
        table |= {word: Meaning("tnm", part) for word in words.split("|")}
    return MappingProxyType(table)


CASES: Final = Words(_table(), "site", "key,surgery,site,grade")


def asked(
    columns: Mapping[str, str], words: Words = CASES
) -> Mapping[str, Meaning | None]:
    """What the user said of columns, by their folded names; None: leave it out.

    A fact may be given with its unit ("size cm"). Raises UsageError for a word that
    is no fact.
    """
    found: dict[str, Meaning | None] = {}
    for name, word in columns.items():
        meaning = words.meanings.get(folded(word))
        if meaning is None and word.strip():
            near = terms.nearest(word, tuple(m.fact for m in words.meanings.values()))
            hint = f"; the nearest is {near}" if near else ""
            raise UsageError(f"--column '{name}={word}' names no fact{hint}")
        if folded(name) in found:
            raise UsageError(f"--column '{name}' is given twice")
        found[folded(name)] = meaning
    return MappingProxyType(found)


def recognised(
    names: Sequence[str], said: Mapping[str, Meaning | None], words: Words = CASES
) -> frozenset[str]:
    """The facts that these names would be, were they a header."""
    typed = [folded(name) for name in names]
    found = [said[one] if one in said else words.meanings.get(one) for one in typed]
    return frozenset(one.fact for one in found if one)


def understand(
    names: Sequence[str], said: Mapping[str, Meaning | None], words: Words = CASES
) -> Header:
    """The meaning of each column; what the user `said` comes before what is common.

    A single letter T, N or M is a part of tnm only where T and N stand together.
    Raises UsageError for two columns of one meaning, naming both.
    """
    parts = {"t", "n"} <= {folded(name) for name in names}
    spaced = enumerate(" ".join(name.split()) for name in names)
    columns = [_column(at, name, said, parts, words) for at, name in spaced]
    told = {one.meaning for one in columns if folded(one.name) in said and one.meaning}
    kept = [_yielding(one, said, told) for one in columns]
    _refuse_two(kept)
    return Header(tuple(kept))


def _column(
    position: int,
    name: str,
    said: Mapping[str, Meaning | None],
    parts: bool,
    words: Words,
) -> Column:
    word = folded(name)
    if word in said:
        return Column(position, name, said[word], "" if said[word] else "left out")
    if f"|{word}|" in _KNOWN_TO_OTHERS:
        return Column(position, name, None, _REMARK.format(name))
    alone = len(word) == 1 and not parts
    return Column(position, name, None if alone else words.meanings.get(word))


def _yielding(
    one: Column, said: Mapping[str, Meaning | None], told: set[Meaning]
) -> Column:
    """A column that yields to the one that the user named for the same fact."""
    if one.meaning is None or folded(one.name) in said:
        return one
    if any(_clash(one.meaning, other) for other in told):
        remark = f"another column was named for {one.meaning.fact}"
        return Column(one.position, one.name, None, remark)
    return one


def _clash(one: Meaning, other: Meaning) -> bool:
    """Whether two columns would say the same; T, N and M complete each other."""
    parts = one.form in "TNM" and other.form in "TNM" and one.form and other.form
    return one == other if parts else one.fact == other.fact


def _refuse_two(columns: Sequence[Column]) -> None:
    seen: list[Column] = []
    for one in columns:
        for other in seen:
            if one.meaning and other.meaning and _clash(one.meaning, other.meaning):
                fact = one.meaning.fact
                raise UsageError(
                    f"two columns are {fact}: '{other.name}' and '{one.name}'; say"
                    f" which is meant, such as --column '{one.name}={fact}'"
                )
        seen += [one] if one.meaning else []


def refuse_unknown(
    said: Mapping[str, Meaning | None],
    columns: Mapping[str, str],
    headers: Sequence[Header],
) -> None:
    """Raise UsageError for a --column that no list has, with the nearest name."""
    names = {folded(name): name for header in headers for name in header.names if name}
    for typed in columns:
        if folded(typed) not in names:
            near = terms.nearest(typed, tuple(names.values()))
            hint = f"; the nearest is '{near}'" if near else ""
            raise UsageError(f"--column: no column has the name '{typed}'{hint}")
