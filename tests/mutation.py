"""Whether a mistake in a guideline file is noticed: edits each rule, one at a time.

    python tests/mutation.py [ID ...]

Prints who notices the mutants of each file and of each kind of edit (the reader, a case
worked by hand, the linter), then every mutant that nobody notices and that
tests/mutation_survivors.toml does not explain. Ends with status 1 if there is one.
"""

import sys
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mutation_files import FILES, Mutant
from mutation_verdict import BY, Verdict, judged_all

EXPLAINED = Path(__file__).with_name("mutation_survivors.toml")


@cache
def explained() -> dict[str, str]:
    """The mutants that change no answer, by id, each with the reason."""
    groups = tomllib.loads(EXPLAINED.read_text(encoding="utf-8"))["survivors"]
    found = {id: one["why"] for one in groups for id in one["ids"]}
    if len(found) < sum(len(one["ids"]) for one in groups):
        raise ValueError(f"{EXPLAINED.name} names a mutant twice")
    return found


@dataclass(frozen=True, slots=True)
class Report:
    """The verdicts on all mutants of some files."""

    verdicts: Sequence[Verdict]

    @property
    def survivors(self) -> tuple[str, ...]:
        """The mutants that nobody notices, explained or not."""
        return tuple(mutant.id for mutant, by in self.verdicts if by is None)

    @property
    def unexplained(self) -> tuple[str, ...]:
        return tuple(id for id in self.survivors if id not in explained())

    @property
    def stale(self) -> tuple[str, ...]:
        """What is explained in these files, and noticed or no mutant at all."""
        files = {mutant.file for mutant, _ in self.verdicts}
        found = (id for id in explained() if id.partition(":")[0] in files)
        return tuple(id for id in found if id not in self.survivors)

    @property
    def rate(self) -> float:
        """How many of the mutants that change an answer are noticed."""
        equal = len(self.survivors) - len(self.unexplained)
        telling = len(self.verdicts) - equal
        return (telling - len(self.unexplained)) / telling

    def lines(self) -> Iterator[str]:
        yield from self._table("file", lambda mutant: mutant.file)
        yield ""
        yield from self._table("kind of edit", lambda mutant: mutant.kind)
        for title, ids in (
            ("nobody notices", self.unexplained),
            ("explained, but no survivor", self.stale),
        ):
            if ids:
                yield from ("", f"{title}:", *(f"  {id}" for id in ids))
        yield ""
        yield f"{self.rate:.2%} of the mutants that change an answer are noticed"

    def _table(self, title: str, named: Callable[[Mutant], str]) -> Iterator[str]:
        counts: dict[str, Counter[str]] = {}
        for mutant, by in self.verdicts:
            group = by or ("explained" if mutant.id in explained() else "SURVIVOR")
            counts.setdefault(named(mutant), Counter())[group] += 1
        columns = (*BY, "explained", "SURVIVOR")
        yield _line(title, "mutants", *columns)
        for name, found in sorted(counts.items()):
            yield _line(name, found.total(), *(found[one] for one in columns))
        all_of_them = sum(counts.values(), Counter[str]())
        numbers = (all_of_them[one] for one in columns)
        yield _line("all", all_of_them.total(), *numbers)


def _line(name: str, *numbers: object) -> str:
    return f"{name:<26}" + "".join(f"{number:>10}" for number in numbers)


def main(files: Sequence[str]) -> int:
    began = time.perf_counter()
    report = Report(judged_all(files or FILES))
    sys.stdout.write("\n".join(report.lines()) + "\n")
    sys.stdout.write(f"{time.perf_counter() - began:.0f} s\n")
    return 1 if report.unexplained or report.stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
