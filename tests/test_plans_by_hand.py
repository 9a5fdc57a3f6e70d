"""Plans and boundaries that people worked out from the printed words."""

from datetime import date

import pytest
from hand_worked import entries, ids
from samples import guideline as loaded

from surveil import library
from surveil.answering import answer
from surveil.case import Case

PLANS = entries("plans", "plans")
BOUNDARIES = entries("boundaries", "boundaries")


def planned(guideline, entry):
    made = date.fromisoformat(entry.get("made", entry["case"]["surgery"]))
    pace = entry.get("pace", "closest")
    case = Case.parse(entry["case"])
    # The cases of a programme say beside which guideline they stand.
    by = loaded(entry.get("guideline", guideline))
    programmes = [loaded(entry["with"])] if "with" in entry else []
    return answer(case, [by], made=made, pace=pace, programmes=programmes)


def assert_answer(plan, entry):
    assert plan.outcome == entry["outcome"]
    assert plan.judgement == entry.get("kind")
    assert plan.recommendation == entry.get("recommendation")
    if "missing" in entry:
        asked = {missing.fact for missing in plan.missing}
        assert asked == set(entry["missing"])


@pytest.mark.parametrize(("guideline", "entry"), PLANS, ids=ids(PLANS))
def test_a_plan_worked_by_hand(guideline, entry):
    plan = planned(guideline, entry)

    assert_answer(plan, entry)
    dates: dict[str, list[str]] = {}
    for event in plan.events:
        dates.setdefault(event.test, []).append(event.due.isoformat())
    assert dates == entry.get("dates", {})
    shown = {
        event.id: (
            event.earliest.isoformat(),
            event.due.isoformat(),
            event.latest.isoformat(),
            event.step.window,
        )
        for event in plan.events
    }
    for window in entry.get("windows", []):
        expected = tuple(window[key] for key in ("earliest", "due", "latest", "window"))
        assert shown[window["id"]] == expected
    assert plan.banner == entry.get("banner")
    for text in entry.get("gaps", []):
        assert any(text in gap for gap in plan.gaps), text
    for text in entry.get("no_gaps", []):
        assert not any(text in gap for gap in plan.gaps), text
    for text in entry.get("reason", []):
        assert text in plan.reason


@pytest.mark.parametrize(("guideline", "entry"), BOUNDARIES, ids=ids(BOUNDARIES))
def test_a_boundary_worked_by_hand(guideline, entry):
    assert_answer(planned(guideline, entry), entry)


@pytest.mark.parametrize("folder", ["plans", "boundaries"])
def test_every_row_of_every_guideline_is_worked_by_hand(folder):
    key = {"plans": "plans", "boundaries": "boundaries"}[folder]
    worked = {(g, e.get("recommendation")) for g, e in entries(folder, key)}

    rows = {
        (file.id, row.id)
        for file in library.all_files()
        for row in loaded(file.id).recommendations
    }
    assert rows <= worked


def test_every_supplement_is_seen_by_hand_added_and_left_out():
    seen: dict[tuple[str, str], set[bool]] = {}
    for guideline, entry in PLANS:
        plan = planned(guideline, entry)
        if plan.outcome != "plan" and "with" not in entry:
            continue
        asking = {asker.row.id for event in plan.events for asker in event.asked_by}
        for supplement in loaded(guideline).supplements:
            found = seen.setdefault((guideline, supplement.id), set())
            found.add(supplement.id in asking)

    assert set(seen) == {
        (file.id, supplement.id)
        for file in library.all_files()
        for supplement in loaded(file.id).supplements
    }
    assert all(found == {True, False} for found in seen.values())
