"""An audit as JSON: the numbers of its CSV, put together by standard and group."""

import json
from typing import Any

from surveil.auditing import Against, Audit, Group
from surveil.measures import ALL_TESTS, MEASURES, Figure
from surveil.plans import DISCLAIMER
from surveil.render import comparison_json
from surveil.version import FORMAT, VERSION


def render(audit: Audit) -> bytes:
    """UTF-8 JSON; no key and no date of a patient."""
    found = {
        "surveil": VERSION,
        "format": FORMAT,
        "as_of": audit.as_of.isoformat(),
        "grace": str(audit.grace),
        "rows": audit.rows,
        "tests_done": audit.done,
        "measures": [
            {"id": one.id, "name": one.name, "numerator": one.counts, "of": one.of}
            for one in MEASURES
        ],
        "against": [_against(one) for one in audit.against],
        "rejected": [
            {
                "list": one.list,
                "row": one.row,
                "fact": one.fact,
                "problem": one.problem,
            }
            for one in audit.rejected
        ],
        "disclaimer": DISCLAIMER,
    }
    return f"{json.dumps(found, ensure_ascii=False, indent=2)}\n".encode()


def _against(one: Against) -> dict[str, Any]:
    return {
        "guidelines": [
            comparison_json.guideline(each)
            for each in (*one.standard.guidelines, *one.standard.programmes)
        ],
        "rows": dict(one.became),
        "tests_done": dict(one.verdicts),
        "planned_tests": dict(one.standings),
        "unclear": one.unclear,
        "groups": [_group(group) for group in one.groups],
        "quarters": [
            {"quarter": name, **_figure(figure)} for name, figure in one.quarters
        ],
    }


def _group(group: Group) -> dict[str, Any]:
    return {
        "by": group.by or None,
        "group": group.value or None,
        "patients": group.patients,
        "measures": {
            one.id: {
                **_figure(group.figure(one.id)),
                "tests": {
                    test: _figure(group.figure(one.id, test))
                    for test in (group.sums.tests if one.id != "lost" else ())
                    if test != ALL_TESTS
                },
            }
            for one in MEASURES
        },
    }


def _figure(figure: Figure) -> dict[str, Any]:
    ends = figure.interval
    return {
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "share": None if figure.share is None else round(figure.share, 6),
        "interval": None if ends is None else [round(end, 6) for end in ends],
    }
