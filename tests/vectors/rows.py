"""The form of the vectors: rows of text, and the ids that they keep."""

import csv
from collections.abc import Iterable
from pathlib import Path

HERE = Path(__file__).parent
IDS = HERE / "ids.csv"
COLUMNS = (
    "id",
    "made_by",
    "title",
    "guideline",
    "made",
    "pace",
    "surgery",
    "facts",
    "outcome",
    "kind",
    "recommendation",
    "missing",
    "dates",
    "working",
)
NOT_STATED = "not stated"

Row = dict[str, str]


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, rows: Iterable[Row], columns: tuple[str, ...] = COLUMNS) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def facts_text(facts: dict[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in facts.items())


def read_facts(text: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in text.split("; ") if part)


def names_text(names: Iterable[str]) -> str:
    return "; ".join(sorted(names))


def read_names(text: str) -> set[str]:
    return set(text.split("; ")) - {""}


def dates_text(dates: dict[str, list[str]]) -> str:
    tests = (f"{test}: {' '.join(dates[test])}" for test in sorted(dates))
    return "; ".join(tests)


def read_dates(text: str) -> dict[str, list[str]]:
    parts = (part.split(": ") for part in text.split("; ") if part)
    return {test: days.split() for test, days in parts}


class Ids:
    """Which id a row has; a new row gets the next number, and none is used twice."""

    def __init__(self, path: Path = IDS):
        self.path = path
        found = read(path) if path.exists() else []
        self.by_key = {(row["series"], row["key"]): row["id"] for row in found}

    def of(self, series: str, key: str) -> str:
        """The id of a row in a series such as `norway-2020-h`."""
        if (series, key) not in self.by_key:
            used = [id for (of, _), id in self.by_key.items() if of == series]
            highest = max((int(id.removeprefix(series)) for id in used), default=0)
            self.by_key[series, key] = f"{series}{highest + 1:04}"
        return self.by_key[series, key]

    def save(self) -> None:
        kept = [
            {"id": id, "series": series, "key": key}
            for (series, key), id in self.by_key.items()
        ]
        kept.sort(key=lambda row: row["id"])
        write(self.path, kept, ("id", "series", "key"))
