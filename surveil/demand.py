"""Demand: what a whole list asks of a clinic, as numbers without any case in them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from surveil.catalogue import TESTS
from surveil.guideline import Guideline
from surveil.spans import Span

MONTHS: Final = 24
OUTCOMES: Final = ("plan", "no-follow-up", "judgement", "ended", "rejected")
JUDGEMENTS: Final = ("facts-missing", "not-covered", "guideline-says", "not-in-table")
# Nobody who counts tests can know which of two a patient will have: "CT or MRI" is
# neither, and stands by itself.
GROUPS: Final = (
    *("CT", "MRI", "CT or MRI", "MRI or EUS", "PET"),
    *("blood tests", "5-HIAA", "endoscopy", "heart", "clinic visits", "decisions"),
)
_SCANS: Final = MappingProxyType(
    {
        "ct-chest": "CT",
        "ct-chest-abdomen": "CT",
        "mri-abdomen": "MRI",
        "pituitary-mri": "MRI",
        "ct-or-mri-abdomen": "CT or MRI",
        "ct-or-mri-chest": "CT or MRI",
        "ct-or-mri-chest-abdomen": "CT or MRI",
        "rectal-mri-or-eus": "MRI or EUS",
        "sstr-pet": "PET",
        "fdg-pet": "PET",
    }
)
_OTHERS: Final = MappingProxyType(
    {
        "blood": "blood tests",
        "urine": "5-HIAA",
        "endoscopy": "endoscopy",
        "heart": "heart",
        "visit": "clinic visits",
        "decision": "decisions",
    }
)


def group_of(test: str) -> str:
    """The group in which a test is counted."""
    kind = TESTS[test].kind
    return _SCANS[test] if kind == "scan" else _OTHERS[kind]


def months_from(made: date) -> tuple[date, ...]:
    """The first day of the month of `made`, and of the months after it."""
    return tuple(
        date(made.year + place // 12, place % 12 + 1, 1)
        for place in range(made.month - 1, made.month - 1 + MONTHS)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How often a test is asked for in the rows that are followed.

    `is_open` and `is_closed` count windows on the day of the plan; `suspended` what
    falls due within the months in rows whose follow-up is suspended.
    """

    test: str
    is_open: int
    is_closed: int
    by_month: tuple[int, ...]
    suspended: int


@dataclass(frozen=True, slots=True)
class Lack:
    """A fact that is missing, and in how many rows that would change the answer.

    `undecided` rows wait for the MDT; `decided` ones have an answer already. `would`
    are the commonest changes, with the rows of each.
    """

    fact: str
    undecided: int
    decided: int
    would: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A reason for which rows were rejected, and the first of them by list and row."""

    fact: str
    problem: str
    rows: int
    first: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """The numbers of a list as of the day `made`; no key and no value of a case.

    `guidelines` have the rows that each decided or, of a programme, was added to.
    `blood_days` counts days by month on which somebody has blood taken for any test.
    """

    made: date
    pace: str
    horizon: Span
    lists: tuple[tuple[str, int], ...]
    guidelines: tuple[tuple[Guideline, int], ...]
    outcomes: tuple[tuple[str, int], ...]
    judgements: tuple[tuple[str, int], ...]
    lacks: tuple[Lack, ...]
    refused: tuple[Refused, ...]
    followed: int  # rows with dates
    suspended: int  # rows with dates, and follow-up suspended
    tests: tuple[Asked, ...]
    blood_days: tuple[int, ...]

    @property
    def rows(self) -> int:
        return sum(count for _, count in self.outcomes)

    @property
    def months(self) -> tuple[date, ...]:
        return months_from(self.made)

    def by_group(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        """The groups in their order, each with what falls due in each month."""
        for group in GROUPS:
            own = [one.by_month for one in self.tests if group_of(one.test) == group]
            yield group, added(own)


def added(columns: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """Numbers by month of several, added up."""
    return tuple(map(sum, zip(*columns, strict=True))) or (0,) * MONTHS
