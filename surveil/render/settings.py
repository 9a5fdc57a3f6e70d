"""Settings for people: each key, what is in force, and where it came from."""

from collections.abc import Iterator

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from surveil.render.table import NARROW, printed, section
from surveil.settings import LEAD_KINDS, Settings, key_of

CONVENTIONS = (
    "lead and book are conventions of surveil, and no guideline's: lead is the time"
    " that results need before the clinic visit, book is how long before a visit to"
    " book it"
)
_NOT_SET = "not set"


def listing(
    found: Settings, places: tuple[tuple[str, str], ...], *, width: int
) -> bytes:
    """One row a key; `places` says where files are."""
    rows = [
        (key_of(name), value, found.origins["own" if name.startswith("own.") else name])
        for name, value in _values(found)
    ]
    parts = _stacked(rows) if width < NARROW else [_table(rows)]
    parts += section("Where things are", [": ".join(place) for place in places])
    parts += section("To know", [CONVENTIONS])
    return printed(parts, width=width, colour=False)


def _table(rows: list[tuple[str, str, str]]) -> RenderableType:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("Key", "Value", "From"):
        table.add_column(name, overflow="fold")
    for key, value, origin in rows:
        table.add_row(Text(key), Text(value), Text(origin))
    return table


def _stacked(rows: list[tuple[str, str, str]]) -> list[RenderableType]:
    """For a narrow terminal: no value is cut."""
    return [Text(f"{key}: {value} ({origin})") for key, value, origin in rows]


def _values(found: Settings) -> Iterator[tuple[str, str]]:
    """The name of each field, and its value as a file would say it."""
    for name in ("telephone", "name", "country", "region"):
        yield name, getattr(found, name) or _NOT_SET
    for name in ("guideline", "programmes"):
        yield name, ", ".join(getattr(found, name)) or "none"
    for name in ("language", "titles", "texts", "by"):
        yield name, getattr(found, name)
    yield "book", str(found.book) if found.book else "none"
    for kind in LEAD_KINDS:
        days = found.lead.get(kind, 0)
        yield f"lead.{kind}", f"{days} days" if days else "none"
    for name, text in found.own:
        yield f"own.{name}", text
