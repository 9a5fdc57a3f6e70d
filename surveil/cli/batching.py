"""A run of surveil batch in its folder: what is there, what is new, what is told."""

import hashlib
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from surveil import identity
from surveil.batch import folder, running, telling
from surveil.batch.ledger import Ledger, Run
from surveil.batch.options import BatchOptions
from surveil.batch.reports import NAMED, VANISHED, Reports
from surveil.batch.running import Course, Stopped, Totals
from surveil.batch.task import CalendarFolder
from surveil.cli import output, progress
from surveil.cli.laying import layout_of
from surveil.cli.secret import secret
from surveil.errors import MachineError, UsageError
from surveil.render import report, report_csv
from surveil.settings import Settings
from surveil.sheets import Reading, sources
from surveil.version import VERSION

if TYPE_CHECKING:
    from surveil.batch.restoring import Counted
    from surveil.cells import Dates

_REJECTED: Final = 6
_STOPPED: Final = 130
_CHUNK: Final = 10_000  # rows between two commits
_FEW: Final = 10_000  # rows for which more processes cost more than they bring
_SIZE: Final = "SURVEIL_CHUNK"  # for tests alone
_BLOCK: Final = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the command line asks for; `list` is the digest of all its lists."""

    settings: Settings
    planning: BatchOptions
    made_given: bool
    dates: "Dates"
    columns: tuple[str, ...]
    list: str
    past: bool
    feed: bool
    calendars: bool
    events_csv: bool
    jobs: int | None

    def digest(self) -> str:
        """The same for runs that would write the same of the same list."""
        found = replace(self.settings, origins={})
        fields = (
            VERSION,
            [(one, str(getattr(found, one))) for one in _SETTINGS],
            sorted(found.lead.items()),
            [one for one in self.planning.identity if not isinstance(one, date)],
            (self.dates.day_first, self.dates.assume_day, self.columns),
            (self.past, self.feed, self.calendars),
        )
        return hashlib.sha256(repr(fields).encode()).hexdigest()


_SETTINGS: Final = (
    *("telephone", "name", "country", "region", "language", "titles", "texts"),
    *("by", "book", "own"),
)


def digest(names: Sequence[str], given: Sequence[Path | BinaryIO]) -> str:
    """The digest of the bytes of all lists."""
    found = hashlib.sha256(repr(tuple(names)).encode())
    for stream in given:
        if not isinstance(stream, Path):
            stream.seek(0)  # it was read before, and all of it counts
    lists, _ = sources.all_of(given)
    for one in lists:
        with one.opened() as file:
            size = 0
            while block := file.read(_BLOCK):
                found.update(block)
                size += len(block)
        found.update(f"|{size}|".encode())
    return found.hexdigest()


def run(place: Path, reading: Reading, asked: Asked, counted: "Counted") -> int:
    """Plan the list into the folder; the exit code."""
    layout = layout_of(asked.settings, past=asked.past, feed=asked.feed)
    folder.made(place)
    with folder.locked(place):
        _check_ours(place)
        with closing(Ledger(place)) as ledger:
            folder.clear(place)
            own = secret() if asked.calendars else b""
            if asked.calendars:
                _check_secret(ledger, own, place)
                folder.made(place / folder.CALENDARS)
            this = _begin(ledger, asked)
            how = None
            if asked.calendars:
                how = CalendarFolder(
                    folder=place,
                    secret=own,
                    layout=replace(layout, closed=None, leads=dict(layout.leads)),
                    country=asked.settings.country,
                    region=asked.settings.region,
                    run=this.id,
                )
            course = Course(
                reading=reading,
                dates=asked.dates,
                options=replace(asked.planning, made=this.made),
                calendars=how,
                ledger=ledger,
                chunk=_chunk(),
                place=place,
            )
            return _in_folder(place, course, ledger, this, asked, counted)


def _in_folder(
    place: Path,
    course: Course,
    ledger: Ledger,
    this: Run,
    asked: Asked,
    counted: "Counted",
) -> int:
    reports = Reports(place, events_csv=asked.events_csv)
    try:
        with _stopping() as stops, progress.shown(counted) as told:
            course = replace(course, told=told, stops=stops, jobs=_jobs(asked, course))
            totals = running.run(course, reports)
        vanished = 0
        if asked.calendars:
            reports.index(ledger.files())
            gone = ledger.vanished(this.id)
            vanished = reports.table("vanished.csv", VANISHED, gone)
        _report(reports, course)
        reports.put()
    except Stopped:
        reports.drop()
        output.talk(
            f"stopped: {reports.rows} rows are done; run the same again to go on"
        )
        return _STOPPED
    except BaseException:
        reports.drop()
        raise
    ledger.finish(this)
    return _told(place, reports, totals, vanished, asked)


def _report(reports: Reports, course: Course) -> None:
    """What the list asks of the clinic, to look at and as numbers."""
    lists = [one.name for one in course.reading.tables]
    demand = reports.numbers.demand(course.options, lists)
    reports.whole("report.html", report.render(demand))
    reports.whole("report.csv", report_csv.render(demand))


def _check_ours(place: Path) -> None:
    """Refuse a folder with files of others, or with calendars and no ledger."""
    with folder.told(place):
        there = [one.name for one in place.iterdir() if not one.name.startswith(".")]
    if there and not (place / "ledger.sqlite").is_file():
        raise UsageError(
            f"-o {folder.shown(place)} has files and no ledger of surveil: name a new"
            " folder, or restore ledger.sqlite from a copy"
        )


def _check_secret(ledger: Ledger, own: bytes, place: Path) -> None:
    some = ledger.a_plan()
    if some and identity.plan_id(own, some[0]) != some[1]:
        raise UsageError(
            f"the calendars in {folder.shown(place)} were made with another secret:"
            " bring it back (surveil secret import), or name a new folder"
        )


def _begin(ledger: Ledger, asked: Asked) -> Run:
    """The run to go on with, or a new one.

    A run that was not finished keeps its day, and no day is before that of an earlier
    run: a clock that went back would withdraw what it no longer reaches.
    """
    made = asked.planning.made
    options = asked.digest()
    runs = ledger.runs()
    last = runs[-1] if runs else None
    if last and not last.finished and not asked.made_given and last.made != made:
        output.talk(
            f"going on with the run of {last.made}, which was not finished: plans are"
            f" as of that day (--made {made} for another)"
        )
        made = last.made
    latest = max((one.made for one in runs), default=made)
    if latest > made:
        output.talk(f"the last run was as of {latest}, after {made}: planned as of it")
        made = latest
    if last and (last.made, last.list, last.options) == (made, asked.list, options):
        return last
    number = last.id + 1 if last else 1
    planning = asked.planning
    files = telling.files((*planning.guidelines, *planning.programmes))
    this = Run(number, made, asked.list, options, finished=False, files=files)
    ledger.begin(this)
    return this


def _chunk() -> int:
    given = os.environ.get(_SIZE, "")
    return int(given) if given.isdecimal() and int(given) else _CHUNK


def _jobs(asked: Asked, course: Course) -> int:
    """One process for each processor, but for a short list.

    Where there are tables alone, writing them keeps one processor busy.
    """
    if asked.jobs is not None:
        return asked.jobs
    most = (os.cpu_count() or 1) - (not asked.calendars)
    if most > 1 and next(islice(course.reading.rows(), _FEW, None), None):
        return most
    return 1


@contextmanager
def _stopping() -> Iterator[Callable[[], bool]]:
    """Whether somebody has pressed Ctrl-C; the second time, it ends at once."""
    asked = False

    def heard(number: int, frame: Any) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True
        output.talk("stopping after this chunk (Ctrl-C again: at once)")

    try:
        before = signal.signal(signal.SIGINT, heard)
    except ValueError:  # not in the first thread: nobody can press anything
        yield lambda: False
        return
    try:
        yield lambda: asked
    finally:
        signal.signal(signal.SIGINT, before)


def _told(
    place: Path, reports: Reports, totals: Totals, vanished: int, asked: Asked
) -> int:
    """What became of the list, in a few lines, and the exit code."""
    rejected = reports.counts["rejected"]
    for line in reports.rejected:
        output.talk(f"rejected: {line}")
    if rejected > NAMED:
        output.talk(f"rejected: {rejected - NAMED} more, all of them in rejects.csv")
    for line in reports.faulty[:NAMED]:
        output.talk(line)
    if (more := len(reports.faulty) - NAMED) > 0:
        output.talk(f"{more} more calendars left as they are: see summary.csv")
    for remark, count in sorted(reports.remarks.items()):
        output.talk(f"{count} rows: {remark}")
    if vanished and reports.is_corrected:
        output.talk(
            f"{vanished} cases are not among these corrected rows: their calendars stay"
            " as they are; run the whole list again for tables of all"
        )
    elif vanished:
        output.talk(
            f"{vanished} cases are not on the list any more: their calendars stay as"
            " they are, see vanished.csv"
        )
    if asked.calendars:
        output.talk(f"calendars: {totals.written} written, {totals.revised} revised")
    output.talk(f"{folder.shown(place)}: {running.counted(reports.counts)}")
    if totals.faults:
        return MachineError.exit_code
    return _REJECTED if rejected else 0
