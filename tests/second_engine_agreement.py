"""Asks the program and the second engine about the same random cases."""

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, NamedTuple

from second_engine import Answer, Table, answer
from second_engine_cases import Sampler
from second_engine_dates import Day, plus_days, plus_months, written

from surveil import answering, choosing, planning, scheduling
from surveil.case import Case, CaseError
from surveil.guideline import Guideline
from surveil.plans import Plan


class Draw(NamedTuple):
    facts: dict[str, str]
    case: Case
    surgery: Day
    made: Day
    pace: str


class Found(NamedTuple):
    """What a comparison found: outcomes, rows reached, and a text per mismatch."""

    outcomes: Counter[str]
    rows: Counter[str]
    mismatches: list[str]


def day(of: date) -> Day:
    return (of.year, of.month, of.day)


def parsed(facts: dict[str, str], surgery: Day) -> Case | None:
    """The case, or None where the facts cannot all be true."""
    try:
        return Case.parse({"surgery": written(surgery), **facts})
    except CaseError:
        return None


def draws(sampler: Sampler, circumstances: Sequence[Any] = ()) -> Iterator[Draw]:
    """Random cases without end; each at both paces."""
    while True:
        one = sampler.pick(circumstances) if circumstances else sampler.circumstances()
        surgery, (years, days) = one
        made = plus_days(plus_months(surgery, 12 * years), days)
        facts = sampler.facts(surgery)
        case = parsed(facts, surgery)
        if case is not None:
            for pace in ("closest", "widest"):
                yield Draw(facts, case, surgery, made, pace)


def as_answer(plan: Plan) -> Answer:
    """What the program says, in the form of the second engine."""
    return {
        "outcome": plan.outcome,
        "kind": plan.judgement,
        "recommendation": plan.recommendation,
        "missing": {missing.fact for missing in plan.missing},
        "events": [
            (
                event.test,
                event.step.number,
                day(event.due),
                day(event.earliest),
                day(event.latest),
                event.step.window,
            )
            for event in plan.events
        ],
        "continues": sorted({(one.test, one.every) for one in plan.continues}),
    }


def label(value: Any) -> Any:
    """A short name for what a schedule is made from."""
    if isinstance(value, list | tuple):
        return tuple(label(one) for one in value)
    return getattr(value, "id", value)


def once_a_case(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, which answers the same question about one case only once."""
    last: list[Any] = [None, None, None]

    def asked(case: Case, *args: Any) -> Any:
        if last[0] is not case or last[1] != label(args):
            last[:] = case, label(args), function(case, *args)
        return last[2]

    return asked


@contextmanager
def remembering() -> Iterator[None]:
    """Lets the program choose once a case, and plan once a schedule and date.

    For the long comparison only: what is compared of an event (not its notes) depends
    on nothing else.
    """
    schedule, events = scheduling.schedule, planning.events
    choose, supplements = choosing.choose, choosing.supplements
    schedules: dict[Any, Any] = {}
    dated: dict[Any, Any] = {}

    def schedule_once(*args: Any, **rest: Any) -> Any:
        key = (label(args), *((name, label(rest[name])) for name in sorted(rest)))
        if key not in schedules:
            schedules[key] = schedule(*args, **rest)
        return schedules[key]

    def events_once(case: Case, surgery: date, steps: Any, **rest: Any) -> Any:
        key = (id(steps), surgery, *sorted(rest.items()))
        if key not in dated:
            dated[key] = steps, events(case, surgery, steps, **rest)
        return dated[key][1]

    scheduling.schedule, planning.events = schedule_once, events_once
    choosing.choose = once_a_case(choose)
    choosing.supplements = once_a_case(supplements)
    try:
        yield
    finally:
        scheduling.schedule, planning.events = schedule, events
        choosing.choose, choosing.supplements = choose, supplements


def shown(value: Any) -> str:
    return str(sorted(value) if isinstance(value, set) else value)


def difference(draw: Draw, first: Answer, second: Answer) -> str:
    """The facts and both answers, where they differ."""
    lines = [
        f"facts {draw.facts}",
        f"surgery {written(draw.surgery)} made {written(draw.made)} pace {draw.pace}",
    ]
    for key in first:
        if first[key] == second[key]:
            continue
        one, two = first[key], second[key]
        if key == "events" and set(one) != set(two):
            one, two = sorted(set(one) - set(two)), sorted(set(two) - set(one))
        lines += [f"{key}:", f"  surveil       {shown(one)}"]
        lines += [f"  second engine {shown(two)}"]
    return "\n".join(lines)


def compare(
    guideline: Guideline,
    table: Table,
    found: Iterator[Draw],
    number: int,
    programmes: Sequence[tuple[Guideline, Table]] = (),
) -> Found:
    """Both engines on the first `number` of the cases."""
    memory: dict[Any, Any] = {}
    result = Found(Counter(), Counter(), [])
    for draw in itertools.islice(found, number):
        plan = answering.answer(
            draw.case,
            [guideline],
            made=date(*draw.made),
            pace=draw.pace,
            programmes=[programme for programme, _ in programmes],
        )
        first = as_answer(plan)
        second = answer(
            draw.facts,
            table,
            draw.surgery,
            draw.made,
            draw.pace,
            programmes=tuple(programme for _, programme in programmes),
            memory=memory,
        )
        result.outcomes[second["outcome"]] += 1
        result.rows[second["recommendation"]] += 1
        if first != second:
            result.mismatches.append(difference(draw, first, second))
    return result
