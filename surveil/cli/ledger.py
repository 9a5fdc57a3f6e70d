"""surveil ledger: what a patient was told, when, and by which guideline files."""

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from surveil import library
from surveil.cli import options, output
from surveil.errors import GuidelineError, UsageError

if TYPE_CHECKING:
    from surveil.batch.telling import File, Told

FORMATS: Final = ("table", "json")
_SUFFIXES: Final = {".txt": "table", ".json": "json"}


@click.group("ledger", short_help="What a patient was told, and when.")
def ledger_group() -> None:
    """The ledger in the folder of surveil batch.

    \b
    Example:
      surveil ledger show plans A1
    """


@ledger_group.command("show", short_help="What a patient was told, and when.")
@click.argument("folder", metavar="DIR")
@click.argument("key", metavar="KEY")
@options.schedules_option
@options.format_option(FORMATS)
@options.to_option
def show_command(
    folder: str, key: str, schedules: str | None, form: str | None, to: str | None
) -> int:
    """Show what the calendar of a case said, from when on, and by which files.

    Each time that it changed, with what was moved, added and withdrawn. With the
    surveil that is named and --made, surveil plan makes the plan as it was; where a
    guideline file here is not the one of that time, that is said.

    \b
    Example:
      surveil ledger show plans A1
    """
    form = form or options.format_of(to, _SUFFIXES)
    told = _told(Path(folder), key)
    files = {one for each in told for one in each.files or ()}
    others = tuple(sorted(_others(files, schedules), key=lambda one: one.id))
    options.deliver(
        to,
        lambda on_terminal: _rendered(key, told, form),
        f"{len(told)} versions" if len(told) > 1 else "1 version",
    )
    for one in others:
        output.talk(
            f"the file {one.id} of edition {one.edition} that is here is not the one of"
            f" that time, {one.digest}: dates may differ from what was told"
        )
    return 0


def _told(folder: Path, key: str) -> "tuple[Told, ...]":
    # SQLite and numpy, which few commands need.
    from surveil.batch.ledger import NAME, Ledger

    name = output.shown_name(folder)
    if not (folder / NAME).is_file():
        raise UsageError(
            f"{name} has no ledger: name a folder of surveil batch, such as plans"
        )
    with closing(Ledger(folder)) as ledger:
        told = ledger.told(key)
    if not told:
        raise UsageError(f"no case of this key is in the ledger of {name}")
    return told


def _others(files: "set[File]", schedules: str | None) -> "set[File]":
    """The files that are not here any more, or not as they were."""
    local = options.local(schedules)
    found = set()
    for one in files:
        try:
            same = library.load(one.id, local).digest == one.digest
        except (UsageError, GuidelineError):
            same = False
        if not same:
            found.add(one)
    return found


def _rendered(key: str, told: "tuple[Told, ...]", form: str) -> bytes:
    from surveil.batch import told_texts

    make = told_texts.to_json if form == "json" else told_texts.to_text
    return make(key, told)
