"""How far a run is: told on a terminal and in a log, and nowhere else."""

import os
import pty
import subprocess
import sys

import pytest
from batch_lists import MADE, case, written
from samples import SECRET

from surveil.render import progress


def test_a_line_of_a_log_not_more_often_than_every_ten_seconds():
    said = []
    now = iter([100.0, 105.0, 109.9, 110.0, 119.9, 125.0])
    told = progress.lines(said.append, lambda: 1000, lambda: next(now))

    for _ in range(5):
        told(100)

    assert said == [
        # 300 rows in 10 seconds; 500 rows in 25.
        "300 of 1000 rows, 30 rows/s, 23 s left",
        "500 of 1000 rows, 20 rows/s, 25 s left",
    ]


@pytest.fixture
def command(tmp_path):
    path = written(tmp_path, [case(f"A{number}") for number in range(50)])
    words = (str(path), "-o", str(tmp_path / "plans"), "--made", MADE, "--jobs", "1")
    environment = os.environ | {
        "SURVEIL_SECRET": SECRET.decode(),
        "SURVEIL_CHUNK": "10",
        "TERM": "xterm",
    }
    return [sys.executable, "-m", "surveil", "batch", *words], environment


def test_nothing_in_a_pipe_or_in_a_log_of_a_short_run(command, tmp_path):
    words, environment = command
    told = subprocess.run(words, env=environment, capture_output=True, check=True)
    with (tmp_path / "log").open("wb") as log:
        subprocess.run(words, env=environment, stderr=log, check=True)

    folder = tmp_path / "plans"
    last = f"{folder}: 50 rows = 50 plan + 0 no-follow-up + 0 judgement + 0 ended"
    assert told.stderr.decode().splitlines() == [
        "calendars: 50 written, 0 revised",
        f"{last} + 0 rejected",
    ]
    assert (tmp_path / "log").read_text().splitlines() == [
        "calendars: 0 written, 0 revised",
        f"{last} + 0 rejected",
    ]


def test_a_bar_on_a_terminal_that_leaves_no_trace(command):
    words, environment = command
    ours, theirs = pty.openpty()
    running = subprocess.Popen(words, env=environment, stderr=theirs)
    os.close(theirs)
    told = b""
    while True:
        try:
            block = os.read(ours, 4096)
        except OSError:  # the other end is closed
            break
        if not block:
            break
        told += block
    os.close(ours)

    assert running.wait(timeout=60) == 0
    assert b"50/50" in told
    assert b"rows/s" in told
    assert told.decode().rstrip().endswith("+ 0 rejected")
