"""First calendars of a chunk: the bytes that each single plan would have."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from surveil.batch import filling
from surveil.batch.columns import Planned
from surveil.batch.patterns import FACTS, Pattern, patterns
from surveil.batch.places import placed
from surveil.render import entries, wording
from surveil.render.layout import Layout


def first_calendars(
    planned: Planned,
    plan_ids: Sequence[str],
    *,
    secret: bytes,
    made: date,
    layout: Layout,
    wanted: Callable[[int], bool] = lambda row: True,
) -> Iterator[tuple[int, memoryview | None]]:
    """The rows of a chunk that have entries, each with the bytes of its calendar.

    `plan_ids` has one for each row of the chunk. None stands for a row that has to go
    the way of a single plan: near dates that may share a trip, or a layout that the
    columns do not know. Rows that are not `wanted`, and those without an entry, are
    left out. The bytes hold until the next ones are asked for.
    """
    head = entries.header(None, wording.calendar_name(layout.texts), feed=layout.feed)
    for group in planned.groups(*FACTS):
        if group.facts["status"] == "suspended":
            continue
        known, alone = patterns(group, layout, made)
        for line in alone.tolist():
            if wanted(int(group.rows[line])):
                yield int(group.rows[line]), None
        for pattern in known:
            rows = group.rows[pattern.lines]
            some = [place for place, row in enumerate(rows.tolist()) if wanted(row)]
            if not some:
                continue
            lines = pattern.lines[some]
            narrowed = Pattern(lines, pattern.plan)
            found = placed(group, narrowed, layout, made)
            if not found:
                continue
            rows = rows[some]
            filled = filling.calendars(
                found,
                [plan_ids[row] for row in rows.tolist()],
                head=head,
                secret=secret,
                made=made,
                layout=layout,
            )
            for place, raw in filled:
                yield int(rows[place]), raw
