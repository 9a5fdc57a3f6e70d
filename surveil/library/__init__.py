"""Guideline files: found, read and checked.

`dose_table`, `price_list` and `unread` beside it read other files; they are imported
where they are used, because a plan needs none of them.
"""

from surveil.library.finding import File, all_files, load, programmes, shipped
from surveil.library.reading import read
from surveil.library.register import about

__all__ = ["File", "about", "all_files", "load", "programmes", "read", "shipped"]
