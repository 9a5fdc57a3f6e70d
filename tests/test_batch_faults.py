"""Faults for real: killed at any moment, a full disk, a folder that refuses."""

import contextlib
import fcntl
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from batch_lists import MADE, batch, case, files, table, written
from batch_rows import row as messy_row
from samples import SECRET

from surveil.facts import FACTS
from surveil.library import finding

NOBODY = 65534
HEADER = ("patient", *(fact.name for fact in FACTS))
COMMAND = [sys.executable, "-m", "surveil", "batch"]


@pytest.fixture(autouse=True)
def _secret(monkeypatch):
    monkeypatch.setenv("SURVEIL_SECRET", SECRET.decode())


def process(*words, chunk=20, **options):
    environment = os.environ | {
        "SURVEIL_CHUNK": str(chunk),
        "SURVEIL_SECRET": SECRET.decode(),
    }
    return subprocess.Popen(
        [*COMMAND, *map(str, words)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        **options,
    )


def ended(running):
    """The exit code and what was said, once it has ended."""
    told = running.communicate(timeout=120)[1].decode()
    return running.returncode, told


def two_months(folder, size, seed):
    """Two lists: of the second, some rows are other, gone, new or of patients."""
    chance = random.Random(seed)
    rows = []
    for number in range(size):
        facts = messy_row(chance, number, messy=0.03) | {"key": f"A{number}"}
        if number % 7 == 0:
            facts["patient"] = f"P{number % 3}"
        rows.append(facts)
    first = written(folder, rows, "first.csv", HEADER)
    for number in range(0, size, 3):
        rows[number] = rows[number] | {"surgery": "2026-05-05"}
    for number in range(0, size, 11):
        rows[number] = rows[number] | {"status": "died", "status_date": ""}
    rows[7] = rows[7] | {"patient": "P9"}
    del rows[20:25]
    second = written(folder, rows, "second.csv", HEADER)
    return first, second


def ready(folder, size, seed):
    """Both lists run without a stop, and the folder of the first one."""
    first, second = two_months(folder, size, seed)
    whole = folder / "whole"
    for path, made, copy in (
        (first, MADE, folder / "january"),
        (second, "2027-01-31", None),
    ):
        running = process(path, "-o", whole, "--made", made, "--jobs", "1")
        code, told = ended(running)
        assert code in (0, 6), told
        if copy is not None:
            first_files = files(whole)
            shutil.copytree(whole, copy)
    return first, second, first_files, files(whole)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A list, and the files of its folder after a run without a stop."""
    folder = tmp_path_factory.mktemp("whole")
    first, _ = two_months(folder, 60, 3)
    words = (first, "-o", folder / "plans", "--made", MADE, "--jobs", "1")
    code, told = ended(process(*words))
    assert code == 6, told
    return first, files(folder / "plans")


def kill(running, after):
    with contextlib.suppress(subprocess.TimeoutExpired):
        running.wait(after)
    running.kill()
    running.stderr.close()
    running.wait()


def killed_until_done(folder, words, chance, longest, kills):
    """Start again and again, killed each time; how many kills there were."""
    done = 0
    for _ in range(kills):
        running = process(*words, "-o", folder)
        kill(running, chance.uniform(0.3, longest))
        done += running.returncode == -signal.SIGKILL
        if running.returncode in (0, 6):
            break
    code, told = ended(process(*words, "-o", folder))
    assert code in (0, 6), told
    return done


@pytest.mark.slow
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_killed_at_any_moment_the_folder_ends_as_if_never_stopped(tmp_path, jobs):
    chance = random.Random(int(jobs))
    first, second, after_first, after_second = ready(tmp_path, 400, 7)
    started = time.monotonic()
    code, _ = ended(
        process(first, "-o", tmp_path / "timed", "--made", MADE, "--jobs", jobs)
    )
    longest = (time.monotonic() - started) * 1.2
    assert code in (0, 6)

    kills = 0
    for number in range(100):
        folder = tmp_path / f"killed-{number}"
        words = (first, "--made", MADE, "--jobs", jobs)
        kills += killed_until_done(folder, words, chance, longest, 3)
        assert files(folder) == after_first
        words = (second, "--made", "2027-01-31", "--jobs", jobs)
        kills += killed_until_done(folder, words, chance, longest, 3)
        assert files(folder) == after_second
        shutil.rmtree(folder)
        if kills >= 50:
            break
    assert kills >= 50


def test_entries_that_the_ledger_does_not_know_yet_are_no_strangers(tmp_path, capsys):
    # A second case joins the calendar of its patient. As if killed after that calendar
    # was written, before any commit.
    one = case("A1", patient="P1")
    first = written(tmp_path, [one, case("A2", patient="P1", grade="")], "first.csv")
    second = written(tmp_path, [one, case("A2", patient="P1")], "second.csv")
    whole, stopped = tmp_path / "plans", tmp_path / "stopped"
    batch(capsys, first, "-o", whole, "--made", MADE)
    shutil.copytree(whole, stopped)
    batch(capsys, second, "-o", whole, "--made", "2027-01-31")
    shutil.copytree(whole / "calendars", stopped / "calendars", dirs_exist_ok=True)

    ran = batch(capsys, second, "-o", stopped, "--made", "2027-01-31")

    assert ran.code == 0, ran.lines
    assert files(stopped) == files(whole)


def test_killed_once_and_run_again(tmp_path, whole):
    first, after_first = whole
    folder = tmp_path / "killed"
    running = process(first, "-o", folder, "--made", MADE, chunk=5)
    deadline = time.monotonic() + 60
    while not list(folder.glob("calendars/*.ics")):
        assert time.monotonic() < deadline
        time.sleep(0.002)
    kill(running, 0)

    # The day of the run that was not finished counts, whatever the day is now.
    code, told = ended(process(first, "-o", folder, chunk=5))

    assert code == 6
    assert (
        f"going on with the run of {MADE}, which was not finished: plans are as of that"
        " day"
    ) in told
    found = files(folder)
    assert {name: one for name, one in found.items() if name != "events.parquet"} == {
        name: one for name, one in after_first.items() if name != "events.parquet"
    }


@pytest.mark.slow
def test_killed_before_any_commit_the_next_list_ends_the_same(tmp_path):
    # The worst moment: all calendars are the next ones, the ledger knows of none.
    _, second, _, after_second = ready(tmp_path, 100, 5)
    folder = tmp_path / "whole"
    shutil.copy(tmp_path / "january" / "ledger.sqlite", folder / "ledger.sqlite")

    code, _ = ended(process(second, "-o", folder, "--made", "2027-01-31"))

    assert code == 6
    assert files(folder) == after_second


@pytest.mark.slow
def test_ctrl_c_stops_at_a_chunk_and_says_how_to_go_on(tmp_path, whole):
    first, after_first = whole
    folder = tmp_path / "stopped"
    running = process(first, "-o", folder, "--made", MADE, "--jobs", "1")
    deadline = time.monotonic() + 60
    while not list(folder.glob("calendars/*.ics")):
        assert time.monotonic() < deadline
        time.sleep(0.002)
    running.send_signal(signal.SIGINT)
    code, told = ended(running)

    if code != 6:  # not too late to be heard
        assert code == 130
        assert "rows are done; run the same again to go on" in told
        assert "Traceback" not in told
        assert not list(folder.glob(".*.part"))
        assert not (folder / "summary.csv").exists()
    ended(process(first, "-o", folder, "--made", MADE))
    assert files(folder) == after_first


def test_two_runs_at_once_on_one_folder(tmp_path, capsys):
    path = written(tmp_path, [case("A1")])
    folder = tmp_path / "plans"
    batch(capsys, path, "-o", folder, "--made", MADE)
    before = files(folder)
    with (folder / ".lock").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        ran = batch(capsys, path, "-o", folder, "--made", "2026-12-22")

    assert ran.code == 1
    assert ran.lines == (
        f"surveil: another run is writing {folder}: wait until it has ended",
    )
    assert files(folder) == before


@pytest.mark.slow
def test_two_real_runs_at_once(tmp_path, whole):
    first, after_first = whole
    folder = tmp_path / "plans"
    both = [process(first, "-o", folder, "--made", MADE) for _ in range(2)]

    found = sorted(ended(one) for one in both)

    assert [code for code, _ in found] in ([1, 6], [6, 6])  # or one after the other
    assert files(folder) == after_first


def limited(size):
    def no_bytes_past():
        # A real fault of the kernel: every write past this size fails.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return no_bytes_past


@pytest.mark.slow
@pytest.mark.parametrize("size", [100, 3_000, 20_000])
def test_no_room_in_any_file_is_one_line_and_loses_nothing(tmp_path, size, whole):
    first, after_first = whole
    folder = tmp_path / "plans"
    words = (first, "-o", folder, "--made", MADE, "--jobs", "1")

    code, told = ended(process(*words, preexec_fn=limited(size)))

    if code != 6:
        assert code == 1
        assert "Traceback" not in told
        last = told.splitlines()[-1]
        assert last.startswith("surveil: ")
        assert str(folder) in last
        assert not (folder / "summary.csv").exists()
    ended(process(*words))
    assert files(folder) == after_first


@dataclass
class Disk:
    """A folder with little room: `full` is how a process meets the end of it."""

    place: Path
    full: dict
    words: tuple  # what the machine says there
    make_room: Callable


def mounted(place):
    """Whether a file system of its own, in memory, stands here; for the superuser."""
    words = ["mount", "-t", "tmpfs", "-o", "size=200k", "surveil", str(place)]
    with contextlib.suppress(OSError):  # there may be no such program
        return subprocess.run(words, capture_output=True, check=False).returncode == 0
    return False


@pytest.fixture
def small_disk(tmp_path):
    """A full file system; where none may be mounted, files that may not grow."""
    place = tmp_path / "disk"
    place.mkdir()
    if not mounted(place):
        # Enough for the first commits, not for the whole ledger nor for the report.
        full = {"preexec_fn": limited(30_000)}
        yield Disk(place, full, ("File too large", "disk I/O error"), lambda: None)
        return
    remount = ["mount", "-o", "remount,size=20m", str(place)]
    yield Disk(
        place,
        {},
        ("No space left on device", "disk is full"),
        lambda: subprocess.run(remount, check=True),
    )
    subprocess.run(["umount", str(place)], check=True)


@pytest.mark.slow
def test_a_full_file_system_is_one_line_and_the_run_goes_on_later(small_disk, whole):
    first, after_first = whole
    folder = small_disk.place / "plans"
    words = (first, "-o", folder, "--made", MADE, "--jobs", "1")

    code, told = ended(process(*words, **small_disk.full))

    assert code == 1
    assert "Traceback" not in told
    assert any(one in told.splitlines()[-1] for one in small_disk.words)
    assert not (folder / "summary.csv").exists()
    small_disk.make_room()
    ended(process(*words))
    assert files(folder) == after_first


def test_a_disk_filled_during_the_commit_keeps_the_ledger_whole(
    tmp_path, capsys, monkeypatch
):
    from surveil.batch import ledger

    path = written(tmp_path, [case(f"A{number}") for number in range(40)])
    folder = tmp_path / "plans"
    monkeypatch.setenv("SURVEIL_CHUNK", "10")
    commit = ledger.Ledger.commit
    commits = 0

    def full(self, *words, **named):
        nonlocal commits
        commits += 1
        if commits == 3:
            # A real answer of SQLite, to a ledger that may not grow.
            pages = self._db.execute("PRAGMA page_count").fetchone()[0]
            self._db.execute(f"PRAGMA max_page_count = {pages}")
        commit(self, *words, **named)

    monkeypatch.setattr(ledger.Ledger, "commit", full)
    ran = batch(capsys, path, "-o", folder, "--made", MADE, "--jobs", "1")

    assert ran.code == 1
    assert ran.lines[-1] == (
        f"surveil: {folder}/ledger.sqlite: database or disk is full"
    )
    with sqlite3.connect(folder / "ledger.sqlite") as kept:
        assert kept.execute("SELECT count(*) FROM cases").fetchone() == (20,)
    kept.close()
    monkeypatch.undo()
    monkeypatch.setenv("SURVEIL_SECRET", SECRET.decode())
    assert batch(capsys, path, "-o", folder, "--made", MADE).code == 0
    assert len(table(folder / "index.csv")) == 40


@pytest.fixture
def nobody(monkeypatch, tmp_path, capsys):
    """Not the superuser, to whom no folder is closed."""
    # What is imported on the way may lie in a folder that is closed to nobody.
    for surgery in ("2026-03-12", "2026-03-13"):
        path = written(tmp_path, [case("A1", surgery=surgery), case("A2", grade="")])
        batch(capsys, path, "-o", tmp_path / "warm", "--made", MADE)
    monkeypatch.setenv("HOME", "/nowhere")
    monkeypatch.setenv("XDG_CONFIG_HOME", "/nowhere")
    # So may the guideline files.
    place = Path(tempfile.mkdtemp())
    place.chmod(0o755)
    shutil.copytree(finding.shipped(), place / "schedules")
    monkeypatch.setattr(finding, "shipped", lambda: place / "schedules")
    before = os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    yield
    os.seteuid(before)
    shutil.rmtree(place)


@pytest.mark.usefixtures("nobody")
def test_a_folder_that_cannot_be_written_is_one_line(capsys):
    place = Path(tempfile.mkdtemp())
    path = written(place, [case("A1")])
    closed = place / "closed"
    closed.mkdir(mode=0o500)
    try:
        ran = batch(capsys, path, "-o", closed / "plans", "--made", MADE)

        assert ran.code == 1
        assert ran.lines == (
            f"surveil: {closed}/plans was not written: Permission denied",
        )
    finally:
        shutil.rmtree(place)


@pytest.mark.usefixtures("nobody")
def test_a_list_or_calendar_that_cannot_be_read_is_one_line(capsys):
    place = Path(tempfile.mkdtemp())
    path = written(place, [case("A1")])
    folder = place / "plans"
    try:
        batch(capsys, path, "-o", folder, "--made", MADE)
        (one,) = (folder / "calendars").iterdir()
        one.chmod(0)
        written(place, [case("A1", surgery="2026-03-20"), case("A2")])
        ran = batch(capsys, path, "-o", folder, "--made", MADE)
        assert ran.code == 1
        assert ran.lines[:2] == (
            f"row 2: {one.name}: calendar left as it is: it cannot be read: Permission"
            " denied",
            "calendars: 1 written, 0 revised",  # it stops no other
        )
        path.chmod(0)
        ran = batch(capsys, path, "-o", folder, "--made", MADE)
        assert (ran.code, ran.lines) == (1, (f"surveil: {path}: Permission denied",))
    finally:
        shutil.rmtree(place)


def test_a_folder_whose_ledger_is_lost_is_not_written_over(tmp_path, capsys):
    path = written(tmp_path, [case("A1")])
    folder = tmp_path / "plans"
    batch(capsys, path, "-o", folder, "--made", MADE)
    (folder / "ledger.sqlite").unlink()
    before = files(folder)

    ran = batch(capsys, path, "-o", folder, "--made", MADE)

    assert ran.code == 2
    assert "restore ledger.sqlite from a copy" in ran.lines[-1]
    assert files(folder) == before


@pytest.mark.parametrize("raw", [b"not a ledger at all" * 100, b"SQLite format 3\0"])
def test_a_damaged_ledger_is_one_line(tmp_path, capsys, raw):
    path = written(tmp_path, [case("A1")])
    folder = tmp_path / "plans"
    batch(capsys, path, "-o", folder, "--made", MADE)
    (folder / "ledger.sqlite").write_bytes(raw)

    ran = batch(capsys, path, "-o", folder, "--made", MADE)

    assert ran.code == 1
    assert len(ran.lines) == 1
    assert "ledger.sqlite" in ran.told
