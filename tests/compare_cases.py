"""The reference cases of tests/compare, as cases and as numbers."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path

from samples import guideline

from surveil import library
from surveil.case import Case

HERE = Path(__file__).parent / "compare"
CONFLICTS = tomllib.loads((HERE / "conflicts.toml").read_text(encoding="utf-8"))
PERIODS = tomllib.loads((HERE / "periods.toml").read_text(encoding="utf-8"))["periods"]
CASES = {one["id"]: one for one in CONFLICTS["cases"]}
BESIDE = ("id", "facts", "age", "with")  # what is not a guideline's column
MADE = date(2026, 11, 22)


@cache
def shipped():
    """Every shipped guideline file, programmes included."""
    return tuple(guideline(file.id) for file in library.all_files())


def compared():
    return [one for one in shipped() if not one.is_programme]


def ids():
    return [one.id for one in shipped()]


def facts(id, surgery="2026-03-12"):
    """The facts of a reference case, with the defaults and a date of surgery."""
    entry = CASES[id]
    found = CONFLICTS["defaults"] | {"surgery": surgery} | entry["facts"]
    if "age" in entry:
        found["born"] = str(int(surgery[:4]) - entry["age"])
    return found


def case(id, surgery="2026-03-12"):
    return Case.parse(facts(id, surgery))


def by_pace(text, pace):
    """The number of one pace in "15/12", "10+5/10+2" or "8"."""
    first, _, other = text.partition("/")
    return other if other and pace == "widest" else first
