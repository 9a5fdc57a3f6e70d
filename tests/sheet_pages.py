"""Sheets that several tests look at, read as lines and as a tree."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from calendar_bytes import indiscreet
from samples import EXEMPT, MIDGUT, NEC, guideline, planned

from surveil.overriding import override, parse
from surveil.render import sheet
from surveil.render.clinic_texts import ClinicTexts
from surveil.render.layout import Layout, lay_out
from surveil.spans import Span

# These stand on lines of their own; all others are within one.
_BLOCKS = frozenset(
    (
        *("h1", "h2", "h3", "h4", "p", "li", "dt", "dd"),
        *("th", "td", "caption", "div", "strong"),
    )
)
_VOID = frozenset(("meta",))


@dataclass
class Element:
    name: str
    attributes: dict
    parts: list = field(default_factory=list)

    def all(self, name):
        """The elements of this name below this one, in order."""
        found = []
        for part in self.parts:
            if isinstance(part, Element):
                found += [part] if part.name == name else []
                found += part.all(name)
        return found

    def with_class(self, name):
        found = []
        for part in self.parts:
            if isinstance(part, Element):
                if part.attributes.get("class") == name:
                    found.append(part)
                found += part.with_class(name)
        return found

    @property
    def text(self):
        return "".join(
            part.text if isinstance(part, Element) else part for part in self.parts
        )

    @property
    def lines(self):
        """The lines that a reader sees, without pictures."""
        found = [""]
        self._walk(found)
        return [line for line in found if line]

    def _walk(self, found):
        for part in self.parts:
            if isinstance(part, str):
                found[-1] += part
            elif part.name not in ("svg", "style", "head"):
                if part.name in _BLOCKS:
                    found.append("")
                part._walk(found)
                if part.name in _BLOCKS:
                    found.append("")


class _Reader(HTMLParser):
    """A strict reader: every element is closed by its own end, in order."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names), f"{tag} has an attribute twice"
        element = Element(tag, dict(attrs))
        self.open[-1].parts.append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_endtag(self, tag):
        assert self.open.pop().name == tag

    def handle_data(self, data):
        self.open[-1].parts.append(data)

    def handle_comment(self, data):
        raise AssertionError("a sheet has no comments")

    def handle_pi(self, data):
        raise AssertionError("a sheet has no instructions")


def read(raw):
    """The tree of a sheet; AssertionError where an element is not closed."""
    reader = _Reader()
    reader.feed(raw.decode())
    reader.close()
    assert reader.open == [reader.root]
    (page,) = [part for part in reader.root.parts if isinstance(part, Element)]
    return page


def sheet_of(plan, *, by="visit", **texts):
    """The sheet of a plan, laid out as it is without settings."""
    layout = Layout(by=by, texts=ClinicTexts(**texts))
    out = lay_out(plan, layout)
    return sheet.render(plan, out.visits, layout.texts, bookings=out.bookings)


PANCREAS = {
    "surgery": "2026-03-12",
    "site": "pancreas",
    "grade": "G1",
    "stage": "II",
    "resection": "R0",
    "hereditary": "MEN1",
    "born": "1980",
}


def men1(years):
    """Two programmes beside a guideline: the plan with the most tests."""
    programmes = [guideline("men1-2012"), guideline("vhl-2017")]
    return planned(PANCREAS, programmes=programmes, horizon=Span(months=12 * years))


NO_FOLLOW_UP = {**EXEMPT, "adverse_histology": "no"}
DIED = {**MIDGUT, "status": "died", "status_date": "2026-11-01"}
SUSPENDED = {**DIED, "status": "suspended"}
LEVELS = ("plain", "discreet", "clinical")
CASES = {
    "midgut": planned(MIDGUT),
    "nec": planned(NEC),
    "men1": men1(10),
    "men1, 30 years": men1(30),
    "judgement": planned(EXEMPT),
    "no follow-up": planned(NO_FOLLOW_UP),
    "died": planned(DIED),
    "suspended": planned(SUSPENDED),
    "run out": planned({**MIDGUT, "surgery": "2005-03-12"}, by="norway-2020"),
}
CARCINOID = {**MIDGUT, "function": "carcinoid-syndrome"}
MOVED = override(
    planned(MIDGUT),
    [
        parse("ct-or-mri-abdomen/3=2027-10-20: holiday abroad"),
        parse("cga/2=none: not wanted"),
    ],
)


def lines(plan, **texts):
    return read(sheet_of(plan, **texts)).lines


def part(plan, **texts):
    """The lines of the patient's part, and those of the clinic's file."""
    found = lines(plan, **texts)
    at = found.index("For the clinic's file")
    return found[:at], found[at:]


# What is asked of everybody before a fast, for safety: it names no illness.
_BEFORE_A_FAST = ("stomach or pancreas surgery", "胃或胰腺手术")


def named(text):
    """The words in a text that no patient may read, in any language."""
    for words in _BEFORE_A_FAST:
        text = text.replace(words, "")
    return indiscreet(text)
