"""What the commands about cases share: the options for facts, dates and output."""

import os
import shutil
import sys
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import click

from surveil import budgeting, scheduling
from surveil.budgeting import Budget
from surveil.cli import output
from surveil.errors import UsageError
from surveil.facts import FACT, FACTS
from surveil.plans import Plan
from surveil.spans import Span

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


schedules_option = click.option(
    "--schedules", metavar="DIR", help="a folder with files of your own"
)
pace_option = click.option(
    "--pace",
    default="closest",
    show_default=True,
    type=click.Choice(scheduling.PACES),
    help="which end of a printed range",
)
made_option = click.option(
    "--made", metavar="DATE", help="day of the plan [default: today]"
)
to_option = click.option(
    "-o", "--output", "to", metavar="FILE", help="where to; gives the format"
)


def budget_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--budget, and what it may be told; any of these asks for a budget."""
    for option in (
        click.option("--prices", metavar="FILE", help="budget: your own prices, CSV"),
        click.option("--doses", metavar="FILE", help="budget: your own doses, TOML"),
        click.option(
            "--imaging",
            type=click.Choice(budgeting.IMAGING),
            help="budget: how 'CT or MRI' is done [default: ct]",
        ),
        click.option(
            "--budget", is_flag=True, help="add up effective doses, and prices if given"
        ),
    ):
        command = option(command)
    return command


def budgeter(
    budget: bool, imaging: str | None, doses: str | None, prices: str | None
) -> Callable[[Plan], Budget] | None:
    """What makes the budget of a plan, or None where nobody asked for one."""
    if not (budget or imaging or doses or prices):
        return None
    from surveil.library import dose_table, price_list

    table = dose_table.doses(Path(doses) if doses is not None else None)
    priced = price_list.prices(Path(prices)) if prices is not None else None
    way = imaging or budgeting.IMAGING[0]
    return lambda plan: budgeting.budget(plan, table, imaging=way, prices=priced)


def horizon_option(least: str) -> Callable[..., Any]:
    """How far to plan what is lifelong; `least` says what it never falls below."""
    return click.option(
        "--horizon",
        default="10 years",
        show_default=True,
        metavar="SPAN",
        help=f"how far to plan what is lifelong; at least {least}",
    )


def format_option(forms: tuple[str, ...]) -> Callable[..., Any]:
    return click.option(
        "--format", "form", type=click.Choice(forms), help="[default: table]"
    )


def format_of(to: str | None, suffixes: Mapping[str, str]) -> str:
    """The format that the suffix of a file stands for; a table for no file."""
    if to is None or to == "-":
        return "table"
    suffix = Path(to).suffix.lower()
    if suffix not in suffixes:
        raise UsageError(
            f"-o: no format has the suffix '{suffix}':"
            f" {', '.join(suffixes)}, or give --format"
        )
    return suffixes[suffix]


def facts(given: Mapping[str, str | None]) -> dict[str, str]:
    """The facts among what was given."""
    return {
        name: text for name, text in given.items() if name in FACT and text is not None
    }


def local(schedules: str | None) -> Path | None:
    return Path(schedules) if schedules is not None else None


def day(made: str | None) -> date:
    """The day of the plan: as given, else today by this machine's calendar."""
    if made is None:
        return datetime.now().astimezone().date()
    try:
        found = date.fromisoformat(made) if len(made) == len("2026-11-22") else None
    except ValueError:
        found = None
    if found is None or "W" in made or not _YEARS[0] <= found.year <= _YEARS[1]:
        raise UsageError("--made is not a date like 2026-11-22")
    return found


def span(text: str) -> Span:
    """The planning horizon."""
    try:
        return Span.parse(text)
    except ValueError as problem:
        raise UsageError(f"--horizon {problem}") from None


def ids(option: str, text: str) -> list[str]:
    """The ids of guidelines, in order and each once."""
    found = [id.strip() for id in text.split(",")]
    if not all(found) or len(set(found)) < len(found):
        raise UsageError(f"{option} is not a list of ids such as esmo-2020,norway-2020")
    return found


def screen(on_terminal: bool | None, wide: int) -> tuple[int, bool]:
    """How many columns there are, `wide` where nobody says; and whether to colour.

    None stands for a file, which looks the same whatever the terminal.
    """
    if on_terminal is None:
        return wide, False
    width = shutil.get_terminal_size((wide, 24)).columns
    # https://no-color.org: present and not empty, whatever its value.
    return width, on_terminal and not os.environ.get("NO_COLOR")


def deliver(
    to: str | None, rendered: Callable[[bool | None], bytes], told: str
) -> None:
    """What `rendered` makes, to the standard output or whole into a file.

    It is asked with whether a terminal will show it, None for a file. `told` is said
    of a file.
    """
    if to is None or to == "-":
        output.to_stdout(rendered(sys.stdout.isatty()))
    else:
        output.to_file(Path(to), rendered(None))
        output.talk(f"{to}: {told}")
