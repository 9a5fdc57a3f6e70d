"""An audit as CSV: one numerator and its denominator a row."""

import csv
import io
from collections.abc import Iterator
from typing import Final

from surveil.auditing import Against, Audit
from surveil.measures import ALL_TESTS, MEASURE, MEASURES, Figure
from surveil.render.csv import safe_cell
from surveil.version import FORMAT

COLUMNS: Final = (
    *("format", "as_of", "grace", "guideline", "edition", "digest"),
    *("measure", "by", "group", "test", "numerator", "denominator"),
    *("share", "low", "high"),
)


def render(audit: Audit) -> bytes:
    """UTF-8 CSV with a header.

    `test` is empty for all tests, `by` and `group` for all patients. A share without a
    denominator is empty. The measures rows, tests-done and planned-tests say what
    became of each of these, and add up: they have no shares.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in audit.against:
        files = (*one.standard.guidelines, *one.standard.programmes)
        head = (
            str(FORMAT),
            audit.as_of.isoformat(),
            str(audit.grace),
            "; ".join(each.id for each in files),
            "; ".join(each.edition for each in files),
            "; ".join(each.digest for each in files),
        )
        for names, figure in _lines(one):
            shares = _shares(figure) if names[0] in MEASURE else ("", "", "")
            counts = (str(figure.numerator), str(figure.denominator))
            cells = (*head, *names, *counts, *shares)
            writer.writerow([safe_cell(cell) for cell in cells])
    return text.getvalue().encode("utf-8", "replace")


def _lines(one: Against) -> Iterator[tuple[tuple[str, str, str, str], Figure]]:
    for measure, by, counts in (
        ("rows", "outcome", one.became),
        ("tests-done", "verdict", one.verdicts),
        ("planned-tests", "status", one.standings),
    ):
        for name, count in counts.items():
            yield (measure, by, name, ""), Figure(count, sum(counts.values()))
    for group in one.groups:
        for own in MEASURES:
            tests = () if own.id == "lost" else group.sums.tests
            for test in (ALL_TESTS, *tests):
                figure = group.figure(own.id, test)
                yield (own.id, group.by, group.value, test), figure
    for quarter, figure in one.quarters:
        yield ("completeness", "quarter", quarter, ""), figure


def _shares(figure: Figure) -> tuple[str, ...]:
    if figure.share is None or figure.interval is None:
        return "", "", ""
    return tuple(f"{one:.6f}" for one in (figure.share, *figure.interval))
