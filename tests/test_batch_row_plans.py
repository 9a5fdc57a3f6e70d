"""Rows as plans: the events of a row are those of its single plan, steps and all."""

import random
from dataclasses import replace

import numpy as np
import pytest
from batch_odd import guideline as odd
from batch_rows import LOADED, MADE, PROGRAMMES, chunk, rows

from surveil.answering import answer
from surveil.batch import BatchOptions, plan_columns, row_plans
from surveil.case import Case

USUAL = BatchOptions(
    guidelines=(LOADED["esmo-2020"], LOADED["norway-2020"]),
    made=MADE,
    programmes=PROGRAMMES,
)
LISTS = {"usual": USUAL, "odd": replace(USUAL, guidelines=(odd(),))}


@pytest.mark.parametrize("options", LISTS.values(), ids=list(LISTS))
def test_the_events_of_every_row_are_those_of_its_single_plan(options):
    listed = rows(random.Random(11), 250, sites=options.guidelines[0].sites)

    planned = plan_columns(chunk(listed), options)

    dated = planned.inside[0].dated
    starts = (np.cumsum(dated.count) - dated.count).tolist()
    renewals = 0
    for row, first, count in zip(
        dated.rows.tolist(), starts, dated.count.tolist(), strict=True
    ):
        plan = answer(
            Case.parse(listed[row]),
            options.guidelines,
            made=MADE,
            programmes=options.programmes,
        )
        found = row_plans.events(planned, range(first, first + count))
        assert found == tuple(replace(event, notes=()) for event in plan.events)
        renewals += sum(event.step.test == "renew-plan" for event in found)
    assert renewals > 50
    assert sum(planned.outcomes["events"].to_pylist()) == len(dated.row)
