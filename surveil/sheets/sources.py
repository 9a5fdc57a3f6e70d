"""Sources: where a list comes from, a file, the files of a folder or a stream."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, BinaryIO, Final

from surveil.errors import MachineError, UsageError

SUFFIXES: Final = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".parquet")
_OTHER_WORKBOOKS: Final = (".xls", ".xlsb", ".ods")
_STREAM: Final = "standard input"
_BLOCK: Final = 2**20


@dataclass(frozen=True, slots=True)
class Source:
    """Bytes with a name, which can be opened again and again."""

    name: str
    _open: Callable[[], BinaryIO | IO[bytes]] = field(repr=False)
    _closes: bool = True

    @contextmanager
    def opened(self) -> Iterator[IO[bytes]]:
        """The bytes from their beginning.

        Raises MachineError where the disk or a permission is in the way, also later.
        """
        try:
            file = self._open()
            try:
                yield file
            finally:
                if self._closes:
                    file.close()
        except OSError as problem:
            raise MachineError(f"{self.name}: {problem.strerror or problem}") from None


def shown(path: Path) -> str:
    """The path for a message of one line, whatever its letters."""
    return "".join(letter if letter.isprintable() else "?" for letter in str(path))


def of(given: Path | BinaryIO) -> tuple[list[Source], list[str]]:
    """The lists of a file, folder or stream, and the files of a folder that are none.

    Raises UsageError where there is nothing of the name, or no list in the folder.
    """
    if not isinstance(given, Path):
        return [_stream(given)], []
    try:
        is_folder, is_file = given.is_dir(), given.is_file()
    except OSError:  # a name that is too long for any file
        is_folder = is_file = False
    if not is_folder:
        if not is_file:
            raise UsageError(f"{shown(given)} is not a file or folder")
        return [_file(given)], []
    try:
        files = sorted(one for one in given.iterdir() if one.is_file())
    except OSError as problem:
        raise MachineError(f"{shown(given)}: {problem.strerror}") from None
    # Programs keep files of their own beside a list: .DS_Store, ~$list.xlsx.
    files = [one for one in files if one.name[0] not in ".~_"]
    lists = [one for one in files if one.suffix.lower() in SUFFIXES]
    others = [one for one in files if one not in lists]
    for one in others:
        if one.suffix.lower() in _OTHER_WORKBOOKS:
            lists.append(one)  # to be refused by name, not passed over
    if not lists:
        raise UsageError(f"{shown(given)} has no list: {', '.join(SUFFIXES)}")
    skipped = [shown(one) for one in others if one not in lists]
    return [_file(one) for one in lists], skipped


def all_of(given: Sequence[Path | BinaryIO]) -> tuple[list[Source], list[str]]:
    """Every list of several files, folders or streams, each file once."""
    found: list[Source] = []
    skipped: list[str] = []
    for one in given:
        lists, others = of(one)
        found += lists
        skipped += others
    names = [one.name for one in found]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"{name} is given twice")
    if not found:
        raise UsageError("no list is given: name a file such as clinic.csv")
    return found, skipped


def _file(path: Path) -> Source:
    return Source(shown(path), lambda: path.open("rb"))


def _stream(stream: BinaryIO) -> Source:
    """A stream; one that can be read only once is kept in a file without a name."""
    if not stream.seekable():
        descriptor = _kept(stream)

        def kept() -> BinaryIO:
            # One descriptor stays open for as long as the program runs.
            file = os.fdopen(os.dup(descriptor), "rb")
            file.seek(0)
            return file

        return Source(_STREAM, kept)
    start = stream.tell()

    def again() -> BinaryIO:
        stream.seek(start)
        return stream

    return Source(_STREAM, again, _closes=False)


def _kept(stream: BinaryIO) -> int:
    """The descriptor of a file that vanishes with the program, holding the stream."""
    try:
        with tempfile.TemporaryFile() as file:
            shutil.copyfileobj(stream, file, _BLOCK)
            file.flush()
            return os.dup(file.fileno())
    except OSError as problem:
        raise MachineError(f"{_STREAM}: {problem.strerror or problem}") from None
