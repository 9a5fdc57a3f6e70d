"""Planning whole columns: many cases at once, exactly as each by itself.

`plan_columns` is a pure function of a chunk of rows and of options that pickle, for
one process or for many on a cluster. It needs numpy and pyarrow, which nothing else
here imports: import it where a list is planned, and nowhere else.
"""

from surveil.batch.columns import Planned, plan_columns
from surveil.batch.contract import EVENTS, OUTCOMES, dictionary
from surveil.batch.options import BatchOptions

__all__ = [
    "EVENTS",
    "OUTCOMES",
    "BatchOptions",
    "Planned",
    "dictionary",
    "plan_columns",
]
