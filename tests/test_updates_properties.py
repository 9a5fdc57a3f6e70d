"""Any chain of updates keeps the rules, and ends where a first plan would."""

from datetime import date, timedelta

from calendar_clients import PROGRAMS, stated
from calendar_history import history_faults
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import MIDGUT, SECRET, planned

from surveil import identity
from surveil.render import ics
from surveil.render.clinic_texts import ClinicTexts
from surveil.render.layout import Layout
from surveil.render.reading import read
from surveil.revising import day_of

KEY = {"key": "A1"}
PLAN_ID = identity.plan_id(SECRET, "A1")
CASES = st.sampled_from(
    [
        (MIDGUT, "esmo-2020"),
        (MIDGUT, "norway-2020"),
        (MIDGUT | {"surgery": "2026-03-14"}, "esmo-2020"),
        (MIDGUT | {"surgery": "2025-12-31"}, "esmo-2020"),
        (MIDGUT | {"sstr_positive": "yes", "cga_raised": "no"}, "esmo-2020"),
        (MIDGUT | {"grade": "NEC", "stage": "II"}, "esmo-2020"),
        (MIDGUT | {"status": "suspended"}, "esmo-2020"),
        (MIDGUT | {"status": "died"}, "esmo-2020"),
    ]
)
LAYOUTS = st.builds(
    Layout,
    by=st.sampled_from(["visit", "visit", "test"]),
    book=st.sampled_from([None, Layout().book, Layout().book]),
    texts=st.builds(
        ClinicTexts,
        titles=st.sampled_from(["discreet", "plain", "clinical"]),
        texts=st.sampled_from(["discreet", "plain"]),
    ),
)
# Mostly forwards, now and then back, as clocks do.
DAYS = st.sampled_from([0, 0, 1, 7, 30, 100, 200, 365, -1, -40])


@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(CASES, LAYOUTS, DAYS), min_size=2, max_size=5))
def test_any_chain_of_updates_keeps_the_rules(steps):
    raw, day = None, date(2026, 11, 22)
    programs = [program() for program in PROGRAMS]
    for (facts, by), layout, days in steps:
        day += timedelta(days=days)
        old = read(raw, SECRET, PLAN_ID) if raw else None
        made = day_of(old.entries, day) if old else day
        plan = planned(facts | KEY, by, made=made)

        new = ics.revise(plan, SECRET, layout=layout, old=old).raw

        if new is None:  # nothing to enter, and nothing to withdraw
            assert raw is None
            continue
        if raw is not None:
            # A history of withdrawals may make a file larger than a plan is.
            found = history_faults(raw, new)
            assert [fault for fault in found if " 26: " not in fault] == []
        for program in programs:
            program.take(new)
            assert program.shows == stated(new)
        fresh = ics.revise(plan, SECRET, layout=layout).raw
        assert _visits_to_come(new, made) == _visits_to_come(fresh, made)
        again = read(new, SECRET, PLAN_ID)
        assert ics.revise(plan, SECRET, layout=layout, old=again).raw == new
        raw = new


def _visits_to_come(raw, made):
    """The visits from this day on: a late reminder to book may stay where it was."""
    if raw is None:
        return []
    books = {
        identity.entry_uid(SECRET, PLAN_ID, one.id, one.role)
        for one in read(raw, SECRET, PLAN_ID).entries
        if one.role == "book"
    }
    return sorted(
        (shown.day, shown.title, shown.text, shown.alarm)
        for uid, shown in stated(raw).items()
        if uid not in books
        and shown.status != "CANCELLED"
        and shown.day >= f"{made:%Y%m%d}"
    )
