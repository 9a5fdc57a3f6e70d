"""Work on one chunk: its rows planned, their calendars written, what became of each."""

import pyarrow as pa

from surveil.batch.columns import plan_columns
from surveil.batch.listed import Columns
from surveil.batch.options import BatchOptions
from surveil.batch.task import Calendars, Done, Task, plan_of, rows_of
from surveil.batch.upkeep import calendars
from surveil.plans import Plan


def work(task: Task, options: BatchOptions, how: Calendars | None) -> Done:
    """Plan a chunk, and write its calendars if there is a way to."""
    planned = plan_columns(task.columns.table, options)
    done = Done(planned.outcomes, planned.events)
    done.judgements = judgements(task.columns, planned.outcomes, options)
    if how is not None:
        rows = rows_of(task.columns, planned.outcomes)
        calendars(task, rows, options, how, done)
    return done


def judgements(
    columns: Columns, outcomes: pa.Table, options: BatchOptions
) -> list[tuple[str, ...]]:
    """The rows for the MDT: key, site, grade, why, what is missing, guideline."""
    found = []
    places = [
        place
        for place, one in enumerate(outcomes.column("outcome").to_pylist())
        if one == "judgement"
    ]
    remembered: dict[tuple[str, ...], tuple[str, ...]] = {}
    for place in places:
        facts = columns.facts(place)
        alike = tuple(
            f"{name}={text[:4] if name == 'surgery' else text}"
            for name, text in facts.items()
            if name not in ("key", "followed_from", "status_date")
        )
        told = remembered.get(alike)
        if told is None:
            told = remembered[alike] = _told(plan_of(facts, options, options.made))
        found.append((outcomes.column("key")[place].as_py() or "", *told))
    return found


def _told(plan: Plan) -> tuple[str, ...]:
    case = plan.case
    return (
        str(case.site or ""),
        str(case.grade or ""),
        plan.judgement or "",
        plan.reason or "",
        "; ".join(f"{one.fact}: would {one.would}" for one in plan.missing),
        "; ".join(one.id for one in plan.guidelines),
    )
