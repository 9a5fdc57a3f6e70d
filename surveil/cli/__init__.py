"""The command line: the only place that knows the clock, files and the terminal."""

import gc
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from surveil.cli import output
from surveil.cli.plan import plan_command
from surveil.errors import CaseError, SurveilError
from surveil.version import VERSION

_INTERRUPTED = 130
# A plan, the command that is waited for most, does not pay for these.
_LATER = {
    "audit": ("surveil.cli.audit", "audit_command"),
    "batch": ("surveil.cli.batch", "batch_command"),
    "compare": ("surveil.cli.compare", "compare_command"),
    "guidelines": ("surveil.cli.guidelines", "guidelines_group"),
    "due": ("surveil.cli.due", "due_command"),
    "forecast": ("surveil.cli.forecast", "forecast_command"),
    "ledger": ("surveil.cli.ledger", "ledger_group"),
    "secret": ("surveil.cli.secret", "secret_group"),
    "settings": ("surveil.cli.settings", "settings_group"),
}


class _Commands(click.Group):
    """The commands; those named in `_LATER` are imported when they are asked for."""

    def list_commands(self, context: click.Context) -> list[str]:
        return sorted({*super().list_commands(context), *_LATER})

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name in _LATER:
            module, function = _LATER[name]
            found: click.Command = getattr(import_module(module), function)
            return found
        return super().get_command(context, name)


@click.group(cls=_Commands)
@click.version_option(VERSION, message="surveil %(version)s")
def app() -> None:
    """Dated, cited follow-up plans after surgery for a neuroendocrine tumour.

    Plans are proposals for clinicians. Not a medical device.

    \b
    Example:
      surveil plan --surgery 2026-03-12 --site ileum --grade G1 --stage III --resection R0
    """  # noqa: E501 - an example stands on one line


app.add_command(plan_command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run surveil and exit: an error of the user is one line and its exit code."""
    # A command makes its objects and ends: looking for garbage early only costs time.
    gc.set_threshold(100_000)
    try:
        code = app.main(arguments, prog_name="surveil", standalone_mode=False)
    except CaseError as error:
        # Whoever typed the one case may be told its numbers; a list never raises this.
        output.talk(f"surveil: {error.told}")
        code = error.exit_code
    except SurveilError as error:
        output.talk(f"surveil: {error}")
        code = error.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        code = error.exit_code
    except click.ClickException as error:
        output.talk(f"surveil: {error.format_message()}")
        code = error.exit_code
    except (KeyboardInterrupt, click.Abort):
        output.talk("surveil: interrupted")
        code = _INTERRUPTED
    sys.exit(code)
