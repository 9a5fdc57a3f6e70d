"""Listed: the rows of a list as columns of texts, as planning takes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Final

import pyarrow as pa

from surveil.facts import FACTS
from surveil.repeats import Place
from surveil.sheets.blocks import Block

NAMES: Final = tuple(fact.name for fact in FACTS)
_TEXTS: Final = (*NAMES, "refused_fact", "refused_problem")
_PLAIN: Final = pa.schema(
    [*((name, pa.string()) for name in _TEXTS), ("row", pa.int64())]
)


@dataclass(frozen=True, slots=True)
class Columns:
    """Rows in order, their facts as columns of texts, and what is beside the facts.

    `table` has a column for each fact, `row`, and what is wrong with a row before its
    facts are looked at. `lists` names the list of each row, where there are several.
    `assumed` says what was taken for granted, by the place of the row. `block` has the
    rows as they stand, where somebody will ask for them.
    """

    table: pa.Table
    lists: Sequence[str]
    patients: Sequence[str | None]
    assumed: Mapping[int, str]
    block: Block | None = None

    def __len__(self) -> int:
        return len(self.lists)

    def place(self, at: int) -> Place:
        """Where a row stands: its list, and its number in it."""
        number: int = self.table.column("row")[at].as_py()
        return self.lists[at], number

    def named(self, at: int) -> str:
        """A row for a message: row 5, or clinic.csv, row 5."""
        list, row = self.place(at)
        return f"{list}, row {row}" if list else f"row {row}"

    def texts(self, at: int) -> tuple[str, ...]:
        """One row as it stands."""
        assert self.block is not None
        return self.block.texts(at)

    def facts(self, at: int) -> dict[str, str]:
        """The texts of one row, by fact."""
        return {
            name: text
            for name in NAMES
            if (text := self.table.column(name)[at].as_py())
        }

    def without_block(self) -> "Columns":
        """The columns alone, as they go to another process."""
        return replace(self, block=None)

    def take(self, places: Sequence[int]) -> "Columns":
        """Some of the rows, without how they stand."""
        return Columns(
            self.table.take(pa.array(places, pa.int64())),
            [self.lists[at] for at in places],
            [self.patients[at] for at in places],
            {
                place: self.assumed[at]
                for place, at in enumerate(places)
                if at in self.assumed
            },
        )

    @classmethod
    def joined(cls, several: Sequence["Columns"]) -> "Columns":
        """The rows of several, one after the other, without how they stand."""
        starts = [0, *accumulate(map(len, several))]
        return cls(
            pa.concat_tables([one.table.cast(_PLAIN) for one in several]),
            [name for one in several for name in one.lists],
            [patient for one in several for patient in one.patients],
            {
                start + place: note
                for start, one in zip(starts, several, strict=False)
                for place, note in one.assumed.items()
            },
        )
