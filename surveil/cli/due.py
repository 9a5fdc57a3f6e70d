"""surveil due: who is overdue or due for what, from a list and what was done."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

import click

from surveil import library, naming
from surveil.cli import histories, listing, options, output, tables
from surveil.cli.settings import in_force, settings_option
from surveil.errors import UsageError
from surveil.spans import Span

if TYPE_CHECKING:
    from surveil.case import Case
    from surveil.plans import Plan
    from surveil.worklist import Worklist

FORMATS: Final = ("table", "csv", "xlsx", "json")
_SUFFIXES: Final = {
    ".txt": "table",
    ".csv": "csv",
    ".xlsx": "xlsx",
    ".json": "json",
}
_NOT_ALL_USED: Final = 6
_SHORT_SPAN: Final = re.compile(r"([1-9][0-9]{0,3}) ?([dwmy])")
_UNITS: Final = {"d": "days", "w": "weeks", "m": "months", "y": "years"}


@click.command("due", short_help="Who is overdue or due for what.")
@tables.table_options("the day")
@click.option(
    "--for", "wanted", metavar="TEST", multiple=True, help="only these, such as CT"
)
@click.option("--within", metavar="SPAN", help="also what becomes due, such as 30d")
@click.option("--overdue-only", is_flag=True, help="only what is overdue")
@click.option(
    "--by",
    type=click.Choice(("visit", "test")),
    default="visit",
    show_default=True,
    help="tests that share their days as one line, or one line a test",
)
@listing.list_options
@settings_option
@click.option(
    "--guideline",
    metavar="ID[,ID]",
    help="guidelines in order: the first that covers the case [default: esmo-2020]",
)
@click.option(
    "--with", "programmes", metavar="ID[,ID]", help="programmes to add, or none"
)
@options.schedules_option
@options.pace_option
@options.horizon_option("to the first anniversary of surgery that is 5 years ahead")
@options.format_option(FORMATS)
@options.to_option
def due_command(
    given: tables.Tables,
    anchor: str | None,
    as_of: str | None,
    wanted: tuple[str, ...],
    within: str | None,
    overdue_only: bool,
    by: str,
    clinic: str | None,
    guideline: str | None,
    programmes: str | None,
    schedules: str | None,
    pace: str,
    horizon: str,
    form: str | None,
    to: str | None,
) -> int:
    """List who is overdue or due for what, the most urgent first.

    DONE is what was done and booked: key, date, test, status. EVENTS is what happened
    to patients: key, date, what (re-operation, revised, recurrence, pregnancy,
    renal-failure, suspended, reactivated, moved, opted-out, died, last-contact),
    details (changed facts, such as grade=G2). Every row is used, or named.

    \b
    Example:
      surveil due examples/clinic-history/list.csv --done examples/clinic-history/done.csv --events examples/clinic-history/events.csv --as-of 2026-11-22 --test "CT TAP=ct-or-mri-chest-abdomen"
    """  # noqa: E501 - an example stands on one line
    if given.done is None:
        raise UsageError("--done is missing: the table of what was done")
    given.check()
    given = replace(given, events=given.events or None)  # empty: none
    form = form or options.format_of(to, _SUFFIXES)
    if form == "xlsx" and to in (None, "-"):
        raise UsageError("--format xlsx needs -o as well, such as -o due.xlsx")
    from surveil import following, worklist

    day = tables.day(as_of)
    ahead = _span(within) if within is not None else None
    dates = given.dates
    asked = _asked(wanted, given.tests)
    planned = planner(
        clinic,
        {"guideline": guideline, "programmes": programmes},
        schedules,
        day,
        pace,
        horizon,
    )
    read = given.read(dates)
    found = worklist.worklist(
        following.follow(
            read.rows,
            read.noted.by_key if read.noted else {},
            read.happened.by_key if read.happened else {},
            as_of=day,
            planned=planned,
            anchor=anchor,
        ),
        as_of=day,
        within=ahead,
        by=by,
    )
    assert found.patients == len(read.rows), "a row of the list was lost"
    unused = _tell(found, given, read)
    shown = found.only(asked, overdue=overdue_only)
    from surveil.render import worklist_words

    options.deliver(
        to,
        lambda on_terminal: _rendered(shown, form, on_terminal, unused),
        f"{_lines(len(shown.lines))}; {worklist_words.counted(found)}",
    )
    if form != "table" and to in (None, "-"):
        output.talk(worklist_words.counted(found))
    return _NOT_ALL_USED if any(unused.values()) else 0


def planner(
    clinic: str | None,
    given: Mapping[str, str | None],
    schedules: str | None,
    day: date,
    pace: str,
    horizon: str,
) -> "Callable[[Case], Plan]":
    """What makes the plan of a case of the list, as of a day."""
    from surveil import answering

    found = in_force(clinic, given)
    local = options.local(schedules)
    guidelines = [library.load(id, local) for id in found.guideline]
    programmes = [library.load(id, local) for id in found.programmes]
    answering.check_kinds(guidelines, programmes)
    reach = options.span(horizon)

    def planned(case: "Case") -> "Plan":
        return answering.answer(
            case,
            guidelines,
            made=day,
            pace=pace,
            horizon=reach,
            programmes=programmes,
        )

    return planned


def _span(text: str) -> Span:
    short = _SHORT_SPAN.fullmatch(text.strip())
    try:
        return Span.parse(f"{short[1]} {_UNITS[short[2]]}" if short else text)
    except ValueError:
        raise UsageError(
            "--within is not a span such as 30d, 8w or '6 months'"
        ) from None


def _asked(wanted: Sequence[str], tests: Sequence[str]) -> frozenset[str] | None:
    """The tests of --for, also in the clinic's own words; None for all."""
    if not wanted:
        return None
    words = naming.test_words(histories.pairs("--test", tests))
    return frozenset(code for text in wanted for code in naming.matching(text, words))


