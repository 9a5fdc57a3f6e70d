"""What no text from outside may change in an output, and what is read of it as text."""

import csv
import io
import json
from html.parser import HTMLParser

from calendar_bytes import entries, faults
from calendar_lines import parse
from injection import Ran

REFUSED = (1, 2, 3, 4)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0")


def is_refused(ran: Ran) -> bool:
    """Nothing came out but one line, after warnings at most, that says why."""
    if ran.code not in REFUSED:
        return False
    assert ran.out == b""
    *before, last = ran.said.splitlines()
    assert last.startswith("surveil: ")
    assert len(last) > len("surveil: ") + 10
    assert all(line.startswith("warning: ") for line in before)
    return True


def is_plain(text: str) -> bool:
    """No character acts on the terminal that shows it."""
    return all(letter.isprintable() or letter in "\n\u200c\u200d" for letter in text)


def outline(part):
    """The names of a component, of its lines and of what stands in it."""
    return part.name, [line.name for line in part.lines], [*map(outline, part.parts)]


class Tags(HTMLParser):
    """Every tag with the names of its attributes, and where it leads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[object] = []
        self.words = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attributes):
        links = [value for name, value in attributes if name in ("href", "src")]
        self.found.append((tag, sorted(name for name, _ in attributes), links))

    def handle_endtag(self, tag):
        self.found.append(tag)

    def handle_comment(self, data):
        self.found.append("comment")

    def handle_data(self, data):
        self.words += data


def kinds(value):
    """The shape of a JSON value: its keys and lengths, without its texts."""
    if isinstance(value, dict):
        return {key: kinds(each) for key, each in value.items()}
    if isinstance(value, list):
        return [kinds(each) for each in value]
    return type(value).__name__


def shape(raw: bytes, form: str) -> object:
    """What no text from outside may change."""
    text = raw.decode()
    if form == "ics":
        calendars, unclear = parse(raw)
        assert [*unclear, *faults(raw, template=False)] == []
        return [*map(outline, calendars)]
    if form == "html":
        return Tags(text).found
    if form == "json":
        return kinds(json.loads(text))
    if form == "csv":
        rows = list(csv.reader(io.StringIO(text, newline="")))
        for cell in (cell for row in rows for cell in row):
            assert not cell.startswith(FORMULA)
            assert is_plain(cell)
        return [len(row) for row in rows]
    assert is_plain(text)
    return text.count("\n") > 0


def words_of(raw: bytes, form: str) -> str:
    """All that a person or program reads of it as text."""
    if form == "ics":
        return "\n".join(
            value for entry in entries(raw) for value in entry.values()
        ) + raw.decode().replace("\r\n ", "")
    if form == "html":
        return Tags(raw.decode()).words
    if form == "json":
        return "\n".join(_strings(json.loads(raw)))
    return raw.decode()


def _strings(value):
    if isinstance(value, dict):
        value = [*value.keys(), *value.values()]
    if isinstance(value, list):
        for each in value:
            yield from _strings(each)
    elif isinstance(value, str):
        yield value


def squeezed(text: str) -> str:
    """Without spaces, and with the signs that stand in for those with a meaning."""
    text = "".join(text.split()).replace('""', '"')
    return text.translate(str.maketrans("{}\\<", "()/("))
