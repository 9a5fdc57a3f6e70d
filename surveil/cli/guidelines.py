"""surveil guidelines: list, show and check the guideline files."""

import shutil
import sys
from pathlib import Path

import click

from surveil import library
from surveil.cli import output
from surveil.errors import GuidelineError, UsageError
from surveil.guideline import Guideline

_FAULTY = GuidelineError.exit_code


@click.group("guidelines", short_help="List, show and check guideline files.")
def guidelines_group() -> None:
    """List, show and check the guideline files.

    \b
    Example:
      surveil guidelines show norway-2020
    """


def _local(folder: str | None) -> Path | None:
    return Path(folder) if folder is not None else None


_SCHEDULES = click.option(
    "--schedules", metavar="DIR", help="a folder with files of your own"
)


@guidelines_group.command("list")
@_SCHEDULES
def list_command(schedules: str | None) -> int:
    """List the guidelines: edition, kind, how they were checked, scope.

    \b
    Example:
      surveil guidelines list
    """
    from surveil.render import guidelines

    found: list[tuple[Guideline, bool]] = []
    faults: list[GuidelineError] = []
    for file in library.all_files(_local(schedules)):
        guideline, wrong = file.read()
        faults += wrong
        if guideline:
            found.append((guideline, file.local))
    output.to_stdout(guidelines.listing(found, width=_width()))
    for fault in faults:
        output.talk(f"surveil: {fault}")
    return _FAULTY if faults else 0


@guidelines_group.command("show")
@click.argument("id")
@_SCHEDULES
def show_command(id: str, schedules: str | None) -> int:
    """Show a guideline to be reviewed beside the paper: table, sources, register.

    \b
    Example:
      surveil guidelines show esmo-2020
    """
    from surveil.render import guidelines

    guideline = library.load(id, _local(schedules))
    output.to_stdout(guidelines.sheet(guideline, width=_width()))
    return 0


@guidelines_group.command("check")
@click.argument("files", nargs=-1, metavar="[FILE...]")
@_SCHEDULES
def check_command(files: tuple[str, ...], schedules: str | None) -> int:
    """Check guideline files: all faults, each with file, place and right form.

    Without FILE: every shipped file, and those of --schedules.

    \b
    Example:
      surveil guidelines check examples/clinic/clinic-small-bowel.toml
    """
    checked = []
    if files:
        for name in files:
            path = Path(name)
            if not path.is_file():
                raise UsageError(f"{output.shown_name(path)} is not a file")
            checked.append(
                (output.shown_name(path), library.read(name, path.read_bytes()))
            )
    else:
        checked = [
            (file.name, file.read()) for file in library.all_files(_local(schedules))
        ]
    lines, faulty = [], False
    for name, (guideline, faults) in checked:
        faulty = faulty or bool(faults)
        lines += [str(fault) for fault in faults]
        if guideline:
            rows = len(guideline.recommendations)
            added, entries = len(guideline.supplements), len(guideline.register)
            lines.append(
                f"{name}: ok, {rows} recommendations, {added} supplements,"
                f" {entries} register entries"
            )
    output.to_stdout("".join(f"{line}\n" for line in lines).encode())
    return _FAULTY if faulty else 0


def _width() -> int:
    fallback = 100 if not sys.stdout.isatty() else 80
    return shutil.get_terminal_size((fallback, 24)).columns