def _tell(
    found: "Worklist", given: tables.Tables, read: tables.Read
) -> dict[str, object]:
    """Say what could not be used, by row numbers; and the same for programs."""
    name, noted, happened = given.done, read.noted, read.happened
    assert name is not None
    assert noted is not None
    keys = listing.keys(read.reading)
    lists = read.reading.tables
    histories.tell_rejected(lists[0].name if len(lists) == 1 else "", found.rejected)
    histories.tell_done(name, noted)
    unused: dict[str, object] = {
        "list_rejected": bool(found.rejected),
        "done_rejected": histories.as_json(noted.rejected),
        "done_unknown": [
            {"word": one.word, "rows": one.count, "first": one.first}
            for one in noted.unknown
        ],
        "done_not_in_list": histories.strangers(name, noted.by_key, keys),
    }
    if given.events is not None and happened is not None:
        name = given.events
        histories.tell_rejected(name, happened.rejected)
        unused |= {
            "events_rejected": histories.as_json(happened.rejected),
            "events_not_in_list": histories.strangers(name, happened.by_key, keys),
        }
    histories.tell_contradictions([text for _, text in found.contradictions])
    return unused | {"contradicting": bool(found.contradictions)}


def _rendered(
    shown: "Worklist", form: str, on_terminal: bool | None, unused: dict[str, object]
) -> bytes:
    from surveil.render import table, worklist

    if form == "json":
        tables = {k: v for k, v in unused.items() if not isinstance(v, bool)}
        return worklist.to_json(shown, tables)
    if form == "csv":
        return worklist.to_csv(shown)
    if form == "xlsx":
        from surveil.render import worklist_excel

        return worklist_excel.to_excel(shown)
    width, colour = options.screen(on_terminal, table.WIDE)
    return worklist.to_table(shown, width=width, colour=colour)


def _lines(count: int) -> str:
    return "1 line" if count == 1 else f"{count} lines"
