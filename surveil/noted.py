"""Noted: a clinic's tables of tests and of events, row by row, by the key of a case."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from surveil import cells, happenings, headers, naming, terms
from surveil.cells import Dates
from surveil.errors import CaseError
from surveil.happenings import Happening
from surveil.headers import Header, Meaning, Words
from surveil.history import STATUSES, Done
from surveil.lists import Rejected
from surveil.repeats import normal
from surveil.sheets import Reading


def words_of(names: Mapping[str, str], needs: str, example: str) -> Words:
    """The words of a header, from names parted by bars."""
    return Words(
        MappingProxyType(
            {
                headers.folded(name): Meaning(fact)
                for fact, listed in names.items()
                for name in (fact, *listed.split("|"))
            }
        ),
        needs,
        example,
    )


_SHOWN: Final = 60  # letters of a word
_KEY: Final = (
    "case|case key|case id|case no|case number|case ref|id|study id|study no"
    "|study number|registry id|record id|pseudonym"
)
DONE: Final = words_of(
    {
        "key": _KEY,
        "date": "day|test date|date of test|exam date|examination date|date done"
        "|date performed|performed on|appointment date|visit date|date of visit"
        "|event date|date of event|scan date",
        "test": "exam|examination|procedure|investigation|test name|modality|code"
        "|test code|what|study|examination name|exam name",
        "status": "state|outcome|attendance|appointment status|test status"
        "|result status|exam status",
    },
    "test",
    "key,date,test,status",
)
EVENTS: Final = words_of(
    {
        "key": _KEY,
        "date": "day|event date|date of event|when",
        "what": "event|event type|type|what happened|kind",
        "details": "detail|facts|changed|comment|comments|note|notes",
    },
    "what",
    "key,date,what,details",
)


@dataclass(frozen=True, slots=True)
class Cells:
    """The texts of one row of such a table, by the facts of its header."""

    row: int
    list: str
    texts: Mapping[str, str]

    @property
    def key(self) -> str:
        return normal(self.texts.get("key", ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """The rows of a table of what was done, by key.

    `rows` counts all that have any text, `rejected` are those that cannot be read, and
    `left_out` counts those whose word is no test of follow-up. `unknown` are the words
    that stand for no test: their rows are kept, to be not judged.
    """

    by_key: Mapping[str, Sequence[Done]]
    rows: int
    rejected: tuple[Rejected, ...]
    left_out: int
    unknown: tuple["Unknown", ...]


@dataclass(frozen=True, slots=True)
class Happened:
    """The rows of a table of events, by key, and those that cannot be read."""

    by_key: Mapping[str, Sequence[Happening]]
    rows: int
    rejected: tuple[Rejected, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """A word that stands for no test: in how many rows and cases, the first of them."""

    word: str
    count: int
    keys: int
    first: int

    def __str__(self) -> str:
        """The word, unless only one case has it: then it may be anybody's name."""
        rows = "1 row" if self.count == 1 else f"{self.count} rows"
        if self.keys > 1:
            return f"'{self.word[:_SHOWN]}' is no test that surveil knows: {rows}"
        return f"row {self.first}: its test is none that surveil knows: {rows}"


def rows_of(
    reading: Reading, given: Sequence[str], needed: Sequence[str]
) -> Iterator[Cells | Rejected]:
    """Every row with its texts, those that are `given` in its header.

    A row that does not fit the header, or has no text for what is `needed`, is
    rejected.
    """
    for table in reading.tables:
        header = table.header
        places = {fact: header.position(fact) for fact in given}
        names = header.names
        for row in reading.rows_of(table):
            problem = _misfit(row.texts, header, names)
            texts = {
                fact: row.texts[at]
                for fact, at in places.items()
                if at is not None and at < len(row.texts)
            }
            missing = [one for one in needed if not texts.get(one, "").strip()]
            if problem:
                yield Rejected(row.number, "the row", problem, row.list)
            elif missing:
                yield Rejected(row.number, missing[0], _MISSING[missing[0]], row.list)
            else:
                yield Cells(row.number, row.list, texts)


_MISSING: Final = {
    "key": "is missing: the key of a case of the list, such as A1",
    "date": "is missing: a date like 2024-01-31",
    "test": "is missing: a code or name such as cga",
    "status": f"is missing: one of {', '.join(STATUSES)}",
    "what": "is missing: such as last-contact",
}


def _misfit(texts: Sequence[str], header: Header, names: Sequence[str]) -> str | None:
    if len(texts) > header.width and any(texts[header.width :]):
        return f"has {len(texts)} cells and the header {header.width}"
    if [" ".join(text.split()) for text in texts] == list(names):
        return "is the header once more"
    return None


