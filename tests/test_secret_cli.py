"""surveil secret: carried to another machine whole, or not at all."""

import hashlib
import io
import os
import re
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st
from samples import MIDGUT

from surveil import identity
from surveil.cli import carrying, main
from surveil.cli import secret as secrets
from surveil.errors import SurveilError, UsageError

HERE = "0123456789abcdef" * 4
ELSEWHERE = "fedcba9876543210" * 4
LINKS = "whoever has it can tell which calendars belong to which keys"
LOST = (
    "all calendars get new identities: surveil can no longer update or withdraw the"
    " entries made before, and patients have to delete the old calendar and import"
    " the new one"
)


def exported(text):
    """The carried text, written down apart from the program."""
    body = text.encode().hex()
    return f"surveil-secret-1:{body}:{hashlib.sha256(body.encode()).hexdigest()[:8]}"


@pytest.fixture
def home(monkeypatch, tmp_path):
    """A configuration folder to be, and no secret in the environment."""
    monkeypatch.delenv("SURVEIL_SECRET", raising=False)
    monkeypatch.setattr(click, "get_app_dir", lambda name: str(tmp_path / "etc" / name))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "etc" / "surveil"


@pytest.fixture
def run(home, capsysbinary):
    """Run surveil: exit code, stdout, stderr."""

    def run(*words):
        with pytest.raises(SystemExit) as left:
            main([*words])
        out, err = capsysbinary.readouterr()
        return left.value.code, out.decode(), err.decode()

    return run


def kept(home, text=HERE):
    home.mkdir(parents=True)
    (home / "secret").write_text(f"{text}\n")
    (home / "secret").chmod(0o600)
    return home / "secret"


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_an_export_says_what_it_is_and_what_losing_it_means(run, home):
    kept(home)

    code, out, err = run("secret", "export")

    assert code == 0
    assert out == f"{exported(HERE)}\n"
    assert err.splitlines() == [
        f"this is the identity secret: {LINKS}; keep it like a password",
        f"if it is lost, {LOST}",
        "on the other machine: surveil secret import FILE",
    ]


def test_an_export_into_a_file_is_for_its_owner_alone(run, home, tmp_path):
    kept(home)

    code, out, _ = run("secret", "export", "-o", "carried.txt")

    assert (code, out) == (0, "")
    assert (tmp_path / "carried.txt").read_text() == f"{exported(HERE)}\n"
    assert mode(tmp_path / "carried.txt") == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["carried.txt", "etc"]


@pytest.mark.parametrize("make", [Path.touch, Path.mkdir, lambda p: p.symlink_to("x")])
def test_an_export_overwrites_nothing(run, home, tmp_path, make):
    kept(home)
    make(tmp_path / "carried.txt")

    found = run("secret", "export", "-o", "carried.txt")

    told = "surveil: -o carried.txt is there already: name a new file\n"
    assert found == (2, "", told)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["carried.txt", "etc"]


def test_an_export_into_no_folder_is_one_line(run, home):
    kept(home)

    found = run("secret", "export", "-o", "gone/carried.txt")

    told = "surveil: gone/carried.txt was not written: No such file or directory\n"
    assert found == (1, "", told)


def test_an_export_makes_no_secret(run, home):
    found = run("secret", "export")

    assert found == (
        2,
        "",
        "surveil: there is no identity secret yet: the first calendar makes it, or"
        " bring one with surveil secret import FILE\n",
    )
    assert not home.exists()


def as_a_program(tmp_path, *words, **options):
    environment = {k: v for k, v in os.environ.items() if k != "SURVEIL_SECRET"}
    environment |= {"XDG_CONFIG_HOME": str(tmp_path), "HOME": str(tmp_path)}
    return subprocess.run(
        [sys.executable, "-m", "surveil", *words],
        env=environment,
        stderr=subprocess.PIPE,
        check=False,
        **options,
    )


