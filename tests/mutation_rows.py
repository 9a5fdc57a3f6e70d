"""Edits of the rows of a guideline file: gone, with another outcome, tied elsewhere."""

from collections.abc import Iterator

import mutation_criteria as criteria
import mutation_timing as timing
from mutation_edits import GONE, Edit, Path, Table, added, dropped, edit

from surveil.guideline import OUTCOMES

_OF_PLANS = ("series", "schedule", "renew", "banner", "gaps")
_LISTS = ("recommendations", "supplements", "gaps", "notes", "age_notes")
_EVERY_YEAR = [{"test": "clinic", "every": "12 months lifelong"}]
_BANNER = "residual disease: monitoring, not surveillance"


def edits(content: Table) -> Iterator[Edit]:
    """Every edit of the rule data of one file."""
    if content["kind"] == "programme":
        yield from criteria.condition(content, ("offered",))
    else:
        # A programme is added beside any case: its scope decides nothing.
        yield from criteria.of_scope(content)
    for name in content.get("conditions", {}):
        yield from criteria.of_row(content, ("conditions", name))
    for name, shared in content.get("schedules", {}).items():
        yield from _series(content, ("schedules", name), shared)
    for key in _LISTS:
        for number, one in enumerate(content.get(key, [])):
            path: Path = (key, number)
            yield edit("row deleted", path, "deleted", GONE, *_named(content, key, one))
            yield from criteria.of_row(content, path)
            if key in ("recommendations", "supplements"):
                yield from _row(content, path, one)
            if key == "recommendations":
                yield from _recommendation(content, path, one)
    for number, one in enumerate(content.get("gaps", [])):
        if "above" in one:
            path = ("gaps", number, "above")
            yield edit("gap below the dates", path, "removed", GONE)
    for number, one in enumerate(content.get("age_notes", [])):
        for by in (-1, 1):
            path, new = ("age_notes", number, "under"), one["under"] + by
            yield edit("threshold moved", path, f"{one['under']} -> {new}", new)


def _named(content: Table, key: str, one: Table) -> Iterator[tuple[Path, object]]:
    """What else goes with a row or line: its name, wherever another row has it."""
    lists = {
        "recommendations": ("to", "except"),
        "gaps": ("gaps",),
        "notes": ("notes",),
    }
    for rows in ("recommendations", "supplements"):
        for number, row in enumerate(content.get(rows, [])):
            for name in lists.get(key, ()):
                if one.get("id") in row.get(name, ()) and row is not one:
                    left = [other for other in row[name] if other != one["id"]]
                    # The row itself has gone from before those that follow it.
                    moved = rows == key and content[key].index(one) < number
                    yield (rows, number - moved, name), left or GONE


def _series(content: Table, path: Path, row: Table) -> Iterator[Edit]:
    for number, one in enumerate(row.get("series", [])):
        here = (*path, "series", number)
        yield from timing.series(here, one, timing.timed(content))
        if len(row["series"]) > 1:
            yield edit("row deleted", here, "deleted", GONE)


def _row(content: Table, path: Path, row: Table) -> Iterator[Edit]:
    """What recommendations and supplements share."""
    yield from _series(content, path, row)
    if "schedule" in row:
        for name in content["schedules"]:
            if name != row["schedule"]:
                yield edit("schedule changed", (*path, "schedule"), name, name)
    if "to" in row:
        here, kind = (*path, "to"), "to changed"
        if len(row["to"]) > 1:
            yield from dropped(kind, here, row["to"])
        plans = [one for one in content["recommendations"] if "outcome" not in one]
        yield from added(kind, here, row["to"], [one["id"] for one in plans])
        yield edit(kind, here, "removed", GONE)
    for key in ("gaps", "notes"):
        yield from dropped(f"{key} of a row", (*path, key), row.get(key, []))


def _dates(row: Table) -> bool:
    return "series" in row or "schedule" in row


def _recommendation(content: Table, path: Path, row: Table) -> Iterator[Edit]:
    yield from _outcomes(content, path, row)
    yield from dropped("exclusion removed", (*path, "except"), row.get("except", []))
    if "first" in row:
        yield edit("first removed", (*path, "first"), "removed", GONE)
    if "renew" in row:
        yield from timing.span((*path, "renew"), row["renew"])
        yield edit("renewal changed", (*path, "renew"), "removed", GONE)
    elif _dates(row):
        yield edit("renewal changed", (*path, "renew"), "added", "2 years")
    if _dates(row):
        yield from _banners(content, (*path, "banner"), row.get("banner"))
        lines = [one["id"] for one in content.get("gaps", [])]
        yield from added("gaps of a row", (*path, "gaps"), row.get("gaps", []), lines)


def _banners(
    content: Table, path: Path, found: str | list[Table] | None
) -> Iterator[Edit]:
    kind = "banner changed"
    if found is None:
        yield edit(kind, path, "added", _BANNER)
        return
    yield edit(kind, path, "removed", GONE)
    if isinstance(found, str):
        return
    for number, one in enumerate(found):
        here = (*path, number)
        yield edit(kind, here, "removed", GONE)
        yield from criteria.of_row(content, here)
        if "when" not in one:
            yield edit(kind, here, "when R0", {**one, "when": {"resection": ["R0"]}})


def _outcomes(content: Table, path: Path, row: Table) -> Iterator[Edit]:
    """The row with each other outcome, and the other kind of judgement."""
    before = row.get("outcome", "plan")
    for outcome in OUTCOMES:
        if outcome != before:
            yield edit(
                "outcome changed",
                path,
                f"{before} -> {outcome}",
                _with_outcome(row, outcome),
                # A row without a plan has no supplements.
                *(_untied(content, row) if before == "plan" else ()),
            )
    if before == "judgement":
        other = {"guideline-says": "not-in-table", "not-in-table": "guideline-says"}
        new = other[row["judgement"]]
        yield edit("outcome changed", (*path, "judgement"), new, new)


def _with_outcome(row: Table, outcome: str) -> Table:
    found = {key: row[key] for key in row if key not in ("judgement", "first")}
    if outcome == "plan":
        del found["outcome"], found["reason"]
        return {**found, "series": _EVERY_YEAR}
    found = {key: value for key, value in found.items() if key not in _OF_PLANS}
    found |= {"outcome": outcome, "reason": row.get("reason", "none given")}
    if outcome == "judgement":
        found["judgement"] = "not-in-table"
    return found


def _untied(content: Table, row: Table) -> Iterator[tuple[Path, object]]:
    for number, one in enumerate(content.get("supplements", [])):
        if row["id"] in one.get("to", ()):
            left = [other for other in one["to"] if other != row["id"]]
            yield ("supplements", number, "to"), left or GONE
