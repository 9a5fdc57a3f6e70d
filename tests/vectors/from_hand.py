"""Writes hand-ID.csv from the cases that people worked out by hand.

cd tests && python -m vectors.from_hand
"""

from typing import Any

from hand_worked import entries
from vectors import rows


def dates_of(entry: dict[str, Any]) -> str:
    if entry["outcome"] != "plan":
        return ""
    if "dates" not in entry:
        return rows.NOT_STATED
    return rows.dates_text(entry["dates"])


def missing_of(entry: dict[str, Any]) -> str:
    if "missing" not in entry:
        return rows.NOT_STATED
    return rows.names_text(entry["missing"])


def row_of(
    guideline: str, folder: str, entry: dict[str, Any], ids: rows.Ids
) -> rows.Row:
    facts = dict(entry["case"])
    surgery = facts.pop("surgery")
    return {
        "id": ids.of(f"{guideline}-h", f"{folder}: {entry['name']}"),
        "made_by": "hand",
        "title": entry["name"],
        "guideline": guideline,
        "made": entry.get("made", surgery),
        "pace": entry.get("pace", "closest"),
        "surgery": surgery,
        "facts": rows.facts_text(facts),
        "outcome": entry["outcome"],
        "kind": entry.get("kind", ""),
        "recommendation": entry.get("recommendation", ""),
        "missing": missing_of(entry),
        "dates": dates_of(entry),
        "working": entry["working"],
    }


def tables(ids: rows.Ids) -> dict[str, list[rows.Row]]:
    """The rows of every guideline, in the order of their ids."""
    found: dict[str, list[rows.Row]] = {}
    for folder in ("plans", "boundaries"):
        for guideline, entry in entries(folder, folder):
            # Programmes are asked for beside a guideline: no engine needs them here.
            if "with" not in entry:
                row = row_of(guideline, folder, entry, ids)
                found.setdefault(guideline, []).append(row)
    return {
        guideline: sorted(table, key=lambda row: row["id"])
        for guideline, table in sorted(found.items())
    }


def main() -> None:
    ids = rows.Ids()
    for guideline, table in tables(ids).items():
        rows.write(rows.HERE / f"hand-{guideline}.csv", table)
    ids.save()


if __name__ == "__main__":
    main()
