"""What is missing most often, and why rows were rejected."""

from collections.abc import Iterator
from typing import Final

from surveil.demand import Demand, Lack, Refused
from surveil.render.report_table import head, number, row, rows, wide
from surveil.render.sheet_html import Html, tag

MOST: Final = 50  # reasons that the page tells one by one
_CLAUSES: Final = 2  # of what a fact would change
_LETTERS: Final = 160


def lacking(demand: Demand) -> Iterator[Html]:
    """The facts that are missing, those first that most rows wait for."""
    yield tag("h2", "What is missing most often")
    if not demand.lacks:
        yield tag("p", "Nothing that would change an answer.")
        return
    yield tag(
        "p",
        "Only where it would change the answer: a fact that changes nothing for a row"
        " is not missed. A row may lack several.",
        class_="note",
    )
    names = ("Fact", "Rows that wait for it", "Other rows", "What it would do, mostly")
    lines = (
        row(
            (
                _fact(one.fact),
                number(one.undecided),
                number(one.decided),
                _changes(one),
            ),
            (1, 2),
        )
        for one in demand.lacks
    )
    whole = tag(
        "table",
        tag("caption", "Missing facts"),
        head(names, (1, 2)),
        tag("tbody", *lines),
    )
    yield wide(whole, "Missing facts", "lacks")
    yield tag(
        "p",
        "Rows that wait for it: the MDT decides, because facts are missing, this one"
        " among them. Other rows: they have their answer, which it could change.",
        class_="note",
    )


def _changes(lack: Lack) -> Html:
    lines = (
        tag("li", f"{_short(would)} ({rows(count)})") for would, count in lack.would
    )
    return tag("ul", *lines)


def _short(would: str) -> str:
    """The first clauses, and how many more there are."""
    clauses = would.split("; ")
    kept = clauses[:_CLAUSES]
    while len(kept) > 1 and len("; ".join(kept)) > _LETTERS:
        kept.pop()
    more = len(clauses) - len(kept)
    return "; ".join([*kept, f"and {more} more"] if more else kept)


def refused(demand: Demand) -> Iterator[Html]:
    """Why rows were rejected, without what stands in them."""
    yield tag("h2", "Rejected rows")
    if not demand.refused:
        yield tag("p", "None.")
        return
    lines = [
        row((_fact(one.fact), one.problem, number(one.rows), _first(one)), (2,))
        for one in demand.refused[:MOST]
    ]
    whole = tag(
        "table",
        tag("caption", "Why rows were rejected"),
        head(("Fact", "Problem", "Rows", "First of them"), (2,)),
        tag("tbody", *lines),
    )
    yield wide(whole, "Why rows were rejected", "rejects")
    if left := demand.refused[MOST:]:
        count = rows(sum(one.rows for one in left))
        yield tag("p", f"{count} more, for {number(len(left))} rarer reasons.")
    yield tag(
        "p",
        "rejects.csv has all of them, to be corrected and run again.",
        class_="note",
    )


def _first(one: Refused) -> str:
    by_list: dict[str, list[str]] = {}
    for name, place in one.first:
        by_list.setdefault(name, []).append(str(place))
    told = []
    for name, places in by_list.items():
        word = "row" if len(places) == 1 else "rows"
        told.append(f"{name}, {word} " if name else f"{word} ")
        told[-1] += ", ".join(places)
    more = ", ..." if one.rows > len(one.first) else ""
    return "; ".join(told) + more


def _fact(name: str) -> str:
    return name.replace("_", " ")
