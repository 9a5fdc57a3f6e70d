"""Blocks of text: a table of short cells, or paragraphs where there is no room."""

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Final

from rich import box
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

_HEADING: Final = 10  # letters in a line of a heading, but for longer words


def block(
    title: str,
    names: Sequence[str],
    lines: Sequence[tuple[str, Sequence[str]]],
    width: int,
    least: int,
) -> Iterator[RenderableType]:
    """A table, or where that is too wide a paragraph for each of its lines.

    Its first column has at least `least` letters; all others are not broken.
    """
    yield Text(f"\n{title}", style="bold")
    headings = ["\n".join(wrap(name, _HEADING)) for name in names]
    columns = zip(headings[1:], *(cells for _, cells in lines), strict=True)
    wide = sum(
        max(len(line) for cell in column for line in cell.split("\n")) + 3
        for column in columns
    )
    if least + 3 + wide > width:
        for name, cells in lines:
            yield Text(name)
            pairs = zip(names[1:], cells, strict=True)
            text = "\n".join(f"{heading}: {cell}" for heading, cell in pairs)
            yield Padding(Text(text), (0, 0, 0, 2))
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(headings[0], min_width=least)
    for name in headings[1:]:
        table.add_column(name, justify="right", no_wrap=True)
    for name, cells in lines:
        table.add_row(*map(Text, (name, *cells)))
    yield table
