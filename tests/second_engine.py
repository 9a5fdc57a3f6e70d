"""A second, deliberately naive engine, written from the design, to check the first.

It shares no line with the program: plain dictionaries, its own day arithmetic, and the
guideline files as TOML gives them.
"""

import tomllib
from pathlib import Path
from typing import Any

from second_engine_dates import Day, plus, plus_months, span, whole_years
from second_engine_facts import known
from second_engine_match import choose, choose_supplements
from second_engine_steps import Series, Step, all_series, around, default_slack

Table = dict[str, Any]
Answer = dict[str, Any]
Event = tuple[str, int, Day, Day, Day, str]

ENDED = ("died", "discharged", "opted-out")
# A larger scan shows what the smaller one would on the same day.
CONTAINED_IN = {"ct-or-mri-abdomen": ["ct-or-mri-chest-abdomen"]}


def load(path: Path) -> Table:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def covers(guideline: Table, facts: dict[str, str]) -> bool:
    scope = guideline["scope"]
    if facts["site"] not in scope["site"]:
        return False
    return "grade" not in facts or facts["grade"] in scope["grade"]


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
    """The steps of each test, one a day."""
    by_day: dict[tuple[str, Day], list[Step]] = {}
    for one in series:
        for step in one.steps:
            by_day.setdefault((one.test, step.due), []).append(step)
    for test, day in list(by_day):
        for larger in CONTAINED_IN.get(test, []):
            if (larger, day) in by_day:
                by_day[larger, day] += by_day.pop((test, day))
                break
    merged: dict[str, list[Step]] = {}
    for (test, _), steps in sorted(by_day.items()):
        merged.setdefault(test, []).append(overlap(steps))
    return merged


def horizon_of(surgery: Day, made: Day, months: int) -> Day:
    return max(plus_months(surgery, months), plus_months(made, 60))


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
        steps = [step for steps in merge(own).values() for step in steps]
        last = max(steps, key=lambda step: step.due)
        events.append(("confirm-end", 1, *last[:4]))
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
    if facts.get("status") == "not-operated" or not covers(guideline, facts):
        return judgement | {"kind": "not-covered"}, None
    row, kind, missing = choose(case, guideline)
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
    asking += [(programme, None, []) for programme in programmes]
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
