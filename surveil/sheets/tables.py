"""Tables: what every form of list gives, a header and its rows as texts, in chunks."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from surveil import headers
from surveil.errors import UsageError
from surveil.headers import CASES, Header, Meaning, Words

if TYPE_CHECKING:
    from surveil.sheets.blocks import Block

ROWS: Final = 4096  # of a chunk: enough for speed, little for memory
HEAD: Final = 20  # rows among which the header is looked for
_LOWER: Final = 3  # facts that a row must name to be the header below other rows


Part = tuple[Sequence[int], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows in order, and their numbers as a spreadsheet shows them.

    Rows without any text are none. A row may be shorter or longer than the header.
    """

    numbers: Sequence[int]
    rows: Sequence[tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One list: a file, or a sheet of a workbook.

    `told` is the form in words. `header_row` is the number of the row that names the
    columns; `above` the rows with text before it, which are no cases. `parts` gives one
    column, some thousands of rows at a time: their numbers and their texts. `blocks`
    gives all columns of so many rows at a time, where the form of the list has columns.
    """

    name: str
    told: str
    header: Header
    header_row: int
    above: tuple[int, ...] = ()
    chunks: Callable[[], Iterator[Chunk]] = field(compare=False, repr=False)
    parts: Callable[[int], Iterator[Part]] = field(compare=False, repr=False)
    blocks: "Callable[[int], Iterator[Block]] | None" = field(
        default=None, compare=False, repr=False
    )

    def column(self, position: int) -> Iterator[tuple[int, str]]:
        """One column, row after row: the number of the row, and its text."""
        for numbers, texts in self.parts(position):
            yield from zip(numbers, texts, strict=True)


def in_chunks(rows: Iterator[tuple[int, tuple[str, ...]]]) -> Iterator[Chunk]:
    """The numbered rows that have any text, some thousands at a time."""
    numbers: list[int] = []
    texts: list[tuple[str, ...]] = []
    for number, cells in rows:
        if any(cells) and "".join(cells).strip():
            numbers.append(number)
            texts.append(cells)
            if len(texts) == ROWS:
                yield Chunk(numbers, texts)
                numbers, texts = [], []
    if texts:
        yield Chunk(numbers, texts)


def parts_of(
    chunks: Callable[[], Iterator[Chunk]],
) -> Callable[[int], Iterator[Part]]:
    """One column of a table that can only be read whole; "" where a row is short."""

    def parts(position: int) -> Iterator[Part]:
        for chunk in chunks():
            rows = chunk.rows
            texts = [row[position] if position < len(row) else "" for row in rows]
            yield chunk.numbers, texts

    return parts


def best_header(
    head: Sequence[Sequence[str]],
    said: Mapping[str, Meaning | None],
    words: Words = CASES,
) -> tuple[int, int] | None:
    """The place of the row that names most facts, and how many; None if none does.

    It must name the one that is needed, of a case the site. Below other rows (a title,
    a group of columns) it must name three facts, so that no case is taken for a header.
    """
    best: tuple[int, int] | None = None
    least = 1
    for place, cells in enumerate(head[:HEAD]):
        if not any(cell.strip() for cell in cells):
            continue
        found = headers.recognised(cells, said, words)
        if (
            words.needs in found
            and len(found) >= least
            and (not best or len(found) > best[1])
        ):
            best = place, len(found)
        least = _LOWER
    return best


def header(
    head: Sequence[Sequence[str]],
    place: int,
    said: Mapping[str, Meaning | None],
    words: Words = CASES,
) -> Header:
    """The columns of the header row; a cell merged with the one above has its name."""
    names = [*head[place]]
    if place:
        for position, name in enumerate(head[place - 1][: len(names)]):
            names[position] = names[position] if names[position].strip() else name
    return headers.understand(names, said, words)


def without_header(name: str, words: Words = CASES) -> UsageError:
    """What is wrong with a list without what it needs, without any of its cells."""
    return UsageError(
        f"{name} has no column for the {words.needs}: one of its first rows names the"
        f" columns, such as {words.example}, or say --column 'NAME={words.needs}'"
    )
