"""Charts of an audit, drawn so that they print in black and white."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import Final

from surveil.measures import Figure
from surveil.render.audit_words import share
from surveil.render.sheet_html import Html, tag

Named = tuple[str, Figure]

_LEFT, _TOP, _HIGH, _FOOT = 44, 8, 100, 26
_STEP: Final = 16
_LEAST: Final = 240  # wide enough for the words of the median
_NAMES: Final = 150  # room for the names of groups
_ACROSS, _ROW = 300, 18
_INK, _GREY, _BLUE = "#111", "#767676", "#0072B2"


def run_chart(id: str, title: str, quarters: Sequence[Named]) -> Html:
    """A dot for each quarter with anything to count, and the median of all."""
    width = _LEFT + max(_STEP * len(quarters), _LEAST)
    counted = [
        (place, figure.share)
        for place, (_, figure) in enumerate(quarters)
        if figure.share is not None
    ]
    middle = median(value for _, value in counted)
    return _svg(
        id,
        title,
        _about_run(quarters, middle),
        (width + 4, _TOP + _HIGH + _FOOT),
        *_percents(width),
        tag(
            "path",
            d=f"M{_LEFT} {_y(middle):g}H{width}",
            stroke=_INK,
            stroke_width="1",
            stroke_dasharray="5 3",
        ),
        *(
            tag(
                "path",
                d=f"M{_x(one)} {_y(before):g}L{_x(other)} {_y(after):g}",
                stroke=_BLUE,
                stroke_width="1.2",
            )
            for (one, before), (other, after) in pairwise(counted)
            if other == one + 1
        ),
        *(_dot(_x(place), _y(value)) for place, value in counted),
        *_years(quarters),
    )


def group_chart(id: str, title: str, groups: Sequence[Named], all: Figure) -> Html:
    """For each group its share and interval; a broken line for all patients."""
    high = _ROW * len(groups)
    width = _NAMES + _ACROSS
    parts = []
    for percent in (0, 25, 50, 75, 100):
        x = _across(percent / 100)
        line = f"M{x:g} {_TOP}V{_TOP + high}"
        parts.append(tag("path", d=line, stroke=_GREY, stroke_width=".4"))
        parts.append(_word(f"{percent} %", x, _TOP + high + 12, "middle"))
    if all.share is not None:
        line = f"M{_across(all.share):g} {_TOP}V{_TOP + high}"
        parts.append(
            tag("path", d=line, stroke=_INK, stroke_width="1", stroke_dasharray="5 3")
        )
    for place, (name, figure) in enumerate(groups):
        parts += _group(name, figure, _TOP + _ROW * (place + 0.5))
    return _svg(
        id, title, _about_groups(groups, all), (width + 20, _TOP + high + 18), *parts
    )


def _group(name: str, figure: Figure, y: float) -> Iterator[Html]:
    yield _word(f"{name} (of {figure.denominator:,})", _NAMES - 8, y + 3, "end")
    if figure.share is None or figure.interval is None:
        yield _word("nothing to count", _NAMES + 4, y + 3, "start")
        return
    low, high = figure.interval
    yield tag(
        "path",
        d=f"M{_across(low):g} {y:g}H{_across(high):g}",
        stroke=_INK,
        stroke_width="1.4",
    )
    yield _dot(_across(figure.share), y)


def _svg(id: str, title: str, about: str, size: tuple[int, int], *parts: Html) -> Html:
    return tag(
        "svg",
        tag("title", title, id=f"{id}-title"),
        tag("desc", about, id=f"{id}-desc"),
        *parts,
        role="img",
        aria_labelledby=f"{id}-title",
        aria_describedby=f"{id}-desc",
        viewBox=f"0 0 {size[0]} {size[1]}",
    )


def _about_run(quarters: Sequence[Named], middle: float) -> str:
    ends = [name for name, figure in quarters if figure.denominator]
    return (
        f"A dot for each quarter from {ends[0]} to {ends[-1]}; the broken line is their"
        f" median, {middle * 100:.1f} %. The table below has the same numbers."
    )


def _about_groups(groups: Sequence[Named], all: Figure) -> str:
    parts = "; ".join(f"{name} {share(figure)}" for name, figure in groups)
    return (
        f"{parts}. The broken line is the share of all patients, {share(all)}; the bars"
        " are intervals of 95 %. The table has the same numbers."
    )


def _percents(width: int) -> Iterator[Html]:
    for percent in (0, 50, 100):
        y = _y(percent / 100)
        yield tag(
            "path",
            d=f"M{_LEFT} {y:g}H{width}",
            stroke=_INK if percent == 0 else _GREY,
            stroke_width=".8" if percent == 0 else ".4",
        )
        yield _word(f"{percent} %", _LEFT - 4, y + 3, "end")


def _years(quarters: Sequence[Named]) -> Iterator[Html]:
    """The number of each quarter, and each year where it begins."""
    for place, (name, _) in enumerate(quarters):
        year, _, quarter = name.partition("-Q")
        yield _word(quarter, _x(place), _TOP + _HIGH + 11, "middle")
        if quarter == "1" or (place == 0 and quarter != "4"):
            yield _word(year, _x(place) - 5, _TOP + _HIGH + 22, "start")


def _dot(x: float, y: float) -> Html:
    return tag(
        "circle",
        cx=f"{x:g}",
        cy=f"{y:g}",
        r="3",
        fill=_BLUE,
        stroke=_INK,
        stroke_width=".6",
    )


def _word(text: str, x: float, y: float, anchor: str) -> Html:
    return tag("text", text, x=f"{x:g}", y=f"{y:g}", text_anchor=anchor, font_size="9")


def _x(place: int) -> float:
    return _LEFT + (place + 0.5) * _STEP


def _y(value: float) -> float:
    return round(_TOP + _HIGH * (1 - value), 2)


def _across(value: float) -> float:
    return round(_NAMES + _ACROSS * value, 2)
