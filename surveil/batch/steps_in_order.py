"""Steps as numbers: one for each test and number, and the order of their ids."""

from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from surveil.catalogue import TESTS

_MOST: Final = 4096  # steps of one test
# In the order of the ids of their steps, as texts.
_IN_ORDER: Final = tuple(sorted(TESTS, key="{}/".format))
TEST_NUMBER: Final = {test: number for number, test in enumerate(_IN_ORDER)}
STEPS: Final = len(_IN_ORDER) * _MOST

Places = npt.NDArray[np.int64]


def steps(tests: Places, numbers: npt.NDArray[np.integer]) -> Places:
    """The step of each test, by `TEST_NUMBER`, and number."""
    return tests * _MOST + numbers


def id_of(step: int) -> str:
    """The id of a step, such as ct/3."""
    test, number = divmod(step, _MOST)
    return f"{_IN_ORDER[test]}/{number}"


def ranks(steps: Places) -> Places:
    """Where the ids of steps stand among all ids, as texts: 10 comes before 2."""
    test, number = np.divmod(steps, _MOST)
    found: Places = test * _MOST + _ranks_of_numbers()[number]
    return found


@lru_cache(maxsize=1)
def _ranks_of_numbers() -> Places:
    ranks = np.empty(_MOST, dtype=np.int64)
    ranks[sorted(range(_MOST), key=str)] = np.arange(_MOST)
    return ranks
