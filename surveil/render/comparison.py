"""A comparison as tables for a terminal, a pipe or a text file."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from rich import box
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from surveil.agreeing import Core
from surveil.case import Case
from surveil.catalogue import TESTS
from surveil.comparing import Answer, Comparison
from surveil.plans import DISCLAIMER
from surveil.render import budget as budgets
from surveil.render import sources, summary, timeline
from surveil.render.dates import said, short
from surveil.render.table import WIDE, printed, section
from surveil.tallies import FIGURES, Tally

NAMES = {
    "clinic": ("visits", "Visits"),
    "ct_or_mri": ("CT or MRI", "CT or\nMRI"),
    "pet": ("PET", "PET"),
    "blood_or_urine": ("blood or urine tests", "Blood,\nurine"),
    "endoscopy": ("endoscopies", "Endo-\nscopy"),
    "heart": ("heart", "Heart"),
}

_ROOM = 80  # for the figures in columns; below, they stand in lines
_NEVER = "never inside every window"


def render(comparison: Comparison, *, width: int = WIDE, colour: bool = False) -> bytes:
    """The comparison as UTF-8 text of at most `width` columns."""
    return printed(list(_parts(comparison, width)), width=width, colour=colour)


def broken(id: str, width: int) -> str:
    """An id that may break at its hyphens where there is little room."""
    return id if width >= WIDE else id.replace("-", "-\n")


def figures(early: Tally, late: Tally) -> list[str]:
    """Years 1-5 + years 6-10 of every figure; a single 0 for none at all."""
    pairs = zip(early.figures, late.figures, strict=True)
    return [f"{first} + {then}" if first or then else "0" for first, then in pairs]


def said_figures(early: Tally, late: Tally) -> Iterator[str]:
    """The same in words, without what is 0."""
    for words, one in (("years 1-5", early), ("years 6-10", late)):
        found = [
            f"{count} {NAMES[name][0]}"
            for name, count in zip(FIGURES, one.figures, strict=True)
            if count
        ]
        yield f"{words}: {', '.join(found) or 'nothing'}"


def _parts(comparison: Comparison, width: int) -> Iterator[RenderableType]:
    yield Text(_facts(comparison.case), style="bold")
    yield from (Text(line) for line in _outcomes(comparison))
    for text in dict.fromkeys(
        text for one in comparison.answers for text in one.plan.cautions
    ):
        yield Text(f"! {text}", style="yellow")
    if comparison.answers:
        yield Text(
            "\nExaminations in years 1-5 + years 6-10 after surgery", style="bold"
        )
        yield from _counts(comparison.answers, width)
        yield from (Text(line) for line in _kinds(comparison.answers))
        if any(one.end.startswith("renew") for one in comparison.plans):
            yield Text("A plan that is to be renewed has no dates after that.")
    yield from _undated(comparison.answers)
    for one in comparison.plans:
        lines = [*summary.asks(one.plan), *_banner(one)]
        yield from section(f"What {one.id} asks for", lines)
    if len(comparison.plans) > 1:
        yield from section(
            f"What all {len(comparison.plans)} plans ask for", _core(comparison.core)
        )
        yield from section(
            "What only some ask for",
            (
                f"{TESTS[one.test].name}: {', '.join(one.asked_by)};"
                f" not {', '.join(one.not_by)}"
                for one in comparison.partly
            ),
        )
    if comparison.plans:
        yield Text("\nDates", style="bold")
        yield from timeline.drawn(comparison.plans, width)
    yield from section(
        "Budget of each whole plan",
        budgets.compared(
            (one.id, one.budget) for one in comparison.answers if one.budget
        ),
    )
    yield from section("Unknown, and would change this", _missing(comparison))
    yield from section(
        "Not dated",
        _by_text(
            (one.id, text) for one in comparison.answers for text in one.plan.gaps
        ),
    )
    yield from section(
        "Notes",
        _by_text(
            (one.id, text) for one in comparison.answers for text in one.plan.notes
        ),
    )
    for one in comparison.answers:
        yield from section(
            f"How {one.id} was read (why: surveil guidelines show {one.id})",
            (
                f"{entry.id} ({entry.kind}): printed {entry.printed};"
                f" read as: {entry.encoded}"
                for entry in one.interpretations
            ),
        )
    yield Text(f"\n{DISCLAIMER}", style="italic")


def _facts(case: Case) -> str:
    given = case.given()
    parts = [f"surgery {said(case.surgery)}"] if case.surgery else []
    parts += [f"{k} {v}" for k, v in given.items() if k not in ("key", "surgery")]
    return (f"{case.key}: " if case.key else "") + ", ".join(parts)


def _outcomes(comparison: Comparison) -> Iterator[str]:
    """Who covers the case, and who comes to which outcome."""
    found, others = comparison.answers, comparison.not_covering
    total = len(found) + len(others)
    day = comparison.horizon
    reach = f", planned to {short(day)}" if day else ""
    verb = "covers" if len(found) == 1 else "cover"
    yield f"{len(found)} of {total} guidelines {verb} this case"
    yield f"pace {comparison.pace}{reach}"
    outcomes = comparison.outcomes
    for outcome, ids in outcomes.items():
        agree = "all agree: " if len(outcomes) == 1 and len(ids) > 1 else ""
        yield f"{agree}{summary.OUTCOME_WORDS[outcome]}: {', '.join(ids)}"
    if others:
        yield f"not covered: {', '.join(one.id for one in others)}"


def _counts(answers: Sequence[Answer], width: int) -> Iterator[RenderableType]:
    if width < _ROOM:
        for one in answers:
            yield Text(f"\n{one.id}", style="bold")
            lines = [one.end]
            if one.early and one.late:
                lines += said_figures(one.early, one.late)
            yield Padding(Text("\n".join(lines)), (0, 0, 0, 2))
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("Guideline", no_wrap=True)
    for name in FIGURES:
        table.add_column(NAMES[name][1], no_wrap=True)
    table.add_column("End of follow-up", ratio=1, overflow="fold")
    for one in answers:
        who = Text(broken(one.id, width))
        if one.early and one.late:
            cells = figures(one.early, one.late)
        else:
            cells = ["-"] * len(FIGURES)
        table.add_row(who, *map(Text, (*cells, one.end)))
    yield table


def _kinds(answers: Sequence[Answer]) -> Iterator[str]:
    """Which of them are no guidelines, and which nobody read in the publication."""
    for kind, words in (("review", "a review"), ("local", "a file of your own")):
        ids = [one.id for one in answers if one.guideline.kind == kind]
        if ids:
            yield f"{words}, not a guideline: {', '.join(ids)}"
    ids = [one.id for one in answers if one.guideline.checked == "secondary"]
    if ids:
        yield f"read in a named reproduction, not in the publication: {', '.join(ids)}"


def _undated(answers: Sequence[Answer]) -> Iterator[RenderableType]:
    """Why a guideline gives no dates, with the places."""
    for one in answers:
        if one.plan.outcome != "plan":
            row = f" ({one.plan.recommendation})" if one.plan.recommendation else ""
            words = summary.OUTCOME_WORDS[one.plan.outcome]
            reason = [one.plan.reason] if one.plan.reason else []
            yield from section(
                f"{one.id}: {words}{row}",
                [*reason, *sources.grouped(one.plan.sources)],
            )


def _banner(one: Answer) -> list[str]:
    return [one.plan.banner.upper()] if one.plan.banner else []


def _core(core: Sequence[Core]) -> Iterator[str]:
    """The tests that share the same days together, and those days."""
    tests: dict[str, list[str]] = {}
    for one in core:
        spells = "; ".join(
            f"{_spell(each.earliest, each.latest)} ({timeline.after(each.events)})"
            for each in one.shared
        )
        times = "once" if len(one.shared) == 1 else f"{len(one.shared)} times"
        days = f"{times} inside every window: {spells}" if spells else _NEVER
        tests.setdefault(days, []).append(TESTS[one.test].name)
    for days, names in tests.items():
        yield f"{', '.join(names)}: {days}"
    if not core:
        yield "no test is in all of them"


def _spell(first: date, last: date) -> str:
    from_day = short(first) if first.year != last.year else short(first)[:-5]
    return f"{from_day} - {short(last)}"


def _missing(comparison: Comparison) -> Iterator[str]:
    """Each unknown fact once, with what it could do to each guideline."""
    found: dict[str, list[str]] = {}
    for one in comparison.answers:
        for missing in one.plan.missing:
            found.setdefault(missing.fact, []).append(f"{one.id} could {missing.would}")
    return (f"{fact}: {'; '.join(effects)}" for fact, effects in found.items())


def _by_text(found: Iterable[tuple[str, str]]) -> list[str]:
    """Each line once, with the guidelines that print it."""
    ids: dict[str, list[str]] = {}
    for id, text in found:
        ids.setdefault(text, []).append(id)
    return [f"{text} [{', '.join(who)}]" for text, who in ids.items()]
