"""Stores of calendars that we did not write, each started for a test and ended after.

Neither sees a person's own calendars: Evolution Data Server gets a message bus and a
home of its own, Radicale a free port of this machine and a new folder.
"""

import base64
import json
import os
import re
import shutil
import socket
import subprocess
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple

from calendar_parsers import INSTALL, SCRIPTS, SYSTEM_PYTHON, program_python

EDS = "apt-get install evolution-data-server gir1.2-ecal-2.0 python3-gi dbus"
LOOPBACK = "127.0.0.1"
_CALENDAR = "text/calendar; charset=utf-8"
_SEARCH = """\
<c:calendar-query xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">
<d:prop><c:calendar-data/></d:prop><c:filter><c:comp-filter name="VCALENDAR">
<c:comp-filter name="VEVENT"><c:time-range start="{first}T000000Z" end="{end}T000000Z"/>
</c:comp-filter></c:comp-filter></c:filter></c:calendar-query>
"""


class Kept(NamedTuple):
    """What Evolution Data Server gave back of a calendar and its next version."""

    stored: list[bytes]
    refused: int  # entries of the first version that were offered a second time
    updated: list[bytes]


def with_eds(pairs: Sequence[tuple[Path, Path]]) -> list[Kept]:
    """Each older version stored, each newer one put over it."""
    if shutil.which("dbus-run-session") is None:
        raise RuntimeError(f"dbus-run-session is missing: {EDS}, or {INSTALL}")
    names = [str(path) for pair in pairs for path in pair]
    done = subprocess.run(
        [SYSTEM_PYTHON, str(SCRIPTS / "eds_store.py"), *names],
        env=os.environ | {"LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=240,
    )
    if done.returncode:
        raise RuntimeError(f"eds_store.py failed: {EDS}, or {INSTALL}\n{done.stderr}")
    return [
        Kept(_whole(told["stored"]), told["refused"], _whole(told["updated"]))
        for told in json.loads(done.stdout)
    ]


def _whole(events: list[str]) -> list[bytes]:
    """Each as a calendar of one entry, for whoever reads calendars."""
    return [
        f"BEGIN:VCALENDAR\r\n{event.strip()}\r\nEND:VCALENDAR\r\n".encode()
        for event in events
    ]


class Radicale:
    """A CalDAV server for one user, and what such a client asks of it."""

    def __init__(self, port: int) -> None:
        self.port = port

    def ask(
        self, method: str, path: str, body: bytes = b"", kind: str = _CALENDAR
    ) -> tuple[int, bytes]:
        """The status and the body of the answer."""
        connection = HTTPConnection(LOOPBACK, self.port, timeout=60)
        login = base64.b64encode(b"u:x").decode()
        headers = {
            "Authorization": f"Basic {login}",
            "Content-Type": kind,
            "Depth": "1",
        }
        try:
            connection.request(method, f"/u/{path}", body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def search(self, path: str, first: str, end: str) -> list[bytes]:
        """The entries that a day from `first` to before `end` touches."""
        query = _SEARCH.format(first=first, end=end).encode()
        status, answer = self.ask("REPORT", path, query, "application/xml")
        assert status == 207, answer
        tree = ElementTree.fromstring(answer)
        found = tree.iter("{urn:ietf:params:xml:ns:caldav}calendar-data")
        return [(one.text or "").encode() for one in found]


@contextmanager
def radicale(folder: Path) -> Iterator[Radicale]:
    """A server on a free port, ended when the block ends."""
    with socket.socket() as free:
        free.bind((LOOPBACK, 0))
        port = free.getsockname()[1]
    command = [
        *(str(program_python("radicale")), "-m", "radicale"),
        *("--hosts", f"{LOOPBACK}:{port}", "--auth-type", "none"),
        *("--storage-filesystem-folder", str(folder / "store")),
    ]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            command,
            env=os.environ | {"RADICALE_CONFIG": ""},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        try:
            _wait_for(server, port, folder / "log")
            yield Radicale(port)
        finally:
            server.terminate()
            server.wait(timeout=30)


def _wait_for(server: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        with socket.socket() as client:
            client.settimeout(1)
            if client.connect_ex((LOOPBACK, port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"radicale did not start: {log.read_text(errors='replace')}")


def single(raw: bytes) -> dict[str, bytes]:
    """Each entry of a calendar as a calendar of its own, by UID, as clients send it."""
    head = raw[: raw.index(b"BEGIN:VEVENT")]
    found = re.findall(rb"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", raw, re.DOTALL)
    uids = [re.search(rb"\r\nUID:([^\r]+)\r\n", event) for event in found]
    return {
        uid[1].decode(): head + event + b"END:VCALENDAR\r\n"
        for uid, event in zip(uids, found, strict=True)
        if uid
    }
