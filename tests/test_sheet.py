"""The sheet that a patient reads: what comes next, and how to prepare."""

import re
from dataclasses import replace
from datetime import date

import pytest
from samples import EXEMPT, MIDGUT, NEC, planned
from sheet_pages import (
    CASES,
    DIED,
    NO_FOLLOW_UP,
    SUSPENDED,
    lines,
    part,
    read,
    sheet_of,
)

from surveil.render import sheet
from surveil.render.clinic_texts import ClinicTexts
from surveil.visits import Visit


def test_the_next_visit_stands_first_with_its_window_its_order_and_when_to_book():
    found = lines(planned(MIDGUT))

    # Surgery on 12 March 2026: the step at 12 months, 4 weeks to either side; the
    # clinic visit two weeks after the blood test, the booking 8 weeks before.
    assert found[:13] == [
        "Health plan",
        "Made on Sun 22 Nov 2026. A proposal: your team decides.",
        "Your next visit",
        "Fri 12 Mar 2027",
        "From Fri 12 Feb 2027 to Fri 09 Apr 2027 is in time.",
        "This is a target date, not a booking. If you already have a booked date,"
        " follow that one.",
        "A good day to book it: Fri 15 Jan 2027.",
        "Booked for (day, time, place):",
        "What will be done",
        "urine or blood test (5-HIAA)",
        "blood test (CgA)",
        "scan of the abdomen (CT or MRI)",
        "Your team sees the results at your clinic visit around Fri 26 Mar 2027.",
    ]


def test_preparation_goes_by_time_and_names_the_test_it_is_for():
    found = lines(planned(MIDGUT))
    start = found.index("How to prepare for your next visit")
    end = found.index("Why these visits")

    said = found[start:end]
    times = [line for line in said if re.fullmatch(r"[^:]*(day|before)", line)]
    assert times == [
        "Before the day",
        "14 days before",
        "3 days before",
        "2 days before",
        "The day before",
        "On the day",
    ]
    at = found.index("14 days before") + 1
    assert found[at].startswith("urine or blood test (5-HIAA): No supplements")
    assert found[end - 1] == "Your laboratory's or department's own sheet wins."
    assert found[end - 2].startswith("Bring ")


def test_later_visits_each_have_their_day_window_order_and_a_box():
    page = read(sheet_of(planned(MIDGUT)))
    (visits,) = page.with_class("visits")
    rows = [part for part in visits.parts if part.name == "li"]

    # 14 rounds of two trips are not past, and the first trip stands above.
    assert len(rows) == 27
    assert rows[1].lines == [
        "Sun 12 Sep 2027",
        "In time: Sun 15 Aug 2027 to Sun 10 Oct 2027",
        "1. urine or blood test (5-HIAA), 2. blood test (CgA),"
        " 3. scan of the abdomen (CT or MRI)",
        "Booked for (day, time, place):",
    ]
    assert rows[-1].lines == [
        "Wed 26 Mar 2036",
        "In time: Wed 26 Mar 2036 to Wed 07 May 2036",
        "1. clinic visit, 2. review of your plan",
        "At this visit your team goes through your results with you.",
        "Your follow-up goes on after this plan. Ask your team for the next one.",
        "Booked for (day, time, place):",
    ]


def test_preparation_that_stands_above_is_not_said_again():
    found = lines(planned(MIDGUT))

    assert found.count("Prepare as for your next visit.") == 1
    assert "How to prepare for your later visits" not in found


def test_preparation_that_is_new_later_is_said_once_for_all_later_visits():
    # The PET comes once, 12 months after surgery; the visit at 6 months is before it.
    plan = planned({**MIDGUT, "sstr_positive": "yes"}, made=date(2026, 8, 1))
    found = lines(plan)
    first = found.index("How to prepare for your next visit")
    start = found.index("How to prepare for your later visits")

    assert "Prepare as for your next visit." not in found
    water = [at for at, line in enumerate(found) if "Drink water" in line]
    assert len(water) == 1
    assert first < start < water[0]


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (date(2027, 3, 11), "From Fri 12 Feb 2027 to Fri 09 Apr 2027 is in time."),
        (date(2027, 3, 12), "From Fri 12 Feb 2027 to Fri 09 Apr 2027 is in time."),
        (
            date(2027, 3, 13),
            "This day has passed, but you are in time until Fri 09 Apr 2027."
            " Please book now.",
        ),
        (
            date(2027, 4, 9),
            "This day has passed, but you are in time until Fri 09 Apr 2027."
            " Please book now.",
        ),
    ],
)
def test_a_day_that_has_passed_is_in_time_while_its_window_is_open(made, expected):
    found = lines(planned(MIDGUT, made=made))

    assert found[3:5] == ["Fri 12 Mar 2027", expected]


def test_a_visit_whose_window_has_closed_is_not_asked_for():
    found = lines(planned(MIDGUT, made=date(2027, 4, 10)))

    assert found[3] == "Sun 12 Sep 2027"
    assert "Fri 12 Mar 2027" not in found


