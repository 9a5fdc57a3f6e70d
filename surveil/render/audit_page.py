"""An audit as one page: no key and no date of a patient."""

from collections.abc import Iterator, Mapping
from typing import Final

from surveil.auditing import Against, Audit, Group
from surveil.measures import MEASURES, Measure
from surveil.plans import DISCLAIMER
from surveil.render import audit_words as words
from surveil.render.audit_chart import group_chart, run_chart
from surveil.render.dates import said
from surveil.render.report_style import STYLE
from surveil.render.report_table import number, table, wide
from surveil.render.sheet_html import Html, page, tag
from surveil.version import VERSION

_TITLE: Final = "Follow-up: what was done, against what was planned"
_QUARTERS: Final = 40  # the last ten years


def render(audit: Audit) -> bytes:
    """The audit as one HTML file."""
    return page(
        _TITLE,
        STYLE,
        tag(
            "main",
            tag("h1", _TITLE),
            tag("p", f"As of {said(audit.as_of)}, by surveil {VERSION}"),
            tag("p", DISCLAIMER),
            *_explained(audit),
            *(
                part
                for n, one in enumerate(audit.against)
                for part in _one(one, n, audit)
            ),
        ),
        language="en",
        direction="ltr",
    )


def _explained(audit: Audit) -> Iterator[Html]:
    yield tag("h2", "What is counted")
    pairs = (
        part
        for name, text in words.explained(audit)
        for part in (tag("dt", name), tag("dd", text))
    )
    yield tag("dl", *pairs, class_="facts")
    yield tag("p", words.ABOUT, class_="note")


def _one(one: Against, place: int, audit: Audit) -> Iterator[Html]:
    yield tag("h2", f"Against {one.standard.name}")
    for line in words.files(one):
        yield tag("p", line, class_="note")
    yield tag("p", words.total(one.became, "rows"), class_="sum")
    yield _counts("What became of the rows", "Outcome", one.became, words.BECAME)
    yield _measures(one)
    yield from _quarters(one, f"run-{place}")
    yield from _tests(one)
    for by in audit.by:
        yield from _groups(one, by, f"{by}-{place}")
    yield tag("p", words.total(one.verdicts, "tests done"), class_="sum")
    yield _counts("Tests that were done", "Verdict", one.verdicts, words.VERDICTS)
    yield tag("p", words.total(one.standings, "planned tests"), class_="sum")
    yield _counts(
        "Planned tests of the plans in force", "Status", one.standings, words.STANDINGS
    )


def _counts(
    caption: str, name: str, counts: Mapping[str, int], said_of: Mapping[str, str]
) -> Html:
    lines = [(one, said_of[one], number(count)) for one, count in counts.items()]
    return table(caption, (name, "Meaning", "Count"), lines, numbers=(2,))


def _measures(one: Against) -> Html:
    lines = []
    for measure in MEASURES:
        figure = one.everyone.figure(measure.id)
        lines.append(
            (
                measure.name,
                words.counted(figure),
                words.share(figure),
                words.interval(figure),
            )
        )
    names = ("All patients", "Counted", "Share", "95 % interval")
    return table("The measures", names, lines, numbers=(1, 2, 3))


def _quarters(one: Against, id: str) -> Iterator[Html]:
    quarters = one.quarters[-_QUARTERS:]
    if not any(figure.denominator for _, figure in quarters):
        return
    title = "Done of what was planned, by the quarter of its latest date"
    yield tag("h3", title)
    drawing = run_chart(id, title, quarters)
    yield tag("figure", drawing)
    lines = [
        (name, words.counted(figure), words.share(figure), words.interval(figure))
        for name, figure in quarters
    ]
    names = ("Quarter", "Counted", "Share", "95 % interval")
    yield table("The same as numbers", names, lines, numbers=(1, 2, 3))


def _tests(one: Against) -> Iterator[Html]:
    own = [measure for measure in MEASURES if measure.id != "lost"]
    lines = [
        (name, *(words.whole(figure) for figure in figures))
        for name, figures in words.by_test(one.everyone)
    ]
    if lines:
        yield tag("h3", "By test")
        names = ("Test", *(measure.brief for measure in own))
        found = table("By test", names, lines, numbers=range(1, len(names)))
        yield wide(found, f"By test, {one.standard.name}", "tests")


def _groups(one: Against, by: str, id: str) -> Iterator[Html]:
    groups = [group for group in one.groups if group.by == by]
    if not groups:
        return
    name = words.GROUPS[by]
    title = f"By {name.lower()}"
    yield tag("h3", title)
    drawn = [
        _chart(one, measure, groups, f"{id}-{measure.id}")
        for measure in MEASURES
        if any(group.figure(measure.id).denominator for group in groups)
    ]
    yield tag("div", *drawn, class_="charts")
    lines = [
        (
            f"{group.value} ({number(group.patients)})",
            *(words.whole(group.figure(measure.id)) for measure in MEASURES),
        )
        for group in groups
    ]
    names = (f"{name} (patients)", *(measure.brief for measure in MEASURES))
    found = table(title, names, lines, numbers=range(1, len(names)))
    yield wide(found, f"{title}, {one.standard.name}", "tests")


def _chart(one: Against, measure: Measure, groups: list[Group], id: str) -> Html:
    named = [(group.value, group.figure(measure.id)) for group in groups]
    title = measure.name[0].upper() + measure.name[1:]
    drawing = group_chart(id, title, named, one.everyone.figure(measure.id))
    return tag("figure", tag("figcaption", title), drawing)
