"""Writing what a command has made: whole or not at all."""

import os
import stat
import sys
from pathlib import Path

import click

from surveil.errors import MachineError, UsageError


def shown_name(path: Path) -> str:
    """The path for a message of one line, whatever its letters."""
    return "".join(letter if letter.isprintable() else "?" for letter in str(path))


def to_stdout(raw: bytes) -> None:
    """Write to the standard output; MachineError if it does not take all."""
    try:
        sys.stdout.buffer.write(raw)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # The reader has seen enough (as `head` does): not a fault, but nothing more
        # can be said there, not even by the interpreter on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as problem:
        # Keep the interpreter from failing once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise MachineError(f"standard output: {problem.strerror}") from None


def to_file(path: Path, raw: bytes) -> None:
    """Write beside, then rename: the file is there whole or as it was, mode 0600.

    Raises MachineError where the folder or disk refuses, UsageError for a folder.
    """
    name = shown_name(path)
    try:
        if path.is_dir():
            raise UsageError(f"-o {name} is a folder: name a file in it")
        if path.exists() and not stat.S_ISREG(path.stat().st_mode):
            path.write_bytes(raw)  # a device or pipe cannot be renamed over
            return
        target = path.resolve()
        beside = new_file(target.parent, raw)
        try:
            beside.replace(target)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
    except OSError as problem:
        raise MachineError(f"{name} was not written: {problem.strerror}") from None


def talk(text: str) -> None:
    """Say one line on the standard error, without control characters."""
    line = "".join(letter if letter.isprintable() else "?" for letter in text)
    click.echo(line, err=True)


def new_file(folder: Path, raw: bytes) -> Path:
    """A new file in `folder` with these bytes, on the disk, for its owner alone."""
    path = folder / f".surveil-{os.urandom(8).hex()}"
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path
