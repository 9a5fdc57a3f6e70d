"""Recommendations and supplements of a guideline file."""

from dataclasses import replace
from typing import Final

from surveil.catalogue import TESTS
from surveil.criteria import All, Condition, Named, Not
from surveil.guideline import (
    OUTCOMES,
    ROW_JUDGEMENTS,
    AgeNote,
    Banner,
    Recommendation,
    Row,
    Series,
    Supplement,
)
from surveil.library import conditions, timing
from surveil.library.parts import Parts, id_of, named_lines, own_series, sources
from surveil.library.tables import Table

_PLAN: Final = "plan"
Rows = dict[str, Recommendation | None]


def recommendations(table: Table, parts: Parts) -> Rows:
    """The decision table by id, each row with its exceptions made explicit.

    None stands for a row whose fault was noted.
    """
    found: Rows = {}
    excepted: dict[str, tuple[str, ...]] = {}
    for one in table.tables("recommendations", named=True):
        with one.going_on():
            id = id_of(one)
            if id in found:
                raise one.fault("id", f"'{id}' stands twice")
            found[id] = None
            excepted[id] = one.texts("except")
            found[id] = _recommendation(one, id, parts)
            one.done()
    whole = dict(found)
    for id, row in found.items():
        with table.going_on():
            if row and excepted[id]:
                whole[id] = found[id] = None  # until its exceptions are found
                condition = _with_exceptions(table, row, found, excepted, ())
                found[id] = row
                whole[id] = replace(row, row=replace(row.row, condition=condition))
    return whole


def supplements(table: Table, parts: Parts, rows: Rows) -> tuple[Supplement, ...]:
    """The supplements, each tied to rows that exist and make a plan."""
    found: list[Supplement] = []
    plans = {id: row for id, row in rows.items() if not row or row.outcome == _PLAN}
    taken = set(rows)
    for one in table.tables("supplements", named=True):
        with one.going_on():
            id = id_of(one)
            if id in taken:
                raise one.fault("id", f"'{id}' stands twice")
            taken.add(id)
            found.append(_supplement(one, id, parts, plans))
            one.done()
    return tuple(found)


def age_notes(table: Table, parts: Parts) -> tuple[AgeNote, ...]:
    """Notes beside every event of some tests, for patients under an age."""
    found = []
    for one in table.tables("age_notes"):
        with one.going_on():
            tests = one.texts("test", needed=True)
            for test in tests:
                if test not in TESTS:
                    raise one.fault("test", f"'{test}' is not a test code")
            under, text = one.take("under", int), one.text("text")
            found.append(AgeNote(tests, under, text, sources(one, parts)))
            one.done()
    return tuple(found)


def _row(table: Table, id: str, parts: Parts) -> Row:
    return Row(
        id=id,
        condition=conditions.of_row(table, parts.conditions),
        sources=sources(table, parts),
        evidence=table.text("evidence"),
        readings=table.texts("readings"),
        gaps=named_lines(table, "gaps", parts.gaps),
        notes=named_lines(table, "notes", parts.notes),
        series=_row_series(table, parts),
    )


def _row_series(table: Table, parts: Parts) -> tuple[Series, ...]:
    shared = table.maybe_text("schedule")
    if shared is None:
        return own_series(table, needed=False)
    if table.has("series"):
        raise table.fault("series", "stands beside schedule: give one of them")
    return table.named("schedule", shared, parts.schedules, "one of [schedules]")


def _recommendation(table: Table, id: str, parts: Parts) -> Recommendation:
    outcome = table.word("outcome", OUTCOMES) if table.has("outcome") else _PLAN
    found = Recommendation(
        row=_row(table, id, parts),
        first=bool(table.maybe("first", bool)),
        outcome=outcome,
        judgement=table.word("judgement", ROW_JUDGEMENTS)
        if outcome == "judgement"
        else None,
        reason=None if outcome == _PLAN else table.text("reason"),
        banners=_banners(table, parts),
        renew=timing.span(table, "renew"),
    )
    _check(table, found)
    return found


def _banners(table: Table, parts: Parts) -> tuple[Banner, ...]:
    """One text for every case, or several, of which the first that holds is shown."""
    if table.holds("banner", str):
        return (Banner(All(), table.text("banner")),)
    found = []
    for one in table.tables("banner"):
        condition = conditions.of_row(one, parts.conditions)
        found.append(Banner(condition, one.text("text")))
        one.done()
    return tuple(found)


def _check(table: Table, found: Recommendation) -> None:
    series = found.row.series
    if found.first and found.outcome != "judgement":
        raise table.fault("first", "is for judgement rows: it passes over open facts")
    if found.outcome == _PLAN and not series:
        raise table.fault("series", "is missing: [{ test = '...', every = '...' }]")
    for key, there in (
        ("series", series),
        ("renew", found.renew),
        ("banner", found.banners),
        ("gaps", found.row.gaps),
    ):
        if found.outcome != _PLAN and there:
            raise table.fault(key, f"cannot stand with outcome '{found.outcome}'")
    if found.renew and any(one.is_lifelong for one in series):
        raise table.fault("renew", "cannot stand beside a lifelong series")
    _check_along(table, series, series)


def _check_along(
    table: Table, series: tuple[Series, ...], hosts: tuple[Series, ...]
) -> None:
    """A series that goes with a test needs that test, timed, in every host."""
    timed = {test for host in hosts if not host.along for test in host.tests}
    for one in series:
        if one.along and one.along not in timed:
            raise table.fault("series", f"with = '{one.along}' names no timed test")


def _with_exceptions(
    table: Table,
    row: Recommendation,
    rows: Rows,
    excepted: dict[str, tuple[str, ...]],
    asked: tuple[str, ...],
) -> Condition:
    """The condition of a row, and not that of each row it excepts."""
    parts: list[Condition] = [row.row.condition]
    at = f"recommendations.{row.id}.except"
    for other in excepted[row.id]:
        if other in (*asked, row.id):
            raise table.fault(at, f"'{other}' excepts this row in turn")
        found = table.named(at, other, rows, "a row of this file")
        whole = _with_exceptions(table, found, rows, excepted, (*asked, row.id))
        parts.append(Not(Named(other, whole)))
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def _supplement(table: Table, id: str, parts: Parts, plans: Rows) -> Supplement:
    to = table.texts("to")
    for row in to:
        if row not in plans:
            raise table.fault("to", f"'{row}' is not a row with a plan")
    unless = table.table("unless")
    found = Supplement(
        row=_row(table, id, parts),
        unless=conditions.condition(unless, parts.conditions) if unless else None,
        to=to,
    )
    if unless:
        unless.done()
    if not found.row.series:
        raise table.fault("series", "is missing: [{ test = '...', every = '...' }]")
    own = found.row.series
    hosts = [plan.row.series for id in to or plans if (plan := plans[id])]
    # A programme has no rows: what its series go with, it times itself.
    for host in hosts or ([] if plans else [()]):
        _check_along(table, own, (*own, *host))
    return found
