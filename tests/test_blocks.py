"""Blocks of a list: the same rows as columns, whatever form the list has."""

import gc
import io
import random

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from surveil import repeats, sheets
from surveil.batch import lister, restoring
from surveil.cells import Dates
from surveil.sheets import blocks

NAMES = ("key", "surgery", "site", "grade", "Size (cm)", "ours")
BLANK = st.sampled_from(["", " ", "\u00a0", "\t", "\u2003 "])
CELLS = st.sampled_from(
    ["A1", "A2", "007", "2024-01-31", "not resected", "ileum", "G1", "1.2", "'=x", "é"]
)
ROWS = st.lists(
    st.tuples(*[BLANK | CELLS] * len(NAMES)) | st.tuples(*[BLANK] * len(NAMES)),
    max_size=25,
)


def in_parquet(rows, group=None):
    raw = io.BytesIO()
    columns = zip(*rows, strict=True) if rows else [()] * len(NAMES)
    arrays = [pa.array(list(one), pa.string()) for one in columns]
    table = pa.Table.from_arrays(arrays, NAMES)
    parquet.write_table(table, raw, row_group_size=group)
    return read(raw.getvalue())


def in_csv(rows):
    return read("\n".join(";".join(row) for row in [NAMES, *rows]).encode())


def read(raw):
    (table,) = sheets.read([io.BytesIO(raw)]).tables
    return table


def as_rows(table, size):
    """The numbered rows of all blocks, each of which is full but for the last."""
    found = list(blocks.of_table(table, size))
    assert all(len(one) == size for one in found[:-1])
    assert all(1 <= len(one) <= size for one in found[-1:])
    return [
        (int(number), block.texts(place))
        for block in found
        for place, number in enumerate(block.numbers)
    ]


@settings(max_examples=40)
@given(ROWS, st.integers(1, 30), st.integers(1, 30))
def test_the_blocks_of_parquet_hold_the_rows_with_any_text_once(rows, size, group):
    expected = [
        (number, row)
        for number, row in enumerate(rows, start=2)
        if "".join(row).strip()
    ]

    assert as_rows(in_parquet(rows, group), size) == expected
    assert [
        (number, texts)
        for chunk in in_parquet(rows, group).chunks()
        for number, texts in zip(chunk.numbers, chunk.rows, strict=True)
    ] == expected


@settings(max_examples=40)
@given(ROWS, st.integers(1, 30))
def test_rows_and_columns_are_the_same_list(rows, size):
    one, other = in_csv(rows), in_parquet(rows)

    assert as_rows(one, size) == as_rows(other, size)
    reading = sheets.Reading((one,))
    repeated = repeats.of(reading)
    assert repeated == repeats.of(sheets.Reading((other,)))
    for left, right in zip(
        blocks.of_table(one, size), blocks.of_table(other, size), strict=True
    ):
        # By rows, and by columns that were dictionaries in the file.
        columns = [
            lister.Lister(table, repeated, Dates()).columns(block)
            for table, block in ((one, left), (other, right))
        ]
        assert columns[0].table.to_pylist() == columns[1].table.to_pylist()
        assert columns[0].assumed == columns[1].assumed


def test_a_row_of_another_length_keeps_its_texts_and_is_blank_among_the_columns():
    table = read(b"key,site\nA1,ileum\nA2\nA3,colon,more\n")

    (block,) = blocks.of_table(table, 10)

    assert [block.texts(place) for place in range(3)] == [
        ("A1", "ileum"),
        ("A2",),
        ("A3", "colon", "more"),
    ]
    assert [column.to_pylist() for column in block.columns] == [
        ["A1", "", ""],
        ["ileum", "", ""],
    ]


@settings(max_examples=40)
@given(ROWS)
def test_an_apostrophe_is_taken_off_in_blocks_as_in_rows(rows):
    reading = sheets.Reading((in_parquet(rows),))
    (table,) = restoring.restored(reading, restoring.Counted()).tables

    assert [texts for _, texts in as_rows(table, 7)] == [
        texts for chunk in table.chunks() for texts in chunk.rows
    ]
    assert list(table.column(0)) == [
        (number, row[0].replace("'=x", "=x"))
        for number, row in enumerate(rows, start=2)
    ]


def test_a_chunk_leaves_memory_as_soon_as_nobody_asks_for_it():
    # A mistake in each row: an error that knew the way to it would hold the chunk.
    rows = [(f"A{n}", "31/01/2024", "ileum", "G9", "x", "") for n in range(5_000)]
    table = in_parquet(
        [*rows, ("A1", "", "", "", "", ""), ("", "", "lung", "", "", "")]
    )
    own = lister.Lister(table, repeats.of(sheets.Reading((table,))), Dates())
    (block,) = blocks.of_table(table, 10_000)
    own.columns(block)  # what is remembered from now on is there
    gc.disable()
    try:
        before = pa.total_allocated_bytes()

        columns = own.columns(block)

        assert pa.total_allocated_bytes() > before
        del columns
        assert pa.total_allocated_bytes() == before
    finally:
        gc.enable()


@pytest.mark.parametrize("size", [2, 3, 6, 7, 40])
def test_rows_that_share_a_key_are_told_quickly_and_alike(size):
    raw = "key,site\n" + "NA,ileum\n" * size
    found = repeats.of(sheets.read([io.BytesIO(raw.encode())]))

    told = [found.told("NA", "", row) for row in range(2, size + 2)]

    for place, text in enumerate(told):
        others = [str(row) for row in range(2, size + 2) if row != place + 2]
        named, left = others[:5], len(others[5:])
        words = f"{left} more" if left else named.pop()
        joined = f"{', '.join(named)} and {words}" if named else words
        assert text == f"row{'s' * (size > 2)} {joined}"
    assert len(set(told)) <= 7  # so few problems are remembered, however many rows


def test_repeated_keys_are_those_that_stand_twice_whatever_lies_between():
    chance = random.Random(1)
    keys = [f"K{chance.randrange(6_000)}" for _ in range(9_000)]
    raw = "key,site\n" + "".join(f"{key},ileum\n" for key in keys)

    found = repeats.of(sheets.read([io.BytesIO(raw.encode())]))

    rows = {}
    for number, key in enumerate(keys, start=2):
        rows.setdefault(key, []).append(("", number))
    assert found.places == {key: own for key, own in rows.items() if len(own) > 1}
