"""Readers of calendars that we did not write, each asked for the same five facts.

Every reader takes files and gives for each a list of events in the order of the
file, or the reason why it refuses the file. The last five need more than Python
packages: they are for tests marked `interop`, and say what to install.
"""

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import vobject
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar

SCRIPTS = Path(__file__).parent / "calendar"
SYSTEM_PYTHON = "/usr/bin/python3"
INSTALL = "run .ci/install-interop"
APT = "apt-get install --no-install-recommends gir1.2-ical-3.0 python3-gi calcurse"
NODE = "apt-get install nodejs npm"
NPM = "npm install ical.js@2 @nextcloud/calendar-js@8.1.6"
PIP = "pip install khal radicale"
NO_ALARMS = frozenset({"with_calcurse"})  # keeps alarms for appointments alone


class Reading(NamedTuple):
    """One event as a reader understood it; the alarm as `-PT15H`, or None."""

    start: str
    end: str
    title: str
    alarm: str | None
    text: str


Verdict = list[Reading] | str


def with_vobject(paths: Sequence[Path]) -> list[Verdict]:
    """Many Python servers."""
    return [_judge(path, _vobject_readings) for path in paths]


def with_ical(paths: Sequence[Path]) -> list[Verdict]:
    """Home Assistant."""
    return [_judge(path, _ical_readings) for path in paths]


def with_icalendar(paths: Sequence[Path]) -> list[Verdict]:
    """The library that writes our files: it proves that they parse, no more."""
    return [_judge(path, _icalendar_readings) for path in paths]


def with_libical(paths: Sequence[Path]) -> list[Verdict]:
    """GNOME and KDE, with the table of RFC 5546."""
    script = SCRIPTS / "libical_strict.py"
    return _judge_with([SYSTEM_PYTHON, str(script)], paths, APT)


def with_icaljs(paths: Sequence[Path]) -> list[Verdict]:
    """Thunderbird's parser."""
    return _judge_with_node("icaljs.mjs", "ical.js", paths)


def with_nextcloud(paths: Sequence[Path]) -> list[Verdict]:
    """Nextcloud's importer."""
    return _judge_with_node("nextcloud.mjs", "@nextcloud/calendar-js", paths)


def with_calcurse(paths: Sequence[Path]) -> list[Verdict]:
    """calcurse, which lists its events by date and title and drops their alarms."""
    if shutil.which("calcurse") is None:
        raise RuntimeError(f"calcurse is missing: {APT}, or {INSTALL}")
    return [_imported(path) for path in paths]


def with_khal(paths: Sequence[Path]) -> list[Verdict]:
    """khal, which stores each event in a file of its own."""
    command = [str(program_python("khal")), str(SCRIPTS / "khal_store.py")]
    return _judge_with(command, paths, PIP)


def program_python(package: str) -> Path:
    """The Python of the folder where the programs lie that ours would clash with."""
    fallback = Path.home() / ".cache" / "surveil-programs"
    folder = Path(os.environ.get("SURVEIL_PROGRAMS") or fallback)
    if not any(folder.glob(f"lib/python3*/site-packages/{package}/__init__.py")):
        raise RuntimeError(f"{package} is missing: {PIP} in {folder}, or {INSTALL}")
    return folder / "bin" / "python"


def _vobject_readings(raw: bytes) -> list[Reading]:
    tree = vobject.readOne(raw.decode())
    tree.validate(raiseException=True)
    readings = []
    for event in tree.contents.get("vevent", []):
        alarm = next(iter(event.contents.get("valarm", [])), None)
        start, end, title, text = (
            _vobject_value(event, name)
            for name in ("dtstart", "dtend", "summary", "description")
        )
        trigger = _vobject_value(alarm, "trigger")
        readings.append(_reading(start, end, title, trigger, text))
    return readings


def _vobject_value(part: Any, name: str) -> Any:
    found = part.contents.get(name) if part else None
    return found[0].value if found else None


def _ical_readings(raw: bytes) -> list[Reading]:
    events = IcsCalendarStream.calendar_from_ics(raw.decode()).events
    return [
        _reading(
            event.dtstart,
            event.dtend,
            event.summary,
            next((alarm.trigger for alarm in event.alarm), None),
            event.description,
        )
        for event in events
    ]


def _icalendar_readings(raw: bytes) -> list[Reading]:
    tree = Calendar.from_ical(raw)  # bytes: given a str it may open a file
    errors = [error for part in tree.walk() for error in part.errors]
    if errors:
        raise ValueError(errors[0])
    tree.validate()
    return [
        _reading(
            event.start,
            event.end,
            event.get("SUMMARY"),
            next((alarm.get("TRIGGER") for alarm in event.walk("VALARM")), None),
            event.get("DESCRIPTION"),
        )
        for event in tree.events
    ]


