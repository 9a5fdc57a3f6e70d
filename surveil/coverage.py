"""Coverage: a walk of the finite space of facts that proves that no case falls through.

Three-valued logic is monotone: what is decided while facts are open stays decided
whatever they turn out to be. So it is enough to follow the facts that the matcher asks
for, each through every value that the file can tell apart, and unknown.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from surveil import choosing
from surveil.case import Case
from surveil.errors import CaseError
from surveil.guideline import Guideline, Recommendation
from surveil.space import Read, Space
from surveil.steps import Judgement, NoFollowUp

_GAPS = {False: "no row", True: "several rows"}


@dataclass(frozen=True, slots=True)
class Leaf:
    """One end of the walk: the facts that were asked for, and what came out.

    The first fact is the date of surgery, the same in all.
    """

    facts: tuple[tuple[str, str], ...]
    outcome: str
    row: str | None

    def __str__(self) -> str:
        known = ", ".join(f"{name} {value}" for name, value in self.facts[1:])
        return f"{known}: {self.outcome}"


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the walk of one guideline found.

    `leaves` counts the ends of the walk; `matrix` counts them by site, grade ("" =
    unknown) and outcome. `uncovered` are cases in scope without exactly one answer,
    the smallest first; `unreached` are rows and supplements that no case comes to.
    """

    guideline: str
    leaves: int
    matrix: dict[tuple[str, str], Counter[str]]
    uncovered: tuple[Leaf, ...]
    unreached: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.uncovered and not self.unreached


def cover(guideline: Guideline) -> Coverage:
    """Walk every case in the scope of a guideline; of a programme, its supplements."""
    space = Space.of(guideline)
    matrix: dict[tuple[str, str], Counter[str]] = {}
    uncovered: list[Leaf] = []
    reached: set[str] = set()
    leaves = 0
    for start in space.starts():
        if guideline.is_programme:
            reached |= _added(guideline, start, space)
            continue
        counts = matrix.setdefault(
            (str(start["site"]), str(start.get("grade", ""))), Counter()
        )
        seen: set[str] = set()
        for read, leaf in _leaves(guideline, start, space):
            leaves += 1
            counts[leaf.outcome] += 1
            reached.add(leaf.row or "")
            if leaf.outcome in _GAPS.values():
                uncovered.append(leaf)
            if leaf.outcome == "plan" and leaf.row not in seen:
                seen.add(leaf.row or "")
                reached |= _added(guideline, read, space)
    ids = [row.id for row in guideline.recommendations]
    ids += [supplement.id for supplement in guideline.supplements]
    return Coverage(
        guideline=guideline.id,
        leaves=leaves,
        matrix=matrix,
        uncovered=tuple(sorted(uncovered, key=lambda one: (len(one.facts), str(one)))),
        unreached=tuple(id for id in ids if id not in reached),
    )


def leaves(guideline: Guideline) -> Iterator[Leaf]:
    """Every end of the walk, for others to compare their answers with."""
    space = Space.of(guideline)
    for start in space.starts():
        for _, leaf in _leaves(guideline, start, space):
            yield leaf


def _leaves(
    guideline: Guideline, read: Read, space: Space
) -> Iterator[tuple[Read, Leaf]]:
    """The leaves below these facts; a fact that stays unknown is not asked again."""
    case = _case(read)
    if case is None:
        return
    found = choosing.choose(case, guideline)
    for missing in found.missing if isinstance(found, Judgement) else ():
        if missing.fact not in read:
            for value in space.values(missing.fact):
                below = read | {missing.fact: None} | value
                yield from _leaves(guideline, below, space)
            return
    yield read, _leaf(read, found)


def _leaf(read: Read, found: Recommendation | NoFollowUp | Judgement) -> Leaf:
    given = tuple((name, str(value)) for name, value in read.items() if value)
    match found:
        case Recommendation():
            return Leaf(given, "plan", found.id)
        case NoFollowUp():
            return Leaf(given, "no-follow-up", found.row)
        case Judgement(kind, row=None) if kind == "not-in-table":
            return Leaf(given, _GAPS["more than one" in found.reason], None)
        case Judgement():
            return Leaf(given, "judgement", found.row)


def _added(guideline: Guideline, read: Read, space: Space) -> set[str]:
    """The supplements that some completion of these facts adds."""
    case = _case(read)
    if case is None:
        return set()
    chosen = None
    if not guideline.is_programme:
        found = choosing.choose(case, guideline)
        if not isinstance(found, Recommendation):
            return set()
        chosen = found
    added, missing = choosing.supplements(case, guideline, chosen)
    reached = {one.id for one in added}
    for one in missing:
        if one.fact not in read:
            for value in space.values(one.fact):
                below = read | {one.fact: None} | value
                reached |= _added(guideline, below, space)
            break
    return reached


def _case(read: Read) -> Case | None:
    """The case of these facts; None where they contradict each other."""
    try:
        return Case.settled({name: value for name, value in read.items() if value})
    except CaseError:
        return None
