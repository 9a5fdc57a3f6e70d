"""A forecast as a text: what is to come in each period, and the difference."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from surveil.forecasting import Forecast, Side
from surveil.plans import DISCLAIMER
from surveil.render import forecast_words as words
from surveil.render.blocks import block
from surveil.render.dates import said
from surveil.render.table import WIDE, printed


def render(forecast: Forecast, *, width: int = WIDE, colour: bool = False) -> bytes:
    """UTF-8 text of at most `width` columns."""
    return printed(list(_parts(forecast, width)), width=width, colour=colour)


def _parts(forecast: Forecast, width: int) -> Iterator[RenderableType]:
    yield Text(f"Forecast from {said(forecast.periods.as_of)}", style="bold")
    for side in forecast.sides:
        yield from _side(forecast, side, width)
    changes = [one for one in words.differences(forecast) if one[0] != "test"]
    if changes:
        first, second = (one.standard.name for one in forecast.sides)
        names = ("Period", *(name for _, name, _ in changes))
        rows = [
            (name, [f"{change[place]:+d}" for _, _, change in changes])
            for place, name in enumerate(forecast.periods.names)
        ]
        rows.append(("in all", [f"{sum(change):+d}" for _, _, change in changes]))
        title = f"How many more by {second} than by {first}"
        yield from block(title, names, rows, width, len("2026-11"))
    yield Text("")
    for line in words.about(forecast):
        yield Text(line)
    yield Text(f"\n{DISCLAIMER}", style="italic")


def _side(forecast: Forecast, side: Side, width: int) -> Iterator[RenderableType]:
    yield Text(f"\nBy {side.standard.name}", style="bold")
    for line in words.files(side):
        yield Text(line)
    yield Text(words.total(side.became, "rows"))
    for line in words.beside(forecast, side):
        yield Text(line)
    shown = list(words.shown(side))
    names = ("Period", *(name for name, _ in shown))
    for title, numbers in (
        ("Expected", [line.expected for _, line in shown]),
        ("At most", [line.most for _, line in shown]),
    ):
        rows = [
            (name, [str(one[place]) for one in numbers])
            for place, name in enumerate(forecast.periods.names)
        ]
        if title == "Expected":
            rows.append(("in all", [str(sum(one)) for one in numbers]))
        yield from block(title, names, rows, width, len("2026-11"))
