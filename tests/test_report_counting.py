"""What a list asks of a clinic, counted by whole columns."""

import pickle
import random
from collections import Counter
from dataclasses import replace
from datetime import date

import pyarrow as pa
import pytest
from batch_rows import LOADED, MADE, PROGRAMMES, chunk, rows
from demo_guideline import demo, programme, row, supplement

from surveil.answering import answer
from surveil.batch import BatchOptions, plan_columns
from surveil.batch.counting import Counts, counted
from surveil.case import Case
from surveil.catalogue import TESTS
from surveil.demand import GROUPS, group_of, months_from
from surveil.errors import CaseError

CASE = {"site": "pancreas", "grade": "G1", "resection": "R0"}
TWO_YEARS = '{ test = "clinic", at = ["24 months"] }'


def options(*tables, **more):
    return BatchOptions(guidelines=(demo(*tables),), made=MADE, **more)


def operated(*days, **facts):
    """A case for each day of surgery."""
    return [
        CASE | {"key": f"A{number}", "surgery": day} | facts
        for number, day in enumerate(days)
    ]


def demand(listed, asked, *, sizes=None, order=1, names=("list.csv",)):
    """The numbers of rows that are planned some at a time."""
    table = chunk(listed)
    parts = []
    at = 0
    for size in sizes or [len(listed)]:
        part = table.slice(at, size)
        parts.append(counted(plan_columns(part, asked)))
        at += size
    assert at == len(listed)
    counts = Counts()
    for part in parts[::order]:
        counts.add(part)
    return counts.demand(asked, names)


def asked(found, test):
    (one,) = [one for one in found.tests if one.test == test]
    return one


def in_months(**months):
    """24 numbers from November 2026, all nothing but for these places."""
    found = [0] * 24
    for place, count in months.items():
        found[int(place.removeprefix("m"))] = count
    return tuple(found)


@pytest.mark.parametrize(
    ("made", "first", "second", "last"),
    [
        (date(2026, 1, 31), date(2026, 1, 1), date(2026, 2, 1), date(2027, 12, 1)),
        (date(2026, 2, 1), date(2026, 2, 1), date(2026, 3, 1), date(2028, 1, 1)),
        (date(2026, 11, 30), date(2026, 11, 1), date(2026, 12, 1), date(2028, 10, 1)),
        (date(2026, 12, 1), date(2026, 12, 1), date(2027, 1, 1), date(2028, 11, 1)),
    ],
)
def test_there_are_24_months_and_the_first_is_that_of_the_day(
    made, first, second, last
):
    found = months_from(made)

    assert len(found) == len(set(found)) == 24
    assert (found[0], found[1], found[-1]) == (first, second, last)


def test_every_test_has_a_group():
    found = {}
    for test in TESTS:
        found.setdefault(group_of(test), set()).add(test)

    blood = {
        *("cga", "gastrin", "glucose-insulin", "glucagon", "vip", "calcium-pth"),
        *("pancreatic-polypeptide", "prolactin-igf1", "metanephrines", "nt-probnp"),
    }
    assert found == {
        "CT": {"ct-chest", "ct-chest-abdomen"},
        "MRI": {"mri-abdomen", "pituitary-mri"},
        "CT or MRI": {
            *("ct-or-mri-abdomen", "ct-or-mri-chest", "ct-or-mri-chest-abdomen"),
        },
        "MRI or EUS": {"rectal-mri-or-eus"},
        "PET": {"sstr-pet", "fdg-pet"},
        "blood tests": blood,
        "5-HIAA": {"5-hiaa"},
        "endoscopy": {
            *("gastroscopy", "colonoscopy", "rectoscopy", "eus", "bronchoscopy"),
        },
        "heart": {"echocardiogram"},
        "clinic visits": {"clinic"},
        "decisions": {"renew-plan", "confirm-end"},
    }
    assert set(found) == set(GROUPS)


def test_a_test_counts_in_the_month_of_its_due_date():
    # Due two years later: around the first day that counts, the end of a February,
    # and the last day that counts.
    listed = operated(
        *("2024-10-31", "2024-11-01", "2024-11-02"),
        *("2025-02-27", "2025-02-28", "2025-03-01"),
        *("2026-10-30", "2026-10-31", "2026-11-01"),
    )

    found = demand(listed, options(row("all", series=TWO_YEARS)))

    assert asked(found, "clinic").by_month == in_months(m0=2, m3=2, m4=1, m23=2)
    assert dict(found.by_group())["clinic visits"] == in_months(m0=2, m3=2, m4=1, m23=2)
    assert dict(found.by_group())["CT"] == in_months()


