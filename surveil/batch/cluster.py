"""A list on a Dask cluster: each partition planned by some worker, and none lost."""

import logging
import pkgutil
import secrets
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from surveil.batch import cluster_work, manifest, storage
from surveil.batch.cluster_work import Assignment, Written
from surveil.batch.manifest import Sums
from surveil.batch.partitions import DataSet, Partition
from surveil.errors import MachineError, SurveilError, UsageError
from surveil.repeats import Place
from surveil.version import VERSION

_PATIENCE = 30  # seconds for the scheduler to answer, and for a first worker
_RETRIES: Final = 3
_VERSION: Final = "surveil.version:VERSION"
_MISSING: Final = "not installed"
_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class Finished:
    """A run on a cluster: its sums, and the first rejected rows."""

    sums: Sums
    rejected: tuple[str, ...]


def run(
    address: str, data: DataSet, told: Assignment, heard: Callable[[int], None]
) -> Finished:
    """Plan a data set on the cluster at this address; `heard` of rows as they are done.

    Raises MachineError where the cluster or the storage fails. Run again, it gives the
    same files.
    """
    with _client(address) as client:
        _check_versions(client, address)
        this = secrets.token_hex(8)
        manifest.begin(told.to, this)
        workers = _Workers(client, told, this)
        repeated = _repeated(workers, data)
        written: list[Written] = workers.each(
            cluster_work.write,
            data.partitions,
            _own(repeated, data),
            lambda one: heard(one.rows),
        )
        stored = workers.each(cluster_work.stored, data.partitions, written)
        sums = manifest.check(data, written, stored)
        manifest.finish(data, told, written, sums, this)
    return Finished(sums, tuple(line for one in written for line in one.rejected))


@dataclass(slots=True)
class _Workers:
    """The workers of a cluster, as far as they are needed here."""

    client: Any
    told: Assignment
    run: str

    def each(
        self,
        task: Callable[[Assignment, Partition, Any], Any],
        parts: Sequence[Partition],
        own: Sequence[Any],
        heard: Callable[[Partition], None] = lambda part: None,
    ) -> list[Any]:
        """What a task gives for each partition, with something of its own, in order.

        A partition whose worker is lost is done by another one.
        """
        from distributed import as_completed

        if not parts:
            return []
        # A task rather than data in some worker: what is lost with it is made again.
        told = self.client.submit(
            _same,
            self.told,
            key=f"surveil-{self.run}-{task.__name__}",
            retries=_RETRIES,
        )
        of = {
            self._submit(task, told, one, own[at]): at for at, one in enumerate(parts)
        }
        results: dict[int, Any] = {}
        lost = 0
        try:
            waiting = as_completed(list(of), loop=self.client.loop)
            for future in waiting:
                at = of.pop(future)
                if future.status in ("cancelled", "lost") and lost < len(parts):
                    lost += 1
                    again = self._submit(task, told, parts[at], own[at])
                    of[again] = at
                    waiting.add(again)
                    continue
                results[at] = _result(future, parts[at])
                heard(parts[at])
        except BaseException:
            with suppress(Exception):  # what made it stop is said, not what follows
                self.client.cancel(list(of), force=True)
            raise
        return [results[at] for at in range(len(parts))]

    def _submit(
        self,
        task: Callable[[Assignment, Partition, Any], Any],
        told: Any,
        part: Partition,
        own: Any,
    ) -> Any:
        name = f"surveil-{task.__name__}-{part.number}-{secrets.token_hex(4)}"
        return self.client.submit(
            _answer, task, told, part, own, key=name, retries=_RETRIES
        )


def _same(told: Assignment) -> Assignment:
    return told


def _answer(
    task: Callable[[Assignment, Partition, Any], Any],
    told: Assignment,
    part: Partition,
    own: Any,
) -> tuple[Any, str]:
    """What the task gives, or why it never will: that is not tried again."""
    try:
        cluster_work.same_version(told)
        return task(told, part, own), ""
    except UsageError as problem:
        return None, str(problem)


def _result(future: Any, part: Partition) -> Any:
    from distributed import KilledWorker
    from distributed.client import ClosedClientError

    try:
        found, refused = future.result()
    except (SurveilError, CancelledError, ClosedClientError):
        raise
    except KilledWorker:
        raise MachineError(
            f"{part.name}: worker after worker ended over it; has a worker memory for"
            f" {part.rows} rows? write the list in smaller row groups"
        ) from None
    except Exception as problem:
        # Its text may hold cells of the list.
        raise MachineError(
            f"{part.name}: ended by {type(problem).__name__}, see the worker's log"
        ) from None
    if refused:
        raise UsageError(refused)
    return found


