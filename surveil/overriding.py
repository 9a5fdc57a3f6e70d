"""Overrides: a clinician's own day for a step, or that it is left out, on a plan."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from surveil.catalogue import RANK, TESTS
from surveil.errors import UsageError
from surveil.plans import Event, Override, Plan

EXAMPLE: Final = '"ct-or-mri-abdomen/3=2027-04-01: holiday abroad"'
LONGEST_REASON: Final = 200
LAST_DAY: Final = date(2199, 12, 31)
_STEP: Final = re.compile(r"([a-z0-9-]{1,40})/([1-9][0-9]{0,2})")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_JOINERS: Final = "\u200c\u200d"  # not shown, but some scripts and emoji need them


@dataclass(frozen=True, slots=True)
class TakenBack:
    """That the override of a step no longer holds: the guideline's date stands."""

    step: str


def parse(text: str) -> Override | TakenBack:
    """What "STEP=DATE: reason", "STEP=none: reason" or "STEP=guideline" stands for.

    Raises UsageError, which never repeats the reason: it may be about a person.
    """
    step, _, chosen = text.partition("=")
    if not chosen.strip():
        raise _wrong(f"is not STEP=DATE: REASON, such as {EXAMPLE}")
    step = step.strip()
    _check_step(step)
    day, colon, reason = (part.strip() for part in chosen.partition(":"))
    if day == "guideline":
        if colon:
            raise _wrong(f"takes an override back without a reason: {step}=guideline")
        return TakenBack(step)
    found = Override(step, _day(step, day), _reason(reason))
    if found.day is None and TESTS[_test(step)].kind == "decision":
        raise _wrong(f"cannot leave {step} out, only move it: a plan closes with it")
    return found


def override(
    plan: Plan,
    given: Sequence[Override | TakenBack],
    kept: Sequence[Override] = (),
) -> Plan:
    """The plan with a clinician's overrides on its events, each said in the cautions.

    `given` are new, `kept` come from an earlier version of the plan; the later of two
    for one step wins. Raises UsageError where a given one does not fit this plan. A
    kept one that no longer fits stays in `overrides`, and a note says so.
    """
    events = {event.id: event for event in plan.events}
    standing = {one.step: one for one in kept}
    for one in given:
        if isinstance(one, TakenBack):
            _check_taken_back(one, standing)
            del standing[one.step]
        else:
            _check_fits(one, plan, events)
            standing[one.step] = one
    overrides = tuple(sorted(standing.values(), key=_order))
    fitting = {one.step: one for one in overrides if not _misfit(one, plan, events)}
    events |= {step: _put(events[step], one, plan) for step, one in fitting.items()}
    said = (_said(events[step], one) for step, one in fitting.items())
    notes = (
        f"{_name(one.step)}: an override ({one.reason}) is kept, but {why}"
        for one in overrides
        if (why := _misfit(one, plan, events))
    )
    return replace(
        plan,
        events=tuple(events.values()),
        overrides=overrides,
        cautions=(*plan.cautions, *said),
        notes=(*plan.notes, *(() if plan.outcome == "ended" else notes)),
    )


def written(overrides: Iterable[Override]) -> str:
    """The overrides as one text, which `read_back` reads: the same for the same."""
    import json  # only a plan with overrides pays for it

    rows = [
        [one.step, one.day and one.day.isoformat(), one.reason]
        for one in sorted(overrides, key=_order)
    ]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def read_back(text: str) -> tuple[Override, ...]:
    """The overrides of a text from `written`; UsageError where it is anything else."""
    import json

    try:
        return tuple(_read_back(*row) for row in json.loads(text))
    except (ValueError, TypeError, RecursionError, UsageError):
        raise UsageError("the overrides of the plan cannot be read") from None


def _read_back(step: str, day: str | None, reason: str) -> Override:
    one = parse(f"{step}={day or 'none'}: {reason}")
    if isinstance(one, TakenBack):
        raise ValueError
    return one


