"""A second, naive engine and the program give the same answer to every case."""

import copy
import itertools
import multiprocessing
import os
import re
from pathlib import Path

import pytest
import second_engine
from hand_worked import entries
from second_engine_agreement import Draw, Found, compare, draws, parsed, remembering
from second_engine_cases import MADE, SITES, SURGERIES, Sampler
from second_engine_dates import plus, read_day, span, written

from surveil import library
from surveil.coverage import leaves
from surveil.scheduling import PACES

TABLES = {file.id: second_engine.load(file.place) for file in library.all_files()}
PROGRAMMES = [id for id in TABLES if TABLES[id]["kind"] == "programme"]
GUIDELINES = [id for id in TABLES if id not in PROGRAMMES]
LONGEST = "norway-2020"  # its walk takes seconds
# In the quick tests all files share so many cases.
SHARED = 5_000
MANY = 100_000
PART = 25_000


def assert_agreed(found: Found) -> None:
    first = "\n\n".join(found.mismatches[:3])
    assert not found.mismatches, f"{len(found.mismatches)} cases differ:\n{first}"


@pytest.mark.parametrize(
    ("start", "offset", "due"),
    [
        ("2000-03-31", "6 months", "2000-09-30"),
        ("2007-12-31", "2 months", "2008-02-29"),
        ("2008-02-29", "1 year", "2009-02-28"),
        ("2023-08-31", "6 months", "2024-02-29"),
        ("2024-08-31", "12 months", "2025-08-31"),
        ("2099-12-31", "2 months", "2100-02-28"),
        ("2024-01-31", "12 weeks", "2024-04-24"),
    ],
)
def test_the_second_engine_counts_months_as_the_design_does(start, offset, due):
    assert written(plus(read_day(start), span(offset))) == due


def test_the_second_engine_shares_no_code_with_the_program():
    parts = [
        path
        for path in Path(__file__).parent.glob("second_engine*.py")
        if path.stem != "second_engine_agreement"  # it asks both
    ]

    assert len(parts) > 4
    for path in parts:
        assert "surveil" not in re.sub(r'(?s)""".*?"""', "", path.read_text("utf-8"))


