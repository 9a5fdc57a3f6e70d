"""Linting: what a guideline file says that reads well and still is wrong."""

from collections.abc import Iterator
from functools import partial

from surveil.coverage import Coverage, cover
from surveil.criteria import All, Any, Condition, Criterion, Named, Not, walk
from surveil.guideline import Guideline, Recommendation, Row, Series, Source
from surveil.spans import Span

Fault = tuple[str, str]  # place, problem


def lint(guideline: Guideline, coverage: Coverage | None = None) -> tuple[Fault, ...]:
    """Every fault of a file that its reader lets pass, as place and problem.

    Gaps, overlaps and rows that no case reaches are those of the walk of its space of
    facts, which is made here unless it is given.
    """
    found = [
        *_dead_sources(guideline),
        *_dead_conditions(guideline),
        *_mixed_units(guideline),
        *_doubled_series(guideline),
        *_readings_missing(guideline),
        *_children(guideline),
        *_uncovered(coverage or cover(guideline)),
    ]
    return tuple(dict.fromkeys(found))


def _rows(guideline: Guideline) -> Iterator[tuple[str, Row]]:
    for recommendation in guideline.recommendations:
        yield f"recommendations.{recommendation.id}", recommendation.row
    for supplement in guideline.supplements:
        yield f"supplements.{supplement.id}", supplement.row


def _used(guideline: Guideline) -> Iterator[Source]:
    for _, row in _rows(guideline):
        yield from row.sources
    for line in (*guideline.gaps, *guideline.notes):
        yield from line.sources
    for note in guideline.age_notes:
        yield from note.sources


def _dead_sources(guideline: Guideline) -> Iterator[Fault]:
    used = {source.publication.key for source in _used(guideline)}
    for publication in guideline.publications:
        if publication.key not in used:
            yield f"sources.{publication.key}", "is cited by no row, gap or note"


def _dead_conditions(guideline: Guideline) -> Iterator[Fault]:
    used: set[str] = set()
    for condition in _conditions(guideline):
        used |= set(_names(condition))
    for name, _ in guideline.conditions:
        if name not in used:
            yield f"conditions.{name}", "is used by no row"


def _conditions(guideline: Guideline) -> Iterator[Condition]:
    for _, row in _rows(guideline):
        yield row.condition
    for supplement in guideline.supplements:
        if supplement.unless:
            yield supplement.unless
    for line in (*guideline.gaps, *guideline.notes):
        yield line.condition
    if guideline.offered:
        yield guideline.offered


def _names(condition: Condition) -> Iterator[str]:
    match condition:
        case Named(name, part):
            yield name
            yield from _names(part)
        case All(parts) | Any(parts):
            for part in parts:
                yield from _names(part)
        case Not(part):
            yield from _names(part)
        case Criterion():
            return


def _mixed_units(guideline: Guideline) -> Iterator[Fault]:
    for where, row in _rows(guideline):
        for series in row.series:
            kinds = {bool(span.days) for span in _spans(series)}
            if len(kinds) > 1:
                yield (
                    f"{where}.series",
                    f"mixes weeks or days with months in '{series.timing}'",
                )


def _spans(series: Series) -> Iterator[Span]:
    for phase in series.every:
        yield phase.every.low
        yield phase.every.high
        if phase.until:
            yield phase.until
    yield from series.at
    if series.once:
        yield series.once.low
        yield series.once.high


def _doubled_series(guideline: Guideline) -> Iterator[Fault]:
    """A supplement that adds what its row plans already; same steps would merge."""
    plans = [one for one in guideline.recommendations if one.outcome == "plan"]
    for supplement in guideline.supplements:
        own = {test for series in supplement.row.series for test in series.tests}
        for plan in plans:
            if not supplement.to or plan.id in supplement.to:
                for test in sorted(own & _tests(plan)):
                    yield (
                        f"supplements.{supplement.id}.series",
                        f"adds {test}, which row {plan.id} plans already",
                    )


def _tests(plan: Recommendation) -> set[str]:
    return {test for series in plan.row.series for test in series.tests}


def _readings_missing(guideline: Guideline) -> Iterator[Fault]:
    """Boundaries, and rows that act on what is not said, have a register entry."""
    judged = {one.id for one in guideline.recommendations if one.outcome == "judgement"}
    for where, row in _rows(guideline):
        if row.readings or any(series.readings for series in row.series):
            continue
        numbers: list[str] = []
        walk(row.condition, partial(_number, found=numbers))
        if numbers:
            yield f"{where}.readings", f"is missing: the boundary of {numbers[0]}"
        elif row.id not in judged and all(one.silent for one in row.sources):
            yield f"{where}.readings", "is missing: no printed words stand for this row"


def _number(one: Criterion, found: list[str]) -> None:
    if one.bounds:
        found.append(one.fact)


def _children(guideline: Guideline) -> Iterator[Fault]:
    """Guidelines are for adults: a row before all others says so."""
    ages: list[str] = []
    for row in guideline.recommendations:
        if row.first:
            walk(row.row.condition, lambda one: ages.append(one.fact))
    if not guideline.is_programme and "age" not in ages:
        yield (
            "recommendations",
            "have no row for patients under 18: first = true, when = { age = '< 18' }",
        )


def _uncovered(coverage: Coverage) -> Iterator[Fault]:
    if coverage.uncovered:
        smallest = coverage.uncovered[0]
        more = len(coverage.uncovered) - 1
        others = f" (and {more} more)" if more else ""
        yield "recommendations", f"{smallest}{others}"
    for id in coverage.unreached:
        yield id, "is reached by no case"