def _check_step(step: str) -> None:
    shape = _STEP.fullmatch(step)
    if not shape:
        raise _wrong("does not begin with a step, such as ct-or-mri-abdomen/3")
    if shape[1] not in TESTS:
        from difflib import get_close_matches  # only a slip pays for it

        near = get_close_matches(shape[1], TESTS, n=1, cutoff=0.5)
        hint = near[0] if near else "clinic"
        raise _wrong(f"names a test that does not exist: {shape[1]}; such as {hint}/1")


def _day(step: str, text: str) -> date | None:
    if text == "none":
        return None
    try:
        # Also 20270401 and 2027-W13-4 are ISO dates, but not what people mean.
        if not _DAY.fullmatch(text):
            raise ValueError
        day = date.fromisoformat(text)
    except ValueError:
        raise _wrong(
            f"of {step} is not a date like 2027-04-01, none or guideline"
        ) from None
    if day > LAST_DAY:
        raise _wrong(f"of {step} is after {LAST_DAY}: give an earlier date")
    return day


def _reason(text: str) -> str:
    """The reason as one line of what can be seen."""
    seen = "".join(
        " " if letter.isspace() else letter for letter in text if _is_seen(letter)
    )
    # Texts of calendars use braces for their dates.
    plain = unicodedata.normalize("NFC", seen).translate({123: "(", 125: ")"})
    reason = " ".join(plain.split())
    if not reason.strip(f" {_JOINERS}"):
        raise _wrong(f"needs a reason, such as {EXAMPLE}")
    if len(reason) > LONGEST_REASON:
        raise _wrong(f"has a reason of more than {LONGEST_REASON} characters")
    return reason


def _is_seen(letter: str) -> bool:
    return letter.isprintable() or letter.isspace() or letter in _JOINERS


def _check_taken_back(one: TakenBack, standing: Mapping[str, Override]) -> None:
    if one.step not in standing:
        have = ", ".join(standing) or "none"
        raise _wrong(
            f"takes back {one.step}, which has no override; overridden: {have}"
        )


def _check_fits(one: Override, plan: Plan, events: Mapping[str, Event]) -> None:
    if one.step not in events:
        test = _test(one.step)
        steps = [id for id in events if _test(id) == test]
        have = _listed(steps) if steps else f"no {test} at all"
        raise _wrong(f"names {one.step}, but this plan has {have}")
    if _before_surgery(one, plan):
        raise _wrong(f"of {one.step} is before surgery: give a later date")


def _misfit(one: Override, plan: Plan, events: Mapping[str, Event]) -> str | None:
    """Why an override is not put on the plan; None where it is."""
    if one.step not in events:
        return "the step is no longer in the plan"
    if _before_surgery(one, plan):
        return f"its date, {one.day}, is before surgery"
    return None


def _before_surgery(one: Override, plan: Plan) -> bool:
    surgery = plan.case.surgery
    return bool(one.day and surgery and one.day < surgery)


def _put(event: Event, one: Override, plan: Plan) -> Event:
    last = max(event.latest, one.day or event.latest)
    return replace(event, override=one, past=last < plan.made)


def _said(event: Event, one: Override) -> str:
    name = _name(event.id)
    if one.day is None:
        return (
            f"{name}: left out by the clinician ({one.reason});"
            f" the guideline's date is {event.due}"
        )
    line = (
        f"{name}: {one.day} by the clinician ({one.reason});"
        f" the guideline's date is {event.due}"
    )
    if event.earliest <= one.day <= event.latest:
        return line
    return f"{line}; outside its window {event.earliest} to {event.latest}"


def _name(step: str) -> str:
    return f"{TESTS[_test(step)].brief} {step.partition('/')[2]}"


def _test(step: str) -> str:
    return step.partition("/")[0]


def _order(one: Override) -> tuple[int, int]:
    test, _, number = one.step.partition("/")
    return RANK[test], int(number)


def _listed(steps: Sequence[str]) -> str:
    """All of a few, both ends of many: numbers have no gaps."""
    return ", ".join(steps) if len(steps) < 4 else f"{steps[0]} to {steps[-1]}"


def _wrong(problem: str) -> UsageError:
    return UsageError(f"--override {problem}")
