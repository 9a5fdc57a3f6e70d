"""Tables: the outcomes and the events of a chunk, as the contract has them."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from surveil.batch.contract import EVENTS, OUTCOMES
from surveil.batch.course_texts import OF_COURSE, CourseTexts
from surveil.batch.dating import Dated
from surveil.batch.encoding import Integers
from surveil.batch.reading import Reader, Rows, days_of
from surveil.batch.slots import RENEW
from surveil.batch.step_texts import OF_STEP, StepTexts
from surveil.batch.texts import Texts
from surveil.spans import Span
from surveil.version import FORMAT

_OF_GUIDELINE: Final = ("guideline", "edition", "digest", "recommendation")
_NONE: Final = -1


@dataclass(slots=True)
class Chunk:
    """All that is known of a chunk of rows; tables are made of it.

    `course` is -1 for a rejected row. `notes` says which of `note_texts` stands beside
    each event.
    """

    numbers: npt.NDArray[np.int64]  # as the list numbers its rows
    rows: Rows
    course: Integers
    dated: Dated
    past: npt.NDArray[np.bool_]
    notes: Integers
    note_texts: list[tuple[str, ...]]


def outcomes(chunk: Chunk, reader: Reader, texts: CourseTexts) -> pa.Table:
    """One line for each row of the chunk, in their order."""
    size = len(chunk.course)
    rejected = chunk.course == _NONE
    columns: dict[str, pa.Array] = _constants(size, reader)
    columns["row"] = pa.array(chunk.numbers)
    columns["key"] = chunk.rows.keys
    for name in OF_COURSE:
        numbers = texts.numbers[name][chunk.course] if len(texts.numbers[name]) else 0
        other = texts.columns[name].number("rejected" if name == "outcome" else "")
        codes = np.where(rejected, other, numbers).astype(np.int32)
        columns[name] = texts.columns[name].few(codes)
    columns |= _days(chunk, size)
    columns |= _problems(chunk.rows.problem, reader)
    return pa.Table.from_arrays(
        [columns[name] for name in OUTCOMES.names], schema=OUTCOMES
    )


def _constants(size: int, reader: Reader) -> dict[str, pa.Array]:
    made = np.full(size, days_of(reader.options.made), dtype=np.int32)
    return {
        "format": pa.array(np.full(size, FORMAT, dtype=np.int32)),
        "made": _date(made),
    }


def _date(days: Integers, unknown: npt.NDArray[np.bool_] | None = None) -> pa.Array:
    return pa.array(days, pa.int32(), mask=unknown).view(pa.date32())


def _days(chunk: Chunk, size: int) -> dict[str, pa.Array]:
    """The horizon, how many events, the first that is not past, and the last."""
    dated = chunk.dated
    horizon, following, last, count = (np.zeros(size, np.int32) for _ in range(4))
    without = np.ones(size, dtype=np.bool_)
    none_left = np.ones(size, dtype=np.bool_)
    without[dated.rows] = dated.count == 0
    no_schedule = np.ones(size, dtype=np.bool_)
    no_schedule[dated.rows] = False
    horizon[dated.rows] = dated.horizon
    count[dated.rows] = dated.count
    some = dated.rows[dated.count > 0]
    last[some] = dated.due[np.cumsum(dated.count)[dated.count > 0] - 1]
    coming = np.flatnonzero(~chunk.past)
    # Written from the last event to the first, so that the first one stays.
    to_come = dated.rows[dated.row[coming]][::-1]
    following[to_come] = dated.due[coming][::-1]
    none_left[to_come] = False
    return {
        "horizon": _date(horizon, no_schedule),
        "events": pa.array(count),
        "next_due": _date(following, none_left),
        "last_due": _date(last, without),
    }


def _problems(problem: Integers, reader: Reader) -> dict[str, pa.Array]:
    met = np.unique(problem)
    facts, problems = Texts(), Texts()
    found = [reader.problems[number] or ("", "") for number in met.tolist()]
    place = np.searchsorted(met, problem)
    return {
        "fact": facts.column(facts.numbers(one[0] for one in found)[place]),
        "problem": problems.column(problems.numbers(one[1] for one in found)[place]),
    }


def events(
    chunk: Chunk,
    reader: Reader,
    course_texts: CourseTexts,
    step_texts: StepTexts,
) -> pa.Table:
    """Every event of the chunk, in order of row, due date and test."""
    dated = chunk.dated
    size = len(dated.row)
    columns: dict[str, pa.Array] = _constants(size, reader)
    columns["row"] = pa.array(np.repeat(chunk.numbers[dated.rows], dated.count))
    columns["key"] = _keys(chunk)
    columns["number"] = pa.array(dated.number)
    for name in ("earliest", "due", "latest"):
        columns[name] = _date(getattr(dated, name))
    columns["past"] = pa.array(chunk.past)
    columns |= _of_courses(chunk, course_texts)
    columns |= _of_steps(dated, step_texts)
    columns["notes"] = _notes(chunk)
    return pa.Table.from_arrays([columns[name] for name in EVENTS.names], schema=EVENTS)


def _keys(chunk: Chunk) -> pa.Array:
    keys = chunk.rows.keys.fill_null("").take(pa.array(chunk.dated.rows))
    encoded = keys.dictionary_encode()  # with other keys than one each, if need be
    numbers = np.repeat(encoded.indices.to_numpy(), chunk.dated.count)
    return pa.DictionaryArray.from_arrays(pa.array(numbers), encoded.dictionary)


def _of_courses(chunk: Chunk, texts: CourseTexts) -> dict[str, pa.Array]:
    dated = chunk.dated
    course = chunk.course[dated.rows]
    met = np.unique(course[dated.count > 0])
    found = {}
    for name in _OF_GUIDELINE:
        own = texts.numbers[name]
        places, words = texts.columns[name].settled(own[met])
        codes = np.repeat(places[own[course]], dated.count)
        found[name] = pa.DictionaryArray.from_arrays(pa.array(codes), words)
    return found


def _of_steps(dated: Dated, texts: StepTexts) -> dict[str, pa.Array]:
    renewals = np.flatnonzero(dated.renewal)
    met = np.flatnonzero(np.bincount(dated.slot))
    apart = np.flatnonzero(np.bincount(dated.slot[~dated.renewal]))
    found = {}
    for name in OF_STEP:
        own, column = texts.numbers[name], texts.columns[name]
        used, more, codes = own[met], list[str](), None
        if len(renewals) and name in ("id", "offset"):
            numbered = _renewed if name == "id" else _offsets
            codes, more, place = numbered(dated, renewals, column)
            used, codes = np.concatenate([own[apart], codes]), codes[place]
        places, words = column.settled(used, more)
        numbers = places[own][dated.slot]
        if codes is not None:
            numbers[renewals] = places[codes]
        found[name] = pa.DictionaryArray.from_arrays(pa.array(numbers), words)
    return found


def _notes(chunk: Chunk) -> pa.Array:
    notes = Texts()
    numbers = notes.numbers("; ".join(one) for one in chunk.note_texts)
    places, words = notes.settled(numbers[np.flatnonzero(np.bincount(chunk.notes))])
    return pa.DictionaryArray.from_arrays(pa.array(places[numbers][chunk.notes]), words)


def _renewed(
    dated: Dated, renewals: npt.NDArray[np.int64], texts: Texts
) -> tuple[Integers, list[str], npt.NDArray[np.int64]]:
    met, place = np.unique(dated.number[renewals], return_inverse=True)
    codes, more = texts.extended(f"{RENEW}/{number}" for number in met.tolist())
    return codes, more, place


def _offsets(
    dated: Dated, renewals: npt.NDArray[np.int64], texts: Texts
) -> tuple[Integers, list[str], npt.NDArray[np.int64]]:
    whole, left = (one[dated.row[renewals]] for one in dated.renewed)
    met, place = np.unique(whole.astype(np.int64) * 64 + left, return_inverse=True)
    spans = [Span(*divmod(one, 64)) for one in met.tolist()]
    codes, more = texts.extended(str(span) for span in spans)
    return codes, more, place
