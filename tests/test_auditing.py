"""The measures of a clinic, counted by hand on a wall calendar."""

from datetime import date

import pytest
from demo_guideline import demo, row

from surveil.auditing import audit
from surveil.case import Case
from surveil.happenings import Happening
from surveil.history import Done
from surveil.lists import Listed, Rejected
from surveil.measures import MEASURES
from surveil.observing import Standard
from surveil.spans import Span

G1 = 'when = { grade = ["G1"] }'
CT = "ct-or-mri-abdomen"
# From surgery on 10 March 2022 every 6 months, 4 weeks either side:
#   1  due 2022-09-10, 2022-08-13 to 2022-10-08
#   2  due 2023-03-10, 2023-02-10 to 2023-04-07
#   3  due 2023-09-10, 2023-08-13 to 2023-10-08
#   4  due 2024-03-10, 2024-02-11 to 2024-04-07
HALF_YEARLY = f'{{ test = "{CT}", every = "6 months until 2 years" }}'
AS_OF = date(2024, 1, 1)


def day(text):
    return date.fromisoformat(text)


def standard(*series):
    return Standard((demo(row("only", G1, series=", ".join(series or [HALF_YEARLY]))),))


def listed(key, **facts):
    known = {"surgery": "2022-03-10", "site": "pancreas", "grade": "G1"} | facts
    return Listed(2, Case.parse({"key": key, **known}))


def were(*rows):
    """Such as "2022-09-10 cga booked": the CT, and done, where nothing else is said."""
    found = []
    for number, text in enumerate(rows, start=2):
        when, *rest = text.split()
        test, status = (*rest, *(CT, "done")[len(rest) :])
        found.append(Done(day(when), test, status, number))
    return found


CLINIC = [
    listed("A"),
    listed("B"),
    listed("C"),
    listed("D", site="rectum"),
    listed("E", status="died", status_date="2023-05-01"),
    listed("F", grade="G2"),
    listed("G", status="died"),
    Rejected(9, "grade", "is missing"),
]
WERE_DONE = {
    "A": were("2022-09-10", "2023-03-01", "2023-09-20"),
    "B": were("2022-09-10", "2023-10-20"),  # none in window 2; 12 days after 3
    "D": were("2022-09-10", "2022-09-20", "2022-09-10 cga", "2023-03-10", "2023-09-10"),
    "E": were("2022-09-10"),  # window 2 closed before the death
    "F": were("2022-09-10"),  # no row for G2
    "G": were("2022-09-10"),
}


def figures(group, test=""):
    return {
        one.id: (figure.numerator, figure.denominator)
        for one in MEASURES
        for figure in [group.figure(one.id, test)]
    }


def one_case(*rows, as_of=AS_OF, happenings=(), held=None, **facts):
    """The figures of one patient."""
    found = audit(
        [listed("A", **facts)],
        {"A": were(*rows)},
        [held or standard()],
        as_of=day(as_of) if isinstance(as_of, str) else as_of,
        happenings={"A": [Happening(day(when), what) for when, what in happenings]},
    )
    return found.against[0].everyone


def test_a_clinic_counted_by_hand():
    found = audit(CLINIC, WERE_DONE, [standard()], as_of=AS_OF, by=("site", "grade"))

    (one,) = found.against
    assert dict(one.became) == {
        "followed": 4,
        "no-follow-up": 0,
        "judgement": 1,
        "suspended": 0,
        "ended": 1,
        "undated": 1,
        "rejected": 1,
    }
    assert dict(one.verdicts) == {
        "on-time": 8,
        "late": 1,
        "early": 0,
        "early-not-counted": 0,
        "duplicate": 1,
        "not-recommended": 1,
        "before-surgery": 0,
        "not-judged": 1,
    }
    assert figures(one.everyone) == {
        "completeness": (9, 14),  # A 3 of 3, B 2 of 3, C 0 of 3, D 3 of 3, E 1 of 2
        "timeliness": (8, 9),  # all but the last of B
        "lost": (1, 4),  # C, of A to D
        "over-testing": (2, 11),  # two of D's
        "under-testing": (5, 14),
    }
    by = {(group.by, group.value): figures(group) for group in one.groups}
    assert list(by) == [
        ("", ""),
        ("site", "pancreas"),
        ("site", "rectum"),
        ("grade", "G1"),
        ("grade", "G2"),
    ]
    assert by["site", "rectum"] == {
        "completeness": (3, 3),
        "timeliness": (3, 3),
        "lost": (0, 1),
        "over-testing": (2, 5),
        "under-testing": (0, 3),
    }
    assert by["grade", "G2"] == dict.fromkeys((one.id for one in MEASURES), (0, 0))
    # By the quarter of the latest date: 8 Oct 2022, 7 Apr 2023, 8 Oct 2023.
    assert [
        (name, figure.numerator, figure.denominator) for name, figure in one.quarters
    ] == [
        ("2022-Q4", 4, 5),
        ("2023-Q1", 0, 0),
        ("2023-Q2", 2, 5),
        ("2023-Q3", 0, 0),
        ("2023-Q4", 3, 4),
    ]