def _imported(path: Path) -> Verdict:
    # Its exit status is 0 even for a header it refuses: only the store tells.
    with tempfile.TemporaryDirectory() as home:
        subprocess.run(
            ["calcurse", "-q", "-D", home, "-i", str(path)],
            env=os.environ | {"TMPDIR": home, "HOME": home, "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=60,
        )
        kept = _text(Path(home, "apts")).split("\n")[:-1]
        rows = [_calcurse_row(line, Path(home)) for line in kept]
    return _complete(path, [_reading(*row) for row in rows])


def _calcurse_row(line: str, home: Path) -> tuple[Any, ...]:
    """An event of one whole day, such as `06/01/2026 [1] >NOTE title`."""
    form = r"(\d\d/\d\d/\d{4}) \[1\] ?(?:>([0-9a-f]{40}))? (.*)"
    match = re.fullmatch(form, line)
    if match is None:
        return (None, None, line, None, None)
    month, day, year = map(int, match[1].split("/"))
    start = date(year, month, day)
    note = _text(home / "notes" / match[2]) if match[2] else ""
    return (start, start + timedelta(days=1), match[3], None, note.rstrip("\n"))


def _text(path: Path) -> str:
    return path.read_text("utf-8", "replace") if path.exists() else ""


def _judge(path: Path, read: Callable[[bytes], list[Reading]]) -> Verdict:
    raw = path.read_bytes()
    try:
        raw.decode()  # strictly, for icalendar forgives
        return _complete(path, read(raw))
    except Exception as error:  # whatever a parser raises, it has refused the file
        first = (str(error).strip().splitlines() or [""])[0]
        return f"{type(error).__name__}: {first}"


def _judge_with_node(script: str, package: str, paths: Sequence[Path]) -> list[Verdict]:
    fallback = Path.home() / ".cache" / "surveil-node"
    folder = Path(os.environ.get("SURVEIL_NODE") or fallback)
    if not (folder / "node_modules" / package).is_dir():
        raise RuntimeError(f"{package} is missing: {NPM} in {folder}, or {INSTALL}")
    command = ["node", str(SCRIPTS / script)]
    return _judge_with(command, paths, NODE, SURVEIL_NODE=str(folder.resolve()))


def _judge_with(
    command: list[str], paths: Sequence[Path], remedy: str, **places: str
) -> list[Verdict]:
    """All files in one process, which takes longer to start than to read them."""
    if shutil.which(command[0]) is None:
        raise RuntimeError(f"{command[0]} is missing: {remedy}, or {INSTALL}")
    done = subprocess.run(
        [*command, *map(str, paths)],
        env=os.environ | places,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    if done.returncode:
        script = Path(command[-1]).name
        raise RuntimeError(f"{script} failed: {remedy}, or {INSTALL}\n{done.stderr}")
    return [
        told if isinstance(told, str) else _complete(path, [_reading(*r) for r in told])
        for path, told in zip(paths, json.loads(done.stdout), strict=True)
    ]


def _complete(path: Path, readings: list[Reading]) -> Verdict:
    """The readings, unless one is missing: an event without a day is none."""
    return _lost(path, sum(bool(r.start and r.end) for r in readings)) or readings


def _lost(path: Path, found: int) -> str:
    wanted = len(re.findall(rb"^BEGIN:VEVENT", path.read_bytes(), re.MULTILINE))
    return "" if 0 < found == wanted else f"{found} of {wanted} events read"


def _reading(start: Any, end: Any, title: Any, trigger: Any, text: Any) -> Reading:
    day, next_day, alarm = _iso(start), _iso(end), _alarm(trigger)
    return Reading(day, next_day, str(title or ""), alarm, str(text or ""))


def _iso(moment: Any) -> str:
    return moment.isoformat() if isinstance(moment, date) else str(moment or "")


def _alarm(trigger: Any) -> str | None:
    """Whatever the reader makes of a trigger, in the form that our writer uses."""
    trigger = getattr(trigger, "dt", trigger)  # icalendar wraps it
    if trigger is None:
        return None
    if isinstance(trigger, int):
        trigger = timedelta(seconds=trigger)
    if not isinstance(trigger, timedelta):
        return _iso(trigger)
    sign = "-" if trigger < timedelta(0) else ""
    size = abs(trigger)
    hours, rest = divmod(size.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    units = {"H": hours, "M": minutes, "S": seconds}
    clock = "".join(f"{number}{unit}" for unit, number in units.items() if number)
    days = f"{size.days}D" if size.days else ""
    return f"{sign}P{days}" + (f"T{clock}" if clock else "")