@pytest.mark.skipif(os.name != "posix", reason="a folder that XDG names")
def test_a_pipe_is_taken_but_not_a_file_that_a_shell_made(tmp_path):
    kept(tmp_path / "surveil")

    piped = as_a_program(tmp_path, "secret", "export", stdout=subprocess.PIPE)
    with (tmp_path / "open.txt").open("wb") as file:
        redirected = as_a_program(tmp_path, "secret", "export", stdout=file)

    assert piped.stdout.decode() == f"{exported(HERE)}\n"
    assert redirected.returncode == 2
    assert redirected.stderr == (
        b"surveil: a secret is for its owner alone: give -o FILE instead of >\n"
    )
    assert (tmp_path / "open.txt").read_bytes() == b""


def test_the_environment_can_be_exported(run, monkeypatch):
    text = "pässword of the clinic, long enough"
    monkeypatch.setenv("SURVEIL_SECRET", f" {text} ")

    code, out, _ = run("secret", "export")

    assert (code, out) == (0, f"{exported(text)}\n")


def test_an_import_gives_the_same_identities(run, home, tmp_path, monkeypatch):
    monkeypatch.setenv("SURVEIL_SECRET", HERE)
    before = secrets.secret()
    run("secret", "export", "-o", "carried.txt")
    monkeypatch.delenv("SURVEIL_SECRET")

    code, out, err = run("secret", "import", "carried.txt")

    assert (code, out) == (0, "")
    assert err.splitlines() == [
        f"{home}/secret: calendars made here now have the same identities as where the"
        " secret was exported",
        f"take carried.txt away if you do not keep it as a copy: {LINKS}",
    ]
    assert secrets.secret() == before
    assert identity.plan_id(secrets.secret(), "A1") == identity.plan_id(before, "A1")
    assert (home / "secret").read_text() == f"{HERE}\n"
    assert mode(home / "secret") == 0o600
    assert mode(home) == 0o700
    assert [path.name for path in home.iterdir()] == ["secret"]


def test_calendars_of_two_machines_are_the_same(run, home, tmp_path, monkeypatch):
    words = ["plan", "--made", "2026-11-22", "--key", "A1", "--format", "ics"]
    for name, text in MIDGUT.items():
        words += [f"--{name}", text]
    _, first, _ = run(*words)
    run("secret", "export", "-o", "carried.txt")
    monkeypatch.setattr(click, "get_app_dir", lambda name: str(tmp_path / "second"))

    run("secret", "import", "carried.txt")
    _, second, err = run(*words)

    assert first.startswith("BEGIN:VCALENDAR")
    assert second == first
    assert "made the identity secret" not in err


@pytest.mark.parametrize(
    "raw",
    [
        exported(ELSEWHERE).encode(),
        b"\xef\xbb\xbf" + exported(ELSEWHERE).encode() + b"\r\n",
        exported(ELSEWHERE).encode("utf-16"),
        exported(ELSEWHERE).upper().encode(),
        "\n > ".join(re.findall(".{1,60}", exported(ELSEWHERE)))
        .replace(">", "")
        .encode(),
        f"{ELSEWHERE}\n".encode(),
    ],
    ids=["as it is", "Notepad", "PowerShell", "capitals", "wrapped by mail", "plain"],
)
def test_a_whole_copy_is_taken_however_it_came(run, home, tmp_path, raw):
    (tmp_path / "carried.txt").write_bytes(raw)

    code, _, _ = run("secret", "import", "carried.txt")

    assert code == 0
    assert (home / "secret").read_text() == f"{ELSEWHERE}\n"


