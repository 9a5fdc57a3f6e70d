"""A run of surveil batch on a cluster: what is asked, and what is told of it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from surveil import lists
from surveil.batch import cluster, partitions, running, storage
from surveil.batch.cluster_work import Assignment
from surveil.batch.options import BatchOptions
from surveil.cli import listing, output, progress
from surveil.errors import UsageError

if TYPE_CHECKING:
    from surveil.cells import Dates

_REJECTED: Final = 6
_NAMED: Final = 20
_INTERRUPTED: Final = 130


def refuse(given: Mapping[str, object], names: Sequence[str]) -> None:
    """Refuse the options of one machine, and lists that no other can read."""
    for option, value in given.items():
        if value:
            raise UsageError(f"{option} is for one machine: leave out --cluster or it")
    if "-" in names:
        raise UsageError(
            "--cluster reads Parquet files that every worker reaches, such as"
            " s3://bucket/list/*.parquet, and not the standard input"
        )


def run(
    address: str,
    names: Sequence[str],
    to: str,
    *,
    columns: Sequence[str],
    dates: "Dates",
    planning: BatchOptions,
) -> int:
    """Plan the data set on the cluster; the exit code."""
    files, to = storage.files(names), storage.absolute(to)
    if any(one.startswith(storage.below(to, "")) for one in files):
        raise UsageError("-o is a folder that the list lies in: name another")
    data = partitions.of(files, listing.meanings(columns))
    listing.told(data.reading)
    lists.check_keys(data.reading)
    output.talk("no calendars: the secret that names them does not leave this machine")
    told = Assignment(
        header=data.header,
        dates=dates,
        options=planning,
        to=to,
        several=len(files) > 1,
    )
    try:
        with progress.shown(lambda: data.rows) as heard:
            done = cluster.run(address, data, told, heard)
    except KeyboardInterrupt:
        output.talk("stopped: the tasks are cancelled; run the same again for a whole")
        return _INTERRUPTED
    return _told(to, done)


def _told(to: str, done: cluster.Finished) -> int:
    """What became of the list, in a few lines, and the exit code."""
    rejected = done.sums.outcomes.get("rejected", 0)
    for line in done.rejected[:_NAMED]:
        output.talk(f"rejected: {line}")
    if rejected > _NAMED:
        output.talk(f"rejected: {rejected - _NAMED} more, all of them in rejects")
    if done.sums.empty:
        output.talk(f"{done.sums.empty} rows without any text: no cases")
    counted = running.counted(done.sums.outcomes)
    output.talk(f"{storage.shown(to)}: {counted}, {done.sums.events} events")
    return _REJECTED if rejected else 0
