"""Judging: outcomes without a plan, the words of verdicts, anchors, what is left."""

from datetime import date

import pytest
from demo_guideline import demo, judgement, programme, read, row, supplement, written

from surveil import library, overriding
from surveil.answering import answer
from surveil.case import Case
from surveil.catalogue import CONTAINS, TESTS
from surveil.equivalents import COUNTS_FOR, EQUIVALENTS, TOGETHER
from surveil.errors import UsageError
from surveil.history import Done
from surveil.judging import judge, remaining

SURGERY = date(2022, 3, 10)
G1 = 'when = { grade = ["G1"] }'
HALF_YEARLY = '{ test = "ct-or-mri-abdomen", every = "6 months until 2 years" }'
LIFELONG = '{ test = "ct-or-mri-abdomen", every = "12 months lifelong" }'
CT = "ct-or-mri-abdomen"


def day(text):
    return date.fromisoformat(text)


def done(text, test=CT, status="done", row=None):
    return Done(day(text), test, status, row)


def planned(*rows, made="2026-01-01", head="", programmes=(), **facts):
    known = {"surgery": str(SURGERY), "site": "pancreas", "grade": "G1"} | facts
    return answer(
        Case.parse(known),
        [demo(*(rows or [row("only", G1, series=HALF_YEARLY)]), head=head)],
        made=day(made),
        programmes=programmes,
    )


def judged(plan, *rows, as_of="2026-01-01", **options):
    return judge(plan, rows, as_of=day(as_of), **options)


def verdicts(history):
    return [(one.verdict, one.why) for one in history.verdicts]


# Where no plan is made.


def test_no_follow_up_makes_every_test_needless_and_says_who_says_so():
    none = row(
        "none", G1, 'outcome = "no-follow-up"', 'reason = "small and out"', series=""
    )

    history = judged(planned(none), done("2022-09-10"))

    assert verdicts(history) == [
        ("not-recommended", "no follow-up by demo: small and out")
    ]
    assert history.standings == ()


def test_a_judgement_judges_nothing():
    history = judged(planned(judgement("ask", G1)), done("2022-09-10"))

    assert verdicts(history) == [("not-judged", "no plan: because")]


def test_a_programme_beside_a_judgement_is_judged_by_its_own_steps():
    extra = programme(
        supplement("pet", G1, series='{ test = "cga", every = "1 year until 3 years" }')
    )
    plan = planned(judgement("ask", G1), programmes=[extra])

    history = judged(plan, done("2023-03-10", "cga"), done("2023-03-10"))

    assert verdicts(history) == [
        ("not-judged", "no plan: because"),
        ("on-time", "cga/1, due 2023-03-10"),
    ]


@pytest.mark.parametrize(
    ("when", "verdict", "why"),
    [
        ("2022-03-09", "before-surgery", "before surgery on 2022-03-10"),
        ("2023-05-31", "not-judged", "no plan: the patient died on 2023-06-01"),
        ("2023-06-01", "not-judged", "no plan: the patient died on 2023-06-01"),
        ("2023-06-02", "not-judged", "after the death on 2023-06-01"),
    ],
)
def test_a_test_after_death_is_a_contradiction(when, verdict, why):
    plan = planned(status="died", status_date="2023-06-01")

    assert verdicts(judged(plan, done(when))) == [(verdict, why)]


def test_a_booking_after_death_is_one_too():
    plan = planned(status="died", status_date="2023-06-01")

    (found,) = judged(plan, done("2027-01-01", status="booked")).appointments

    assert (found.verdict, found.why) == ("not-judged", "after the death on 2023-06-01")


def test_a_patient_who_was_discharged_has_no_plan_to_judge_by():
    plan = planned(status="discharged")

    assert verdicts(judged(plan, done("2022-09-10"))) == [
        ("not-judged", "no plan: the patient was discharged from follow-up")
    ]


# The words of verdicts.


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (["2022-09-10"], f"{CT}/1, due 2022-09-10"),
        (["2022-10-09"], f"{CT}/1, 1 day after its window"),
        (["2022-10-10"], f"{CT}/1, 2 days after its window"),
        (
            ["2022-08-12"],
            f"{CT}/1, 1 day before its window:"
            " at least half of its interval has passed",
        ),
        (
            ["2022-06-01"],
            f"{CT}/1, 73 days before its window:"
            " less than half of its interval has passed",
        ),
        (["2022-09-10", "2022-09-11"], f"{CT}/1 was done on 2022-09-10"),
        (["2024-03-10", "2024-06-01"], f"after the last step, {CT}/4"),
        (["2026-01-02"], "after 2026-01-01, the day of judging"),
    ],
)
def test_a_verdict_says_why(rows, words):
    history = judged(planned(), *(done(text) for text in rows))

    assert history.verdicts[-1].why == words