def test_a_window_is_open_on_its_first_and_last_day():
    # Eight weeks either side of the due date; the day is 22 November 2026.
    listed = operated(
        *("2024-09-26", "2024-09-27", "2024-09-28"),  # its last day: 21, 22, 23 Nov
        *("2025-01-16", "2025-01-17", "2025-01-18"),  # its first day: 21, 22, 23 Nov
    )

    found = asked(demand(listed, options(row("all", series=TWO_YEARS))), "clinic")

    assert (found.is_open, found.is_closed) == (4, 1)


def test_blood_is_counted_by_marker_and_by_day():
    series = (
        '{ test = ["clinic", "cga", "glucagon"], at = ["24 months"] },'
        '{ test = ["vip", "5-hiaa"], at = ["25 months"] }'
    )
    listed = operated("2025-01-31", "2025-01-31", "2025-01-30")

    found = demand(listed, options(row("all", series=series)))

    by_group = dict(found.by_group())
    # 31 and 30 January 2027, then 28 February in all three rows.
    assert by_group["blood tests"] == in_months(m2=6, m3=3)
    assert found.blood_days == in_months(m2=3, m3=3)
    assert by_group["5-HIAA"] == in_months(m3=3)
    assert asked(found, "vip").by_month == in_months(m3=3)


def test_two_people_on_one_day_are_two_blood_days():
    series = '{ test = "cga", at = ["24 months"] }'

    found = demand(
        operated("2025-01-31", "2025-01-31"), options(row("a", series=series))
    )

    assert found.blood_days == in_months(m2=2)


def test_rows_whose_follow_up_is_suspended_are_counted_apart():
    days = ("2025-01-31", "2025-02-28", "2025-11-30", "2026-11-30")
    listed = operated(*days, status="suspended")
    listed += [CASE | {"key": "B1", "surgery": "2025-01-31"}]
    listed += operated("2025-01-31", site="appendix", status="suspended")  # no dates
    both = '{ test = ["clinic", "cga"], at = ["12 months", "24 months"] }'

    found = demand(listed, options(row("all", series=both)))

    clinic = asked(found, "clinic")
    assert (found.followed, found.suspended) == (1, 4)
    assert clinic.by_month == in_months(m2=1)
    # January and February 2027; November 2026 and 2027; November 2027, and that of
    # 2028 is a month too late.
    assert clinic.suspended == 5
    # 30 November 2026 is within its window, but suspended.
    assert (clinic.is_open, clinic.is_closed) == (0, 1)
    assert found.blood_days == in_months(m2=1)
    assert dict(found.outcomes)["plan"] == 5  # one followed, four suspended


def test_a_programme_beside_another_outcome_counts():
    extra = programme(supplement("own", series='{ test="cga", at=["24 months"] }'))
    judged = row(
        "all",
        'outcome = "judgement"',
        'judgement = "guideline-says"',
        'reason = "because"',
        series="",
    )
    asked_for = options(judged, programmes=(extra,))

    found = demand(operated("2025-01-31"), asked_for)

    assert dict(found.outcomes)["judgement"] == 1
    assert dict(found.judgements)["guideline-says"] == 1
    assert found.followed == 1
    assert asked(found, "cga").by_month == in_months(m2=1)
    assert [(one.id, rows) for one, rows in found.guidelines] == [
        ("demo", 1),
        ("extra", 1),
    ]


