"""The manifest of a run on a cluster: what each partition holds, and that none is lost.

It is written last: a folder whose manifest says `finished` is whole.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from surveil.batch import running, storage
from surveil.batch.cluster_work import KINDS, Assignment, Written, path
from surveil.batch.partitions import DataSet
from surveil.errors import MachineError, UsageError
from surveil.version import FORMAT, VERSION

NAME: Final = "manifest.json"
_LOST: Final = "rows were lost: run it again, and tell who keeps surveil"


@dataclass(frozen=True, slots=True)
class Sums:
    """What became of all rows: how many have which outcome, and how many are empty."""

    outcomes: Mapping[str, int]
    empty: int
    events: int


def check(
    data: DataSet,
    written: Sequence[Written],
    stored: Sequence[Mapping[str, int]],
) -> Sums:
    """The sums, once it is certain that no row was lost or doubled.

    Each row that the metadata of the list tell of is empty or has one outcome, in each
    partition and in all; and what the storage holds is what was written.
    """
    counts: Counter[str] = Counter()
    if not len(data.partitions) == len(written) == len(stored):
        raise MachineError(_LOST)
    for part, one, there in zip(data.partitions, written, stored, strict=True):
        outcomes = one.outcomes
        whole = (
            one.part == part
            and not set(outcomes) - set(running.ALL)
            and one.rows["summary"] == sum(outcomes.values())
            and one.rows["rejects"] == outcomes.get("rejected", 0)
            and one.rows["judgement"] == outcomes.get("judgement", 0)
            and sum(outcomes.values()) + one.empty == part.rows
        )
        if not whole:
            raise MachineError(f"{part.name}: {_LOST}")
        if dict(there) != dict(one.rows):
            raise MachineError(
                f"{part.name} is not what was written: does another run write there?"
            )
        counts.update(outcomes)
    empty = sum(one.empty for one in written)
    if sum(counts.values()) + empty != data.rows:
        raise MachineError(_LOST)
    return Sums(counts, empty, sum(one.rows["events"] for one in written))


def begin(to: str, run: str) -> None:
    """Mark a folder as that of a run which is not finished.

    Raises UsageError for a folder with files of others.
    """
    if storage.names(to) and storage.content(storage.below(to, NAME)) is None:
        raise UsageError(
            f"-o {storage.shown(to)} has files and no {NAME} of surveil: name a new"
            " folder"
        )
    for one in (to, *(storage.below(to, kind) for kind in KINDS)):
        storage.start(one)
    storage.write(storage.below(to, NAME), _json({"finished": False, "run": run}))


def finish(
    data: DataSet, told: Assignment, written: Sequence[Written], sums: Sums, run: str
) -> None:
    """Take away what is of earlier runs, and write that this one is whole."""
    place = storage.below(told.to, NAME)
    if storage.content(place) != _json({"finished": False, "run": run}):
        raise MachineError(
            f"{storage.shown(told.to)}: another run has written there meanwhile; let"
            " one of them run again"
        )
    for kind in KINDS:
        kept = {path(told.to, kind, one).rpartition("/")[2] for one in data.partitions}
        folder = storage.below(told.to, kind)
        for name in storage.names(folder):
            if name not in kept and (
                name.endswith(".parquet") or storage.is_part(name)
            ):
                storage.remove(storage.below(folder, name))
    storage.write(place, _json(_content(data, told, written, sums)))


def _content(
    data: DataSet, told: Assignment, written: Sequence[Written], sums: Sums
) -> dict[str, Any]:
    options = told.options
    return {
        "finished": True,
        "format": FORMAT,
        "surveil": VERSION,
        "made": options.made.isoformat(),
        "guidelines": {
            one.id: one.digest for one in (*options.guidelines, *options.programmes)
        },
        "pace": options.pace,
        "rows": data.rows,
        "empty": sums.empty,
        "outcomes": {one: sums.outcomes.get(one, 0) for one in running.ALL},
        "events": sums.events,
        "partitions": [
            {
                "name": one.part.name,
                "file": storage.shown(one.part.file),
                "row_group": one.part.group,
                "first_row": one.part.first,
                "rows": one.part.rows,
                "empty": one.empty,
                "outcomes": {each: one.outcomes.get(each, 0) for each in running.ALL},
                "events": one.rows["events"],
                "bytes": dict(one.sizes),
            }
            for one in written
        ],
    }


def _json(content: Mapping[str, Any]) -> bytes:
    return f"{json.dumps(content, indent=1)}\n".encode()
