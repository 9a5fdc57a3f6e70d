"""Who notices a mutant: the reader, a case worked by hand, the linter, or nobody."""

from collections.abc import Sequence
from functools import cache

from mutation_cases import cases
from mutation_coverage import linted
from mutation_files import Mutant

from surveil import library

READER, CASE, LINT = "reader", "case", "lint"
BY = (READER, CASE, LINT)


class Bench:
    """Judges the mutants of one file; the case that noticed last is asked first."""

    def __init__(self, file: str) -> None:
        self._cases = list(cases()[file])

    def noticed(self, mutant: Mutant) -> str | None:
        """Who notices it first, or None: a survivor."""
        found, _ = library.read(f"{mutant.file}.toml", mutant.written())
        if found is None:
            return READER
        for one in self._cases:
            if not one.holds(found):
                self._cases.remove(one)
                self._cases.insert(0, one)
                return CASE
        # The walk of all cases is the slowest check, and so the last.
        return LINT if linted(found) else None


@cache
def _bench(file: str) -> Bench:
    return Bench(file)


def judged(mutants: Sequence[Mutant]) -> list[str | None]:
    """Who notices each of these mutants."""
    return [_bench(one.file).noticed(one) for one in mutants]
