"""A mistake in a guideline file breaks a test: each rule edited, one at a time."""

import random

import mutation
import pytest
from mutation_cases import cases, unmet
from mutation_edits import toml
from mutation_files import FILES, content, mutants
from mutation_verdict import CASE, LINT, READER, Bench, judged

from surveil import library

SAMPLE = 60
FEW = "lung-review-2017"


def every_mutant():
    return [mutant for file in FILES for mutant in mutants(file)]


@pytest.fixture(scope="module")
def report():
    return mutation.Report(mutation.judged_all(FILES))


@pytest.mark.slow
def test_nearly_every_mutant_is_noticed(report):
    assert report.rate >= 0.99


@pytest.mark.slow
def test_the_survivors_are_those_that_are_explained(report):
    assert report.unexplained == ()
    assert report.stale == ()


def test_a_sample_of_mutants_is_noticed():
    telling = [one for one in every_mutant() if one.id not in mutation.explained()]
    sample = random.Random(20261122).sample(telling, SAMPLE)

    survivors = [one.id for one, by in judged(sample) if by is None]

    assert survivors == []


def test_each_explanation_is_about_a_mutant():
    ids = [one.id for one in every_mutant()]

    assert len(set(ids)) == len(ids)
    assert set(mutation.explained()) <= set(ids)
    assert all(why.endswith(".") for why in mutation.explained().values())


@pytest.mark.parametrize("file", FILES)
def test_every_case_and_line_is_as_worked_by_hand(file):
    assert list(unmet(file)) == []


@pytest.mark.parametrize("file", FILES)
def test_a_file_is_written_as_it_was_read(file):
    unedited = toml(content(file))

    found, faults = library.read(f"{file}.toml", unedited)
    shipped = library.load(file)

    assert faults == ()
    assert found.recommendations == shipped.recommendations
    assert found.supplements == shipped.supplements


@pytest.mark.parametrize(
    ("edit", "by", "without_cases"),
    [
        ("every[0]: 6 months until 2 years -> 7 months until 2 years", READER, READER),
        ("every[0]: 6 months until 2 years -> 6 months until 3 years", CASE, None),
        ("residual: deleted", CASE, LINT),
    ],
)
def test_a_wrong_date_is_noticed_by_a_case_alone(edit, by, without_cases):
    one = next(one for one in mutants(FEW) if one.id.endswith(edit))

    assert Bench(cases()[FEW]).noticed(one) == by
    assert Bench(()).noticed(one) == without_cases


def test_the_short_cut_holds_only_where_the_whole_answer_does():
    for one in random.Random(20261122).sample(mutants(FEW), 20):
        found, _ = library.read(f"{FEW}.toml", one.written())
        for worked in cases()[FEW] if found else ():
            assert worked.is_answered(found) or not worked.is_as_in_the_file(found)
