"""What a list is planned by: the same for each of its rows, and easy to send."""

from dataclasses import dataclass
from datetime import date

from surveil.guideline import Guideline
from surveil.planning import HORIZON
from surveil.spans import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchOptions:
    """The guidelines themselves and the options of a plan; pickles as a whole.

    The guidelines travel with it, so that every process plans by the same files.
    """

    guidelines: tuple[Guideline, ...]
    made: date
    programmes: tuple[Guideline, ...] = ()
    pace: str = "closest"
    horizon: Span = HORIZON
    needs_key: bool = True  # a row without a key is rejected

    @property
    def identity(self) -> tuple[object, ...]:
        """Equal for options that plan every row alike, after pickling as well."""
        return (
            tuple((one.id, one.digest) for one in self.guidelines),
            tuple((one.id, one.digest) for one in self.programmes),
            self.made,
            self.pace,
            self.horizon,
            self.needs_key,
        )
