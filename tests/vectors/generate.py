"""Writes enumerated-ID.csv from the second engine, not from the program.

cd tests && python -m vectors.generate
"""

import hashlib
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import second_engine
from second_engine_dates import written
from second_engine_facts import known
from second_engine_match import choose_supplements, holds
from vectors import neighbours, rows
from vectors.neighbours import Wanted

SCHEDULES = Path(__file__).parents[2] / "schedules"
ABOUT = 400

Table = dict[str, Any]


def guidelines() -> dict[str, Table]:
    tables = [second_engine.load(path) for path in sorted(SCHEDULES.glob("*.toml"))]
    return {table["id"]: table for table in tables if table["kind"] != "programme"}


def in_turn(table: Table) -> Iterator[Wanted]:
    """A case of every row, then another of every row, and so on."""
    around = [
        neighbours.around_row(table, row, turn)
        for turn, row in enumerate(table["recommendations"])
    ]
    for some in itertools.zip_longest(*around):
        yield from filter(None, some)


def chosen(table: Table) -> list[Wanted]:
    found: dict[Any, Wanted] = {}
    for wanted in itertools.chain(
        neighbours.of_all(table), in_turn(table), neighbours.drawn(table)
    ):
        if len(found) == ABOUT:
            break
        if wanted.key not in found and neighbours.possible(wanted):
            found[wanted.key] = wanted
    return list(found.values())


def working(table: Table, wanted: Wanted, found: second_engine.Answer) -> str:
    """Which rows decided, in a few words."""
    if found["outcome"] == "ended" or found["kind"] == "not-covered":
        return "by status" if "status" in wanted.facts else "outside the scope"
    case = known(wanted.facts, wanted.surgery)
    if found["kind"] == "facts-missing":
        values = {
            row["id"]: holds(row, case, table).holds
            for row in table["recommendations"]
            if not row.get("first")
        }
        opened = [id for id, value in values.items() if value is None]
        return f"open rows: {', '.join(opened)}"
    if found["recommendation"] is None:
        return "no row holds, none is open"
    words = [f"row {found['recommendation']}"]
    if found["outcome"] == "plan":
        added, _ = choose_supplements(case, table, found["recommendation"])
        words += [f"with {supplement['id']}" for supplement in added]
        ends = [event for event in found["events"] if event[0] == "renew-plan"]
        words += [f"renewed {written(event[2])}" for event in ends]
    return ", ".join(words)


def row_of(table: Table, wanted: Wanted, ids: rows.Ids) -> rows.Row:
    found = second_engine.answer(
        wanted.facts, table, wanted.surgery, wanted.made, wanted.pace
    )
    dates: dict[str, list[str]] = {}
    for event in found["events"]:
        dates.setdefault(event[0], []).append(written(event[2]))
    inputs = {
        "guideline": table["id"],
        "made": written(wanted.made),
        "pace": wanted.pace,
        "surgery": written(wanted.surgery),
        "facts": rows.facts_text(dict(sorted(wanted.facts.items()))),
    }
    # A row that asks the same keeps its id, whatever its title and its answer.
    digest = hashlib.sha256("|".join(inputs.values()).encode()).hexdigest()
    return {
        "id": ids.of(f"{table['id']}-e", digest[:16]),
        "made_by": "second engine",
        "title": wanted.title,
        **inputs,
        "outcome": found["outcome"],
        "kind": found["kind"] or "",
        "recommendation": found["recommendation"] or "",
        "missing": rows.names_text(found["missing"]),
        "dates": rows.dates_text(dates),
        "working": working(table, wanted, found),
    }


def rows_of(table: Table, ids: rows.Ids) -> list[rows.Row]:
    found = [row_of(table, wanted, ids) for wanted in chosen(table)]
    return sorted(found, key=lambda row: row["id"])


def main() -> None:
    ids = rows.Ids()
    for guideline, table in guidelines().items():
        rows.write(rows.HERE / f"enumerated-{guideline}.csv", rows_of(table, ids))
    ids.save()


if __name__ == "__main__":
    main()
