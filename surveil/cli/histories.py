"""What the commands about histories share: tables of tests and events, and reports."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import click

from surveil.cli import listing, output
from surveil.errors import UsageError
from surveil.guideline import ANCHORS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from surveil.cells import Dates
    from surveil.happenings import Happening
    from surveil.headers import Words
    from surveil.history import Done
    from surveil.lists import Rejected
    from surveil.noted import Happened, Noted
    from surveil.sheets import Reading

NAMED_ROWS: Final = 20  # on the terminal
_NAMED_WORDS: Final = 20
_EXAMPLES: Final = {
    "--test": "'CT TAP=ct-or-mri-chest-abdomen'",
    "--status-word": "'Outcomed=done'",
}


def table_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--done, --events, and how their columns and words are understood."""
    for option in (
        click.option(
            "--anchor",
            type=click.Choice(ANCHORS),
            help="dates count from surgery, or from the test last done [default: as the"
            " guideline's file says, else surgery]",
        ),
        click.option(
            "--events-column",
            "events_columns",
            metavar="NAME=COLUMN",
            multiple=True,
            help="events: what a column is: key, date, what or details",
        ),
        click.option(
            "--done-column",
            "done_columns",
            metavar="NAME=COLUMN",
            multiple=True,
            help="done: what a column is: key, date, test or status",
        ),
        click.option(
            "--status-word",
            "statuses",
            metavar="WORD=STATUS",
            multiple=True,
            help="done: a status in your own word, such as 'Outcomed=done'",
        ),
        click.option(
            "--test",
            "tests",
            metavar="WORD=TEST",
            multiple=True,
            help="done: a test in your own word, such as"
            " 'CT TAP=ct-or-mri-chest-abdomen', or 'Flu jab=' to leave it out",
        ),
        click.option(
            "--events",
            metavar="FILE",
            help="what happened to patients: a table of key, date, what, details",
        ),
        click.option(
            "--done",
            metavar="FILE",
            help="what was done: a table of key, date, test, status",
        ),
    ):
        command = option(command)
    return command


def read_done(
    name: str,
    columns: Sequence[str],
    dates: "Dates",
    *,
    tests: Sequence[str] = (),
    statuses: Sequence[str] = (),
    key: str | None = None,
) -> "Noted":
    """The table of what was done; `key` is that of all rows where it has no keys."""
    from surveil import noted

    reading = _reading(name, columns, "--done-column", noted.DONE, keyed=key is None)
    return noted.done(
        reading,
        dates,
        tests=pairs("--test", tests),
        statuses=pairs("--status-word", statuses),
        key=key,
    )


def read_events(
    name: str, columns: Sequence[str], dates: "Dates", *, key: str | None = None
) -> "Happened":
    """The table of events; `key` is that of all rows where it has no keys."""
    from surveil import noted

    option = "--events-column"
    reading = _reading(name, columns, option, noted.EVENTS, keyed=key is None)
    return noted.events(reading, dates, key=key)


def _reading(
    name: str, columns: Sequence[str], option: str, words: "Words", *, keyed: bool
) -> "Reading":
    from surveil import sheets

    with _of_option(option):
        reading = sheets.read(
            listing.given([name]), columns=listing.meanings(columns), words=words
        )
    for table in reading.tables:
        facts = table.header.facts
        for fact in (*(["key"] if keyed else []), "date"):
            if fact not in facts:
                raise UsageError(
                    f"{table.name} has no column for the {fact}: its header is such as"
                    f" {words.example}, or say {option} 'NAME={fact}'"
                )
    listing.told(reading)
    return reading


@contextmanager
def _of_option(option: str) -> "Iterator[None]":
    """Name the option of this table where a message names that of lists."""
    try:
        yield
    except UsageError as error:
        raise UsageError(str(error).replace("--column", option)) from None


def pairs(option: str, texts: Sequence[str]) -> Mapping[str, str]:
    """What `--test "CT TAP=ct-or-mri-chest-abdomen"` says, by the clinic's words."""
    found: dict[str, str] = {}
    for text in texts:
        word, equals, meaning = text.rpartition("=")
        if not equals or not word.strip():
            raise UsageError(f"{option} is not a text such as {_EXAMPLES[option]}")
        if word in found:
            raise UsageError(f"{option} '{word}' is given twice")
        found[word] = meaning
    return found


def tell_done(name: str, found: "Noted") -> bool:
    """What of the table could not be used; whether there was any such row."""
    tell_rejected(name, found.rejected)
    for one in found.unknown[:_NAMED_WORDS]:
        output.talk(f"{name}: {one}; map it with --test 'WORD=TEST'; not judged")
    if (left := len(found.unknown) - _NAMED_WORDS) > 0:
        output.talk(f"{name}: {left} more words for tests; --format json names all")
    if found.left_out:
        output.talk(f"{name}: {_rows(found.left_out)} left out, as --test says")
    return bool(found.rejected or found.unknown)


def tell_rejected(name: str, rejected: Sequence["Rejected"]) -> None:
    """The rows that could not be read, by their numbers."""
    place = f"{name}: " if name else ""
    for one in rejected[:NAMED_ROWS]:
        output.talk(f"{place}rejected: {one}")
    if (left := len(rejected) - NAMED_ROWS) > 0:
        output.talk(f"{place}rejected: {left} more; --format json names all")


def tell_unknown(name: str, rows: Sequence[int]) -> None:
    """The rows of one case whose word for the test is none that surveil knows."""
    if rows:
        output.talk(
            f"{name}: {numbers(rows)}: no test that surveil knows: not judged; map the"
            " word with --test 'WORD=TEST'"
        )


def strangers(
    name: str,
    by_key: Mapping[str, Sequence["Done | Happening"]],
    keys: Iterable[str],
) -> tuple[int, ...]:
    """The rows whose key is not in the list; says how many there are."""
    known = frozenset(keys)
    unknown = [key for key in by_key if key not in known]
    rows = tuple(
        sorted(
            {one.row for key in unknown for one in by_key[key] if one.row is not None}
        )
    )
    if rows:
        keys_said = (
            "1 key that is" if len(unknown) == 1 else f"{len(unknown)} keys that"
        )
        verb = "" if len(unknown) == 1 else " are"
        output.talk(
            f"{name}: {_rows(len(rows))} of {keys_said}{verb} not in the list:"
            f" {numbers(rows)}"
        )
    return rows


def numbers(rows: Sequence[int]) -> str:
    """The numbers of rows, the first of them where there are many."""
    named = ", ".join(map(str, rows[:NAMED_ROWS]))
    more = len(rows) - NAMED_ROWS
    first = "row" if len(rows) == 1 else "rows"
    return f"{first} {named}" + (f" and {more} more" if more > 0 else "")


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


def tell_contradictions(texts: Sequence[str]) -> None:
    """What cannot all be true, by the numbers of its rows."""
    for text in texts[:NAMED_ROWS]:
        output.talk(f"contradiction: {text}")
    if (left := len(texts) - NAMED_ROWS) > 0:
        output.talk(f"contradiction: {left} more; --format json names all")


def as_json(rejected: Sequence["Rejected"]) -> list[dict[str, object]]:
    """The rows that could not be read, for programs."""
    return [
        {"list": one.list, "row": one.row, "fact": one.fact, "problem": one.problem}
        for one in rejected
    ]
