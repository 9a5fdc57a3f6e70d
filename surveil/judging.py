"""Judging: what was done against a plan, row by row, and how its steps stand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, NamedTuple

from surveil.catalogue import RANK, TESTS
from surveil.equivalents import COUNTS_FOR, LAST_PARTS, TOGETHER, Together
from surveil.errors import UsageError
from surveil.guideline import ANCHORS
from surveil.history import COUNTED, STATUSES, VERDICTS, Done, History, Verdict
from surveil.plans import Plan
from surveil.standings import standings
from surveil.tracks import Track, tracks
from surveil.verdicts import named, refused, unasked, why

_BEST: Final = {verdict: rank for rank, verdict in enumerate(VERDICTS)}
_ORDER: Final = {status: rank for rank, status in enumerate(STATUSES)}
_SAID: Final = {"cancelled": "cancelled", "did-not-attend": "did not attend"}


def judge(
    plan: Plan,
    done: Iterable[Done],
    *,
    as_of: date,
    anchor: str | None = None,
    counts_for: Mapping[str, Sequence[str]] = COUNTS_FOR,
) -> History:
    """Every row of what was done with its verdict, every event with its standing.

    1. Rows are taken in order of date, done before booked, then in the order in which
       a day's tests are shown. The order in which they are given changes nothing.
    2. A test that was done may satisfy one step of its own test, and one of each test
       that it counts for (`counts_for`); its verdict is the best of these. Which step:
       `Track.find`. Parts of one day that make up a larger test (`TOGETHER`) are that
       test, too: the last of them takes its step, and the others share the verdict.
    3. A booking for `as_of` or later stands for the step that it would satisfy then.
       One whose day has passed awaits confirmation; it satisfies nothing, and neither
       does what was cancelled or not attended. Their steps have a note. A booking with
       another row of the same test and day is that row.
    4. `anchor` is "surgery" (dates stay) or "done" (the next test counts from the last
       one that counted); None: as the guideline that asks for a test first says, else
       surgery. Tests that do not count move nothing.
    5. Not judged: after `as_of`, after a death, unknown tests, and where no plan is
       made. Before surgery is a verdict of its own.
    """
    if anchor is not None and anchor not in ANCHORS:
        raise UsageError(f"--anchor is not one of {', '.join(ANCHORS)}")
    rows = sorted(done, key=_order)
    present = {(one.date, one.test, one.status) for one in rows}
    found = tracks(plan, _anchored(plan, anchor))
    sitting = _Sitting(plan, found, as_of, counts_for, present)
    verdicts: list[Verdict] = []
    appointments: list[Verdict] = []
    for one in rows:
        if one.status == "done":
            sitting.add(one, verdicts)
        elif one.status == "booked" and one.date >= as_of and not sitting.told(one):
            sitting.add(one, appointments)
        else:
            appointments.append(sitting.noted(one))
    return History(
        plan=plan,
        as_of=as_of,
        anchor=anchor,
        verdicts=tuple(verdicts),
        appointments=tuple(appointments),
        standings=standings(plan, found, as_of),
        notes=_notes(found, anchor),
    )


@dataclass(frozen=True, slots=True)
class _Sitting:
    """One plan, its tracks as the rows so far have left them, and all the rows."""

    plan: Plan
    found: Mapping[str, Track]
    as_of: date
    counts_for: Mapping[str, Sequence[str]]
    present: set[tuple[date, str, str]]

    def told(self, one: Done) -> bool:
        """Whether another row says what became of a booking."""
        return any(
            (one.date, one.test, status) in self.present
            for status in STATUSES
            if status != "booked"
        )

    def add(self, one: Done, verdicts: list[Verdict]) -> None:
        """The verdict on what was done, or is booked; it takes its steps."""
        if reason := refused(self.plan, one, self.as_of):
            verdicts.append(Verdict(one, reason[0], (), reason[1]))
            return
        wholes = self._wholes(one)
        asked = self._asked(one, wholes)
        if not asked:
            verdicts.append(unasked(self.plan, self.found, one))
            return
        results = [self._result(track, one) for track in asked]
        if wholes:
            _share(verdicts, one, wholes, results)
        verdicts.append(_best(one, results))

    def noted(self, one: Done) -> Verdict:
        """The verdict on what satisfies nothing; the steps it was for have a note."""
        if reason := refused(self.plan, one, self.as_of):
            return Verdict(one, reason[0], (), reason[1])
        if one.status == "booked" and self.told(one):
            return Verdict(one, "not-judged", (), "another row says what became of it")
        steps = []
        for track in self._asked(one, self._wholes(one)):
            verdict, place = track.find(one.date.toordinal(), track.top)
            if verdict in COUNTED:
                steps.append(track.events[place].id)
                _note(track, place, one)
        told = _SAID.get(one.status, "awaiting confirmation")
        return Verdict(one, "not-judged", tuple(steps), told)

    def _wholes(self, one: Done) -> list[Together]:
        """The larger tests that a row completes, as the last of their parts."""
        if one.test not in LAST_PARTS:
            return []
        return [
            each
            for each in TOGETHER
            if each.whole in self.found
            and each.parts[-1] == one.test
            and all((one.date, part, one.status) in self.present for part in each.parts)
        ]

    def _asked(self, one: Done, wholes: Sequence[Together]) -> list[Track]:
        """The tracks on which a row may take a step."""
        tests = (one.test, *self.counts_for.get(one.test, ()))
        tests = (*tests, *(each.whole for each in wholes))
        return [self.found[test] for test in dict.fromkeys(tests) if test in self.found]

    def _result(self, track: Track, one: Done) -> "_Result":
        """What a row is on one track; it takes what it can."""
        day = one.date.toordinal()
        verdict, place = track.find(day, track.top)
        told = why(self.plan, track, verdict, place, day)
        step = None
        if verdict in COUNTED:
            due_by_now = track.earliest[place] <= self.as_of.toordinal()
            track.take(place, one, passes=one.status == "done" or due_by_now)
            step = track.events[place].id
        return _Result(track.test, named(self.plan, track, verdict), step, told)


class _Result(NamedTuple):
    """What a row is on one track, and the step that it took there."""

    test: str
    verdict: str
    step: str | None
    why: str


def _best(one: Done, results: Sequence[_Result]) -> Verdict:
    """The best verdict of a row, with all steps that it took."""
    best = min(results, key=lambda result: _BEST[result.verdict])
    steps = tuple([result.step for result in results if result.step])
    whys = [result.why for result in results if result.step] or [best.why]
    return Verdict(one, best.verdict, steps, "; ".join(whys))


def _share(
    verdicts: list[Verdict],
    one: Done,
    wholes: Sequence[Together],
    results: Sequence[_Result],
) -> None:
    """The other parts of a larger test are what that is, if it is better for them."""
    for each in wholes:
        of_whole = [result for result in results if result.test == each.whole]
        for at, other in enumerate(verdicts):
            done = other.done
            with_it = (done.date, done.status) == (one.date, one.status)
            if with_it and done.test in each.parts[:-1]:
                shared = _best(done, of_whole)
                if _BEST[shared.verdict] < _BEST[other.verdict]:
                    # It keeps a step that it has taken by itself.
                    steps = tuple(dict.fromkeys((*other.steps, *shared.steps)))
                    told = f"with {one.test}: {shared.why}"
                    verdicts[at] = replace(shared, steps=steps, why=told)


def _note(track: Track, place: int, one: Done) -> None:
    if one.status == "booked":
        text = f"booked for {one.date}: awaiting confirmation"
        track.awaiting.setdefault(place, []).append(text)
    elif one.status == "cancelled":
        track.notes.setdefault(place, []).append(f"cancelled: {one.date}")
    else:
        track.notes.setdefault(place, []).append(f"did not attend on {one.date}")


def _order(one: Done) -> tuple[date, bool, int, str, int, int]:
    return (
        one.date,
        one.status != "done",
        RANK.get(one.test, len(RANK)),
        one.test,
        _ORDER[one.status],
        one.row or 0,
    )


def _anchored(plan: Plan, anchor: str | None) -> list[str]:
    """The tests whose next step counts from the last one done."""
    if anchor == "surgery":
        return []
    found: dict[str, bool] = {}
    for event in plan.events:
        if event.test not in found and TESTS[event.test].kind != "decision":
            own = event.asked_by[0].guideline.anchor if event.asked_by else None
            found[event.test] = (anchor or own) == "done"
    return [test for test, is_anchored in found.items() if is_anchored]


def _notes(found: Mapping[str, Track], anchor: str | None) -> tuple[str, ...]:
    tests = [test for test, track in found.items() if track.course]
    if not tests:
        return ()
    who = "as asked for" if anchor else "as the guideline's file says"
    names = ", ".join(TESTS[test].brief for test in tests)
    return (f"the next test counts from the last one done, {who}: {names}",)


def remaining(history: History) -> Plan:
    """The plan with what is still to come, for a calendar, with dates by the anchor.

    Left out are the steps that are done, those passed over because a later one is, and
    those of before this clinic's follow-up. What a clinician left out stays as it is.
    """
    kept = []
    for one in history.standings:
        over = one.later is not None and one.later.status == "done"
        if one.status in ("done", "missed-before") or over:
            continue
        notes = tuple(text for text in one.notes if text not in one.event.notes)
        if one.by:
            notes = (f"booked for {one.by.date}", *notes)
        event = one.event
        kept.append(replace(event, notes=(*event.notes, *notes)) if notes else event)
    kept.sort(key=lambda event: (event.due, event.test))
    plan = history.plan
    return replace(plan, events=tuple(kept), notes=(*plan.notes, *history.notes))
