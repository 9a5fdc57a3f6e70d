"""A comparison as a picture: one row for each guideline, one mark for each event."""

import io
import textwrap
from typing import TYPE_CHECKING, Final

from surveil.case import Case
from surveil.catalogue import RANK, TESTS
from surveil.comparing import Answer, Comparison
from surveil.errors import UsageError
from surveil.plans import DISCLAIMER, Event
from surveil.render.summary import OUTCOME_WORDS
from surveil.spans import DAYS_IN_MONTH, Span
from surveil.tallies import figure_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FORMS: Final = ("png", "svg")
ABSENT: Final = "a picture needs matplotlib: pip install 'surveil[picture]'"
# By kind: words, shape, colour. The shapes part the kinds in black and white, the
# colours (Okabe and Ito) also for the colour-blind.
_MARKS: Final = {
    "clinic": ("clinic visit", "o", "#0072B2"),
    "ct_or_mri": ("CT or MRI", "s", "#D55E00"),
    "pet": ("PET", "*", "#CC79A7"),
    "blood_or_urine": ("blood or urine test", "^", "#009E73"),
    "endoscopy": ("endoscopy", "D", "#E69F00"),
    "heart": ("heart test", "P", "#56B4E9"),
    "renew-plan": ("renew the plan", ">", "#000000"),
    "confirm-end": ("confirm the end of follow-up", "X", "#000000"),
}
# Discreet: nothing by which the patient could be found.
_LEFT_OUT: Final = ("key", "surgery", "born", "followed_from", "status", "status_date")
_NONE: Final = OUTCOME_WORDS["no-follow-up"]
_LEAST_YEARS: Final = 10.0
_MOST_YEARS: Final = 25  # with a label for each
_WIDTH, _LEFT, _RIGHT = 11.0, 2.7, 0.3  # inches
_INNER: Final = _WIDTH - _LEFT - _RIGHT
_LINE, _LANE, _BELOW = 0.16, 0.24, 1.3
_LETTERS: Final = 130  # in one line of the title


def render(comparison: Comparison, form: str) -> bytes:
    """The picture as PNG or SVG; the same comparison gives the same bytes.

    Raises UsageError where matplotlib is not installed.
    """
    try:
        import matplotlib  # takes longer to load than all the rest together
    except ImportError:
        raise UsageError(ABSENT) from None
    about = {"Date": None, "Creator": "surveil"}
    out = io.BytesIO()
    with matplotlib.rc_context():
        matplotlib.rcdefaults()  # not the styles of whoever runs it
        matplotlib.rcParams.update(
            {
                "svg.hashsalt": "surveil",
                "svg.fonttype": "none",  # words stay words, to be read out and found
                "text.parse_math": False,  # a $ in a banner is a $
                "font.size": 8.5,
            }
        )
        _drawn(comparison).savefig(
            out,
            format=form,
            dpi=150,
            metadata=about if form == "svg" else {"Software": "surveil"},
        )
    return out.getvalue()


def _drawn(comparison: Comparison) -> "Figure":
    from matplotlib.figure import Figure

    lanes = max(1, sum(2 + len(_lanes(one)) for one in comparison.answers))
    title = textwrap.wrap(_title(comparison.case), _LETTERS)
    height = 0.45 + len(title) * _LINE + lanes * _LANE + _BELOW
    figure = Figure(figsize=(_WIDTH, height))
    axes = figure.add_axes(
        (
            _LEFT / _WIDTH,
            _BELOW / height,
            _INNER / _WIDTH,
            lanes * _LANE / height,
        )
    )
    _frame(axes, comparison, lanes)
    top = 0
    for number, one in enumerate(comparison.answers):
        rows = 2 + len(_lanes(one))
        if number % 2:
            axes.axhspan(top, top + rows, color="#F2F2F2", zorder=0)
        _row(axes, one, top)
        top += rows
    if not comparison.answers:
        axes.text(0.1, 0.5, "no guideline covers this case", va="center")
    words = "\n".join(title)
    figure.text(_RIGHT / _WIDTH, 1 - 0.2 / height, words, va="top", weight="bold")
    figure.text(_RIGHT / _WIDTH, 0.2 / height, f"Pace {comparison.pace}. {DISCLAIMER}")
    _legend(figure, comparison, height)
    return figure


