"""A forecast as JSON: the numbers of its CSV, put together by guideline and line."""

import json
from typing import Any

from surveil.forecasting import Forecast, Side
from surveil.plans import DISCLAIMER
from surveil.render import comparison_json
from surveil.render import forecast_words as words
from surveil.version import FORMAT, VERSION


def render(forecast: Forecast) -> bytes:
    """UTF-8 JSON; no key and no date of a patient."""
    found = {
        "surveil": VERSION,
        "format": FORMAT,
        "as_of": forecast.periods.as_of.isoformat(),
        "by": forecast.periods.by,
        "periods": list(forecast.periods.names),
        "knows_done": forecast.knows_done,
        "rows": forecast.rows,
        "sides": [_side(one) for one in forecast.sides],
        "difference": [
            {"kind": kind, "name": name, "expected": list(change)}
            for kind, name, change in words.differences(forecast)
        ],
        "rejected": [
            {
                "list": one.list,
                "row": one.row,
                "fact": one.fact,
                "problem": one.problem,
            }
            for one in forecast.rejected
        ],
        "about": list(words.about(forecast)),
        "disclaimer": DISCLAIMER,
    }
    return f"{json.dumps(found, ensure_ascii=False, indent=2)}\n".encode()


def _side(side: Side) -> dict[str, Any]:
    return {
        "guidelines": [
            comparison_json.guideline(each)
            for each in (*side.standard.guidelines, *side.standard.programmes)
        ],
        "rows": dict(side.became),
        "lines": [
            {
                "kind": kind,
                "code": line.code,
                "name": name,
                "least": list(line.least),
                "expected": list(line.expected),
                "most": list(line.most),
            }
            for kind, name, line in words.lines(side)
        ],
        "overdue": dict(side.overdue),
        "later": dict(side.beyond),
        "suspended": side.suspended,
    }
