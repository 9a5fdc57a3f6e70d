"""The visits of a sheet as a picture: a line a year, a column a month."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from surveil.catalogue import TESTS
from surveil.messages import Messages
from surveil.render.clinic_texts import ClinicTexts
from surveil.render.sheet_html import Html, tag
from surveil.visits import Visit

# By sign: the shape alone tells them apart, the colour (Okabe and Ito) only helps.
_SHAPES: Final = {
    "sample": ("path", {"d": "M6 .5 11.5 11H.5Z"}, "#F0E442"),
    "scan": ("rect", {"x": "1", "y": "1", "width": "10", "height": "10"}, "#0072B2"),
    "heart": ("path", {"d": "M4 .5H8V4H11.5V8H8V11.5H4V8H.5V4H4Z"}, "#D55E00"),
    "endoscopy": ("path", {"d": "M6 0 12 6 6 12 0 6Z"}, "#E69F00"),
    "visit": ("circle", {"cx": "6", "cy": "6", "r": "5"}, "#56B4E9"),
    "decision": ("path", {"d": "M1 .5V11.5M1 1H11L8 4L11 7H1"}, "#FFFFFF"),
}
_SIGN: Final = {"blood": "sample", "urine": "sample"}  # other kinds are their own
_LEFT, _MONTH, _MARK, _SPACE, _HEAD = 40, 26, 14, 6, 18
_WIDTH: Final = _LEFT + 12 * _MONTH
_HIGHEST: Final = 430  # for the years of one picture: it fits on a page

# By year and month: the signs, in no order.
_Marks: TypeAlias = Mapping[tuple[int, int], Mapping[str, None]]


def drawn(visits: Sequence[Visit], texts: ClinicTexts) -> Iterator[Html]:
    """The pictures and what the marks mean; on a discreet sheet all marks are alike."""
    kinds = texts.texts != "discreet"
    marks: dict[tuple[int, int], dict[str, None]] = {}
    for visit in visits:
        month = marks.setdefault((visit.day.year, visit.day.month), {})
        month.update(dict.fromkeys(_signs(visit, kinds)))
    for years in _pages(marks):
        yield tag("figure", _picture(years, marks, texts.words))
    yield _legend(marks, texts.words, kinds)


def _pages(marks: _Marks) -> Iterator[list[int]]:
    """The years from the first mark to the last, as many together as fit on a page."""
    years: list[int] = []
    height = 0
    for year in range(min(marks)[0], max(marks)[0] + 1):
        if years and height + _height(year, marks) > _HIGHEST:
            yield years
            years, height = [], 0
        years.append(year)
        height += _height(year, marks)
    yield years


def _height(year: int, marks: _Marks) -> int:
    lines = max(_lines(marks.get((year, month), {})) for month in range(1, 13))
    return _MARK * max(1, lines) + _SPACE


def _signs(visit: Visit, kinds: bool) -> list[str]:
    if not kinds:
        return ["visit"]
    found = (TESTS[event.test].kind for event in visit.events)
    return [_SIGN.get(kind, kind) for kind in found]


def _picture(
    years: Sequence[int],
    marks: _Marks,
    words: Messages,
) -> Html:
    parts = [
        _word(name, _LEFT + (month + 0.5) * _MONTH, 12, "middle")
        for month, name in enumerate(_months(words))
    ]
    top = _HEAD
    for year in years:
        in_year = [_sorted(marks.get((year, month), {})) for month in range(1, 13)]
        parts.append(_rule(0, top, _WIDTH, top))
        parts.append(_word(str(year), 4, top + 14, "start", bold=True))
        for month, signs in enumerate(in_year):
            parts += _cell(signs, _LEFT + month * _MONTH, top)
        top += _height(year, marks)
    parts.append(_rule(0, top, _WIDTH, top))
    for month in range(13):
        x = _LEFT + month * _MONTH
        parts.append(_rule(x, _HEAD, x, top))
    return _named(
        parts,
        f"0 0 {_WIDTH + 1} {top + 1}",
        words.said("Your visits by month"),
        words.said(
            "A table of the months from {first} to {last} with a mark for what is"
            " planned. This sheet says the same in words.",
            first=str(years[0]),
            last=str(years[-1]),
        ),
        f"picture-{years[0]}",
    )


def _lines(signs: Collection[str]) -> int:
    """How many lines of two marks these signs need."""
    return (len(signs) + 1) // 2


def _cell(signs: Sequence[str], left: int, top: int) -> Iterator[Html]:
    """The marks of a month, two beside each other; a single one in the middle."""
    alone = (_MONTH - 12) / 2 if len(signs) == 1 else 0.5
    for at, sign in enumerate(signs):
        x, y = left + alone + at % 2 * 13, top + 4 + at // 2 * _MARK
        yield tag("g", _shape(sign), transform=f"translate({x:g} {y:g})")


def _named(parts: Sequence[Html], box: str, title: str, about: str, id: str) -> Html:
    return tag(
        "svg",
        tag("title", title, id=f"{id}-title"),
        tag("desc", about, id=f"{id}-desc"),
        *parts,
        role="img",
        aria_labelledby=f"{id}-title",
        aria_describedby=f"{id}-desc",
        viewBox=box,
    )


def _legend(marks: _Marks, words: Messages, kinds: bool) -> Html:
    used = {sign: None for month in marks.values() for sign in month}
    names = _names(words) if kinds else {"visit": words.said("follow-up")}
    lines = (
        tag(
            "li",
            tag("svg", _shape(sign), viewBox="-1 -1 14 14", aria_hidden="true"),
            names[sign],
        )
        for sign in _sorted(used)
    )
    return tag("ul", *lines, class_="legend")


def _sorted(signs: Mapping[str, None]) -> list[str]:
    return [sign for sign in _SHAPES if sign in signs]


def _shape(sign: str) -> Html:
    name, geometry, colour = _SHAPES[sign]
    return tag(name, fill=colour, stroke="#111", stroke_width="1.2", **geometry)


def _rule(x1: float, y1: float, x2: float, y2: float) -> Html:
    d = f"M{x1 + 0.5:g} {y1 + 0.5:g}L{x2 + 0.5:g} {y2 + 0.5:g}"
    return tag("path", d=d, stroke="#999", stroke_width=".6")


def _word(text: str, x: float, y: float, anchor: str, *, bold: bool = False) -> Html:
    return tag(
        "text",
        text,
        x=f"{x:g}",
        y=f"{y:g}",
        text_anchor=anchor,
        font_size="10",
        font_weight="bold" if bold else None,
    )


def _names(words: Messages) -> dict[str, str]:
    return {
        "visit": words.said("clinic visit"),
        "scan": words.said("scan"),
        "sample": words.said("blood or urine test"),
        "endoscopy": words.said("endoscopy"),
        "heart": words.said("heart test"),
        "decision": words.said("review of your plan"),
    }


def _months(words: Messages) -> tuple[str, ...]:
    said = words.said
    return (
        *(said("Jan"), said("Feb"), said("Mar"), said("Apr"), said("May"), said("Jun")),
        *(said("Jul"), said("Aug"), said("Sep"), said("Oct"), said("Nov"), said("Dec")),
    )
