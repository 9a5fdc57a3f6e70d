"""What falls due in each month: charts, the same numbers as a table, and each test."""

from collections.abc import Iterator
from itertools import groupby

from surveil.catalogue import RANK, TESTS
from surveil.demand import GROUPS, Asked, Demand, group_of
from surveil.render.dates import said
from surveil.render.report_chart import chart, in_words
from surveil.render.report_table import head, number, row, rows, wide
from surveil.render.sheet_html import Html, tag


def part(demand: Demand) -> Iterator[Html]:
    """The charts and tables; one line where no row has dates."""
    first, last = in_words(demand.months[0]), in_words(demand.months[-1])
    yield tag("h2", f"What falls due, {first} to {last}")
    yield tag("p", _followed(demand))
    if not demand.followed:
        return
    for line in _notes(first):
        yield tag("p", line, class_="note")
    yield from _charts(demand)
    yield _months(demand)
    yield from _tests(demand)


def _followed(demand: Demand) -> str:
    return (
        f"With dates, and followed: {rows(demand.followed)}. With dates, but with"
        f" follow-up suspended: {rows(demand.suspended)}, counted apart."
    )


def _notes(first: str) -> Iterator[str]:
    yield (
        "Each test counts in the month of its due date, as the guideline gives it;"
        " within its window it may be done in another. The first month,"
        f" {first}, is counted whole, with its days that are over."
    )
    yield (
        '"CT or MRI" and "MRI or EUS" (endoscopic ultrasound) leave the choice open, so'
        " they are neither counted as CT nor as MRI. Blood tests: each marker by"
        " itself; blood days: days on which somebody has blood taken for one or more."
        " 5-HIAA: in urine or blood. Decisions: to renew a plan, or to confirm its end."
    )


def _charts(demand: Demand) -> Iterator[Html]:
    drawn, nothing = [], []
    for place, (group, counts) in enumerate(demand.by_group()):
        if not any(counts):
            nothing.append(group)
            continue
        title = _title(group)
        about = tag("figcaption", f"{title}: {number(sum(counts))}")
        drawing = chart(f"chart-{place}", title, demand.months, counts)
        drawn.append(tag("figure", about, drawing))
    yield tag("div", *drawn, class_="charts")
    if nothing:
        yield tag("p", f"None in these months: {', '.join(nothing)}.", class_="note")


def _months(demand: Demand) -> Html:
    columns = dict(demand.by_group())
    blood = GROUPS.index("blood tests") + 1
    names = [*GROUPS[:blood], "blood days", *GROUPS[blood:]]
    columns["blood days"] = demand.blood_days
    every = range(1, len(names) + 1)
    lines = (
        row(
            (f"{month:%Y-%m}", *(number(columns[name][place]) for name in names)),
            every,
        )
        for place, month in enumerate(demand.months)
    )
    total = row(("in all", *(number(sum(columns[name])) for name in names)), every)
    return wide(
        tag(
            "table",
            tag("caption", "Due in each month"),
            head(("Month", *map(_title, names)), every),
            tag("tbody", *lines),
            tag("tfoot", total),
        ),
        "Due in each month",
        "months",
    )


def _tests(demand: Demand) -> Iterator[Html]:
    day = said(demand.made)
    yield tag("h2", "Test by test")
    yield tag(
        "p",
        f"Windows are as of {day}. The list does not say what was done: a window that"
        " is open or closed may belong to a test that was done long ago, so nobody can"
        " tell from here what is overdue.",
        class_="note",
    )
    names = ("Window open", "Window closed", "Due in 24 months", "Suspended")
    order = sorted(
        filter(_is_asked, demand.tests),
        key=lambda one: (GROUPS.index(group_of(one.test)), RANK[one.test]),
    )
    bodies = [
        tag("tbody", *_group(group, list(own)))
        for group, own in groupby(order, key=lambda one: group_of(one.test))
    ]
    whole = tag(
        "table",
        tag("caption", "Each test, by its group"),
        head(("Test", *names), range(1, 5)),
        *bodies,
    )
    yield wide(whole, "Each test", "tests")
    yield tag(
        "p",
        "Suspended: due in these months in rows whose follow-up is suspended, and not"
        " counted anywhere else.",
        class_="note",
    )


def _is_asked(one: Asked) -> bool:
    return any((one.is_open, one.is_closed, one.suspended, *one.by_month))


def _group(group: str, tests: list[Asked]) -> Iterator[Html]:
    """The group with its sums, then each of its tests."""
    numbers = [
        (one.is_open, one.is_closed, sum(one.by_month), one.suspended) for one in tests
    ]
    sums = [number(sum(column)) for column in zip(*numbers, strict=True)]
    yield tag(
        "tr",
        tag("th", _title(group), scope="rowgroup"),
        *(tag("td", text, class_="n sum") for text in sums),
    )
    for one, own in zip(tests, numbers, strict=True):
        yield row((TESTS[one.test].name, *map(number, own)), range(1, 5))


def _title(group: str) -> str:
    return group[0].upper() + group[1:]
