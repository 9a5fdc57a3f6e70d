"""Calendars of whole columns: byte for byte those of each single plan."""

import random
from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from batch_rows import GUIDELINES, LOADED, PROGRAMMES, row
from samples import SECRET

from surveil import identity
from surveil.answering import answer
from surveil.batch import BatchOptions, plan_columns
from surveil.batch.calendars import Calendars
from surveil.batch.steps_in_order import TEST_NUMBER, id_of, ranks, steps
from surveil.batch.uids import Uids, event_name, plan_name
from surveil.case import Case
from surveil.catalogue import TESTS
from surveil.errors import CaseError
from surveil.render import ics
from surveil.render.clinic_texts import ClinicTexts
from surveil.render.layout import Layout
from surveil.spans import Span

MADE = date(2026, 11, 22)
LAYOUTS = {
    "as shipped": Layout(),
    "plain titles, by test": Layout(by="test", texts=ClinicTexts(titles="plain")),
    "clinical titles": Layout(texts=ClinicTexts(titles="clinical")),
    "clinical texts": Layout(texts=ClinicTexts(titles="clinical", texts="clinical")),
    "discreet": Layout(texts=ClinicTexts(texts="discreet"), book=None),
    "no leads": Layout(leads={}, book=Span(days=84)),
    "long leads": Layout(leads={"blood": 28, "endoscopy": 35, "scan": 3}),
    "other language": Layout(
        texts=ClinicTexts(language="zh-Hans", telephone="02 5550 1234")
    ),
    "own words": Layout(
        texts=ClinicTexts(own=(("preparation.cga", "اشرب الماء"), ("booking", "Ring.")))
    ),
    "past, feed": Layout(past=True, feed=True),
    "no Mondays": Layout(closed=lambda day: "Monday" if not day.weekday() else None),
    "working days": Layout(closed=lambda day: off_work(day)),
    "working days, by test": Layout(
        by="test", leads={"blood": 21, "scan": 7}, closed=lambda day: off_work(day)
    ),
    "working days, long leads, past": Layout(
        leads={"blood": 28, "endoscopy": 35, "scan": 30},
        book=Span(days=30),
        closed=lambda day: off_work(day),
        past=True,
    ),
    "odd days": Layout(closed=lambda day: "odd" if day.toordinal() % 9 < 5 else None),
    "a long holiday": Layout(
        closed=lambda day: "August" if day.month == 8 and day.day < 20 else None
    ),
}
ALONE = ("clinical texts", "a long holiday")


def off_work(day):
    """At weekends, and for a week or so at the end of each year."""
    if (12, 24) <= (day.month, day.day) <= (12, 29) or (day.month, day.day) == (1, 1):
        return "holiday"
    return "weekend" if day.weekday() > 4 else None


def chunk(rows):
    names = sorted({name for facts in rows for name in facts})
    return pa.table({name: [facts.get(name) for facts in rows] for name in names})


def single(facts, guidelines, programmes, layout):
    """The calendar of one row by itself, None where it has none."""
    try:
        case = Case.parse(facts)
        plan = answer(case, guidelines, made=MADE, programmes=programmes)
    except CaseError:
        return None
    if case.key is None:
        return None
    return ics.render(plan, SECRET, layout=layout)


def compare(rows, guidelines, programmes, layout):
    options = BatchOptions(guidelines=guidelines, programmes=programmes, made=MADE)
    plan_ids = [
        identity.plan_id(SECRET, " ".join(facts.get("key", "").split()))
        for facts in rows
    ]

    planned = plan_columns(chunk(rows), options)
    found = {
        one.row: None if one.pieces is None else b"".join(one.pieces)
        for one in Calendars(layout, SECRET, MADE).first(
            planned, plan_ids, np.ones(len(rows), dtype=bool)
        )
    }

    filled = 0
    for place, facts in enumerate(rows):
        expected = single(facts, guidelines, programmes, layout)
        if found.get(place) == b"":
            assert expected is None  # events, but no entry
            continue
        if place in found and found[place] is None:
            continue  # goes the way of a single plan
        assert found.get(place) == expected, facts
        filled += place in found
    return filled, len(found)


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_list_writes_the_bytes_of_each_single_plan(name):
    chance = random.Random(name)
    filled = alone = 0
    for id in ("esmo-2020", "norway-2020", "lung-review-2017"):
        rows = [row(chance, number) for number in range(15)]
        one, both = compare(rows, (LOADED[id],), PROGRAMMES, LAYOUTS[name])
        filled, alone = filled + one, alone + both - one

    if name in ALONE:
        assert filled == 0 < alone
    else:
        assert filled > 4


def test_the_quick_uids_are_those_of_the_identity():
    for secret in (b"s" * 32, b"s" * 63, b"s" * 64, b"s" * 65, b"s" * 200):
        plan_id = identity.plan_id(secret, "A1")
        numbers = range(1, 64)  # all variants of the digits that are set
        names = [event_name(f"clinic/{number}", "due") for number in numbers]

        found = Uids(secret).of([plan_name(plan_id)] * len(numbers), names)

        assert [bytes(one).decode() for one in found] == [
            identity.entry_uid(secret, plan_id, f"clinic/{number}")
            for number in numbers
        ]


def test_ranks_are_the_order_of_ids_as_texts():
    every = [(test, number) for test in TESTS for number in (1, 2, 9, 10, 11, 100, 999)]
    tests = np.array([TEST_NUMBER[test] for test, _ in every])
    numbered = steps(tests, np.array([number for _, number in every]))

    ranked = numbered[np.argsort(ranks(numbered))]

    assert [id_of(one) for one in ranked.tolist()] == sorted(
        f"{test}/{number}" for test, number in every
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", LAYOUTS)
def test_thousands_of_rows_write_the_bytes_of_each_single_plan(name):
    chance = random.Random(f"slow {name}")
    for guideline in GUIDELINES:
        rows = [row(chance, number) for number in range(500)]
        compare(rows, (guideline,), PROGRAMMES, LAYOUTS[name])


def test_nearly_all_rows_of_a_usual_list_are_filled():
    chance = random.Random(5)
    rows = [row(chance, number, messy=0) for number in range(60)]

    filled, all_of_them = compare(rows, (LOADED["esmo-2020"],), (), Layout())

    assert filled > 0.9 * all_of_them