def test_what_no_step_asks_for_names_the_guideline():
    history = judged(planned(), done("2022-09-10", "eus"), done("2022-09-10", "TAP"))

    assert verdicts(history) == [
        ("not-recommended", "not asked for by demo"),
        ("not-judged", "not a test that surveil knows"),
    ]


@pytest.mark.parametrize(
    ("planned_test", "done_test", "reason"),
    [
        (CT, "mri-abdomen", "an MRI of the abdomen leaves out the pelvis"),
        (
            *("ct-chest-abdomen", "ct-or-mri-chest-abdomen"),
            "it may have been an MRI, which shows the lungs less well",
        ),
        ("ct-or-mri-chest-abdomen", CT, "it shows only a part"),
        ("colonoscopy", "rectoscopy", "it does not reach the rest of the colon"),
    ],
)
def test_what_people_may_take_for_a_planned_test_is_told_why_it_is_not(
    planned_test, done_test, reason
):
    series = f'{{ test = "{planned_test}", every = "6 months until 2 years" }}'
    plan = planned(row("only", G1, series=series))

    assert verdicts(judged(plan, done("2022-09-10", done_test))) == [
        (
            "not-recommended",
            f"not asked for by demo; not counted for {planned_test}: {reason}",
        )
    ]


def test_what_a_clinician_left_out_is_said():
    plan = overriding.override(planned(), [overriding.parse(f"{CT}/1=none: frail")])

    assert verdicts(judged(plan, done("2022-09-10"))) == [
        ("not-recommended", f"{CT}/1 was left out by the clinician")
    ]


def test_after_the_horizon_of_a_lifelong_series_nothing_is_judged():
    plan = planned(row("only", G1, series=LIFELONG), made="2022-03-10")
    rows = [done(f"{year}-03-10") for year in range(2023, 2033)]

    # The last step is 2032-03-10, with 56 days after it: to 5 May.
    history = judged(plan, *rows, done("2032-05-06"), as_of="2033-01-01")

    assert [one.verdict for one in history.verdicts] == ["on-time"] * 10 + [
        "not-judged"
    ]
    assert history.verdicts[-1].why == (
        "after the horizon of the plan, 2032-03-10: renew it"
    )


def test_appointments_say_what_became_of_them():
    rows = [
        done("2022-09-10", status="booked"),
        done("2023-03-10", status="cancelled"),
        done("2023-09-10", status="did-not-attend"),
        done("2023-09-11", status="booked"),
        done("2023-09-11"),
        done("2026-02-01", status="booked"),
        done("2026-02-01", "eus", status="booked"),
    ]

    history = judged(planned(), *rows)

    assert [(one.verdict, one.steps, one.why) for one in history.appointments] == [
        ("not-judged", (f"{CT}/1",), "awaiting confirmation"),
        ("not-judged", (f"{CT}/2",), "cancelled"),
        ("not-judged", (f"{CT}/3",), "did not attend"),
        ("not-judged", (), "another row says what became of it"),
        ("late", (f"{CT}/4",), f"{CT}/4, 665 days after its window"),
        ("not-recommended", (), "not asked for by demo"),
    ]


def test_a_step_with_a_test_booked_says_so_to_the_one_before():
    # As of 1 March 2023 the first is overdue, the second due and booked.
    history = judged(planned(), done("2023-03-10", status="booked"), as_of="2023-03-01")

    assert history.standings[0].notes == ("a later one is booked on 2023-03-10",)
    assert [one.counted for one in history.appointments] == [True]


# How late.


@pytest.mark.parametrize(
    ("as_of", "lateness"),
    [("2022-10-08", 0), ("2022-10-09", 1 / 184), ("2023-04-10", 184 / 184)],
)
def test_lateness_is_a_share_of_the_interval(as_of, lateness):
    first = judged(planned(), as_of=as_of).standings[0]

    assert first.lateness == pytest.approx(lateness)


def test_who_asks_is_as_late_as_the_test_is_not_as_the_step():
    # On 1 November 2023 three are overdue: the first since 8 October 2022, 389 days.
    found = judged(planned(), as_of="2023-11-01").standings

    assert [one.asks for one in found[:4]] == [False, False, True, False]
    assert found[2].lateness == pytest.approx(24 / 184)
    assert found[2].waiting == pytest.approx(389 / 184)
    assert [one.waiting for one in found if not one.asks] == [0, 0, 0, 0]


