"""The folder of a batch: one run at a time, and files that are whole and private."""

import errno
import fcntl
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from surveil.errors import MachineError, UsageError

CALENDARS: Final = "calendars"
_LOCK: Final = ".lock"
_WORKERS: Final = ".lock-workers"
_PART: Final = ".part"
_PATIENCE: Final = 30  # seconds for the workers of a run that was killed to notice
_BLOCK: Final = 2**20
Raw = bytes | memoryview


def shown(path: Path) -> str:
    """The path for a message of one line, whatever its letters."""
    return "".join(letter if letter.isprintable() else "?" for letter in str(path))


@contextmanager
def told(path: Path) -> Iterator[None]:
    """What the disk refuses, as one line that names the file."""
    try:
        yield
    except OSError as problem:
        raise MachineError(
            f"{shown(path)} was not written: {problem.strerror}"
        ) from None


def made(folder: Path) -> None:
    """The folder, for its owner alone. Raises UsageError where a file has its name."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"-o {shown(folder)} is a file: name a folder")
    with told(folder):
        if not folder.exists():
            folder.mkdir(mode=0o700)
        elif folder.stat().st_mode & 0o077:
            folder.chmod(0o700)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder for this run alone; a lock ends with its process, however.

    Raises MachineError where another run holds it.
    """
    with told(folder / _LOCK):
        lock = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise MachineError(
                f"another run is writing {shown(folder)}: wait until it has ended"
            ) from None
        _wait_for_workers(folder)
        yield
    finally:
        os.close(lock)


def _wait_for_workers(folder: Path) -> None:
    workers = os.open(folder / _WORKERS, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        for _ in range(_PATIENCE * 10):
            with suppress(BlockingIOError):
                fcntl.flock(workers, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            time.sleep(0.1)
        raise MachineError(
            f"processes of an earlier run are still writing {shown(folder)}: wait"
        )
    finally:
        os.close(workers)


def work_in(folder: Path) -> None:
    """Tell later runs that this process writes there, for as long as it lives."""
    workers = os.open(folder / _WORKERS, os.O_RDWR)
    fcntl.flock(workers, fcntl.LOCK_SH)


def clear(folder: Path) -> None:
    """Take away what a killed run was in the middle of writing."""
    for place in (folder, folder / CALENDARS):
        if place.is_dir():
            for one in os.scandir(place):
                if one.name.startswith(".") and one.name.endswith(_PART):
                    with told(Path(one.path)):
                        Path(one.path).unlink(missing_ok=True)


def part(path: Path) -> Path:
    """Where a file is written before it takes its name."""
    return path.with_name(f".{path.name}{_PART}")


def start(path: Path) -> None:
    """An empty file for its owner alone."""
    with told(path):
        _write(path, (), os.O_TRUNC | os.O_NOFOLLOW)


def put(path: Path) -> bool:
    """Give the written part its name; whether the file changed by it.

    A file that is the same already stays as it is, its times too.
    """
    beside = part(path)
    with told(path):
        if path.is_file() and not path.is_symlink() and _same(beside, path):
            beside.unlink()
            return False
        beside.replace(path)
        return True


def _same(one: Path, other: Path) -> bool:
    if one.stat().st_size != other.stat().st_size:
        return False
    with one.open("rb") as left, other.open("rb") as right:
        while block := left.read(_BLOCK):
            if block != right.read(_BLOCK):
                return False
    return True


def write_first(path: str | Path, *pieces: Raw) -> int:
    """Write a file that the ledger does not know: it is made anew after a kill.

    Gives its size.
    """
    try:
        return _write(path, pieces, os.O_TRUNC | os.O_NOFOLLOW)
    except OSError as problem:
        place = Path(path)
        with told(place):
            if problem.errno == errno.ELOOP:  # somebody's link: not written through
                place.unlink()
                return _write(path, pieces, os.O_EXCL)
            with suppress(OSError):
                place.unlink()
            raise


def write_next(path: Path, raw: bytes) -> None:
    """Write beside, then rename: the old version is needed until the new one stands."""
    beside = part(path)
    with told(path):
        try:
            _write(beside, (raw,), os.O_TRUNC | os.O_NOFOLLOW, lasting=True)
            beside.replace(path)
        except OSError:
            with suppress(OSError):
                beside.unlink()
            raise


def _write(
    path: str | Path, pieces: Sequence[Raw], flags: int, *, lasting: bool = False
) -> int:
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | flags, 0o600)
    try:
        size = sum(map(len, pieces))
        written = os.writev(descriptor, pieces) if size else 0
        if written < size:
            left = memoryview(b"".join(pieces))[written:]
            while left:
                left = left[os.write(descriptor, left) :]
        if lasting:
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return size


def size(path: Path) -> int | None:
    """The size of a file; None where there is none, or nothing in it."""
    try:
        return path.lstat().st_size or None
    except FileNotFoundError:
        return None
    except OSError as problem:
        raise MachineError(f"{shown(path)}: {problem.strerror}") from None


def content(path: Path, most: int) -> bytes:
    """The bytes of a file, at most one more than `most`."""
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as problem:
        raise MachineError(f"{shown(path)}: {problem.strerror}") from None
