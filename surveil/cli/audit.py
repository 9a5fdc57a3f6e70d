"""surveil audit: what was done for a list of patients, against what was planned."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import click

from surveil.cli import histories, listing, options, output, standards, tables
from surveil.cli.settings import settings_option
from surveil.errors import UsageError
from surveil.spans import Span

if TYPE_CHECKING:
    from surveil.auditing import Audit

FORMATS: Final = ("table", "csv", "json", "html")
_SUFFIXES: Final = {
    ".txt": "table",
    ".csv": "csv",
    ".json": "json",
    ".html": "html",
}
_NOT_ALL_USED: Final = 6


@click.command("audit", short_help="What was done, against what was planned.")
@tables.table_options("the day")
@click.option(
    "--by",
    metavar="FACT[,FACT]",
    help="for groups of patients as well: site, grade, year (of surgery)",
)
@click.option(
    "--grace",
    default="90 days",
    show_default=True,
    metavar="SPAN",
    help="how long after a latest date without contact a patient is lost",
)
@listing.list_options
@settings_option
@standards.standard_options("each by itself")
@options.schedules_option
@options.pace_option
@options.format_option(FORMATS)
@options.to_option
def audit_command(
    given: tables.Tables,
    anchor: str | None,
    as_of: str | None,
    by: str | None,
    grace: str,
    clinic: str | None,
    guideline: str | None,
    programmes: str | None,
    digests: tuple[str, ...],
    schedules: str | None,
    pace: str,
    form: str | None,
    to: str | None,
) -> int:
    """Count what was done of what was planned, on time, too much, too little, and lost.

    Every share has its numerator, its denominator in words, and an interval of 95 %.
    With several guidelines, the list is held against each of them, so that a clinic
    sees how near it is to each.

    \b
    Example:
      surveil audit examples/clinic-history/list.csv --done examples/clinic-history/done.csv --events examples/clinic-history/events.csv --test "CT TAP=ct-or-mri-chest-abdomen" --as-of 2026-11-22 --by grade
    """  # noqa: E501 - an example stands on one line
    if given.done is None:
        raise UsageError("--done is missing: the table of what was done")
    form = form or options.format_of(to, _SUFFIXES)
    from surveil import auditing

    day = tables.day(as_of)
    wanted = _by(by)
    held = standards.each(clinic, guideline, programmes, schedules)
    standards.check_digests(held, digests)
    read = standards.read(given)
    found = auditing.audit(
        read.rows,
        read.done or {},
        held,
        as_of=day,
        happenings=read.happenings,
        by=wanted,
        grace=_grace(grace),
        anchor=anchor,
        pace=pace,
    )
    histories.tell_rejected("list", found.rejected)
    unclear = max((one.unclear for one in found.against), default=0)
    if unclear:
        output.talk(
            f"{_patients(unclear)} with notes that contradict each other: surveil due"
            " names the rows"
        )
    options.deliver(
        to,
        lambda on_terminal: _rendered(found, form, on_terminal),
        f"{found.rows} rows, {len(found.rejected)} of them rejected;"
        f" {found.done} tests done; as of {day}",
    )
    unused = read.unused or found.rejected or unclear
    return _NOT_ALL_USED if unused else 0


def _by(text: str | None) -> Sequence[str]:
    from surveil.auditing import BY

    if text is None:
        return ()
    found = [one.strip() for one in text.split(",")]
    if not set(found) <= set(BY) or len(set(found)) < len(found):
        raise UsageError(f"--by is not of {', '.join(BY)}, each once")
    return found


def _grace(text: str) -> Span:
    try:
        return Span.parse(text)
    except ValueError as problem:
        raise UsageError(f"--grace {problem}") from None


def _patients(count: int) -> str:
    return "1 patient" if count == 1 else f"{count} patients"


def _rendered(found: "Audit", form: str, on_terminal: bool | None) -> bytes:
    if form == "json":
        from surveil.render import audit_json

        return audit_json.render(found)
    if form == "csv":
        from surveil.render import audit_csv

        return audit_csv.render(found)
    if form == "html":
        from surveil.render import audit_page

        return audit_page.render(found)
    from surveil.render import audit, table

    width, colour = options.screen(on_terminal, table.WIDE)
    return audit.render(found, width=width, colour=colour)
