"""The linter on a mutant, which walks only the sites that the edit can reach."""

from dataclasses import replace
from functools import cache

from samples import guideline as loaded

from surveil.coverage import Coverage, cover
from surveil.criteria import All, Any, Condition, Criterion, Named, Not
from surveil.guideline import Guideline
from surveil.linting import Fault, lint

# What is left of a condition at one site: decided, or what is still to be asked.
Left = bool | tuple[object, ...]


def linted(mutant: Guideline) -> tuple[Fault, ...]:
    """The faults that the linter finds; at sites left alone, the walk is the file's.

    Rows are chosen at one site at a time. Where what is left of every row at a site is
    as in the file, its walk is that of the file, which has no fault.
    """
    nothing = Coverage(mutant.id, 0, {}, (), ())
    if faults := lint(mutant, nothing):
        return faults
    if mutant.is_programme:
        return lint(mutant)
    file = loaded(mutant.id)
    reached = [
        site for site in mutant.sites if _at(mutant, site) != _of_file(mutant.id, site)
    ]
    found = cover(replace(mutant, sites=tuple(reached)))
    unreached = set(found.unreached)
    for site in file.sites:
        if unreached and site in mutant.sites and site not in reached:
            unreached &= set(_unreached(mutant.id, site))
    left = tuple(id for id in found.unreached if id in unreached)
    return lint(mutant, replace(found, unreached=left))


@cache
def _of_file(id: str, site: str) -> tuple[object, ...]:
    return _at(loaded(id), site)


@cache
def _unreached(id: str, site: str) -> tuple[str, ...]:
    """The rows of the file that no case at this site comes to."""
    return cover(replace(loaded(id), sites=(site,))).unreached


def _at(guideline: Guideline, site: str) -> tuple[object, ...]:
    """What is left of the file at a site: all that its walk depends on."""
    if site not in guideline.sites:
        return ()
    rows = [
        (row.id, row.first, row.outcome, _left(row.row.condition, site))
        for row in guideline.recommendations
    ]
    added = [
        (one.id, one.to, _left(one.row.condition, site))
        + ((_left(one.unless, site),) if one.unless else ())
        for one in guideline.supplements
    ]
    return (guideline.grades, *rows, *added)


def _left(condition: Condition, site: str) -> Left:
    match condition:
        case Criterion("site", words):
            return site in words
        case Criterion(fact, words, bounds):
            return (fact, words, bounds)
        case Named(_, part):
            return _left(part, site)
        case Not(part):
            left = _left(part, site)
            return not left if isinstance(left, bool) else ("not", left)
        case All(parts):
            return _joined(tuple(_left(part, site) for part in parts), ends=False)
        case Any(parts):
            return _joined(tuple(_left(part, site) for part in parts), ends=True)


def _joined(parts: tuple[Left, ...], *, ends: bool) -> Left:
    """All (any) of the parts: one that is no (yes) decides, the others fall out."""
    if ends in parts:
        return ends
    still = tuple(part for part in parts if part is not (not ends))
    return (ends, *still) if still else not ends
