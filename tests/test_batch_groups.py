"""Groups: rows whose events differ in dates alone, for whoever fills calendars."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from batch_odd import guideline as odd
from batch_rows import LOADED, MADE, PROGRAMMES, chunk, rows

from surveil.answering import answer
from surveil.batch import BatchOptions, plan_columns
from surveil.case import Case

EPOCH = date(1970, 1, 1)
USUAL = BatchOptions(
    guidelines=(LOADED["esmo-2020"], LOADED["norway-2020"]),
    made=MADE,
    programmes=PROGRAMMES,
)
LISTS = {"usual": USUAL, "odd": replace(USUAL, guidelines=(odd(),))}
FACTS = ("function", "hereditary", "status")


def day(number):
    return EPOCH + timedelta(int(number))


@pytest.mark.parametrize("by_offset", [False, True])
@pytest.mark.parametrize("options", LISTS.values(), ids=list(LISTS))
def test_groups_hold_the_events_of_every_row_and_no_other(options, by_offset):
    sites = options.guidelines[0].sites
    listed = rows(random.Random(11), 250, sites=sites)
    found = plan_columns(chunk(listed), options)
    seen = []

    for group in found.groups(*FACTS, by_offset=by_offset):
        for line, row in enumerate(group.rows.tolist()):
            seen.append(row)
            case = Case.parse(listed[row])
            plan = answer(
                case,
                options.guidelines,
                made=MADE,
                programmes=options.programmes,
            )
            assert group.facts == {name: getattr(case, name) for name in FACTS}
            assert [one.id for one in group.steps] == [one.id for one in plan.events]
            assert [
                (day(earliest), day(due), day(latest), bool(past), notes)
                for earliest, due, latest, past, notes in zip(
                    group.earliest[line],
                    group.due[line],
                    group.latest[line],
                    group.past[line],
                    [group.note_texts[note] for note in group.notes[line]],
                    strict=True,
                )
            ] == [
                (one.earliest, one.due, one.latest, one.past, one.notes)
                for one in plan.events
            ]
            steps = [one.step for one in plan.events]
            if by_offset:
                assert list(group.steps) == steps
            else:
                pairs = zip(group.steps, steps, strict=True)
                assert all(
                    mine == own for mine, own in pairs if own.test != "renew-plan"
                )

    with_events = found.outcomes["events"].to_pylist()
    assert sorted(seen) == [row for row, count in enumerate(with_events) if count]


def test_rows_of_one_kind_are_one_group_whatever_their_dates():
    case = {"site": "ileum", "grade": "G1", "stage": "III", "resection": "R0"}
    listed = [
        case | {"key": f"K{month}", "surgery": f"2026-{month:02}-28"}
        for month in range(1, 13)
    ]

    groups = list(plan_columns(chunk(listed), USUAL).groups())

    assert [group.rows.tolist() for group in groups] == [list(range(12))]
    assert groups[0].due.shape == (12, len(groups[0].steps))


def test_groups_come_in_the_order_of_their_first_rows():
    listed = rows(random.Random(12), 200)

    groups = list(plan_columns(chunk(listed), USUAL).groups("site"))

    firsts = [int(group.rows[0]) for group in groups]
    assert firsts == sorted(firsts)
    assert all((group.rows[1:] > group.rows[:-1]).all() for group in groups)


def test_renewals_of_different_years_are_different_steps():
    # Every 24 months for life: the tenth year and the eleventh have as many events,
    # and only the number of the renewal apart.
    case = {"site": "duodenum", "grade": "G1", "born": "1960"}
    case |= {"stage": "I", "size_mm": "5", "operation": "EMR", "resection": "R0"}
    days = ("2021-11-22", "2020-11-22", "2021-11-22", "2020-11-22", "2019-11-22")
    listed = [
        case | {"key": f"K{place}", "surgery": day} for place, day in enumerate(days)
    ]
    options = replace(USUAL, guidelines=(LOADED["gi-review-2022"],), programmes=())

    found = plan_columns(chunk(listed), options)

    ids = [f"gastroscopy/{number}" for number in range(1, 6)]
    assert [
        (group.rows.tolist(), [step.id for step in group.steps])
        for group in found.groups()
    ] == [
        ([0, 2], [*ids, "renew-plan/10"]),
        ([1, 3], [*ids, "renew-plan/11"]),
        ([4], [*ids, "gastroscopy/6", "renew-plan/12"]),
    ]