NOT_A_SECRET = (
    "is not a secret: export it with surveil secret export, and copy all of it, from"
    " surveil-secret-1 to the last digit"
)
NOT_WHOLE = "is not whole: copy all of it, from surveil-secret-1 to the last digit"


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", NOT_A_SECRET),
        (b"Dear colleague, here is the secret.", NOT_A_SECRET),
        (HERE[:-1].encode(), NOT_A_SECRET),
        (f"{HERE}0".encode(), NOT_A_SECRET),
        (HERE.upper().encode(), NOT_A_SECRET),
        (b"\x00\xff" * 500, NOT_A_SECRET),
        (exported(HERE)[10:].encode(), NOT_A_SECRET),
        (exported(HERE)[:-1].encode(), NOT_WHOLE),
        (exported(HERE)[:-9].encode(), NOT_WHOLE),
        (exported(HERE)[:40].encode(), NOT_WHOLE),
        (exported(HERE).replace("3031", "3013", 1).encode(), NOT_WHOLE),
        (f"{exported(HERE)}0".encode(), NOT_WHOLE),
        (b"surveil-secret-1", NOT_WHOLE),
        (
            exported(HERE).replace("secret-1", "secret-2").encode(),
            "is of a newer surveil: update surveil",
        ),
    ],
)
def test_what_is_no_whole_copy_changes_nothing(run, home, tmp_path, raw, message):
    (tmp_path / "carried.txt").write_bytes(raw)

    found = run("secret", "import", "carried.txt")

    assert found == (2, "", f"surveil: carried.txt {message}\n")
    assert not home.exists()


def test_one_wrong_digit_anywhere_is_noticed():
    whole = exported(HERE)
    for at in range(len("surveil-secret-1:"), len(whole)):
        for digit in "07f":
            if whole[at] not in f"{digit}:":
                with pytest.raises(UsageError, match="is not whole"):
                    carrying.opened(f"{whole[:at]}{digit}{whole[at + 1 :]}", "it")


@limits(max_examples=200, deadline=None)
@given(st.text(min_size=32, max_size=80).map(str.strip).filter(lambda t: len(t) > 31))
def test_any_secret_comes_back_as_it_was(text):
    try:
        raw = identity.secret_of(text)
    except SurveilError:
        return
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        return
    assert carrying.brought(carrying.carried(raw), "it") == text


@pytest.mark.parametrize(
    ("source", "code", "message"),
    [
        ("gone.txt", 2, "gone.txt cannot be read: No such file or directory"),
        (".", 2, ". cannot be read: Is a directory"),
        ("loop", 1, "loop cannot be read: Too many levels of symbolic links"),
    ],
)
def test_a_copy_that_cannot_be_read_is_one_line(run, tmp_path, source, code, message):
    (tmp_path / "loop").symlink_to("loop")

    assert run("secret", "import", source) == (code, "", f"surveil: {message}\n")


def test_the_input_is_taken(run, home, monkeypatch):
    text = io.TextIOWrapper(io.BytesIO(f"{exported(ELSEWHERE)}\n".encode()))
    monkeypatch.setattr(sys, "stdin", text)

    code, _, err = run("secret", "import", "-")

    assert code == 0
    assert (home / "secret").read_text() == f"{ELSEWHERE}\n"
    assert len(err.splitlines()) == 1  # there is no file to take away


def test_the_same_secret_again_changes_nothing(run, home, tmp_path):
    path = kept(home)
    before = path.stat()
    (tmp_path / "carried.txt").write_text(exported(HERE))

    found = run("secret", "import", "carried.txt")

    assert found == (0, "", f"{path} is this secret already: nothing to do\n")
    assert path.stat().st_ino == before.st_ino


def test_another_secret_is_not_replaced_unasked(run, home, tmp_path):
    path = kept(home)
    (tmp_path / "carried.txt").write_text(exported(ELSEWHERE))

    found = run("secret", "import", "carried.txt")

    assert found == (
        2,
        "",
        f"surveil: {path} is another secret; with --replace it is gone, and {LOST}."
        " Export it first: surveil secret export -o FILE\n",
    )
    assert path.read_text() == f"{HERE}\n"
    assert [path.name for path in home.iterdir()] == ["secret"]


