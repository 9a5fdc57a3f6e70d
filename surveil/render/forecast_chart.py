"""A chart of what is to come in each period, that prints in black and white."""

from collections.abc import Iterator
from typing import Final

from surveil.periods import Line, Periods
from surveil.render.report_chart import scale
from surveil.render.sheet_html import Html, tag

_LEFT, _BAR, _GAP, _TOP, _HIGH, _FOOT = 50, 13, 3, 8, 90, 26
_LEAST: Final = 12  # periods: fewer would be drawn as broad as a page
_INITIALS: Final = "JFMAMJJASOND"
_INK, _GREY, _FILL = "#111", "#767676", "#0072B2"


def chart(id: str, title: str, periods: Periods, line: Line, top: int) -> Html:
    """A bar for what is expected, and an open one up to the most there could be.

    `top` is the top of the scale, so that charts side by side can be compared.
    """
    width = _LEFT + _BAR * max(len(line.most), _LEAST)
    return tag(
        "svg",
        tag("title", title, id=f"{id}-title"),
        tag("desc", _about(periods, line), id=f"{id}-desc"),
        *_lines(top, width),
        *(part for place in range(len(line.most)) for part in _bar(line, place, top)),
        *_feet(periods),
        role="img",
        aria_labelledby=f"{id}-title",
        aria_describedby=f"{id}-desc",
        viewBox=f"0 0 {width + 2} {_TOP + _HIGH + _FOOT}",
    )


def top_of(*lines: Line) -> int:
    """A round number that no bar of these is higher than."""
    return scale(max(max(line.most) for line in lines))


def _about(periods: Periods, line: Line) -> str:
    names = periods.names
    most = max(line.expected)
    where = names[line.expected.index(most)]
    return (
        f"A bar for each {periods.by} from {names[0]} to {names[-1]}: expected"
        f" {sum(line.expected):,} in all, most in {where} ({most:,}). The open part"
        " of a bar reaches to the largest number that could fall there. The table below"
        " has the same numbers."
    )


def _lines(top: int, width: int) -> Iterator[Html]:
    for count in (0, top) if top == 1 else (0, top // 2, top):
        y = _TOP + _HIGH - _HIGH * count / top
        yield tag(
            "path",
            d=f"M{_LEFT} {y:g}H{width}",
            stroke=_INK if count == 0 else _GREY,
            stroke_width=".8" if count == 0 else ".5",
        )
        yield _word(f"{count:,}", _LEFT - 4, y + 3, "end")


def _bar(line: Line, place: int, top: int) -> Iterator[Html]:
    for count, fill in ((line.most[place], "#fff"), (line.expected[place], _FILL)):
        if count:
            high = round(_HIGH * count / top, 2)
            yield tag(
                "rect",
                x=f"{_LEFT + place * _BAR + _GAP / 2:g}",
                y=f"{_TOP + _HIGH - high:g}",
                width=f"{_BAR - _GAP}",
                height=f"{high:g}",
                fill=fill,
                stroke=_INK,
                stroke_width=".6",
            )


def _feet(periods: Periods) -> Iterator[Html]:
    """The letter of each month or number of each quarter, and each year."""
    before = 0
    for place, start in enumerate(periods.starts):
        x = _LEFT + (place + 0.5) * _BAR
        if periods.by == "month":
            yield _word(_INITIALS[start.month - 1], x, _TOP + _HIGH + 11, "middle")
        elif periods.by == "quarter":
            yield _word(str((start.month + 2) // 3), x, _TOP + _HIGH + 11, "middle")
        if periods.by == "year":
            yield _word(f"{start.year % 100:02}", x, _TOP + _HIGH + 11, "middle")
        elif start.year != before and (place or start.month < 11):
            left = _LEFT + place * _BAR + 1
            yield _word(str(start.year), left, _TOP + _HIGH + 22, "start")
        before = start.year


def _word(text: str, x: float, y: float, anchor: str) -> Html:
    return tag("text", text, x=f"{x:g}", y=f"{y:g}", text_anchor=anchor, font_size="9")
