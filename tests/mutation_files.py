"""The mutants of the shipped guideline files: each file with one edit of its rules."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mutation_edits import Edit, Table, edited, place, toml
from mutation_rows import edits

SCHEDULES = Path(__file__).parent.parent / "schedules"
FILES = tuple(sorted(path.stem for path in SCHEDULES.glob("*.toml")))


@dataclass(frozen=True, slots=True)
class Mutant:
    """One file with one edit; its id names the file, the place and the edit."""

    file: str
    kind: str
    id: str
    edit: Edit

    def written(self) -> bytes:
        """The mutated file."""
        return toml(edited(content(self.file), self.edit))


@cache
def content(file: str) -> Table:
    return tomllib.loads((SCHEDULES / f"{file}.toml").read_text(encoding="utf-8"))


@cache
def mutants(file: str) -> tuple[Mutant, ...]:
    """Every mutant of one file, in the file's order."""
    return tuple(_mutants(file))


def _mutants(file: str) -> Iterator[Mutant]:
    whole = content(file)
    for one in edits(whole):
        id = f"{file}: {place(whole, one.path)}: {one.words}"
        yield Mutant(file, one.kind, id, one)
