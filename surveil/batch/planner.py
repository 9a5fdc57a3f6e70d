"""The planner of one list: chunk by chunk, remembering what it has met."""

from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from surveil import answering, scheduling
from surveil.batch import tables
from surveil.batch.classes import criteria_in
from surveil.batch.course_texts import CourseTexts
from surveil.batch.courses import Courses
from surveil.batch.dating import Dated, dated, reach_of
from surveil.batch.encoding import Integers, column, together
from surveil.batch.event_notes import EventNotes
from surveil.batch.options import BatchOptions
from surveil.batch.reading import Reader, Rows, date_of, days_of
from surveil.batch.slots import Slots
from surveil.batch.step_texts import StepTexts
from surveil.batch.tables import Chunk
from surveil.errors import UsageError
from surveil.spans import Span

_REJECTED: Final = -1
_NO_DAY: Final = date(1900, 1, 1)  # stands for no day where days are put in order
_FURTHER: Final = Span(months=120)  # that schedules are made again as seldom as may be


class Planner:
    """Plans chunks of one list. Not for two threads at once."""

    def __init__(self, options: BatchOptions) -> None:
        answering.check_kinds(options.guidelines, options.programmes)
        if options.pace not in scheduling.PACES:
            paces = ", ".join(scheduling.PACES)
            raise UsageError(f"--pace is not one of {paces}")
        self.options = options
        criteria = tuple(criteria_in((options.guidelines, options.programmes)))
        self.reader = Reader.of(options, criteria)
        self.courses = Courses(options, self.reader.classes, criteria)
        self.slots = Slots(options.pace, Span())
        self._schedules: dict[int, int] = {}  # of each course
        self.course_texts = CourseTexts()
        self.step_texts = StepTexts()
        self._notes = EventNotes()

    def planned(self, chunk: pa.Table | pa.RecordBatch) -> Chunk:
        """All that becomes of the rows of a chunk."""
        rows = self.reader.read(chunk)
        course = self._courses(rows)
        listed = np.array(
            [one.asked is not None for one in self.courses.courses] + [False]
        )
        which = np.flatnonzero(listed[course])
        found = self._dated(rows, which, course[which])
        past = found.latest < days_of(self.options.made)
        notes, note_texts = self._notes.beside(rows, found, self.slots)
        self.step_texts.learn(self.slots)
        self.course_texts.learn(self.courses.courses)
        return Chunk(
            numbers=_numbers(chunk),
            rows=rows,
            course=course,
            dated=found,
            past=past,
            notes=notes,
            note_texts=note_texts,
        )

    def outcomes(self, chunk: Chunk) -> pa.Table:
        return tables.outcomes(chunk, self.reader, self.course_texts)

    def events(self, chunk: Chunk) -> pa.Table:
        return tables.events(chunk, self.reader, self.course_texts, self.step_texts)

    def _courses(self, rows: Rows) -> Integers:
        """The number of the course of each row; -1 where it is rejected."""
        course = np.full(len(rows.problem), _REJECTED, dtype=np.int32)
        valid = rows.problem == 0
        status = rows.shared["status"]
        words = self.reader.classes["status"].values
        ended = np.array([word in answering.ENDED for word in words])[status] & valid
        inoperable = np.array([word == "not-operated" for word in words])[status]
        not_operated = valid & inoperable  # without surgery, a row is no case
        self._end(rows, np.flatnonzero(ended), course)
        if not_operated.any():
            plan = answering.judged(self.courses.blank(), answering.NOT_OPERATED)
            course[not_operated] = self.courses.number(self.courses.of_plan(plan))
        which = np.flatnonzero(valid & ~ended & ~not_operated)
        course[which] = self.courses.of_rows(rows, which)
        return course

    def _dated(
        self, rows: Rows, which: npt.NDArray[np.intp], course: Integers
    ) -> Dated:
        """The events of the rows `which`, whose courses have schedules."""
        if len(which):
            needed = reach_of(rows.surgery.value[which], self.options)
            if needed.length > self.slots.reach.length:
                reach = max(
                    needed, self.slots.reach + _FURTHER, key=lambda it: it.length
                )
                self.slots = Slots(self.options.pace, reach)
                self._schedules.clear()
                self.step_texts.forget_slots()
        met, place = np.unique(course, return_inverse=True)
        numbers = np.array([self._schedule(one) for one in met.tolist()], np.int32)
        return dated(rows, which, numbers[place], self.slots, self.options)

    def _schedule(self, course: int) -> int:
        if course not in self._schedules:
            asked = self.courses.courses[course].asked
            assert asked is not None
            self._schedules[course] = self.slots.number(asked)
        return self._schedules[course]

    def _end(self, rows: Rows, which: npt.NDArray[np.intp], course: Integers) -> None:
        """Give the rows whose follow-up has ended the course that says so."""
        if not len(which):
            return
        status, since = rows.shared["status"][which], rows.status_date
        day = np.where(since.given[which], since.value[which], days_of(_NO_DAY))
        low = int(day.min())
        first, place = together([status, (day - low).astype(np.int32)])
        numbers = []
        for at in which[first].tolist():
            word = str(self.reader.classes["status"].values[rows.shared["status"][at]])
            when = date_of(int(since.value[at])) if since.given[at] else None
            plan = answering.ended(self.courses.blank(), word, when)
            numbers.append(self.courses.number(self.courses.of_plan(plan)))
        course[which] = np.array(numbers, dtype=np.int32)[place]


def _numbers(chunk: pa.Table | pa.RecordBatch) -> npt.NDArray[np.int64]:
    """As the list numbers its rows; from 1 where it does not."""
    numbers = column(chunk, "row")
    if numbers is None:
        return np.arange(1, chunk.num_rows + 1)
    found: npt.NDArray[np.int64] = numbers.cast(pa.int64()).to_numpy()
    return found
