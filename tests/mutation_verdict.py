"""Who notices a mutant: the reader, a case worked by hand, the linter, or nobody."""

import multiprocessing
import os
from collections.abc import Sequence
from functools import cache

from mutation_cases import Worked, cases
from mutation_coverage import linted
from mutation_files import Mutant, mutants

from surveil import library

READER, CASE, LINT = "reader", "case", "lint"
BY = (READER, CASE, LINT)
# A part of the work of one process: long enough to find the telling case again.
_PART = 25

Verdict = tuple[Mutant, str | None]


class Bench:
    """Judges the mutants of one file; the case that noticed last is asked first."""

    def __init__(self, worked: Sequence[Worked]) -> None:
        self._worked = list(worked)

    def noticed(self, mutant: Mutant) -> str | None:
        """Who notices it first, or None: a survivor."""
        found, _ = library.read(f"{mutant.file}.toml", mutant.written())
        if found is None:
            return READER
        for one in self._worked:
            if not one.holds(found):
                self._worked.remove(one)
                self._worked.insert(0, one)
                return CASE
        # The walk of all cases is the slowest check, and so the last.
        return LINT if linted(found) else None


@cache
def _bench(file: str) -> Bench:
    return Bench(cases()[file])


def judged(several: Sequence[Mutant]) -> list[Verdict]:
    """Who notices each of these mutants."""
    return [(one, _bench(one.file).noticed(one)) for one in several]


def judged_all(files: Sequence[str]) -> list[Verdict]:
    """Who notices each mutant of these files, worked out on every core."""
    parts = [
        (file, start) for file in files for start in range(0, len(mutants(file)), _PART)
    ]
    context = multiprocessing.get_context("spawn")
    with context.Pool(os.cpu_count()) as pool:
        found = pool.map(_part, parts, chunksize=1)
    return [
        (mutants(file)[start + number], by)
        for (file, start), verdicts in zip(parts, found, strict=True)
        for number, by in enumerate(verdicts)
    ]


def _part(part: tuple[str, int]) -> list[str | None]:
    # Mutants are numbered rather than sent: what they take away has no copy.
    file, start = part
    return [by for _, by in judged(mutants(file)[start : start + _PART])]
