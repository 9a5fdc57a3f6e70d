"""surveil settings: a clinic's own choices, and the options that win over them."""

import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import click

from surveil import settings
from surveil.cli import output, secret
from surveil.errors import MachineError
from surveil.settings import OPTIONS, Settings, key_of

__all__ = ["OPTIONS", "calendar_options", "in_force", "settings_option"]

_NAME: Final = "clinic.toml"
_OURS: Final = Settings()
_LEADS: Final = ",".join(f"{kind}={days}d" for kind, days in _OURS.lead.items())

settings_option = click.option(
    "--settings",
    "clinic",
    metavar="FILE",
    help=f"a clinic's settings [default: {_NAME} in your configuration folder]",
)


def _joined(
    context: click.Context, option: click.Parameter, texts: tuple[str, ...]
) -> str | None:
    """--lead blood=14d --lead scan=10d is --lead blood=14d,scan=10d."""
    return ",".join(texts) if texts else None


# One a field of Settings, as plain text that Settings reads; nothing is a default of
# click, so that it is known what was given.
_OPTIONS: Final[Mapping[str, dict[str, Any]]] = {
    "guideline": {
        "metavar": "ID[,ID]",
        "help": "guidelines in order: the first that covers the case"
        f" [default: {','.join(_OURS.guideline)}]",
    },
    "programmes": {
        "metavar": "ID[,ID]",
        "help": "programmes to add, such as men1-2012, to any outcome; or none",
    },
    "titles": {
        "type": click.Choice(settings.TITLES),
        "help": f"calendar: what shows on a lock screen [default: {_OURS.titles}]",
    },
    "texts": {
        "type": click.Choice(settings.TEXTS),
        "help": "calendar: what an entry says when it is opened"
        f" [default: {_OURS.texts}]",
    },
    "language": {
        "type": click.Choice(settings.LANGUAGES),
        "help": f"calendar: the language of the patient [default: {_OURS.language}]",
    },
    "by": {
        "type": click.Choice(settings.BY),
        "help": f"calendar: one entry a visit or one a test [default: {_OURS.by}]",
    },
    "book": {
        "metavar": "SPAN",
        "help": "calendar: how long before a visit to book it, or none"
        f" [default: {_OURS.book}]",
    },
    "lead": {
        "metavar": "KIND=SPAN,...",
        "multiple": True,
        "callback": _joined,
        "help": "calendar: how long before the clinic visit tests are done, or none"
        f" [default: {_LEADS}]",
    },
    "country": {
        "metavar": "CODE",
        "help": "calendar: keep to the working days of this country, such as AU",
    },
    "region": {
        "metavar": "CODE",
        "help": "calendar: and of this region, such as NSW",
    },
}


def calendar_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """One option a name in OPTIONS; None where it is not given: see `in_force`."""
    for name, attributes in reversed(list(_OPTIONS.items())):
        option = click.option(f"--{key_of(name)}", name, **attributes)
        command = option(command)
    return command


def in_force(clinic: str | None, given: Mapping[str, str | None]) -> Settings:
    """The settings of a run: options over the clinic's file over our defaults.

    `clinic` is the file of --settings; without it that of the configuration folder
    counts, if there is one. Of `given` only what OPTIONS names is looked at.
    """
    found = _clinic(clinic)
    return found.overlaid({name: given.get(name) for name in OPTIONS})


def _clinic(clinic: str | None) -> Settings:
    if clinic is not None:
        return settings.load(Path(clinic))
    path = _standing()
    return settings.load(path) if _is_there(path) else _OURS


def _standing() -> Path:
    """Where a clinic's settings are found without being named."""
    return Path(click.get_app_dir("surveil")) / _NAME


def _is_there(path: Path) -> bool:
    """Whether the name is taken; a link that leads nowhere is a fault to be told."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as problem:
        name = output.shown_name(path)
        raise MachineError(f"{name}: cannot be read: {problem.strerror}") from None
    return True


@click.group("settings", short_help="Show a clinic's settings.")
def settings_group() -> None:
    """What a clinic chose once, for all its plans: telephone, region, texts, privacy.

    \b
    Example:
      surveil settings show
    """


@settings_group.command("show")
@settings_option
@calendar_options
def show_command(clinic: str | None, **given: str | None) -> int:
    """Show what is in force, and where each value came from.

    Options win over the file of --settings, and that file over the one in the
    configuration folder, which is not read then.

    \b
    Example:
      surveil settings show --settings examples/clinic.toml
    """
    # A plan, which is waited for, asks this module for its settings alone.
    from surveil.cli.laying import layout_of
    from surveil.render import settings as shown

    found = in_force(clinic, given)
    output.to_stdout(shown.listing(found, _places(clinic), width=_width()))
    layout_of(found)  # what a calendar would refuse is told here as well
    return 0


def _places(clinic: str | None) -> tuple[tuple[str, str], ...]:
    path = _standing()
    state = "" if _is_there(path) else " (not there)"
    if clinic is not None:
        state = f" (not read: --settings names {output.shown_name(Path(clinic))})"
    return (
        ("your configuration folder", output.shown_name(path.parent)),
        ("your settings", f"{output.shown_name(path)}{state}"),
        ("the identity secret", secret.whereabouts()),
    )


def _width() -> int:
    fallback = 80 if sys.stdout.isatty() else 100
    return shutil.get_terminal_size((fallback, 24)).columns