def test_lateness_counts_by_the_interval_of_the_anchor():
    # From 5 October 2022 the second is due on 5 April 2023, the third on 5 October:
    # 183 days. Its window closes on 2 November, ten days before.
    found = judged(planned(), done("2022-10-05"), as_of="2023-11-12", anchor="done")

    assert found.standings[2].lateness == pytest.approx(10 / 183)
    # 3 May to 12 November is 193 days; 5 October to 5 April 182.
    assert found.standings[1].lateness == pytest.approx(193 / 182)


# Anchors.


def test_an_anchor_that_does_not_exist_is_refused():
    with pytest.raises(UsageError, match=r"^--anchor is not one of surgery, done$"):
        judged(planned(), anchor="grid")


@pytest.mark.parametrize(
    ("own", "asked", "second", "note"),
    [
        (None, None, "2023-03-10", ()),
        ("surgery", None, "2023-03-10", ()),
        ("done", None, "2023-04-05", "as the guideline's file says"),
        ("done", "surgery", "2023-03-10", ()),
        (None, "done", "2023-04-05", "as asked for"),
        ("surgery", "done", "2023-04-05", "as asked for"),
    ],
)
def test_who_decides_what_the_next_test_counts_from(own, asked, second, note):
    head = f'anchor = "{own}"' if own else ""
    history = judged(planned(head=head), done("2022-10-05"), anchor=asked)

    assert str(history.standings[1].day) == second
    assert str(history.standings[1].event.due) == second
    told = f"the next test counts from the last one done, {note}:"
    assert history.notes == (
        (f"{told} CT or MRI of abdomen and pelvis",) if note else ()
    )
    assert remaining(history).notes[-1:] == (history.notes or ("",)) or not note


def test_a_file_whose_anchor_is_another_word_is_at_fault():
    text = written(row("only", G1, series=HALF_YEARLY), head='anchor = "visit"')

    assert read(text) == (
        None,
        ["demo.toml: anchor: 'visit' is not one of surgery, done"],
    )


def test_tests_of_one_visit_go_their_own_ways():
    series = '{ test = ["clinic", "cga"], every = "6 months until 2 years" }'
    plan = planned(row("only", G1, series=series))

    history = judged(
        plan, done("2022-10-05", "clinic"), done("2022-08-20", "cga"), anchor="done"
    )

    days = {one.id: str(one.day) for one in history.standings}
    assert days["clinic/2"] == "2023-04-05"
    assert days["cga/2"] == "2023-02-20"
    assert days["confirm-end/1"] == "2024-03-10"  # decisions stay


def test_a_programme_keeps_its_own_anchor():
    extra = programme(
        supplement(
            "pet", G1, series='{ test = "cga", every = "1 year until 3 years" }'
        ),
        head='anchor = "done"',
    )
    plan = planned(programmes=[extra])

    history = judged(plan, done("2022-10-05"), done("2023-04-01", "cga"))

    days = {one.id: str(one.day) for one in history.standings}
    assert days[f"{CT}/2"] == "2023-03-10"
    assert days["cga/2"] == "2024-04-01"


@pytest.mark.parametrize(
    ("as_of", "asks", "notes"),
    [
        ("2020-12-31", [], ("not before 2021-01-10: the last one was on 2020-01-10",)),
        ("2021-01-10", ["cga/2"], ()),
    ],
)
def test_a_test_that_goes_with_another_has_its_intervals(as_of, asks, notes):
    clinic = '{ test = "clinic", every = "12-24 months until 6 years" }'
    with_it = supplement("more", G1, series='{ test = "cga", with = "clinic" }')
    plan = planned(row("only", G1, series=clinic), with_it, surgery="2018-01-15")

    # The window of the first ends on 2020-01-15, when that of the second begins.
    history = judged(plan, done("2020-01-10", "cga"), as_of=as_of)

    found = [one for one in history.standings if one.test == "cga"]
    assert [one.status for one in found[:3]] == ["done", "due", "coming"]
    assert [one.id for one in found if one.asks] == asks
    assert found[1].notes == notes


def test_a_step_that_a_larger_scan_stands_in_for_does_not_draw_the_next_one_closer():
    # Three-monthly for a year, then half-yearly: at 12 months the larger scan stands,
    # so that the step at 18 follows the one at 9. It stays nine months after it.
    series = (
        '{ test = "ct-or-mri-abdomen",'
        ' every = ["3 months until 1 year", "6 months until 2 years"] },'
        '{ test = "ct-chest-abdomen", at = ["1 year"] }'
    )
    plan = planned(row("only", G1, series=series), surgery="2019-01-01")

    history = judged(plan, done("2019-10-05"), as_of="2019-11-01", anchor="done")

    days = {one.id: str(one.day) for one in history.standings}
    assert days[f"{CT}/4"] == "2020-07-05"
    assert days["ct-chest-abdomen/1"] == "2020-01-01"


