"""surveil plan: one case, from its facts to a plan in the asked format."""

import os
from pathlib import Path
from typing import Final

import click

from surveil import api, identity, library
from surveil.budgeting import Budget
from surveil.case import Case
from surveil.cli import options, output
from surveil.cli.secret import secret
from surveil.errors import MachineError
from surveil.plans import Plan
from surveil.render import summary, wording

FORMATS: Final = ("table", "ics", "json", "csv")
_SUFFIXES: Final = {".ics": "ics", ".json": "json", ".csv": "csv", ".txt": "table"}
_JUDGEMENT: Final = 5


@click.command("plan", short_help="Plan one case.")
@options.fact_options
@click.option(
    "--guideline",
    default="esmo-2020",
    show_default=True,
    metavar="ID[,ID]",
    help="guidelines in order: the first that covers the case",
)
@click.option(
    "--with",
    "beside",
    metavar="ID[,ID]",
    help="programmes to add, such as men1-2012, to any outcome",
)
@options.schedules_option
@options.pace_option
@options.horizon_option("5 years from the day of the plan")
@options.made_option
@options.format_option(FORMATS)
@options.to_option
@options.budget_options
@click.option("--explain", is_flag=True, help="table: the reason for every date")
@click.option(
    "--titles",
    default="discreet",
    show_default=True,
    type=click.Choice(wording.TITLES),
    help="calendar: what shows on a lock screen",
)
@click.option(
    "--texts",
    default="plain",
    show_default=True,
    type=click.Choice(wording.TEXTS),
    help="calendar: what an entry says when it is opened",
)
@click.option("--past", is_flag=True, help="calendar: enter also what is past")
def plan_command(
    guideline: str,
    beside: str | None,
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
    explain: bool,
    titles: str,
    texts: str,
    past: bool,
    **facts: str | None,
) -> int:
    """Plan the follow-up of one case from its operation and pathology reports.

    Give what the reports say, leave out what they do not: surveil names the facts
    that would change the plan.

    \b
    Example:
      surveil plan --surgery 2026-03-12 --site ileum --grade G1 --stage III --resection R0
    """  # noqa: E501 - an example stands on one line
    form = form or options.format_of(to, _SUFFIXES)
    day, reach = options.day(made), options.span(horizon)
    plan = api.plan(
        Case.parse(options.given(facts)),
        options.ids("--guideline", guideline),
        made=day,
        pace=pace,
        horizon=reach,
        programmes=options.ids("--with", beside) if beside is not None else (),
        schedules=options.local(schedules),
    )
    made_budget = options.budgeter(budget, imaging, doses, prices)
    added_up = made_budget(plan) if made_budget else None
    if form == "ics":
        _write_calendar(plan, to, titles, texts, past)
    else:
        options.deliver(
            to,
            lambda on_terminal: _rendered(plan, added_up, form, explain, on_terminal),
            summary.OUTCOME_WORDS[plan.outcome],
        )
    if plan.judgement == "not-covered" and plan.case.surgery:
        _name_who_covers(plan.case, schedules)
    return _JUDGEMENT if plan.outcome == "judgement" else 0


def _name_who_covers(case: Case, schedules: str | None) -> None:
    files = library.all_files(options.local(schedules))
    found = (file.read()[0] for file in files)
    ids = [one.id for one in found if one and not one.is_programme and one.covers(case)]
    if ids:
        output.talk(f"this case is covered by --guideline {', '.join(ids)}")


def _rendered(
    plan: Plan,
    budget: Budget | None,
    form: str,
    explain: bool,
    on_terminal: bool | None,
) -> bytes:
    if form == "json":
        from surveil.render import json

        return json.render(plan, budget)
    if form == "csv":
        from surveil.render import csv

        return csv.render(plan)
    from surveil.render import table  # rich takes longer to load than to use

    width, colour = options.screen(on_terminal, table.WIDE)
    return table.render(
        plan, width=width, colour=colour, explain=explain, budget=budget
    )


def _write_calendar(
    plan: Plan, to: str | None, titles: str, texts: str, past: bool
) -> None:
    from surveil.render import ics  # needs icalendar, which only this path pays for

    path = Path(to) if to not in (None, "-") else None
    entered = ics.shown(plan, past=past)
    if not entered:
        _without_entries(plan, path)
        return
    if plan.case.key is None:
        output.talk(
            "no --key: these entries get identities of their own, and another export"
            " of this plan will not know them"
        )
    raw = ics.render(
        plan,
        secret(),
        plan_id=identity.random_plan_id(os.urandom(16)),
        titles=titles,
        texts=texts,
        past=past,
    )
    assert raw is not None
    if titles == "clinical":
        output.talk("warning: clinical titles show tests on lock screens")
    if texts == "clinical":
        output.talk("warning: clinical texts name the illness and its guideline")
    if len(raw) > ics.LARGE:
        output.talk(f"warning: {len(raw)} bytes; some programs stop at {ics.LARGE}")
    if path is None:
        output.to_stdout(raw)
    else:
        output.to_file(path, raw)
        output.talk(f"{to}: {len(entered)} entries")
    if left := len(plan.events) - len(entered):
        output.talk(f"{left} past events are not entered: see --past")
    for line in summary.lines(plan):
        output.talk(line)


def _without_entries(plan: Plan, path: Path | None) -> None:
    """No events, no file: an empty calendar is illegal, and an old one would lie."""
    for line in summary.lines(plan):
        output.talk(line)
    if path is not None and path.exists():
        raise MachineError(
            f"{output.shown_name(path)} is from an earlier plan, and this one has no"
            " entries: take the old file away"
        )
    output.talk("no entries, so no calendar is written")
