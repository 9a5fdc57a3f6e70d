"""A bar chart of months, drawn so that it prints in black and white."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from surveil.render.sheet_html import Html, tag

_LEFT, _BAR, _GAP, _TOP, _HIGH, _FOOT = 50, 13, 3, 8, 90, 26
_INITIALS: Final = "JFMAMJJASOND"
_NAMES: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_FILL: Final = "#0072B2"  # a middle grey in print; the edge is dark
_ROUND: Final = (2, 4, 6, 8, 10)  # tops of a scale: halves of them are whole


def in_words(month: date) -> str:
    """Such as November 2026."""
    return f"{_NAMES[month.month - 1]} {month.year}"


def chart(id: str, title: str, months: Sequence[date], counts: Sequence[int]) -> Html:
    """One bar for each month, with what they say in words for those who see none."""
    top = scale(max(counts))
    width = _LEFT + _BAR * len(months)
    return tag(
        "svg",
        tag("title", f"{title}, by month", id=f"{id}-title"),
        tag("desc", _about(months, counts), id=f"{id}-desc"),
        *_lines(top, width),
        *_bars(counts, top),
        *_feet(months),
        role="img",
        aria_labelledby=f"{id}-title",
        aria_describedby=f"{id}-desc",
        viewBox=f"0 0 {width + 2} {_TOP + _HIGH + _FOOT}",
    )


def scale(most: int) -> int:
    """The top of the scale: a round number, not lower than the highest bar."""
    if most <= 1:
        return 1
    ten = 1
    while most > 10 * ten:
        ten *= 10
    return next(one * ten for one in _ROUND if one * ten >= most)


def _about(months: Sequence[date], counts: Sequence[int]) -> str:
    most, least = max(counts), min(counts)
    return (
        f"A bar for each month from {in_words(months[0])} to {in_words(months[-1])}:"
        f" {sum(counts):,} in all, most in {in_words(months[counts.index(most)])}"
        f" ({most:,}), fewest in {in_words(months[counts.index(least)])} ({least:,})."
        " The table below has the same numbers."
    )


def _lines(top: int, width: int) -> Iterator[Html]:
    """The scale: lines at nothing, half and all, with their numbers."""
    for count in (0, top) if top == 1 else (0, top // 2, top):
        y = _TOP + _HIGH - _HIGH * count / top
        yield tag(
            "path",
            d=f"M{_LEFT} {y:g}H{width}",
            stroke="#111" if count == 0 else "#767676",
            stroke_width=".8" if count == 0 else ".5",
        )
        yield _word(f"{count:,}", _LEFT - 4, y + 3, "end")


def _bars(counts: Sequence[int], top: int) -> Iterator[Html]:
    for place, count in enumerate(counts):
        if count:
            high = round(_HIGH * count / top, 2)
            yield tag(
                "rect",
                x=f"{_LEFT + place * _BAR + _GAP / 2:g}",
                y=f"{_TOP + _HIGH - high:g}",
                width=f"{_BAR - _GAP}",
                height=f"{high:g}",
                fill=_FILL,
                stroke="#111",
                stroke_width=".6",
            )


def _feet(months: Sequence[date]) -> Iterator[Html]:
    """The first letter of each month, and each year where it begins."""
    for place, month in enumerate(months):
        x = _LEFT + (place + 0.5) * _BAR
        letter = _INITIALS[month.month - 1]
        yield _word(letter, x, _TOP + _HIGH + 11, "middle")
        # A year of one month alone would run into the next.
        if month.month == 1 or (place == 0 and month.month < 12):
            left = _LEFT + place * _BAR + 1
            yield _word(str(month.year), left, _TOP + _HIGH + 22, "start")


def _word(text: str, x: float, y: float, anchor: str) -> Html:
    return tag("text", text, x=f"{x:g}", y=f"{y:g}", text_anchor=anchor, font_size="9")
