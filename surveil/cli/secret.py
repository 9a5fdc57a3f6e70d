"""The clinic's identity secret: from the environment, or a file made at first use."""

import os
from pathlib import Path

import click

from surveil import identity
from surveil.cli.output import new_file, shown_name, talk
from surveil.errors import MachineError, UsageError

VARIABLE = "SURVEIL_SECRET"


def secret() -> bytes:
    """The secret in force; a new one is kept in the platform's configuration folder.

    Raises UsageError for one that is too short, MachineError where the file cannot be
    read or made.
    """
    if VARIABLE in os.environ:
        return identity.secret_of(os.environ[VARIABLE])
    path = Path(click.get_app_dir("surveil")) / "secret"
    try:
        try:
            kept = path.read_text(encoding="ascii")
        except FileNotFoundError:
            kept = _made(path)
    except (OSError, UnicodeDecodeError) as problem:
        why = getattr(problem, "strerror", None) or "is not text"
        raise MachineError(
            f"{shown_name(path)}: {why}; or give the secret as {VARIABLE}"
        ) from None
    if len(kept.strip()) < identity.LEAST_SECRET:
        raise UsageError(
            f"{shown_name(path)} is not a secret of {identity.LEAST_SECRET} characters"
            " or more: restore it from a copy"
        )
    return identity.secret_of(kept)


def _made(path: Path) -> str:
    """A new secret in its file, mode 0600, or the one another run has just made."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = os.urandom(32).hex()
    # A link either makes the whole file or finds one: two first runs share one secret.
    beside = new_file(path.parent, f"{text}\n".encode())
    try:
        os.link(beside, path)
    except FileExistsError:
        return path.read_text(encoding="ascii")
    except OSError:  # a file system without links
        beside.rename(path)
    finally:
        beside.unlink(missing_ok=True)
    talk(f"made the identity secret {shown_name(path)}: keep a copy of it")
    return text
