"""surveil batch: a whole list, each row to its outcome and calendar."""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

import click

from surveil.cli import listing, options, output
from surveil.cli.settings import calendar_options, in_force, settings_option
from surveil.errors import MachineError, UsageError

if TYPE_CHECKING:
    from surveil.batch import BatchOptions
    from surveil.batch.restoring import Counted
    from surveil.cells import Dates
    from surveil.settings import Settings
    from surveil.sheets import Reading

_BLOCK: Final = 2**20


@click.command("batch", short_help="Plan a whole list.")
@click.argument("names", metavar="LIST...", nargs=-1, required=True)
@click.option("-o", "--output", "to", metavar="DIR", help="the folder for all files")
@click.option("--dry-run", is_flag=True, help="tell how the list is understood")
@click.option("--no-calendars", is_flag=True, help="write tables, and no calendars")
@click.option("--events-csv", is_flag=True, help="write events.csv as well")
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="processes at once [default: one for each processor]",
)
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="plan on a Dask cluster, such as tcp://scheduler:8786",
)
@listing.list_options
@settings_option
@calendar_options
@options.schedules_option
@options.pace_option
@options.horizon_option("to the first anniversary of surgery that is 5 years ahead")
@options.made_option
@click.option("--past", is_flag=True, help="calendar: enter also what is past")
@click.option("--feed", is_flag=True, help="calendar: for people to subscribe to")
def batch_command(
    names: tuple[str, ...],
    to: str | None,
    dry_run: bool,
    no_calendars: bool,
    events_csv: bool,
    jobs: int | None,
    cluster: str | None,
    columns: tuple[str, ...],
    day_first: bool,
    assume_day: int | None,
    clinic: str | None,
    schedules: str | None,
    pace: str,
    horizon: str,
    made: str | None,
    past: bool,
    feed: bool,
    **given: str | None,
) -> int:
    """Plan every row of a list: CSV, .xlsx, Parquet, folders of them, or - for stdin.

    Into DIR go summary.csv, rejects.csv, judgement.csv, vanished.csv, events.parquet,
    report.html, report.csv, calendars/ and index.csv, which alone tells whose calendar
    is whose. Run it again to go on after a stop, or with the next month's list.

    \b
    Example:
      surveil batch examples/clinic-list.csv -o plans --day-first --assume-day 15
    """
    if to is None and not dry_run:
        raise UsageError("-o is missing: name a folder, such as -o plans")
    found = in_force(clinic, given)
    planning = _planning(found, schedules, made, pace, horizon)
    dates = listing.dates(day_first, assume_day)
    if cluster is not None:
        from surveil.cli import clustering  # an extra, which few runs need

        one_machine = {
            "--dry-run": dry_run,
            "--events-csv": events_csv,
            "--jobs": jobs,
            "--past": past,
            "--feed": feed,
        }
        clustering.refuse(one_machine, names)
        assert to is not None
        return clustering.run(
            cluster, names, to, columns=columns, dates=dates, planning=planning
        )
    with _standard_input(names) as stream:
        reading, counted = _reading(names, columns, stream)
        if dry_run:
            return _dry_run(reading, dates, planning)
        from surveil.cli import batching  # SQLite and more, which few runs need

        assert to is not None
        return batching.run(
            Path(to),
            reading,
            batching.Asked(
                settings=found,
                planning=planning,
                made_given=made is not None,
                dates=dates,
                columns=columns,
                list=batching.digest(names, listing.given(names, stream)),
                past=past,
                feed=feed,
                calendars=not no_calendars,
                events_csv=events_csv,
                jobs=jobs,
            ),
            counted,
        )


def _planning(
    found: "Settings", schedules: str | None, made: str | None, pace: str, horizon: str
) -> "BatchOptions":
    from surveil import library
    from surveil.batch import BatchOptions  # numpy and pyarrow: only a list needs them

    day, reach = options.day(made), options.span(horizon)
    local = options.local(schedules)
    return BatchOptions(
        guidelines=tuple(library.load(id, local) for id in found.guideline),
        programmes=tuple(library.load(id, local) for id in found.programmes),
        made=day,
        pace=pace,
        horizon=reach,
    )


@contextmanager
def _standard_input(names: Sequence[str]) -> Iterator[BinaryIO | None]:
    """The standard input, kept so that it can be read again and again."""
    if "-" not in names:
        yield None
        return
    source = sys.stdin.buffer
    with tempfile.TemporaryFile() as kept:
        try:
            while block := source.read(_BLOCK):
                kept.write(block)
            kept.seek(0)
        except OSError as problem:
            raise MachineError(f"standard input: {problem.strerror}") from None
        yield kept


def _reading(
    names: Sequence[str], columns: Sequence[str], stream: BinaryIO | None
) -> "tuple[Reading, Counted]":
    from surveil import lists
    from surveil.batch import restoring

    counted = restoring.Counted()
    reading = listing.read(names, columns, stream)
    lists.check_keys(reading)
    return restoring.restored(reading, counted), counted


def _dry_run(reading: "Reading", dates: "Dates", planning: "BatchOptions") -> int:
    """How the list is understood, and what would become of its rows."""
    from surveil import preview
    from surveil.batch import running

    seen = preview.look(reading, dates, keyed=True)
    counts = running.outcomes(reading, dates, planning)
    lines = [*seen.lines(), running.counted(counts)]
    output.to_stdout("".join(f"{line}\n" for line in lines).encode())
    return 0
