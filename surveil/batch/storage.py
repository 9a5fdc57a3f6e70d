"""Storage: files by their URL, on a disk or in an object store, each written whole."""

import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from surveil.errors import MachineError, SurveilError, UsageError
from surveil.sheets.sources import Source

_SUFFIX: Final = ".parquet"
_PART: Final = ".part"
_MAGIC: Final = "*?["
_OURS: Final = ".~_"  # files that programs keep beside a data set begin so


def shown(url: str) -> str:
    """The URL for a message of one line, whatever its letters."""
    return "".join(letter if letter.isprintable() else "?" for letter in url)


def below(url: str, *names: str) -> str:
    """The URL of something in a folder."""
    return "/".join([url.rstrip("/"), *names])


def files(urls: Sequence[str]) -> tuple[str, ...]:
    """Every Parquet file of files, folders and patterns with `*`, in order of names.

    Raises UsageError where there is none.
    """
    found: list[str] = []
    for url in urls:
        with _told(url):
            system, path = _place(url)
            there = _matching(system, path)
            names = [system.unstrip_protocol(one) for one in there]
        if not names:
            raise UsageError(f"{shown(url)} has no file that ends in {_SUFFIX}")
        found += names
    for name in found:
        if found.count(name) > 1:
            raise UsageError(f"{shown(name)} is given twice")
    return tuple(found)


def source(url: str) -> Source:
    """The bytes of a file, which can be opened again and again."""

    def opened() -> Any:
        with _told(url):
            system, path = _place(url)
            return system.open(path, "rb")

    return Source(shown(url), opened)


def absolute(url: str) -> str:
    """The URL as every machine understands it, without a folder to start from."""
    with _told(url):
        system, path = _place(url)
        found: str = system.unstrip_protocol(path)
    return found


def content(url: str) -> bytes | None:
    """The bytes of a file; None where there is none."""
    with _told(url):
        system, path = _place(url)
        try:
            found: bytes = system.cat_file(path)
        except FileNotFoundError:
            return None
    return found


def names(url: str) -> tuple[str, ...]:
    """The names of what is in a folder, in order; none where there is no folder."""
    with _told(url):
        system, path = _place(url)
        # What another process wrote is there at once, whatever was asked before.
        system.invalidate_cache()
        try:
            there = system.ls(path, detail=False)
        except FileNotFoundError:
            return ()
        except NotADirectoryError:
            raise UsageError(f"-o {shown(url)} is a file: name a folder") from None
    return tuple(sorted(one.rstrip("/").rpartition("/")[2] for one in there))


def write(url: str, raw: bytes) -> None:
    """Write a file whole: it is there as it was before, or with all these bytes."""
    with _told(url):
        system, path = _place(url)
        if _is_local(system):
            _write_beside(Path(path), raw)
        else:
            system.makedirs(path.rpartition("/")[0], exist_ok=True)
            system.pipe_file(path, raw)  # a store shows no half of an object


def remove(url: str) -> None:
    """Take a file away, if it is there."""
    with _told(url):
        system, path = _place(url)
        if system.exists(path):
            system.rm_file(path)


def start(url: str) -> None:
    """A folder, for its owner alone where it is on a disk."""
    with _told(url):
        system, path = _place(url)
        if _is_local(system):
            Path(path).mkdir(mode=0o700, parents=True, exist_ok=True)
            Path(path).chmod(0o700)


def is_part(name: str) -> bool:
    """Whether a file is one that was in the middle of being written."""
    return name.startswith(".") and name.endswith(_PART)


def _matching(system: Any, path: str) -> list[str]:
    if any(letter in path for letter in _MAGIC):
        return [one for one in sorted(system.glob(path)) if _is_list(one)]
    if system.isdir(path):
        return [one for one in sorted(system.ls(path, detail=False)) if _is_list(one)]
    return [path] if system.exists(path) else []


def _is_list(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name.lower().endswith(_SUFFIX) and name[0] not in _OURS


def _place(url: str) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs  # an extra: only a cluster needs it
    except ImportError:
        raise UsageError(
            "--cluster needs a package more: pip install 'surveil[dask]'"
        ) from None
    try:
        system, path = url_to_fs(url)
    except ImportError as problem:
        # The package that reads this kind of URL is for its user to choose.
        raise UsageError(f"{shown(url)}: {shown(str(problem))}") from None
    except ValueError:
        raise UsageError(
            f"{shown(url)} is no place that fsspec knows, such as s3://bucket/list"
        ) from None
    # Without dots in it, a path tells by its letters what lies in it.
    return system, os.path.normpath(path) if _is_local(system) else path


def _is_local(system: Any) -> bool:
    from fsspec.implementations.local import LocalFileSystem

    return isinstance(system, LocalFileSystem)


def _write_beside(path: Path, raw: bytes) -> None:
    # Two workers may write the same file, if one of them was given up too early.
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}{_PART}")
    descriptor = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


@contextmanager
def _told(url: str) -> Iterator[None]:
    """What a disk or a store refuses, as one line that names the file."""
    try:
        yield
    except SurveilError:
        raise
    except OSError as problem:
        what = problem.strerror or type(problem).__name__
        raise MachineError(f"{shown(url)}: {what}") from None
    except Exception as problem:  # each kind of store has errors of its own
        raise MachineError(f"{shown(url)}: {type(problem).__name__}") from None
