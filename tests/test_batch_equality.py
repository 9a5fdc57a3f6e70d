"""A list planned in columns gives what each row gives by itself, in every field."""

import random
from dataclasses import replace
from datetime import date

import pyarrow as pa
import pytest
from batch_odd import guideline as odd
from batch_rows import (
    GUIDELINES,
    LOADED,
    MADE,
    PROGRAMMES,
    by_itself,
    chunk,
    rows,
)

from surveil.batch import BatchOptions, plan_columns
from surveil.spans import Span

USUAL = BatchOptions(
    guidelines=(LOADED["esmo-2020"], LOADED["lung-review-2017"]), made=MADE
)
ODD = replace(USUAL, guidelines=(odd(),))
FIVE, ONE, FORTY = (Span(months=12 * years) for years in (5, 1, 40))
LISTS = {
    "usual": USUAL,
    "usual, widest, with programmes": replace(
        USUAL, pace="widest", programmes=PROGRAMMES
    ),
    "keys may be left out": replace(USUAL, needs_key=False),
    "a day of the plan long ago": replace(USUAL, made=date(2004, 2, 29)),
    "a day of the plan far ahead": replace(USUAL, made=date(2044, 8, 31)),
    "a short horizon": replace(USUAL, horizon=ONE, made=date(2012, 1, 31)),
    "a long horizon": replace(USUAL, horizon=FORTY, programmes=PROGRAMMES),
    "all guidelines": replace(USUAL, guidelines=GUIDELINES),
    "all, from the last": replace(USUAL, guidelines=GUIDELINES[::-1]),
    "odd": ODD,
    "odd, widest": replace(ODD, pace="widest"),
    "odd, five years": replace(ODD, horizon=FIVE, made=date(2010, 3, 31)),
    "odd, ten years to the day": replace(
        ODD, made=date(2003, 10, 31), programmes=PROGRAMMES
    ),
    **{
        one.id: replace(USUAL, guidelines=(one,), programmes=PROGRAMMES[:1])
        for one in GUIDELINES
    },
}
MANY = 80  # rows of each list; a slow test takes many more


def planned(listed, options):
    """What a list gives: the outcome of each row, and the events of each row."""
    found = plan_columns(chunk(listed), options)
    events = {row: [] for row in range(2, len(listed) + 2)}
    for event in found.events.to_pylist():
        events[event.pop("row")].append(event)
    outcomes = found.outcomes.to_pylist()
    assert [one.pop("row") for one in outcomes] == list(events)
    return outcomes, list(events.values())


def same_by_itself(options, count, seed):
    """Whether a list of these rows gives what each of them gives by itself."""
    sites = {site for one in options.guidelines for site in one.sites}
    listed = rows(random.Random(seed), count, sites=sorted(sites))

    outcomes, events = planned(listed, options)

    for facts, outcome, found in zip(listed, outcomes, events, strict=True):
        expected, expected_events = by_itself(facts, options)
        assert outcome == expected, facts
        assert found == expected_events, facts


@pytest.mark.parametrize("options", LISTS.values(), ids=list(LISTS))
def test_columns_give_what_each_row_gives_by_itself(options):
    same_by_itself(options, MANY, 1)


@pytest.mark.slow
@pytest.mark.parametrize("options", LISTS.values(), ids=list(LISTS))
def test_columns_of_many_rows_give_what_each_row_gives_by_itself(options):
    same_by_itself(options, 10 * MANY, 2)


def test_messy_rows_are_rejected_with_the_words_of_a_single_plan():
    listed = rows(random.Random(7), 300, messy=0.1)

    outcomes, events = planned(listed, USUAL)

    for facts, outcome, found in zip(listed, outcomes, events, strict=True):
        assert (outcome, found) == by_itself(facts, USUAL), facts
    assert len({(one["fact"], one["problem"]) for one in outcomes}) > 30


@pytest.mark.parametrize("name", ["usual", "odd"])
def test_the_lists_of_these_tests_hold_every_outcome(name):
    outcomes, _ = planned(rows(random.Random(600), 600), LISTS[name])

    met = {one["outcome"] for one in outcomes}
    assert met >= {"plan", "judgement", "ended", "rejected"}


@pytest.mark.parametrize("size", [1, 7, 64])
def test_a_list_cut_anywhere_gives_the_same_rows(size):
    listed = rows(random.Random(3), 100)
    options = replace(USUAL, programmes=PROGRAMMES)
    whole = plan_columns(chunk(listed), options)

    parts = [
        plan_columns(chunk(listed).slice(first, size), options)
        for first in range(0, len(listed), size)
    ]

    for name in ("outcomes", "events"):
        joined = [row for part in parts for row in getattr(part, name).to_pylist()]
        assert joined == getattr(whole, name).to_pylist()


def test_the_order_of_rows_does_not_matter():
    listed = rows(random.Random(4), 200)
    order = random.Random(5).sample(range(200), 200)
    straight = planned(listed, USUAL)

    shuffled = planned([listed[place] for place in order], USUAL)

    for one, other in zip(straight, shuffled, strict=True):
        assert [one[place] for place in order] == other


def test_older_operations_after_younger_ones_get_schedules_that_reach_as_far():
    listed = [
        {"key": f"A{year}", "surgery": f"{year}-03-31", "site": "ileum", "grade": "G1"}
        | {"stage": "III", "resection": "R0"}
        for year in (2026, 2020, 2005, 1990, 1951, 2026)
    ]

    # Options of its own: nothing was planned by them before.
    options = replace(USUAL, horizon=Span(months=121))

    for facts in listed:
        outcomes, events = planned([facts], options)
        assert (outcomes[0], events[0]) == by_itself(facts, options)


def test_columns_of_every_kind_of_text_are_read():
    listed = rows(random.Random(6), 80)
    plain = chunk(listed)
    expected = plan_columns(plain, USUAL)
    kinds = {
        "large": [pa.large_string()] * plain.num_columns,
        "encoded": [pa.dictionary(pa.int8(), pa.string())] * plain.num_columns,
    }

    for name, types in kinds.items():
        texts = {
            column: plain[column].cast(pa.large_string()).cast(pa.string())
            if name == "encoded"
            else plain[column].cast(kind)
            for column, kind in zip(plain.column_names, types, strict=True)
            if column != "row"
        }
        if name == "encoded":
            texts = {key: text.dictionary_encode() for key, text in texts.items()}
        found = plan_columns(pa.table(texts | {"row": plain["row"]}), USUAL)
        assert found.outcomes.equals(expected.outcomes)
        assert found.events.to_pylist() == expected.events.to_pylist()
