"""The clinic's identity secret: from the environment, or a file made at first use."""

import os
import stat
import sys
from pathlib import Path
from typing import Final

import click

from surveil import identity
from surveil.cli import carrying
from surveil.cli.output import new_file, shown_name, talk, to_file, to_stdout
from surveil.errors import MachineError, UsageError

VARIABLE: Final = "SURVEIL_SECRET"
_LARGEST: Final = 10_000  # bytes of a file that somebody brings
_LINKS: Final = "whoever has it can tell which calendars belong to which keys"
_LOST: Final = (
    "all calendars get new identities: surveil can no longer update or withdraw the"
    " entries made before, and patients have to delete the old calendar and import"
    " the new one"
)


def secret() -> bytes:
    """The secret in force; a new one is kept in the platform's configuration folder.

    Raises UsageError for one that is too short or damaged, MachineError where the file
    cannot be read or made.
    """
    found = _in_force()
    if found is None:
        found = _made(_place())
        talk(
            f"made the identity secret {shown_name(_place())}: keep a copy of it"
            " (surveil secret export)"
        )
    return identity.secret_of(found)


def whereabouts() -> str:
    """Where the secret in force is found; never the secret."""
    if VARIABLE in os.environ:
        return f"{VARIABLE}, from the environment"
    path = _place()
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return f"{shown_name(path)} (not there: the first calendar makes it)"
    except OSError as problem:
        return f"{shown_name(path)} (cannot be read: {problem.strerror})"
    is_open = os.name == "posix" and stat.S_IMODE(mode) & 0o077
    return shown_name(path) + (" (others can read it: chmod 600)" if is_open else "")


def _place() -> Path:
    return Path(click.get_app_dir("surveil")) / "secret"


def _in_force() -> str | None:
    if VARIABLE in os.environ:
        return carrying.opened(os.environ[VARIABLE], VARIABLE)
    return _kept(_place())


