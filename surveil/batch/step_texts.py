"""Step texts: what the events of each slot say, each text kept once."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from surveil.batch.encoding import Integers
from surveil.batch.slots import Slots
from surveil.batch.texts import Texts
from surveil.guideline import Source
from surveil.render.sources import row_of, short
from surveil.steps import Step

OF_STEP = (
    "id",
    "test",
    "offset",
    "window",
    "asked_by",
    "evidence",
    "sources",
    "interpretations",
)


def placed(sources: Iterator[Source]) -> str:
    """Each publication by its first author or body, with the place in it."""
    return " | ".join(dict.fromkeys(f"{short(one)}, {one.at}" for one in sources))


def said(step: Step) -> dict[str, str]:
    """The texts of the events of a step, by column."""
    readings = (one for asker in step.asked_by for one in asker.readings)
    return {
        "id": step.id,
        "test": step.test,
        "offset": str(step.offset),
        "window": step.window,
        "asked_by": "; ".join(row_of(one) for one in step.asked_by),
        "evidence": "; ".join(one.evidence for one in step.asked_by),
        "sources": placed(
            source for one in step.asked_by for source in one.row.sources
        ),
        "interpretations": "; ".join(dict.fromkeys(readings)),
    }


@dataclass(slots=True)
class StepTexts:
    """The texts of slots by column, and their numbers for each slot."""

    columns: dict[str, Texts] = field(
        default_factory=lambda: {name: Texts() for name in OF_STEP}
    )
    numbers: dict[str, Integers] = field(default_factory=lambda: _no_numbers())

    def learn(self, slots: Slots) -> None:
        """Take in the slots that are new since the last time."""
        new = [said(step) for step in slots.steps[len(self.numbers["id"]) :]]
        for name, texts in self.columns.items():
            found = texts.numbers(one[name] for one in new)
            self.numbers[name] = np.concatenate([self.numbers[name], found])

    def forget_slots(self) -> None:
        """Slots are numbered anew; their texts stay."""
        self.numbers = _no_numbers()


def _no_numbers() -> dict[str, Integers]:
    return {name: np.zeros(0, dtype=np.int32) for name in OF_STEP}