def day_of(text: str, dates: Dates) -> date:
    """The date of a cell. Raises CaseError where it is none, or may be two."""
    typed = cells.dated("date", " ".join(text.split()), dates)
    try:
        return date.fromisoformat(typed.text)
    except ValueError:
        raise CaseError("date", "is not a date like 2024-01-31") from None


def done(
    reading: Reading,
    dates: Dates | None = None,
    *,
    tests: Mapping[str, str] = MappingProxyType({}),
    statuses: Mapping[str, str] = MappingProxyType({}),
    key: str | None = None,
) -> Noted:
    """What a table says was done, booked, cancelled or not attended.

    `tests` and `statuses` are a clinic's own words. A table without a column status
    lists what was done. `key` is that of every row where the table has no such column.
    """
    words, known = naming.test_words(tests), naming.status_words(statuses)
    has_key = all(table.header.position("key") is not None for table in reading.tables)
    has_status = any(
        table.header.position("status") is not None for table in reading.tables
    )
    needed = [*(["key"] if has_key or key is None else []), "date", "test"]
    needed += ["status"] if has_status else []
    found: dict[str, list[Done]] = {}
    rejected: list[Rejected] = []
    unknown: dict[str, tuple[Counter[str], int]] = {}
    rows = left_out = 0
    for one in rows_of(reading, ("key", "date", "test", "status"), needed):
        rows += 1
        if isinstance(one, Rejected):
            rejected.append(one)
            continue
        own = one.key if has_key else key or ""
        try:
            made, word = _made(one, dates or Dates(), words, known)
        except CaseError as error:
            rejected.append(Rejected(one.row, error.fact, error.problem, one.list))
            continue
        if word:
            counts, _ = unknown.setdefault(terms.folded(word), (Counter(), one.row))
            counts[own] += 1
        left_out += not made
        found.setdefault(own, []).extend(made)
    return Noted(
        by_key=found,
        rows=rows,
        rejected=tuple(rejected),
        left_out=left_out,
        unknown=tuple(
            Unknown(word, counts.total(), len(counts), first)
            for word, (counts, first) in sorted(
                unknown.items(), key=lambda item: (-item[1][0].total(), item[0])
            )
        ),
    )


def _made(
    one: Cells, dates: Dates, words: Mapping[str, str], known: Mapping[str, str]
) -> tuple[list[Done], str]:
    """The tests of a row, and its word where that stands for none."""
    day = day_of(one.texts["date"], dates)
    text = one.texts["test"].strip()
    status = "done"
    if "status" in one.texts:
        word = one.texts["status"]
        status = known.get(terms.folded(word), "")
        if not status:
            near = terms.nearest(word, tuple(known))
            hint = f"; the nearest is {near}" if near else ""
            right = ", ".join(STATUSES)
            raise CaseError("status", f"is not one of {right}{hint}")
    tests = naming.tests_of(text, words)
    if tests is None:
        return [Done(day, text, status, one.row)], text
    return [Done(day, test, status, one.row) for test in tests], ""


def events(
    reading: Reading, dates: Dates | None = None, *, key: str | None = None
) -> Happened:
    """What a table says happened to patients.

    `key` is that of every row where the table has no such column.
    """
    has_key = all(table.header.position("key") is not None for table in reading.tables)
    needed = [*(["key"] if has_key or key is None else []), "date", "what"]
    found: dict[str, list[Happening]] = {}
    rejected: list[Rejected] = []
    rows = 0
    for one in rows_of(reading, ("key", "date", "what", "details"), needed):
        rows += 1
        if isinstance(one, Rejected):
            rejected.append(one)
            continue
        try:
            made = _happening(one, dates or Dates())
        except CaseError as error:
            rejected.append(Rejected(one.row, error.fact, error.problem, one.list))
            continue
        found.setdefault(one.key if has_key else key or "", []).append(made)
    return Happened(found, rows, tuple(rejected))


def _happening(one: Cells, dates: Dates) -> Happening:
    day = day_of(one.texts["date"], dates)
    what = happenings.what_of(one.texts["what"])
    if what is None:
        near = happenings.nearest_what(one.texts["what"])
        hint = f"; the nearest is {near}" if near else ""
        right = ", ".join(happenings.KINDS)
        raise CaseError("what", f"is not one of {right}{hint}")
    facts = happenings.facts_of(one.texts.get("details", ""))
    return Happening(day, what, facts, one.row)
