"""The clinic's report of a whole list as one page: no key and no value of a case."""

from collections.abc import Iterable, Iterator
from typing import Final

from surveil.demand import Demand
from surveil.plans import DISCLAIMER
from surveil.render import report_months, report_rows, sources
from surveil.render.dates import said
from surveil.render.report_style import STYLE
from surveil.render.report_table import number, rows, table
from surveil.render.sheet_html import Html, page, tag
from surveil.version import VERSION

_TITLE: Final = "Follow-up list: report for the clinic"
_OUTCOMES: Final = {
    "plan": "dates were planned",
    "no-follow-up": "the guideline asks for none",
    "judgement": "the MDT decides, see judgement.csv",
    "ended": "died, discharged or opted out",
    "rejected": "to be corrected, see rejects.csv",
}
_JUDGEMENTS: Final = {
    "facts-missing": "a fact that decides is missing",
    "not-covered": "the guideline is not about such cases",
    "guideline-says": "the guideline leaves it to the MDT",
    "not-in-table": "the guideline has no row for it",
}


def render(demand: Demand) -> bytes:
    """The report as one HTML file."""
    return page(
        _TITLE,
        STYLE,
        tag(
            "main",
            tag("h1", _TITLE),
            _about(demand),
            tag("p", DISCLAIMER),
            *_outcomes(demand),
            *report_months.part(demand),
            *report_rows.lacking(demand),
            *report_rows.refused(demand),
        ),
        language="en",
        direction="ltr",
    )


def _about(demand: Demand) -> Html:
    """What the numbers were made of: the same list and files give the same page."""
    lists = "; ".join(f"{name} ({rows(count)})" for name, count in demand.lists)
    pairs = [
        ("as of", f"{said(demand.made)}, by surveil {VERSION}"),
        ("list" if len(demand.lists) == 1 else "lists", lists),
    ]
    for one, count in demand.guidelines:
        did = "was added to" if one.is_programme else "decided"
        read = sources.read_in(one.checked)
        pairs.append(
            (
                one.kind,
                f"{one.id}: {one.title}; edition {one.edition}; {read};"
                f" {did} {rows(count)}; file {one.digest}",
            )
        )
    pairs += [("pace", demand.pace), ("horizon", str(demand.horizon))]
    parts = (part for name, text in pairs for part in _pair(name, text))
    return tag("dl", *parts, class_="facts")


def _pair(name: str, text: str) -> tuple[Html, Html]:
    return tag("dt", name), tag("dd", text)


def _outcomes(demand: Demand) -> Iterator[Html]:
    yield tag("h2", "What became of the rows")
    parts = " + ".join(f"{number(count)} {name}" for name, count in demand.outcomes)
    yield tag("p", f"{rows(demand.rows)} = {parts}", class_="sum")
    yield _table("Outcomes", "Outcome", demand.outcomes, _OUTCOMES, demand.rows)
    if any(count for _, count in demand.judgements):
        all = dict(demand.outcomes)["judgement"]
        yield _table(
            "Why the MDT decides", "Judgement", demand.judgements, _JUDGEMENTS, all
        )


def _table(
    caption: str,
    name: str,
    counts: Iterable[tuple[str, int]],
    words: dict[str, str],
    all: int,
) -> Html:
    lines = [
        (one, words[one], number(count), f"{count / all:.1%}" if all else "-")
        for one, count in counts
    ]
    return table(caption, (name, "Meaning", "Rows", "Share"), lines, numbers=(2, 3))
