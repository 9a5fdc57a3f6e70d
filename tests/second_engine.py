"""A second, deliberately naive engine, written from the design, to check the first.

It shares no line with the program: plain dictionaries, its own day arithmetic, and the
guideline files as TOML gives them.
"""

import tomllib
from pathlib import Path
from typing import Any

from second_engine_dates import (
    Day,
    Offset,
    length,
    plus,
    plus_months,
    span,
    whole_years,
)
from second_engine_facts import grades_at, known
from second_engine_match import choose, choose_supplements
from second_engine_steps import Series, Step, all_series, around, default_slack

Table = dict[str, Any]
Answer = dict[str, Any]
Event = tuple[str, int, Day, Day, Day, str]

ENDED = ("died", "discharged", "opted-out")
# A larger scan shows what the smaller one would on the same day, and a CT is one of
# the two that "CT or MRI" allows.
CONTAINED_IN = {
    "ct-or-mri-abdomen": ["ct-or-mri-chest-abdomen", "ct-chest-abdomen"],
    "ct-or-mri-chest": ["ct-or-mri-chest-abdomen", "ct-chest-abdomen", "ct-chest"],
    "ct-or-mri-chest-abdomen": ["ct-chest-abdomen"],
    "ct-chest": ["ct-chest-abdomen"],
}


def load(path: Path) -> Table:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def covers(guideline: Table, facts: dict[str, str]) -> bool | None:
    """Whether site and grade are in the scope; None where the grade would tell."""
    scope = guideline["scope"]
    if facts["site"] not in scope["site"]:
        return False
    if "grade" in facts:
        return facts["grade"] in scope["grade"]
    return True if grades_at(facts["site"]) <= set(scope["grade"]) else None


def overlap(steps: list[Step]) -> Step:
    """One step for several on the same day: what all windows share, else the first."""
    earliest = max(step.earliest for step in steps)
    latest = min(step.latest for step in steps)
    if not earliest <= steps[0].due <= latest:
        return steps[0]
    kinds = [
        step.window
        for step in steps
        if earliest == step.earliest or latest == step.latest
    ]
    window = "guideline" if "guideline" in kinds else "default"
    return Step(steps[0].due, earliest, latest, window, steps[0].offset)


def merge(series: list[Series]) -> dict[str, list[Step]]:
    """The steps of each test, one for each offset, in order."""
    together: dict[tuple[str, Offset], list[Step]] = {}
    for one in series:
        for step in one.steps:
            together.setdefault((one.test, step.offset), []).append(step)
    for test, offset in list(together):
        for larger in CONTAINED_IN.get(test, []):
            if (larger, offset) in together:
                together[larger, offset] += together.pop((test, offset))
                break
    merged: dict[str, list[Step]] = {}
    for (test, _), steps in together.items():
        merged.setdefault(test, []).append(overlap(steps))
    for steps in merged.values():
        steps.sort(key=lambda step: length(step.offset))
    return merged


def horizon_of(surgery: Day, made: Day, months: int) -> Day:
    # Walk from birthday to birthday of the scar until one is five years away.
    years = 0
    while plus_months(surgery, 12 * years) < plus_months(made, 60):
        years += 1
    return max(plus_months(surgery, months), plus_months(surgery, 12 * years))


