"""Parquet: the columns of a file as texts, some thousands of rows at a time."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from surveil.errors import UsageError
from surveil.headers import CASES, Meaning, Words
from surveil.sheets import tables
from surveil.sheets.sources import Source
from surveil.sheets.tables import Chunk, Table

if TYPE_CHECKING:
    import pyarrow

_FIRST: Final = 2  # a spreadsheet would show the names of the columns as row 1


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

    def chunks() -> Iterator[Chunk]:
        return tables.in_chunks(enumerate(_rows(source, None), start=_FIRST))

    def column(position: int) -> Iterator[tuple[int, str]]:
        # A name that stands twice, or with a dot in it, does not tell its column.
        if names.count(names[position]) > 1 or "." in names[position]:
            yield from tables.column_of(chunks)(position)
            return
        for number, (text,) in enumerate(_rows(source, [names[position]]), _FIRST):
            yield number, text

    return Table(
        name=source.name,
        told="Parquet",
        header=tables.header([names], 0, said, words),
        header_row=1,
        chunks=chunks,
        column=column,
    )


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


def _rows(source: Source, columns: list[str] | None) -> Iterator[tuple[str, ...]]:
    with opened(source) as file:
        for batch in file.iter_batches(tables.ROWS, columns=columns):
            yield from zip(*map(texts_of, batch.columns), strict=True)


def texts_of(column: "pyarrow.Array[Any]") -> list[str]:
    """The values as texts; null and not-a-number are ""."""
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
        return ["" if one is None else str(one) for one in column.to_pylist()]
    plain: list[str] = compute.fill_null(texts, "").to_pylist()
    return plain