def _lanes(one: Answer) -> dict[str, list[Event]]:
    """The events of a row by the test of their lane; decisions share the last."""
    lanes: dict[str, list[Event]] = {}
    for event in sorted(one.plan.events, key=lambda event: RANK[event.test]):
        lane = event.test if figure_of(event.test) else "decision"
        lanes.setdefault(lane, []).append(event)
    return lanes


def _frame(axes: "Axes", comparison: Comparison, lanes: int) -> None:
    offsets = [e.step.offset for one in comparison.plans for e in one.plan.events]
    longest = max([_LEAST_YEARS, *map(_years, offsets)])
    axes.set_xlim(0, longest + 0.4)
    axes.set_ylim(lanes, 0)
    axes.set_xticks(range(0, int(longest) + 1, 1 + int(longest) // _MOST_YEARS))
    axes.set_xlabel("years after surgery")
    axes.set_yticks([])
    axes.set_axisbelow(True)
    axes.grid(axis="x", color="#DDDDDD", linewidth=0.6)
    for side in ("top", "left", "right"):
        axes.spines[side].set_visible(False)


def _row(axes: "Axes", one: Answer, top: int) -> None:
    """The name and the outcome of a guideline, then one lane for each test."""
    plan, guideline = one.plan, one.guideline
    outcome = _NONE if plan.outcome == "no-follow-up" else one.end
    banner = f"; {plan.banner}" if plan.banner else ""
    read = f"({guideline.kind}, read: {guideline.checked})"
    words = f"{one.id} {read}: {outcome}{banner}"
    # From the left edge of the picture: with a banner the line is long.
    edge, across = (_RIGHT - _LEFT) / _INNER, axes.get_yaxis_transform()
    axes.text(edge, top + 0.75, words, weight="bold", va="center", transform=across)
    lasting = {each.test for each in plan.continues}
    for place, (lane, events) in enumerate(_lanes(one).items()):
        y = top + 1.7 + place
        name = TESTS[lane].brief if lane in TESTS else "plan"
        axes.text(-0.1, y, name, ha="right", va="center")
        for sign in dict.fromkeys(_sign(event) for event in events):
            _, shape, colour = _MARKS[sign]
            x = [_years(e.step.offset) for e in events if _sign(e) == sign]
            (marks,) = axes.plot(
                x,
                [y] * len(x),
                shape,
                color=colour,
                markersize=6.5,
                markeredgecolor="black",
                markeredgewidth=0.5,
                clip_on=False,
            )
            marks.set_gid(f"marks.{one.id}.{lane}.{sign}")
        if lane in lasting:
            axes.text(axes.get_xlim()[1], y, "→", ha="right", va="center")


def _legend(figure: "Figure", comparison: Comparison, height: float) -> None:
    from matplotlib.lines import Line2D

    used = {_sign(e) for one in comparison.plans for e in one.plan.events}
    keys = [
        Line2D(
            [],
            [],
            linestyle="none",
            marker=shape,
            color=colour,
            label=words,
            markersize=6.5,
            markeredgecolor="black",
            markeredgewidth=0.5,
        )
        for sign, (words, shape, colour) in _MARKS.items()
        if sign in used
    ]
    if keys:
        figure.legend(
            handles=keys,
            loc="lower center",
            bbox_to_anchor=(0.5, 0.4 / height),
            ncols=4,
            frameon=False,
        )


def _sign(event: Event) -> str:
    return figure_of(event.test) or event.test


def _years(offset: Span) -> float:
    return offset.length / (12 * DAYS_IN_MONTH)


def _title(case: Case) -> str:
    given = case.given()
    found = [f"{k} {v}" for k, v in given.items() if k not in _LEFT_OUT]
    return f"Follow-up after surgery: {', '.join(found)}"
