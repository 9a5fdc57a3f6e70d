"""Planning a chunk: the words of each row, its days, and what is refused."""

import pickle
import subprocess
import sys
import threading
from collections import Counter
from dataclasses import replace
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from batch_odd import guideline as odd
from batch_rows import LOADED, MADE, PROGRAMMES, by_itself, chunk

from surveil.batch import EVENTS, OUTCOMES, BatchOptions, plan_columns
from surveil.errors import UsageError
from surveil.facts import FACT
from surveil.spans import Span

USUAL = BatchOptions(guidelines=(LOADED["esmo-2020"],), made=MADE)
CASE = {
    "key": "A1",
    "surgery": "2026-03-12",
    "site": "small-bowel",
    "grade": "G1",
    "stage": "III",
    "resection": "R0",
}
SMALL = {"site": "rectum", "stage": "I", "size_mm": "8", "adverse_histology": "no"}


def outcome(facts, options=USUAL, **more):
    found = plan_columns(chunk([CASE | facts]), replace(options, **more))
    return found.outcomes.to_pylist()[0]


def rejected(facts, **more):
    found = outcome(facts, **more)
    assert (found["outcome"], found["events"], found["next_due"]) == (
        "rejected",
        0,
        None,
    )
    return f"{found['fact']} {found['problem']}"


def test_one_row_is_planned_with_the_days_that_a_person_works_out():
    found = plan_columns(chunk([CASE]), replace(USUAL, made=date(2026, 10, 10)))

    clinic = [one for one in found.events.to_pylist() if one["test"] == "clinic"][:2]
    assert [(one["id"], one["offset"]) for one in clinic] == [
        ("clinic/1", "6 months"),
        ("clinic/2", "12 months"),
    ]
    assert [one["due"] for one in clinic] == [date(2026, 9, 12), date(2027, 3, 12)]
    assert [(one["earliest"], one["latest"]) for one in clinic] == [
        (date(2026, 8, 15), date(2026, 10, 10)),  # 4 weeks either side
        (date(2027, 2, 12), date(2027, 4, 9)),
    ]
    assert [one["past"] for one in clinic] == [False, False]
    row = found.outcomes.to_pylist()[0]
    assert row["recommendation"] == "low"
    assert row["missing"] == "sstr_positive; cga_raised; hiaa_raised; function"
    assert (row["horizon"], row["next_due"]) == (date(2036, 3, 12), date(2026, 9, 12))


def test_the_renewal_stands_on_the_horizon_of_its_row():
    # Made on 22 November 2026: the first anniversary from 22 November 2031 on.
    late = ("2019-11-21", "2019-11-22", "2019-11-23", "2020-02-29")
    facts = [CASE]
    facts += [CASE | {"key": f"L{day}", "surgery": day} for day in late]

    found = plan_columns(chunk(facts), USUAL).events.to_pylist()

    renewals = [one for one in found if one["test"] == "renew-plan"]
    assert [(one["row"], one["id"], one["offset"]) for one in renewals] == [
        (2, "renew-plan/10", "120 months"),
        (3, "renew-plan/13", "156 months"),
        (4, "renew-plan/12", "144 months"),
        (5, "renew-plan/12", "144 months"),
        (6, "renew-plan/12", "144 months"),
    ]
    assert [(one["earliest"], one["due"], one["latest"]) for one in renewals] == [
        (date(2036, 1, 16), date(2036, 3, 12), date(2036, 5, 7)),
        (date(2032, 9, 26), date(2032, 11, 21), date(2033, 1, 16)),
        (date(2031, 9, 27), date(2031, 11, 22), date(2032, 1, 17)),
        (date(2031, 9, 28), date(2031, 11, 23), date(2032, 1, 18)),
        (date(2032, 1, 4), date(2032, 2, 29), date(2032, 4, 25)),
    ]


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"key": ""}, f"key is missing: {FACT['key'].help}"),
        (
            {"key": "../A5", "surgery": "x"},
            "key is not 1 to 64 of A-Z a-z 0-9 _ - such as A1",
        ),
        (
            {"surgery": "31/01/2024", "grade": "G9"},
            "surgery is not a date like 2024-01-31",
        ),
        (
            {"surgery": ""},
            "surgery is missing: a date like 2024-01-31, or status not-operated"
            " without one",
        ),
        ({"surgery": "1949-12-31"}, "surgery is before 1950"),
        (
            {"surgery": "2027-11-23"},
            "surgery is more than a year after 2026-11-22, the day of the plan",
        ),
        (
            {"status": "died", "status_date": "2026-11-23"},
            "status_date is after 2026-11-22, the day of the plan",
        ),
        (
            {"status": "died", "status_date": "2026-03-11"},
            "status_date is before surgery",
        ),
        ({"born": "2027"}, "born does not fit surgery: an age of 0 to 120 years"),
        ({"born": "1905"}, "born does not fit surgery: an age of 0 to 120 years"),
        ({"ki67": "3"}, "ki67 contradicts grade G1, which means below 3"),
        (
            {"nodes": "positive", "stage": "II"},
            "stage contradicts nodes: positive nodes are stage III (regional) or IV",
        ),
        (
            {"site": "caecum", "colon_side": "left"},
            "colon_side contradicts site: caecum is right, sigmoid left",
        ),
    ],
)
def test_a_row_that_is_no_case_says_what_is_wrong_first(facts, sentence):
    assert rejected(facts) == sentence


