"""Every way by which a text comes in, and what becomes of each hostile one.

Run as a program, also under `python -O`, this prints what became of every text by
every way, for a comparison with what the tests saw.
"""

import hashlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from injection_corpus import (
    CORPUS,
    PLAIN,
    PLAIN_NUMBER,
    SPOTS,
    as_bytes,
    guideline,
    toml,
)
from samples import SECRET

from surveil.cli import main
from surveil.cli.plan import FORMATS, plan_command

CASE = {
    "--surgery": "2026-03-12",
    "--site": "pancreas",
    "--grade": "G1",
    "--born": "1990",
    "--guideline": "demo",
    "--schedules": "local",
    "--key": "A1",
    "--made": "2026-11-22",
    "--titles": "clinical",
    "--texts": "clinical",
}
OPTIONS = tuple(
    option.opts[-1]
    for option in plan_command.params
    if not getattr(option, "is_flag", False) and option.name != "form"
)
OWN = (
    *("calendar", "title.due", "title.book", "title.review", "target", "booking"),
    *("bring", "sheet", "proposal", "withdrawn", "preparation.cga"),
)
CELLS = ("key", "surgery", "site", "grade", "ki67", "tnm", "size_mm", "born", "patient")


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command gave: its exit code, its two streams, the files that it left."""

    code: int
    out: bytes
    said: str
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def digest(self) -> list[object]:
        """All of it, short enough to be carried from one process to another."""
        left = {ascii(name): _hash(raw) for name, raw in self.files.items()}
        return [self.code, _hash(self.out), ascii(self.said), left]


class Terminal(io.TextIOWrapper):
    """A stream that a person looks at."""

    def isatty(self) -> bool:
        return True


def run(
    words: list[str],
    given: dict[str, bytes] | None = None,
    kind: type[io.TextIOWrapper] = io.TextIOWrapper,
) -> Ran:
    """A command in a folder of its own that holds these files."""
    given = {"local/demo.toml": guideline(PLAIN, ())} | (given or {})
    out, said = kind(io.BytesIO(), encoding="utf-8"), io.StringIO()
    with TemporaryDirectory() as name, chdir(name):
        for path, raw in given.items():
            Path(path).parent.mkdir(exist_ok=True)
            Path(path).write_bytes(raw)
        home = {
            "HOME": name,
            "XDG_CONFIG_HOME": name,
            "SURVEIL_SECRET": SECRET.decode(),
            "COLUMNS": "100",
        }
        code: object = None
        with patch.dict(os.environ, home), redirect_stdout(out), redirect_stderr(said):
            try:
                main(words)
            except SystemExit as ended:
                code = ended.code
        out.flush()
        paths = (path.relative_to(name) for path in Path(name).rglob("*"))
        left = {
            str(path): path.read_bytes()
            for path in paths
            if path.is_file() and str(path) not in given
        }
    return Ran(int(str(code)), out.buffer.getvalue(), said.getvalue(), left)


def plan(options: dict[str, str], form: str = "ics", *more: str) -> list[str]:
    """A command that plans the case with these options on top."""
    given = CASE | options
    # After "=", a text that begins with a hyphen is no option.
    words = [f"{option}={value}" for option, value in given.items()]
    if "--output" in given:
        return ["plan", *words, *more]
    return ["plan", *words, "--format", form, *more]


def by_option(option: str, text: str) -> Ran:
    return run(plan({option: text}))


def by_file_name(option: str, text: str) -> Ran:
    """A name with the right suffix, for what is read or written by its suffix."""
    return run(plan({option: f"{text}.ics"}))


def by_reason(text: str, form: str) -> Ran:
    """A clinician's reason, the one free text of a plan."""
    given = {"--override": f"ct-or-mri-abdomen/2=2028-04-20: {text}"}
    return run(plan(given, form, "--explain"))


def by_telephone(text: str, form: str) -> Ran:
    return _with_settings({"telephone": text}, form)


def by_name(text: str, form: str) -> Ran:
    return _with_settings({"name": text}, form)


def by_own_text(text: str, form: str) -> Ran:
    """The same text in every place that a clinic may fill, at the patient's levels."""
    own = {f"own.{name}": text for name in OWN}
    return _with_settings(own, form, {"--titles": "discreet", "--texts": "plain"})