def test_the_range_of_a_row_holds_between_two_of_its_own_steps():
    # At 12 and 24 months by a range of 12-24, at 18 by another row: after the one at
    # 18 the next asks when half of six months have passed, not after twelve.
    ranged = '{ test = "ct-or-mri-chest", every = "12-24 months until 6 years" }'
    between = supplement(
        "more", G1, series='{ test = "ct-or-mri-chest", at = ["18 months"] }'
    )
    plan = planned(row("only", G1, series=ranged), between, surgery="2018-01-15")

    history = judged(
        plan,
        done("2019-01-15", "ct-or-mri-chest"),
        done("2019-07-15", "ct-or-mri-chest"),
        as_of="2020-02-01",
    )

    first = [one for one in history.standings if one.test == "ct-or-mri-chest"][:3]
    assert [one.status for one in first] == ["done", "done", "due"]
    assert [one.asks for one in first] == [False, False, True]


def test_of_two_ranges_the_one_that_waits_longer_holds():
    # Both rows at 12 and 24 months: the window of the second opens on 15 November 2019,
    # and ten months after 30 January are over on 30 November.
    one, two = (
        f'{{ test = "ct-or-mri-chest", every = "{low}-12 months until 5 years",'
        ' readings = ["read"] }'
        for low in (6, 10)
    )
    plan = answer(
        Case.parse({"surgery": "2018-01-15", "site": "pancreas", "grade": "G1"}),
        [demo(row("only", G1, series=one), supplement("more", G1, series=two))],
        made=day("2019-01-01"),
        pace="widest",
    )

    history = judged(plan, done("2019-01-30", "ct-or-mri-chest"), as_of="2019-11-29")

    second = next(one for one in history.standings if one.id == "ct-or-mri-chest/2")
    assert (second.status, second.asks) == ("due", False)
    assert second.notes == ("not before 2019-11-30: the last one was on 2019-01-30",)


def test_a_test_that_goes_with_another_is_moved_with_its_intervals():
    clinic = '{ test = "clinic", every = "12-24 months until 6 years" }'
    with_it = supplement("more", G1, series='{ test = "cga", with = "clinic" }')
    plan = planned(row("only", G1, series=clinic), with_it, surgery="2018-01-15")

    history = judged(plan, done("2020-01-10", "cga"), as_of="2020-02-01", anchor="done")

    second = next(one for one in history.standings if one.id == "cga/2")
    assert (str(second.earliest), str(second.day), str(second.latest)) == (
        *("2021-01-10", "2021-01-10", "2022-01-10"),
    )


def test_the_first_who_asks_for_a_test_decides_its_anchor():
    extra = programme(
        supplement(
            "pet", G1, series='{ test = "cga", every = "1 year until 3 years" }'
        ),
        head='anchor = "done"',
    )
    own = '{ test = "cga", at = ["6 months"] }'
    plan = planned(row("only", G1, series=own), programmes=[extra])

    history = judged(plan, done("2022-10-05", "cga"))

    second = next(one for one in history.standings if one.id == "cga/2")
    assert str(second.day) == "2023-03-10"
    assert history.notes == ()


# What is left for the calendar.


def test_what_remains_is_what_is_still_to_come():
    rows = [
        done("2022-09-10"),
        done("2023-09-10"),
        done("2024-03-20", status="booked"),
    ]
    # As of 1 March 2024: the first done, the second passed over, the third done.

    plan = remaining(judged(planned(), *rows, as_of="2024-03-01"))

    assert [(event.id, event.notes) for event in plan.events] == [
        ("confirm-end/1", ()),
        (f"{CT}/4", ("booked for 2024-03-20",)),
    ]


def test_what_is_overdue_remains():
    plan = remaining(judged(planned(), as_of="2026-01-01"))

    assert [event.id for event in plan.events] == [
        *(f"{CT}/{number}" for number in (1, 2, 3)),
        *("confirm-end/1", f"{CT}/4"),
    ]


def test_what_is_overdue_remains_as_long_as_the_later_one_is_only_booked():
    history = judged(planned(), done("2023-03-10", status="booked"), as_of="2023-03-01")

    assert [event.id for event in remaining(history).events][:2] == [
        f"{CT}/1",
        f"{CT}/2",
    ]


def test_what_was_missed_before_does_not_remain():
    plan = planned(followed_from="2022-12-01")

    left = remaining(judged(plan, as_of="2023-01-01"))

    assert [event.id for event in left.events][:2] == [f"{CT}/2", f"{CT}/3"]