def renewals(
    row: Table | None, lifelong: bool, surgery: Day, horizon: Day
) -> list[Event]:
    """When the plan is to be renewed: as the row says, and where it was cut."""
    days: dict[int, tuple[Day, int]] = {}
    if lifelong:
        days[max(1, whole_years(surgery, horizon))] = (horizon, 56)
    if row and "renew" in row:
        offset = span(row["renew"])
        slack = default_slack(offset)
        days[max(1, offset[0] // 12)] = (plus(surgery, offset), slack)
    events: list[Event] = []
    for number, (due, slack) in days.items():
        step = around(due, slack, "default", (0, 0))
        events.append(("renew-plan", number, due, *step[1:3], "default"))
    return events


def last_visit(series: list[Series]) -> Step:
    """The step that leads the last visit: its clinic, else a scan, else the first."""
    merged = merge(series)
    day = max(step.due for steps in merged.values() for step in steps)
    tests = sorted(test for test in merged if merged[test][-1].due == day)
    scans = [
        test for test in tests if test.startswith(("ct-", "mri-")) or "pet" in test
    ]
    clinic = [test for test in tests if test == "clinic"]
    return merged[(clinic or scans or tests)[0]][-1]


def events_of(
    row: Table | None,
    own: list[Series],
    added: list[Series],
    surgery: Day,
    horizon: Day,
) -> list[Event]:
    """All events: the series of the guideline, those of programmes, and the end."""
    events: list[Event] = []
    for test, steps in merge(own + added).items():
        for number, step in enumerate(steps, 1):
            events.append((test, number, *step[:4]))
    lifelong = any(series.lifelong for series in own + added)
    events += renewals(row, lifelong, surgery, horizon)
    if row and "renew" not in row and not any(series.lifelong for series in own):
        events.append(("confirm-end", 1, *last_visit(own)[:4]))
    return sorted(events, key=lambda event: (event[2], event[0]))


def decide(
    facts: dict[str, str], case: Table, guideline: Table
) -> tuple[Answer, Table | None]:
    """The outcome by the guideline, without dates, and the row if it has any."""
    nothing: Answer = {
        "kind": None,
        "recommendation": None,
        "missing": set(),
        "events": [],
        "continues": [],
    }
    if facts.get("status") in ENDED:
        return {"outcome": "ended", **nothing}, None
    judgement = {"outcome": "judgement", **nothing}
    covered = covers(guideline, facts)
    if facts.get("status") == "not-operated" or covered is False:
        return judgement | {"kind": "not-covered"}, None
    row, kind, missing = choose(case, guideline, set() if covered else {"grade"})
    if row is None:
        return judgement | {"kind": kind, "missing": missing}, None
    found = nothing | {"recommendation": row["id"]}
    if row.get("outcome", "plan") == "plan":
        return {"outcome": "plan", **found}, row
    return {"outcome": row["outcome"], **found, "kind": row.get("judgement")}, None


def answer(
    facts: dict[str, str],
    guideline: Table,
    surgery: Day,
    made: Day,
    pace: str,
    horizon_months: int = 120,
    programmes: tuple[Table, ...] = (),
    memory: dict[Any, Any] | None = None,
) -> Answer:
    """The one outcome of a case; `memory` keeps plans of one guideline for reuse."""
    case = known(facts, surgery)
    found, row = decide(facts, case, guideline)
    if found["outcome"] == "ended" or (row is None and not programmes):
        return found
    horizon = horizon_of(surgery, made, horizon_months)
    asking: list[tuple[Table, Table | None, list[Table]]] = []
    if row is not None:
        asking.append((guideline, row, []))
    for programme in programmes:
        if covers(programme, facts):
            asking.append((programme, None, []))
        elif covers(programme, facts) is None:
            found["missing"].add("grade")
    key: list[Any] = [found["recommendation"], surgery, horizon, pace]
    for file, of, chosen in asking:
        supplements, missing = choose_supplements(case, file, of["id"] if of else None)
        chosen += supplements
        found["missing"] |= missing
        key += [(file["id"], supplement["id"]) for supplement in supplements]
    memory = {} if memory is None else memory
    if tuple(key) not in memory:
        series = [
            all_series(of, chosen, file, surgery, pace, horizon)
            for file, of, chosen in asking
        ]
        own = series[0] if row else []
        added = [one for some in series[bool(row) :] for one in some]
        memory[tuple(key)] = {
            "events": events_of(row, own, added, surgery, horizon),
            "continues": sorted(
                {(one.test, one.lifelong) for one in own + added if one.lifelong}
            ),
        }
    return found | memory[tuple(key)]