def test_missing_facts_are_ranked_by_the_rows_that_wait_for_them():
    tables = (
        row("r0", 'when = { resection = ["R0"] }'),
        row("r1", 'when = { resection = ["R1"], function = ["gastrinoma"] }'),
        row("r2", 'when = { resection = ["R1"], function = ["vipoma"] }'),
        supplement(
            "pet",
            'when = { sstr_positive = ["yes"] }',
            series='{ test = "sstr-pet", once = "12 months" }',
        ),
    )
    day = "2026-03-12"
    listed = [
        CASE | {"key": "A1", "surgery": day},  # has a plan, may get a PET
        CASE | {"key": "A2", "surgery": day, "sstr_positive": "yes"},
        CASE | {"key": "A3", "surgery": day, "resection": ""},
        CASE | {"key": "A4", "surgery": day, "resection": "", "function": "vipoma"},
        CASE | {"key": "A5", "surgery": day, "resection": "R1"},
    ]

    found = demand(listed, options(*tables))

    assert [(one.fact, one.undecided, one.decided) for one in found.lacks] == [
        ("function", 2, 0),
        ("resection", 2, 0),
        ("sstr_positive", 0, 1),
    ]
    assert found.lacks[2].would == (
        ("add SSTR PET/CT (Ga-68 DOTATATE or DOTATOC) once, 12 months", 1),
    )
    assert dict(found.judgements)["facts-missing"] == 3


def test_reasons_of_rejection_are_ranked_and_name_their_first_rows():
    good = CASE | {"surgery": "2026-03-12"}
    listed = [good | {"key": f"A{number}"} for number in range(9)]
    for place in (7, 1, 2, 3, 4, 5):
        listed[place] |= {"site": "ovary"}
    listed[8] |= {"surgery": "31/01/2024"}

    found = demand(listed, options(row("all")), sizes=[4, 4, 1], order=-1)

    assert [(one.fact, one.rows, one.first) for one in found.refused] == [
        # The header is row 1.
        ("site", 6, (("", 3), ("", 4), ("", 5), ("", 6), ("", 7))),
        ("surgery", 1, (("", 10),)),
    ]
    assert dict(found.outcomes) == {
        "plan": 2,
        "no-follow-up": 0,
        "judgement": 0,
        "ended": 0,
        "rejected": 7,
    }


def test_rows_of_one_key_are_one_reason_whatever_rows_they_name():
    listed = operated("2026-03-12", "2026-03-12", "2026-03-12")
    table = chunk(listed)
    told = [
        f"stands in row {other} as well: each case has its own"
        for other in ("3 of a\nlist as well: x.csv", "2, 4", "2 and 3")
    ]
    table = table.append_column("refused_fact", pa.array(["key"] * 3))
    table = table.append_column("refused_problem", pa.array(told))
    asked_for = options(row("all"))

    counts = counted(plan_columns(table, asked_for))

    (one,) = counts.demand(asked_for, ["list.csv"]).refused
    assert (one.rows, one.problem) == (
        3,
        "stands in another row as well: each case has its own",
    )
    assert one.first == (("", 2), ("", 3), ("", 4))


def test_lists_are_named_without_their_folders_if_that_tells_them_apart():
    asked_for = options(row("all"))
    counts = Counts()
    for name, days in (("a/x.csv", ("2026-03-12",)), ("b/y.csv", ("", "2026-03-12"))):
        counts.add(counted(plan_columns(chunk(operated(*days)), asked_for), name))

    found = counts.demand(asked_for, ["a/x.csv", "b/y.csv"])
    alike = Counts(counts.lists).demand(asked_for, ["a/x.csv", "b/x.csv"])

    assert found.lists == (("x.csv", 1), ("y.csv", 2))
    assert found.refused[0].first == (("y.csv", 2),)
    assert alike.lists == (("a/x.csv", 1), ("b/x.csv", 0))


def test_an_empty_list_has_nothing():
    found = demand([], options(row("all")), sizes=[0])

    assert (found.rows, found.followed, found.lacks, found.refused) == (0, 0, (), ())
    assert set(found.by_group()) == {(group, (0,) * 24) for group in GROUPS}


# By itself each row is planned as a single case, and counted one by one.


def by_itself(listed, asked_for):
    found = {
        name: Counter()
        for name in (
            *("outcomes", "judgements", "undecided", "decided", "would", "refused"),
            *("due", "suspended", "open", "closed", "blood", "dated", "guidelines"),
        )
    }
    for facts in listed:
        _count(found, facts, asked_for)
    return found


