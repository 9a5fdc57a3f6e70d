"""Course texts: what the rows of each course say, each text kept once."""

from dataclasses import dataclass, field

import numpy as np

from surveil.batch.courses import Course
from surveil.batch.encoding import Integers
from surveil.batch.step_texts import placed
from surveil.batch.texts import Texts

OF_COURSE = (
    "outcome",
    "judgement",
    "reason",
    "missing",
    "guideline",
    "edition",
    "digest",
    "recommendation",
    "banner",
    "sources",
)


def said(course: Course) -> dict[str, str | None]:
    """The texts of the rows of a course, by column."""
    guidelines = course.guidelines
    return {
        "outcome": course.outcome,
        "judgement": course.judgement,
        "reason": course.reason,
        "missing": "; ".join(one.fact for one in course.missing),
        "guideline": "; ".join(one.id for one in guidelines),
        "edition": "; ".join(one.edition for one in guidelines),
        "digest": "; ".join(one.digest for one in guidelines),
        "recommendation": course.recommendation,
        "banner": course.banner,
        "sources": placed(iter(course.sources)),
    }


@dataclass(slots=True)
class CourseTexts:
    """The texts of courses by column, and their numbers for each course."""

    columns: dict[str, Texts] = field(
        default_factory=lambda: {name: Texts() for name in OF_COURSE}
    )
    numbers: dict[str, Integers] = field(
        default_factory=lambda: {
            name: np.zeros(0, dtype=np.int32) for name in OF_COURSE
        }
    )

    def learn(self, courses: list[Course]) -> None:
        """Take in the courses that are new since the last time."""
        new = [said(course) for course in courses[len(self.numbers["outcome"]) :]]
        for name, texts in self.columns.items():
            found = texts.numbers(one[name] for one in new)
            self.numbers[name] = np.concatenate([self.numbers[name], found])
