"""Effective doses: what one examination gives, with its source."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class DoseSource:
    """Where a dose was read: publication, place, and the words that stand there."""

    cite: str
    url: str
    at: str
    printed: str


@dataclass(frozen=True, slots=True)
class Dose:
    """The effective dose of one examination in mSv: low, typical and high."""

    name: str
    low: Decimal
    typical: Decimal
    high: Decimal
    sources: tuple[DoseSource, ...]
    why: str


@dataclass(frozen=True, slots=True)
class DoseTable:
    """Each imaging test with its dose by CT and by MRI; the same where it is fixed."""

    by_ct: dict[str, Dose]
    by_mri: dict[str, Dose]

    def of(self, test: str, *, mri: bool) -> Dose | None:
        """The dose of a test; None where it is no imaging."""
        return (self.by_mri if mri else self.by_ct).get(test)
