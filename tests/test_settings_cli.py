"""surveil settings show, and where the settings of a run come from."""

import os
import re
import tempfile
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from samples import MIDGUT, SECRET

from surveil import settings
from surveil.cli import main
from surveil.cli.settings import calendar_options, in_force, settings_option
from surveil.errors import MachineError, UsageError
from surveil.render import wording
from surveil.settings import Settings
from surveil.spans import Span

ROOT = Path(__file__).parent.parent
NOBODY = 65534


@pytest.fixture
def home(monkeypatch, tmp_path):
    """An empty configuration folder, and no secret in the environment."""
    monkeypatch.delenv("SURVEIL_SECRET", raising=False)
    monkeypatch.setenv("COLUMNS", "400")  # however long the path
    folder = tmp_path / "surveil"
    monkeypatch.setattr(click, "get_app_dir", lambda name: str(tmp_path / name))
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.fixture
def run(home, capsysbinary):
    """Run surveil: exit code, stdout, stderr."""

    def run(*words):
        with pytest.raises(SystemExit) as left:
            main([*words])
        out, err = capsysbinary.readouterr()
        return left.value.code, out.decode(), err.decode()

    return run


def rows(out):
    """Key to (value, from), of the lines that have the three columns."""
    found = (re.split(r"  +", line.strip()) for line in out.splitlines())
    return {one[0]: (one[1], one[2]) for one in found if len(one) == 3}


def kept(home, text):
    home.mkdir()
    (home / "clinic.toml").write_text(text)


def test_without_a_file_all_is_default(run, home):
    code, out, err = run("settings", "show")

    assert (code, err) == (0, "")
    assert rows(out) == {
        "Key": ("Value", "From"),
        "telephone": ("not set", "default"),
        "name": ("not set", "default"),
        "country": ("not set", "default"),
        "region": ("not set", "default"),
        "guideline": ("esmo-2020", "default"),
        "with": ("none", "default"),
        "language": ("en", "default"),
        "titles": ("discreet", "default"),
        "texts": ("plain", "default"),
        "by": ("visit", "default"),
        "book": ("8 weeks", "default"),
        "lead.blood": ("14 days", "default"),
        "lead.urine": ("14 days", "default"),
        "lead.scan": ("10 days", "default"),
        "lead.heart": ("none", "default"),
        "lead.endoscopy": ("none", "default"),
    }
    words = " ".join(out.split())
    assert f"your settings: {home}/clinic.toml (not there)" in words
    assert f"the identity secret: {home}/secret (not there:" in words
    assert "lead and book are conventions of surveil, and no guideline's" in words
    assert not home.exists()


def test_the_file_of_the_configuration_folder_is_found(run, home):
    kept(home, 'format = 1\nregion = "WA"\ncountry = "AU"\nbook = "none"\n')

    code, out, err = run("settings", "show", "--titles", "plain", "--lead", "scan=7d")

    assert (code, err) == (0, "")
    found = rows(out)
    assert found["region"] == ("WA", "clinic.toml")
    assert found["book"] == ("none", "clinic.toml")
    assert found["titles"] == ("plain", "--titles")
    assert found["lead.scan"] == ("7 days", "--lead")
    assert found["lead.blood"] == ("14 days", "default")
    assert f"your settings: {home}/clinic.toml\n" in out


def test_a_named_file_stands_in_place_of_the_one_that_is_found(run, home):
    kept(home, 'format = 1\nname = "Found"\ncountry = "AU"\n')
    Path("ours.toml").write_text('format = 1\nname = "Named"\n')

    _, out, _ = run("settings", "show", "--settings", "ours.toml")

    assert rows(out)["name"] == ("Named", "ours.toml")
    assert rows(out)["country"] == ("not set", "default")
    assert "(not read: --settings names ours.toml)" in " ".join(out.split())


def test_a_narrow_terminal_cuts_nothing(run, monkeypatch):
    monkeypatch.setenv("COLUMNS", "30")

    code, out, _ = run(
        "settings", "show", "--guideline", "esmo-2020,norway-2020,pdq-gi"
    )

    assert code == 0
    words = " ".join(out.split())
    assert "guideline: esmo-2020, norway-2020, pdq-gi (--guideline)" in words
    assert max(map(len, out.splitlines())) <= 30


