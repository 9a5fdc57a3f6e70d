"""Whole processes, from start to exit: their seconds, and the peaks of their memory.

What the other scripts here share; it measures nothing by itself. It imports no large
library, and nor should who measures memory with it: Linux gives a new process the peak
of the one that starts it.
"""

import contextlib
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

MEMORY = "/dev/shm"  # disks differ sixfold from day to day
HERE = Path(__file__).parent
BATCH = [str(Path(sys.executable).with_name("surveil")), "batch"]
OPTIONS = ["--made", "2026-11-22", "--guideline", "esmo-2020,lung-review-2017"]
REJECTED = 6
_EVERY = 0.1  # seconds between two looks at the memory of a process
_PEAK = re.compile(r"^VmHWM:\s+(\d+)", re.MULTILINE)
_NOW = re.compile(r"^VmRSS:\s+(\d+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Run:
    """One process: how it ended, how long it took, and its peaks in MB.

    `largest` is exact. That of the `parent` and of the largest `child` are seen by
    looking again and again; `together` counts twice what processes share.
    """

    out: str
    seconds: float
    largest: float
    parent: float
    child: float
    together: float


def folder(asked: str | None = None) -> tempfile.TemporaryDirectory:
    """A new folder in the one asked for, or in a memory file system if there is one."""
    place = asked or (MEMORY if Path(MEMORY).is_dir() else None)
    return tempfile.TemporaryDirectory(dir=place)


def invented(rows: int, path: Path) -> Path:
    maker = [sys.executable, str(HERE / "invented_list.py"), str(rows), str(path)]
    subprocess.run(maker, check=True, stdout=subprocess.DEVNULL)
    return path


def batch(listed: Path, out: Path, *words: str) -> Run:
    """One run of `surveil batch` into a folder."""
    return run([*BATCH, str(listed), "-o", str(out), *OPTIONS, *words], REJECTED)


def run(words: list[str], *codes: int) -> Run:
    """Run a process to its end, which must be 0 or one of these codes."""
    environment = os.environ | {"SURVEIL_SECRET": "x" * 40}
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as told:
        began = time.perf_counter()
        process = subprocess.Popen(words, env=environment, stdout=out, stderr=told)
        watch = _Watch(process.pid)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        watch.end()
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        told.seek(0)
        if process.returncode not in (0, *codes):
            sys.exit(told.read())
        largest = used.ru_maxrss / 1024  # its children's too
        if watch.child > watch.parent:
            watch.child = largest
        else:
            watch.parent = largest
        return Run(
            out=out.read(),
            seconds=seconds,
            largest=largest,
            parent=watch.parent,
            child=watch.child,
            together=max(watch.together, largest),
        )


@dataclass
class _Watch:
    """Looks at the memory of a process and of its children until told to end."""

    process: int
    parent: float = 0.0
    child: float = 0.0
    together: float = 0.0
    _parents: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def end(self) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(_EVERY):
            together = 0.0
            for one in (self.process, *self._children()):
                peak, now = _memory(one)
                together += now
                if one == self.process:
                    self.parent = max(self.parent, peak)
                else:
                    self.child = max(self.child, peak)
            self.together = max(self.together, together)

    def _children(self) -> list[int]:
        """The processes that it has started; each process is asked only once."""
        with contextlib.suppress(OSError):
            names = [one.name for one in Path("/proc").iterdir()]
            there = [int(name) for name in names if name.isdecimal()]
            self._parents = {
                one: self._parents.get(one) or _parent(one) for one in there
            }
        return [one for one, own in self._parents.items() if own == self.process]


def _parent(process: int) -> int:
    try:
        line = Path(f"/proc/{process}/stat").read_text(errors="replace")
    except OSError:
        return 0
    return int(line.rpartition(")")[2].split()[1])


def _memory(process: int) -> tuple[float, float]:
    """The peak and what it has now, in MB; nothing once it has ended."""
    try:
        text = Path(f"/proc/{process}/status").read_text(errors="replace")
    except OSError:
        return 0.0, 0.0
    peak, now = (
        int(found[1]) / 1024 if (found := one.search(text)) else 0.0
        for one in (_PEAK, _NOW)
    )
    return peak, now
