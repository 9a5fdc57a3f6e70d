"""What holds of every history, whatever was planned and done."""

from collections import Counter
from dataclasses import replace

from history_worlds import drawn
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from surveil.history import STANDINGS, VERDICTS, Done
from surveil.judging import judge, remaining

FEW = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
UNRELATED = ("metanephrines", "bronchoscopy", "no test at all")


def judged(one, rows=None, as_of=None):
    rows = one.done if rows is None else rows
    return judge(one.plan, rows, as_of=as_of or one.as_of, anchor=one.anchor)


def told(history):
    """What is said of each row, without its number."""
    return Counter(
        (one.done.date, one.done.test, one.done.status, one.verdict, one.steps, one.why)
        for one in (*history.verdicts, *history.appointments)
    )


def shown(history):
    return [
        (one.id, one.status, one.day, one.asks, one.lateness, one.notes)
        for one in history.standings
    ]


@FEW
@given(drawn(), st.randoms())
def test_the_order_of_rows_changes_nothing(one, random):
    rows = list(one.done)
    random.shuffle(rows)
    numbered = [replace(row, row=number) for number, row in enumerate(rows)]

    assert told(judged(one, numbered)) == told(judged(one))
    assert shown(judged(one, numbered)) == shown(judged(one))


@FEW
@given(drawn(), st.sampled_from(UNRELATED), st.integers(-400, 400))
def test_an_unrelated_test_changes_no_other_verdict(one, test, days):
    day = one.as_of.fromordinal(one.as_of.toordinal() + days)
    more = Done(day, test, "done", 999)

    before, after = judged(one), judged(one, (*one.done, more))

    assert [v for v in after.verdicts if v.done != more] == list(before.verdicts)
    assert after.appointments == before.appointments
    assert after.standings == before.standings


@FEW
@given(drawn())
def test_every_row_has_one_verdict_and_every_event_one_standing(one):
    history = judged(one)

    rows = [v.done for v in (*history.verdicts, *history.appointments)]
    assert Counter(rows) == Counter(one.done)
    assert {v.done.status for v in history.verdicts} <= {"done"}
    assert "done" not in {v.done.status for v in history.appointments}
    assert {v.verdict for v in history.verdicts} <= set(VERDICTS)
    assert [s.id for s in history.standings] == [e.id for e in one.plan.events]
    assert {s.status for s in history.standings} <= set(STANDINGS)


@FEW
@given(drawn())
def test_each_step_is_satisfied_by_the_rows_of_at_most_one_day(one):
    history = judged(one)

    days = {
        (step, verdict.done.date)
        for verdict in history.verdicts
        for step in verdict.steps
    }
    assert sorted(step for step, _ in days) == sorted(
        standing.id for standing in history.standings if standing.status == "done"
    )
    for verdict in history.verdicts:
        assert bool(verdict.steps) == verdict.counted
        tests = [step.partition("/")[0] for step in verdict.steps]
        assert len(set(tests)) == len(tests)


@FEW
@given(drawn(overridden=False), st.data())
def test_marking_a_due_step_as_done_removes_exactly_one(one, data):
    case = replace(one.plan.case, followed_from=None)
    one.plan = replace(one.plan, case=case)
    rows = tuple(row for row in one.done if row.status == "done")
    before = judge(one.plan, rows, as_of=one.as_of, anchor="surgery")
    due = [standing for standing in before.standings if standing.status == "due"]
    assume(due)
    test = data.draw(st.sampled_from(due)).test

    rows = (*rows, Done(one.as_of, test, "done", 999))
    after = judge(one.plan, rows, as_of=one.as_of, anchor="surgery")

    def open_ones(history):
        return Counter(
            standing.test
            for standing in history.standings
            if standing.status in ("due", "overdue")
        )

    gone = open_ones(before) - open_ones(after)
    assert gone[test] == 1
    assert not open_ones(after) - open_ones(before)


@FEW
@given(drawn(), st.integers(1, 4000))
def test_overdue_never_expires_and_never_moves(one, days):
    later = one.as_of.fromordinal(one.as_of.toordinal() + days)
    rows = [row for row in one.done if row.status == "done" and row.date <= one.as_of]

    before = judge(one.plan, rows, as_of=one.as_of, anchor="surgery")
    after = judge(one.plan, rows, as_of=later, anchor="surgery")

    now = {standing.id: standing for standing in after.standings}
    for standing in before.standings:
        if standing.status == "overdue":
            assert now[standing.id].status == "overdue"
            assert now[standing.id].latest == standing.latest


@FEW
@given(drawn())
def test_each_test_asks_at_most_once_and_only_when_it_is_time(one):
    history = judged(one)

    asking = [standing for standing in history.standings if standing.asks]
    assert len({standing.test for standing in asking}) == len(asking)
    for standing in asking:
        assert standing.status in ("due", "overdue")
        assert standing.later is None
        assert standing.waiting >= standing.lateness >= 0


@FEW
@given(drawn())
def test_what_remains_is_not_done_and_stands_in_order(one):
    history = judged(one)

    left = remaining(history)

    status = {standing.id: standing.status for standing in history.standings}
    assert {status[event.id] for event in left.events} <= {
        *("booked", "due", "overdue", "coming", "left-out"),
    }
    keys = [(event.due, event.test) for event in left.events]
    assert keys == sorted(keys)
    assert {event.id for event in left.events} >= {
        standing.id for standing in history.standings if standing.asks
    }
