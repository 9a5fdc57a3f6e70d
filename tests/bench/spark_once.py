"""A list planned in Spark and in one process, held against each other row by row.

    python tests/bench/spark_once.py [ROWS]

Needs pyspark, pandas and Java, which nothing else here does; no part of the tests.
Prints the figures, and ends with 1 where a row differs.
"""

import json
import os
import sys
import tempfile
import time
from collections import Counter
from datetime import date
from pathlib import Path

import invented_list
import pyarrow as pa
import pyarrow.parquet as pq

from surveil import library
from surveil.batch import EVENTS, OUTCOMES, BatchOptions, plan_columns

OPTIONS = BatchOptions(
    guidelines=tuple(map(library.load, ("esmo-2020", "lung-review-2017"))),
    made=date(2026, 11, 22),
)
TABLES = {"outcomes": OUTCOMES, "events": EVENTS}


def plain(table: pa.Table) -> pa.Table:
    """The table without dictionaries, which neither pandas nor Spark needs."""
    return pa.table(
        {
            name: column.cast(pa.string())
            if pa.types.is_dictionary(column.type)
            else column
            for name, column in zip(table.column_names, table.columns, strict=True)
        }
    )


def with_spark(listed: Path, folder: Path) -> dict[str, float]:
    os.environ["PYSPARK_PYTHON"] = sys.executable  # its workers too
    from pyspark.sql import SparkSession, functions
    from pyspark.sql.pandas.types import from_arrow_schema

    spark = (
        SparkSession.builder.master("local[2]")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "50000")
        .getOrCreate()
    )
    began = time.perf_counter()
    rows = spark.read.parquet(str(listed))
    # A key that stands twice is for the caller to refuse.
    times = rows.groupBy("key").agg(functions.count("*").alias("times"))
    twice = (functions.col("times") > 1) & (functions.col("key") != "")
    rows = (
        rows.join(times, on="key", how="left")
        .withColumn("refused_fact", functions.when(twice, "key"))
        .withColumn("refused_problem", functions.when(twice, "stands in another row"))
        .repartition(8)
    )
    for name, schema in TABLES.items():

        def planned(frames, name=name):
            for frame in frames:
                chunk = pa.Table.from_pandas(frame, preserve_index=False)
                yield plain(getattr(plan_columns(chunk, OPTIONS), name)).to_pandas(
                    date_as_object=True
                )

        spark_schema = from_arrow_schema(plain(schema.empty_table()).schema)
        rows.mapInPandas(planned, spark_schema).write.parquet(str(folder / name))
    seconds = time.perf_counter() - began
    partitions = rows.rdd.getNumPartitions()
    spark.stop()
    return {"spark_s": round(seconds, 1), "partitions": partitions}


def in_one_process(listed: Path) -> dict[str, pa.Table]:
    table = pq.read_table(listed)
    keys = table.column("key").to_pylist()
    times = Counter(keys)
    twice = [key != "" and times[key] > 1 for key in keys]
    for name, text in (("fact", "key"), ("problem", "stands in another row")):
        told = pa.array([text if one else None for one in twice], pa.string())
        table = table.append_column(f"refused_{name}", told)
    found = plan_columns(table, OPTIONS)
    return {name: plain(getattr(found, name)) for name in TABLES}


def same(name: str, ours: pa.Table, theirs: pa.Table) -> bool:
    columns = ours.column_names
    assert theirs.column_names == columns
    counted = [
        Counter(zip(*(one.column(name).to_pylist() for name in columns), strict=True))
        for one in (ours, theirs)
    ]
    return counted[0] == counted[1]


def main() -> int:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder, "list.parquet")
        invented_list.write(size, listed)
        table = pq.read_table(listed)
        keys = table.column("key").to_pylist()
        keys[7] = keys[size // 2]  # a key twice, far apart
        table = table.set_column(0, "key", pa.array(keys, pa.string()))
        numbers = pa.array(range(2, size + 2), pa.int64())
        pq.write_table(table.append_column("row", numbers), listed)
        figures: dict[str, object] = {"rows": size, **with_spark(listed, Path(folder))}
        began = time.perf_counter()
        ours = in_one_process(listed)
        figures["one_process_s"] = round(time.perf_counter() - began, 1)
        alike = {
            name: same(name, ours[name], pq.read_table(Path(folder, name)))
            for name in TABLES
        }
        outcomes = Counter(ours["outcomes"].column("outcome").to_pylist())
        figures |= {
            "outcomes": dict(outcomes),
            "events": ours["events"].num_rows,
            "same": alike,
        }
    sys.stdout.write(f"{json.dumps(figures)}\n")
    return 0 if all(alike.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
