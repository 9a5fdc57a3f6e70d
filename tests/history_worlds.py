"""Random histories: one invented plan with rows near its windows, for both judges."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import naive_judge
from demo_guideline import demo, row, supplement
from hypothesis import strategies as st

from surveil.answering import answer
from surveil.case import Case
from surveil.catalogue import TESTS
from surveil.history import Done
from surveil.overriding import override
from surveil.plans import Override

# The text of a series, the tests that it times, and its phases as months or days:
# shortest and longest interval, and until when. No phases: no printed interval.
SERIES = (
    (
        '{ test = ["clinic", "ct-or-mri-abdomen"],'
        ' every = ["6 months until 2 years", "12-24 months lifelong"] }',
        ("clinic", "ct-or-mri-abdomen"),
        (((6, 0), (6, 0), (24, 0)), ((12, 0), (24, 0), None)),
    ),
    (
        '{ test = "ct-or-mri-abdomen",'
        ' every = ["3 months until 1 year", "6 months until 3 years"] }',
        ("ct-or-mri-abdomen",),
        (((3, 0), (3, 0), (12, 0)), ((6, 0), (6, 0), (36, 0))),
    ),
    (
        '{ test = "ct-chest", every = "12 months until 5 years" }',
        ("ct-chest",),
        (((12, 0), (12, 0), (60, 0)),),
    ),
    (
        '{ test = "ct-or-mri-chest", every = "6-12 months until 4 years" }',
        ("ct-or-mri-chest",),
        (((6, 0), (12, 0), (48, 0)),),
    ),
    (
        '{ test = "cga", readings = ["read"],'
        ' every = ["5 months until 1 year", "12-24 months lifelong"] }',
        ("cga",),
        (((5, 0), (5, 0), (12, 0)), ((12, 0), (24, 0), None)),
    ),
    ('{ test = "gastroscopy", at = ["6 months", "1 year", "3 years"] }', (), ()),
    ('{ test = "sstr-pet", once = "12-36 months" }', (), ()),
    (
        '{ test = "rectoscopy", every = "12 weeks until 60 weeks" }',
        ("rectoscopy",),
        (((0, 84), (0, 84), (0, 420)),),
    ),
    (
        '{ test = "ct-chest-abdomen", every = "4-6 months until 2 years" }',
        ("ct-chest-abdomen",),
        (((4, 0), (6, 0), (24, 0)),),
    ),
    (
        '{ test = "colonoscopy", window = "6 weeks",'
        ' every = "12 months until 4 years" }',
        ("colonoscopy",),
        (((12, 0), (12, 0), (48, 0)),),
    ),
)
# A second row that asks for tests of the first at other times.
ADDED = (
    (
        '{ test = "ct-or-mri-abdomen", every = "9 months until 3 years" }',
        ("ct-or-mri-abdomen",),
        (((9, 0), (9, 0), (36, 0)),),
    ),
    ('{ test = ["ct-chest", "cga"], at = ["8 months", "2 years"] }', (), ()),
)
FOREIGN = ("fdg-pet", "eus", "ct-or-mri-chest-abdomen", "mri-abdomen", "a word")
ROWS = ("done", "done", "done", "booked", "cancelled", "did-not-attend")


class Drawn:
    """A plan and rows for surveil, and the same world for the naive judge.

    No dataclass: Hypothesis would print the plan, and with it a whole guideline.
    """

    def __init__(self, plan, done, as_of, anchor, world):
        self.plan = plan
        self.done = done
        self.as_of = as_of
        self.anchor = anchor
        self.world = world

    def __repr__(self):
        steps = [(one.id, str(one.due), one.override) for one in self.plan.events]
        rows = [(one.row, one.test, str(one.date), one.status) for one in self.done]
        return f"{self.as_of} {self.anchor} {steps} {rows}"

    @property
    def rows(self):
        return [
            naive_judge.Row(one.date, one.test, one.status, one.row)
            for one in self.done
        ]


@st.composite
def drawn(draw, overridden=True):
    chosen = draw(st.lists(st.integers(0, len(SERIES) - 1), min_size=1, max_size=3))
    series, tests = [], set()
    for number in dict.fromkeys(chosen):
        named = {word for word in TESTS if f'"{word}"' in SERIES[number][0]}
        if not named & tests:
            series.append(SERIES[number])
            tests |= named
    added = draw(st.sampled_from((None, None, *ADDED)))
    own = draw(st.sampled_from((None, None, "surgery", "done")))
    anchor = draw(st.sampled_from((None, "surgery", "done", "done")))
    pace = draw(st.sampled_from(("closest", "widest")))
    head = f'anchor = "{own}"' if own else ""
    texts = ",".join(text for text, _, _ in series)
    rows = [row("only", 'when = { grade = ["G1"] }', series=texts)]
    if added:
        rows.append(supplement("more", 'when = { grade = ["G1"] }', series=added[0]))
    surgery = draw(st.dates(date(2019, 1, 1), date(2022, 12, 31)))
    as_of = surgery + timedelta(draw(st.integers(0, 2200)))
    facts = {"surgery": str(surgery), "site": "pancreas", "grade": "G1"}
    since = draw(st.one_of(st.none(), st.integers(0, 900)))
    if since is not None:
        facts["followed_from"] = str(surgery + timedelta(since))
    plan = answer(
        Case.parse(facts), [demo(*rows, head=head)], made=max(as_of, surgery), pace=pace
    )
    assert plan.outcome == "plan"
    if overridden:
        plan = draw(_overridden(plan))
    done = draw(_rows(plan, as_of))
    world = _world(plan, series, added, as_of, anchor or own)
    return Drawn(plan, done, as_of, anchor, world)


@st.composite
def _overridden(draw, plan):
    events = [one for one in plan.events if TESTS[one.test].kind != "decision"]
    given = []
    for event in draw(st.lists(st.sampled_from(events), max_size=2, unique=True)):
        moved = draw(st.one_of(st.none(), st.integers(-250, 250)))
        day = None if moved is None else event.due + timedelta(moved)
        if day is None or day >= plan.case.surgery:
            given.append(Override(event.id, day, "holiday"))
    return override(plan, given)


@st.composite
def _rows(draw, plan, as_of):
    """Rows whose days lie on and beside the edges of windows, or anywhere."""
    found = []
    near = [one for one in plan.events if one.earliest < as_of + timedelta(400)]
    for number in range(draw(st.integers(0, 9))):
        event = draw(st.sampled_from(near or plan.events))
        edge = draw(st.sampled_from((event.earliest, event.due, event.latest)))
        beside = draw(st.sampled_from((-57, -56, -29, -1, 0, 1, 14, 28, 57)))
        anywhere = draw(st.integers(-60, 60)) + draw(st.integers(0, 9)) * 40
        day = edge + timedelta(draw(st.sampled_from((0, beside, beside, anywhere))))
        test = event.test
        if draw(st.integers(0, 7)) == 0:
            test = draw(st.sampled_from(FOREIGN))
        kind = draw(st.sampled_from(ROWS))
        if day > as_of and kind == "done":
            kind = draw(st.sampled_from(("booked", "booked", "done")))
        found.append(Done(day, test, kind, number))
        if test == "ct-chest-abdomen" and draw(st.booleans()):
            # Booked or recorded as its two parts.
            found[-1] = Done(day, "ct-chest", kind, number)
            found.append(Done(day, "ct-or-mri-abdomen", kind, 200 + number))
        if draw(st.integers(0, 9)) == 0:
            found.append(replace(found[-1], row=100 + number))
    return tuple(draw(st.permutations(found)))


def _world(plan, series, added, as_of, anchor):
    timed = [("only", one) for one in series] + ([("more", added)] if added else [])
    steps = [_step(event, timed, anchor, plan.pace) for event in plan.events]
    return naive_judge.World(
        surgery=plan.case.surgery,
        steps=steps,
        as_of=as_of,
        followed_from=plan.case.followed_from,
        continues={one.test for one in plan.continues},
        known=list(TESTS),
    )


def _step(event, series, anchor, pace):
    step = event.step
    offset = (step.offset.months, step.offset.days)
    rows = frozenset(asker.row.id for asker in step.asked_by)
    return naive_judge.Step(
        test=step.test,
        number=step.number,
        offset=offset,
        opens=(step.earliest.months, step.earliest.days),
        closes=(step.latest.months, step.latest.days),
        earliest=event.earliest,
        due=event.due,
        latest=event.latest,
        printed_window=step.window == "guideline",
        intervals=tuple(_intervals(step.test, offset, series, rows, pace)),
        own_day=event.override.day if event.override else None,
        left_out=bool(event.override and event.override.day is None),
        anchored=anchor == "done" and TESTS[step.test].kind != "decision",
    )


def _intervals(test, offset, series, rows, pace):
    """For each series with a step at this offset: its step before, and the interval."""
    for row_id, (_, tests, phases) in series:
        if test not in tests or row_id not in rows:
            continue
        steps, start = [((0, 0), None)], (0, 0)
        for low, high, until in phases:
            here = start
            for _ in range(400):
                here = naive_judge.together(here, low if pace == "closest" else high)
                if until and naive_judge.about(here) > naive_judge.about(until):
                    break
                steps.append((here, (low, high)))
            start = until
        for (own_before, _), (here, ends) in pairwise(steps):
            if here == offset:
                yield own_before, *ends