def _count(found, facts, asked_for):
    if not facts.get("key", "").strip():
        found["outcomes"]["rejected"] += 1
        found["refused"]["key"] += 1
        return
    try:
        case = Case.parse(facts)
        plan = answer(
            case,
            asked_for.guidelines,
            made=MADE,
            pace=asked_for.pace,
            horizon=asked_for.horizon,
            programmes=asked_for.programmes,
        )
    except CaseError as error:
        found["outcomes"]["rejected"] += 1
        found["refused"][error.fact] += 1
        return
    found["outcomes"][plan.outcome] += 1
    if plan.judgement:
        found["judgements"][plan.judgement] += 1
    for one in plan.guidelines:
        if one.is_programme or plan.recommendation:
            found["guidelines"][one.id] += 1
    lack = "undecided" if plan.judgement == "facts-missing" else "decided"
    found[lack].update({one.fact for one in plan.missing})
    found["would"].update({(one.fact, one.would) for one in plan.missing})
    live = case.status != "suspended"
    if plan.events:
        found["dated"][live] += 1
    blood = set()
    for event in plan.events:
        month = (event.due.year - 2026) * 12 + event.due.month - 11
        if live and event.earliest <= MADE <= event.latest:
            found["open"][event.test] += 1
        if live and event.latest < MADE:
            found["closed"][event.test] += 1
        if not 0 <= month < 24:
            continue
        if not live:
            found["suspended"][event.test] += 1
            continue
        found["due"][event.test, month] += 1
        if TESTS[event.test].kind == "blood":
            blood.add((event.due, month))
    found["blood"].update(month for _, month in blood)


@pytest.mark.parametrize(
    ("seed", "ids", "programmes"),
    [
        (1, ("esmo-2020",), ()),
        (2, ("esmo-2020", "lung-review-2017"), PROGRAMMES),
        (3, ("awmf-2018",), ()),
    ],
)
def test_counts_are_those_of_single_plans_however_the_list_is_cut(
    seed, ids, programmes
):
    asked_for = BatchOptions(
        guidelines=tuple(LOADED[id] for id in ids), made=MADE, programmes=programmes
    )
    listed = rows(random.Random(seed), 300)

    found = demand(listed, asked_for)

    one = by_itself(listed, asked_for)
    assert found.rows == len(listed) == found.lists[0][1]
    assert +Counter(dict(found.outcomes)) == one["outcomes"]
    assert +Counter(dict(found.judgements)) == one["judgements"]
    assert found.followed == one["dated"][True]
    assert found.suspended == one["dated"][False]
    assert {
        (test.test, place): count
        for test in found.tests
        for place, count in enumerate(test.by_month)
        if count
    } == one["due"]
    for name, attribute in (
        ("open", "is_open"),
        ("closed", "is_closed"),
        ("suspended", "suspended"),
    ):
        counts = Counter({each.test: getattr(each, attribute) for each in found.tests})
        assert +counts == one[name]
    assert found.blood_days == tuple(one["blood"][place] for place in range(24))
    lacks = {each.fact: each for each in found.lacks}
    assert +Counter({fact: lacks[fact].undecided for fact in lacks}) == one["undecided"]
    assert +Counter({fact: lacks[fact].decided for fact in lacks}) == one["decided"]
    for fact, lack in lacks.items():
        counts = sorted(
            (count for (name, _), count in one["would"].items() if name == fact),
            reverse=True,
        )
        assert [count for _, count in lack.would] == counts[:3]
        assert all(one["would"][fact, would] == count for would, count in lack.would)
    refused = Counter()
    for reason in found.refused:
        refused[reason.fact] += reason.rows
    assert refused == one["refused"]
    assert {each.id: count for each, count in found.guidelines if count} == dict(
        one["guidelines"]
    )
    for sizes in ([1] * 20 + [280], [150, 7, 143]):
        for order in (1, -1):
            assert demand(listed, asked_for, sizes=sizes, order=order) == found


def test_counts_travel_between_processes():
    asked_for = options(row("all", series=TWO_YEARS))
    counts = counted(plan_columns(chunk(operated("2025-01-31", "")), asked_for))

    travelled = pickle.loads(pickle.dumps(counts))

    assert travelled.demand(asked_for, ["x"]) == counts.demand(asked_for, ["x"])


def test_another_day_moves_the_months():
    asked_for = options(row("all", series=TWO_YEARS))
    listed = operated("2024-10-31", "2026-09-30", "2026-10-01")

    found = demand(listed, replace(asked_for, made=date(2026, 10, 1)))

    # October 2026 to September 2028.
    assert asked(found, "clinic").by_month == in_months(m0=1, m23=1)