def test_the_secret_is_never_shown(run, home, monkeypatch):
    kept(home, "format = 1\n")
    (home / "secret").write_text("5e" * 32)
    (home / "secret").chmod(0o644)

    _, from_file, _ = run("settings", "show")
    monkeypatch.setenv("SURVEIL_SECRET", "c0ffee" * 8)
    _, from_variable, _ = run("settings", "show")

    words = " ".join(from_file.split())
    assert f"secret: {home}/secret (others can read it: chmod 600)" in words
    assert "secret: SURVEIL_SECRET, from the environment" in from_variable
    assert "5e5e" not in from_file + from_variable
    assert "c0ffee" not in from_variable


def test_a_secret_for_its_owner_alone_is_without_remark(run, home):
    kept(home, "format = 1\n")
    (home / "secret").write_text("5e" * 32)
    (home / "secret").chmod(0o600)

    _, out, _ = run("settings", "show")

    assert f"the identity secret: {home}/secret\n" in out


@pytest.mark.parametrize("command", ["settings", "settings show"])
def test_the_example_of_the_help_runs(run, command, monkeypatch):
    _, out, _ = run(*command.split(), "--help")
    words = re.search(r"Example:\n +surveil (.+)\n", out)[1].split()
    monkeypatch.chdir(ROOT)

    code, out, err = run(*words)

    assert (code, err) == (0, "")
    assert rows(out)["titles"][0] == "discreet"


def test_the_help_of_the_options_says_the_defaults(run):
    _, out, _ = run("settings", "show", "--help")

    words = " ".join(out.split())
    for text in (
        "[default: esmo-2020]",
        "[default: discreet]",
        "[default: plain]",
        "[default: visit]",
        "[default: 8 weeks]",
        "[default: blood=14d,urine=14d,scan=10d]",
        "[default: en]",
        "[default: clinic.toml in your configuration folder]",
    ):
        assert text in words


def broken(home):
    (home / "clinic.toml").write_text("format = 1\nbook = '2 moons'\n")


def folder(home):
    (home / "clinic.toml").mkdir()


def loose_link(home):
    (home / "clinic.toml").symlink_to(home / "gone.toml")


def loop(home):
    (home / "clinic.toml").symlink_to(home / "clinic.toml")


@pytest.mark.parametrize(
    ("make", "code", "message"),
    [
        (broken, 2, "book: '2 moons' is not a span such as '8 weeks'"),
        (folder, 2, "cannot be read: Is a directory"),
        (loose_link, 2, "cannot be read: No such file or directory"),
        (loop, 1, "cannot be read: Too many levels of symbolic links"),
    ],
)
def test_a_faulty_file_in_the_folder_is_one_line(run, home, make, code, message):
    home.mkdir()
    make(home)

    found = run("settings", "show")

    assert found == (code, "", f"surveil: {home}/clinic.toml: {message}\n")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["--settings", "gone.toml"],
            "gone.toml: cannot be read: No such file or directory",
        ),
        (["--settings", "."], ".: cannot be read: Is a directory"),
        (["--settings", "file/x"], "file/x: cannot be read: Not a directory"),
        (["--settings", "file"], "file: format: is missing"),
        (["--book", "2 moons"], "--book '2 moons' is not a span such as '8 weeks'"),
        (
            ["--region", "NSW"],
            "--region needs a country as well, such as --country AU",
        ),
        (
            ["--lead", "scan=1d", "--lead", "scan=2d"],
            "--lead names scan twice",
        ),
        (
            ["--titles", "loud"],
            "Invalid value for '--titles': 'loud' is not one of 'discreet', 'plain',"
            " 'clinical'.",
        ),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(run, words, message):
    Path("file").write_text("")

    assert run("settings", "show", *words) == (2, "", f"surveil: {message}\n")


