"""An invented registry of any size as Parquet: nobody in it has ever lived.

    python tests/bench/invented_list.py ROWS FILE [SEED]

Sites, grades, sizes and what is unknown are spread roughly as registries have them;
operations fall on about 5,500 days; about two rows in a hundred hold a mistake. All
columns are texts, one for each fact, as `surveil.batch` takes them.
"""

import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

BLOCK = 50_000
SITES = {
    "small-bowel": 20,
    "ileum": 8,
    "pancreas": 19,
    "appendix": 12,
    "lung": 14,
    "rectum": 9,
    "stomach": 6,
    "duodenum": 4,
    "colon": 3,
    "caecum": 2,
    "thymus": 1,
    "ampulla": 1,
    "unknown-primary": 1,
}
OPERATIONS = {
    "small-bowel": ("bowel-resection", "right-hemicolectomy", ""),
    "ileum": ("bowel-resection", "ileocaecal-resection", ""),
    "pancreas": ("distal-pancreatectomy", "Whipple", "enucleation"),
    "appendix": ("appendicectomy", "appendectomy", "right-hemicolectomy"),
    "lung": ("lobectomy", "sublobar-resection", ""),
    "rectum": ("endoscopic", "TAMIS", "anterior-resection"),
    "stomach": ("endoscopic", "EMR", "partial-gastrectomy"),
    "duodenum": ("endoscopic", "local-excision", "Whipple"),
}
MISTAKES = (
    ("surgery", "31/01/2024"),
    ("surgery", ""),
    ("grade", "G7"),
    ("site", "ovary"),
    ("ki67", "a lot"),
    ("key", "../A5"),
)


def drawn(random, weights, size):
    words = np.array(list(weights), dtype=object)
    share = np.array(list(weights.values()), dtype=float)
    return random.choice(words, size, p=share / share.sum())


def partly(random, texts, known):
    """The texts, of which only a share is known."""
    return np.where(random.random(len(texts)) < known, texts, "")


def days(random, first, last, size):
    span = np.datetime64(last) - np.datetime64(first)
    chosen = np.datetime64(first) + random.integers(0, span.astype(int), size)
    return chosen.astype(str).astype(object)


def block(random, first, size):
    """One block of rows, numbered from `first`."""
    yes_no = {"yes": 1, "no": 3}
    site = drawn(random, SITES, size)
    chest = np.isin(site, ("lung", "thymus"))
    grade = np.where(
        chest,
        drawn(random, {"typical": 80, "atypical": 20}, size),
        drawn(random, {"G1": 62, "G2": 28, "G3": 5, "NEC": 5}, size),
    )
    low = random.choice(np.array(["1", "1.5", "2", "<1", "<2", "0.5"], object), size)
    middle = np.array([str(n) for n in range(3, 21)], object)
    high = np.array([str(n) for n in range(25, 95, 5)], object)
    ki67 = np.select(
        [chest, grade == "G1", grade == "G2"],
        ["", low, random.choice(middle, size)],
        random.choice(high, size),
    )
    millimetres = np.char.mod("%d", random.gamma(3, 6, size).astype(int) + 1)
    surgery = days(random, "2011-09-01", "2026-10-15", size)
    operated = surgery.astype("datetime64[Y]").astype(int) + 1970
    operation = np.full(size, "", dtype=object)
    for name, choices in OPERATIONS.items():
        here = site == name
        operation[here] = random.choice(np.array(choices, object), here.sum())
    status = drawn(
        random,
        {"": 30, "active": 60, "died": 4, "discharged": 3, "suspended": 1, "x": 0.01},
        size,
    )
    columns = {
        "key": np.char.add(
            "P", np.char.zfill(np.arange(first, first + size).astype(str), 7)
        ),
        "surgery": surgery,
        "site": site,
        "grade": grade,
        "ki67": partly(random, ki67, 0.8),
        "stage": partly(
            random, drawn(random, {"I": 40, "II": 20, "III": 28, "IV": 12}, size), 0.85
        ),
        "resection": partly(
            random, drawn(random, {"R0": 84, "R1": 11, "R2": 3, "RX": 2}, size), 0.93
        ),
        "size_mm": partly(random, millimetres.astype(object), 0.85),
        "function": partly(
            random,
            drawn(
                random,
                {"non-functioning": 85, "carcinoid-syndrome": 8, "insulinoma": 5},
                size,
            ),
            0.7,
        ),
        "operation": operation,
        "lymphovascular": partly(random, drawn(random, yes_no, size), 0.6),
        "sstr_positive": partly(random, drawn(random, {"yes": 9, "no": 1}, size), 0.6),
        "cga_raised": partly(random, drawn(random, yes_no, size), 0.5),
        "hiaa_raised": partly(random, drawn(random, yes_no, size), 0.4),
        "hereditary": partly(random, drawn(random, {"none": 97, "MEN1": 3}, size), 0.5),
        "born": (operated - random.integers(16, 88, size)).astype(str).astype(object),
        "followed_from": partly(
            random, days(random, "2015-01-01", "2026-10-15", size), 0.08
        ),
        "status": status,
    }
    wrong = np.flatnonzero(random.random(size) < 0.015)
    for row, which in zip(
        wrong, random.integers(0, len(MISTAKES), len(wrong)), strict=True
    ):
        name, text = MISTAKES[which]
        columns[name] = columns[name].astype(object)
        columns[name][row] = text
    return pa.table(
        {name: pa.array(texts, pa.string()) for name, texts in columns.items()}
    )


def write(rows, path, seed=1):
    random = np.random.default_rng(seed)
    writer = None
    for first in range(0, rows, BLOCK):
        found = block(random, first, min(BLOCK, rows - first))
        writer = writer or pq.ParquetWriter(path, found.schema)
        writer.write_table(found)
    writer.close()


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:]))
