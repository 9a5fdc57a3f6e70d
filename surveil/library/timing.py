"""Series of a guideline file: from its words to spans, with what must not be."""

import re
from typing import Final

from surveil.catalogue import TESTS
from surveil.guideline import Phase, Series
from surveil.library.tables import Table
from surveil.spans import Span, SpanRange
from surveil.terms import nearest

FORMS: Final = ("every", "at", "once", "with")
_PLANNED: Final = tuple(one.code for one in TESTS.values() if one.kind != "decision")
_PHASE: Final = re.compile(r"(.+?) (?:until (.+)|(lifelong))")
_PHASE_FORM: Final = "write '6 months until 5 years' or '12-24 months lifelong'"
# Our windows need two weeks on either side of a step.
_SHORTEST_GAP: Final = Span(days=28)


def series(table: Table) -> Series:
    """One series: its tests and exactly one of every, at, once, with."""
    tests = _tests(table)
    forms = [form for form in FORMS if table.has(form)]
    if len(forms) != 1:
        raise table.fault("", f"needs exactly one of {', '.join(FORMS)}")
    window = _maybe_span(table, "window")
    every = tuple(_phase(table, text) for text in _one_or_more(table, "every"))
    at = tuple(
        _span(table, "at", text) for text in table.texts("at", needed=table.has("at"))
    )
    once = _maybe_range(table, "once")
    found = Series(
        tests,
        every,
        at,
        once,
        table.maybe_text("with"),
        window,
        table.texts("readings"),
    )
    if window and (found.along or found.ranges):
        other = "with" if found.along else "a range, which is a window itself"
        raise table.fault("window", f"cannot stand beside {other}")
    _check_order(table, found)
    _check_ranges(table, found)
    _check_gaps(table, found)
    table.done()
    return found


def span(table: Table, key: str) -> Span | None:
    """A plain span under a key that may be left out."""
    return _maybe_span(table, key)


def _tests(table: Table) -> tuple[str, ...]:
    key = "test"
    tests = _one_or_more(table, key, needed=True)
    for test in tests:
        if test not in _PLANNED:
            near = None if test in TESTS else nearest(test, _PLANNED)
            hint = f"; the nearest is {near}" if near else ""
            raise table.fault(key, f"'{test}' is not a test code{hint}")
    return tests


def _one_or_more(table: Table, key: str, *, needed: bool = False) -> tuple[str, ...]:
    if table.holds(key, str):
        return (table.text(key),)
    return table.texts(key, needed=needed or table.has(key))


def _phase(table: Table, text: str) -> Phase:
    found = _PHASE.fullmatch(text)
    if not found:
        raise table.fault("every", f"'{text}' has no end: {_PHASE_FORM}")
    return Phase(
        _range(table, "every", found[1]),
        None if found[3] else _span(table, "every", found[2]),
    )


def _span(table: Table, key: str, text: str) -> Span:
    try:
        return Span.parse(text)
    except ValueError as problem:
        raise table.fault(key, f"'{text}' {problem}") from None


def _range(table: Table, key: str, text: str) -> SpanRange:
    try:
        return SpanRange.parse(text)
    except ValueError as problem:
        raise table.fault(key, f"'{text}' {problem}") from None


def _maybe_span(table: Table, key: str) -> Span | None:
    text = table.maybe_text(key)
    return None if text is None else _span(table, key, text)


def _maybe_range(table: Table, key: str) -> SpanRange | None:
    text = table.maybe_text(key)
    return None if text is None else _range(table, key, text)


def _check_order(table: Table, found: Series) -> None:
    ends = [phase.until.length for phase in found.every if phase.until]
    if any(phase.until is None for phase in found.every[:-1]):
        raise table.fault("every", "goes on after 'lifelong': put that phase last")
    if ends != sorted(set(ends)):
        raise table.fault("every", "has phases out of order: each ends after the last")
    steps = [span.length for span in found.at]
    if steps != sorted(set(steps)):
        raise table.fault("at", "is out of order: write '6 months', '1 year'")
    start = Span()
    for phase in found.every:
        if phase.until is None:
            continue
        if (start + phase.every.high).length > phase.until.length:
            raise table.fault("every", f"'{_words(phase)}' holds no step")
        if not found.readings and not _is_step_at_both_ends(phase, start):
            raise table.fault(
                "every",
                f"'until {phase.until}' is not a step of {phase.every}:"
                " name the register entry that says why in the series' readings",
            )
        start = phase.until


def _words(phase: Phase) -> str:
    return f"{phase.every} until {phase.until}"


def _is_step_at_both_ends(phase: Phase, start: Span) -> bool:
    assert phase.until is not None
    months, days = phase.until.months - start.months, phase.until.days - start.days
    for end in (phase.every.low, phase.every.high):
        times = months // end.months if end.months else days // max(end.days, 1)
        if times < 1 or end * times != Span(months, days):
            return False
    return True


def _check_ranges(table: Table, found: Series) -> None:
    for one in found.ranges:
        if one.high.length > one.low.length * 3:
            raise table.fault(
                "every" if found.every else "once",
                f"'{one}' is too wide to pace: more than three times the short end",
            )


def _check_gaps(table: Table, found: Series) -> None:
    if found.window is not None:
        return
    gaps = [phase.every.low for phase in found.every if not phase.every.is_open]
    gaps += [found.once.low] if found.once and not found.once.is_open else []
    gaps += found.at[:1]
    gaps += [
        Span(later.months - sooner.months, later.days - sooner.days)
        for sooner, later in zip(found.at, found.at[1:], strict=False)
    ]
    for gap in gaps:
        if gap.length < _SHORTEST_GAP.length:
            raise table.fault(
                "window", f"is missing: a gap of {gap} needs one such as '1 week'"
            )
