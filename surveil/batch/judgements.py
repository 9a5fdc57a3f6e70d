"""Judgements: the rows of a chunk that the MDT decides, as its meeting has them."""

from collections.abc import Iterable
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from surveil.batch import csv_lines
from surveil.batch.columns import Planned
from surveil.batch.courses import Course
from surveil.batch.encoding import Integers

NAMES: Final = ("key", "site", "grade", "kind", "why", "missing", "guideline")


def of(planned: Planned) -> pa.Table:
    """One line for each of them: why, and what is missing; the key is a text."""
    chunk, planner = planned.inside
    outcomes = planned.outcomes
    places = pc.indices_nonzero(pc.equal(outcomes.column("outcome"), "judgement"))
    told = outcomes.select(["key", "judgement", "reason", "guideline"]).take(places)
    key, kind, why, guideline = (one.combine_chunks() for one in told.columns)
    at = places.to_numpy()
    classes, shared = planner.reader.classes, chunk.rows.shared
    site, grade = (
        _few([str(one or "") for one in classes[name].values], shared[name][at])
        for name in ("site", "grade")
    )
    missing = _few(map(_missing, planner.courses.courses), chunk.course[at])
    return pa.table([key, site, grade, kind, why, missing, guideline], names=NAMES)


def lines(found: pa.Table) -> bytes:
    """The table as lines of CSV."""
    key, *others = found.columns
    return csv_lines.lines([csv_lines.keys(key), *map(csv_lines.ready, others)])


def _few(words: Iterable[str], codes: Integers) -> pa.DictionaryArray:
    texts = pa.array(words, pa.string())
    return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), texts)


def _missing(course: Course) -> str:
    return "; ".join(f"{one.fact}: would {one.would}" for one in course.missing)
