"""Texts: columns of few different texts, each kept once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from surveil.batch.encoding import Integers


@dataclass(slots=True)
class Texts:
    """The different texts of one column, numbered as they were met; 0 is no text."""

    words: list[str] = field(default_factory=lambda: [""])
    _numbers: dict[str, int] = field(default_factory=lambda: {"": 0})

    def number(self, text: str | None) -> int:
        found = self._numbers.setdefault(text or "", len(self.words))
        if found == len(self.words):
            self.words.append(text or "")
        return found

    def numbers(self, texts: Iterable[str | None]) -> Integers:
        return np.array([self.number(text) for text in texts], dtype=np.int32)

    def column(self, numbers: Integers, more: Sequence[str] = ()) -> pa.Array:
        """The column of these numbers; `more` are texts numbered after the own."""
        return pa.DictionaryArray.from_arrays(
            pa.array(numbers), pa.array([*self.words, *more], pa.string())
        )

    def few(self, numbers: Integers) -> pa.Array:
        """The column of these numbers, with the texts that it has and no others."""
        met, place = np.unique(numbers, return_inverse=True)
        words = [self.words[number] for number in met.tolist()]
        return pa.DictionaryArray.from_arrays(
            pa.array(place.astype(np.int32)), pa.array(words, pa.string())
        )

    def settled(
        self, used: Integers, more: Sequence[str] = ()
    ) -> tuple[Integers, pa.StringArray]:
        """The texts of these numbers in their order, and the place of each among them.

        So the same texts give the same column, whatever was met before. `more` are
        texts numbered after the own.
        """
        words = [*self.words, *more]
        kept = sorted(np.unique(used).tolist(), key=words.__getitem__)
        places = np.zeros(len(words), dtype=np.int32)
        places[kept] = np.arange(len(kept), dtype=np.int32)
        return places, pa.array([words[number] for number in kept], pa.string())

    def extended(self, texts: Iterable[str]) -> tuple[Integers, list[str]]:
        """Numbers for texts of one chunk alone, and those of them that are new."""
        more: dict[str, int] = {}
        size = len(self.words)
        numbers = [
            self._numbers[text]
            if text in self._numbers
            else more.setdefault(text, size + len(more))
            for text in texts
        ]
        return np.array(numbers, dtype=np.int32), list(more)
