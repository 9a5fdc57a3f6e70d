"""The register's own rules: every reading has its entry, every entry its reading."""

from collections.abc import Iterator

from surveil.errors import GuidelineError
from surveil.guideline import Guideline, Row


def faults(file: str, guideline: Guideline) -> tuple[GuidelineError, ...]:
    """What is wrong between the register and the rows, scope and lines it is about."""
    return tuple(
        GuidelineError(file, where, problem) for where, problem in _found(guideline)
    )


def about(guideline: Guideline, id: str) -> tuple[str, ...]:
    """The rows, series, lines and scope that name this entry, in the file's order."""
    return tuple(
        dict.fromkeys(where for where, one in _readings(guideline) if one == id)
    )


def _rows(guideline: Guideline) -> Iterator[tuple[str, Row]]:
    for recommendation in guideline.recommendations:
        yield f"recommendations.{recommendation.id}", recommendation.row
    for supplement in guideline.supplements:
        yield f"supplements.{supplement.id}", supplement.row


def _readings(guideline: Guideline) -> Iterator[tuple[str, str]]:
    for reading in guideline.readings:
        yield "scope", reading
    for where, row in _rows(guideline):
        for reading in row.readings:
            yield where, reading
        for series in row.series:
            for reading in series.readings:
                yield where, reading
    for key, lines in (("gaps", guideline.gaps), ("notes", guideline.notes)):
        for line in lines:
            for reading in line.readings:
                yield f"{key}.{line.id}", reading


def _found(guideline: Guideline) -> Iterator[tuple[str, str]]:
    known = {entry.id for entry in guideline.register}
    used = set()
    for where, reading in _readings(guideline):
        used.add(reading)
        if reading not in known:
            yield f"{where}.readings", f"'{reading}' is not in [[interpretations]]"
    for entry in guideline.register:
        if entry.id not in used:
            yield f"interpretations.{entry.id}", "is named by no row's readings"
    for where, row in _rows(guideline):
        for series in row.series:
            if series.ranges and not (row.readings or series.readings):
                yield (
                    f"{where}.readings",
                    f"is missing: the range '{series.ranges[0]}' needs its entry",
                )
    for key, lines, named in (
        (
            "gaps",
            guideline.gaps,
            {g.id for _, row in _rows(guideline) for g in row.gaps},
        ),
        (
            "notes",
            guideline.notes,
            {n.id for _, row in _rows(guideline) for n in row.notes},
        ),
    ):
        for line in lines:
            # The lines of a programme apply to every plan that it is added to.
            if line.id not in named and not guideline.is_programme:
                yield f"{key}.{line.id}", "is named by no row"
