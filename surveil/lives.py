"""Lives: the plans of a patient one after the other, and what was done beside them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from surveil.case import Case
from surveil.catalogue import TESTS
from surveil.happenings import Ask, Contradiction, Happening
from surveil.history import Done, History, Standing, Verdict
from surveil.judging import judge
from surveil.plans import Plan
from surveil.replaying import Replayed, Turn, replay


@dataclass(frozen=True, slots=True)
class Stretch:
    """A plan, and the day since which it is in force; None: from surgery."""

    since: date | None
    plan: Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """What became of a case up to a day: its plans in order, the last is in force.

    `told` says in words what changed and when. `asks` are why imaging is not to be
    done before the team has been asked. `contact` is the last one that the happenings
    tell of.
    """

    stretches: tuple[Stretch, ...]
    told: tuple[str, ...] = ()
    asks: tuple[Ask, ...] = ()
    contact: date | None = None
    died: Happening | None = None
    contradictions: tuple[Contradiction, ...] = ()
    later: int = 0

    @property
    def plan(self) -> Plan:
        return self.stretches[-1].plan

    @property
    def case(self) -> Case:
        return self.plan.case

    def with_plan(self, plan: Plan) -> "Life":
        """The same life with another plan in force, such as one with overrides."""
        last = replace(self.stretches[-1], plan=plan)
        return replace(self, stretches=(*self.stretches[:-1], last))


def live(
    case: Case,
    happenings: Sequence[Happening],
    *,
    as_of: date,
    planned: Callable[[Case], Plan],
) -> Life:
    """The plans of a case as `happenings` have them up to `as_of`.

    `planned` makes the plan of a case. Each change of its facts makes a new plan from
    that day on: a new operation closes the old one, changed facts keep the day of
    surgery. A recurrence leaves the plan to the MDT until a new operation, or a stage
    or margin since then, is noted. Who moved, opted out, was discharged or died is not
    planned until reactivated. Raises CaseError as `planned` does.
    """
    if not happenings and case.status in (None, "active", "not-operated"):
        return Life(stretches=(Stretch(None, planned(case)),))
    found = replay(case, happenings, as_of=as_of)
    stretches: list[Stretch] = []
    told = [(day, 0, text) for day, text in found.said]
    for turn in found.turns:
        suspended = found.suspended if turn is found.turns[-1] else None
        plan = _planned(turn, suspended, planned)
        if stretches and turn.since:
            text = _said_change(stretches[-1].plan, plan, turn.since)
            told.append((turn.since, 1, text))
        stretches.append(Stretch(turn.since, plan))
    stretches[-1] = replace(stretches[-1], plan=_asking(stretches[-1].plan, found))
    return Life(
        stretches=tuple(stretches),
        told=tuple(text for _, _, text in sorted(told, key=lambda one: one[:2])),
        asks=found.asks,
        contact=found.contact,
        died=found.died,
        contradictions=found.contradictions,
        later=found.later,
    )


def _planned(
    turn: Turn, suspended: Happening | None, planned: Callable[[Case], Plan]
) -> Plan:
    case = turn.case
    if turn.ended:
        moved = turn.ended.what == "moved"
        status = "discharged" if moved else turn.ended.what
        plan = planned(replace(case, status=status, status_date=turn.ended.date))
        if moved:
            reason = f"the patient moved on {turn.ended.date} and is followed elsewhere"
            return replace(plan, reason=reason)
        return plan
    if suspended:
        case = replace(case, status="suspended", status_date=suspended.date)
    plan = planned(case)
    if turn.recurred:
        return replace(
            plan,
            outcome="judgement",
            judgement="not-covered",
            reason=f"the disease came back on {turn.recurred}: plans for follow-up"
            " after surgery do not cover this until a new operation, or a stage or"
            " margin since then, is noted",
            recommendation=None,
            horizon=None,
            events=(),
            continues=(),
            banner=None,
        )
    return plan


def _asking(plan: Plan, found: Replayed) -> Plan:
    """The plan with a note at each scan that the team must be asked about first."""
    if not found.asks:
        return plan
    events = []
    for event in plan.events:
        if TESTS[event.test].kind == "scan":
            notes = [note_of(one) for one in found.asks if event.latest >= one.since]
            event = replace(event, notes=(*event.notes, *notes))
        events.append(event)
    return replace(plan, events=tuple(events))


def note_of(ask: Ask) -> str:
    """What stands beside a scan."""
    return f"{ask.text}: the team decides whether and how to image"


def _said_change(before: Plan, after: Plan, since: date) -> str:
    """What a change made of the plan, in one sentence."""
    if after.outcome == "ended" or not after.events:
        words = {"judgement": "MDT decision needed", "no-follow-up": "no follow-up"}
        begin = words.get(after.outcome, "follow-up has ended")
        return f"from {since} on: {begin}: {after.reason}"
    to_come = [event for event in after.events if event.due > since]
    said = f"from {since} on: {_steps(len(to_come))} to come"
    if before.case.surgery != after.case.surgery or not before.events:
        return said
    old = {event.id: event.due for event in before.events if event.due > since}
    new = {event.id: event.due for event in to_come}
    parts = (
        (sum(old.get(id, due) != due for id, due in new.items()), "moved"),
        (len(new.keys() - old.keys()), "new"),
        (len(old.keys() - new.keys()), "no longer asked for"),
    )
    counted = [f"{count} {word}" for count, word in parts if count]
    return f"{said} ({', '.join(counted) or 'the same as before'})"


def _steps(count: int) -> str:
    return "1 step" if count == 1 else f"{count} steps"


def judged(
    life: Life, done: Iterable[Done], *, as_of: date, anchor: str | None = None
) -> History:
    """What was done beside the plans of a life, each test by the plan of its day.

    The day of a change still belongs to the plan before it. Standings and appointments
    are those of the plan in force. Where it is a change of facts, a step whose window
    had closed before is overdue only if the plan before asked for that test at that
    time as well; else it is missed-before, because nobody could know of it.
    """
    rows = [*done]
    last = judge(life.plan, rows, as_of=as_of, anchor=anchor)
    if len(life.stretches) == 1:
        return last
    verdicts: list[Verdict] = []
    since = date.min
    for stretch, following in zip(life.stretches, life.stretches[1:], strict=False):
        assert following.since is not None
        until = following.since
        found = judge(
            stretch.plan,
            [one for one in rows if one.date <= until],
            as_of=until,
            anchor=anchor,
        )
        verdicts += [one for one in found.verdicts if one.done.date > since]
        since = until
    verdicts += [one for one in last.verdicts if one.done.date > since]
    return replace(
        last,
        verdicts=tuple(verdicts),
        standings=_known_of(life, last.standings),
    )


def _known_of(life: Life, standings: Sequence[Standing]) -> tuple[Standing, ...]:
    """The standings, without overdue steps that the plan of their time did not have."""
    since = life.stretches[-1].since
    before = next((one.plan for one in life.stretches[-2::-1] if one.plan.events), None)
    if since is None or before is None or before.case.surgery != life.case.surgery:
        return tuple(standings)
    asked: dict[str, list[tuple[date, date]]] = {}
    for event in before.events:
        asked.setdefault(event.test, []).append((event.earliest, event.latest))
    found: list[Standing] = []
    unasked: set[str] = set()
    for one in standings:
        known = any(
            first <= one.latest and one.earliest <= latest
            for first, latest in asked.get(one.test, ())
        )
        if one.status == "overdue" and one.latest < since and not known:
            note = f"before the plan was changed on {since}"
            if one.asks:
                unasked.add(one.test)
            one = replace(
                one,
                status="missed-before",
                asks=False,
                lateness=0.0,
                notes=(*one.notes, note),
            )
        found.append(one)
    return tuple(_asked_again(found, unasked) if unasked else found)


def _asked_again(found: list[Standing], tests: set[str]) -> list[Standing]:
    """For each of these tests the last step that is still wanted asks for it."""
    last: dict[str, int] = {}
    for at, one in enumerate(found):
        wanted = one.status in ("due", "overdue") and one.later is None
        if one.test in tests and wanted:
            last[one.test] = at
    return [
        replace(one, asks=True) if last.get(one.test) == at else one
        for at, one in enumerate(found)
    ]


def contradictions(life: Life, done: Iterable[Done]) -> tuple[Contradiction, ...]:
    """Those of the happenings, and the tests that were done after a death."""
    died = life.died
    after = [
        one for one in done if died and one.status == "done" and one.date > died.date
    ]
    if not died or not after:
        return life.contradictions
    rows = tuple(sorted({one.row for one in after if one.row is not None}))
    named = ", ".join(map(str, rows))
    where = f"row {named}" if len(rows) == 1 else f"rows {named}"
    text = f"{where} of what was done: after the death in {died.place}"
    return (*life.contradictions, Contradiction(rows, text, grave=True))


def last_contact(life: Life, done: Iterable[Done], as_of: date) -> date | None:
    """The last day on which somebody of the clinic met or heard of the patient.

    A test that was done, a new operation, a reactivation, or a contact that was noted;
    a booking or a letter that nobody answered is none.
    """
    days = [one.date for one in done if one.status == "done" and one.date <= as_of]
    days += [life.contact] if life.contact else []
    return max(days, default=None)
