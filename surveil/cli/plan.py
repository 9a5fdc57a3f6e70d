"""surveil plan: one case, from its facts to a plan in the asked format."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from surveil import api, library, overriding
from surveil.budgeting import Budget
from surveil.case import Case
from surveil.cli import histories, listing, options, output
from surveil.cli.laying import layout_of
from surveil.cli.settings import calendar_options, in_force, settings_option
from surveil.errors import UsageError
from surveil.plans import Plan
from surveil.render import summary
from surveil.render.layout import Layout

if TYPE_CHECKING:
    from surveil.cli.beside import Beside

FORMATS: Final = ("table", "ics", "html", "json", "csv")
_SUFFIXES: Final = {
    ".ics": "ics",
    ".html": "html",
    ".json": "json",
    ".csv": "csv",
    ".txt": "table",
}
_JUDGEMENT: Final = 5
_NOT_ALL_USED: Final = 6


@click.command("plan", short_help="Plan one case.")
@options.fact_options
@settings_option
@calendar_options
@options.schedules_option
@options.pace_option
@options.horizon_option("to the first anniversary of surgery that is 5 years ahead")
@options.made_option
@options.format_option(FORMATS)
@options.to_option
@click.option(
    "--override",
    "overrides",
    metavar="STEP=DATE: REASON",
    multiple=True,
    help="a clinician's own date for a step, or none, kept in later updates;"
    " STEP=guideline takes it back",
)
@click.option(
    "--update",
    metavar="OLD.ics",
    help="the calendar of this plan as it was: write its next version",
)
@histories.table_options
@listing.day_first_option
@options.budget_options
@click.option("--explain", is_flag=True, help="table: the reason for every date")
@click.option("--past", is_flag=True, help="calendar: enter also what is past")
@click.option("--feed", is_flag=True, help="calendar: for people to subscribe to")
def plan_command(
    clinic: str | None,
    schedules: str | None,
    pace: str,
    horizon: str,
    made: str | None,
    form: str | None,
    to: str | None,
    overrides: tuple[str, ...],
    update: str | None,
    done: str | None,
    events: str | None,
    tests: tuple[str, ...],
    statuses: tuple[str, ...],
    done_columns: tuple[str, ...],
    events_columns: tuple[str, ...],
    anchor: str | None,
    day_first: bool,
    budget: bool,
    imaging: str | None,
    doses: str | None,
    prices: str | None,
    explain: bool,
    past: bool,
    feed: bool,
    **given: str | None,
) -> int:
    """Plan the follow-up of one case from its operation and pathology reports.

    Give what the reports say, leave out what they do not: surveil names the facts
    that would change the plan.

    \b
    Example:
      surveil plan --surgery 2026-03-12 --site ileum --grade G1 --stage III --resection R0
    """  # noqa: E501 - an example stands on one line
    form = form or options.format_of(to, _SUFFIXES)
    if update is not None and form == "ics" and to is None:
        raise UsageError(f"--update needs -o as well, such as -o {update}")
    day, reach = options.day(made), options.span(horizon)
    chosen = [overriding.parse(text) for text in overrides]
    found = in_force(clinic, given)
    layout = layout_of(found, past=past, feed=feed)
    case = Case.parse(options.facts(given))
    old = None
    if update is not None:
        from surveil.cli import calendar  # needs icalendar, which few formats need

        old, day = calendar.old_version(Path(update), case, day)

    def planned(case: Case) -> Plan:
        return api.plan(
            case,
            found.guideline,
            made=day,
            pace=pace,
            horizon=reach,
            programmes=found.programmes,
            schedules=options.local(schedules),
        )

    def overridden(plan: Plan) -> Plan:
        return overriding.override(plan, chosen, old.overrides if old else ())

    beside = None
    if done is not None:
        from surveil.cli import beside as histories_of  # judging, which few plans need

        tables = histories_of.read(
            done,
            events,
            case.key,
            tests,
            statuses,
            done_columns,
            events_columns,
            day_first,
        )
        beside = histories_of.beside(case, tables, day, anchor, planned, overridden)
        plan = beside.plan
    else:
        _refuse_without_done(
            events, tests, statuses, done_columns, events_columns, anchor, day_first
        )
        plan = overridden(planned(case))
    made_budget = options.budgeter(budget, imaging, doses, prices)
    added_up = made_budget(plan) if made_budget else None
    if form == "ics":
        from surveil.cli import calendar

        to_come = beside.to_come if beside else plan
        calendar.write(to_come, layout, to, old, beside.done if beside else ())
    else:
        options.deliver(
            to,
            lambda on_terminal: _rendered(
                plan, beside, layout, added_up, form, explain, on_terminal
            ),
            summary.OUTCOME_WORDS[plan.outcome],
        )
        if form == "html" and layout.texts.texts == "clinical":
            output.talk(
                "warning: the pages for the clinic's file name the illness: take them"
                " off before you hand out the sheet"
            )
    if plan.judgement == "not-covered" and plan.case.surgery:
        _name_who_covers(plan.case, schedules)
    if plan.outcome == "judgement":
        return _JUDGEMENT
    return _NOT_ALL_USED if beside and beside.unused else 0


def _refuse_without_done(events: object, *others: object) -> None:
    if events is not None:
        raise UsageError("--events needs --done as well: the table of what was done")
    if any(others):
        raise UsageError(
            "--anchor, --test, --status-word, --done-column, --events-column and"
            " --day-first are for --done"
        )


def _name_who_covers(case: Case, schedules: str | None) -> None:
    files = library.all_files(options.local(schedules))
    found = (file.read()[0] for file in files)
    ids = [one.id for one in found if one and not one.is_programme and one.covers(case)]
    if ids:
        output.talk(f"this case is covered by --guideline {', '.join(ids)}")


def _rendered(
    plan: Plan,
    beside: "Beside | None",
    layout: Layout,
    budget: Budget | None,
    form: str,
    explain: bool,
    on_terminal: bool | None,
) -> bytes:
    from surveil.render.layout import lay_out

    to_come = beside.to_come if beside else plan
    laid_out = lay_out(to_come, layout)
    if form == "json":
        from surveil.render import json

        history = beside.content() if beside else None
        return json.render(plan, budget, laid_out.visits, laid_out.bookings, history)
    if form == "csv":
        from surveil.render import csv

        return csv.render(plan, laid_out.visits, beside.columns() if beside else None)
    if form == "html":
        from surveil.render import sheet

        return sheet.render(
            to_come, laid_out.visits, layout.texts, bookings=laid_out.bookings
        )
    from surveil.render import table  # rich takes longer to load than to use

    width, colour = options.screen(on_terminal, table.WIDE)
    return table.render(
        plan,
        width=width,
        colour=colour,
        explain=explain,
        budget=budget,
        visits=laid_out.visits,
        beside=beside.shown() if beside else None,
    )
