"""Series of the second engine: steps as offsets from surgery, both ends kept."""

from typing import Any, NamedTuple

from second_engine_dates import (
    Day,
    Offset,
    added,
    length,
    plus,
    plus_days,
    span,
    span_range,
    times,
)

Table = dict[str, Any]
SURGERY: Offset = (0, 0)


class Step(NamedTuple):
    due: Day
    earliest: Day
    latest: Day
    window: str
    offset: Offset


class Series(NamedTuple):
    test: str
    steps: list[Step]
    # How a lifelong series goes on; None where the publication ends it.
    lifelong: str | None


def default_slack(gap: Offset) -> int:
    months, days = gap
    if (days == 0 and months <= 3) or (months == 0 and days <= 13 * 7):
        return 14
    if (days == 0 and months <= 6) or (months == 0 and days <= 26 * 7):
        return 28
    if months and days and length(gap) <= 13 * 7:
        return 14
    if months and days and length(gap) <= 26 * 7:
        return 28
    return 56


def minus(one: Offset, other: Offset) -> Offset:
    return (one[0] - other[0], one[1] - other[1])


def around(due: Day, slack: int, window: str, offset: Offset) -> Step:
    return Step(due, plus_days(due, -slack), plus_days(due, slack), window, offset)


def in_months(text: str) -> str:
    """How a span or range is shown: years as months."""
    numbers, unit = text.split()
    if not unit.startswith("year"):
        return text
    return "-".join(str(12 * int(number)) for number in numbers.split("-")) + " months"


class Maker:
    """Makes steps of one series, each after the one before it."""

    def __init__(self, surgery: Day, stated: str | None):
        self.surgery = surgery
        self.stated = stated
        self.before = SURGERY
        self.steps: list[Step] = []

    def add(self, offset: Offset, short: Offset, long: Offset) -> None:
        due = plus(self.surgery, offset)
        if short != long:
            earliest = plus(self.surgery, added(self.before, short))
            latest = plus(self.surgery, added(self.before, long))
            self.steps.append(Step(due, earliest, latest, "guideline", offset))
        elif self.stated:
            earliest = plus(self.surgery, minus(offset, span(self.stated)))
            latest = plus(self.surgery, added(offset, span(self.stated)))
            self.steps.append(Step(due, earliest, latest, "guideline", offset))
        else:
            slack = default_slack(minus(offset, self.before))
            self.steps.append(around(due, slack, "default", offset))
        self.before = offset


def every(maker: Maker, phases: list[str], pace: str, horizon: Day) -> str | None:
    """Steps of all phases; says how the last goes on if it is lifelong."""
    start = SURGERY
    for phase in phases:
        if phase.endswith(" lifelong"):
            text = phase.removesuffix(" lifelong")
            end = None
        else:
            text, _, until = phase.partition(" until ")
            end = span(until)
        short, long = span_range(text)
        pitch = long if pace == "widest" else short
        number = 1
        while True:
            offset = added(start, times(number, pitch))
            if end is None:
                if plus(maker.surgery, offset) > horizon:
                    return in_months(text)
            elif length(offset) > length(end):
                start = end
                break
            maker.add(offset, short, long)
            number += 1
    return None


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def timed(
    series: Table, surgery: Day, pace: str, horizon: Day
) -> tuple[list[Step], str | None]:
    maker = Maker(surgery, series.get("window"))
    lifelong = None
    if "every" in series:
        lifelong = every(maker, as_list(series["every"]), pace, horizon)
    elif "at" in series:
        for text in sorted(as_list(series["at"]), key=lambda text: length(span(text))):
            maker.add(span(text), span(text), span(text))
    else:
        short, long = span_range(series["once"])
        maker.add(long if pace == "widest" else short, short, long)
    if lifelong:
        maker.steps = [step for step in maker.steps if step.due <= horizon]
    return maker.steps, lifelong


def series_of(row: Table, guideline: Table) -> list[Table]:
    if "schedule" in row:
        return guideline["schedules"][row["schedule"]]["series"]
    return row.get("series", [])


def all_series(
    row: Table | None,
    supplements: list[Table],
    guideline: Table,
    surgery: Day,
    pace: str,
    horizon: Day,
) -> list[Series]:
    """Every series of a row and its supplements, those `with` another filled in."""
    of_row: list[Series] = []
    made: list[Series] = []
    for asking in ([row] if row else []) + supplements:
        own: list[Series] = []
        followers = []
        for series in series_of(asking, guideline):
            if "with" in series:
                followers.append(series)
                continue
            steps, lifelong = timed(series, surgery, pace, horizon)
            own += [Series(test, steps, lifelong) for test in as_list(series["test"])]
        made += own
        for series in followers:
            # Its own timing if it has one, else that of the row, of no other one.
            leaders = [one for one in own if one.test == series["with"]]
            leaders = leaders or [one for one in of_row if one.test == series["with"]]
            for test in as_list(series["test"]):
                made += [leader._replace(test=test) for leader in leaders]
        if asking is row:
            of_row = own
    return made
