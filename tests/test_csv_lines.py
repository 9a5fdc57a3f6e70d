"""Lines of CSV that are made column by column, against the csv module of Python."""

import csv
import io

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from surveil.batch import csv_lines
from surveil.batch.texts import Texts
from surveil.render.csv import safe_cell

TEXTS = st.text(st.sampled_from("ab ,;\"'\n\r\t=+-@é\0"), max_size=6)
COLUMNS = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(TEXTS, min_size=width, max_size=width), min_size=1)
)


def encoded(texts):
    return pa.array(texts, pa.string()).dictionary_encode()


@given(COLUMNS)
def test_every_cell_is_read_again_as_it_was_but_safe(rows):
    columns = [csv_lines.ready(encoded(one)) for one in zip(*rows, strict=True)]

    raw = csv_lines.lines([pa.array(["x"] * len(rows)), *columns]).decode()

    again = list(csv.reader(io.StringIO(raw, newline="")))
    assert again == [["x", *map(safe_cell, row)] for row in rows]


def test_a_missing_text_is_an_empty_cell_and_a_dashed_key_is_no_formula():
    keys = pa.chunked_array([["-1", None, "A-1", "_-"]])

    assert csv_lines.keys(keys).to_pylist() == ["'-1", "", "A-1", "_-"]
    words = pa.chunked_array([encoded(["a", None, "a,b", None])])
    assert csv_lines.ready(words).to_pylist() == ["a", "", '"a,b"', ""]


@given(st.lists(st.text(max_size=3), min_size=1), st.permutations(list("abcd")))
def test_the_same_texts_are_the_same_column_whatever_was_met_before(texts, before):
    found = []
    for first in ([], before):
        own = Texts()
        own.numbers(first)
        numbers = own.numbers(texts)
        places, words = own.settled(np.unique(numbers))
        found.append((places[numbers].tolist(), words.to_pylist()))

    assert found[0] == found[1]
    numbers, words = found[0]
    assert [words[one] for one in numbers] == texts
    assert words == sorted(set(texts))
