"""An audit as a text: the measures of each standard, by test and by group."""

from collections.abc import Iterator
from typing import Final

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from surveil.auditing import Against, Audit
from surveil.measures import MEASURES
from surveil.plans import DISCLAIMER
from surveil.render import audit_words as words
from surveil.render.blocks import block
from surveil.render.dates import said
from surveil.render.table import WIDE, printed

_LEAST: Final = 24  # of a column of tests, which may break
_SHORT: Final = tuple(one.brief for one in MEASURES if one.id != "lost")


def render(audit: Audit, *, width: int = WIDE, colour: bool = False) -> bytes:
    """UTF-8 text of at most `width` columns."""
    return printed(list(_parts(audit, width)), width=width, colour=colour)


def _parts(audit: Audit, width: int) -> Iterator[RenderableType]:
    yield Text(f"Audit as of {said(audit.as_of)}", style="bold")
    for one in audit.against:
        yield Text(f"\nAgainst {one.standard.name}", style="bold")
        yield from _against(one, audit, width)
    yield Text("\nWhat is counted", style="bold")
    for name, text in words.explained(audit):
        yield Text(f"{name}: {text}")
    yield Text(words.ABOUT)
    yield Text(f"\n{DISCLAIMER}", style="italic")


def _against(one: Against, audit: Audit, width: int) -> Iterator[RenderableType]:
    for line in words.files(one):
        yield Text(line)
    yield Text(words.total(one.became, "rows"))
    yield Text(words.total(one.verdicts, "tests done"))
    yield _measures(one)
    everyone = one.everyone
    tests = [
        (name, [words.whole(figure) for figure in figures])
        for name, figures in words.by_test(everyone)
    ]
    if tests:
        yield from block("By test", ("Test", *_SHORT), tests, width, _LEAST)
    for by in audit.by:
        lines = [
            (
                f"{group.value} ({group.patients:,})",
                [words.whole(group.figure(measure.id)) for measure in MEASURES],
            )
            for group in one.groups
            if group.by == by
        ]
        title = f"By {words.GROUPS[by].lower()} (patients)"
        names = (words.GROUPS[by], *(measure.brief for measure in MEASURES))
        least = max(len(name) for name, _ in lines) if lines else 0
        yield from block(title, names, lines, width, least)


def _measures(one: Against) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("All patients")
    for name in ("Counted", "Share", "95 % interval"):
        table.add_column(name, no_wrap=True, justify="right")
    for measure in MEASURES:
        figure = one.everyone.figure(measure.id)
        table.add_row(
            measure.name,
            words.counted(figure),
            words.share(figure),
            words.interval(figure),
        )
    return table
