"""A comparison as CSV: one row for each guideline, covering the case or not."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from surveil.catalogue import RANK
from surveil.comparing import Answer, Comparison
from surveil.guideline import Guideline
from surveil.render.csv import safe_cell
from surveil.tallies import FIGURES, Tally
from surveil.version import FORMAT

YEARS: Final = ("1_5", "6_10")
OF_TALLIES: Final = tuple(f"{name}_{years}" for years in YEARS for name in FIGURES)
COLUMNS: Final = (
    "format",
    "made",
    "key",
    "pace",
    "guideline",
    "edition",
    "kind",
    "checked",
    "digest",
    "outcome",
    "judgement",
    "reason",
    "recommendation",
    "banner",
    "missing",
    "end",
    *OF_TALLIES,
    "dose_low",
    "dose_typical",
    "dose_high",
    "price",
    "tests",
    "interpretations",
    "gaps",
    "notes",
)


def render(comparison: Comparison) -> bytes:
    """UTF-8 CSV with a header; a guideline that does not cover the case says so."""
    return written(COLUMNS, _rows(comparison))


def written(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    """Rows as CSV: commas, one line end a row, nothing that a spreadsheet would run."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([safe_cell(row.get(column, "")) for column in columns])
    return text.getvalue().encode()


def head(made: str, pace: str, one: Guideline) -> dict[str, str]:
    """Which guideline a row is about, and when and how it was asked."""
    return {
        "format": str(FORMAT),
        "made": made,
        "pace": pace,
        "guideline": one.id,
        "edition": one.edition,
        "kind": one.kind,
        "checked": one.checked,
        "digest": one.digest,
    }


def tallied(early: Tally, late: Tally) -> dict[str, str]:
    """The figures of both stretches of years, by column."""
    figures = (*early.figures, *late.figures)
    return dict(zip(OF_TALLIES, map(str, figures), strict=True))


def _rows(comparison: Comparison) -> Iterator[dict[str, str]]:
    made, pace = comparison.made.isoformat(), comparison.pace
    key = {"key": comparison.case.key or ""}
    for one in comparison.answers:
        yield head(made, pace, one.guideline) | key | _answer(one)
    for guideline in comparison.not_covering:
        why = {"outcome": "judgement", "judgement": "not-covered"}
        yield head(made, pace, guideline) | key | why


def _answer(one: Answer) -> dict[str, str]:
    plan = one.plan
    tests = sorted({event.test for event in plan.events}, key=RANK.__getitem__)
    counted = tallied(one.early, one.late) if one.early and one.late else {}
    return (
        counted
        | _budget(one)
        | {
            "outcome": plan.outcome,
            "judgement": plan.judgement or "",
            "reason": plan.reason or "",
            "recommendation": plan.recommendation or "",
            "banner": plan.banner or "",
            "missing": "; ".join(each.fact for each in plan.missing),
            "end": one.end,
            "tests": "; ".join(tests),
            "interpretations": "; ".join(entry.id for entry in one.interpretations),
            "gaps": "; ".join(plan.gaps),
            "notes": "; ".join((*plan.cautions, *plan.notes)),
        }
    )


def _budget(one: Answer) -> dict[str, str]:
    """The whole plan's effective dose in mSv, and its price, where asked for."""
    if one.budget is None:
        return {}
    found = one.budget
    return {
        "dose_low": f"{found.low}",
        "dose_typical": f"{found.typical}",
        "dose_high": f"{found.high}",
        "price": "" if found.price is None else f"{found.price}",
    }
