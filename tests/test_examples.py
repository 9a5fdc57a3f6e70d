"""The README's commands write the files in examples/, byte for byte."""

import html
import re
import shlex
import shutil
from pathlib import Path

import pytest
from calendar_bytes import entries, faults
from calendar_parsers import (
    with_calcurse,
    with_ical,
    with_icalendar,
    with_icaljs,
    with_libical,
    with_nextcloud,
    with_vobject,
)
from picture import PICTURE, shown
from rich.text import Text

from surveil.cli import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PLANS = ROOT / "examples" / "plans"
CALENDARS = sorted(PLANS.glob("*.ics"))
_JUDGED = 5


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def commands():
    """The commands of the block that sets the example secret, and that secret."""
    (block,) = [one for one in blocks("sh") if one.startswith("export SURVEIL_SECRET")]
    first, *rest = block.strip().splitlines()
    return first.split("=", 1)[1].strip('"'), [shlex.split(line) for line in rest]


SECRET, COMMANDS = commands()


def target(words):
    return Path(words[words.index("-o") + 1]).name


def test_there_are_a_dozen_and_each_file_has_its_command():
    assert len(COMMANDS) >= 12
    assert {target(words) for words in COMMANDS} == {p.name for p in PLANS.iterdir()}


@pytest.mark.parametrize("words", COMMANDS, ids=target)
def test_a_command_of_the_readme_writes_its_file(words, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("SURVEIL_SECRET", SECRET)
    shutil.copytree(ROOT / "examples" / "clinic", tmp_path / "examples" / "clinic")
    (tmp_path / "examples" / "plans").mkdir()
    monkeypatch.chdir(tmp_path)

    with pytest.raises(SystemExit) as left:
        main(words[1:])

    capsys.readouterr()
    written = tmp_path / "examples" / "plans" / target(words)
    assert written.read_bytes() == (PLANS / target(words)).read_bytes()
    judged = b'"outcome": "judgement"' in written.read_bytes()
    assert left.value.code == (_JUDGED if judged else 0)


@pytest.mark.parametrize("path", CALENDARS, ids=lambda path: path.name)
def test_an_example_calendar_keeps_every_point_of_the_template(path):
    assert faults(path.read_bytes()) == []


def expected(path):
    """Dates, title and alarm of each entry, from the bytes."""
    return sorted(
        (entry["DTSTART"], entry["DTEND"], entry["SUMMARY"], entry["ALARM"])
        for entry in entries(path.read_bytes())
    )


def as_read(verdict):
    assert not isinstance(verdict, str), verdict
    return sorted(
        (one.start.replace("-", ""), one.end.replace("-", ""), one.title, one.alarm)
        for one in verdict
    )


@pytest.mark.parametrize("reader", [with_vobject, with_ical, with_icalendar])
def test_python_readers_agree_on_every_example(reader):
    for path, verdict in zip(CALENDARS, reader(CALENDARS), strict=True):
        assert as_read(verdict) == expected(path)


@pytest.mark.interop
@pytest.mark.parametrize("reader", [with_libical, with_icaljs, with_nextcloud])
def test_other_programs_agree_on_every_example(reader):
    for path, verdict in zip(CALENDARS, reader(CALENDARS), strict=True):
        assert as_read(verdict) == expected(path)


@pytest.mark.interop
def test_calcurse_imports_every_entry_of_every_example():
    for path, found in zip(CALENDARS, with_calcurse(CALENDARS), strict=True):
        assert len(found) == len(entries(path.read_bytes()))


def test_the_python_of_the_readme_runs(tmp_path, monkeypatch):
    (code,) = blocks("python")
    monkeypatch.chdir(tmp_path)

    exec(compile(code, "README.md", "exec"), {})

    assert faults((tmp_path / "plan.ics").read_bytes()) == []


def test_the_two_commands_of_the_readme_are_there_to_be_run():
    texts = "".join(blocks("sh"))

    assert "pip install . && .venv/bin/surveil plan --surgery 2026-03-12" in texts
    assert "pip install -e '.[test]' && .venv/bin/python -m pytest" in texts


def test_the_clinic_file_is_marked_as_an_example_only():
    text = (ROOT / "examples" / "clinic" / "clinic-small-bowel.toml").read_text()

    assert "EXAMPLE ONLY" in text
    assert 'title   = "EXAMPLE ONLY, not for patients' in text


def test_the_picture_shows_what_the_terminal_shows():
    text = html.unescape(re.sub(r"<[^>]+>", "", PICTURE.read_text(encoding="utf-8")))
    seen = "".join(text.split())

    plain = Text.from_ansi(shown()).plain
    for line in plain.splitlines():
        assert "".join(line.split()) in seen