def test_a_link_to_a_file_is_read(run, home):
    home.mkdir()
    Path("real.toml").write_text('format = 1\nname = "Real"\n')
    (home / "clinic.toml").symlink_to(Path("real.toml").resolve())

    _, out, _ = run("settings", "show")

    assert rows(out)["name"] == ("Real", "clinic.toml")


@pytest.fixture
def nobody():
    """Not the superuser, to whom no file is closed."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    yield
    os.seteuid(before)


@pytest.mark.usefixtures("nobody")
def test_a_file_that_is_closed_to_this_user_is_one_line(monkeypatch):
    path = Path(tempfile.mkdtemp())
    home = path / "surveil"
    home.mkdir()
    (home / "clinic.toml").write_text("format = 1\n")
    monkeypatch.setattr(click, "get_app_dir", lambda name: str(home))
    told = f"{home}/clinic.toml: cannot be read: Permission denied"

    (home / "clinic.toml").chmod(0)
    with pytest.raises(MachineError) as closed_file:
        in_force(None, {})
    (home / "clinic.toml").chmod(0o600)
    home.chmod(0)
    with pytest.raises(MachineError) as closed_folder:
        in_force(None, {})
    home.chmod(0o700)

    assert str(closed_file.value) == told
    assert str(closed_folder.value) == told
    (home / "clinic.toml").unlink()
    home.rmdir()
    path.rmdir()


def test_another_command_can_use_the_options(home):
    seen = []

    @click.command
    @settings_option
    @calendar_options
    @click.option("--site")
    def command(clinic, **given):
        seen.append((in_force(clinic, given), sorted(given)))

    kept(home, 'format = 1\nbook = "6 weeks"\ntexts = "discreet"\n')
    words = ["--site", "lung", "--with", "men1-2012", "--lead", "blood=7d", "--lead"]
    CliRunner().invoke(
        command, [*words, "scan=1w", "--by", "test"], catch_exceptions=False
    )

    ((found, names),) = seen
    assert (found.book, found.texts, found.by) == (Span(days=42), "discreet", "test")
    assert found.programmes == ("men1-2012",)
    assert found.lead == {"blood": 7, "urine": 14, "scan": 7}
    assert names == sorted([*settings.OPTIONS, "site"])


def test_without_a_file_nothing_is_opened(home, monkeypatch):
    def never(*args, **options):
        raise AssertionError("opened a file")

    monkeypatch.setattr(Path, "open", never)

    assert in_force(None, {}) == Settings()


def test_the_levels_are_those_of_the_words():
    assert settings.TITLES == wording.TITLES
    assert settings.TEXTS == wording.TEXTS


def test_what_an_option_may_not_say_is_a_usage_error(home):
    with pytest.raises(UsageError):
        in_force(None, {"country": "Australia"})


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('format = 1\n[own]\ntargte = "x"\n', "nearest is target"),
        ('format = 1\n[own]\ntarget = "{then}"\n', "target"),
        ('format = 1\ncountry = "XX"\n', "country 'XX' is not known"),
    ],
)
def test_what_a_calendar_would_refuse_is_told_with_what_is_in_force(run, text, named):
    Path("ours.toml").write_text(text)

    code, out, err = run("settings", "show", "--settings", "ours.toml")

    assert code == 2
    assert len(rows(out)) > 16
    assert named in err
    assert err.count("\n") == 1


def test_a_plan_follows_the_settings_and_its_options_win(run, home, monkeypatch):
    kept(home, 'format = 1\ntelephone = "02 5550 1234"\nbook = "none"\nby = "test"\n')
    monkeypatch.setenv("SURVEIL_SECRET", SECRET.decode())
    words = ["plan", "--made", "2026-11-22", "--key", "A1", "--format", "ics"]
    for name, value in MIDGUT.items():
        words += [f"--{name}", value]

    settled, chosen, discreet = (
        run(*words, *more)[1].replace("\r\n ", "")
        for more in ((), ("--book", "8w"), ("--texts", "discreet"))
    )

    assert "Telephone: 02 5550 1234" in settled
    assert "appointment to book" not in settled
    assert "appointment to book" in chosen
    assert "02 5550 1234" in discreet