def test_what_remains_has_the_dates_of_its_anchor_in_order():
    series = (
        '{ test = "clinic", every = "6 months until 1 year" },'
        '{ test = "cga", every = "6 months until 1 year" }'
    )
    plan = planned(row("only", G1, series=series), made="2022-04-01")

    left = remaining(
        judged(
            plan,
            *(done("2022-10-05", "cga"), done("2022-09-10", "clinic")),
            as_of="2022-10-06",
            anchor="done",
        )
    )

    assert [(event.id, str(event.due), str(event.latest)) for event in left.events] == [
        ("clinic/2", "2023-03-10", "2023-04-07"),
        ("confirm-end/1", "2023-03-10", "2023-04-07"),
        ("cga/2", "2023-04-05", "2023-05-03"),
    ]


def test_an_override_stays_with_its_event():
    plan = overriding.override(
        planned(), [overriding.parse(f"{CT}/2=2023-04-20: holiday")]
    )

    history = judged(plan, done("2022-09-10"), as_of="2023-01-01")
    left = remaining(history)

    second = history.standings[1]
    assert (str(second.earliest), str(second.day), str(second.latest)) == (
        *("2023-03-23", "2023-04-20", "2023-05-18"),
    )
    assert left.events[0] == plan.events[1]


def test_a_plan_without_events_remains_itself():
    plan = planned(status="died", status_date="2023-06-01")

    assert remaining(judged(plan, done("2022-09-10"))) == plan


# What counts for what.


def test_what_stands_in_when_planned_counts_when_done():
    for larger, smaller in CONTAINS.items():
        assert set(smaller) <= set(COUNTS_FOR[larger])


def test_each_pair_of_the_table_stands_once_with_a_reason_and_known_codes():
    pairs = [(one.done, one.planned) for one in EQUIVALENTS]

    assert len(set(pairs)) == len(pairs)
    for one in EQUIVALENTS:
        assert {one.done, one.planned} <= TESTS.keys()
        assert one.done != one.planned
        assert one.why
        assert (one.planned in COUNTS_FOR.get(one.done, ())) == one.counts


def test_what_counts_for_a_counts_for_what_a_counts_for():
    for tests in COUNTS_FOR.items():
        reached = {further for one in tests[1] for further in COUNTS_FOR.get(one, ())}
        assert reached <= set(tests[1])


def test_parts_are_in_a_days_order_and_each_is_contained_in_the_whole():
    for one in TOGETHER:
        assert list(one.parts) == sorted(one.parts, key=list(TESTS).index)
        assert one.why
        # A plain "CT or MRI" of the abdomen is as good as its CT: only the chest
        # tells a CT from what may be an MRI.
        assert set(one.parts) <= {*COUNTS_FOR[one.whole], "ct-chest"}


def test_the_other_part_says_with_what_it_counts():
    series = '{ test = "ct-chest-abdomen", every = "6 months until 2 years" }'
    plan = planned(row("only", G1, series=series))

    history = judged(plan, done("2022-09-10"), done("2022-09-10", "ct-chest"))

    assert verdicts(history) == [
        ("on-time", "with ct-chest: ct-chest-abdomen/1, due 2022-09-10"),
        ("on-time", "ct-chest-abdomen/1, due 2022-09-10"),
    ]


def test_a_clinic_can_say_what_counts():
    history = judged(
        planned(),
        done("2022-09-10", "mri-abdomen"),
        counts_for={"mri-abdomen": (CT,)},
    )

    assert [one.steps for one in history.verdicts] == [(f"{CT}/1",)]


@pytest.mark.parametrize("id", ["esmo-2020", "lung-review-2017", "men1-2012"])
def test_no_shipped_file_decides_the_anchor(id):
    assert library.load(id).anchor is None


def test_a_part_of_a_larger_scan_keeps_the_step_that_it_has_taken_by_itself():
    # The larger scan is due on 2022-07-10. The abdomen alone is due on 2022-09-10, and
    # four of its six months have passed: early, and it counts.
    four_monthly = '{ test = "ct-chest-abdomen", every = "4 months until 8 months" }'
    plan = planned(row("only", G1, series=f"{four_monthly}, {HALF_YEARLY}"))

    history = judged(
        plan, done("2022-07-10", row=2), done("2022-07-10", "ct-chest", row=3)
    )

    assert [(one.done.row, one.verdict, one.steps) for one in history.verdicts] == [
        (2, "on-time", ("ct-or-mri-abdomen/1", "ct-chest-abdomen/1")),
        (3, "on-time", ("ct-chest-abdomen/1",)),
    ]
