"""Columns of texts as numbers, and combinations of numbers, against plain Python."""

import random

import numpy as np
import pyarrow as pa
import pytest

from surveil.batch.encoding import column, distinct, together
from surveil.batch.texts import Texts


@pytest.mark.parametrize("widest", [1, 3, 2**16, 2**31 - 1])
@pytest.mark.parametrize("columns", [1, 2, 3, 7])
def test_rows_of_the_same_numbers_are_one_combination(widest, columns):
    chance = random.Random(columns)
    few = [chance.randrange(widest) for _ in range(4)] + [widest - 1]
    drawn = [[chance.choice(few) for _ in range(300)] for _ in range(columns)]

    first, which = together([np.array(one, dtype=np.int32) for one in drawn])

    combined = list(zip(*drawn, strict=True))
    assert [combined[first[number]] for number in which] == combined
    assert [combined.index(combined[row]) for row in first] == first.tolist()
    assert len(first) == len(set(combined))


TEXTS = ["a", None, "b", "a", "", None, "ß"]


@pytest.mark.parametrize(
    "texts",
    [
        pa.array(TEXTS),
        pa.array(TEXTS, pa.large_string()),
        pa.array(TEXTS).dictionary_encode(),
        pa.array(TEXTS).dictionary_encode(null_encoding="encode"),
        pa.array(["", *TEXTS]).slice(1),
    ],
    ids=["plain", "large", "encoded", "nulls encoded", "sliced"],
)
def test_a_row_without_a_text_has_the_empty_one(texts):
    words, which = distinct(texts)

    assert [words[number] for number in which] == [text or "" for text in TEXTS]


def test_numbers_and_nothing_are_read_as_texts():
    words, which = distinct(pa.array([7, 8, 7]))
    assert [words[number] for number in which] == ["7", "8", "7"]

    words, which = distinct(pa.nulls(2))
    assert [words[number] for number in which] == ["", ""]


def test_a_column_comes_in_one_piece_or_not_at_all():
    table = pa.table({"a": pa.chunked_array([["x"], ["y"]])})

    assert column(table, "a").to_pylist() == ["x", "y"]
    assert column(table.combine_chunks().to_batches()[0], "a").to_pylist() == ["x", "y"]
    assert column(table, "b") is None


def test_texts_are_numbered_as_they_are_met_and_none_is_the_empty_one():
    texts = Texts()

    assert texts.numbers(["x", None, "y", "x", ""]).tolist() == [1, 0, 2, 1, 0]
    assert texts.column(np.array([2, 0, 1], dtype=np.int32)).to_pylist() == [
        *("y", "", "x"),
    ]


def test_a_column_of_few_texts_holds_no_other():
    texts = Texts()
    texts.numbers(["x", "y", "z"])

    found = texts.few(np.array([3, 1, 3], dtype=np.int32))

    assert found.to_pylist() == ["z", "x", "z"]
    assert found.dictionary.to_pylist() == ["x", "z"]


def test_texts_of_one_chunk_are_numbered_after_the_own_and_not_kept():
    texts = Texts()
    texts.numbers(["x"])

    numbers, more = texts.extended(["new", "x", "newer", "new"])

    assert (numbers.tolist(), more) == ([2, 1, 3, 2], ["new", "newer"])
    assert texts.column(numbers, more).to_pylist() == ["new", "x", "newer", "new"]
    assert texts.words == ["", "x"]
