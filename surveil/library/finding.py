"""Where guideline files are: the shipped ones, and those of a clinic's folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from surveil.errors import GuidelineError, MachineError, UsageError
from surveil.guideline import Guideline
from surveil.library import reading
from surveil.terms import nearest

if TYPE_CHECKING:  # slow to import, and a plan needs it for its name alone
    from importlib.resources.abc import Traversable


@dataclass(frozen=True, slots=True)
class File:
    """A guideline file that is there, read or not."""

    id: str
    place: Traversable
    local: bool

    @property
    def name(self) -> str:
        """How messages call the file."""
        return str(self.place) if self.local else self.place.name

    def read(self) -> tuple[Guideline | None, tuple[GuidelineError, ...]]:
        """The guideline, or None and the faults of its file."""
        try:
            raw = self.place.read_bytes()
        except OSError as problem:
            return None, (
                GuidelineError(self.name, "", f"cannot be read: {problem.strerror}"),
            )
        found, faults = reading.read(self.name, raw)
        if found and self.local and found.kind not in ("local", "programme"):
            wrong = f"'{found.kind}' is for shipped files: a clinic's own is 'local'"
            return None, (GuidelineError(self.name, "kind", wrong),)
        return found, faults


def shipped() -> Traversable:
    """The folder of the files that come with surveil."""
    # In a wheel they sit inside the package; in a checkout or an editable install
    # they are still at the top of the repository; in a zip there is no path at all.
    here = Path(__file__).parent.parent
    for folder in (here / "schedules", here.parent / "schedules"):
        if folder.is_dir():
            return folder
    from importlib.resources import files  # a zip alone pays for it

    return files("surveil") / "schedules"


def all_files(local: Path | None = None) -> tuple[File, ...]:
    """Every guideline file, shipped ones first, each group by id.

    Raises UsageError where `local` is not a folder, and GuidelineError where one of
    its files has the id of a shipped one: nothing is overridden silently.
    """
    found = {file.id: file for file in _in(shipped(), local=False)}
    if local is not None:
        if not _is_folder(local):
            raise UsageError("--schedules is not a folder with guideline files")
        for file in _in(local, local=True):
            if file.id in found:
                raise GuidelineError(
                    file.name, "id", f"'{file.id}' is a shipped guideline: rename it"
                )
            found[file.id] = file
    return tuple(found.values())


def load(id: str, local: Path | None = None) -> Guideline:
    """The guideline of this id.

    Raises UsageError for an id that no file has, GuidelineError for a faulty file.
    """
    files = {file.id: file for file in all_files(local)}
    if id not in files:
        near = nearest(id, tuple(files))
        hint = f"the nearest is {near}" if near else f"there are {', '.join(files)}"
        raise UsageError(f"there is no guideline of that id; {hint}")
    guideline, faults = files[id].read()
    if guideline is None:
        raise faults[0]
    return guideline


def programmes(local: Path | None = None) -> tuple[Guideline, ...]:
    """Every programme whose file has no fault."""
    found = (file.read()[0] for file in all_files(local))
    return tuple(one for one in found if one and one.is_programme)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError as problem:  # in a folder that is closed to this user
        raise MachineError(f"{path} cannot be opened: {problem.strerror}") from None


def _in(folder: Traversable, *, local: bool) -> list[File]:
    try:
        names = sorted(
            (one.name, one) for one in folder.iterdir() if one.name.endswith(".toml")
        )
    except OSError as problem:
        reason = f"{folder} cannot be listed: {problem.strerror}"
        raise MachineError(reason) from None
    return [File(name.removesuffix(".toml"), one, local) for name, one in names]
