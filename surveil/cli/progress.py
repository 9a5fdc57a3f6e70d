"""Whether and how to tell how far a run is: by what the standard error is."""

import os
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from surveil.cli import output


@contextmanager
def shown(total: Callable[[], int]) -> Iterator[Callable[[int], None]]:
    """What hears of rows that are done: a bar, lines of a log, or nobody."""
    if sys.stderr.isatty():
        from surveil.render import progress

        with progress.bar(sys.stderr, total) as told:
            yield told
    elif _is_pipe():
        yield lambda rows: None
    else:
        from surveil.render import progress

        yield progress.lines(output.talk, total, time.monotonic)


def _is_pipe() -> bool:
    try:
        return stat.S_ISFIFO(os.fstat(sys.stderr.fileno()).st_mode)
    except (OSError, ValueError):  # a test's stream
        return True
