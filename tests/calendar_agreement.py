"""Whether readers that we did not write make the same of a file as its bytes say."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import calendar_parsers as readers
from calendar_bytes import entries
from calendar_parsers import NO_ALARMS, Reading, Verdict

PACKAGES = (readers.with_vobject, readers.with_ical, readers.with_icalendar)
PROGRAMS = (
    *(readers.with_libical, readers.with_icaljs, readers.with_nextcloud),
    *(readers.with_calcurse, readers.with_khal),
)
Reader = Callable[[Sequence[Path]], list[Verdict]]


def expected(raw: bytes) -> list[Reading]:
    """What every reader must find, by the byte checker's own reading."""
    return [
        Reading(
            _iso(entry["DTSTART"]),
            _iso(entry["DTEND"]),
            entry["SUMMARY"],
            entry["ALARM"] or None,
            entry.get("DESCRIPTION", ""),
        )
        for entry in entries(raw)
    ]


def differences(reader: Reader, paths: Mapping[str, Path]) -> dict[str, object]:
    """The files of which a reader makes something else, and what differs."""
    found: dict[str, object] = {}
    for name, verdict in zip(paths, reader([*paths.values()]), strict=True):
        wanted = expected(paths[name].read_bytes())
        if reader.__name__ in NO_ALARMS:
            wanted = [one._replace(alarm=None) for one in wanted]
        if isinstance(verdict, str):
            found[name] = verdict
        elif sorted(verdict, key=str) != sorted(wanted, key=str):
            found[name] = set(wanted) ^ set(verdict) or (len(wanted), len(verdict))
    return found


def _iso(day: str) -> str:
    return f"{day[:4]}-{day[4:6]}-{day[6:]}"