def test_by_test_a_needless_one_stands_under_its_own_name():
    found = audit(CLINIC, WERE_DONE, [standard()], as_of=AS_OF)

    everyone = found.against[0].everyone
    assert everyone.sums.tests == (CT, "cga")
    assert figures(everyone, "cga")["over-testing"] == (1, 1)
    assert figures(everyone, CT)["over-testing"] == (1, 10)
    assert figures(everyone, "cga")["completeness"] == (0, 0)


@pytest.mark.parametrize(
    ("as_of", "passed"),
    [("2022-10-07", 0), ("2022-10-08", 0), ("2022-10-09", 1)],
)
def test_the_time_of_a_test_has_passed_the_day_after_its_latest_date(as_of, passed):
    assert figures(one_case(as_of=as_of))["completeness"] == (0, passed)


@pytest.mark.parametrize(
    ("as_of", "lost"),
    # 90 days after 8 October are 6 January: 23 + 30 + 31 + 6.
    [("2023-01-05", (0, 0)), ("2023-01-06", (0, 0)), ("2023-01-07", (1, 1))],
)
def test_nobody_is_lost_before_the_grace_has_passed(as_of, lost):
    assert figures(one_case(as_of=as_of))["lost"] == lost


@pytest.mark.parametrize(
    ("contact", "lost"), [("2022-08-12", 1), ("2022-08-13", 0), ("2022-08-14", 0)]
)
def test_a_contact_since_the_window_opened_is_no_loss(contact, lost):
    found = one_case(as_of="2023-01-10", happenings=[(contact, "last-contact")])

    assert figures(found)["lost"] == (lost, 1)


def test_a_longer_grace():
    found = audit(
        [listed("A")],
        {},
        [standard()],
        as_of=day("2023-01-07"),
        grace=Span(months=6),
    )

    assert figures(found.against[0].everyone)["lost"] == (0, 0)


@pytest.mark.parametrize("what", ["died", "moved", "opted-out", "discharged"])
@pytest.mark.parametrize(
    ("end", "passed"), [("2022-10-07", 0), ("2022-10-08", 0), ("2022-10-09", 1)]
)
def test_what_was_planned_until_the_end_of_follow_up_counts(what, end, passed):
    found = one_case(happenings=[(end, what)])

    assert figures(found)["completeness"] == (0, passed)
    assert figures(found)["lost"] == (0, 0)


@pytest.mark.parametrize(
    ("end", "passed"), [("2022-10-07", 0), ("2022-10-08", 0), ("2022-10-09", 1)]
)
def test_what_was_planned_until_a_suspension_counts(end, passed):
    of_list = one_case(status="suspended", status_date=end)
    of_events = one_case(happenings=[(end, "suspended")])

    for found in (of_list, of_events):
        assert figures(found)["completeness"] == (0, passed)
        assert figures(found)["lost"] == (0, 0)


@pytest.mark.parametrize(
    ("since", "passed"), [("2022-10-07", 3), ("2022-10-08", 3), ("2022-10-09", 2)]
)
def test_what_was_before_this_clinic_is_not_its_to_do(since, passed):
    done = one_case("2022-09-10", followed_from=since)
    missed = one_case(followed_from=since)

    assert figures(done)["completeness"] == (passed - 2, passed)
    assert figures(missed)["completeness"] == (0, passed)


def test_a_new_operation_closes_the_plan_and_both_count_for_their_time():
    # The old plan until 1 May 2023: windows 1 and 2. The new one: due 1 November 2023,
    # 4 October to 29 November; 90 days after that nobody can be lost yet.
    found = one_case(
        "2022-09-10", "2023-11-10", happenings=[("2023-05-01", "re-operation")]
    )

    assert figures(found) == {
        "completeness": (2, 3),
        "timeliness": (2, 2),
        "lost": (0, 0),
        "over-testing": (0, 2),
        "under-testing": (1, 3),
    }


