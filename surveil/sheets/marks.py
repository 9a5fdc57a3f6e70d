"""Marks: what a workbook shows of a cell, where its value alone would mislead.

Typed into a spreadsheet, "5%" becomes 0.05, "Jan 2024" the first of January and "31/1"
a day of the current year; only the format of the cell tells. A formula that failed has
no value at all.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import IO, Final
from xml.etree import ElementTree

_FORMATS: Final = {9: "0%", 10: "0.00%", 16: "d-mmm", 17: "mmm-yy"}
_PLAIN: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')  # text, colour, locale
_BLOCK: Final = 2**23
_ROW_END: Final = b"row>"
_CELL: Final = rb"<(?:\w+:)?c\s([^>]*?)/?>"
_FAILED: Final = re.compile(
    rb"<(?:\w+:)?c\s([^>]*?\bt=[\"']e[\"'][^>]*?)>"
    rb".{0,9999}?<(?:\w+:)?v>(#[^<]{1,20})<",
    re.DOTALL,
)
_PLACE: Final = re.compile(rb"\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")
_COLUMNS: Final = re.compile(rb"\sr=[\"']([A-Z]{1,3})[0-9]")
_ROWS: Final = re.compile(rb"\sr=[\"'][A-Z]{0,3}([0-9]{1,7})[\"']")


class Shown(Enum):
    """How a cell is shown that is not shown as what it holds."""

    PERCENT = "percent"
    MONTH = "month"
    DAY_AND_MONTH = "day and month"


@dataclass(slots=True)
class Marks:
    """Of one sheet: its size, and its cells by row and column from 0."""

    rows: int = 0
    columns: int = 0
    shown: dict[tuple[int, int], Shown] = field(default_factory=dict)
    failed: dict[tuple[int, int], str] = field(default_factory=dict)


def unpacked(file: IO[bytes]) -> int:
    """How many bytes the workbook holds, once unpacked."""
    with zipfile.ZipFile(file) as archive:
        return sum(one.file_size for one in archive.infolist())


def of(file: IO[bytes]) -> Mapping[str, Marks]:
    """The marks of every sheet of a workbook, by its name."""
    with zipfile.ZipFile(file) as archive:
        styles = _styles(archive)
        return {name: _scan(archive, part, styles) for name, part in _parts(archive)}


def _parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """The sheets' names and where they lie in the archive."""
    targets = {}
    for one in _elements(archive, "xl/_rels/workbook.xml.rels", "Relationship"):
        target = one.get("Target", "")
        # From the top of the archive, or from beside the workbook.
        targets[one.get("Id")] = (
            target[1:] if target.startswith("/") else f"xl/{target}"
        )
    for one in _elements(archive, "xl/workbook.xml", "sheet"):
        ids = [text for name, text in one.items() if name.endswith("}id")]
        if ids and ids[0] in targets:
            yield one.get("name", ""), targets[ids[0]]


def _styles(archive: zipfile.ZipFile) -> Mapping[bytes, Shown]:
    """How each style shows a number, by its index as it stands in a cell."""
    if "xl/styles.xml" not in archive.namelist():
        return {}
    codes = dict(_FORMATS)
    for one in _elements(archive, "xl/styles.xml", "numFmt"):
        codes[int(one.get("numFmtId", "0"))] = one.get("formatCode", "")
    found = {}
    index = 0
    for group in _elements(archive, "xl/styles.xml", "cellXfs"):
        for one in group:
            shown = _shown(codes.get(int(one.get("numFmtId", "0")), ""))
            if shown:
                found[str(index).encode()] = shown
            index += 1
    return found


def _shown(code: str) -> Shown | None:
    plain = _PLAIN.sub("", code).split(";")[0].casefold()
    if "%" in plain:
        return Shown.PERCENT
    if "m" not in plain or "h" in plain or "s" in plain:
        return None
    if "d" not in plain and "y" in plain:
        return Shown.MONTH
    return Shown.DAY_AND_MONTH if "d" in plain and "y" not in plain else None


def _elements(
    archive: zipfile.ZipFile, part: str, name: str
) -> Iterator[ElementTree.Element]:
    """The elements of a name, in whatever edition of the namespace."""
    with archive.open(part) as file:
        for one in ElementTree.fromstring(file.read()).iter():
            if one.tag.rpartition("}")[2] == name:
                yield one


def _scan(archive: zipfile.ZipFile, part: str, styles: Mapping[bytes, Shown]) -> Marks:
    marks = Marks()
    if part not in archive.namelist():
        return marks
    styled = None
    if styles:
        one_of = b"|".join(styles)
        styled = re.compile(
            _CELL.replace(b"*?)", b"*?\\bs=[\"'](?:" + one_of + b")[\"'][^>]*?)")
        )
    with archive.open(part) as file:
        for block in _blocks(file):
            letters = set(_COLUMNS.findall(block))
            marks.columns = max(
                marks.columns, *(_number(one) + 1 for one in letters), 0
            )
            marks.rows = max(marks.rows, *map(int, set(_ROWS.findall(block))), 0)
            for found in styled.finditer(block) if styled else ():
                style = re.search(rb"\bs=[\"']([0-9]+)[\"']", found[1])
                if (place := _place(found[1])) and style:
                    marks.shown[place] = styles[style[1]]
            if b"#" in block:
                for found in _FAILED.finditer(block):
                    if place := _place(found[1]):
                        marks.failed[place] = found[2].decode("ascii", "replace")
    return marks


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    """The bytes in large parts that end where a row ends."""
    kept = b""
    while block := file.read(_BLOCK):
        kept += block
        end = kept.rfind(_ROW_END) + len(_ROW_END)
        if end >= len(_ROW_END):
            yield kept[:end]
            kept = kept[end:]
    yield kept


def _place(attributes: bytes) -> tuple[int, int] | None:
    found = _PLACE.search(attributes)
    return (int(found[2]) - 1, _number(found[1])) if found else None


def _number(letters: bytes) -> int:
    """The number of a column from 0: A is 0, Z 25, AA 26."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