@pytest.mark.parametrize("guideline", GUIDELINES)
def test_both_engines_agree_on_random_cases(guideline):
    sampler = Sampler(TABLES[guideline], f"quick {guideline}")
    number = min(3_000, SHARED // len(GUIDELINES))

    found = compare(library.load(guideline), TABLES[guideline], draws(sampler), number)

    assert_agreed(found)
    assert len(found.outcomes) > 1


def at_every_leaf(guideline: str) -> Found:
    """Both engines at each end of the walk of coverage, over all dates of surgery."""
    loaded, table = library.load(guideline), TABLES[guideline]
    asked = []
    for leaf, (surgery, pace) in zip(
        leaves(loaded), itertools.cycle(itertools.product(SURGERIES, PACES))
    ):
        facts = dict(leaf.facts)
        later = surgery[0] - read_day(facts.pop("surgery"))[0]
        if "born" in facts:  # of the same age on the other day
            facts["born"] = str(int(facts["born"]) + later)
        case = parsed(facts, surgery)
        assert case, facts
        asked.append(Draw(facts, case, surgery, surgery, pace))
    with remembering():
        return compare(loaded, table, iter(asked), len(asked))


@pytest.mark.parametrize("guideline", [id for id in GUIDELINES if id != LONGEST])
def test_both_engines_agree_at_every_leaf(guideline):
    found = at_every_leaf(guideline)

    assert_agreed(found)
    assert {row["id"] for row in TABLES[guideline]["recommendations"]} <= set(
        found.rows
    )


@pytest.mark.slow
def test_both_engines_agree_at_every_leaf_of_the_longest():
    found = at_every_leaf(LONGEST)

    assert_agreed(found)
    assert found.rows.total() > 10_000


def test_both_engines_agree_on_programmes_beside_a_guideline():
    beside = TABLES["esmo-2020"]
    for programme in PROGRAMMES:
        added = TABLES[programme]
        conditions = beside["conditions"] | added.get("conditions", {})
        aimed = beside | {"supplements": added["supplements"], "conditions": conditions}
        drawn = draws(Sampler(aimed, f"quick {programme}"))
        # Without an operation there is no day to count a programme from.
        cases = (d for d in drawn if d.facts.get("status") != "not-operated")
        both = [(library.load(programme), added)]

        assert_agreed(compare(library.load("esmo-2020"), beside, cases, 200, both))


def wrong(table):
    """Copies of a file with one mistake each."""
    for edit in ("threshold", "interval", "row", "supplement", "scope"):
        copied = copy.deepcopy(table)
        if edit == "threshold":
            copied["conditions"]["small-rectum-r0"]["when"]["size_mm"] = "<= 10"
        elif edit == "interval":
            copied["schedules"]["t-net"]["series"][0]["at"][2] = "25 months"
        elif edit == "row":
            del copied["recommendations"][3]
        elif edit == "supplement":
            del copied["supplements"][0]
        else:
            copied["scope"]["site"].remove("ampulla")
        yield pytest.param(copied, id=edit)


@pytest.mark.parametrize("table", list(wrong(TABLES["norway-2020"])))
def test_one_mistake_in_a_file_is_a_mismatch(table):
    cases = draws(Sampler(TABLES["norway-2020"], "mistakes"))

    found = compare(library.load("norway-2020"), table, cases, 240)

    assert found.mismatches


WORKED = [
    (guideline, entry)
    for folder in ("plans", "boundaries")
    for guideline, entry in entries(folder, folder)
    # Clinic words such as "ileum" are not the second engine's business.
    if entry["case"]["site"] in SITES
]


def worked(guideline, entry):
    """What the second engine says, in the form of a case worked by hand."""
    facts = dict(entry["case"])
    surgery = read_day(facts.pop("surgery"))
    found = second_engine.answer(
        facts,
        TABLES[entry.get("guideline", guideline)],
        surgery,
        read_day(entry.get("made", written(surgery))),
        entry.get("pace", "closest"),
        programmes=(TABLES[entry["with"]],) if "with" in entry else (),
    )
    dates, windows = {}, {}
    for test, number, due, earliest, latest, window in found["events"]:
        dates.setdefault(test, []).append(written(due))
        around = {"earliest": earliest, "due": due, "latest": latest}
        shown = {name: written(day) for name, day in around.items()}
        windows[f"{test}/{number}"] = shown | {"window": window}
    return found | {"dates": dates, "windows": windows}


def test_the_second_engine_agrees_with_the_cases_worked_by_hand():
    differ = []
    for guideline, entry in WORKED:
        found = worked(guideline, entry)
        expected = {
            key: entry.get(key) for key in ("outcome", "kind", "recommendation")
        }
        expected |= {key: entry[key] for key in ("dates",) if key in entry}
        if "missing" in entry:
            expected["missing"] = set(entry["missing"])
        right = all(found[key] == value for key, value in expected.items())
        for stated in entry.get("windows", []):
            shown = found["windows"].get(stated["id"], {}) | {"id": stated["id"]}
            right = right and stated.items() <= shown.items()
        if not right:
            differ.append((guideline, entry["name"], found))

    assert WORKED
    assert differ == []


def part(job: tuple[str, int, int]) -> Found:
    """One part of the long comparison, with a few dates so that plans repeat."""
    guideline, number, cases = job
    sampler = Sampler(TABLES[guideline], f"slow {guideline} {number}")
    circumstances = [(sampler.pick(SURGERIES), sampler.pick(MADE)) for _ in range(4)]
    with remembering():
        return compare(
            library.load(guideline),
            TABLES[guideline],
            draws(sampler, circumstances),
            cases,
        )


@pytest.fixture(scope="module")
def workers():
    context = multiprocessing.get_context("spawn")
    with context.Pool(os.cpu_count()) as pool:
        yield pool


@pytest.mark.slow
@pytest.mark.parametrize("guideline", GUIDELINES)
def test_both_engines_agree_on_100000_cases(guideline, workers):
    jobs = [(guideline, number, PART) for number in range(MANY // PART)]

    parts = workers.map(part, jobs, chunksize=1)

    rows = {row for found in parts for row in found.rows}
    assert [text for found in parts for text in found.mismatches][:3] == []
    assert {row["id"] for row in TABLES[guideline]["recommendations"]} <= rows
