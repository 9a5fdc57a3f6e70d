"""Tallies: how many examinations of each kind a plan asks for within some years."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Final, Self

from surveil.catalogue import TESTS
from surveil.spans import Span
from surveil.steps import Step

EARLY: Final = (Span(), Span(months=60))  # years 1-5
LATE: Final = (Span(months=60), Span(months=120))  # years 6-10
PETS: Final = ("sstr-pet", "fdg-pet")
# Which figure of a tally a kind of test goes to; a decision goes to none.
_FIGURES: Final = {
    "visit": "clinic",
    "scan": "ct_or_mri",
    "blood": "blood_or_urine",
    "urine": "blood_or_urine",
    "endoscopy": "endoscopy",
    "heart": "heart",
}


@dataclass(frozen=True, slots=True)
class Tally:
    """How many steps of a schedule fall within some years, by kind.

    Each figure counts steps: one test on one date, whatever else is on that date; two
    blood tests on a day count as two. Renewing a plan and confirming its end are
    decisions and are not counted.
    """

    clinic: int = 0  # clinic visits
    ct_or_mri: int = 0  # every scan that is not a PET: CT, MRI, CT or MRI of any region
    pet: int = 0  # SSTR PET/CT, FDG PET/CT
    blood_or_urine: int = 0  # laboratory tests, each marker by itself
    endoscopy: int = 0  # of any organ, endoscopic ultrasound included
    heart: int = 0  # echocardiograms (NT-proBNP is a blood test)

    @classmethod
    def of(cls, steps: Iterable[Step], years: tuple[Span, Span]) -> Self:
        """The steps due after the first span since surgery and up to the second.

        By the offset (the month after surgery), never by the date: month 60 belongs
        to years 1-5, month 61 to years 6-10.
        """
        after, until = (span.length for span in years)
        return cls(
            **Counter(
                figure
                for step in steps
                if after < step.offset.length <= until
                and (figure := figure_of(step.test))
            )
        )

    @property
    def figures(self) -> tuple[int, ...]:
        return tuple(getattr(self, name) for name in FIGURES)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*map(sum, zip(self.figures, other.figures, strict=True)))

    def __mul__(self, times: int) -> "Tally":
        return Tally(*(figure * times for figure in self.figures))


FIGURES: Final = tuple(field.name for field in fields(Tally))


def figure_of(test: str) -> str | None:
    """The figure of a tally that a test goes to."""
    return "pet" if test in PETS else _FIGURES.get(TESTS[test].kind)
