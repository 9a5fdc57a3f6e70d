"""What a forecast says in words, and its lines with their names."""

from collections.abc import Iterator, Mapping
from typing import Final

from surveil.catalogue import TESTS
from surveil.forecasting import TRIPS, Forecast, Side
from surveil.periods import Line
from surveil.render import sources
from surveil.render.dates import said

BECAME: Final = {
    "followed": "have a plan",
    "no-follow-up": "the guideline asks for none",
    "judgement": "the MDT decides: nothing is counted but what a programme asks for",
    "suspended": "follow-up is suspended: left out",
    "ended": "died, moved, discharged or opted out: left out",
    "undated": "ended or suspended, the list does not say when: left out",
    "rejected": "no case that could be read",
}


def about(forecast: Forecast) -> Iterator[str]:
    """How to read the numbers."""
    yield (
        "Expected: by the due date, or the day that was booked. At least: what can be"
        " done in no other of these periods. At most: what can be done in it, which is"
        " the largest number that could fall there if everybody used the window."
        " The largest numbers of several periods do not add up."
    )
    if forecast.knows_done:
        yield (
            "What was done is left out. What is in its window and not done yet is"
            " expected in the first period, from the day of the forecast on. What is"
            " overdue should be done now: it is in no period and stands apart."
        )
    else:
        yield (
            "Without --done nobody knows what was done: what was due before"
            f" {said(forecast.periods.as_of)} is taken as done."
        )
    yield (
        "Trips are days on which a patient comes, as the calendar groups them. Patients"
        " who will be operated on later are not in it; neither are deaths and"
        " discharges that are still to come."
    )


def lines(side: Side) -> Iterator[tuple[str, str, Line]]:
    """Groups, tests and trips: kind, name, line."""
    for one in side.groups:
        yield "group", title(one.code), one
    for one in side.tests:
        yield "test", named(one.code), one
    for one in side.trips:
        yield "trip", title(TRIPS[one.code]), one


def named(test: str) -> str:
    return TESTS[test].name


def title(text: str) -> str:
    return text[0].upper() + text[1:]


def shown(side: Side) -> Iterator[tuple[str, Line]]:
    """What a reader sees month by month: groups and trips."""
    for kind, name, line in lines(side):
        if kind != "test":
            yield name, line


def cell(line: Line, place: int) -> str:
    """Such as 12 (8-20)."""
    least, most = line.least[place], line.most[place]
    return f"{line.expected[place]} ({least}-{most})"


def files(side: Side) -> Iterator[str]:
    for each in (*side.standard.guidelines, *side.standard.programmes):
        read = sources.read_in(each.checked)
        yield f"{each.id}: edition {each.edition}; {read}; file {each.digest}"


def total(counts: Mapping[str, int], unit: str) -> str:
    """The counts as a sum over all."""
    parts = " + ".join(f"{count:,} {name}" for name, count in counts.items())
    return f"{sum(counts.values()):,} {unit} = {parts}"


def beside(forecast: Forecast, side: Side) -> Iterator[str]:
    """What is in no period."""
    if forecast.knows_done:
        yield _counted("overdue, to be done now", side.overdue)
    yield _counted("due after these periods, as far as plans reach", side.beyond)
    if side.suspended:
        yield f"of suspended patients, left out: {side.suspended:,}"


def _counted(name: str, counts: Mapping[str, int]) -> str:
    parts = ", ".join(
        f"{TESTS[test].brief} {count:,}" for test, count in counts.items()
    )
    return f"{name}: {sum(counts.values()):,}{f' ({parts})' if parts else ''}"


def differences(forecast: Forecast) -> Iterator[tuple[str, str, tuple[int, ...]]]:
    """By how much the second side expects more than the first: kind, name, numbers."""
    if len(forecast.sides) < 2:
        return
    first, second = (
        {(kind, name): line.expected for kind, name, line in lines(side)}
        for side in forecast.sides
    )
    none = (0,) * len(forecast.periods.starts)
    for kind, name in dict.fromkeys((*first, *second)):
        before, after = first.get((kind, name), none), second.get((kind, name), none)
        change = tuple(b - a for a, b in zip(before, after, strict=True))
        yield kind, name, change
