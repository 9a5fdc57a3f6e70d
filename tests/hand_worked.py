"""Reads the cases that people worked out by hand."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def entries(folder: str, key: str) -> list[tuple[str, dict[str, Any]]]:
    """Every entry of every file in `folder`, with the guideline it is about."""
    found = []
    for path in sorted((HERE / folder).glob("*.toml")):
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))[key]:
            found.extend((path.stem, one) for one in _each(entry))
    return found


def _each(entry: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The cases of an entry: with `each`, one for each word of a fact, same answer."""
    if "each" not in entry:
        yield entry
        return
    rest = {key: value for key, value in entry.items() if key != "each"}
    for fact, words in entry["each"].items():
        for word in words:
            name, facts = f"{entry['name']}: {word}", entry["case"] | {fact: word}
            yield rest | {"name": name, "case": facts}


def ids(found: list[tuple[str, dict[str, Any]]]) -> list[str]:
    return [f"{guideline}: {entry['name']}" for guideline, entry in found]
