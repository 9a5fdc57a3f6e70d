"""What the commands about lists share: which lists, and what their columns are."""

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from surveil.cli import output
from surveil.errors import UsageError

if TYPE_CHECKING:
    from surveil.cells import Dates
    from surveil.sheets import Reading


day_first_option = click.option(
    "--day-first", is_flag=True, help="tables: 31/01/2024 has the day first"
)


def list_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--column, --day-first and --assume-day."""
    for option in (
        click.option(
            "--assume-day",
            type=int,
            metavar="DAY",
            help="list: the day for dates that are only a month, such as 15",
        ),
        click.option(
            "--day-first", is_flag=True, help="list: 31/01/2024 has the day first"
        ),
        click.option(
            "--column",
            "columns",
            metavar="NAME=FACT",
            multiple=True,
            help="list: what a column is, such as 'OR date=surgery', or 'Status=' to"
            " leave it out; more than once",
        ),
    ):
        command = option(command)
    return command


def dates(day_first: bool, assume_day: int | None) -> "Dates":
    """How the list writes its dates."""
    from surveil.cells import Dates  # only a list pays for it

    return Dates(day_first, assume_day)


def given(
    names: Sequence[str], stream: BinaryIO | None = None
) -> list[Path | BinaryIO]:
    """The files and folders, and `stream` or the standard input for `-`."""
    standard = stream or sys.stdin.buffer
    return [standard if name == "-" else Path(name) for name in names]


def read(
    names: Sequence[str], columns: Sequence[str], stream: BinaryIO | None = None
) -> "Reading":
    """The lists of these files and folders, `-` for the standard input.

    Says once which columns, sheets and files are no part of them.
    """
    from surveil import sheets  # only a list pays for it

    reading = sheets.read(given(names, stream), columns=meanings(columns))
    told(reading)
    return reading


def told(reading: "Reading") -> None:
    """Say which columns, sheets and files are no part of the lists."""
    if reading.ignored:
        output.talk(f"columns that are no facts, ignored: {', '.join(reading.ignored)}")
    for one in reading.skipped:
        output.talk(f"no list, skipped: {one}")
    for table in reading.tables:
        if table.above:
            rows = ", ".join(map(str, table.above))
            output.talk(
                f"{table.name}: row {table.header_row} names the columns; above it, not"
                f" read: {rows}"
            )


def meanings(columns: Sequence[str]) -> Mapping[str, str]:
    """The columns of `--column "OR date=surgery"`; a name may hold an equals sign."""
    found: dict[str, str] = {}
    for text in columns:
        name, equals, fact = text.rpartition("=")
        if not equals or not name.strip():
            raise UsageError("--column is not a text such as 'OR date=surgery'")
        if name in found:
            raise UsageError(f"--column '{name}' is given twice")
        found[name] = fact
    return found


def keys(reading: "Reading") -> frozenset[str]:
    """Every key of the lists, also those of rows that are rejected."""
    from surveil import repeats

    found: set[str] = set()
    for table in reading.tables:
        position = table.header.position("key")
        if position is not None:
            found |= {repeats.normal(text) for _, text in table.column(position)}
    return frozenset(found - {""})