def test_a_booking_day_that_has_come_is_now():
    # Eight weeks before 12 March 2027 is 15 January.
    day = "A good day to book it: Fri 15 Jan 2027."

    assert day in lines(planned(MIDGUT, made=date(2027, 1, 14)))
    for late in (15, 16):
        found = lines(planned(MIDGUT, made=date(2027, 1, late)))
        assert day not in found
        assert "Please book it now." in found


def test_questions_go_to_the_telephone_of_the_clinic():
    page = read(sheet_of(planned(MIDGUT), telephone="+61 (2) 9999 0000"))

    (link,) = page.all("a")
    assert link.attributes == {"href": "tel:+61299990000"}
    assert "Telephone: +61 (2) 9999 0000" in page.lines


def test_a_telephone_with_an_extension_is_not_made_a_link():
    page = read(sheet_of(planned(MIDGUT), telephone="02 9999 0000 ext 12"))

    assert page.all("a") == []
    assert "Telephone: 02 9999 0000 ext 12" in page.lines


def test_without_a_telephone_there_is_a_line_to_write_it_on():
    page = read(sheet_of(planned(MIDGUT)))

    written = [one.lines for one in page.with_class("lines")]
    assert written == [["Telephone:"], [], [], []]


@pytest.mark.parametrize("case", ["midgut", "nec"])
def test_tests_of_one_day_are_one_trip_also_where_the_calendar_has_several_entries(
    case,
):
    one, several = (lines(CASES[case], by=by) for by in ("visit", "test"))

    assert one == several


def test_what_is_done_on_one_day_is_in_the_order_in_which_it_is_done():
    events = [event for event in planned(MIDGUT).events if event.due == _march(12)]
    entries = [
        Visit(event.id, _march(12), (event,), event.earliest, event.latest)
        for event in sorted(events, key=lambda event: event.id, reverse=True)
    ]
    found = read(sheet.render(planned(MIDGUT), entries, ClinicTexts())).lines

    at = found.index("What will be done")
    assert found[at + 1 : at + 5] == [
        "urine or blood test (5-HIAA)",
        "blood test (CgA)",
        "scan of the abdomen (CT or MRI)",
        "clinic visit",
    ]


def test_the_window_of_a_trip_is_in_time_for_every_test_of_that_day():
    # Two entries on one day: 5 to 20 March and 8 to 30 March.
    plan = planned(MIDGUT)
    events = [event for event in plan.events if event.due == date(2027, 3, 12)]
    first = Visit("a", date(2027, 3, 12), tuple(events[:1]), _march(5), _march(20))
    second = Visit("b", date(2027, 3, 12), tuple(events[1:]), _march(8), _march(30))
    found = read(sheet.render(plan, (first, second), ClinicTexts())).lines

    assert found[3:5] == [
        "Fri 12 Mar 2027",
        "From Mon 08 Mar 2027 to Sat 20 Mar 2027 is in time.",
    ]


def _march(day):
    return date(2027, 3, day)


def test_a_plan_whose_renewal_is_overdue_asks_for_the_next_one():
    # Carcinoma, two years of visits to November 2022, and then a new plan.
    assert lines(planned({**NEC, "surgery": "2020-11-10"}))[2:] == [
        "Your follow-up goes on after this plan. Ask your team for the next one.",
        "Questions for your team",
        "Telephone:",
    ]


def test_a_plan_that_has_run_out_asks_what_comes_next():
    # Two years of visits that end for good, all of them past.
    plan = planned({**NEC, "surgery": "2020-11-10"})
    past = replace(
        plan, events=tuple(one for one in plan.events if one.test != "renew-plan")
    )

    assert lines(past)[2] == (
        "No visits are planned at the moment. Ask your team what comes next."
    )


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (
            EXEMPT,
            ["Your team will talk with you about which checks are right for you."],
        ),
        (
            NO_FOLLOW_UP,
            [
                "No routine follow-up visits are planned for you.",
                "If you notice anything new, or if something worries you, call your"
                " team or your family doctor at any time.",
            ],
        ),
        (
            SUSPENDED,
            ["Your plan is paused for now. Your team tells you when it goes on."],
        ),
    ],
)
def test_a_plan_without_visits_says_kindly_what_comes_next(facts, expected):
    assert lines(planned(facts)) == [
        "Health plan",
        "Made on Sun 22 Nov 2026. A proposal: your team decides.",
        *expected,
        "Questions for your team",
        "Telephone:",
    ]


@pytest.mark.parametrize("status", ["died", "discharged", "opted-out"])
@pytest.mark.parametrize("level", ["plain", "discreet"])
def test_after_the_end_nothing_is_said_to_patient_or_family(status, level):
    found = lines(planned({**DIED, "status": status}), texts=level)

    assert found == ["Health plan", "For the clinic's file: this plan holds no visits."]


def test_a_clinical_sheet_after_the_end_is_the_clinic_s_file_alone():
    patient, clinic = part(planned(DIED), texts="clinical")

    assert patient == ["Health plan"]
    assert clinic[:3] == [
        "For the clinic's file",
        "This part names the illness.",
        "Patient (by hand):",
    ]
    assert "Outcome: follow-up has ended" in clinic
