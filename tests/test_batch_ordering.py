"""Conditions in another order: the same verdicts, by a look at fewer facts."""

import random

import pytest
from batch_rows import LOADED, rows

from surveil.batch.classes import criteria_in
from surveil.batch.ordering import ordered
from surveil.case import Case
from surveil.criteria import All, Any, Criterion, Named, Not
from surveil.errors import CaseError

SITE, GRADE, SIZE, DEPTH = (
    Criterion(name, ("x",)) for name in ("site", "grade", "size_mm", "mesoappendix_mm")
)


def cases(count, sites):
    found = []
    for facts in rows(random.Random(count), count, sites=sites):
        try:
            found.append(Case.parse(facts))
        except CaseError:
            continue
    return found


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (All((SIZE, GRADE, SITE)), All((SITE, GRADE, SIZE))),
        (All((DEPTH, SIZE)), All((DEPTH, SIZE))),  # neither rules more out
        (All((SIZE, Not(SITE))), All((Not(SITE), SIZE))),
        (All((SIZE, Named("n", GRADE))), All((Named("n", GRADE), SIZE))),
        (All((SIZE, All((DEPTH, SITE)))), All((All((SITE, DEPTH)), SIZE))),
        (Any((SIZE, GRADE)), Any((GRADE, SIZE))),
        (Any((All((SITE, SIZE)), GRADE)), Any((All((SITE, SIZE)), GRADE))),
        (Any((Any((SITE, SIZE)), GRADE)), Any((GRADE, Any((SITE, SIZE))))),
        (All(()), All(())),
        (SIZE, SIZE),
    ],
)
def test_the_facts_that_rule_most_out_come_first(condition, expected):
    assert ordered(condition) == expected


@pytest.mark.parametrize("id", sorted(LOADED))
def test_a_guideline_in_order_decides_as_it_did(id):
    guideline = LOADED[id]
    other = ordered(guideline)

    for case in cases(150, guideline.sites):
        for one, same in zip(
            (*guideline.recommendations, *guideline.supplements),
            (*other.recommendations, *other.supplements),
            strict=True,
        ):
            holds = one.row.condition.holds(case)
            assert same.row.condition.holds(case) is holds
            asked = (part.row.condition.asks(case) for part in (one, same))
            assert len({frozenset(facts) for facts in asked}) == 1


def test_every_criterion_is_still_there():
    for guideline in LOADED.values():
        assert set(criteria_in(ordered(guideline))) == set(criteria_in(guideline))