def _repeated(workers: _Workers, data: DataSet) -> dict[str, list[Place]]:
    """The rows of every key that stands in more than one, wherever they lie."""
    parts = data.partitions
    found: list[Any] = workers.each(cluster_work.hashes, parts, [None] * len(parts))
    if not found:
        return {}
    values, counts = np.unique(np.concatenate(found), return_counts=True)
    several = values[counts > 1]
    own = [frozenset(one[np.isin(one, several)].tolist()) for one in found]
    where = [at for at, one in enumerate(own) if one]
    named = workers.each(
        cluster_work.places, [parts[at] for at in where], [own[at] for at in where]
    )
    places: dict[str, list[Place]] = {}
    for one in named:
        for key, row in one:
            places.setdefault(key, []).append(("", row))
    return {key: rows for key, rows in places.items() if len(rows) > 1}


def _own(
    repeated: Mapping[str, list[Place]], data: DataSet
) -> list[dict[str, list[Place]]]:
    """Of the repeated keys, those that stand in each partition."""
    firsts = np.array([part.first for part in data.partitions], dtype=np.int64)
    found: list[dict[str, list[Place]]] = [{} for _ in data.partitions]
    for key, rows in repeated.items():
        for at in np.searchsorted(firsts, [row for _, row in rows], side="right"):
            found[int(at) - 1][key] = rows
    return found


@contextmanager
def _client(address: str) -> Iterator[Any]:
    """The cluster at this address. Raises MachineError where nobody answers."""
    try:
        from distributed import Client
        from distributed.client import ClosedClientError
        from distributed.comm.addressing import resolve_address
    except ImportError:
        raise UsageError(
            "--cluster needs a package more: pip install 'surveil[dask]'"
        ) from None
    with _quiet():
        try:
            resolve_address(address)
            client = Client(address, timeout=_PATIENCE, set_as_default=False)
        except Exception as problem:  # of many kinds, by what is wrong with it
            raise MachineError(
                f"--cluster {storage.shown(address)}: no scheduler answers there"
                f" ({type(problem).__name__}); an address is such as"
                " tcp://scheduler:8786"
            ) from None
        try:
            yield client
        except (OSError, CancelledError, ClosedClientError):
            # A scheduler that ends is no bug of ours.
            raise MachineError(
                f"--cluster {storage.shown(address)}: the scheduler was lost; run it"
                " again"
            ) from None
        finally:
            client.close(timeout=_PATIENCE)


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the log of Dask: what a user must know is said in one line."""
    log = logging.getLogger("distributed")
    before = log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            # That versions differ is said below, where it matters.
            warnings.simplefilter("ignore")
            yield
    finally:
        log.setLevel(before)


def _check_versions(client: Any, address: str) -> None:
    """Refuse a cluster on which not all have this very surveil."""
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
    except TimeoutError:
        raise MachineError(
            f"--cluster {storage.shown(address)}: the scheduler has no workers"
        ) from None
    # A function of Python's own: who has no surveil can still answer.
    found = dict(client.run(pkgutil.resolve_name, _VERSION, on_error="return"))
    try:
        scheduler = client.run_on_scheduler(pkgutil.resolve_name, _VERSION)
    except Exception as problem:
        scheduler = problem
    found["the scheduler"] = scheduler
    others = {
        name: other
        for name, one in sorted(found.items())
        if (other := _other(one)) is not None
    }
    if others:
        named = [f"{name}: {one}" for name, one in others.items()]
        left = len(named) - _NAMED
        more = [f"and {left} more"] if left > 0 else []
        raise MachineError(
            f"the scheduler and every worker need surveil {VERSION};"
            f" {', '.join([*named[:_NAMED], *more])}"
        )


def _other(answer: object) -> str | None:
    """What somebody has instead of this surveil; None for the same.

    Who has died meanwhile is not asked again: others do its work, and whoever comes
    later is asked with each task.
    """
    if isinstance(answer, ImportError | AttributeError):
        return _MISSING
    if not isinstance(answer, str) or answer == VERSION:
        return None
    return answer
