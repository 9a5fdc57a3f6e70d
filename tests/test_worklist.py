"""The worklist: every line worked out by hand, and what holds of all of them."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveil import answering, following, library, worklist
from surveil.case import Case
from surveil.happenings import Happening
from surveil.history import Done
from surveil.lists import Listed, Rejected
from surveil.outstanding import WEIGHTS
from surveil.render import worklist as rendering
from surveil.render import worklist_excel, worklist_words
from surveil.spans import Span

ESMO = [library.load("esmo-2020")]
CT = "ct-or-mri-abdomen"
FACTS = {
    "surgery": "2025-03-12",
    "site": "ileum",
    "grade": "G1",
    "stage": "III",
    "resection": "R0",
    "sstr_positive": "no",
    "function": "non-functioning",
    "cga_raised": "no",
    "hiaa_raised": "no",
}
# With these facts ESMO 2020 asks for a clinic visit and a CT or MRI every 6 months:
# due 12 September 2025 (window 15 August to 10 October) and 12 March 2026 (12 February
# to 9 April), then 12 September 2026 (15 August to 10 October).


def day(text):
    return date.fromisoformat(text)


def listed(key="A1", row=2, **facts):
    return Listed(row, Case.parse({"key": key, **FACTS, **facts}))


def done(*texts, test=CT, status="done"):
    return [
        Done(day(text), test, status, row) for row, text in enumerate(texts, start=2)
    ]


def both(*texts):
    """The clinic visit and the CT of each of these days."""
    return done(*texts) + done(*texts, test="clinic")


def made(
    rows,
    tables=None,
    events=None,
    *,
    as_of="2026-06-01",
    within=None,
    by="visit",
    **how,
):
    found = following.follow(
        rows,
        tables or {},
        events or {},
        as_of=day(as_of),
        planned=lambda one: answering.answer(one, ESMO, made=day(as_of)),
        **how,
    )
    return worklist.worklist(found, as_of=day(as_of), within=within, by=by)


def lines(*args, **how):
    return made(*args, **how).lines


def said(line):
    return line.key, line.status, line.tests, str(line.due), line.days_late, line.next


def test_the_first_visit_is_due_from_the_day_its_window_opens_to_its_last():
    """One day before, on, on the last, one day after."""
    rows = [listed()]

    assert lines(rows, as_of="2025-08-14") == ()
    for last in ("2025-08-15", "2025-10-10"):
        assert [said(one) for one in lines(rows, as_of=last)] == [
            ("A1", "due", ("clinic", CT), "2025-09-12", 0, "book it by 2025-10-10")
        ]
    assert [said(one) for one in lines(rows, as_of="2025-10-11")] == [
        ("A1", "overdue", ("clinic", CT), "2025-09-12", 1, "book it now")
    ]


def test_within_adds_what_becomes_due_by_then():
    rows, month = [listed()], Span(days=30)

    assert lines(rows, as_of="2025-07-15", within=month) == ()
    (line,) = lines(rows, as_of="2025-07-16", within=month)
    assert said(line) == (
        *("A1", "coming", ("clinic", CT), "2025-09-12", 0),
        "book it for 2025-08-15 to 2025-10-10",
    )


def test_overdue_stays_for_ever_and_keeps_its_dates():
    (line,) = lines([listed()], as_of="2029-01-01")

    assert (line.due, line.earliest, line.latest) == (
        day("2025-09-12"),
        day("2025-08-15"),
        day("2025-10-10"),
    )
    # From 10 October 2025 to 1 January 2029.
    assert line.days_late == 1179
    # 2026-03, 2026-09, 2027-03, 2027-09, 2028-03, 2028-09.
    assert line.next == (
        "book it now: 6 later steps are open as well, and one test serves"
    )


def test_lateness_is_a_share_of_the_interval_and_the_worst_step_counts():
    (line,) = lines([listed()], as_of="2025-10-20")

    # 10 days after the window; 184 days from 12 March to 12 September 2025.
    assert line.lateness == pytest.approx(10 / 184)
    assert line.urgency == pytest.approx(10 / 184 * 1)


@pytest.mark.parametrize(
    ("grade", "weight"),
    [("NEC", 3), ("G3", 3), ("G2", 2), ("atypical", 2), (None, 2), ("G1", 1)],
)
def test_weights(grade, weight):
    assert WEIGHTS[grade] == weight


def test_lines_are_in_order_of_urgency_then_of_their_window_then_of_key():
    rows = [
        listed("B2"),  # 10 of 184 days late
        listed("B1"),
        listed("C1", surgery="2025-03-02"),  # 2 September to 30 September: 20 of 184
        listed("D1", surgery="2025-04-10"),  # due 10 October: not late
        listed("E1", grade="G2", ki67="9", surgery="2025-07-06"),  # 6 October, 14 days
        listed("F1", grade=""),
    ]

    found = lines(rows, as_of="2025-10-20")

    assert [one.key for one in found] == ["C1", "B1", "B2", "E1", "D1", "F1"]
    assert [one.status for one in found] == [
        *("overdue", "overdue", "overdue", "due", "due", "mdt")
    ]


def test_grade_weighs():
    rows = [
        listed("A1", surgery="2025-03-02"),  # 20 of 184 days, once: 0.109
        listed("A2", grade="G2", ki67="9", surgery="2025-06-25"),
        # due 25 September, to 9 October: 11 of 92 days, twice: 0.239
    ]

    assert [one.key for one in lines(rows, as_of="2025-10-20")] == ["A2", "A1"]


def test_what_was_done_is_no_longer_due():
    table = {"A1": both("2025-09-12", "2026-03-12")}

    found = made([listed()], table)

    assert found.lines == ()
    assert found.counts == {
        "due": 0,
        "nothing-due": 1,
        "judgement": 0,
        "ended": 0,
        "rejected": 0,
    }


def test_tests_of_one_visit_part_where_only_one_was_done():
    table = {"A1": both("2025-09-12") + done("2026-03-12", test="clinic")}

    (line,) = lines([listed()], table, as_of="2026-04-19")

    assert said(line) == ("A1", "overdue", (CT,), "2026-03-12", 10, "book it now")
    assert line.last == (day("2025-09-12"),)
    assert line.by == ("esmo-2020: low",)


def test_by_test_gives_each_its_line():
    found = lines([listed()], as_of="2025-10-11", by="test")

    assert [one.tests for one in found] == [("clinic",), (CT,)]


def test_a_larger_scan_is_the_last_one_too():
    table = {"A1": done("2025-09-12", test="ct-or-mri-chest-abdomen")}

    found = lines([listed()], table, as_of="2026-04-10", by="test")

    assert {one.tests: one.last for one in found} == {
        ("clinic",): (None,),
        (CT,): (day("2025-09-12"),),
    }


def test_a_booking_whose_day_has_passed_awaits_confirmation():
    table = {"A1": both("2025-09-12") + done("2026-03-10", status="booked")}

    found = lines([listed()], table, as_of="2026-03-11", by="test")

    assert [said(one) for one in found] == [
        ("A1", "due", ("clinic",), "2026-03-12", 0, "book it by 2026-04-09"),
        (
            *("A1", "awaiting", (CT,), "2026-03-12", 0),
            "find out whether it was done on 2026-03-10, and note it",
        ),
    ]


def test_a_booking_to_come_is_nothing_to_do():
    table = {
        "A1": both("2025-09-12")
        + done("2026-03-10", test="clinic")
        + done("2026-03-12", status="booked")
    }

    assert lines([listed()], table, as_of="2026-03-11") == ()
    assert lines([listed()], table, as_of="2026-03-12") == ()
    assert [one.status for one in lines([listed()], table, as_of="2026-03-13")] == [
        "awaiting"
    ]


def test_a_booking_for_no_step_awaits_confirmation_until_it_was_done():
    booked = done("2025-05-10", test="gastrin", status="booked")

    (line,) = lines([listed()], {"A1": booked}, as_of="2025-06-01")

    assert said(line) == (
        *("A1", "awaiting", ("gastrin",), "None", 0),
        "find out whether it was done on 2025-05-10, and note it",
    )
    assert line.notes == ("for no step of the plan",)
    for day_done in ("2025-05-10", "2025-05-11"):
        table = {"A1": booked + done(day_done, test="gastrin")}
        assert lines([listed()], table, as_of="2025-06-01") == ()


def test_an_early_booking_whose_day_has_passed_awaits_confirmation():
    # 10 July: more than half of the way to 12 September, before the window opens.
    booked = done("2025-07-10", status="booked")

    (line,) = lines([listed()], {"A1": booked}, as_of="2025-07-11")

    assert said(line) == (
        *("A1", "awaiting", (CT,), "2025-09-12", 0),
        "find out whether it was done on 2025-07-10, and note it",
    )


def test_who_did_not_attend_is_booked_again():
    table = {"A1": both("2025-09-12") + done("2026-03-10", status="did-not-attend")}

    found = lines([listed()], table, as_of="2026-03-11", by="test")

    assert found[-1].next == (
        "book it again by 2026-04-09 (did not attend on 2026-03-10)"
    )


@pytest.mark.parametrize("what", ["pregnancy", "renal-failure"])
def test_imaging_is_to_be_asked_about_and_nothing_else_is(what):
    events = {"A1": [Happening(day("2025-08-01"), what, (), 2)]}

    found = lines([listed()], {}, events, as_of="2025-10-11")

    why = {"pregnancy": "pregnant", "renal-failure": "renal failure"}[what]
    assert [said(one) for one in found] == [
        ("A1", "overdue", ("clinic",), "2025-09-12", 1, "book it now"),
        (
            *("A1", "ask", (CT,), "2025-09-12", 1),
            f"{why} since 2025-08-01: the team decides whether and how to image",
        ),
    ]


def test_a_plan_that_has_run_out_says_so_and_keeps_what_was_missed():
    # NEC: every 2-3 months for 2 years, then the plan is renewed (ESMO 2020).
    rows = [listed(grade="NEC", ki67="70")]

    found = {one.tests: one.next for one in lines(rows, as_of="2030-01-01")}

    assert found.pop(("renew-plan",)) == "the team renews the plan"
    assert found
    for said_next in found.values():
        assert said_next.startswith("book it now: ")
        assert said_next.endswith(
            "; the plan has run out: ask the team what comes next"
        )


def test_suspended_patients_stay_on_the_list():
    (line,) = lines(
        [listed(status="suspended", status_date="2025-07-01")], as_of="2025-10-11"
    )

    assert line.next == (
        "book it now; follow-up is suspended since 2025-07-01: reactivate it, or"
        " confirm"
    )


def test_facts_that_are_missing_and_judgements_are_for_the_team():
    rows = [listed("A1", grade=""), listed("A2")]
    events = {"A2": [Happening(day("2025-08-01"), "recurrence", (), 2)]}

    found = made(rows, {}, events)

    assert [(one.status, one.next) for one in found.lines] == [
        ("mdt", "find out grade, ki67, or let the team decide"),
        (
            "mdt",
            "the team decides: the disease came back on 2025-08-01: plans for follow-up"
            " after surgery do not cover this until a new operation, or a stage or"
            " margin since then, is noted",
        ),
    ]
    assert found.counts["judgement"] == 2


def test_a_grave_contradiction_is_for_the_team_to_clear_up():
    events = {"A1": [Happening(day("2025-08-01"), "died", (), 7)]}
    table = {"A1": done("2025-09-12")}

    found = made([listed()], table, events)

    assert [one.next for one in found.lines] == [
        "clear up what was noted: row 2 of what was done: after the death in row 7 of"
        " the events"
    ]
    assert (found.counts["judgement"], found.counts["ended"]) == (1, 0)


def test_every_patient_is_counted_once():
    rows = [
        listed("A1"),
        listed("A2", grade=""),
        listed("A3", status="died", status_date="2025-07-01"),
        Rejected(5, "site", "is missing"),
        listed("A4", surgery="2026-05-30"),
        listed("A5", surgery="2027-06-02"),
    ]

    found = made(rows)

    assert found.counts == {
        "due": 1,
        "nothing-due": 1,
        "judgement": 1,
        "ended": 1,
        "rejected": 2,
    }
    assert worklist_words.counted(found) == (
        "6 patients = 1 with something due + 1 with nothing due now + 1 for the MDT to"
        " decide + 1 ended + 2 rejected"
    )
    assert [str(one) for one in found.rejected] == [
        "row 5: site is missing",
        "row 2: surgery is more than a year after 2026-06-01, the day of the plan",
    ]


def test_only_some_tests_or_only_what_is_overdue():
    table = {"A1": both("2025-09-12")}
    rows = [listed(), listed("A2", surgery="2025-11-20")]

    found = made(rows, table, as_of="2026-05-20")

    assert [one.key for one in found.lines] == ["A1", "A2"]
    assert [one.key for one in found.only(overdue=True).lines] == ["A1"]
    assert [one.tests for one in found.only([CT]).lines] == [(CT,), (CT,)]
    assert found.only(["cga"]).lines == ()
    assert found.only(["cga"]).counts == found.counts


def test_anchored_dates():
    table = {"A1": both("2025-10-10")}
    rows = [listed()]

    by_surgery = lines(rows, table, as_of="2026-04-10")
    by_done = lines(rows, table, as_of="2026-04-10", anchor="done")

    assert [(one.status, str(one.due)) for one in by_surgery] == [
        ("overdue", "2026-03-12")
    ]
    assert [(one.status, str(one.due)) for one in by_done] == [("due", "2026-04-10")]


# Lost: the first visit has its window from 15 August to 10 October 2025; 90 days after
# that is 8 January 2026.
@pytest.mark.parametrize(
    ("as_of", "contact", "is_lost"),
    [
        ("2026-01-07", None, False),
        ("2026-01-08", None, False),
        ("2026-01-09", None, True),
        ("2026-01-09", "2025-08-14", True),
        ("2026-01-09", "2025-08-15", False),
        ("2026-01-09", "2025-12-24", False),
    ],
)
def test_lost_is_who_did_not_come_in_the_window_nor_in_the_grace(
    as_of, contact, is_lost
):
    events = [Happening(day(contact), "last-contact")] if contact else []
    (one,) = following.follow(
        [listed()],
        {},
        {"A1": events},
        as_of=day(as_of),
        planned=lambda case: answering.answer(case, ESMO, made=day(as_of)),
    )

    found = following.lost(one.history, one.contact, Span(days=90))

    assert (found.id if found else None) == ("clinic/1" if is_lost else None)


@pytest.mark.parametrize(
    "what", ["suspended", "moved", "opted-out", "died", "recurrence"]
)
def test_nobody_is_lost_of_whom_it_is_known(what):
    (one,) = following.follow(
        [listed()],
        {},
        {"A1": [Happening(day("2025-08-01"), what, (), 2)]},
        as_of=day("2026-06-01"),
        planned=lambda case: answering.answer(case, ESMO, made=day("2026-06-01")),
    )

    assert following.lost(one.history, one.contact) is None


# Forms


def test_csv_has_a_row_a_line_and_runs_no_formula():
    found = made([listed("-A1")], as_of="2025-10-11")

    (row,) = csv.DictReader(io.StringIO(rendering.to_csv(found).decode()))

    assert row == {
        "format": "1",
        "as_of": "2025-10-11",
        "list": "",
        "row": "2",
        "key": "'-A1",
        "status": "overdue",
        "what": "clinic visit, CT or MRI of abdomen and pelvis",
        "tests": f"clinic; {CT}",
        "due": "2025-09-12",
        "earliest": "2025-08-15",
        "latest": "2025-10-10",
        "days_late": "1",
        "lateness": "0.005",
        "urgency": "0.005",
        "last_done": "never",
        "next": "book it now",
        "guideline": "esmo-2020: low",
        "steps": f"clinic/1; {CT}/1",
        "notes": "",
    }


def test_a_workbook_has_no_formula_and_is_the_same_bytes_again():
    found = made([listed("-A1"), listed("A2", grade="")], as_of="2025-10-11")

    raw = worklist_excel.to_excel(found)

    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        texts = parts.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert "<t>-A1</t>" in texts
    assert worklist_excel.to_excel(found) == raw


def test_json_has_the_lines_and_the_counts():
    found = made([listed(), listed("A2", grade="")], as_of="2025-10-11")

    read = json.loads(rendering.to_json(found, {"done_not_in_list": [4]}))

    assert read["counts"] == {
        "due": 1,
        "nothing_due": 0,
        "judgement": 1,
        "ended": 0,
        "rejected": 0,
    }
    assert [one["key"] for one in read["lines"]] == ["A1", "A2"]
    assert read["lines"][0]["steps"] == ["clinic/1", f"{CT}/1"]
    assert read["done_not_in_list"] == [4]


@pytest.mark.parametrize("width", [40, 71, 72, 100, 200])
def test_the_table_fits_its_screen_and_shows_every_line(width):
    found = made([listed(), listed("A2", grade="")], as_of="2025-10-11")

    text = rendering.to_table(found, width=width).decode()

    assert max(map(len, text.splitlines())) <= width
    assert "A1" in text
    assert "A2" in text


def test_nothing_to_do_is_said():
    found = made([listed(surgery="2026-05-30")])

    text = rendering.to_table(found).decode()

    assert text.splitlines()[:4] == [
        "Due on Mon 01 Jun 2026",
        "1 patient = 0 with something due + 1 with nothing due now + 0 for the MDT to"
        " decide + 0 ended + 0",
        "rejected",
        "",
    ]
    assert "Nothing to do." in text


# Properties

DAYS = st.dates(day("2025-03-12"), day("2028-12-31"))
SOME = st.lists(
    st.builds(
        Done,
        DAYS,
        st.sampled_from(("clinic", CT, "cga", "ct-or-mri-chest-abdomen")),
        st.sampled_from(("done", "done", "done", "booked", "did-not-attend")),
        st.integers(2, 999),
    ),
    max_size=8,
)
AS_OFS = st.dates(day("2025-03-12"), day("2029-06-30"))


@settings(max_examples=80, deadline=None)
@given(SOME, AS_OFS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(table, as_of, random):
    rows = [listed("A1"), listed("A2", surgery="2025-06-30")]
    shuffled = [*table]
    random.shuffle(shuffled)

    first = made(rows, {"A1": table, "A2": table}, as_of=str(as_of))
    second = made(rows[::-1], {"A1": shuffled, "A2": shuffled}, as_of=str(as_of))

    assert first.lines == second.lines
    assert first.counts == second.counts


@settings(max_examples=80, deadline=None)
@given(SOME, AS_OFS)
def test_doing_what_is_due_takes_exactly_its_line_away(table, as_of):
    """And an old booking of the same test that was for no step: it is settled too."""
    before = lines([listed()], {"A1": table}, as_of=str(as_of), by="test")

    for line in before:
        if line.status in ("due", "overdue"):
            now = Done(as_of, line.tests[0], "done", 1000)
            after = lines(
                [listed()], {"A1": [*table, now]}, as_of=str(as_of), by="test"
            )
            settled = (line.tests, ("",))
            assert after == tuple(
                one
                for one in before
                if one is not line and (one.tests, one.steps) != settled
            )


@settings(max_examples=80, deadline=None)
@given(SOME, AS_OFS)
def test_a_test_that_nobody_asked_for_changes_no_line(table, as_of):
    also = [*table, Done(day("2025-09-12"), "gastrin", "done", 1000)]

    assert lines([listed()], {"A1": also}, as_of=str(as_of)) == lines(
        [listed()], {"A1": table}, as_of=str(as_of)
    )


@settings(max_examples=60, deadline=None)
@given(SOME, AS_OFS)
def test_overdue_never_expires(table, as_of):
    """What is overdue today and not done is overdue on any later day, and later."""
    table = [one for one in table if one.date <= as_of and one.status == "done"]
    rows = [listed()]
    today = lines(rows, {"A1": table}, as_of=str(as_of), by="test")
    later = lines(
        rows, {"A1": table}, as_of=str(as_of + timedelta(days=200)), by="test"
    )
    due = {one.steps: one for one in later}

    for line in today:
        if line.status == "overdue":
            assert due[line.steps].days_late == line.days_late + 200
            assert replace(due[line.steps], latest=None).due == line.due
