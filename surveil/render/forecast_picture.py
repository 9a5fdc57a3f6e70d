"""A forecast as a picture: a panel for each group of tests and each kind of trip."""

import io
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from surveil.errors import UsageError
from surveil.forecasting import Forecast
from surveil.periods import Line, Periods
from surveil.plans import DISCLAIMER
from surveil.render import forecast_words as words
from surveil.render.picture import ABSENT

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Filled and hatched: two guidelines are told apart in black and white too.
_SIDES: Final = (("#0072B2", ""), ("#E69F00", "///"))
_WIDTH, _PANEL, _LEGEND, _MARGIN = 9.0, 1.5, 0.35, 0.4  # inches
_LABELS: Final = 12  # at most, on the axis of periods
_LETTERS: Final = 110


def render(forecast: Forecast, form: str) -> bytes:
    """The picture as PNG or SVG; the same forecast gives the same bytes.

    Raises UsageError where matplotlib is not installed.
    """
    try:
        import matplotlib  # takes longer to load than all the rest together
    except ImportError:
        raise UsageError(ABSENT) from None
    out = io.BytesIO()
    with matplotlib.rc_context():
        matplotlib.rcdefaults()  # not the styles of whoever runs it
        matplotlib.rcParams.update(
            {
                "svg.hashsalt": "surveil",
                "svg.fonttype": "none",  # words stay words, to be read out and found
                "text.parse_math": False,
                "font.size": 8.5,
            }
        )
        about = {"Date": None, "Creator": "surveil"}
        _drawn(forecast).savefig(
            out,
            format=form,
            dpi=150,
            metadata=about if form == "svg" else {"Software": "surveil"},
        )
    return out.getvalue()


def _drawn(forecast: Forecast) -> "Figure":
    from matplotlib.figure import Figure
    from matplotlib.patches import Patch

    panels: dict[str, dict[int, Line]] = {}
    for at, side in enumerate(forecast.sides):
        for name, line in words.shown(side):
            panels.setdefault(name, {})[at] = line
    notes = "\n".join(
        line
        for text in (*words.about(forecast), DISCLAIMER)
        for line in textwrap.wrap(text, _LETTERS)
    )
    below = _MARGIN + 0.15 * (notes.count("\n") + 1)
    count = max(1, len(panels))
    height = _LEGEND + count * _PANEL + below
    figure = Figure(figsize=(_WIDTH, height))
    for place, (name, own) in enumerate(panels.items()):
        bottom = height - _LEGEND - (place + 1) * _PANEL + 0.3
        axes = figure.add_axes((0.08, bottom / height, 0.9, (_PANEL - 0.55) / height))
        _panel(axes, name, own, forecast.periods)
    if not panels:
        figure.text(0.08, 0.6, "nothing is to come in these periods")
    keys = [
        Patch(facecolor=colour, hatch=hatch, edgecolor="black", label=name)
        for (colour, hatch), name in zip(
            _SIDES, [side.standard.name for side in forecast.sides], strict=False
        )
    ]
    keys.append(Patch(facecolor="none", edgecolor="black", label="at most"))
    figure.legend(handles=keys, loc="upper right", ncols=3, frameon=False)
    day = forecast.periods.as_of
    figure.text(0.02, 1 - 0.25 / height, f"Follow-up from {day} on", weight="bold")
    figure.text(0.02, 0.15 / height, notes, va="bottom", fontsize=7)
    return figure


def _panel(axes: "Axes", name: str, own: dict[int, Line], periods: Periods) -> None:
    from matplotlib.ticker import MaxNLocator

    wide = 0.8 / max(1, len(own))
    for number, (side, line) in enumerate(sorted(own.items())):
        colour, hatch = _SIDES[side]
        x = [place - 0.4 + wide * (number + 0.5) for place in range(len(line.most))]
        axes.bar(x, line.most, wide, color="none", edgecolor="black", linewidth=0.6)
        axes.bar(
            x,
            line.expected,
            wide,
            color=colour,
            hatch=hatch,
            edgecolor="black",
            linewidth=0.6,
        )
    axes.set_title(name, loc="left", fontsize=8.5, pad=2)
    step = -(-len(periods.names) // _LABELS)
    axes.set_xticks(*_ticks(periods.names, step))
    axes.set_xlim(-0.6, len(periods.names) - 0.4)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
    for side_of in ("top", "right"):
        axes.spines[side_of].set_visible(False)


def _ticks(names: Sequence[str], step: int) -> tuple[list[int], list[str]]:
    places = list(range(0, len(names), step))
    return places, [names[place] for place in places]
