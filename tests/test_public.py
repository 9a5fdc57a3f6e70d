"""The library as its users import it."""

import doctest
import subprocess
import sys
from datetime import date

import pytest
from samples import MIDGUT

import surveil
from surveil import case as case_module
from surveil import spans


@pytest.mark.parametrize("module", [surveil, case_module, spans])
def test_examples_in_docstrings_run(module):
    found = doctest.testmod(module)

    assert found.attempted > 0
    assert found.failed == 0


def test_all_is_sorted_and_there():
    assert list(surveil.__all__) == sorted(surveil.__all__)
    for name in surveil.__all__:
        assert getattr(surveil, name) is not None


def test_guidelines_gives_every_shipped_file():
    assert [one.id for one in surveil.guidelines()] == [
        "australia-ocp",
        "awmf-2018",
        "commnets-2018",
        "enets-2023-colorectal",
        "enets-2023-gastroduodenal",
        "esmo-2020",
        "esmo-2021-lung-thymus",
        "esmo-2024-unknown-primary",
        "gi-review-2022",
        "lung-review-2017",
        "men1-2012",
        "norway-2020",
        "pdq-gi",
        "vhl-2017",
    ]


def test_plan_takes_ids_and_guidelines_in_order():
    case = surveil.Case.parse(MIDGUT | {"site": "unknown-primary"})
    norway = surveil.load("norway-2020")

    plan = surveil.plan(case, ["esmo-2020", norway], made=date(2026, 11, 22))

    assert plan.guidelines == (norway,)


def test_a_plan_does_not_pay_for_pandas_or_rich_or_a_calendar():
    code = (
        "import sys, surveil.cli, surveil.answering;"
        "found = {'pandas', 'rich', 'icalendar'} & set(sys.modules);"
        "sys.exit(f'loaded {found}' if found else 0)"
    )

    subprocess.run([sys.executable, "-c", code], check=True)
