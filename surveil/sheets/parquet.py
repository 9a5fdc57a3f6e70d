"""Parquet: the columns of a file as texts, some thousands of rows at a time."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from surveil.errors import UsageError
from surveil.headers import CASES, Header, Meaning, Words
from surveil.sheets import tables
from surveil.sheets.sources import Source
from surveil.sheets.tables import Chunk, Part, Table

if TYPE_CHECKING:
    import pyarrow

    from surveil.sheets.blocks import Block

FIRST: Final = 2  # a spreadsheet would show the names of the columns as row 1
Batches = Callable[[int, int | None], Iterator[Sequence[Any]]]


def table(
    source: Source, said: Mapping[str, Meaning | None], words: Words = CASES
) -> Table:
    """The list in a Parquet file.

    Raises UsageError where it cannot be read, or where no column is the site.
    """
    with opened(source) as file:
        names = tuple(file.schema_arrow.names)
    if tables.best_header([names], said, words) is None:
        raise tables.without_header(source.name, words)

    def batches(size: int, position: int | None) -> Iterator[Any]:
        with opened(source) as file:
            yield from batches_of(file, size, position)

    return table_of(source.name, tables.header([names], 0, said, words), batches)


def table_of(name: str, header: Header, batches: Batches, first: int = FIRST) -> Table:
    """A list that comes in batches of columns; its first row has the number `first`.

    `batches` gives so many rows at a time, of all columns or of the one at a position.
    """

    def chunks() -> Iterator[Chunk]:
        rows = (
            row
            for batch in batches(tables.ROWS, None)
            for row in zip(*map(texts_of, batch), strict=True)
        )
        return tables.in_chunks(enumerate(rows, start=first))

    def parts(position: int) -> Iterator[Part]:
        number = first
        for (column,) in batches(tables.ROWS, position):
            texts = texts_of(column)
            yield range(number, number + len(texts)), texts
            number += len(texts)

    def blocks(size: int) -> Iterator["Block"]:
        from surveil.sheets import arrow_blocks  # with numpy, which only batch needs

        return arrow_blocks.of(batches(size, None), first, size)

    return Table(
        name=name,
        told="Parquet",
        header=header,
        header_row=1,
        chunks=chunks,
        parts=parts,
        blocks=blocks,
    )


def batches_of(
    file: Any, size: int, position: int | None, groups: Sequence[int] | None = None
) -> Iterator[Sequence[Any]]:
    """So many rows at a time, of all columns or of the one at a position.

    `file` is one that is `opened`; `groups` are some of its row groups, else all.
    """
    if position is None:
        for batch in file.iter_batches(size, row_groups=groups):
            yield batch.columns
        return
    names = file.schema_arrow.names
    # A name that stands twice, or with a dot in it, does not tell its column.
    by_name = names.count(names[position]) == 1 and "." not in names[position]
    some = [names[position]] if by_name else None
    for batch in file.iter_batches(size, row_groups=groups, columns=some):
        yield [batch.columns[0 if by_name else position]]


@contextmanager
def opened(source: Source) -> Iterator[Any]:
    """The file. Raises UsageError where it is damaged, also later, as it is read."""
    # Only a list in Parquet pays for it.
    import pyarrow
    from pyarrow import parquet

    damaged = UsageError(f"{source.name} is damaged or is no Parquet: write it again")
    with source.opened() as bytes_of:
        try:
            with parquet.ParquetFile(bytes_of, pre_buffer=False) as file:
                yield file
        except (pyarrow.ArrowException, UnicodeDecodeError, ValueError, OverflowError):
            raise damaged from None
        except OSError as problem:
            # Of damage it says the same as of a disk, but without a number.
            if problem.errno is None:
                raise damaged from None
            raise


def texts_of(column: "pyarrow.Array[Any]") -> list[str]:
    """The values as texts; null and not-a-number are ""."""
    found: list[str] = text_array(column).to_pylist()
    return found


def text_array(column: "pyarrow.Array[Any]") -> "pyarrow.StringArray":
    """The values as an array of texts; null and not-a-number are ""."""
    import pyarrow
    from pyarrow import compute

    kind = column.type
    if pyarrow.types.is_dictionary(kind):
        column = column.dictionary_decode()
        kind = column.type
    if pyarrow.types.is_floating(kind):
        column = compute.if_else(compute.is_nan(column), None, column)
    try:
        texts = compute.cast(column, pyarrow.string())
    except (pyarrow.ArrowNotImplementedError, pyarrow.ArrowInvalid):
        values = ["" if one is None else str(one) for one in column.to_pylist()]
        return pyarrow.array(values, pyarrow.string())
    return compute.fill_null(texts, "") if texts.null_count else texts
