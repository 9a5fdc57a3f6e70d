"""An iCalendar file taken apart by hand: bytes, physical lines, content lines, parts.

No calendar library and nothing of surveil: what judges the writer shares no code
with it. A fault begins with its point of the list in `calendar_bytes`.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

WIDTH = 75
BREAK = re.compile(rb"\r\n|\r|\n")
BARE_BREAK = re.compile(rb"\r(?!\n)|(?<!\r)\n")
ESCAPE = re.compile(r"\\(.)", re.DOTALL)
GOOD_ESCAPE = re.compile(r"\\[\\;,n]")
LONE_ESCAPE = re.compile(rb"(?<!\\)(?:\\\\)*\\\Z")
# Capitals only: programs read `summary` too, so it could hide a second title.
CONTENT = re.compile(
    r'([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:"[^"]*"|[^";:]*))*):(.*)', re.DOTALL
)
INSIDE = {"VCALENDAR": "", "VEVENT": "VCALENDAR", "VALARM": "VEVENT"}
UNWANTED_KINDS = frozenset({"Cc", "Cs", "Cn", "Co", "Zl", "Zp"})
DIRECTION_MARKS = frozenset(
    map(chr, (0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
)


@dataclass(frozen=True, slots=True)
class Line:
    """A content line; its number is that of its first physical line."""

    number: int
    name: str
    parameters: str
    value: str

    @property
    def text(self) -> str:
        return _unescaped(self.value)


@dataclass(frozen=True, slots=True)
class Component:
    """What stands between BEGIN and END."""

    number: int
    name: str
    lines: list[Line] = field(default_factory=list)
    parts: list["Component"] = field(default_factory=list)

    def counts(self) -> Counter[str]:
        """How often each name stands here."""
        return Counter(line.name for line in self.lines)

    def text(self, name: str) -> str:
        """The first value of this name, or nothing."""
        return next((line.text for line in self.lines if line.name == name), "")


def byte_faults(raw: bytes) -> Iterator[str]:
    """Points 1 to 4: all that can be said before any line is understood."""
    yield from _encoding_faults(raw)
    yield from _ending_faults(raw)
    for number, line in enumerate(BREAK.split(raw), 1):
        yield from _width_faults(number, line)
    for number, text in _unfolded(raw):
        # Almost every line is printable, and this is quicker than one by one.
        unprintable = set() if text.isprintable() else set(text)
        for character in sorted(filter(unwanted, unprintable)):
            yield f"4: line {number} holds U+{ord(character):04X}"


def unwanted(character: str) -> bool:
    """A character that breaks a reader, or shows a text as what it is not."""
    return (
        unicodedata.category(character) in UNWANTED_KINDS
        or character in DIRECTION_MARKS
        or character == "\ufeff"
    )


def plain_text(raw: bytes) -> str:
    """The whole text without folds and escapes, for a search that they could foil."""
    return "\n".join(_unescaped(text) for _, text in _unfolded(raw))


def parse(raw: bytes) -> tuple[list[Component], list[str]]:
    """The outermost components, and what kept the rest from being understood.

    Reads on after a fault, so that one fault does not hide the next.
    """
    outermost: list[Component] = []
    faults: list[str] = []
    around: list[Component] = []
    for number, text in _unfolded(raw):
        match = CONTENT.fullmatch(text)
        if match is None:
            faults.append(f"17: line {number} is not NAME:value")
            continue
        line = Line(number, match[1], match[2].removeprefix(";"), match[3])
        if line.name in ("BEGIN", "END") and line.parameters:
            faults.append(f"17: line {number}: {line.name} has parameters")
        if line.name == "BEGIN":
            faults += _place_faults(line, around)
            part = Component(number, line.value)
            (around[-1].parts if around else outermost).append(part)
            around.append(part)
        elif line.name == "END":
            faults += _close(line, around)
        elif around:
            around[-1].lines.append(line)
        else:
            faults.append(f"7: line {number} stands outside VCALENDAR")
    faults += [f"7: line {part.number}: {part.name} has no END" for part in around]
    return outermost, faults


def escape_faults(line: Line) -> Iterator[str]:
    """A reader that splits at `,` or `;` would take the rest for something else."""
    rest = GOOD_ESCAPE.sub("", line.value)
    point = 9 if line.name in ("NAME", "X-WR-CALNAME") else 4
    for sign in sorted(set(rest) & set("\\,;")):
        what = "a stray" if sign == "\\" else "an unescaped"
        yield f"{point}: line {line.number}: {line.name} holds {what} {sign}"


def _encoding_faults(raw: bytes) -> Iterator[str]:
    if raw.startswith(b"\xef\xbb\xbf"):
        yield "1: the file begins with a byte order mark"
    if b"\0" in raw:
        yield f"1: line {_line_number(raw, raw.index(0))} holds a NUL"
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        yield f"1: line {_line_number(raw, error.start)} is not UTF-8"


def _ending_faults(raw: bytes) -> Iterator[str]:
    bare = BARE_BREAK.search(raw)
    if bare:
        name = "CR" if bare[0] == b"\r" else "LF"
        yield f"2: line {_line_number(raw, bare.start())} ends in a bare {name}"
    for number, line in enumerate(BREAK.split(raw)[:-1], 1):
        if not line:
            yield f"2: line {number} is empty"
    if not raw.endswith(b"\r\nEND:VCALENDAR\r\n"):
        yield "2: the last line is not END:VCALENDAR and CRLF"


def _width_faults(number: int, line: bytes) -> Iterator[str]:
    if len(line) > WIDTH:
        yield f"3: line {number} is {len(line)} octets long"
    if LONE_ESCAPE.search(line):
        yield f"3: line {number} ends in half an escape"
    if line[:1] in (b" ", b"\t"):
        if line[:1] == b"\t":
            yield f"3: line {number} is folded with a tab"
        if len(line) == 1:
            yield f"3: line {number} folds nothing"
        elif 0x80 <= line[1] < 0xC0:
            yield f"3: line {number} begins inside a character"


def _unfolded(raw: bytes) -> Iterator[tuple[int, str]]:
    """The content lines with the number of their first physical line.

    Joined as bytes: a fold may cut a character, and then only the whole decodes.
    """
    joined: list[tuple[int, list[bytes]]] = []
    for number, line in enumerate(BREAK.split(raw.removeprefix(b"\xef\xbb\xbf")), 1):
        if joined and line[:1] in (b" ", b"\t"):
            joined[-1][1].append(line[1:])
        elif line:
            joined.append((number, [line]))
    for number, pieces in joined:
        yield number, b"".join(pieces).decode(errors="replace")


def _unescaped(text: str) -> str:
    return ESCAPE.sub(lambda escape: "\n" if escape[1] in "nN" else escape[1], text)


def _line_number(raw: bytes, position: int) -> int:
    return len(BREAK.findall(raw, 0, position)) + 1


def _place_faults(begin: Line, around: list[Component]) -> list[str]:
    outer = around[-1].name if around else ""
    if INSIDE.get(begin.value) == outer:
        return []
    return [f"8: line {begin.number}: {begin.value} may not stand here"]


def _close(end: Line, around: list[Component]) -> list[str]:
    """Leave the component that this END names, and those inside it left open."""
    if end.value not in [part.name for part in around]:
        return [f"7: line {end.number} ends {end.value}, which is not open"]
    faults = []
    while (part := around.pop()).name != end.value:
        faults.append(f"7: line {part.number}: {part.name} has no END")
    return faults
