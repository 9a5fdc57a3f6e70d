"""Delimited text: CSV and its relatives, in any common encoding."""

import codecs
import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import IO, Final

from surveil.errors import UsageError
from surveil.headers import CASES, Meaning, Words
from surveil.sheets import tables
from surveil.sheets.sources import Source
from surveil.sheets.tables import Chunk, Table

_DELIMITERS: Final = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_MARKS: Final = (
    (codecs.BOM_UTF32_LE, ""),
    (codecs.BOM_UTF32_BE, ""),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NAMES: Final = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": "Windows-1252",
}
_BLOCK: Final = 2**20
_SAVE: Final = "save it as CSV UTF-8"


@dataclass(frozen=True, slots=True)
class _Text:
    """How the bytes of a source are read as records."""

    source: Source
    encoding: str
    delimiter: str = ","
    hint: bool = False  # its first line is "sep=;", as Excel has it, and is no row

    def records(self) -> Iterator[tuple[str, ...]]:
        """Every record, blank ones too.

        Raises UsageError with the row at which a quotation mark goes wrong.
        """
        with self.source.opened() as file:
            text = io.TextIOWrapper(file, self.encoding, newline="")
            try:
                if self.hint:
                    text.readline()
                yield from self._parted(text)
            finally:
                text.detach()

    def _parted(self, text: io.TextIOWrapper) -> Iterator[tuple[str, ...]]:
        # A strict reader refuses a quotation mark that is never closed: it would
        # swallow the rows after it.
        lines = csv.reader(text, delimiter=self.delimiter, strict=True)
        row = 0
        try:
            for cells in lines:
                row += 1
                yield tuple(cells)
        except csv.Error:
            raise UsageError(
                f"{self.source.name}, row {row + 1}: a quotation mark is not closed, or"
                " stands inside a cell where it has to be written twice"
            ) from None


def table(
    source: Source, said: Mapping[str, Meaning | None], words: Words = CASES
) -> Table:
    """The list in a delimited text; its delimiter is the one that shows most facts.

    Raises UsageError where it is no text, or where no row names a site.
    """
    encoding = _encoding(source)
    hint = _hint(source, encoding)
    best: tuple[int, int, str] | None = None
    fault: UsageError | None = None
    for delimiter in _DELIMITERS:
        head, wrong = _head(_Text(source, encoding, delimiter, hint))
        found = tables.best_header(head, said, words)
        if found and (best is None or found[1] > best[1]):
            best = *found, delimiter
        # With a wrong delimiter a sound quotation mark looks unsound.
        if delimiter == ",":
            fault = wrong
    if best is None:
        raise fault or tables.without_header(source.name, words)
    place, _, delimiter = best
    text = _Text(source, encoding, delimiter, hint)
    head, _ = _head(text)

    def chunks() -> Iterator[Chunk]:
        numbered = enumerate(text.records(), start=1)
        return tables.in_chunks(islice(numbered, place + 1, None))

    return Table(
        name=source.name,
        told=f"CSV, {_NAMES[encoding]}, parted by {_DELIMITERS[delimiter]}",
        header=tables.header(head, place, said, words),
        header_row=place + 1,
        above=tuple(n for n, row in enumerate(head[:place], 1) if "".join(row).strip()),
        chunks=chunks,
        parts=tables.parts_of(chunks),
    )


def _head(text: _Text) -> tuple[list[tuple[str, ...]], UsageError | None]:
    """The first records, up to a fault if there is one."""
    head: list[tuple[str, ...]] = []
    try:
        for record in islice(text.records(), tables.HEAD):
            head.append(record)
    except UsageError as fault:
        return head, fault
    return head, None


def _hint(source: Source, encoding: str) -> bool:
    with source.opened() as file:
        text = io.TextIOWrapper(file, encoding, newline="")
        line = text.readline(16)
        text.detach()
    return line.lower().startswith("sep=") and line.strip()[4:] in (*_DELIMITERS, "")


def _encoding(source: Source) -> str:
    """The encoding in which all of the text can be read; raises UsageError if none.

    Without a byte order mark it is UTF-8 where that can be, else Windows-1252.
    """
    with source.opened() as file:
        marked = _marked(file.read(4))
    if marked == "":
        raise UsageError(f"{source.name} is UTF-32 text: {_SAVE}")
    for encoding in (marked,) if marked else ("utf-8", "cp1252"):
        with source.opened() as file:
            if _decodes(file, encoding, source.name):
                return encoding
    if marked:
        raise UsageError(f"{source.name} is not whole {_NAMES[marked]} text: {_SAVE}")
    raise UsageError(
        f"{source.name} is not text in UTF-8, UTF-16 or Windows-1252: {_SAVE}"
    )


def _marked(start: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return encoding
    return None


def _decodes(file: IO[bytes], encoding: str, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while True:
            block = file.read(_BLOCK)
            if "\0" in decoder.decode(block, final=not block):
                raise UsageError(
                    f"{name} holds NUL characters and is no CSV: {_SAVE}, or as .xlsx"
                )
            if not block:
                return True
    except UnicodeDecodeError:
        return False
