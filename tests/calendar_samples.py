"""The calendar files of the bench: good ones, and mutants with one fault each."""

from pathlib import Path

HERE = Path(__file__).parent / "calendar"
REFERENCE = HERE / "good" / "ref.ics"  # our template, in full
LEGAL = HERE / "good" / "00_good.ics"  # legal, but not our template
MUTANTS = sorted((HERE / "mutants").glob("*.ics"))  # children of LEGAL
RAW = REFERENCE.read_bytes()


def edited(old: bytes, new: bytes) -> bytes:
    """The reference file with the first `old` replaced."""
    assert old in RAW
    return RAW.replace(old, new, 1)
