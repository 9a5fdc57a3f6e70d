"""Lists on a Dask cluster of real processes on this machine; nothing leaves it."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import cluster_lists
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from cluster_lists import MADE

from surveil import library
from surveil.batch import (
    BatchOptions,
    cluster,
    cluster_work,
    manifest,
    partitions,
    storage,
)
from surveil.batch.cluster_work import Assignment
from surveil.cells import Dates
from surveil.cli import app
from surveil.errors import MachineError
from surveil.version import VERSION

# Dask warns of what a loaded machine does late, and of sockets of killed workers.
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]
SURVEIL = (sys.executable, "-m", "surveil")
PARTS = 12


@contextmanager
def running_cluster(workers, *, processes=True, **given):
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=processes,
        protocol="tcp",
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        **given,
    ) as found:
        yield found


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("cluster")


@pytest.fixture(scope="module")
def listed(folder):
    """20,000 rows in three files of four row groups."""
    return cluster_lists.in_files(cluster_lists.registry(), folder / "list", 3, 4)


@pytest.fixture(scope="module")
def one_machine(folder):
    return cluster_lists.on_one_machine(cluster_lists.registry(), folder)


@pytest.fixture(scope="module")
def processes():
    with running_cluster(3) as found:
        yield found


@pytest.fixture(scope="module")
def threads():
    with running_cluster(1, processes=False) as found:
        yield found


def assigned(files, to, data):
    options = BatchOptions(
        guidelines=(library.load("esmo-2020"),), made=date.fromisoformat(MADE)
    )
    return Assignment(
        header=data.header,
        dates=Dates(),
        options=options,
        to=to,
        several=len(files) > 1,
    )


def plan(address, listed, to, heard=lambda rows: None):
    files = tuple(f"file://{one}" for one in sorted(listed.glob("*.parquet")))
    data = partitions.of(files, {})
    return cluster.run(address, data, assigned(files, f"file://{to}", data), heard)


def invoked(*words):
    """What the command line says, and its exit code."""
    done = subprocess.run(
        [*SURVEIL, "batch", *map(str, words), "--made", MADE],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    return done.stderr.splitlines(), done.returncode


@pytest.fixture(scope="module")
def killed(folder, listed, processes):
    """The folder of a run of which one worker process was killed half-way."""
    died = []

    def kill(rows):
        if not died:
            one = next(iter(processes.workers.values()))
            died.append(one.pid)
            os.kill(one.pid, signal.SIGKILL)

    done = plan(processes.scheduler_address, listed, folder / "killed", kill)
    assert len(died) == 1
    assert died[0] not in {one.pid for one in processes.workers.values()}
    assert sum(done.sums.outcomes.values()) == 20_000 - len(cluster_lists.EMPTY)
    return folder / "killed"


def test_the_summary_is_that_of_one_machine(killed, one_machine):
    apart = {"list", "calendar"}  # the files differ, and nobody has a calendar

    found = cluster_lists.rows_of_parquet(killed / "summary", without=apart)

    assert found == cluster_lists.rows_of_csv(
        one_machine / "summary.csv", without=apart
    )
    assert len(found) == 20_000 - len(cluster_lists.EMPTY)


def test_the_events_are_those_of_one_machine(killed, one_machine):
    found = cluster_lists.events(killed / "events")

    assert found.num_rows > 100_000
    assert found.equals(cluster_lists.events(one_machine / "events.parquet"))


@pytest.mark.parametrize(("kind", "least"), [("rejects", 200), ("judgement", 1000)])
def test_rejects_and_judgements_are_those_of_one_machine(
    killed, one_machine, kind, least
):
    found = cluster_lists.rows_of_parquet(killed / kind)

    assert len(found) > least
    assert found == cluster_lists.rows_of_csv(one_machine / f"{kind}.csv")


def test_rows_of_one_key_name_each_other_wherever_they_lie(killed):
    summary = {one["row"]: one for one in pq.read_table(killed / "summary").to_pylist()}

    # The first row of a list is row 2.
    told = {row: summary[row]["reason"] for row in (7, 9_002, 17_002, 302, 303)}
    ends = ": each case has its own"
    assert told == {
        7: f"key stands in rows 9002 and 17002 as well{ends}",
        9_002: f"key stands in rows 7 and 17002 as well{ends}",
        17_002: f"key stands in rows 7 and 9002 as well{ends}",
        302: f"key stands in row 303 as well{ends}",
        303: f"key stands in row 302 as well{ends}",
    }


def test_the_manifest_accounts_for_every_row(killed):
    found = json.loads((killed / "manifest.json").read_bytes())

    parts = found["partitions"]
    assert found["finished"] is True
    assert (found["rows"], found["empty"], len(parts)) == (20_000, 3, PARTS)
    assert sum(found["outcomes"].values()) == 19_997
    assert [one["first_row"] for one in parts][:3] == [2, 1_669, 3_336]
    assert all(
        sum(one["outcomes"].values()) + one["empty"] == one["rows"] for one in parts
    )
    for one in parts:
        for kind, size in one["bytes"].items():
            path = killed / kind / f"{one['name']}.parquet"
            assert path.stat().st_size == size
            assert path.stat().st_mode & 0o777 == 0o600


def test_a_second_run_writes_the_same_bytes(killed, listed, processes, folder):
    plan(processes.scheduler_address, listed, folder / "again")
    before = cluster_lists.contents(killed)

    plan(processes.scheduler_address, listed, killed)

    assert len(before) == 4 * PARTS + 1
    assert cluster_lists.contents(killed) == before
    assert cluster_lists.contents(folder / "again") == before


def test_a_partition_does_not_depend_on_what_its_worker_did_before(listed, tmp_path):
    files = tuple(f"file://{one}" for one in sorted(listed.glob("*.parquet")))
    data = partitions.of(files, {})
    part = data.partitions[7]

    fresh, used = (f"file://{tmp_path}/{name}" for name in ("fresh", "used"))
    for to in (fresh, used):
        manifest.begin(to, "")
    cluster_work.write(assigned(files, fresh, data), part, {})
    for one in (*data.partitions[:3], part):
        cluster_work.write(assigned(files, used, data), one, {})

    first = cluster_lists.contents(tmp_path / "fresh")
    del first["manifest.json"]
    assert len(first) == 4
    for name, raw in first.items():
        assert (tmp_path / "used" / name).read_bytes() == raw


def test_the_command_says_what_became_of_the_rows(listed, processes, tmp_path):
    to = tmp_path / "out"

    said, code = invoked(
        f"{listed}/*.parquet", "--cluster", processes.scheduler_address, "-o", to
    )

    counts = json.loads((to / "manifest.json").read_bytes())["outcomes"]
    parts = " + ".join(f"{count} {outcome}" for outcome, count in counts.items())
    events = pq.read_table(to / "events").num_rows
    assert said[:2] == [
        "columns that are no facts, ignored: ward",
        "no calendars: the secret that names them does not leave this machine",
    ]
    assert (
        "rejected: row 7: key stands in rows 9002 and 17002 as well: each case has its"
        " own"
    ) in said[2:22]
    assert said[-2:] == [
        "3 rows without any text: no cases",
        f"file://{to}: 19997 rows = {parts}, {events} events",
    ]
    assert len(said) == 2 + 20 + 1 + 2
    assert code == 6


def test_rejects_can_be_corrected_and_run_again(killed, tmp_path, processes):
    said, code = invoked(
        killed / "rejects",
        *("--cluster", processes.scheduler_address, "-o", tmp_path / "out"),
    )

    rejected = pq.read_table(killed / "rejects")
    again = pq.read_table(tmp_path / "out" / "rejects")
    assert code == 6
    assert said[0] == "columns that are no facts, ignored: reason, ward"
    assert again.column_names == rejected.column_names
    assert again.column("key").to_pylist() == rejected.column("key").to_pylist()


def test_ctrl_c_cancels_the_tasks_and_a_later_run_is_whole(
    listed, processes, tmp_path, killed
):
    to = tmp_path / "out"
    words = ["--cluster", processes.scheduler_address, "-o", str(to), "--made", MADE]
    run = subprocess.Popen(
        [*SURVEIL, "batch", str(listed), *words], stderr=subprocess.PIPE, text=True
    )
    until(lambda: any(to.glob("summary/part-*")))
    run.send_signal(signal.SIGINT)
    said = run.communicate(timeout=60)[1].splitlines()

    assert run.returncode == 130
    assert (
        said[-1] == "stopped: the tasks are cancelled; run the same again for a whole"
    )
    assert json.loads((to / "manifest.json").read_bytes())["finished"] is False
    until(lambda: not processes.scheduler.tasks)

    plan(processes.scheduler_address, listed, to)

    assert cluster_lists.contents(to) == cluster_lists.contents(killed)


def until(holds, seconds=60):
    ends = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.01)


def test_an_address_of_no_kind_is_one_line(listed, tmp_path):
    said, code = invoked(listed, "--cluster", "pigeon://loft", "-o", tmp_path / "out")

    assert code == 1
    assert len(said) == 3
    assert said[-1].startswith("surveil: --cluster pigeon://loft: no scheduler answers")


@pytest.mark.parametrize(
    ("before", "told"),
    [
        ("sys.modules['surveil'] = None", "not installed"),
        ("import surveil.version as it; it.VERSION = '0.0.9'", "0.0.9"),
    ],
    ids=["without surveil", "another version"],
)
def test_a_worker_that_is_not_the_same_is_named(listed, tmp_path, before, told):
    with running_cluster(1) as good:
        work = "from distributed.cli.dask_worker import main; main()"
        words = [good.scheduler_address, "--no-nanny", "--no-dashboard"]
        words += ["--host", "127.0.0.1"]
        worker = subprocess.Popen(
            [sys.executable, "-c", f"import sys; {before}; {work}", *words],
            stderr=subprocess.DEVNULL,
            cwd=tmp_path,
        )
        try:
            until(lambda: len(good.scheduler.workers) == 2)
            said, code = invoked(
                listed, "--cluster", good.scheduler_address, "-o", tmp_path / "out"
            )
        finally:
            worker.kill()
            worker.wait()

    assert code == 1
    assert said[-1].startswith(
        "surveil: the scheduler and every worker need surveil 0.1.0; tcp://127.0.0.1:"
    )
    assert said[-1].endswith(f": {told}")
    assert len(said) == 3
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (VERSION, None),
        ("0.0.9", "0.0.9"),
        (ModuleNotFoundError("surveil"), "not installed"),
        (OSError("closed"), None),  # it has died meanwhile: another will do its work
    ],
    ids=["the same", "another version", "without surveil", "gone"],
)
def test_who_must_be_named_before_a_run(answer, told):
    assert cluster._other(answer) == told


def test_a_worker_that_comes_later_with_another_version_plans_nothing():
    told = Assignment(
        header=None, dates=Dates(), options=None, to="", several=False, version="0.0.9"
    )

    found, refused = cluster._answer(cluster_work.write, told, None, {})

    assert found is None
    assert refused == (
        "a worker has surveil 0.1.0, and this is 0.0.9: install the same on all"
    )


CASES = {
    "key": ["A1", "A2", "", "A4", "A2", None],
    "surgery": ["2024-03-12", "2024-05-31", "", "2024-02-30", "2023-01-31", None],
    "site": ["ileum", "pancreas", "", "lung", "lung", None],
    "grade": ["G1", "G2", "", "typical", "typical", None],
    "stage": ["III", "I", "", "", "", None],
    "resection": ["R0", "R0", "", "R0", "R0", None],
}


def test_an_object_store_holds_list_and_tables(threads):
    import fsspec

    store = fsspec.filesystem("memory")
    for number in (0, 1):
        with store.open(f"/registry/list/{number}.parquet", "wb") as file:
            pq.write_table(pa.table(CASES).slice(number * 3, 3), file)

    done = CliRunner(catch_exceptions=False).invoke(
        app,
        [
            *(
                "batch",
                "memory://registry/list/*.parquet",
                "-o",
                "memory://registry/out",
            ),
            *("--cluster", threads.scheduler_address, "--made", MADE),
        ],
        standalone_mode=False,
    )

    with store.open("/registry/out/summary/part-000001.parquet", "rb") as file:
        summary = pq.read_table(file)
    assert done.return_value == 6
    assert "4 rows = 1 plan + 0 no-follow-up + 0 judgement + 0 ended + 3 rejected" in (
        done.stderr
    )
    assert summary.column("row").to_pylist() == [5, 6]
    assert (
        summary.column("list").to_pylist() == ["memory:///registry/list/1.parquet"] * 2
    )
    assert summary.column("reason").to_pylist()[1] == (
        "key stands in row 3 as well: each case has its own"
    )


def small(folder, columns=None, name="list.parquet"):
    folder.mkdir(exist_ok=True)
    pq.write_table(pa.table(columns or CASES), folder / name)
    return folder


def test_keys_with_one_hash_are_still_told_apart(threads, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster_work, "_hash", lambda key: 7)

    done = plan(threads.scheduler_address, small(tmp_path / "list"), tmp_path / "out")

    assert done.rejected == (
        "row 3: key stands in row 6 as well: each case has its own",
        "row 5: surgery is not a date like 2024-01-31",
        "row 6: key stands in row 3 as well: each case has its own",
    )


def failing(monkeypatch, times, problem):
    """Let storage fail some times before it writes."""
    write, left = storage._write_beside, [problem] * times

    def fails(path, raw):
        if left and path.parent.name == "summary":
            raise left.pop()
        write(path, raw)

    monkeypatch.setattr(storage, "_write_beside", fails)


def test_a_disk_that_fails_three_times_is_tried_a_fourth_time(
    threads, tmp_path, monkeypatch
):
    failing(monkeypatch, 3, OSError(28, "No space left on device"))

    plan(threads.scheduler_address, small(tmp_path / "list"), tmp_path / "out")

    assert json.loads((tmp_path / "out/manifest.json").read_bytes())["finished"] is True


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (
            OSError(28, "No space left on device"),
            "file://{0}/out/summary/part-000000.parquet: No space left on device",
        ),
        (
            ValueError("Mrs Smith"),
            "file://{0}/out/summary/part-000000.parquet: ValueError",
        ),
    ],
    ids=["full", "of another kind"],
)
def test_a_storage_that_goes_on_failing_is_one_line(
    threads, tmp_path, monkeypatch, problem, told
):
    failing(monkeypatch, 4, problem)

    found = refused(
        *(small(tmp_path / "list"), "-o", tmp_path / "out"),
        *("--cluster", threads.scheduler_address),
    )

    assert found == ("MachineError", told.format(tmp_path))
    assert not json.loads((tmp_path / "out/manifest.json").read_bytes())["finished"]


def test_a_fault_of_a_worker_is_one_line_without_its_text(
    threads, tmp_path, monkeypatch
):
    def fails(rows, schema):
        raise ValueError("Mrs Smith")

    monkeypatch.setattr(cluster_work, "_whole", fails)

    found = refused(
        *(small(tmp_path / "list"), "-o", tmp_path / "out"),
        *("--cluster", threads.scheduler_address),
    )

    assert found == (
        "MachineError",
        "part-000000: ended by ValueError, see the worker's log",
    )


def test_a_partition_that_ends_every_worker_is_named(tmp_path):
    listed = small(tmp_path / "list")
    # A worker that runs out of memory ends as these do.
    code = (
        "import os; from surveil.batch import cluster_work;"
        " cluster_work.Worker = lambda *given: os._exit(1)"
    )
    with running_cluster(1, preload=[f"{code}\n"]) as fragile:
        found = refused(
            listed, "-o", tmp_path / "out", "--cluster", fragile.scheduler_address
        )

    assert found == (
        "MachineError",
        "part-000000: worker after worker ended over it; has a worker memory for 6"
        " rows? write the list in smaller row groups",
    )


def test_a_scheduler_that_ends_is_one_line(listed, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "_PATIENCE", 5)
    to = tmp_path / "out"
    with running_cluster(1) as brief:
        ended = threading.Thread(
            target=lambda: (until(lambda: any(to.glob("summary/*"))), brief.close())
        )
        ended.start()
        name, told = refused(
            listed, "-o", to, "--cluster", address := brief.scheduler_address
        )
        ended.join()

    assert name == "MachineError"
    assert told == f"--cluster {address}: the scheduler was lost; run it again"


def test_partitions_of_an_earlier_run_go(threads, tmp_path):
    listed = small(tmp_path / "list")
    small(listed, name="more.parquet", columns=CASES | {"key": list("BCDEFG")})
    to = tmp_path / "out"
    plan(threads.scheduler_address, listed, to)
    (to / "events" / ".part-000000.parquet.0123.part").write_bytes(b"half")
    assert len(list(to.glob("events/part-*"))) == 2

    (listed / "more.parquet").unlink()
    plan(threads.scheduler_address, listed, to)

    for kind in cluster_work.KINDS:
        assert [one.name for one in (to / kind).iterdir()] == ["part-000000.parquet"]


def test_another_run_in_the_same_folder_is_noticed(threads, tmp_path):
    to = tmp_path / "out"

    with pytest.raises(MachineError, match="another run has written there meanwhile"):
        plan(
            threads.scheduler_address,
            small(tmp_path / "list"),
            to,
            lambda rows: manifest.begin(f"file://{to}", "another"),
        )

    assert json.loads((to / "manifest.json").read_bytes()) == {
        "finished": False,
        "run": "another",
    }


def test_a_partition_that_is_not_as_it_was_written_is_noticed(threads, tmp_path):
    to = tmp_path / "out"

    def lose(rows):
        path = to / "summary" / "part-000000.parquet"
        pq.write_table(pq.read_table(path).slice(1), path)

    with pytest.raises(MachineError, match="part-000000 is not what was written"):
        plan(threads.scheduler_address, small(tmp_path / "list"), to, lose)


def test_a_list_that_changes_meanwhile_is_refused(threads, tmp_path):
    listed = small(tmp_path / "list")
    files = (f"file://{listed}/list.parquet",)
    data = partitions.of(files, {})
    small(listed, pa.table(CASES).slice(1))

    said = cluster._answer(
        cluster_work.hashes,
        assigned(files, f"file://{tmp_path}/out", data),
        data.partitions[0],
        None,
    )

    assert said == (
        None,
        f"file://{listed}/list.parquet has changed since the run began: run it again",
    )


def refused(*words):
    done = CliRunner().invoke(
        app, ["batch", *map(str, words), "--made", MADE], standalone_mode=False
    )
    return type(done.exception).__name__, str(done.exception)


NOWHERE = ("--cluster", "tcp://127.0.0.1:9")


@pytest.mark.parametrize(
    "option", ["--events-csv", "--past", "--feed", ("--jobs", 2), "--dry-run"]
)
def test_options_of_one_machine_are_refused(tmp_path, option):
    words = option if isinstance(option, tuple) else (option,)

    assert refused("list.parquet", "-o", tmp_path, *NOWHERE, *words) == (
        "UsageError",
        f"{words[0]} is for one machine: leave out --cluster or it",
    )


def test_the_standard_input_is_refused(tmp_path):
    assert refused("-", "-o", tmp_path, *NOWHERE) == (
        "UsageError",
        "--cluster reads Parquet files that every worker reaches, such as"
        " s3://bucket/list/*.parquet, and not the standard input",
    )


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("nothing*", "{0}/nothing* has no file that ends in .parquet"),
        ("none", "{0}/none has no file that ends in .parquet"),
        (
            "pigeon://loft/list",
            "pigeon://loft/list is no place that fsspec knows, such as s3://bucket/list",
        ),
        ("list.csv", "file://{0}/list.csv is damaged or is no Parquet: write it again"),
    ],
)
def test_a_list_that_is_none_is_refused(tmp_path, name, told):
    (tmp_path / "list.csv").write_text("key,site\nA1,ileum\n")
    place = name if "://" in name else f"{tmp_path}/{name}"

    assert refused(place, "-o", tmp_path / "out", *NOWHERE) == (
        "UsageError",
        told.format(tmp_path),
    )


def test_files_with_other_columns_are_refused(tmp_path):
    listed = small(tmp_path / "list")
    small(listed, {"key": ["B1"], "site": ["lung"]}, name="other.parquet")

    assert refused(listed, "-o", tmp_path / "out", *NOWHERE) == (
        "UsageError",
        f"file://{listed}/other.parquet has other columns than"
        f" file://{listed}/list.parquet: one data set has the same in each file",
    )


def test_a_list_without_keys_is_refused(tmp_path):
    listed = small(tmp_path / "list", {"site": ["lung"], "surgery": ["2024-01-31"]})

    name, told = refused(listed, "-o", tmp_path / "out", *NOWHERE)

    assert name == "UsageError"
    assert told.startswith("the data set has no column key")


@pytest.mark.parametrize("to", [".", "list", "list/"])
def test_a_folder_that_the_list_lies_in_is_refused(tmp_path, to):
    listed = small(tmp_path / "list")

    assert refused(listed, "-o", f"{tmp_path}/{to}", *NOWHERE) == (
        "UsageError",
        "-o is a folder that the list lies in: name another",
    )


def test_a_folder_of_others_is_refused(threads, tmp_path):
    listed, to = small(tmp_path / "list"), tmp_path / "out"
    to.mkdir()
    (to / "thesis.odt").write_text("mine")

    found = refused(listed, "-o", to, "--cluster", threads.scheduler_address)

    assert found == (
        "UsageError",
        f"-o file://{to} has files and no manifest.json of surveil: name a new folder",
    )
    assert [one.name for one in to.iterdir()] == ["thesis.odt"]


@pytest.mark.parametrize("to", ["taken", "taken/out"])
def test_a_file_in_the_place_of_the_folder_is_refused(threads, tmp_path, to):
    listed = small(tmp_path / "list")
    (tmp_path / "taken").write_text("mine")

    name, told = refused(
        listed, "-o", tmp_path / to, "--cluster", threads.scheduler_address
    )

    assert name in ("MachineError", "UsageError")
    assert "\n" not in told
    assert (tmp_path / "taken").read_text() == "mine"


def test_nobody_at_the_address_is_one_line(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "_PATIENCE", 1)

    name, told = refused(small(tmp_path / "list"), "-o", tmp_path / "out", *NOWHERE)

    assert name == "MachineError"
    assert told.startswith("--cluster tcp://127.0.0.1:9: no scheduler answers there (")
    assert told.endswith("); an address is such as tcp://scheduler:8786")
    assert not (tmp_path / "out").exists()


def test_a_scheduler_without_workers_is_one_line(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "_PATIENCE", 1)
    listed = small(tmp_path / "list")

    with running_cluster(0) as empty:
        address = empty.scheduler_address
        found = refused(listed, "-o", tmp_path / "out", "--cluster", address)

    assert found == (
        "MachineError",
        f"--cluster {address}: the scheduler has no workers",
    )


def test_columns_named_by_the_user_and_days_first(threads, tmp_path):
    columns = {
        "Case": ["A1"],
        "OR date": ["31/01/2024"],
        "site": ["ileum"],
        "grade": ["Grade 1"],
    }
    listed = small(tmp_path / "list", columns)

    done = CliRunner(catch_exceptions=False).invoke(
        app,
        [
            *("batch", str(listed), "-o", str(tmp_path / "out"), "--day-first"),
            *("--column", "OR date=surgery", "--made", MADE),
            *("--cluster", threads.scheduler_address),
        ],
        standalone_mode=False,
    )

    (row,) = pq.read_table(tmp_path / "out" / "summary").to_pylist()
    assert (row["row"], row["key"], row["list"]) == (2, "A1", "")
    assert row["outcome"] != "rejected"
    assert done.return_value == 0


def test_a_list_of_no_rows_is_whole(threads, tmp_path):
    nothing = {name: pa.array([], pa.string()) for name in CASES}

    done = plan(
        threads.scheduler_address, small(tmp_path / "list", nothing), tmp_path / "out"
    )

    found = json.loads((tmp_path / "out" / "manifest.json").read_bytes())
    assert dict(done.sums.outcomes) == {}
    assert (found["finished"], found["rows"], found["partitions"]) == (True, 0, [])


def test_no_part_of_the_secret_travels():
    fields = set(Assignment.__dataclass_fields__)

    assert fields == {"header", "dates", "options", "to", "several", "version"}
    assert "secret" not in Path(cluster_work.__file__).read_text(encoding="utf-8")
