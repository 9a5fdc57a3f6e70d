"""surveil forecast: how many tests and trips a list of patients will ask for."""

import logging
import sys
from typing import TYPE_CHECKING, Final

import click

from surveil.cli import histories, listing, options, output, standards, tables
from surveil.cli.settings import settings_option
from surveil.errors import UsageError
from surveil.periods import STEPS, Periods

if TYPE_CHECKING:
    from surveil.forecasting import Forecast

FORMATS: Final = ("table", "csv", "json", "html", "svg", "png")
_SUFFIXES: Final = {
    ".txt": "table",
    ".csv": "csv",
    ".json": "json",
    ".html": "html",
    ".svg": "svg",
    ".png": "png",
}
_PICTURES: Final = ("png", "svg")
_NOT_ALL_USED: Final = 6


@click.command("forecast", short_help="How many tests and trips are to come.")
@tables.table_options("from when on")
@click.option(
    "--by", type=click.Choice(list(STEPS)), default="month", show_default=True
)
@click.option(
    "--horizon",
    default="3 years",
    show_default=True,
    metavar="SPAN",
    help="how far, at most 5 years",
)
@listing.list_options
@settings_option
@standards.standard_options("in order: the first that covers a case")
@click.option(
    "--against",
    metavar="ID[,ID]",
    help="what if the clinic used these guidelines instead: both, and the difference",
)
@options.schedules_option
@options.pace_option
@options.format_option(FORMATS)
@options.to_option
def forecast_command(
    given: tables.Tables,
    anchor: str | None,
    as_of: str | None,
    by: str,
    horizon: str,
    clinic: str | None,
    guideline: str | None,
    programmes: str | None,
    digests: tuple[str, ...],
    against: str | None,
    schedules: str | None,
    pace: str,
    form: str | None,
    to: str | None,
) -> int:
    """Count the tests and trips that are to come, month by month.

    Expected by the due date, with the least and the most that the windows allow. Who
    died, left or is suspended is left out, and with --done so is what was done.

    \b
    Example:
      surveil forecast examples/clinic-list.csv --day-first --assume-day 15 --as-of 2026-11-22 --by quarter --horizon "1 year" --against norway-2020
    """  # noqa: E501 - an example stands on one line
    form = form or options.format_of(to, _SUFFIXES)
    if form in _PICTURES:
        _check_picture(to)
    from surveil import forecasting

    day = tables.day(as_of)
    periods = Periods.of(day, by, options.span(horizon))
    held = [standards.one(clinic, guideline, programmes, schedules)]
    if against is not None:
        held.append(standards.one(clinic, against, programmes, schedules, "--against"))
    standards.check_digests(held, digests)
    read = standards.read(given)
    found = forecasting.forecast(
        read.rows,
        read.done,
        held,
        periods,
        happenings=read.happenings,
        anchor=anchor,
        pace=pace,
    )
    histories.tell_rejected("list", found.rejected)
    if given.done is None:
        output.talk(
            f"without --done, what was due before {day} is taken as done: nothing is"
            " known to be overdue"
        )
    options.deliver(
        to,
        lambda on_terminal: _rendered(found, form, on_terminal),
        f"{found.rows} rows, {len(found.rejected)} of them rejected;"
        f" {periods.names[0]} to {periods.names[-1]}",
    )
    return _NOT_ALL_USED if read.unused or found.rejected else 0


def _check_picture(to: str | None) -> None:
    if to in (None, "-") and sys.stdout.isatty():
        raise UsageError("a picture needs -o FILE, such as -o forecast.png")
    # Its remarks about fonts and folders are none of the user's.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)


def _rendered(found: "Forecast", form: str, on_terminal: bool | None) -> bytes:
    if form == "json":
        from surveil.render import forecast_json

        return forecast_json.render(found)
    if form == "csv":
        from surveil.render import forecast_csv

        return forecast_csv.render(found)
    if form == "html":
        from surveil.render import forecast_page

        return forecast_page.render(found)
    if form in _PICTURES:
        from surveil.render import forecast_picture

        return forecast_picture.render(found, form)
    from surveil.render import forecast, table

    width, colour = options.screen(on_terminal, table.WIDE)
    return forecast.render(found, width=width, colour=colour)
