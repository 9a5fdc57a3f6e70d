"""Calendar programs that we cannot run here, by the rules that they document.

Each takes files one after the other and shows what its user would see. The rules were
read in the sources of Fossify Calendar (`IcsImporter.kt`) and ICSx5
(`ProcessEventsTask.kt`), and tried with Evolution Data Server 3.46; this code is ours.
"""

from functools import lru_cache
from typing import NamedTuple

from icalendar import Calendar


class Shown(NamedTuple):
    """What a program shows of one entry; the alarm as `-PT15H`, or None."""

    day: str
    title: str
    text: str
    status: str
    alarm: str | None


def stated(raw: bytes) -> dict[str, Shown]:
    """What the file itself says, by UID."""
    return {uid: shown for uid, _, shown in _events(raw)}


class Fossify:
    """Reads line by line. A UID that it has is updated only by a newer LAST-MODIFIED.

    The status is carried over from the entry before where an entry has none.
    """

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, Shown]] = {}
        self._status = "CONFIRMED"

    @property
    def shows(self) -> dict[str, Shown]:
        return {uid: shown for uid, (_, shown) in self._kept.items()}

    def take(self, raw: bytes) -> int:
        """Import a file; how many entries were new or newer."""
        taken = 0
        for lines in _blocks(_unfolded(raw)):
            uid, modified, shown = self._understood(lines)
            if uid not in self._kept or self._kept[uid][0] < modified:
                self._kept[uid] = modified, shown
                taken += 1
        return taken

    def _understood(self, lines: list[str]) -> tuple[str, str, Shown]:
        uid = modified = day = title = text = ""
        alarm = None
        in_alarm = False
        for line in lines:
            if line in ("BEGIN:VALARM", "END:VALARM"):
                in_alarm = line == "BEGIN:VALARM"
            elif line.startswith("UID:"):  # also one inside an alarm
                uid = line.removeprefix("UID:")
            elif line.startswith("DTSTART"):
                day = line.rpartition(":")[2]
            elif line.startswith("SUMMARY") and not in_alarm:
                title = _plain(line.removeprefix("SUMMARY:"))[:180]
            elif line.startswith("DESCRIPTION") and not in_alarm:
                text = _plain(line.removeprefix("DESCRIPTION:"))
            elif line.startswith("STATUS:"):
                self._status = line.removeprefix("STATUS:")
            elif line.startswith("LAST-MODIFIED:"):
                modified = line.removeprefix("LAST-MODIFIED:")
            elif line.startswith("TRIGGER"):
                alarm = line.rpartition(":")[2]
        return uid, modified, Shown(day, title, text, self._status, alarm)


class Icsx5:
    """Follows a feed. An entry is updated if LAST-MODIFIED is newer or missing.

    What is gone from the feed is deleted.
    """

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str | None, Shown]] = {}

    @property
    def shows(self) -> dict[str, Shown]:
        return {uid: shown for uid, (_, shown) in self._kept.items()}

    def take(self, raw: bytes) -> int:
        """Look at the feed again; how many entries were new or newer."""
        taken = 0
        found = {uid: (modified, shown) for uid, modified, shown in _events(raw)}
        for uid, (modified, shown) in found.items():
            before = self._kept[uid][0] if uid in self._kept else None
            if modified is None or before is None or modified > before:
                self._kept[uid] = modified, shown
                taken += 1
        self._kept = {uid: self._kept[uid] for uid in found}
        return taken


class Evolution:
    """Refuses to import a UID that it has; modifying one replaces it whole."""

    def __init__(self) -> None:
        self.shows: dict[str, Shown] = {}

    def take(self, raw: bytes) -> int:
        """Import what is new and modify the rest; how many were new."""
        found = stated(raw)
        new = found.keys() - self.shows.keys()
        for uid, shown in found.items():
            if uid in new:
                self.create(uid, shown)
            else:
                self.modify(uid, shown)
        return len(new)

    def create(self, uid: str, shown: Shown) -> None:
        if uid in self.shows:
            raise ValueError("Object ID already exists")
        self.shows[uid] = shown

    def modify(self, uid: str, shown: Shown) -> None:
        if uid not in self.shows:
            raise ValueError("Object not found")
        self.shows[uid] = shown


PROGRAMS = (Fossify, Icsx5, Evolution)


@lru_cache(maxsize=8)
def _events(raw: bytes) -> tuple[tuple[str, str | None, Shown], ...]:
    """UID, LAST-MODIFIED and what is shown of each entry, as icalendar reads them."""
    events = Calendar.from_ical(raw).walk("VEVENT")
    assert not any(event.errors for event in events)
    return tuple(
        (str(event["UID"]), _raw(event, "LAST-MODIFIED"), _shown(event))
        for event in events
    )


def _shown(event: Calendar) -> Shown:
    alarms = [_raw(alarm, "TRIGGER") for alarm in event.walk("VALARM")]
    return Shown(
        day=_raw(event, "DTSTART") or "",
        title=str(event["SUMMARY"]),
        text=str(event["DESCRIPTION"]),
        status=str(event["STATUS"]),
        alarm=alarms[0] if alarms else None,
    )


def _raw(component: Calendar, name: str) -> str | None:
    value = component.get(name)
    return None if value is None else value.to_ical().decode()


def _unfolded(raw: bytes) -> list[str]:
    """As Fossify unfolds: text first, then the folds, so no character may be cut."""
    whole: list[str] = []
    for line in raw.decode().split("\r\n"):
        if line.startswith((" ", "\t")):
            whole[-1] += line[1:]
        elif line.strip():
            whole.append(line)
    return whole


def _blocks(lines: list[str]) -> list[list[str]]:
    found: list[list[str]] = []
    for line in lines:
        if line == "BEGIN:VEVENT":
            found.append([])
        elif found and line not in ("END:VEVENT", "END:VCALENDAR"):
            found[-1].append(line)
    return found


def _plain(value: str) -> str:
    """As Fossify reads text: an escaped backslash stays as it is."""
    return value.replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";")
