"""The version of surveil and of what it writes."""

from typing import Final

VERSION: Final = "0.1.0"
FORMAT: Final = 1  # of the JSON and CSV contracts
