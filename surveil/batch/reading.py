"""Reading: columns of texts as facts of each row, or what is wrong with the row."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from surveil import planning
from surveil.batch import months, settling
from surveil.batch.classes import Classes
from surveil.batch.encoding import Integers, column, distinct
from surveil.batch.options import BatchOptions
from surveil.case import Case, read_fact
from surveil.consistency import BANDS, EARLIEST_SURGERY
from surveil.criteria import Criterion
from surveil.errors import CaseError
from surveil.facts import FACT, FACTS
from surveil.spans import Span

# Facts that differ from row to row; all others are put into classes.
ROW_FACTS: Final = ("key", "surgery", "born", "followed_from", "status_date")
SHARED: Final = tuple(one.name for one in FACTS if one.name not in ROW_FACTS)
REFUSED: Final = ("refused_fact", "refused_problem")
OLDEST: Final = 120
_KEY: Final = r"\A[A-Za-z0-9_-]{1,64}\z"
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_EPOCH: Final = date(1970, 1, 1).toordinal()
_MOST_TEXTS: Final = 100_000
_NO_DAY: Final = 0
Flags = npt.NDArray[np.bool_]


def days_of(day: date) -> int:
    """The day as columns count it: days since 1970-01-01."""
    return day.toordinal() - _EPOCH


def date_of(day: int) -> date:
    return date.fromordinal(day + _EPOCH)


@dataclass(slots=True)
class RowFact:
    """A fact of each row: where it is `given`, with its day or year as `value`."""

    given: Flags
    value: Integers
    problem: Integers


@dataclass(slots=True)
class Rows:
    """The facts of a chunk, row by row. `problem` is 0 where a row is a case."""

    keys: pa.Array
    shared: settling.Facts
    surgery: RowFact
    born: RowFact
    followed_from: RowFact
    status_date: RowFact
    problem: Integers


@dataclass(slots=True)
class Reader:
    """Reads the chunks of one list; remembers what it has met."""

    options: BatchOptions
    classes: dict[str, Classes]
    problems: list[settling.Problem | None] = field(default_factory=lambda: [None])
    _numbers: dict[settling.Problem, int] = field(default_factory=dict)
    _texts: dict[str, dict[str, tuple[bool, int, int]]] = field(default_factory=dict)
    _rules: tuple[settling.Rule, ...] = ()

    @classmethod
    def of(cls, options: BatchOptions, criteria: Iterable[Criterion]) -> "Reader":
        criteria = tuple(criteria)
        bands = {"ki67": tuple(above for _, above in BANDS.values())}
        classes = {
            name: Classes.of(FACT[name], criteria, bands.get(name, ()))
            for name in SHARED
        }
        reader = cls(options, classes)
        reader._rules = settling.rules(classes)
        return reader

    def read(self, chunk: pa.Table | pa.RecordBatch) -> Rows:
        """Every row of the chunk, which has one column of texts for each fact."""
        size = chunk.num_rows
        problem = self._refused(chunk, size)
        keys, key_problem = self._keys(column(chunk, "key"), size)
        dates: dict[str, RowFact] = {}
        shared: settling.Facts = {}
        _first(problem, key_problem)
        for fact in FACTS[1:]:
            texts = column(chunk, fact.name)
            if fact.name in ROW_FACTS:
                dates[fact.name] = found = self._row_fact(fact.name, texts, size)
                _first(problem, found.problem)
            else:
                shared[fact.name], wrong = self._classed(fact.name, texts, size)
                if wrong is not None:
                    _first(problem, wrong)
        rows = Rows(keys, shared, **dates, problem=problem)
        self._check(rows)
        return rows

    def _check(self, rows: Rows) -> None:
        """Hold the facts of each row against each other, in the order of parsing."""
        words, *others = self._rules
        self._apply(words, rows)
        surgery, born, ended = rows.surgery, rows.born, rows.status_date
        operated = self.classes["status"].class_of("not-operated")
        lacking = ~surgery.given & (rows.shared["status"] != operated)
        self._note(rows, lacking, {})
        too_early = surgery.value < days_of(EARLIEST_SURGERY)
        self._note(rows, surgery.given & too_early, {"surgery": "1949-12-31"})
        for rule in others:
            self._apply(rule, rows)
        apart = months.years(months.places(surgery.value)) - born.value
        unfit = (apart < 0) | (apart > OLDEST)
        example = {"surgery": "2000-01-02"}
        self._note(rows, surgery.given & born.given & unfit, example | {"born": "2001"})
        before = ended.given & surgery.given & (ended.value < surgery.value)
        self._note(rows, before, example | {"status_date": "2000-01-01"})
        self._check_made(rows)

    def _check_made(self, rows: Rows) -> None:
        made = self.options.made
        last = Span(months=12).after(made)
        blank = Case(site="colon")
        late = rows.surgery.given & (rows.surgery.value > days_of(last))
        if late.any():
            self._refuse(rows, late, replace(blank, surgery=_next(last)))
        late = rows.status_date.given & (rows.status_date.value > days_of(made))
        if late.any():
            self._refuse(rows, late, replace(blank, status_date=_next(made)))

    def _refuse(self, rows: Rows, where: Flags, example: Case) -> None:
        try:
            planning.check_dates(example, self.options.made)
        except CaseError as error:
            _first(rows.problem, where * self._number((error.fact, error.problem)))

    def _note(self, rows: Rows, where: Flags, example: dict[str, str]) -> None:
        """Give the rows the problem that `Case.parse` has with an example of them."""
        if not where.any():
            return
        try:
            Case.parse({"site": "colon"} | example)
        except CaseError as error:
            _first(rows.problem, where * self._number((error.fact, error.problem)))

    def _apply(self, rule: settling.Rule, rows: Rows) -> None:
        if not len(rows.problem):
            return
        found, which, settled = rule.applied(rows.shared)
        numbers = np.array([self._number(one) for one in found], dtype=np.int32)
        if numbers.any():
            _first(rows.problem, numbers[which])
        rows.shared |= settled

    def _number(self, problem: settling.Problem | None) -> int:
        if problem is None:
            return 0
        number = self._numbers.setdefault(problem, len(self.problems))
        if number == len(self.problems):
            self.problems.append(problem)
        return number

    def _refused(self, chunk: pa.Table | pa.RecordBatch, size: int) -> Integers:
        """What the reader of the list found wrong before any fact was read."""
        none = np.zeros(size, dtype=np.int32)
        fact, problem = (column(chunk, name) for name in REFUSED)
        if fact is None or problem is None:
            return none
        facts, problems = fact.to_pylist(), problem.to_pylist()
        for row in pc.indices_nonzero(problem.is_valid()).to_pylist():
            none[row] = self._number((facts[row], problems[row]))
        return none

    def _keys(self, texts: pa.Array | None, size: int) -> tuple[pa.Array, Integers]:
        problem = np.zeros(size, dtype=np.int32)
        if texts is None:
            texts = pa.nulls(size, pa.string())
        texts = texts.cast(pa.string())
        plain = pc.fill_null(pc.match_substring_regex(texts, _KEY), False)
        if pc.all(plain).as_py() is not False:
            return texts, problem
        keys = texts.to_pylist()
        for row in np.flatnonzero(~plain.to_numpy(zero_copy_only=False)).tolist():
            keys[row], problem[row] = self._key(keys[row] or "")
        return pa.array(keys, pa.string()), problem

    def _key(self, text: str) -> tuple[str | None, int]:
        try:
            key = read_fact(FACT["key"], text)
        except CaseError as error:
            return None, self._number((error.fact, error.problem))
        if key is None and self.options.needs_key:
            return None, self._number(("key", f"is missing: {FACT['key'].help}"))
        return (None if key is None else str(key)), 0

    def _classed(
        self, name: str, texts: pa.Array | None, size: int
    ) -> tuple[Integers, Integers | None]:
        """The class of each row, and the problem of each row if there is any."""
        if texts is None:
            return np.zeros(size, dtype=np.int32), None
        words, which = distinct(texts)
        classes = self.classes[name]
        found = [classes.class_of(word) for word in words]
        codes = np.array(found, dtype=np.int32)[which]
        wrong = [self._number(classes.wrong[one]) for one in found]
        return codes, np.array(wrong, dtype=np.int32)[which] if any(wrong) else None

    def _row_fact(self, name: str, texts: pa.Array | None, size: int) -> RowFact:
        if texts is None or not size:
            nothing = np.zeros(size, dtype=np.int32)
            return RowFact(np.zeros(size, dtype=np.bool_), nothing, nothing)
        words, which = distinct(texts)
        known = self._texts.setdefault(name, {})
        if len(known) > _MOST_TEXTS:
            known.clear()
        for word in words:
            if word not in known:
                known[word] = self._value(name, word)
        given, values, problems = zip(*(known[word] for word in words), strict=True)
        return RowFact(
            np.array(given, dtype=np.bool_)[which],
            np.array(values, dtype=np.int32)[which],
            np.array(problems, dtype=np.int32)[which],
        )

    def _value(self, name: str, text: str) -> tuple[bool, int, int]:
        """Whether a date or year is given, its number, and its problem."""
        try:
            if _DAY.fullmatch(text) and name != "born":  # the usual text, read at once
                return True, days_of(date.fromisoformat(text)), 0
        except ValueError:
            pass
        try:
            value = read_fact(FACT[name], text)
        except CaseError as error:
            return False, _NO_DAY, self._number((error.fact, error.problem))
        if isinstance(value, date):
            return True, days_of(value), 0
        return (False, _NO_DAY, 0) if value is None else (True, int(str(value)), 0)


def _next(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def _first(problem: Integers, found: Integers) -> None:
    """Note what was found for the rows that have no problem yet."""
    np.copyto(problem, found, where=problem == 0)