def test_another_secret_is_replaced_when_told(run, home, tmp_path):
    path = kept(home)
    (tmp_path / "carried.txt").write_text(exported(ELSEWHERE))

    code, _, err = run("secret", "import", "carried.txt", "--replace")

    assert code == 0
    assert f"the secret before it is gone, and {LOST}\n" in err
    assert path.read_text() == f"{ELSEWHERE}\n"
    assert mode(path) == 0o600
    assert [path.name for path in home.iterdir()] == ["secret"]


@pytest.mark.parametrize(
    "damaged",
    [
        "",
        "cut off",
        exported(HERE)[:-1],
        "\0" * 40,
        exported(HERE).replace("secret-1", "secret-2"),
    ],
)
def test_what_is_no_secret_is_replaced_when_told_alone(run, home, tmp_path, damaged):
    path = kept(home, damaged)
    (tmp_path / "carried.txt").write_text(exported(HERE))

    refused = run("secret", "import", "carried.txt")
    standing = path.read_text()
    code, _, err = run("secret", "import", "carried.txt", "--replace")

    told = "is damaged, or of a newer surveil: --replace puts this one there"
    assert refused == (2, "", f"surveil: {path} {told}\n")
    assert standing == f"{damaged}\n"
    assert code == 0
    assert path.read_text() == f"{HERE}\n"
    assert "is gone" not in err


def test_the_environment_is_in_force_whatever_is_imported(run, home, monkeypatch):
    monkeypatch.setenv("SURVEIL_SECRET", HERE)

    found = run("secret", "import", "carried.txt")

    assert found == (
        2,
        "",
        "surveil: SURVEIL_SECRET is set, and is in force whatever is imported: unset"
        " it first\n",
    )
    assert not home.exists()


def test_a_carried_text_put_by_hand_is_understood(home, monkeypatch):
    kept(home, exported(HERE))

    from_file = secrets.secret()
    monkeypatch.setenv("SURVEIL_SECRET", exported(HERE))
    from_variable = secrets.secret()

    assert from_file == from_variable == HERE.encode()


def test_a_cut_text_put_by_hand_is_noticed(home, monkeypatch):
    path = kept(home, exported(HERE)[:-1])

    with pytest.raises(UsageError, match=re.escape(f"{path} {NOT_WHOLE}")):
        secrets.secret()
    monkeypatch.setenv("SURVEIL_SECRET", exported(HERE)[:-1])
    with pytest.raises(UsageError, match=f"SURVEIL_SECRET {NOT_WHOLE}"):
        secrets.secret()


def test_a_link_to_a_secret_stays_a_link(run, home, tmp_path):
    path = kept(home)
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    (tmp_path / "carried.txt").write_text(exported(ELSEWHERE))

    run("secret", "import", "carried.txt", "--replace")

    assert path.is_symlink()
    assert (tmp_path / "elsewhere").read_text() == f"{ELSEWHERE}\n"


def test_a_link_that_leads_nowhere_is_told(home):
    home.mkdir(parents=True)
    (home / "secret").symlink_to(home / "gone")

    with pytest.raises(SurveilError) as found:
        secrets.secret()

    assert str(found.value) == f"{home}/secret is a link that leads nowhere"


def test_a_file_where_the_folder_should_be_is_one_line(run, home, tmp_path):
    (tmp_path / "etc").write_text("")
    (tmp_path / "carried.txt").write_text(exported(HERE))

    found = run("secret", "import", "carried.txt")

    told = f"surveil: {home}/secret: Not a directory; or give the secret as"
    assert found == (1, "", f"{told} SURVEIL_SECRET\n")


