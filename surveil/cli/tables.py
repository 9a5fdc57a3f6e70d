"""What audit, due and forecast are given: a list, what was done, what happened."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from surveil.cli import histories, listing, options
from surveil.errors import UsageError

if TYPE_CHECKING:
    from surveil.cells import Dates
    from surveil.lists import Listed, Rejected
    from surveil.noted import Happened, Noted
    from surveil.sheets import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What the tables say; None for one that is not given."""

    noted: "Noted | None"
    happened: "Happened | None"
    reading: "Reading"
    rows: "list[Listed | Rejected]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """The tables that are asked for, and how their columns and words are understood."""

    names: tuple[str, ...]
    done: str | None
    events: str | None
    tests: tuple[str, ...]
    statuses: tuple[str, ...]
    done_columns: tuple[str, ...]
    events_columns: tuple[str, ...]
    columns: tuple[str, ...]
    day_first: bool
    assume_day: int | None

    @property
    def dates(self) -> "Dates":
        """How all of them write their dates."""
        return listing.dates(self.day_first, self.assume_day)

    def check(self) -> None:
        """Refuse two tables that are both the standard input: UsageError."""
        if [*self.names, self.done, self.events].count("-") > 1:
            raise UsageError("- is given twice: the standard input is one table")

    def read(self, dates: "Dates") -> Read:
        """All of them; says once which columns are no part of them."""
        from surveil import lists  # only a list pays for it

        self.check()
        noted = happened = None
        if self.done is not None:
            noted = histories.read_done(
                self.done,
                self.done_columns,
                dates,
                tests=self.tests,
                statuses=self.statuses,
            )
        if self.events is not None:
            happened = histories.read_events(self.events, self.events_columns, dates)
        reading = listing.read(self.names, self.columns)
        rows = list(lists.cases(reading, dates, keyed=True))
        return Read(noted=noted, happened=happened, reading=reading, rows=rows)


def table_options(as_of: str) -> Callable[..., Any]:
    """LIST, the options of its history, and --as-of; `as_of` says which day that is.

    The command gets `given`: the Tables of these and of `listing.list_options`, which
    stands further down.
    """

    def added(command: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(command)
        def gathered(**values: Any) -> Any:
            own = {one.name: values.pop(one.name) for one in fields(Tables)}
            return command(given=Tables(**own), **values)

        found: Callable[..., Any] = gathered
        for option in (
            click.option(
                "--as-of", "as_of", metavar="DATE", help=f"{as_of} [default: today]"
            ),
            histories.table_options,
            click.argument("names", metavar="LIST...", nargs=-1, required=True),
        ):
            found = option(found)
        return found

    return added


def day(as_of: str | None) -> date:
    """The day of --as-of, else today."""
    try:
        return options.day(as_of)
    except UsageError:
        raise UsageError("--as-of is not a date like 2026-11-22") from None
