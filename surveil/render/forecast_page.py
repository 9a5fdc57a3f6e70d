"""A forecast as one page: no key and no date of a patient."""

from collections.abc import Iterator
from typing import Final

from surveil.forecasting import Forecast, Side
from surveil.periods import Line
from surveil.plans import DISCLAIMER
from surveil.render import forecast_words as words
from surveil.render.dates import said
from surveil.render.forecast_chart import chart, top_of
from surveil.render.report_style import STYLE
from surveil.render.report_table import head, number, row, table, wide
from surveil.render.sheet_html import Html, page, tag
from surveil.version import VERSION

_TITLE: Final = "Follow-up: what is to come"


def render(forecast: Forecast) -> bytes:
    """The forecast as one HTML file."""
    first, last = forecast.periods.names[0], forecast.periods.names[-1]
    return page(
        _TITLE,
        STYLE,
        tag(
            "main",
            tag("h1", _TITLE),
            tag(
                "p",
                f"{first} to {last}, from {said(forecast.periods.as_of)} on, by surveil"
                f" {VERSION}",
            ),
            tag("p", DISCLAIMER),
            *(tag("p", line, class_="note") for line in words.about(forecast)),
            *_charts(forecast),
            *_differences(forecast),
            *(part for side in forecast.sides for part in _side(forecast, side)),
        ),
        language="en",
        direction="ltr",
    )


def _charts(forecast: Forecast) -> Iterator[Html]:
    """The charts of each group; those of two guidelines side by side on one scale."""
    nothing = (0,) * len(forecast.periods.starts)
    own = [dict(words.shown(side)) for side in forecast.sides]
    several = len(forecast.sides) > 1
    drawn = []
    for place, name in enumerate(
        dict.fromkeys(name for lines in own for name in lines)
    ):
        none = Line(name, nothing, nothing, nothing)
        found = [lines.get(name, none) for lines in own]
        top = top_of(*found)
        for at, (side, line) in enumerate(zip(forecast.sides, found, strict=True)):
            title = f"{name}, by {side.standard.name}" if several else name
            about = f"{title}: {number(sum(line.expected))}"
            drawing = chart(f"chart-{place}-{at}", title, forecast.periods, line, top)
            drawn.append(tag("figure", tag("figcaption", about), drawing))
    yield tag("h2", "What is expected")
    if drawn:
        yield tag("div", *drawn, class_="charts")
    else:
        yield tag("p", "Nothing is to come in these periods.")


def _differences(forecast: Forecast) -> Iterator[Html]:
    changes = list(words.differences(forecast))
    if not changes:
        return
    first, second = (side.standard.name for side in forecast.sides)
    title = f"How many more by {second} than by {first}"
    yield tag("h2", "The difference")
    before, after = (
        {(kind, name): sum(line.expected) for kind, name, line in words.lines(side)}
        for side in forecast.sides
    )
    lines = [
        (
            name,
            number(before.get((kind, name), 0)),
            number(after.get((kind, name), 0)),
            f"{sum(change):+,}",
        )
        for kind, name, change in changes
        if kind != "group"
    ]
    names = ("Test or trip", first, second, "Difference")
    yield table(title, names, lines, numbers=(1, 2, 3))


def _side(forecast: Forecast, side: Side) -> Iterator[Html]:
    yield tag("h2", f"By {side.standard.name}")
    for text in words.files(side):
        yield tag("p", text, class_="note")
    yield tag("p", words.total(side.became, "rows"), class_="sum")
    counts = [(one, words.BECAME[one], number(n)) for one, n in side.became.items()]
    names = ("Outcome", "Meaning", "Rows")
    yield table("What became of the rows", names, counts, numbers=(2,))
    for text in words.beside(forecast, side):
        yield tag("p", text)
    shown = list(words.shown(side))
    if shown:
        yield _periods(forecast, side, shown)
        yield _tests(side)


def _periods(forecast: Forecast, side: Side, shown: list[tuple[str, Line]]) -> Html:
    title = f"Expected in each {forecast.periods.by} (at least-at most)"
    every = range(1, len(shown) + 1)
    rows = (
        row((name, *(words.cell(line, place) for _, line in shown)), every)
        for place, name in enumerate(forecast.periods.names)
    )
    sums = ("in all", *(number(sum(line.expected)) for _, line in shown))
    return wide(
        tag(
            "table",
            tag("caption", title),
            head(("Period", *(name for name, _ in shown)), every),
            tag("tbody", *rows),
            tag("tfoot", row(sums, every)),
        ),
        f"{title}, by {side.standard.name}",  # each region has a name of its own
        "months",
    )


def _tests(side: Side) -> Html:
    lines = [
        (name, number(sum(line.expected)))
        for kind, name, line in words.lines(side)
        if kind == "test"
    ]
    return table("Each test, in all periods", ("Test", "Expected"), lines, numbers=(1,))