@pytest.mark.parametrize(
    "facts",
    [
        {"surgery": "1950-01-01", "key": "x" * 64},
        {"surgery": "2027-11-22"},
        {"status": "suspended", "status_date": "2026-11-22"},
        {"status": "suspended", "status_date": "2026-03-12"},
        {"born": "1906"},
        {"born": "2026"},
        {"ki67": "2.9"},
    ],
)
def test_a_row_on_the_near_side_of_each_rule_is_a_case(facts):
    assert outcome(facts)["outcome"] in ("plan", "judgement")


def test_what_the_reader_of_the_list_refused_is_rejected_with_its_words():
    problem = ["is on rows 2 and 3: one key, one row", None, None]
    table = chunk([CASE, CASE | {"key": "A2"}, CASE | {"key": "A3"}])
    table = table.append_column("refused_fact", pa.array(["key", None, None]))
    table = table.append_column("refused_problem", pa.array(problem))

    found = plan_columns(table, USUAL)

    rows = found.outcomes.to_pylist()
    assert [row["outcome"] for row in rows] == ["rejected", "plan", "plan"]
    assert (rows[0]["fact"], rows[0]["problem"]) == ("key", problem[0])
    assert set(found.events["row"].to_pylist()) == {3, 4}


def test_a_row_without_a_key_is_planned_where_keys_may_be_left_out():
    found = outcome({"key": " "}, needs_key=False)

    assert (found["outcome"], found["key"]) == ("plan", None)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"status": "died"}, "the patient died"),
        (
            {"status": "died", "status_date": "2026-05-01"},
            "the patient died on 2026-05-01",
        ),
        (
            {"status": "opted-out", "status_date": "2026-05-02"},
            "the patient opted out of follow-up on 2026-05-02",
        ),
    ],
)
def test_ended_follow_up_says_why_and_since_when(facts, reason):
    found = outcome(facts)

    assert (found["outcome"], found["reason"], found["events"]) == ("ended", reason, 0)


def test_every_row_has_exactly_one_outcome_in_its_place():
    facts = [
        CASE,
        CASE | {"status": "died"},
        CASE | {"grade": "G9"},
        CASE | {"site": "lung", "grade": "typical"},
        CASE | SMALL,
    ]
    listed = [one | {"key": f"K{place % 5}"} for place, one in enumerate(facts * 40)]

    found = plan_columns(chunk(listed), USUAL).outcomes

    assert found["row"].to_pylist() == list(range(2, 202))
    assert found["outcome"].to_pylist() == 40 * [
        "plan",
        "ended",
        "rejected",
        "judgement",
        "no-follow-up",
    ]
    assert Counter(found["events"].to_pylist())[0] == 160


@pytest.mark.parametrize("names", [["site"], ["key", "surgery"], []])
def test_facts_without_a_column_are_unknown(names):
    found = plan_columns(chunk([CASE] * 3, names), replace(USUAL, needs_key=False))

    missing = "surgery" if "site" in names else "site"
    assert found.outcomes["fact"].to_pylist() == [missing] * 3


def test_a_chunk_without_rows_gives_tables_without_rows():
    found = plan_columns(chunk([]), USUAL)

    assert (found.outcomes.num_rows, found.events.num_rows) == (0, 0)
    assert (found.outcomes.schema, found.events.schema) == (OUTCOMES, EVENTS)


def test_the_tables_can_be_written_chunk_by_chunk(tmp_path):
    path = tmp_path / "events.parquet"
    parts = [
        plan_columns(chunk([CASE | {"surgery": day}]), USUAL).events
        for day in ("2026-03-12", "2001-03-12", "2026-03-12")
    ]

    with pq.ParquetWriter(path, EVENTS) as writer:
        for part in parts:
            writer.write_table(part)

    whole = pa.concat_tables(parts).to_pylist()
    assert pq.read_table(path).to_pylist() == whole


def test_rows_are_numbered_from_one_where_the_list_does_not():
    found = plan_columns(chunk([CASE] * 2).drop_columns("row"), USUAL)

    assert found.outcomes["row"].to_pylist() == [1, 2]


def test_options_plan_alike_after_they_were_sent_to_another_process():
    options = replace(USUAL, programmes=PROGRAMMES, pace="widest")
    expected = plan_columns(chunk([CASE]), options)

    sent = pickle.loads(pickle.dumps(options))
    found = plan_columns(chunk([CASE]), sent)

    assert sent.identity == options.identity
    assert sent.guidelines[0] is not options.guidelines[0]
    assert found.events.equals(expected.events)


