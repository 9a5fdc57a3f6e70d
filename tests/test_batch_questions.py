"""Questions: few cases are asked about, and every case has the function's answer."""

import random
from collections import Counter

import numpy as np
import pytest

from surveil.batch.derived import AGE, EXTENTS
from surveil.batch.questions import Question
from surveil.bounds import Bounds
from surveil.case import Case

FACTS = {"site": 0, "grade": 1, "stage": 2, "nodes": 3, AGE: 4, EXTENTS: 5}
VALUES = {
    "site": (None, "colon", "lung", "rectum"),
    "grade": (None, "G1", "G2", "G3"),
    "stage": (None, "I", "III", "IV"),
    "nodes": (None, "negative", "positive", "not-assessed"),
}
AGES = (None, *(Bounds.parse(text, (0, 200)) for text in ("16-17", "40-41")))


def case_of(column):
    values = {
        name: VALUES[name][code] if code < 4 else f"G{code}"
        for name, code in zip(VALUES, column.tolist(), strict=False)
    }
    case = Case(**values)
    return case, AGES[column[4] % 3], case.extents


def columns(size, seed=1):
    drawn = random.Random(seed)
    codes = [[drawn.randrange(1, 4) for _ in range(size)] for _ in range(6)]
    codes[FACTS[EXTENTS]] = codes[FACTS["stage"]]  # a stage settles the extents
    return np.array(codes, dtype=np.int32)


def counted(function):
    asked = Counter()

    def ask(case):
        asked["times"] += 1
        return function(case)

    return ask, asked


def by_stage(case):
    if case.site != "colon":
        return "elsewhere"
    return f"{case.grade} {sorted(case.extents)}"


def by_age(case):
    return (case.grade == "G1" and str(case.age), case.without("nodes").nodes)


@pytest.mark.parametrize("function", [by_stage, by_age, lambda case: "always"])
@pytest.mark.parametrize("size", [1, 2, 500])
def test_every_case_has_the_answer_of_the_function(function, size):
    codes = columns(size)
    question = Question(function, FACTS, case_of)

    found = [question.answers[number] for number in question.of(codes)]

    class Aged:
        def __init__(self, column):
            self.case, self.age, self.extents = case_of(column)

        def __getattr__(self, name):
            return getattr(self.case, name)

    assert found == [function(Aged(codes[:, row])) for row in range(size)]


def test_a_case_is_asked_about_once_for_the_facts_that_count():
    ask, asked = counted(by_stage)
    question = Question(ask, FACTS, case_of)

    for seed in range(5):
        question.of(columns(400, seed))

    # Elsewhere: two sites. In the colon: three grades, three extents, and no word of
    # the nodes, because nothing looked at them.
    assert asked["times"] == 2 * (2 + 3 * 3)  # once to look, once to answer
    assert len(question.answers) == len(set(question.answers)) == 1 + 3 * 3


def test_nothing_is_asked_about_no_case():
    ask, asked = counted(by_stage)

    assert Question(ask, FACTS, case_of).of(columns(0)).tolist() == []
    assert asked["times"] == 0


def test_a_class_that_was_never_met_is_asked_about():
    question = Question(lambda case: case.grade, FACTS, case_of)
    low, wide = columns(3), columns(3)
    low[1], wide[1] = 1, 40  # more classes than there was room for
    question.of(low)

    answers = [question.answers[number] for number in question.of(wide)]

    assert answers == ["G40"] * 3


def test_a_function_may_not_look_at_what_differs_from_row_to_row():
    question = Question(lambda case: case.surgery, FACTS, case_of)

    with pytest.raises(KeyError, match="surgery"):
        question.of(columns(1))


def test_a_function_that_turns_on_more_than_facts_is_found_out():
    chance = iter([1, 1, 0, 0] * 50)  # each case is shown to it twice
    question = Question(
        lambda case: case.grade if next(chance) else (case.site, case.nodes),
        FACTS,
        case_of,
    )

    with pytest.raises(AssertionError, match="turns on more than the facts"):
        question.of(columns(50))


def test_an_answer_may_look_at_more_than_it_turns_on():
    def ask(case):
        return (case.stage, case.nodes) and case.grade

    question = Question(ask, FACTS, case_of, lambda case: case.grade)

    found = [question.answers[number] for number in question.of(columns(200))]

    assert found == [VALUES["grade"][code] for code in columns(200)[1]]
    assert question._nodes == 1 + 3