def by_guideline(text: str, form: str, spots: tuple[str, ...] = SPOTS) -> Ran:
    """A local guideline with the text in these places."""
    return run(plan({}, form, "--explain"), {"local/demo.toml": guideline(text, spots)})


def by_cell(column: str, text: str, form: str) -> Ran:
    """A cell of a list; the row after it is in order."""
    return _compared(_rows_with(column, text), form)


def _rows_with(column: str, text: str) -> bytes:
    good = {"key": "A2", "surgery": "2026-03-12", "site": "pancreas", "grade": "G1"}
    rows = [dict.fromkeys(CELLS, ""), dict.fromkeys(CELLS, "")]
    rows[0] |= good | {"key": "A1", column: text}
    rows[1] |= good
    return delimited([list(CELLS), *([*row.values()] for row in rows)])


def by_batch_cell(column: str, text: str) -> Ran:
    """A cell of a list that is planned into a folder."""
    words = ["batch", "cases.csv", "-o", "plans", "--jobs", "1", "--events-csv"]
    words += ["--guideline", "demo", "--schedules", "local", "--made", "2026-11-22"]
    return run(words, {"cases.csv": _rows_with(column, text)})


def by_header(text: str, form: str) -> Ran:
    """The header of a column that is no fact."""
    header = ["key", "surgery", "site", "grade", text]
    row = ["A1", "2026-03-12", "pancreas", "G1", "x"]
    return _compared(delimited([header, row]), form)


WAYS: dict[str, Callable[[str, str], Ran]] = {
    "reason": by_reason,
    "telephone": by_telephone,
    "name": by_name,
    "own-text": by_own_text,
    "guideline": by_guideline,
}


def _with_settings(
    values: dict[str, str], form: str, options: dict[str, str] | None = None
) -> Ran:
    lines = ["format = 1"]
    lines += [f"{name} = {toml(text)}" for name, text in values.items()]
    raw = as_bytes("\n".join(lines))
    given = {"--settings": "clinic.toml"} | (options or {})
    return run(plan(given, form), {"clinic.toml": raw})


def _compared(raw: bytes, form: str) -> Ran:
    words = ["compare", "--list", "cases.csv", "--guideline", "demo"]
    words += ["--schedules", "local", "--made", "2026-11-22", "--format", form]
    return run(words, {"cases.csv": raw})


def delimited(rows: list[list[str]]) -> bytes:
    """A list with every cell in quotes."""
    quote = '"'
    cells = [[f'"{cell.replace(quote, quote * 2)}"' for cell in row] for row in rows]
    whole = "".join(",".join(row) + "\r\n" for row in cells)
    return as_bytes(whole)


def _hash(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()[:16]


@cache
def brought(way: str, name: str, form: str) -> Ran:
    """What becomes of a text of the corpus; PLAIN is what it is compared with."""
    plain = PLAIN_NUMBER if way == "telephone" else PLAIN
    return WAYS[way](CORPUS.get(name, plain), form)


@cache
def printed(*flags: str, **environment: str) -> tuple[int, bytes, bytes]:
    """What a process of its own prints for the case."""
    words = [f"{option}={value}" for option, value in CASE.items()]
    given = {"SURVEIL_SECRET": SECRET.decode(), "HOME": "/nowhere"} | environment
    with TemporaryDirectory() as folder:
        Path(folder, "local").mkdir()
        raw = guideline(PLAIN, ())
        Path(folder, "local", "demo.toml").write_bytes(raw)
        done = subprocess.run(
            [
                sys.executable,
                *flags,
                "-m",
                "surveil",
                "plan",
                *words,
                "--format",
                "ics",
            ],
            env=os.environ | given,
            capture_output=True,
            check=False,
            cwd=folder,
        )
    return done.returncode, done.stdout, done.stderr


def outcomes() -> Iterator[tuple[str, Ran]]:
    """What becomes of every text by every way, and in every format by one of them."""
    for name, text in CORPUS.items():
        for way in WAYS:
            yield f"{way}/{name}", brought(way, name, "ics")
        for form in FORMATS:
            yield f"reason/{name}/{form}", brought("reason", name, form)
        yield f"cell/{name}", by_cell("key", text, "csv")


if __name__ == "__main__":
    json.dump({name: ran.digest for name, ran in outcomes()}, sys.stdout)
