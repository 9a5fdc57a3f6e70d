"""How far a long run is: a bar on a terminal, a line now and then in a log."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)

EVERY = 10.0  # seconds between two lines of a log


@contextmanager
def bar(stream: TextIO, total: Callable[[], int]) -> Iterator[Callable[[int], None]]:
    """A bar with rate and time left; `total` tells how many rows there are."""
    rate = TextColumn("{task.fields[rate]}")
    columns = (MofNCompleteColumn(), BarColumn(), rate, TimeRemainingColumn())
    console = Console(file=stream)
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("rows", total=None, rate="")

        def told(rows: int) -> None:
            progress.update(task, advance=rows, total=total())
            speed = progress.tasks[0].speed
            progress.update(task, rate=f"{speed:,.0f} rows/s" if speed else "")

        yield told


def lines(
    say: Callable[[str], None], total: Callable[[], int], clock: Callable[[], float]
) -> Callable[[int], None]:
    """A line with rate and time left, not more often than every ten seconds."""
    start = last = clock()
    done = 0

    def told(rows: int) -> None:
        nonlocal done, last
        done += rows
        now = clock()
        if now - last < EVERY:
            return
        last = now
        rate = done / (now - start)
        left = max(total() - done, 0) / rate
        say(f"{done} of {total()} rows, {rate:.0f} rows/s, {left:.0f} s left")

    return told
