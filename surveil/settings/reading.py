"""The settings file: from TOML bytes to Settings, or the first of its faults."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

from surveil.errors import GuidelineError, MachineError, UsageError
from surveil.library.tables import Table
from surveil.messages import LANGUAGES
from surveil.settings import words
from surveil.settings.choices import Settings, key_of
from surveil.visits import BY, LEADS

T = TypeVar("T")

FORMAT: Final = 1
LARGEST: Final = 100_000  # bytes: more is some other file
_DEEPEST: Final = 2  # dots in the name of a text; no reader survives thousands
_JOINERS: Final = dict.fromkeys(map(ord, "\u200c\u200d"))  # Persian needs them
_TEXTS: Final[Mapping[str, Callable[[str], object]]] = {
    "telephone": words.telephone,
    "name": words.name,
    "country": words.country,
    "region": words.region,
    "language": words.one_of(LANGUAGES),
    "titles": words.one_of(words.TITLES),
    "texts": words.one_of(words.TEXTS),
    "by": words.one_of(BY),
    "book": words.book,
}


def load(path: Path) -> Settings:
    """The settings in a file.

    Raises UsageError for a file that is not there or is faulty, with the place and
    the right form, and MachineError where the machine does not let it be read.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as problem:
        raise UsageError(f"{path}: cannot be read: {problem.strerror}") from None
    except OSError as problem:
        raise MachineError(f"{path}: cannot be read: {problem.strerror}") from None
    return read(str(path), raw)


def read(file: str, raw: bytes) -> Settings:
    """The settings in these bytes; `file` is the name in the messages."""
    if len(raw) > LARGEST:
        raise UsageError(f"{file}: is larger than {LARGEST} bytes: not a settings file")
    try:
        # Notepad puts a byte order mark before what it saves.
        content = tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise UsageError(f"{file}: is not UTF-8 text") from None
    except (ValueError, RecursionError) as problem:
        # Not only a fault of the syntax: also what no reader can hold.
        raise UsageError(f"{file}: {' '.join(str(problem).split())}") from None
    faults: list[GuidelineError] = []
    try:
        found = _settings(Table(file, "", content, faults))
        if faults:
            raise faults[0]
    except GuidelineError as fault:
        # The reader of tables is that of guidelines, but none of them is at fault.
        raise UsageError(str(fault)) from None
    return found


def _settings(table: Table) -> Settings:
    if table.take("format", int) != FORMAT:
        raise table.fault("format", f"is not {FORMAT}, the format of this version")
    values: dict[str, Any] = {}
    for name, read_text in _TEXTS.items():
        text = table.maybe_text(name)
        if text is not None:
            values[name] = _understood(table, name, read_text, text)
    for name in ("guideline", "programmes"):
        found = _ids(table, key_of(name))
        if found is not None:
            values[name] = found
    leads, own = dict(_leads(table)), _own(table)
    table.done()
    if own:
        values["own"] = own
    origin = table.file.replace("\\", "/").rpartition("/")[2]
    named = [*values, *(f"lead.{kind}" for kind in leads)]
    origins = {**Settings().origins, **dict.fromkeys(named, origin)}
    return Settings(**values, lead={**LEADS, **leads}, origins=origins)


def _ids(table: Table, key: str) -> tuple[str, ...] | None:
    """One id, or a list of them in order."""
    if table.holds(key, list):
        found = table.texts(key, needed=key == "guideline")
    else:
        text = table.maybe_text(key)
        if text is None:
            return None
        found = (text,)
    return tuple(_understood(table, key, words.id_of, id) for id in found)


def _leads(table: Table) -> Iterator[tuple[str, int]]:
    leads = table.table("lead")
    if leads is None:
        return
    for kind in words.LEAD_KINDS:
        text = leads.maybe_text(kind)
        if text is not None:
            yield kind, _understood(leads, kind, words.lead, text)
    leads.done()


def _own(table: Table) -> tuple[tuple[str, str], ...]:
    """The texts of `[own]` by their names."""
    own = table.table("own")
    found = tuple(_lines(own, "")) if own else ()
    seen: set[str] = set()
    for name, _ in found:
        if name in seen:
            raise table.fault(f"own.{name}", "is given twice")
        seen.add(name)
    return found


def _lines(table: Table, before: str) -> Iterator[tuple[str, str]]:
    """Names and texts; to TOML, `a.b = ""` is a table in a table."""
    for key in table.rest():
        inner = table.table(key) if table.holds(key, dict) else None
        if inner:
            if before.count(".") > _DEEPEST:
                raise table.fault(key, "is no name of a text: it has too many parts")
            yield from _lines(inner, f"{before}{key}.")
            continue
        text = table.take(key, str)
        if not text.strip() or text != text.strip():
            raise table.fault(key, "is empty or has spaces around it")
        if not text.translate(_JOINERS).isprintable():
            raise table.fault(key, "holds a line break or control character")
        yield f"{before}{key}", text


def _understood(table: Table, key: str, read_text: Callable[[str], T], text: str) -> T:
    try:
        return read_text(text)
    except ValueError as problem:
        raise table.fault(key, str(problem)) from None
