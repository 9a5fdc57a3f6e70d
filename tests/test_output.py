"""What is written is whole or not at all, and private."""

import os
import resource
import signal
import stat
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest
from samples import MIDGUT, SECRET

from surveil import identity
from surveil.cli import output, secret
from surveil.errors import MachineError, UsageError

COMMAND = [sys.executable, "-m", "surveil", "plan", "--made", "2026-11-22"]
for _name, _value in MIDGUT.items():
    COMMAND += [f"--{_name}", _value]
NOBODY = 65534


def run(*words, **options):
    environment = os.environ | {"SURVEIL_SECRET": SECRET.decode()}
    environment |= options.pop("env", {})
    return subprocess.run(
        [*COMMAND, *words], env=environment, capture_output=True, check=False, **options
    )


@pytest.mark.parametrize("name", ["plan.ics", "plan.json", "plan.csv", "plan.txt"])
def test_files_are_for_their_owner_alone_and_nothing_else_is_left(name, tmp_path):
    run("-o", name, cwd=tmp_path)

    assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [name]


def no_bytes_past_a_kilobyte():
    # A real fault of the kernel: every write past this size fails, as on a full disk.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))


def test_a_full_disk_leaves_the_old_file_and_no_other(tmp_path):
    (tmp_path / "plan.json").write_text("old")

    found = run("-o", "plan.json", cwd=tmp_path, preexec_fn=no_bytes_past_a_kilobyte)

    assert found.returncode == 1
    assert found.stderr == b"surveil: plan.json was not written: File too large\n"
    assert [path.name for path in tmp_path.iterdir()] == ["plan.json"]
    assert (tmp_path / "plan.json").read_text() == "old"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_standard_output_is_one_line():
    with Path("/dev/full").open("wb") as full:
        found = subprocess.run(
            COMMAND, stdout=full, stderr=subprocess.PIPE, check=False
        )

    assert found.returncode == 1
    assert found.stderr == b"surveil: standard output: No space left on device\n"


def test_a_reader_that_has_seen_enough_is_no_fault():
    writer = subprocess.Popen(
        [*COMMAND, "--format", "json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    writer.stdout.read(10)
    writer.stdout.close()

    error = writer.stderr.read()
    writer.stderr.close()

    assert writer.wait(timeout=20) == 0
    assert error == b""


@pytest.fixture
def nobody():
    """Not the superuser, to whom no folder is closed."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    yield
    os.seteuid(before)


@pytest.mark.usefixtures("nobody")
def test_a_folder_that_cannot_be_written_is_one_line():
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o555)

    with pytest.raises(MachineError) as found:
        output.to_file(folder / "plan.json", b"x")

    assert str(found.value) == f"{folder}/plan.json was not written: Permission denied"
    assert list(folder.iterdir()) == []
    folder.rmdir()


def test_a_folder_that_is_not_there_is_one_line(tmp_path):
    found = run("-o", "nowhere/plan.json", cwd=tmp_path)

    assert found.returncode == 1
    assert found.stderr == (
        b"surveil: nowhere/plan.json was not written: No such file or directory\n"
    )


def test_a_name_that_is_too_long_or_hostile_is_one_line(tmp_path):
    for name in ("x" * 300 + ".json", "a\nb\x1b[31m/c.json"):
        found = run("-o", name, cwd=tmp_path)

        assert found.returncode == 1
        assert found.stderr.count(b"\n") == 1
        assert b"\x1b" not in found.stderr


def test_a_device_and_a_link_are_written_through(tmp_path):
    assert run("-o", "/dev/null", "--format", "json", cwd=tmp_path).returncode == 0
    assert Path("/dev/null").is_char_device()
    (tmp_path / "real.json").write_text("old")
    (tmp_path / "link.json").symlink_to("real.json")

    run("-o", "link.json", cwd=tmp_path)

    assert (tmp_path / "link.json").is_symlink()
    assert (tmp_path / "real.json").read_text().startswith("{")


def test_a_secret_is_made_once_for_its_owner_alone(tmp_path):
    env = {"XDG_CONFIG_HOME": str(tmp_path), "HOME": str(tmp_path)}
    environment = {k: v for k, v in os.environ.items() if k != "SURVEIL_SECRET"} | env
    command = [*COMMAND, "--key", "A1", "--format", "ics"]

    found = [
        subprocess.run(command, env=environment, capture_output=True, check=True)
        for _ in range(2)
    ]

    (path,) = tmp_path.rglob("secret")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(path.read_text().strip()) >= identity.LEAST_SECRET
    assert found[0].stdout == found[1].stdout
    assert found[0].stderr.startswith(b"made the identity secret ")
    assert b"made the identity secret" not in found[1].stderr


def test_first_runs_at_once_share_one_secret(tmp_path, monkeypatch):
    monkeypatch.delenv("SURVEIL_SECRET", raising=False)
    monkeypatch.setattr(secret.click, "get_app_dir", lambda name: str(tmp_path / name))
    monkeypatch.setattr(secret, "talk", lambda text: None)
    found = []

    threads = [
        threading.Thread(target=lambda: found.append(secret.secret()))
        for _ in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 16
    assert len(set(found)) == 1
    assert [path.name for path in (tmp_path / "surveil").iterdir()] == ["secret"]


@pytest.mark.parametrize("text", ["", "short", " " * 40, "x" * 31])
def test_a_secret_that_is_too_short_is_refused(monkeypatch, text):
    monkeypatch.setenv("SURVEIL_SECRET", text)

    with pytest.raises(UsageError, match="SURVEIL_SECRET is shorter than 32"):
        secret.secret()


def test_a_damaged_secret_file_is_never_replaced(monkeypatch, tmp_path):
    monkeypatch.delenv("SURVEIL_SECRET", raising=False)
    monkeypatch.setattr(secret.click, "get_app_dir", lambda name: str(tmp_path))
    (tmp_path / "secret").write_text("cut off")

    with pytest.raises(UsageError, match="restore it from a copy"):
        secret.secret()

    assert (tmp_path / "secret").read_text() == "cut off"


def test_a_failed_write_is_a_machine_error(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(MachineError, match="was not written: Not a directory"):
        output.to_file(tmp_path / "file" / "plan.ics", b"")
