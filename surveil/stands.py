"""Stands: what stands on one day for one visit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from surveil.catalogue import RANK
from surveil.errands import Errand, brief, kind
from surveil.plans import Event

# The order in which one trip's events are done. Blood comes before PET, because some
# hormones cannot be measured after radioactive material.
_DONE: Final = MappingProxyType(
    {
        name: rank
        for rank, name in enumerate(
            ("urine", "blood", "scan", "pet", "heart", "endoscopy", "visit", "decision")
        )
    }
)


@dataclass(slots=True, eq=False)
class Stand:
    """What stands on one day for one visit, in the order in which it is done.

    `said` keeps what was said of each errand when its day was chosen.
    """

    day: int
    id: str = ""  # of its clinic step, else of its first scan, else of its first step
    events: list[Event] = field(default_factory=list)
    said: list[tuple[Errand, Sequence[str]]] = field(default_factory=list)

    @property
    def waiting(self) -> list[Errand]:
        """Its clinic visits that await results, or should have.

        Not those of a decision that is shown apart from its clinic visit.
        """
        return [
            errand
            for errand, _ in self.said
            if (errand.awaits or errand.missed) and errand.events[0] in self.events
        ]

    def notes(self) -> list[str]:
        """What was said, with the name of what it was said of unless that is all."""
        heard: dict[str, list[Errand]] = {}
        for errand, notes in self.said:
            for note in notes:
                heard.setdefault(note, []).append(errand)
        found = []
        for note, about in heard.items():
            names = " and ".join(brief(errand.events[0]) for errand in about)
            found.append(note if len(about) == len(self.said) else f"{names}: {note}")
        return found


def stands(
    errands: Sequence[Errand],
    days: Sequence[int],
    notes: Sequence[Sequence[str]],
    *,
    together: bool,
) -> list[Stand]:
    """What stands together: all of one day, but never two steps of one test.

    A step that a clinician put on the day of another of its test stands alone.
    """
    made: dict[int, list[Stand]] = {}
    for at in sorted(range(len(errands)), key=lambda at: errands[at].fixed):
        errand, found = errands[at], made.setdefault(days[at], [])
        parts = [errand.events] if together else [(one,) for one in errand.events]
        for part in parts:
            stand = _free(found, part) if together else None
            if stand is None:
                stand = Stand(days[at])
                found.append(stand)
            stand.events += part
            stand.said.append((errand, notes[at]))
    everything = [stand for found in made.values() for stand in found]
    for stand in everything:
        stand.events.sort(key=as_done)
        stand.id = _named(stand.events).id
    return everything


def _named(events: Sequence[Event]) -> Event:
    """The event that names a visit."""
    for name in ("visit", "scan"):
        for event in events:
            if kind(event) == name:
                return event
    return events[0]


def _free(stands: Iterable[Stand], events: Sequence[Event]) -> Stand | None:
    """The first of these that has no step of the same tests."""
    tests = {event.test for event in events}
    for stand in stands:
        if tests.isdisjoint(event.test for event in stand.events):
            return stand
    return None


def as_done(event: Event) -> tuple[int, int, str]:
    """A key to sort events of one day by."""
    name = "pet" if event.test.endswith("-pet") else kind(event)
    return _DONE[name], RANK[event.test], event.id
