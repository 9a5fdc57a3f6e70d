"""Golden calendars: one of each kind that the command line can write.

Each is what `surveil plan -o plan.ics` wrote, so that a new option or level joins
every proof by a line in `CALENDARS`. A follower is the next version of another one.
"""

import contextlib
import io
import os
import shlex
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from unittest.mock import patch

from samples import SECRET

from surveil.cli import main
from surveil.settings import LANGUAGES, TEXTS, TITLES

KEY = "A1"
_MIDGUT = (
    "--surgery 2026-03-12 --site small-bowel --grade G1 --stage III --resection R0"
)
_NEC = "--surgery 2026-11-10 --site colon --grade NEC --resection R0"
_GASTRINOMA = f"{_MIDGUT} --site pancreas --function gastrinoma --sstr-positive yes"
_STOMACH = (
    "--surgery 2024-02-29 --site stomach --gastric-type 1 --grade G1 --size-mm 12"
    " --resection R0 --operation EMR --guideline norway-2020"
)
_HEREDITARY = f"{_MIDGUT} --site pancreas --hereditary MEN1 --with men1-2012"
_FIRST, _LATER = "2026-11-22", "2027-03-01"
_OVERRIDES = (
    "ct-or-mri-abdomen/3=2027-09-20: holiday, abroad; back later",
    "cga/4=none: assay changed",
)
_SETTINGS = """\
format = 1
telephone = "+61 2 5550 1234 ext 7"
name = "Example clinic"
"""
_ARABIC = 'target = "هذا موعد مستهدف، وليس حجزًا؛ اتصل بنا."\ntitle.due = "متابعة الصحة"'
_HEBREW = 'target = "זהו תאריך יעד, לא תור; התקשרו אלינו."\ntitle.due = "מעקב בריאות"'
_COMMAS = 'calendar = "Plan, health; dates \\"2026\\""'


class Golden(NamedTuple):
    """How a calendar is made: facts and options, settings, and whose next it is."""

    options: str
    settings: str = "format = 1\n"
    follows: str = ""
    overrides: tuple[str, ...] = ()
    key: str = KEY
    made: str = ""


def _own(texts: str) -> str:
    return f"format = 1\n[own]\n{texts}\n"


CALENDARS: dict[str, Golden] = {
    **{
        f"{titles}-titles-{texts}-texts": Golden(
            f"{_MIDGUT} --titles {titles} --texts {texts}", _SETTINGS
        )
        for titles in TITLES
        for texts in TEXTS
    },
    **{
        f"language-{language}": Golden(
            f"{_GASTRINOMA} --language {language} --titles plain", _SETTINGS
        )
        for language in LANGUAGES
    },
    **{
        f"discreet-{language}": Golden(
            f"{_MIDGUT} --texts discreet --language {language}", _SETTINGS
        )
        for language in LANGUAGES
    },
    "nec-by-test": Golden(f"{_NEC} --by test"),
    "nec-clinical": Golden(f"{_NEC} --titles clinical --texts clinical"),
    "twenty-years-by-test": Golden(f"{_MIDGUT} --by test --horizon '20 years'"),
    "gastrinoma": Golden(_GASTRINOMA),
    "stomach-past": Golden(f"{_STOMACH} --past"),
    "hereditary": Golden(f"{_HEREDITARY} --titles plain"),
    "no-booking": Golden(f"{_MIDGUT} --book none"),
    "no-lead-early-booking": Golden(f"{_MIDGUT} --lead none --book 12w"),
    "working-days": Golden(f"{_MIDGUT} --country AU --region NSW"),
    "feed": Golden(f"{_MIDGUT} --feed"),
    "without-key": Golden(_MIDGUT, key=""),
    "overridden": Golden(_MIDGUT, overrides=_OVERRIDES),
    "arabic": Golden(f"{_MIDGUT} --titles discreet", _own(_ARABIC)),
    "hebrew": Golden(f"{_MIDGUT} --texts discreet", _own(_HEBREW)),
    "commas": Golden(_MIDGUT, _own(_COMMAS)),
    "unchanged": Golden(_MIDGUT, _SETTINGS, follows="discreet-titles-plain-texts"),
    "one-moved": Golden(
        _MIDGUT,
        _SETTINGS,
        follows="discreet-titles-plain-texts",
        overrides=("clinic/7=2029-10-08: on a journey",),
    ),
    "clock-gone-back": Golden(
        f"{_MIDGUT} --surgery 2026-03-20",
        _SETTINGS,
        follows="moved",
        made="2026-12-01",
    ),
    "moved": Golden(
        f"{_MIDGUT} --surgery 2026-03-20", follows="discreet-titles-plain-texts"
    ),
    "cancelled": Golden(
        f"{_MIDGUT} --guideline norway-2020", follows="clinical-titles-clinical-texts"
    ),
    "overridden-later": Golden(_MIDGUT, follows="overridden"),
    "died": Golden(
        f"{_MIDGUT} --status died --status-date 2027-02-20",
        follows="without-key",
        key="",
    ),
    "feed-withdrawn": Golden(
        f"{_MIDGUT} --status discharged --status-date 2027-02-20 --feed",
        follows="feed",
    ),
}


FOLLOWERS = tuple(name for name, asked in CALENDARS.items() if asked.follows)


@cache
def golden(name: str) -> bytes:
    """The bytes of one golden calendar."""
    asked = CALENDARS[name]
    with TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "clinic.toml").write_text(asked.settings, encoding="utf-8")
        words = _words(asked, place)
        if asked.follows:
            (place / "old.ics").write_bytes(golden(asked.follows))
            words += ["--update", str(place / "old.ics")]
        _run(words)
        return (place / "plan.ics").read_bytes()


def _words(asked: Golden, place: Path) -> list[str]:
    # Of a fact that stands twice, the later counts: a case is an edit of another.
    pieces = shlex.split(asked.options)
    options = {
        option: value
        for option, value in zip(pieces, [*pieces[1:], "--"], strict=True)
        if option.startswith("--")
    }
    words = ["plan", "--settings", str(place / "clinic.toml")]
    for option, value in options.items():
        words += [option] if value.startswith("--") else [option, value]
    for override in asked.overrides:
        words += ["--override", override]
    if asked.key:
        words += ["--key", asked.key]
    made = asked.made or (_LATER if asked.follows else _FIRST)
    return [*words, "--made", made, "-o", str(place / "plan.ics")]


def _run(words: list[str]) -> None:
    said = io.StringIO()
    environment = patch.dict(os.environ, {"SURVEIL_SECRET": SECRET.decode()})
    # A plan without a key gets a random id: always the same one here.
    randomness = patch("os.urandom", lambda size: bytes(range(size)))
    with environment, randomness, contextlib.redirect_stderr(said):
        try:
            main(words)
        except SystemExit as ended:
            if ended.code:
                raise AssertionError(f"{words}: {said.getvalue()}") from None
