"""surveil plan: one case, from its facts to a plan in the asked format."""

import os
import shutil
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import click

from surveil import api, identity, scheduling
from surveil.case import Case
from surveil.cli import output
from surveil.cli.secret import secret
from surveil.errors import MachineError, UsageError
from surveil.facts import FACTS
from surveil.plans import Plan
from surveil.render import summary, wording
from surveil.spans import Span

FORMATS: Final = ("table", "ics", "json", "csv")
_SUFFIXES: Final = {".ics": "ics", ".json": "json", ".csv": "csv", ".txt": "table"}
_JUDGEMENT: Final = 5
_YEARS: Final = (1950, 2200)  # a plan is made within these


def _once(
    context: click.Context, option: click.Parameter, texts: tuple[str, ...]
) -> str | None:
    """The one text of a fact; given twice, nobody knows which of the two is meant."""
    if len(texts) > 1:
        raise UsageError(f"{option.opts[0]} is given twice")
    return texts[0] if texts else None


def fact_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """One option a fact, as plain text: `Case.parse` checks it, as in a list."""
    for fact in reversed(FACTS):
        words = ", ".join(fact.values)
        text = fact.help if not fact.values else f"{fact.help} [{words}]"
        option = click.option(
            fact.option,
            fact.name,
            metavar=fact.kind.upper(),
            help=text,
            multiple=True,
            callback=_once,
        )
        command = option(command)
    return command


@click.command("plan", short_help="Plan one case.")
@fact_options
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
@click.option("--schedules", metavar="DIR", help="a folder with files of your own")
@click.option(
    "--pace",
    default="closest",
    show_default=True,
    type=click.Choice(scheduling.PACES),
    help="which end of a printed range",
)
@click.option(
    "--horizon",
    default="10 years",
    show_default=True,
    metavar="SPAN",
    help="how far to plan what is lifelong; at least 5 years from the day of the plan",
)
@click.option("--made", metavar="DATE", help="day of the plan [default: today]")
@click.option("--format", "form", type=click.Choice(FORMATS), help="[default: table]")
@click.option("-o", "--output", "to", metavar="FILE", help="where to; gives the format")
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
    form = form or _format(to)
    day, reach = _day(made), _horizon(horizon)
    given = {name: text for name, text in facts.items() if text is not None}
    local = Path(schedules) if schedules is not None else None
    case = Case.parse(given)
    plan = api.plan(
        case,
        _ids("--guideline", guideline),
        made=day,
        pace=pace,
        horizon=reach,
        programmes=_ids("--with", beside) if beside is not None else (),
        schedules=local,
    )
    if form == "ics":
        _write_calendar(plan, to, titles, texts, past)
    elif to is None or to == "-":
        output.to_stdout(
            _rendered(plan, form, explain, on_terminal=sys.stdout.isatty())
        )
    else:
        output.to_file(Path(to), _rendered(plan, form, explain, on_terminal=False))
        output.talk(f"{to}: {summary.OUTCOME_WORDS[plan.outcome]}")
    return _JUDGEMENT if plan.outcome == "judgement" else 0


def _format(to: str | None) -> str:
    if to is None or to == "-":
        return "table"
    suffix = Path(to).suffix.lower()
    if suffix not in _SUFFIXES:
        raise UsageError(
            f"-o: no format has the suffix '{suffix}':"
            f" {', '.join(_SUFFIXES)}, or give --format"
        )
    return _SUFFIXES[suffix]


def _day(made: str | None) -> date:
    if made is None:
        return datetime.now().astimezone().date()
    try:
        day = date.fromisoformat(made) if len(made) == len("2026-11-22") else None
    except ValueError:
        day = None
    if day is None or "W" in made or not _YEARS[0] <= day.year <= _YEARS[1]:
        raise UsageError("--made is not a date like 2026-11-22")
    return day


def _horizon(text: str) -> Span:
    try:
        return Span.parse(text)
    except ValueError as problem:
        raise UsageError(f"--horizon {problem}") from None


def _ids(option: str, text: str) -> list[str]:
    ids = [id.strip() for id in text.split(",")]
    if not all(ids) or len(set(ids)) < len(ids):
        raise UsageError(f"{option} is not a list of ids such as esmo-2020,norway-2020")
    return ids


def _rendered(plan: Plan, form: str, explain: bool, *, on_terminal: bool) -> bytes:
    if form == "json":
        from surveil.render import json

        return json.render(plan)
    if form == "csv":
        from surveil.render import csv

        return csv.render(plan)
    from surveil.render import table  # rich takes longer to load than to use

    width = shutil.get_terminal_size((table.WIDE, 24)).columns
    # https://no-color.org: present and not empty, whatever its value.
    colour = on_terminal and not os.environ.get("NO_COLOR")
    return table.render(plan, width=width, colour=colour, explain=explain)


def _write_calendar(
    plan: Plan, to: str | None, titles: str, texts: str, past: bool
) -> None:
    from surveil.render import ics  # needs icalendar, which only this path pays for

    path = Path(to) if to not in (None, "-") else None
    entered = ics.shown(plan, past=past)
    if not entered:
        _without_entries(plan, path)
        return
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
