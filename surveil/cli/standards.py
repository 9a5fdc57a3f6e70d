"""What audit and forecast share: the standards of a list, their files, what is read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from surveil import library
from surveil.cli import histories, listing, options
from surveil.cli.settings import in_force
from surveil.cli.tables import Tables
from surveil.errors import UsageError
from surveil.guideline import Guideline
from surveil.observing import Standard

if TYPE_CHECKING:
    from surveil.happenings import Happening
    from surveil.history import Done
    from surveil.lists import Listed, Rejected


def standard_options(several: str) -> Callable[..., Any]:
    """--guideline, --with and --digest; `several` says what several ids stand for."""

    def added(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in (
            click.option(
                "--digest",
                "digests",
                metavar="ID=sha256:...",
                multiple=True,
                help="refuse a file of this id that is not the one of that time",
            ),
            click.option(
                "--with", "programmes", metavar="ID[,ID]", help="programmes to add"
            ),
            click.option(
                "--guideline",
                metavar="ID[,ID]",
                help=f"{several} [default: as in the settings]",
            ),
        ):
            command = option(command)
        return command

    return added


def one(
    clinic: str | None,
    guideline: str | None,
    programmes: str | None,
    schedules: str | None,
    option: str = "--guideline",
) -> Standard:
    """The guidelines in order, of which the first that covers a case is used.

    Without `guideline`, those of the clinic's settings.
    """
    from surveil import answering

    found = in_force(clinic, {"programmes": programmes})
    local = options.local(schedules)
    ids = found.guideline if guideline is None else options.ids(option, guideline)
    own = tuple(library.load(id, local) for id in ids)
    added = tuple(library.load(id, local) for id in found.programmes)
    answering.check_kinds(own, added)
    return Standard(own, added)


def each(
    clinic: str | None,
    guideline: str | None,
    programmes: str | None,
    schedules: str | None,
) -> tuple[Standard, ...]:
    """One standard for each guideline that is named; else the clinic's own as one."""
    ids = [None] if guideline is None else options.ids("--guideline", guideline)
    return tuple(one(clinic, id, programmes, schedules) for id in ids)


def check_digests(held: Sequence[Standard], texts: Sequence[str]) -> None:
    """Refuse files that are not those of a time gone by: UsageError."""
    files: dict[str, Guideline] = {}
    for standard in held:
        files |= {one.id: one for one in (*standard.guidelines, *standard.programmes)}
    for text in texts:
        id, equals, wanted = text.partition("=")
        if not equals or not wanted.startswith("sha256:"):
            raise UsageError("--digest is not a text such as esmo-2020=sha256:0123...")
        if id not in files:
            raise UsageError(f"--digest {id} is not one of {', '.join(files)}")
        digest = files[id].digest
        if not digest.startswith(wanted) or len(wanted) < len("sha256:") + 8:
            raise UsageError(
                f"--digest {id}: the file here is {digest}, not {wanted}: dates may"
                " differ from those of that time; take the surveil of that time"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What the tables say; `unused`: some row could not be used, and was told."""

    rows: "Sequence[Listed | Rejected]"
    done: "Mapping[str, Sequence[Done]] | None"
    happenings: "Mapping[str, Sequence[Happening]]"
    unused: bool


def read(given: Tables) -> Read:
    """The tables; says what of them could not be used, by row numbers."""
    found = given.read(given.dates)
    noted, happened = found.noted, found.happened
    keys = listing.keys(found.reading)
    unused = False
    if noted is not None and given.done is not None:
        unused |= histories.tell_done(given.done, noted)
        unused |= bool(histories.strangers(given.done, noted.by_key, keys))
    if happened is not None and given.events is not None:
        histories.tell_rejected(given.events, happened.rejected)
        unused |= bool(happened.rejected)
        unused |= bool(histories.strangers(given.events, happened.by_key, keys))
    return Read(
        rows=found.rows,
        done=noted.by_key if noted else None,
        happenings=happened.by_key if happened else {},
        unused=unused,
    )
