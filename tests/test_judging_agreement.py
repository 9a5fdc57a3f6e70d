"""The judge and the naive one, written from the words alone, agree on any history."""

import pytest
from history_worlds import drawn
from hypothesis import HealthCheck, given, settings
from naive_judge import judged

from surveil.judging import judge

MANY = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def agree(one):
    """Both judges say the same of every row and every step."""
    history = judge(one.plan, one.done, as_of=one.as_of, anchor=one.anchor)
    verdicts, standings = judged(one.world, one.rows)

    said = {
        verdict.done.row: (verdict.verdict, list(verdict.steps))
        for verdict in (*history.verdicts, *history.appointments)
    }
    assert said == verdicts
    assert {one.id for one in history.standings} == set(standings)
    for standing in history.standings:
        naive = standings[standing.id]
        assert standing.status == naive["status"], standing.id
        assert (standing.earliest, standing.day, standing.latest) == naive["dates"]
        assert row_of(standing.by) == naive["by"]
        assert row_of(standing.later) == naive["later"]
        assert standing.asks == naive["asks"], standing.id
        assert standing.lateness == pytest.approx(naive["lateness"])
        assert standing.waiting == pytest.approx(naive["waiting"])
        assert [
            text.split(": the last")[0]
            for text in standing.notes
            if "later" not in text
        ] == [
            noted(kind, day)
            for wanted in ("other", "booked")
            for kind, day in naive["noted"]
            if (kind == "booked") == (wanted == "booked")
        ]


def row_of(done):
    return done.row if done else None


def noted(kind, day):
    return {
        "booked": f"booked for {day}: awaiting confirmation",
        "cancelled": f"cancelled: {day}",
        "did-not-attend": f"did not attend on {day}",
        "ready": f"not before {day}",
    }[kind]


@MANY
@given(drawn())
def test_a_naive_judge_agrees(one):
    agree(one)


@pytest.mark.slow
@settings(parent=MANY, max_examples=6000)
@given(drawn())
def test_a_naive_judge_agrees_on_very_many(one):
    agree(one)