@pytest.mark.parametrize("standing", [None, HERE])
@pytest.mark.parametrize("moment", ["link", "replace", "fsync"])
def test_what_is_interrupted_leaves_the_secret_as_it_was(
    run, home, tmp_path, monkeypatch, standing, moment
):
    if standing:
        kept(home, standing)
    (tmp_path / "carried.txt").write_text(exported(ELSEWHERE))

    def interrupted(*args):
        raise KeyboardInterrupt

    if moment == "replace":
        monkeypatch.setattr(Path, "replace", interrupted)
    else:
        monkeypatch.setattr(os, moment, interrupted)
    code, _, _ = run("secret", "import", "carried.txt", "--replace")

    names = [path.name for path in home.iterdir()]
    if standing is None and moment == "replace":  # nothing there to be replaced
        assert (code, names) == (0, ["secret"])
    elif standing is None:
        assert (code, names) == (130, [])
    else:
        assert (code, names) == (130, ["secret"])
        assert (home / "secret").read_text() == f"{standing}\n"


@pytest.mark.skipif(os.name != "posix", reason="kill")
def test_a_killed_import_leaves_a_whole_secret_or_none(tmp_path):
    (tmp_path / "carried.txt").write_text(exported(ELSEWHERE))
    program = (
        "import os, signal\n"
        "from surveil.cli import main\n"
        "os.fsync = lambda descriptor: os.kill(os.getpid(), signal.SIGKILL)\n"
        "main(['secret', 'import', 'carried.txt'])\n"
    )
    environment = {k: v for k, v in os.environ.items() if k != "SURVEIL_SECRET"}
    environment |= {"XDG_CONFIG_HOME": str(tmp_path), "HOME": str(tmp_path)}
    command = [sys.executable, "-c", program]

    killed = subprocess.run(command, env=environment, cwd=tmp_path, check=False)
    there_after_the_kill = (tmp_path / "surveil" / "secret").exists()
    again = as_a_program(
        tmp_path, "secret", "import", str(tmp_path / "carried.txt"), stdout=None
    )

    assert killed.returncode == -signal.SIGKILL
    assert not there_after_the_kill
    assert again.returncode == 0
    assert (tmp_path / "surveil" / "secret").read_text() == f"{ELSEWHERE}\n"


def test_without_links_the_secret_is_kept_all_the_same(
    run, home, tmp_path, monkeypatch
):
    def refused(*args):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    (tmp_path / "carried.txt").write_text(exported(HERE))
    (tmp_path / "other.txt").write_text(exported(ELSEWHERE))

    first, _, _ = run("secret", "import", "carried.txt")
    second, _, _ = run("secret", "import", "other.txt")

    assert (first, second) == (0, 2)
    assert (home / "secret").read_text() == f"{HERE}\n"
    assert [path.name for path in home.iterdir()] == ["secret"]


def test_imports_at_once_agree_on_one_secret(home, tmp_path, monkeypatch):
    # Each brings its own: one is kept, and the others are told of it.
    texts = [f"{number:x}" * 64 for number in range(12)]
    monkeypatch.setattr(secrets, "talk", lambda text: None)
    taken, refused = [], []

    def bring(text):
        path = tmp_path / f"{text[0]}.txt"
        path.write_text(exported(text))
        try:
            secrets.import_command.callback(str(path), False)
            taken.append(text)
        except UsageError:
            refused.append(text)

    threads = [threading.Thread(target=bring, args=[text]) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(taken), len(refused)) == (1, 11)
    assert (home / "secret").read_text() == f"{taken[0]}\n"
    assert [path.name for path in home.iterdir()] == ["secret"]


@pytest.mark.parametrize("command", ["secret", "secret export", "secret import"])
def test_the_example_of_the_help_runs(run, home, tmp_path, command):
    kept(home)
    _, out, _ = run(*command.split(), "--help")
    words = re.search(r"Example:\n +surveil (.+)\n", out)[1].split()
    if words[1] == "import":
        (tmp_path / words[2]).write_text(exported(HERE))

    assert run(*words)[0] == 0


def test_the_help_explains_what_losing_it_means(run):
    _, out, _ = run("secret", "--help")

    words = " ".join(out.split())
    assert f"If it is lost, {LOST}." in words