def test_options_that_differ_are_not_mistaken_for_each_other():
    ten, twenty = (outcome({}, horizon=Span(months=one)) for one in (120, 240))

    assert (ten["horizon"], twenty["horizon"]) == (date(2036, 3, 12), date(2046, 3, 12))
    assert outcome({}, horizon=Span(months=120)) == ten


@pytest.mark.parametrize(
    "made", [date(2026, 10, 9), date(2026, 10, 10), date(2026, 10, 11)]
)
def test_the_next_due_day_is_of_the_first_window_that_is_still_open(made):
    found = plan_columns(chunk([CASE]), replace(USUAL, made=made))

    closed = made > date(2026, 10, 10)
    following = date(2027, 3, 12) if closed else date(2026, 9, 12)
    assert found.outcomes["next_due"].to_pylist() == [following]
    assert found.events["past"].to_pylist()[0] is closed


@pytest.mark.parametrize(
    ("followed_from", "note"),
    [
        ("2026-10-09", ""),
        ("2026-10-10", ""),  # the last day of the first window
        ("2026-10-11", "before this clinic follows the patient (2026-10-11)"),
    ],
)
def test_an_event_before_the_clinic_follows_the_patient_says_so(followed_from, note):
    found = plan_columns(chunk([CASE | {"followed_from": followed_from}]), USUAL)

    notes = found.events.to_pylist()
    assert {one["notes"] for one in notes if one["number"] == 1} == {note}
    assert {one["notes"] for one in notes if one["number"] == 2} == {""}


@pytest.mark.parametrize(
    ("born", "note"),
    [
        ("1976", ""),
        ("1977", "if under 50"),  # the birthday of that year may be still to come
        ("1978", "under 50"),
        ("", "if under 50"),
    ],
)
def test_a_note_by_age_turns_on_the_year_of_the_event(born, note):
    options = replace(USUAL, guidelines=(LOADED["norway-2020"],))
    facts = CASE | {"site": "pancreas", "grade": "G2", "ki67": "8", "born": born}

    found = plan_columns(chunk([facts | {"stage": "II"}]), options)

    scans = [
        one["notes"].split(":")[0]
        for one in found.events.to_pylist()
        if one["test"] == "ct-or-mri-abdomen" and one["due"].year == 2027
    ]
    assert scans
    assert set(scans) == {note}


def test_texts_that_differ_in_what_a_rule_looks_at_are_not_taken_together():
    tnm = ["pT2 N0 M0", "pT4 N0 M0", "pT3 N0 M0", "pT2 N1 M0", "pT2 NX", "T4 N0"]
    facts = [
        CASE | {"key": f"K{place}", "stage": "II", "tnm": text}
        for place, text in enumerate(tnm)
    ]

    for order in (1, -1):
        found = plan_columns(chunk(facts[::order]), USUAL).outcomes.to_pylist()
        assert [one["problem"][:21] for one in found[::order]] == [
            *("", "contradicts tnm, whos", ""),
            *("contradicts nodes: po", "", "contradicts tnm, whos"),
        ]


def test_threads_do_not_share_what_they_remember():
    listed = chunk([CASE | {"key": f"K{n}"} for n in range(50)])
    expected = plan_columns(listed, USUAL).events
    found = []

    threads = [
        threading.Thread(target=lambda: found.append(plan_columns(listed, USUAL)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [one.events.equals(expected) for one in found] == [True] * 4


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"pace": "slow"}, "--pace is not one of closest, widest"),
        ({"guidelines": ()}, "--guideline names no guideline, such as esmo-2020"),
        (
            {"programmes": USUAL.guidelines},
            "--with esmo-2020 is a guideline: choose it with --guideline esmo-2020",
        ),
    ],
)
def test_options_that_no_plan_can_have_are_refused(more, sentence):
    with pytest.raises(UsageError) as raised:
        plan_columns(chunk([CASE]), replace(USUAL, **more))

    assert str(raised.value) == sentence


@pytest.mark.parametrize("words", [["plan", "--help"], ["guidelines", "list"]])
def test_what_plans_no_list_does_not_load_numpy_or_pyarrow(words):
    script = (
        "import sys\nfrom surveil.cli import main\n"
        f"sys.argv = ['surveil', *{words!r}]\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(sorted({'numpy', 'pyarrow'} & set(sys.modules)), file=sys.stderr)\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True
    )

    assert done.stderr.splitlines()[-1] == "[]"


def test_a_series_that_outlasts_the_horizon_makes_few_schedules_of_many_days():
    options = replace(USUAL, guidelines=(odd(),), horizon=Span(months=60))
    first = date(2015, 1, 1).toordinal()
    listed = [
        CASE | {"key": f"K{n}", "surgery": date.fromordinal(first + 4 * n).isoformat()}
        for n in range(900)
    ]

    found = plan_columns(chunk(listed), options)

    _, planner = found.inside
    assert len(planner.slots.schedules) < 60
    for facts in (listed[0], listed[450], listed[899]):
        row = plan_columns(chunk([facts]), options)
        expected, events = by_itself(facts, options)
        assert row.outcomes.to_pylist() == [expected | {"row": 2}]
        assert row.events.to_pylist() == [one | {"row": 2} for one in events]
