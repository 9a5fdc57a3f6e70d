"""surveil compare: every guideline that covers a case, or a list, side by side."""

import logging
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Final

import click

from surveil import library
from surveil.case import Case
from surveil.cli import listing, options, output
from surveil.errors import GuidelineError, UsageError
from surveil.guideline import Guideline

if TYPE_CHECKING:
    from surveil.comparing import Comparison
    from surveil.lists import Listed, Rejected
    from surveil.totalling import Totals

FORMATS: Final = ("table", "json", "csv", "png", "svg")
_SUFFIXES: Final = {
    ".txt": "table",
    ".json": "json",
    ".csv": "csv",
    ".png": "png",
    ".svg": "svg",
}
_PICTURES: Final = ("png", "svg")
_NOT_COVERED: Final = 5
_REJECTED: Final = 6
_NAMED_ROWS: Final = 20  # of the rejected ones, on the terminal


@click.command("compare", short_help="Compare guidelines for one case or a list.")
@options.fact_options
@click.option(
    "--list",
    "cases",
    metavar="FILE",
    help="totals over a clinic's list, in place of one case: CSV, .xlsx, Parquet, a"
    " folder of them, or - for the standard input",
)
@listing.list_options
@click.option(
    "--guideline",
    metavar="ID[,ID]",
    help="which guidelines to compare [default: all]",
)
@options.schedules_option
@options.pace_option
@options.horizon_option("10 years, because years 6-10 are counted")
@options.made_option
@options.budget_options
@options.format_option(FORMATS)
@options.to_option
def compare_command(
    cases: str | None,
    columns: tuple[str, ...],
    day_first: bool,
    assume_day: int | None,
    guideline: str | None,
    schedules: str | None,
    pace: str,
    horizon: str,
    made: str | None,
    form: str | None,
    to: str | None,
    budget: bool,
    imaging: str | None,
    doses: str | None,
    prices: str | None,
    **facts: str | None,
) -> int:
    """Compare what every guideline asks for after one operation.

    Visits, scans, blood and urine tests and endoscopies in years 1-5 and 6-10, the end
    of follow-up, the dates on one timeline, what all agree on and what only some ask
    for. With --list, totals over the cases of a clinic.

    \b
    Example:
      surveil compare --surgery 2026-03-12 --site ileum --grade G1 --stage III --resection R0
    """  # noqa: E501 - an example stands on one line
    form = form or options.format_of(to, _SUFFIXES)
    day, reach = options.day(made), options.span(horizon)
    given = options.facts(facts)
    if form in _PICTURES:
        _check_picture(to, cases)
    if cases is not None and (budget or imaging or doses or prices):
        raise UsageError("--budget is for one case: leave it out beside --list")
    if cases is not None and given:
        raise UsageError("--list is given beside facts of one case: give one of them")
    if cases is None and (columns or day_first or assume_day is not None):
        raise UsageError("--column, --day-first and --assume-day are for --list")
    if cases is not None:
        from surveil import lists  # only a list pays for it

        written = listing.dates(day_first, assume_day)
        rows = list(lists.cases(listing.read([cases], columns), written))
        listed = (one for one in rows if isinstance(one, lists.Listed))
        _tell_assumed(note for one in listed for note in one.notes)
        found, faults = _guidelines(guideline, schedules)
        code = _totals(rows, found, day, pace, form, to)
    else:
        from surveil import comparing  # only this command pays for it

        case = Case.parse(given)
        found, faults = _guidelines(guideline, schedules)
        budgeter = options.budgeter(budget, imaging, doses, prices)
        compared = comparing.compare(
            case, found, made=day, pace=pace, horizon=reach, budgeter=budgeter
        )
        code = _comparison(compared, form, to)
    for fault in faults:
        output.talk(f"surveil: {fault}")
    return GuidelineError.exit_code if faults else code


def _check_picture(to: str | None, cases: str | None) -> None:
    if cases is not None:
        raise UsageError("--list has no picture: its formats are table, json, csv")
    if to in (None, "-") and sys.stdout.isatty():
        raise UsageError("a picture needs -o FILE, such as -o compare.png")
    # Its remarks about fonts and folders are none of the user's.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)


def _guidelines(
    asked: str | None, schedules: str | None
) -> tuple[list[Guideline], list[GuidelineError]]:
    """Those asked for, or all files: then one bad file does not stop the others."""
    local = options.local(schedules)
    if asked is not None:
        named = [library.load(id, local) for id in options.ids("--guideline", asked)]
        for one in named:
            if one.is_programme:
                raise UsageError(
                    f"--guideline {one.id} is a programme: it stands beside guidelines"
                    " and is not compared with them"
                )
        return named, []
    found: list[Guideline] = []
    faults: list[GuidelineError] = []
    for file in library.all_files(local):
        guideline, wrong = file.read()
        faults += wrong
        if guideline:
            found.append(guideline)
    return found, faults


def _comparison(found: "Comparison", form: str, to: str | None) -> int:
    covering = len(found.answers)
    compared = covering + len(found.not_covering)
    verb = "covers" if covering == 1 else "cover"
    options.deliver(
        to,
        lambda on_terminal: _rendered(found, form, on_terminal),
        f"{covering} of {compared} guidelines {verb} this case",
    )
    return 0 if covering else _NOT_COVERED


def _rendered(found: "Comparison", form: str, on_terminal: bool | None) -> bytes:
    if form == "json":
        from surveil.render import comparison_json

        return comparison_json.render(found)
    if form == "csv":
        from surveil.render import comparison_csv

        return comparison_csv.render(found)
    if form in _PICTURES:
        from surveil.render import picture

        return picture.render(found, form)
    from surveil.render import comparison, table

    width, colour = options.screen(on_terminal, table.WIDE)
    return comparison.render(found, width=width, colour=colour)


def _tell_assumed(notes: Iterable[str]) -> None:
    for note, count in sorted(Counter(notes).items()):
        output.talk(f"assumed in {count} {'row' if count == 1 else 'rows'}: {note}")


def _totals(
    rows: "list[Listed | Rejected]",
    guidelines: list[Guideline],
    day: date,
    pace: str,
    form: str,
    to: str | None,
) -> int:
    from surveil import totalling  # only this command pays for it

    found = totalling.total(rows, guidelines, made=day, pace=pace)
    for row in found.rejected[:_NAMED_ROWS]:
        output.talk(f"rejected: {row}")
    if (left := len(found.rejected) - _NAMED_ROWS) > 0:
        output.talk(f"rejected: {left} more; --format json names all")
    rejected = len(found.rejected)
    options.deliver(
        to,
        lambda on_terminal: _rendered_totals(found, form, on_terminal),
        f"{found.rows} rows, {rejected} of them rejected",
    )
    return _REJECTED if rejected else 0


def _rendered_totals(found: "Totals", form: str, on_terminal: bool | None) -> bytes:
    from surveil.render import table, totals

    if form == "json":
        return totals.to_json(found)
    if form == "csv":
        return totals.to_csv(found)
    width, colour = options.screen(on_terminal, table.WIDE)
    return totals.to_table(found, width=width, colour=colour)
