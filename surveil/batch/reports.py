"""Reports: the files about a list as a whole, written row by row."""

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
from pyarrow import csv as arrow_csv
from pyarrow import parquet

from surveil.batch import folder, judgements
from surveil.batch.contract import EVENTS, PACKING
from surveil.batch.counting import Counts
from surveil.batch.listed import Columns
from surveil.batch.summary import SUMMARY as SUMMARY
from surveil.batch.summary import rejected, summary_lines
from surveil.batch.task import LEFT, Done
from surveil.render.csv import safe_cell

INDEX: Final = ("key", "plan_id", "calendar")
VANISHED: Final = ("key", "outcome", "calendar", "last_seen")
NAMED: Final = 20
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\0")


def repeatable(text: str) -> str:
    """A cell with an apostrophe before it where a spreadsheet would run it.

    A cell that has one already gets a second, so that reading takes one off again.
    """
    bare = text.lstrip("'")
    return f"'{text}" if bare.startswith(_FORMULA) else text


class Reports:
    """The open files of a run. They take their names at its end, or vanish."""

    def __init__(self, place: Path, *, events_csv: bool = False) -> None:
        self.place = place
        self.counts: Counter[str] = Counter()
        self.numbers = Counts()  # for the report of the clinic
        self.remarks: Counter[str] = Counter()
        self.rejected: list[str] = []  # the first ones, for a message each
        self.faulty: list[str] = []  # rows whose calendars could not be read
        self.rows = 0
        self.events = 0
        self.is_corrected = False  # the list is one of rejected rows, corrected
        self._open = ExitStack()
        # Events take a third of the time of a run without calendars: they are written
        # while the next ones are planned.
        self._thread = ThreadPoolExecutor(1)
        self._writing: Future[None] = Future()
        self._writing.set_result(None)
        self._rejects: dict[tuple[str, ...], Any] = {}
        self._paths: list[Path] = []
        try:
            self._summary = self._file("summary.csv").buffer
            self._summary.write(f"{','.join(SUMMARY)}\n".encode())
            self._judgement = self._file("judgement.csv").buffer
            self._judgement.write(f"{','.join(judgements.NAMES)}\n".encode())
            self._parquet = self._to_parquet()
            self._csv = self._to_csv() if events_csv else None
        except BaseException:
            self.drop()
            raise

    def add(self, columns: Columns, done: Done, names: Sequence[str]) -> None:
        """The rows of one chunk, in order, of a list whose columns have these names."""
        with folder.told(self.place):
            self._add_rows(columns, done, tuple(names))
            self.numbers.add(done.counts)
            if done.judgements is not None:
                self._judgement.write(judgements.lines(done.judgements))
            if done.events is not None and done.events.num_rows:
                self.events += done.events.num_rows
                self._writing.result()
                self._writing = self._thread.submit(self._write, done.events)

    def _write(self, events: pa.Table) -> None:
        self._parquet.write_table(events)
        if self._csv is not None:
            self._csv.write_table(_without_formulas(events))

    def start_rejects(self, names: Sequence[tuple[str, ...]]) -> None:
        """One file of rejected rows for each of these headers, in order."""
        headers = dict.fromkeys(map(without_reason, names))
        self.is_corrected = all(without_reason(one) != one for one in names)
        for number, one in enumerate(headers, start=1):
            name = "rejects.csv" if number == 1 else f"rejects-{number}.csv"
            self._rejects[one] = self._writer(
                name, ["reason", *map(repeatable, one)], safe=False
            )

    def table(self, name: str, header: Sequence[str], rows: Iterable[Any]) -> int:
        """A whole table at once; how many rows it has."""
        count = 0
        writer = self._writer(name, header)
        with folder.told(self.place / name):
            for row in rows:
                writer.writerow([one and safe_cell(one) for one in row])
                count += 1
        return count

    def index(self, rows: Iterable[tuple[str, str, str]]) -> None:
        """Which calendar is whose: key, plan and calendar, no cell of which is quoted.

        Every case of the ledger is in it: there may be many more than rows.
        """
        file = self._file("index.csv")
        with folder.told(self.place / "index.csv"):
            file.write(f"{','.join(INDEX)}\n")
            file.writelines(
                f"{safe_cell(key) if key[0] == '-' else key},{plan_id},{calendar}\n"
                for key, plan_id, calendar in rows
            )

    def whole(self, name: str, raw: bytes) -> None:
        """A whole file at once."""
        path = self._part(name)
        with folder.told(path):
            folder.part(path).write_bytes(raw)

    def put(self) -> None:
        """All files take their names; those of an earlier run that are none go."""
        with folder.told(self.place):
            self._writing.result()
            self._thread.shutdown()
            self._open.close()
        for path in self._paths:
            folder.put(path)
        kept = {path.name for path in self._paths}
        for path in (*self.place.glob("rejects-*.csv"), self.place / "events.csv"):
            if path.name not in kept:
                with folder.told(path):
                    path.unlink(missing_ok=True)

    def drop(self) -> None:
        """Nothing of this run is kept."""
        self._thread.shutdown()
        # What made the run stop has been said.
        with suppress(OSError, pa.ArrowException, ValueError):
            self._open.close()
        for path in self._paths:
            folder.part(path).unlink(missing_ok=True)

    def _add_rows(self, columns: Columns, done: Done, names: tuple[str, ...]) -> None:
        self._summary.write(summary_lines(columns, done))
        self.rows += len(columns)
        outcomes = done.outcomes.column("outcome").value_counts().to_pylist()
        self.counts.update({one["values"]: one["counts"] for one in outcomes})
        rejects = self._rejects[without_reason(names)]
        skipped = len(names) - len(without_reason(names))
        for place, reason in rejected(done):
            texts = columns.texts(place)[skipped:]
            rejects.writerow([reason, *map(repeatable, texts)])
            if len(self.rejected) < NAMED:
                self.rejected.append(f"{columns.named(place)}: {reason}")
        for place, remark in sorted(done.remarks.items()):
            if remark in LEFT.values():
                self.remarks[remark] += 1
            else:
                file = done.calendars.get(place)
                self.faulty.append(f"{columns.named(place)}: {file}: {remark}")

    def _file(self, name: str) -> Any:
        path = self._part(name)
        with folder.told(path):
            return self._open.enter_context(
                folder.part(path).open(
                    "w", encoding="utf-8", newline="", errors="replace"
                )
            )

    def _writer(self, name: str, header: Sequence[str], *, safe: bool = True) -> Any:
        file = self._file(name)
        # With a line end of "\n" alone, Python leaves a cell that holds "\r" without
        # quotation marks, and it would be read again as two rows.
        writer = csv.writer(file, lineterminator="\n" if safe else "\r\n")
        writer.writerow(_safe(header) if safe else header)
        return writer

    def _part(self, name: str) -> Path:
        path = self.place / name
        folder.start(folder.part(path))
        self._paths.append(path)
        return path

    def _to_parquet(self) -> Any:
        path = folder.part(self._part("events.parquet"))
        with folder.told(path):
            return self._open.enter_context(
                parquet.ParquetWriter(path, EVENTS, **PACKING)
            )

    def _to_csv(self) -> Any:
        path = folder.part(self._part("events.csv"))
        schema = pa.schema(
            [
                (
                    one.name,
                    pa.string() if pa.types.is_dictionary(one.type) else one.type,
                )
                for one in EVENTS
            ]
        )
        with folder.told(path):
            return self._open.enter_context(arrow_csv.CSVWriter(path, schema))


def _safe(cells: Iterable[str]) -> list[str]:
    return [safe_cell(cell) for cell in cells]


def _without_formulas(events: pa.Table) -> pa.Table:
    """The events with plain texts, none of which a spreadsheet would run."""
    found = {}
    for name, column in zip(events.column_names, events.columns, strict=True):
        if pa.types.is_dictionary(column.type):
            whole = column.combine_chunks()
            words = [
                None if one is None else safe_cell(one)
                for one in whole.dictionary.to_pylist()
            ]
            texts = pa.array(words, pa.string())
            column = pa.DictionaryArray.from_arrays(whole.indices, texts)
            column = column.cast(pa.string())
        found[name] = column
    return pa.table(found)


def without_reason(names: Sequence[str]) -> tuple[str, ...]:
    """The names of columns without the reasons that an earlier run gave."""
    found = tuple(names)
    return found[1:] if found[:1] == ("reason",) else found
