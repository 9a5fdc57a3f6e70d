"""The totals over a list, for people and for programs."""

import json
from collections.abc import Iterator, Sequence
from typing import Final

from rich import box
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from surveil.plans import DISCLAIMER
from surveil.render import comparison, comparison_csv, comparison_json
from surveil.render.table import NARROW, WIDE, printed
from surveil.tallies import FIGURES
from surveil.totalling import COUNTED, Total, Totals
from surveil.version import FORMAT, VERSION

COLUMNS: Final = (
    *("format", "made", "pace", "guideline", "edition", "kind", "checked", "digest"),
    *("rows", *COUNTED),
    *comparison_csv.OF_TALLIES,
)
_TITLES: Final = (
    "What becomes of the rows",
    "Examinations in years 1-5 after surgery",
    "Examinations in years 6-10 after surgery",
)
_OUTCOMES: Final = {
    "plan": ("plan", "Plan"),
    "no-follow-up": ("no follow-up", "No\nfollow-up"),
    "judgement": ("MDT decision needed", "MDT\ndecision"),
    "ended": ("ended", "Ended"),
    "not-covered": ("not covered", "Not\ncovered"),
    "rejected": ("rejected", "Rejected"),
}


def to_json(totals: Totals) -> bytes:
    """UTF-8 JSON to the contract that totals.schema.json describes."""
    found = {
        "surveil": VERSION,
        "format": FORMAT,
        "made": totals.made.isoformat(),
        "pace": totals.pace,
        "rows": totals.rows,
        "guidelines": [
            {
                **comparison_json.guideline(one.guideline),
                "outcomes": dict(one.outcomes),
                "years_1_5": comparison_json.tally(one.early),
                "years_6_10": comparison_json.tally(one.late),
            }
            for one in totals.totals
        ],
        "rejected": [
            {
                "list": one.list,
                "row": one.row,
                "fact": one.fact,
                "problem": one.problem,
            }
            for one in totals.rejected
        ],
        "disclaimer": DISCLAIMER,
    }
    return f"{json.dumps(found, ensure_ascii=False, indent=2)}\n".encode()


def to_csv(totals: Totals) -> bytes:
    """UTF-8 CSV with a header and one row for each guideline."""
    made, rows = totals.made.isoformat(), {"rows": str(totals.rows)}
    return comparison_csv.written(
        COLUMNS,
        (
            comparison_csv.head(made, totals.pace, one.guideline)
            | rows
            | {name: str(count) for name, count in one.outcomes.items()}
            | comparison_csv.tallied(one.early, one.late)
            for one in totals.totals
        ),
    )


def to_table(totals: Totals, *, width: int = WIDE, colour: bool = False) -> bytes:
    """UTF-8 text of at most `width` columns."""
    return printed(list(_parts(totals, width)), width=width, colour=colour)


def _parts(totals: Totals, width: int) -> Iterator[RenderableType]:
    yield Text(
        f"{totals.rows} rows, {len(totals.rejected)} of them rejected;"
        f" pace {totals.pace}",
        style="bold",
    )
    tables = list(_wide(totals, width))
    room = Console(width=width)
    least = (each.__rich_measure__(room, room.options).minimum for each in tables)
    if width < NARROW or max(least) > width:
        yield from _narrow(totals)
    else:
        for title, table in zip(_TITLES, tables, strict=True):
            yield Text(f"\n{title}", style="bold")
            yield table
    yield Text(
        "Counted are the rows with a plan, by the month after their own surgery."
    )
    yield Text(f"\n{DISCLAIMER}", style="italic")


def _wide(totals: Totals, width: int) -> Iterator[Table]:
    """One table for each of the titles."""
    yield _ruled(
        [heading for _, heading in _OUTCOMES.values()],
        [(one, [one.outcomes[name] for name in COUNTED]) for one in totals.totals],
        width,
    )
    for early in (True, False):
        yield _ruled(
            [comparison.NAMES[name][1] for name in FIGURES],
            [
                (one, (one.early if early else one.late).figures)
                for one in totals.totals
            ],
            width,
        )


def _ruled(
    headings: Sequence[str], rows: Sequence[tuple[Total, Sequence[int]]], width: int
) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("Guideline", no_wrap=True)
    for name in headings:
        table.add_column(name, no_wrap=True, justify="right")
    for one, numbers in rows:
        id = comparison.broken(one.guideline.id, width)
        table.add_row(*map(Text, (id, *map(str, numbers))))
    return table


def _narrow(totals: Totals) -> Iterator[RenderableType]:
    for one in totals.totals:
        yield Text(f"\n{one.guideline.id}", style="bold")
        lines = [
            ", ".join(f"{one.outcomes[name]} {_OUTCOMES[name][0]}" for name in COUNTED),
            *comparison.said_figures(one.early, one.late),
        ]
        yield Padding(Text("\n".join(lines)), (0, 0, 0, 2))