def test_a_scan_for_two_steps_may_be_on_time_for_one_alone():
    # The abdomen from 13 August to 8 October 2022, the chest 8 weeks around 10 March
    # 2023: on 20 September, 194 of 365 days, the chest is early and counts.
    held = standard(
        f'{{ test = "{CT}", at = ["6 months"] }}',
        '{ test = "ct-or-mri-chest", at = ["12 months"] }',
    )

    found = one_case("2022-09-20 ct-or-mri-chest-abdomen", held=held)

    assert figures(found, CT)["timeliness"] == (1, 1)
    assert figures(found, "ct-or-mri-chest")["timeliness"] == (0, 1)
    assert figures(found)["timeliness"] == (1, 2)
    assert figures(found)["over-testing"] == (0, 1)


def test_what_is_booked_is_neither_done_nor_overdue():
    found = one_case("2024-01-20 ct-or-mri-abdomen booked", as_of="2023-12-01")

    # Window 3 closed on 8 October; the booking, 104 days later, is late for it.
    assert figures(found, CT)["completeness"] == (0, 3)
    assert figures(found, CT)["under-testing"] == (2, 3)


def test_a_day_in_the_past_knows_nothing_of_what_came_later():
    then = one_case("2022-09-10", as_of="2022-12-01")
    now = one_case(
        "2022-09-10",
        "2023-03-01",
        as_of="2022-12-01",
        happenings=[("2023-05-01", "died")],
        status="died",
        status_date="2023-05-01",
    )

    assert figures(then) == figures(now)
    assert figures(now)["completeness"] == (1, 1)


@pytest.mark.parametrize(
    ("when", "needless", "done"),
    # Surgery on 10 March 2022, due a year later: 182 days are less than half of 365.
    [("2022-09-07", 1, 0), ("2022-09-08", 1, 0), ("2022-09-09", 0, 1)],
)
def test_too_early_to_count_is_done_without_need(when, needless, done):
    held = standard(f'{{ test = "{CT}", at = ["12 months"] }}')

    found = one_case(when, as_of="2023-06-01", held=held)

    assert figures(found)["over-testing"] == (needless, 1)
    assert figures(found)["completeness"] == (done, 1)
    assert figures(found)["timeliness"] == (0, done)


def revised(*rows, on, facts, held, as_of):
    found = audit(
        [listed("A", stage="I")],
        {"A": were(*rows)},
        [held],
        as_of=day(as_of),
        happenings={"A": [Happening(day(on), "revised", facts)]},
    )
    return figures(found.against[0].everyone)


def test_a_step_of_the_new_plan_is_not_on_time_because_one_of_the_old_was():
    # G1: the first scan from 13 August to 8 October 2022. From 1 November on G2: the
    # first scan a year after surgery, 13 January to 5 May 2023. Both are number 1.
    yearly = f'{{ test = "{CT}", at = ["12 months"] }}'
    held = Standard(
        (
            demo(
                row("low", G1, series=HALF_YEARLY),
                row("high", 'when = { grade = ["G2"] }', series=yearly),
            ),
        )
    )

    found = revised(
        *("2022-08-20", "2023-05-20"),
        on="2022-11-01",
        facts=(("grade", "G2"),),
        held=held,
        as_of="2023-06-01",
    )

    assert found["completeness"] == (2, 2)
    assert found["timeliness"] == (1, 2)
    assert found["over-testing"] == (0, 2)


def test_a_test_on_the_day_of_a_change_is_counted_once():
    found = revised(
        "2022-09-10",
        on="2022-09-10",
        facts=(("stage", "II"),),
        held=standard(),
        as_of="2022-12-01",
    )

    assert found["timeliness"] == (1, 1)
    assert found["over-testing"] == (0, 1)


@pytest.mark.parametrize(
    ("when", "abdomen"), [("2023-01-06", 1), ("2023-01-07", 1), ("2023-01-08", 0)]
)
def test_a_printed_window_is_wider_by_ours_for_each_step_by_itself(when, abdomen):
    # Abdomen: printed 10 September to 10 December 2022, and 4 weeks more: 7 January.
    # Chest: 8 weeks around 10 February 2023, from 16 December on.
    held = standard(
        f'{{ test = "{CT}", once = "6-9 months", readings = ["read"] }}',
        '{ test = "ct-or-mri-chest", at = ["11 months"] }',
    )

    found = one_case(f"{when} ct-or-mri-chest-abdomen", as_of="2023-06-01", held=held)

    assert figures(found, CT)["timeliness"] == (abdomen, 1)
    assert figures(found, "ct-or-mri-chest")["timeliness"] == (1, 1)
