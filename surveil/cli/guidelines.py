"""surveil guidelines: list, show, check and prove the guideline files."""

import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import click

from surveil import library
from surveil.cli import output
from surveil.errors import GuidelineError, UsageError
from surveil.guideline import Guideline

_FAULTY = GuidelineError.exit_code


@click.group("guidelines", short_help="List, show, check and prove guideline files.")
def guidelines_group() -> None:
    """List, show, check and prove the guideline files.

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
@click.option("--all", "unread", is_flag=True, help="also what could not be read, why")
def list_command(schedules: str | None, unread: bool) -> int:
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
    if unread:
        from surveil.library.unread import not_available

        output.to_stdout(guidelines.unread(not_available(), width=_width()))
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
@click.argument("files", nargs=-1, metavar="[FILE|ID...]")
@_SCHEDULES
def check_command(files: tuple[str, ...], schedules: str | None) -> int:
    """Check guideline files: all faults, each with file, place and right form.

    Without FILE: every shipped file, and those of --schedules. A file that reads well
    is walked through every case in its scope for gaps, overlaps and rows that no case
    reaches.

    \b
    Example:
      surveil guidelines check examples/clinic/clinic-small-bowel.toml
    """
    from surveil.linting import lint

    lines, faulty = [], False
    for name, guideline, faults in _read(files, schedules):
        found = [str(fault) for fault in faults]
        if guideline:
            found += [f"{name}: {': '.join(fault)}" for fault in lint(guideline)]
        if guideline and not found:
            rows = len(guideline.recommendations)
            added, entries = len(guideline.supplements), len(guideline.register)
            found = [
                f"{name}: ok, {rows} recommendations, {added} supplements,"
                f" {entries} register entries"
            ]
        else:
            faulty = True
        lines += found
    output.to_stdout("".join(f"{line}\n" for line in lines).encode())
    return _FAULTY if faulty else 0


@guidelines_group.command("coverage")
@click.argument("files", nargs=-1, metavar="[FILE|ID...]")
@_SCHEDULES
@click.option("--brief", is_flag=True, help="one line a guideline, without its matrix")
def coverage_command(files: tuple[str, ...], schedules: str | None, brief: bool) -> int:
    """Prove that no case falls through: one answer for every case in scope.

    Walks the facts that the matcher asks for through every value that the file can
    tell apart: just below, at and above each threshold, and unknown. Exit code 4 with
    the smallest counterexample where a case has no answer, or more than one, or a row
    is reached by none.

    \b
    Example:
      surveil guidelines coverage examples/clinic/clinic-small-bowel.toml
    """
    from surveil.coverage import cover
    from surveil.render import guidelines

    holds = True
    for name, guideline, faults in _read(files, schedules):
        if guideline is None:
            holds = False
            for fault in faults:
                output.talk(f"surveil: {fault}")
            continue
        began = time.perf_counter()
        found = cover(guideline)
        seconds = time.perf_counter() - began
        holds = holds and found.holds
        raw = guidelines.covered(name, found, seconds, width=_width(), brief=brief)
        output.to_stdout(raw)
    return 0 if holds else _FAULTY


def _read(
    files: Sequence[str], schedules: str | None
) -> list[tuple[str, Guideline | None, tuple[GuidelineError, ...]]]:
    """The named files, or all that are there: name, guideline, faults."""
    if not files:
        found = [
            (file.name, file.read()) for file in library.all_files(_local(schedules))
        ]
        return [(name, *read) for name, read in found]
    checked = []
    there = {file.id: file for file in library.all_files(_local(schedules))}
    for text in files:
        path = Path(text)
        name = output.shown_name(path)
        if text in there:
            checked.append((there[text].name, *there[text].read()))
            continue
        try:
            raw = path.read_bytes()
        except OSError as problem:
            raise UsageError(
                f"{name} is no file and no id: {problem.strerror}"
            ) from None
        checked.append((name, *library.read(name, raw)))
    return checked


def _width() -> int:
    fallback = 100 if not sys.stdout.isatty() else 80
    return shutil.get_terminal_size((fallback, 24)).columns
