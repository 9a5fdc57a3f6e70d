"""Templates as columns: those of every unit that was met, for whole chunks at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from surveil.batch import state
from surveil.batch.entry_templates import EPOCH, EntryTemplate, Form
from surveil.batch.steps_in_order import TEST_NUMBER

PLACES: Final = tuple(state.PLACES)  # of days in a text
_NO_FLOOR: Final = -(2**19)  # before any day
_ALL: Final = 2**64 - 1

Places = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class TemplateColumns:
    """All templates, a line each; `start` and `count` tell those of each unit.

    What an entry says is `says`, and `per_day` for each day of its unit.
    """

    start: Places
    count: Places
    event: Places
    test: Places
    book: Places
    form: Places
    shift: npt.NDArray[np.int32]
    floor: npt.NDArray[np.int32]
    days: dict[str, npt.NDArray[np.int32]]  # shifts of the days in its text
    says: Words
    per_day: Words


@dataclass(slots=True)
class Templates:
    """The templates of units that were met, by the number of the unit's kind."""

    forms: list[Form] = field(default_factory=list)
    _all: list[EntryTemplate] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)
    _form: list[int] = field(default_factory=list)
    _numbers: dict[Form, int] = field(default_factory=dict)
    _columns: TemplateColumns | None = None

    def add(self, some: Sequence[EntryTemplate]) -> int:
        """The number of a new kind of unit, which has these entries."""
        self._starts.append(len(self._all))
        self._all += some
        for one in some:
            number = self._numbers.setdefault(one.form, len(self.forms))
            if number == len(self.forms):
                self.forms.append(one.form)
            self._form.append(number)
        self._columns = None
        return len(self._starts) - 1

    @property
    def columns(self) -> TemplateColumns:
        if self._columns is None:
            self._columns = self._made()
        return self._columns

    def _made(self) -> TemplateColumns:
        every = self._all
        starts = np.array([*self._starts, len(every)], dtype=np.int64)
        shifts = [dict(one.shifts) for one in every]
        return TemplateColumns(
            start=starts[:-1],
            count=np.diff(starts),
            event=np.array([one.event for one in every], np.int64),
            test=np.array([TEST_NUMBER[one.test] for one in every], np.int64),
            book=np.array([one.book for one in every], np.int64),
            form=np.array(self._form, np.int64),
            shift=np.array([one.shift for one in every], np.int32),
            floor=np.array(
                [_NO_FLOOR if one.floor is None else one.floor for one in every],
                np.int32,
            ),
            days={
                place: np.array([one.get(place, 0) for one in shifts], np.int32)
                for place in PLACES
            },
            says=np.array([_says(one) for one in every], np.uint64),
            per_day=np.array(
                [sum(map(state.PLACES.__getitem__, one)) & _ALL for one in shifts],
                np.uint64,
            ),
        )


def _says(one: EntryTemplate) -> int:
    """What the entry says where the day of its unit is the first that columns count."""
    shifted = ((shift + EPOCH) * state.PLACES[place] for place, shift in one.shifts)
    return (one.says + sum(shifted)) & _ALL
