"""Guideline files: found, read and checked."""

from surveil.library.dose_table import doses
from surveil.library.finding import File, all_files, load, programmes, shipped
from surveil.library.price_list import prices
from surveil.library.reading import read
from surveil.library.register import about

__all__ = [
    "File",
    "about",
    "all_files",
    "doses",
    "load",
    "prices",
    "programmes",
    "read",
    "shipped",
]
