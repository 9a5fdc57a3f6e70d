"""What khal keeps of calendar files that are imported into it, as JSON.

Run with the Python of the folder where khal is installed. Each file goes into a
calendar of its own by khal's own command, and is read back from khal's store.
"""

import contextlib
import io
import json
import re
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from khal.cli import build_collection, main_khal
from khal.settings import get_config

CONFIGURATION = """
[calendars]
[[kept]]
path = {home}/kept
[sqlite]
path = {home}/khal.db
[locale]
local_timezone = UTC
default_timezone = UTC
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
"""
# khal takes whole days as moments of no zone.
ALWAYS = tuple(map(datetime.fromisoformat, ("1900-01-01", "2300-01-01")))
# khal waits for the disk at every entry.
IN_MEMORY = next((path for path in ("/dev/shm",) if Path(path).is_dir()), None)
UID = re.compile(r"^UID:(.*)$", re.MULTILINE)


def row(event):
    # khal says the last day of an entry, the others the day after it.
    end = event.end + timedelta(days=1) if event.allday else event.end
    trigger = next((trigger for trigger, _ in event.alarms), None)
    return [
        event.start.isoformat(),
        end.isoformat(),
        event.summary,
        trigger if trigger is None else int(trigger.total_seconds()),
        event.description,
    ]


def imported(command):
    try:
        main_khal.main(command, standalone_mode=False)
    except SystemExit as ended:  # as a command it ends the program even if all is well
        if ended.code:
            raise


def read(path, home):
    """What khal has stored, in the order of the file."""
    configuration = home / "config"
    configuration.write_text(CONFIGURATION.format(home=home), encoding="utf-8")
    imported(["-c", str(configuration), "import", "--batch", "-a", "kept", str(path)])
    stored = build_collection(get_config(str(configuration)), None)
    rows = {str(event.uid): row(event) for event in stored.get_floating(*ALWAYS)}
    known = [
        uid for uid in UID.findall(path.read_text(encoding="utf-8")) if uid in rows
    ]
    # By its own uid where the file gives one: each stored event stands here once.
    return [rows.pop(uid) for uid in known if uid in rows] + list(rows.values())


def verdict(path):
    said = io.StringIO()
    with tempfile.TemporaryDirectory(dir=IN_MEMORY) as home:
        try:
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
                return read(path, Path(home))
        except (Exception, SystemExit) as error:
            return f"{type(error).__name__}: {error}"


if __name__ == "__main__":
    json.dump([verdict(Path(name)) for name in sys.argv[1:]], sys.stdout)
