"""A forecast as CSV: one test, group or trip in one period a row."""

import csv
import io
from collections.abc import Iterator
from typing import Final

from surveil.forecasting import Forecast
from surveil.render import forecast_words as words
from surveil.render.csv import safe_cell
from surveil.version import FORMAT

COLUMNS: Final = (
    *("format", "as_of", "guideline", "edition", "digest"),
    *("kind", "code", "name", "period", "least", "expected", "most"),
)
_AGAINST: Final = "difference"


def render(forecast: Forecast) -> bytes:
    """UTF-8 CSV with a header.

    `kind` is test, group or trip. The period "overdue" has what is to be done now,
    "later" what is due after the last one. The guideline "difference" is how many more
    the second asks for than the first: it has no bounds.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    day = forecast.periods.as_of.isoformat()
    for cells in _lines(forecast):
        # A number below nothing is no formula.
        safe = [one if isinstance(one, int) else safe_cell(one) for one in cells]
        writer.writerow([str(FORMAT), day, *safe])
    return text.getvalue().encode("utf-8", "replace")


def _lines(forecast: Forecast) -> Iterator[tuple[str | int, ...]]:
    periods = forecast.periods.names
    for side in forecast.sides:
        files = (*side.standard.guidelines, *side.standard.programmes)
        head = (
            "; ".join(one.id for one in files),
            "; ".join(one.edition for one in files),
            "; ".join(one.digest for one in files),
        )
        for kind, name, line in words.lines(side):
            numbers = zip(periods, line.least, line.expected, line.most, strict=True)
            for each in numbers:
                yield (*head, kind, line.code, name, *each)
        for period, counts in (("overdue", side.overdue), ("later", side.beyond)):
            for test, count in counts.items():
                yield (*head, "test", test, words.named(test), period, "", count, "")
    for kind, name, change in words.differences(forecast):
        for period, count in zip(periods, change, strict=True):
            yield (_AGAINST, "", "", kind, "", name, period, "", count, "")
