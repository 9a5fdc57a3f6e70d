"""Listed: the rows of a list as columns of texts, as planning takes them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import pyarrow as pa

from surveil import cells
from surveil.cells import Dates
from surveil.errors import CaseError
from surveil.facts import FACTS
from surveil.headers import PATIENT, Column, Meaning
from surveil.repeats import Repeats
from surveil.rows import Rows
from surveil.sheets import Chunk, Reading, Row, Table

_QUOTED: Final = re.compile(r"''*[=+\-@\t\r\0]")
_OPAQUE: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_REMEMBERED: Final = 2**16


@dataclass(frozen=True, slots=True)
class Columns:
    """Rows in order, their facts as columns of texts, and what is beside the facts.

    `table` has a column for each fact, `row`, and what is wrong with a row before its
    facts are looked at. `assumed` says what was taken for granted in a row.
    """

    rows: tuple[Row, ...]
    table: pa.Table
    patients: tuple[str | None, ...]
    assumed: tuple[str, ...]

    def facts(self, place: int) -> dict[str, str]:
        """The texts of one row, by fact."""
        return {
            name: text
            for name in _NAMES
            if (text := self.table.column(name)[place].as_py())
        }

    def take(self, places: Sequence[int]) -> "Columns":
        """Some of the rows."""
        return Columns(
            tuple(self.rows[at] for at in places),
            self.table.take(pa.array(places, pa.int64())),
            tuple(self.patients[at] for at in places),
            tuple(self.assumed[at] for at in places),
        )

    @classmethod
    def joined(cls, several: Sequence["Columns"]) -> "Columns":
        """The rows of several, one after the other."""
        return cls(
            tuple(row for one in several for row in one.rows),
            pa.concat_tables([one.table for one in several]),
            tuple(patient for one in several for patient in one.patients),
            tuple(note for one in several for note in one.assumed),
        )


_NAMES: Final = tuple(fact.name for fact in FACTS)


@dataclass(frozen=True, slots=True)
class _Read:
    """A cell as a fact takes it; `odd` where its row has to be read by itself."""

    text: str
    note: str = ""
    odd: bool = False


class _Cells(dict[str, _Read]):
    """The cells of one column that were met before."""

    def __init__(self, meaning: Meaning, dates: Dates) -> None:
        self._meaning = meaning
        self._dates = dates

    def __missing__(self, text: str) -> _Read:
        if len(self) > _REMEMBERED:
            self.clear()
        try:
            typed = cells.typed(self._meaning, text, self._dates)
        except CaseError:
            found = _Read(text, odd=True)
        else:
            odd = self._meaning.fact == "surgery" and cells.says_not_operated(
                typed.text
            )
            found = _Read(typed.text, typed.note, odd)
        self[text] = found
        return found


@dataclass(slots=True)
class Lister:
    """Makes columns of the rows of one table; remembers the cells it has met."""

    table: Table
    repeated: Repeats
    dates: Dates
    _rows: Rows = field(init=False)
    _plain: list[tuple[Column, _Cells]] = field(init=False)
    _parts: list[Column] = field(init=False)

    def __post_init__(self) -> None:
        self._rows = Rows(self.table.header, self.dates, keyed=True)
        known = [one for one in self.table.header.columns if one.meaning]
        self._plain = []
        self._parts = []
        for one in known:
            meaning = one.meaning
            assert meaning is not None
            if meaning.fact == "tnm" and meaning.form:
                self._parts.append(one)
            elif meaning.fact != PATIENT:
                self._plain.append((one, _Cells(meaning, self.dates)))

    def columns(self, rows: Sequence[Row]) -> Columns:
        """The columns of these rows, each row exactly once and in order."""
        problems = [self._unfit(row) for row in rows]
        width = len(self.table.header.columns)
        blank = ("",) * width
        across = list(
            zip(
                *(row.texts if len(row.texts) == width else blank for row in rows),
                strict=True,
            )
        )
        facts: dict[str, list[str]] = {}
        notes = [""] * len(rows)
        odd: set[int] = set()
        for column, known in self._plain:
            assert column.meaning is not None
            if column.meaning.fact == "key":  # each has its own: none is remembered
                facts["key"] = list(across[column.position]) if across else []
                continue
            read = [known[text] for text in across[column.position]]
            facts[column.meaning.fact] = [one.text for one in read]
            for place, one in enumerate(read):
                if one.odd:
                    odd.add(place)
                elif one.note:
                    notes[place] = "; ".join(filter(None, (notes[place], one.note)))
        if self._parts:
            facts["tnm"] = self._tnm(across, len(rows))
        patients = self._patients(across, len(rows))
        odd |= {at for at, one in enumerate(patients) if one and not _opaque(one)}
        for place in sorted(odd):
            if problems[place] is None:
                row = rows[place]
                problems[place] = self._by_itself(row, place, facts, notes)
        return Columns(
            tuple(rows),
            _table(rows, facts, problems),
            tuple(
                one if one and _opaque(one) and not problem else None
                for one, problem in zip(patients, problems, strict=True)
            ),
            tuple(notes),
        )

    def _unfit(self, row: Row) -> CaseError | None:
        """What is wrong with the row as a whole, or with its key in the list."""
        try:
            self._rows.check(row.texts)
            key = self._rows.key(row.texts)
            if not key:
                self._rows.parsed(row.texts)  # says that the key is missing
            if self.repeated and key in self.repeated:
                others = self.repeated.told(key, row.list, row.number)
                raise CaseError(
                    "key", f"stands in {others} as well: each case has its own"
                )
        except CaseError as error:
            return error
        return None

    def _by_itself(
        self, row: Row, place: int, facts: dict[str, list[str]], notes: list[str]
    ) -> CaseError | None:
        try:
            self._rows.parsed(row.texts)
            found, assumed = self._rows.facts(row.texts)
        except CaseError as error:
            return error
        for name, text in found.items():
            facts.setdefault(name, [""] * len(notes))[place] = text
        notes[place] = "; ".join(assumed)
        return None

    def _tnm(self, across: Sequence[tuple[str, ...]], size: int) -> list[str]:
        letters = [one.meaning.form for one in self._parts if one.meaning]
        parts = [across[one.position] for one in self._parts] if across else []
        return [
            cells.tnm(dict(zip(letters, (part[place] for part in parts), strict=True)))
            for place in range(size)
        ]

    def _patients(self, across: Sequence[tuple[str, ...]], size: int) -> list[str]:
        at = self.table.header.position(PATIENT)
        if at is None or not across:
            return [""] * size
        return [" ".join(text.split()) for text in across[at]]


def _opaque(text: str) -> bool:
    return _OPAQUE.fullmatch(text) is not None


def _table(
    rows: Sequence[Row],
    facts: Mapping[str, list[str]],
    problems: Sequence[CaseError | None],
) -> pa.Table:
    arrays = {
        name: pa.array(facts[name], pa.string())
        if name in facts
        else pa.nulls(len(rows), pa.string())
        for name in _NAMES
    }
    arrays["row"] = pa.array([row.number for row in rows], pa.int64())
    for name in ("fact", "problem"):
        arrays[f"refused_{name}"] = pa.array(
            [getattr(one, name) if one else None for one in problems], pa.string()
        )
    return pa.table(arrays)


class Counted:
    """How many rows the lists have, as far as their keys were walked through."""

    def __init__(self) -> None:
        self._rows: dict[int, int] = {}

    def __call__(self) -> int:
        return sum(self._rows.values())

    def walked(self, table: int, rows: int) -> None:
        self._rows[table] = rows


def restored(reading: Reading, counted: Counted) -> Reading:
    """The reading without the apostrophes that `reports` put before formulas."""
    tables = (_restored(one, n, counted) for n, one in enumerate(reading.tables))
    return replace(reading, tables=tuple(tables))


def _restored(table: Table, number: int, counted: Counted) -> Table:
    def chunks() -> Iterator[Chunk]:
        for chunk in table.chunks():
            yield replace(chunk, rows=[_plain(texts) for texts in chunk.rows])

    def column(position: int) -> Iterator[tuple[int, str]]:
        rows = 0
        for row, text in table.column(position):
            rows += 1
            yield row, _plain_text(text)
        counted.walked(number, rows)

    return replace(table, chunks=chunks, column=column)


def _plain(texts: tuple[str, ...]) -> tuple[str, ...]:
    if not any(text[:1] == "'" for text in texts):
        return texts
    return tuple(map(_plain_text, texts))


def _plain_text(text: str) -> str:
    return text[1:] if _QUOTED.match(text) else text
