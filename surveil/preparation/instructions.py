"""What an instruction is: one thing to do before a test, when, and by what source."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from surveil.messages import marked

LOGISTICS: Final = "plain logistics: a convention of surveil"
SAFETY: Final = "a safety rule of surveil"
ALWAYS: Final = "always"


@dataclass(frozen=True, slots=True)
class Instruction:
    """One thing to do: how many hours before the test, for whom, by what source.

    `hours` is None for what is to be settled before the day, at the latest when the
    test is booked, and 0 for the day itself. `when` names a condition on the case.
    A `spare` one is left out where there is no room.
    """

    hours: int | None
    text: str
    source: str
    when: str = ALWAYS
    spare: bool = False


# The label of each time, for patients and staff alike.
TIMES: Final[Mapping[int | None, str]] = MappingProxyType(
    {
        None: marked("Before the day"),
        504: marked("3 weeks before"),
        336: marked("14 days before"),
        72: marked("3 days before"),
        48: marked("2 days before"),
        24: marked("The day before"),
        12: marked("The evening before"),
        8: marked("8 hours before"),
        6: marked("6 hours before"),
        2: marked("2 hours before"),
        0: marked("On the day"),
    }
)
