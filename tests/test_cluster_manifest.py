"""No row is lost between the list, its partitions and the storage."""

from dataclasses import replace

import pytest

from surveil.batch import manifest
from surveil.batch.cluster_work import Written
from surveil.batch.partitions import DataSet, Partition
from surveil.errors import MachineError
from surveil.headers import Header

PARTS = (
    Partition(number=0, file="s3://b/a.parquet", group=0, first=2, rows=5),
    Partition(number=1, file="s3://b/a.parquet", group=1, first=7, rows=3),
)
DATA = DataSet(Header(()), PARTS, 8)
FIRST = Written(
    part=PARTS[0],
    outcomes={"plan": 2, "judgement": 1, "rejected": 1},
    empty=1,
    rows={"summary": 4, "judgement": 1, "rejects": 1, "events": 40},
    sizes={},
    rejected=("row 4: site is missing",),
)
SECOND = Written(
    part=PARTS[1],
    outcomes={"ended": 2, "no-follow-up": 1},
    empty=0,
    rows={"summary": 3, "judgement": 0, "rejects": 0, "events": 0},
    sizes={},
    rejected=(),
)
LOST = ": rows were lost: run it again, and tell who keeps surveil"


def checked(*written, stored=None, data=DATA):
    return manifest.check(data, written, stored or [one.rows for one in written])


def test_every_row_is_empty_or_has_one_outcome():
    found = checked(FIRST, SECOND)

    assert dict(found.outcomes) == {
        "plan": 2,
        "judgement": 1,
        "rejected": 1,
        "ended": 2,
        "no-follow-up": 1,
    }
    assert (found.empty, found.events) == (1, 40)


@pytest.mark.parametrize(
    "fault",
    [
        {"outcomes": {"plan": 1, "judgement": 1, "rejected": 1}},
        {"outcomes": {"plan": 3, "judgement": 1, "rejected": 1}},
        {"outcomes": {"plan": 2, "judgement": 1, "rejected": 1, "lost": 0}},
        {"outcomes": {"plan": 1, "judgement": 2, "rejected": 1}},
        {"outcomes": {"plan": 1, "judgement": 1, "rejected": 2}},
        {"empty": 0},
        {"empty": 2},
        {"rows": {"summary": 3, "judgement": 1, "rejects": 1, "events": 40}},
        {"rows": {"summary": 5, "judgement": 1, "rejects": 1, "events": 40}},
        {"rows": {"summary": 4, "judgement": 0, "rejects": 1, "events": 40}},
        {"rows": {"summary": 4, "judgement": 1, "rejects": 0, "events": 40}},
        {"part": PARTS[1]},
    ],
)
def test_a_partition_with_a_row_too_few_or_too_many_is_noticed(fault):
    with pytest.raises(MachineError) as caught:
        checked(replace(FIRST, **fault), SECOND)

    assert str(caught.value) == f"part-000000{LOST}"


@pytest.mark.parametrize("rows", [7, 9])
def test_rows_outside_all_partitions_are_noticed(rows):
    with pytest.raises(MachineError) as caught:
        checked(FIRST, SECOND, data=DataSet(Header(()), PARTS, rows))

    assert str(caught.value) == LOST.removeprefix(": ")


@pytest.mark.parametrize("kind", ["summary", "judgement", "rejects", "events"])
@pytest.mark.parametrize("off", [-1, 1])
def test_a_file_that_holds_other_rows_than_were_written_is_noticed(kind, off):
    there = dict(SECOND.rows) | {kind: SECOND.rows[kind] + off}

    with pytest.raises(MachineError) as caught:
        checked(FIRST, SECOND, stored=[FIRST.rows, there])

    assert str(caught.value) == (
        "part-000001 is not what was written: does another run write there?"
    )


@pytest.mark.parametrize("missing", [FIRST, SECOND])
def test_a_partition_that_is_missing_is_noticed(missing):
    with pytest.raises(MachineError) as caught:
        checked(missing)

    assert str(caught.value) == LOST.removeprefix(": ")