def _kept(path: Path) -> str | None:
    """The secret in its file; None where there is no file."""
    name = shown_name(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        text = ""
    except OSError as problem:
        raise MachineError(
            f"{name}: {problem.strerror}; or give the secret as {VARIABLE}"
        ) from None
    found = carrying.opened(text, name).strip()
    if len(found) < identity.LEAST_SECRET or "\0" in found:
        raise UsageError(
            f"{name} is not a secret of {identity.LEAST_SECRET} characters"
            " or more: restore it from a copy"
        )
    return found


def _made(path: Path) -> str:
    """A new secret in its file, or the one another run has just made."""
    text = os.urandom(32).hex()
    if _placed(path, text):
        return text
    there = _kept(path)
    if there is None:
        raise MachineError(f"{shown_name(path)} is a link that leads nowhere")
    return there


def _placed(path: Path, text: str) -> bool:
    """Whether the file was made, whole and mode 0600; not where there is one."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return _linked(path, f"{text}\n".encode())
    except OSError as problem:
        raise MachineError(
            f"{shown_name(path)}: {problem.strerror}; or give the secret as {VARIABLE}"
        ) from None


def _linked(path: Path, raw: bytes) -> bool:
    # A link either makes the whole file or finds one: two first runs share one secret.
    beside = new_file(path.parent, raw)
    try:
        os.link(beside, path)
    except FileExistsError:
        return False
    except OSError:  # a file system without links
        if path.exists():
            return False
        beside.rename(path)
    finally:
        beside.unlink(missing_ok=True)
    return True


@click.group("secret", short_help="Carry the identity secret to another machine.")
def secret_group() -> None:
    """Carry the identity secret to another machine, or keep a copy of it.

    The secret gives calendar entries their identity, so that a later plan updates
    them. It is made with the first calendar. Two machines of one clinic need the same
    one. If it is lost, all calendars get new identities: surveil can no longer update
    or withdraw the entries made before, and patients have to delete the old calendar
    and import the new one.

    \b
    Example:
      surveil secret export -o secret.txt
    """


@secret_group.command("export", short_help="Print it, or write it into a new file.")
@click.option(
    "-o", "--output", "to", metavar="FILE", help="a new file, for its owner alone"
)
def export_command(to: str | None) -> int:
    """Print the secret in force, or write it into a new file.

    \b
    Example:
      surveil secret export -o secret.txt
    """
    found = _in_force()
    if found is None:
        raise UsageError(
            "there is no identity secret yet: the first calendar makes it, or bring"
            " one with surveil secret import FILE"
        )
    raw = f"{carrying.carried(identity.secret_of(found))}\n".encode()
    if to is None or to == "-":
        _refuse_an_open_file()
        to_stdout(raw)
    else:
        _export_to(Path(to), raw)
    talk(f"this is the identity secret: {_LINKS}; keep it like a password")
    talk(f"if it is lost, {_LOST}")
    talk("on the other machine: surveil secret import FILE")
    return 0


def _refuse_an_open_file() -> None:
    """A shell makes files that others can read."""
    try:
        is_file = stat.S_ISREG(os.fstat(sys.stdout.fileno()).st_mode)
    except (OSError, ValueError):  # not a stream of the system
        return
    if is_file:
        raise UsageError("a secret is for its owner alone: give -o FILE instead of >")


def _export_to(path: Path, raw: bytes) -> None:
    name = shown_name(path)
    try:
        made = _linked(path, raw)
    except OSError as problem:
        raise MachineError(f"{name} was not written: {problem.strerror}") from None
    if not made:
        raise UsageError(f"-o {name} is there already: name a new file")


@secret_group.command("import", short_help="Take one from another machine.")
@click.argument("source", metavar="FILE|-")
@click.option("--replace", is_flag=True, help="even where another secret is in force")
def import_command(source: str, replace: bool) -> int:
    """Take a secret that was exported on another machine, from a file or the input.

    \b
    Example:
      surveil secret import secret.txt
    """
    if VARIABLE in os.environ:
        raise UsageError(
            f"{VARIABLE} is set, and is in force whatever is imported: unset it first"
        )
    name = "the input" if source == "-" else shown_name(Path(source))
    text = carrying.brought(_brought(source, name), name)
    path = _place()
    if not _placed(path, text):
        if _standing(path) == text:
            talk(f"{shown_name(path)} is this secret already: nothing to do")
            return 0
        _put_instead(path, text, replace)
    talk(
        f"{shown_name(path)}: calendars made here now have the same identities as"
        " where the secret was exported"
    )
    if source != "-":
        talk(f"take {name} away if you do not keep it as a copy: {_LINKS}")
    return 0


def _brought(source: str, name: str) -> str:
    try:
        if source == "-":
            if sys.stdin.isatty():
                talk("paste the exported secret, then end the input (Ctrl-D)")
            raw = sys.stdin.buffer.read(_LARGEST)
        else:
            with Path(source).open("rb") as file:
                raw = file.read(_LARGEST)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as problem:
        raise UsageError(f"{name} cannot be read: {problem.strerror}") from None
    except OSError as problem:
        raise MachineError(f"{name} cannot be read: {problem.strerror}") from None
    # A shell of Windows may have saved it as UTF-16, with its mark.
    is_wide = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    return raw.decode("utf-16" if is_wide else "utf-8-sig", "replace")


def _standing(path: Path) -> str | None:
    """The secret in the file; None where this surveil finds none in it."""
    try:
        return _kept(path)
    except UsageError:
        return None


def _put_instead(path: Path, text: str, replace: bool) -> None:
    name = shown_name(path)
    there = _standing(path)
    if not replace and there is None:
        raise UsageError(
            f"{name} is damaged, or of a newer surveil: --replace puts this one there"
        )
    if not replace:
        raise UsageError(
            f"{name} is another secret; with --replace it is gone, and {_LOST}."
            " Export it first: surveil secret export -o FILE"
        )
    to_file(path, f"{text}\n".encode())
    if there is not None:
        talk(f"the secret before it is gone, and {_LOST}")
