"""An invented guideline whose timing is as odd as the format allows.

Weeks among months, so that the order of two tests turns on the day of surgery; tests
whose finite and lifelong series share steps; a finite series that outlasts a horizon;
a renewal at a time of its own beside a programme for life; notes by age.
"""

from pathlib import Path

from surveil import library

FILE = Path(__file__).parent / "batch" / "odd.toml"


def guideline():
    found, faults = library.read(FILE.name, FILE.read_bytes())
    assert not faults, faults
    return found
