"""Criteria on the facts of a case, matched three-valued: yes, no, or open."""

from collections.abc import Callable
from dataclasses import dataclass

from surveil.bounds import Bounds
from surveil.case import Case


@dataclass(frozen=True, slots=True)
class Criterion:
    """One fact against the words or the numbers that satisfy it."""

    fact: str
    words: tuple[str, ...] = ()
    bounds: Bounds | None = None

    def holds(self, case: Case) -> bool | None:
        """Whether the fact satisfies it; None while the fact is open."""
        if self.fact == "stage":
            left = case.extents
            if left <= set(self.words):
                return True
            return None if left & set(self.words) else False
        value = case.age if self.fact == "age" else getattr(case, self.fact)
        if value is None or value == "not-assessed":
            return None
        if self.bounds is not None:
            found: bool | None = value.within(self.bounds)
            return found
        return value in self.words

    def asks(self, case: Case) -> tuple[str, ...]:
        """The fact to ask for, if it is open and asking could help."""
        if self.holds(case) is not None:
            return ()
        if self.fact == "nodes" and case.nodes == "not-assessed":
            return ()
        return ("born" if self.fact == "age" else self.fact,)

    def __str__(self) -> str:
        name = self.fact.removesuffix("_mm").replace("_", " ")
        if self.bounds is not None:
            unit = " mm" if self.fact.endswith("_mm") else ""
            return f"{name} {self.bounds}{unit}"
        return f"{name} {' or '.join(self.words)}"


@dataclass(frozen=True, slots=True)
class All:
    """Holds where every part holds; nothing at all always holds."""

    parts: tuple["Condition", ...] = ()

    def holds(self, case: Case) -> bool | None:
        verdict: bool | None = True
        for part in self.parts:
            found = part.holds(case)
            if found is False:
                return False
            if found is None:
                verdict = None
        return verdict

    def asks(self, case: Case) -> tuple[str, ...]:
        return _asked(self, self.parts, case)

    def __str__(self) -> str:
        return "; ".join(str(part) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Any:
    """Holds where at least one part holds."""

    parts: tuple["Condition", ...]

    def holds(self, case: Case) -> bool | None:
        verdict: bool | None = False
        for part in self.parts:
            found = part.holds(case)
            if found is True:
                return True
            if found is None:
                verdict = None
        return verdict

    def asks(self, case: Case) -> tuple[str, ...]:
        return _asked(self, _unabsorbed(self.parts, case), case)

    def __str__(self) -> str:
        return "one of: " + " | ".join(f"({part})" for part in self.parts)


@dataclass(frozen=True, slots=True)
class Not:
    """Holds where its part certainly does not."""

    part: "Condition"

    def holds(self, case: Case) -> bool | None:
        found = self.part.holds(case)
        return None if found is None else not found

    def asks(self, case: Case) -> tuple[str, ...]:
        return self.part.asks(case)

    def __str__(self) -> str:
        return f"not ({self.part})"


@dataclass(frozen=True, slots=True)
class Named:
    """A condition that a file gives a name, so that rows can share it."""

    name: str
    part: "Condition"

    def holds(self, case: Case) -> bool | None:
        return self.part.holds(case)

    def asks(self, case: Case) -> tuple[str, ...]:
        return self.part.asks(case)

    def __str__(self) -> str:
        return f"is {self.name}"


Condition = Criterion | All | Any | Not | Named


def _asked(
    whole: All | Any, parts: tuple[Condition, ...], case: Case
) -> tuple[str, ...]:
    # Where the whole is decided, its open parts could not change it: ask nothing.
    if whole.holds(case) is not None:
        return ()
    return tuple(dict.fromkeys(fact for part in parts for fact in part.asks(case)))


def _unabsorbed(parts: tuple[Condition, ...], case: Case) -> tuple[Condition, ...]:
    """The alternatives without those that ask for all that another asks, and more.

    "Margin R1 after hemicolectomy, or margin R1" needs the margin alone.
    """
    needs = {part: _plain_needs(part, case) for part in parts}
    return tuple(
        part
        for part, own in needs.items()
        if own is None or not any(other and other < own for other in needs.values())
    )


def _plain_needs(part: Condition, case: Case) -> frozenset[Criterion] | None:
    """The open criteria of an open conjunction; None for any other condition."""
    if part.holds(case) is not None:
        return None
    within = part.parts if isinstance(part, All) else (part,)
    opened = [one for one in within if one.holds(case) is None]
    found = frozenset(one for one in opened if isinstance(one, Criterion))
    return found if len(found) == len(opened) else None


def open_words(condition: Condition, case: Case) -> str:
    """What of a condition the case leaves open, in words for "if ..."."""
    match condition:
        case Named(_, part):
            return open_words(part, case)
        case Not(part):
            return f"not ({open_words(part, case)})"
        case All(parts) | Any(parts):
            opened = [part for part in parts if part.holds(case) is None]
            joint = " and " if isinstance(condition, All) else " or "
            return joint.join(open_words(part, case) for part in opened)
        case Criterion():
            return str(condition)


def walk(condition: Condition, visit: Callable[[Criterion], object]) -> None:
    """Call `visit` for each single criterion under `condition`, in order."""
    match condition:
        case Criterion():
            visit(condition)
        case All(parts) | Any(parts):
            for part in parts:
                walk(part, visit)
        case Not(part) | Named(_, part):
            walk(part, visit)
