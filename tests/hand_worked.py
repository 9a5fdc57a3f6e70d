"""Reads the cases that people worked out by hand."""

import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def entries(folder: str, key: str) -> list[tuple[str, dict[str, Any]]]:
    """Every entry of every file in `folder`, with the guideline it is about."""
    found = []
    for path in sorted((HERE / folder).glob("*.toml")):
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))[key]:
            found.append((path.stem, entry))
    return found


def ids(found: list[tuple[str, dict[str, Any]]]) -> list[str]:
    return [f"{guideline}: {entry['name']}" for guideline, entry in found]
