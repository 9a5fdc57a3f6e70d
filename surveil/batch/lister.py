"""The lister: what stands in a list as the columns that planning takes."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from surveil import cells
from surveil.batch.listed import NAMES, Columns
from surveil.cells import Dates
from surveil.errors import CaseError
from surveil.headers import PATIENT, Column, Meaning
from surveil.repeats import Repeats
from surveil.rows import Rows
from surveil.sheets import Table
from surveil.sheets.blocks import Block

_OPAQUE: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_KEY: Final = r"\A[A-Za-z0-9_-]{1,64}\z"
_REMEMBERED: Final = 2**16


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

    def columns(self, block: Block, list: str = "") -> Columns:
        """The columns of these rows, each row exactly once and in order.

        `list` names their list where there are several.
        """
        problems = self._unfit(block, list)
        facts: dict[str, pa.Array] = {}
        notes: dict[int, str] = {}
        odd: set[int] = set()
        for column, known in self._plain:
            assert column.meaning is not None
            texts = block.columns[column.position]
            if column.meaning.fact != "key":  # each has its own: none is remembered
                texts = _read(texts, known, notes, odd)
            facts[column.meaning.fact] = texts
        if self._parts:
            facts["tnm"] = self._tnm(block)
        patients = self._patients(block)
        if any(patients):
            odd |= {at for at, one in enumerate(patients) if one and not _opaque(one)}
        told: dict[int, dict[str, str]] = {}
        for place in sorted(odd - problems.keys()):
            try:
                told[place], notes[place] = self._by_itself(block.texts(place))
            except CaseError as error:
                problems[place] = _alone(error)
        return Columns(
            _table(block, _told(facts, told, len(block)), problems),
            (list,) * len(block),
            [
                one if one and _opaque(one) and place not in problems else None
                for place, one in enumerate(patients)
            ]
            if any(patients)
            else (None,) * len(block),
            {place: note for place, note in notes.items() if note},
            block,
        )

    def _unfit(self, block: Block, list: str) -> dict[int, CaseError]:
        """What is wrong with rows as a whole, or with their keys in the list."""
        asked = {*block.uneven, *self._headers(block)}
        at = self.table.header.position("key")
        if at is None:
            asked |= set(range(len(block)))
        else:
            keys = block.columns[at]
            plain = pc.match_substring_regex(keys, _KEY)
            if self.repeated:
                alone = pc.invert(pc.is_in(keys, pa.array(self.repeated.places)))
                plain = pc.and_(plain, alone)
            asked |= set(pc.indices_nonzero(pc.invert(plain)).to_pylist())
        found = {}
        for place in sorted(asked):
            try:
                self._check(block.texts(place), list, int(block.numbers[place]))
            except CaseError as error:
                found[place] = _alone(error)
        return found

    def _headers(self, block: Block) -> Iterable[int]:
        """The rows that may be the header once more."""
        name = self.table.header.names[0]
        same = pc.match_substring(block.columns[0], name)
        found: list[int] = pc.indices_nonzero(same).to_pylist() if name else []
        return found if name else range(len(block))

    def _check(self, texts: Sequence[str], list: str, number: int) -> None:
        """Raise CaseError where the row does not fit the header, or has no own key."""
        self._rows.check(texts)
        key = self._rows.key(texts)
        if not key:
            self._rows.parsed(texts)  # says that the key is missing
        if self.repeated and key in self.repeated:
            others = self.repeated.told(key, list, number)
            raise CaseError("key", f"stands in {others} as well: each case has its own")

    def _by_itself(self, texts: Sequence[str]) -> tuple[dict[str, str], str]:
        """The facts of a row and what was assumed. Raises CaseError."""
        self._rows.parsed(texts)
        found, assumed = self._rows.facts(texts)
        return found, "; ".join(assumed)

    def _tnm(self, block: Block) -> pa.Array:
        letters = [one.meaning.form for one in self._parts if one.meaning]
        parts = [block.columns[one.position].to_pylist() for one in self._parts]
        return pa.array(
            [
                cells.tnm(dict(zip(letters, some, strict=True)))
                for some in zip(*parts, strict=True)
            ],
            pa.string(),
        )

    def _patients(self, block: Block) -> Sequence[str]:
        at = self.table.header.position(PATIENT)
        if at is None:
            return ("",) * len(block)
        return [" ".join(text.split()) for text in block.columns[at].to_pylist()]


def _alone(error: CaseError) -> CaseError:
    """The error without the way to it, which would keep the whole chunk in memory."""
    return error.with_traceback(None)


def _opaque(text: str) -> bool:
    return _OPAQUE.fullmatch(text) is not None


def _read(
    texts: pa.Array, known: _Cells, notes: dict[int, str], odd: set[int]
) -> pa.Array:
    """The cells of a column as its fact takes them; adds to `notes` and `odd`."""
    encoded = texts.dictionary_encode()
    read = [known[text] for text in encoded.dictionary.to_pylist()]
    told = [one.odd or bool(one.note) for one in read]
    if any(told):
        codes = encoded.indices.to_numpy()
        places = np.flatnonzero(np.array(told)[codes])
        for place, code in zip(places.tolist(), codes[places].tolist(), strict=True):
            one = read[code]
            if one.odd:
                odd.add(place)
            else:
                notes[place] = "; ".join(filter(None, (notes.get(place), one.note)))
    words = pa.array([one.text for one in read], pa.string())
    return pa.DictionaryArray.from_arrays(encoded.indices, words)


def _told(
    facts: Mapping[str, pa.Array], told: Mapping[int, Mapping[str, str]], size: int
) -> dict[str, pa.Array]:
    """The facts, with those of some rows that were read by themselves."""
    found = dict(facts)
    changed: dict[str, list[str]] = {}
    for place, own in told.items():
        for name, text in own.items():
            before = facts[name][place].as_py() if name in facts else ""
            if text != before and name not in changed:
                changed[name] = (
                    facts[name].to_pylist() if name in facts else [""] * size
                )
            if name in changed:
                changed[name][place] = text
    return found | {name: pa.array(own, pa.string()) for name, own in changed.items()}


def _table(
    block: Block, facts: Mapping[str, pa.Array], problems: Mapping[int, CaseError]
) -> pa.Table:
    size = len(block)
    arrays = {name: facts[name] if name in facts else pa.nulls(size) for name in NAMES}
    for name in ("fact", "problem"):
        told: list[str | None] = [None] * size
        for place, one in problems.items():
            told[place] = getattr(one, name)
        arrays[f"refused_{name}"] = pa.array(told, pa.string())
    arrays["row"] = pa.array(block.numbers)
    return pa.table(arrays)
