"""Event notes: what stands beside single events, worded by `planning` itself."""

from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np

from surveil.batch import months
from surveil.batch.dating import Dated
from surveil.batch.encoding import Integers, together
from surveil.batch.reading import Rows, date_of
from surveil.batch.slots import Slots
from surveil.case import Case
from surveil.guideline import AgeNote
from surveil.planning import event_notes

_MOST: Final = 20_000  # kept from chunk to chunk
_DUE: Final = date(2000, 1, 1)  # of the event that stands for all of one age
_OLDEST: Final = 150  # no note is for older patients
_Kind = tuple[tuple[AgeNote, ...], int | None, int | None]


@dataclass(slots=True)
class EventNotes:
    """The notes of every kind of event that was met.

    A kind: the notes about its test, the age of the patient that day (None: not known)
    and the day from which the clinic follows, where the event lies before it.
    """

    _known: dict[_Kind, tuple[str, ...]] = field(default_factory=dict)

    def beside(
        self, rows: Rows, dated: Dated, slots: Slots
    ) -> tuple[Integers, list[tuple[str, ...]]]:
        """Which of the lists of notes each event has; number 0 is no note."""
        numbers = np.zeros(len(dated.row), dtype=np.int32)
        found: dict[tuple[str, ...], int] = {(): 0}
        chunk_row = dated.rows[dated.row]
        follows = rows.followed_from
        early = follows.given[chunk_row] & (dated.latest < follows.value[chunk_row])
        aged = slots.columns.noted[dated.slot]
        at = np.flatnonzero(early | aged)
        if not len(at):
            return numbers, list(found)
        row = chunk_row[at]
        about = np.where(aged[at], slots.columns.about[dated.slot[at]], 0)
        day = np.where(early[at], follows.value[row], 0)
        year = months.years(months.places(dated.due[at]))
        age = np.clip(year - rows.born.value[row], 0, _OLDEST)
        known = aged[at] & rows.born.given[row]
        age = np.where(known, age + 1, 0)
        kinds = (about, age, early[at] * 1, day - day.min())
        first, which = together([one.astype(np.int32) for one in kinds])
        met = zip(
            *(one[first].tolist() for one in (about, age, early[at], day)), strict=True
        )
        each = [
            self._notes((slots.abouts[a], n - 1 if n else None, d if e else None))
            for a, n, e, d in met
        ]
        of_kind = [found.setdefault(notes, len(found)) for notes in each]
        numbers[at] = np.array(of_kind, dtype=np.int32)[which]
        return numbers, list(found)

    def _notes(self, kind: _Kind) -> tuple[str, ...]:
        if kind not in self._known:
            if len(self._known) >= _MOST:
                self._known.clear()
            about, age, followed = kind
            case = Case(
                site="",
                born=None if age is None else _DUE.year - age,
                followed_from=None if followed is None else date_of(followed),
            )
            latest = date.min if followed is not None else date.max
            self._known[kind] = event_notes(case, about, _DUE, latest)
        return self._known[kind]
