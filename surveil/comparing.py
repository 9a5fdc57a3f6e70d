"""Comparing: one case, and what every guideline that covers it says, side by side."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from surveil.agreeing import Core, Partly, agreement
from surveil.answering import answer
from surveil.budgeting import Budget
from surveil.case import Case
from surveil.catalogue import RANK, TESTS
from surveil.guideline import Guideline, Interpretation
from surveil.planning import HORIZON
from surveil.plans import Plan
from surveil.spans import Span
from surveil.tallies import EARLY, LATE, Tally, figure_of


@dataclass(frozen=True, slots=True)
class Answer:
    """What one guideline says of the case.

    `early` tallies years 1-5, `late` years 6-10: nothing where a guideline asks for no
    follow-up, and None where there is no answer to count (judgement, ended). What is
    dated after year 10 is in the plan's events and in no tally. `end` says in words how
    follow-up ends. `interpretations` are the register entries on which the row and the
    series in use rest, in the order of the register. `budget` adds up the whole plan,
    where it was asked for.
    """

    plan: Plan
    early: Tally | None
    late: Tally | None
    end: str
    interpretations: tuple[Interpretation, ...]
    budget: Budget | None = None

    @property
    def guideline(self) -> Guideline:
        return self.plan.guidelines[0]

    @property
    def id(self) -> str:
        return self.guideline.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One case by every guideline that covers its site and grade.

    `not_covering` are the guidelines that do not: they are named and no more. `core`
    and `partly` need two plans or more: one plan agrees with itself.
    """

    case: Case
    made: date
    pace: str
    answers: tuple[Answer, ...]
    not_covering: tuple[Guideline, ...]
    core: tuple[Core, ...]
    partly: tuple[Partly, ...]

    @property
    def plans(self) -> tuple[Answer, ...]:
        """The answers that are plans."""
        return tuple(one for one in self.answers if one.plan.outcome == "plan")

    @property
    def horizon(self) -> date | None:
        """The day to which lifelong series are planned; None without a plan."""
        return self.plans[0].plan.horizon if self.plans else None

    @property
    def outcomes(self) -> dict[str, tuple[str, ...]]:
        """The ids of the guidelines that come to each outcome."""
        found: dict[str, tuple[str, ...]] = {}
        for one in self.answers:
            outcome = one.plan.outcome
            found[outcome] = (*found.get(outcome, ()), one.id)
        return found


def compare(
    case: Case,
    guidelines: Sequence[Guideline],
    *,
    made: date,
    pace: str = "closest",
    horizon: Span = HORIZON,
    budgeter: Callable[[Plan], Budget] | None = None,
) -> Comparison:
    """What each of `guidelines` that covers the case says of it, in their order.

    Programmes are left out: they stand beside guidelines, not against them. Lifelong
    series run to the horizon of a plan, and never to less than ten years, because
    years 6-10 are counted. `budgeter` gives each plan its budget. Raises CaseError for
    dates that `made` rules out.
    """
    reach = max(horizon, HORIZON, key=lambda span: span.length)
    compared = [one for one in guidelines if not one.is_programme]
    answers = tuple(
        _answered(case, one, budgeter, made=made, pace=pace, horizon=reach)
        for one in compared
        if one.covers(case)
    )
    core, partly = agreement(
        [one.plan for one in answers if one.plan.outcome == "plan"]
    )
    return Comparison(
        case=case,
        made=made,
        pace=pace,
        answers=answers,
        not_covering=tuple(one for one in compared if not one.covers(case)),
        core=core,
        partly=partly,
    )


def _answered(
    case: Case,
    guideline: Guideline,
    budgeter: Callable[[Plan], Budget] | None,
    *,
    made: date,
    pace: str,
    horizon: Span,
) -> Answer:
    """The answer of one guideline that covers the case."""
    plan = answer(case, [guideline], made=made, pace=pace, horizon=horizon)
    steps = [event.step for event in plan.events]
    counted = plan.outcome in ("plan", "no-follow-up")
    return Answer(
        plan=plan,
        early=Tally.of(steps, EARLY) if counted else None,
        late=Tally.of(steps, LATE) if counted else None,
        end=_end(plan),
        interpretations=tuple(_interpretations(plan)),
        budget=budgeter(plan) if budgeter and counted else None,
    )


def _end(plan: Plan) -> str:
    """How follow-up ends, in words."""
    if plan.outcome == "no-follow-up":
        return "no follow-up"
    if plan.outcome == "judgement":
        kind = (plan.judgement or "").replace("-", " ")
        return f"MDT decision needed ({kind})"
    if plan.outcome == "ended":
        return "follow-up has ended"
    closing = next(e for e in plan.events if TESTS[e.test].kind == "decision")
    if plan.continues:
        return _lifelong(plan)
    if closing.test == "renew-plan":
        return f"renew the plan at {closing.step.offset.said}"
    last = closing.step.offset
    printed = _printed_end(plan, last)
    visit = f" (last visit at {last.said})" if printed != last else ""
    return f"ends at {printed.said}{visit}"


def _lifelong(plan: Plan) -> str:
    """Lifelong; and what ends before, where some series does and is no single test."""
    lasting = {one.test for one in plan.continues}
    dates: dict[str, list[Span]] = {}
    for event in plan.events:
        if event.test not in lasting and figure_of(event.test):
            dates.setdefault(event.test, []).append(event.step.offset)
    ending = [spans[-1] for spans in dates.values() if len(spans) > 1]
    if not ending:
        return "lifelong"
    names = ", ".join(TESTS[one].brief for one in sorted(lasting, key=RANK.__getitem__))
    last = max(ending, key=lambda span: span.length)
    return f"lifelong ({names}); the rest ends at {last.said}"


def _printed_end(plan: Plan, last: Span) -> Span:
    """The end of the last phase, which at a wide pace may lie after the last visit."""
    rows = [asker.row for event in plan.events for asker in event.asked_by]
    series = [one for row in rows for one in row.series if one.every]
    ends = [until for one in series if (until := one.every[-1].until)]
    return max([last, *ends], key=lambda span: span.length)


def _interpretations(plan: Plan) -> Iterator[Interpretation]:
    guideline = plan.guidelines[0]
    used = {
        id for event in plan.events for asker in event.asked_by for id in asker.readings
    }
    for one in guideline.recommendations:
        if one.id == plan.recommendation:
            used.update(one.row.readings)
    yield from (entry for entry in guideline.register if entry.id in used)
