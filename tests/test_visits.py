"""Visits: what shares a trip, and when the clinic visit that awaits its results is."""

from datetime import date

import pytest
from invented_events import LEFT_OUT, event, seen
from samples import MIDGUT, NEC, planned

from surveil.visits import LEADS, others, rounds, visits

NONE = {}


def test_the_plan_of_the_readme_has_two_trips_a_round():
    found = visits(planned(MIDGUT).events)

    # Due on the 12th every 6 months for 5 years, then yearly to 10; the clinic visit
    # 14 days later, because the blood test needs longer than the scan.
    months = [
        *("2026-09", "2027-03", "2027-09", "2028-03", "2028-09"),
        *("2029-03", "2029-09", "2030-03", "2030-09", "2031-03"),
        *("2032-03", "2033-03", "2034-03", "2035-03", "2036-03"),
    ]
    expected = []
    for number, month in enumerate(months, start=1):
        tests = f"5-hiaa/{number} cga/{number} ct-or-mri-abdomen/{number}"
        clinic = f"clinic/{number}" + (" renew-plan/10" if number == 15 else "")
        expected += [(f"{month}-12", tests), (f"{month}-26", clinic)]
    assert seen(found) == expected
    assert len(found) == 30
    assert {visit.notes for visit in found} == {()}


def test_a_visit_of_the_readme_in_full():
    tests, clinic, *_, last = visits(planned(MIDGUT).events)

    assert (tests.id, tests.earliest, tests.latest, tests.awaits) == (
        "ct-or-mri-abdomen/1",
        date(2026, 8, 15),
        date(2026, 10, 10),
        (),
    )
    # Not before the results are there, though its window opens on 15 August.
    assert (clinic.id, clinic.earliest, clinic.latest, clinic.awaits) == (
        "clinic/1",
        date(2026, 9, 26),
        date(2026, 10, 10),
        ("ct-or-mri-abdomen/1",),
    )
    # The window of the renewal, 56 days, ends before that of the visit, a year.
    assert (last.id, last.latest) == ("clinic/15", date(2036, 5, 7))


def test_by_test_nothing_shares_a_trip_and_the_lead_holds():
    found = visits(planned(MIDGUT).events, by="test")

    assert len(found) == 61
    assert seen(found)[:5] == [
        ("2026-09-12", "5-hiaa/1"),
        ("2026-09-12", "cga/1"),
        ("2026-09-12", "ct-or-mri-abdomen/1"),
        ("2026-09-26", "clinic/1"),
        ("2027-03-12", "5-hiaa/2"),
    ]
    assert sorted(found[3].awaits) == ["5-hiaa/1", "cga/1", "ct-or-mri-abdomen/1"]
    # The decision stands with its clinic visit, but in an entry of its own.
    assert seen(found)[-2:] == [
        ("2036-03-26", "clinic/15"),
        ("2036-03-26", "renew-plan/10"),
    ]
    assert found[-1].awaits == ()


def test_by_test_near_dates_stay_apart():
    events = [event("cga/1", "2026-03-10"), event("vip/1", "2026-03-14")]

    assert seen(visits(events, by="test")) == [
        ("2026-03-10", "cga/1"),
        ("2026-03-14", "vip/1"),
    ]


def test_without_leads_the_clinic_visit_shares_the_trip():
    found = visits(planned(MIDGUT).events, leads=NONE)

    assert len(found) == 15
    assert seen(found)[0] == (
        "2026-09-12",
        "5-hiaa/1 cga/1 ct-or-mri-abdomen/1 clinic/1",
    )
    assert found[0].id == "clinic/1"


@pytest.mark.parametrize(
    ("leads", "day"),
    [
        ({"blood": 14, "urine": 14, "scan": 10}, "2026-09-26"),
        ({"scan": 10}, "2026-09-22"),
        ({"urine": 3}, "2026-09-15"),
        ({"blood": 1, "scan": 0}, "2026-09-13"),
    ],
)
def test_the_longest_lead_of_what_is_awaited_counts(leads, day):
    found = visits(planned(MIDGUT).events[:4], leads=leads)

    assert seen(found)[1][0] == day


def test_the_leads_are_a_convention_of_ours_by_kind():
    assert dict(LEADS) == {"blood": 14, "urine": 14, "scan": 10}


def test_month_ends_and_a_leap_day_count_in_days():
    found = visits(
        [
            event("cga/1", "2028-02-15"),
            event("clinic/1", "2028-02-15"),
            event("ct-chest/1", "2027-02-20"),
            event("clinic/2", "2027-02-20"),
        ]
    )

    assert seen(found) == [
        ("2027-02-20", "ct-chest/1"),
        ("2027-03-02", "clinic/2"),  # 28 days in February 2027
        ("2028-02-15", "cga/1"),
        ("2028-02-29", "clinic/1"),
    ]


@pytest.mark.parametrize(
    ("after", "day", "notes"),
    [
        (
            13,
            "2026-06-14",
            (
                "clinic visit: results of chromogranin A need 14 days,"
                " the window leaves 13",
            ),
        ),
        (14, "2026-06-15", ()),  # the window of three-monthly steps: it just fits
        (15, "2026-06-15", ()),
    ],
)
def test_a_window_one_day_short_of_the_lead_exact_and_one_more(after, day, notes):
    found = visits(
        [event("cga/1", "2026-06-01"), event("clinic/1", "2026-06-01", 14, after)]
    )

    assert seen(found) == [("2026-06-01", "cga/1"), (day, "clinic/1")]
    assert found[1].notes == notes
    assert found[1].earliest == date.fromisoformat(day)


def test_three_monthly_plans_have_windows_that_just_hold_the_lead_of_blood():
    facts = {**MIDGUT, "grade": "G2", "stage": "III", "ki67": "15"}
    found = visits(planned(facts).events)

    tests, clinic = found[:2]
    assert (clinic.day - tests.day).days == 14
    assert (clinic.day, clinic.notes) == (clinic.latest, ())


def test_at_the_widest_pace_no_day_is_left_after_the_scan_and_that_is_said():
    # 2-3 months from 10 November: at the widest, due on the last day of the window.
    first = visits(planned(NEC, pace="widest").events)[0]

    assert first.day == first.latest == date(2027, 2, 10)
    assert [event.id for event in first.events] == [
        "ct-or-mri-chest-abdomen/1",
        "clinic/1",
    ]
    assert first.awaits == ()
    assert first.notes == (
        "clinic visit: results of CT or MRI of chest, abdomen and pelvis need 10 days,"
        " the window leaves 0",
    )


def test_at_the_closest_pace_the_same_windows_leave_a_month():
    found = visits(planned(NEC).events)

    assert seen(found)[:2] == [
        ("2027-01-10", "ct-or-mri-chest-abdomen/1"),
        ("2027-01-20", "clinic/1"),
    ]
    # The plan closes with a renewal on the last clinic visit.
    assert seen(found)[-1] == ("2028-11-20", "clinic/12 renew-plan/2")


def test_near_dates_share_a_trip_with_the_fewest_days_moved():
    found = visits([event("cga/1", "2026-03-10"), event("vip/1", "2026-03-14")])

    # Any day from the 10th to the 14th moves 4 days in all: the earliest.
    assert seen(found) == [("2026-03-10", "cga/1 vip/1")]
    assert found[0].notes == ("VIP: moved from Sat 14 Mar 2026 to share the trip",)


def test_two_events_weigh_more_than_one():
    found = visits(
        [
            event("cga/1", "2026-03-10"),
            event("vip/1", "2026-03-14"),
            event("gastrin/1", "2026-03-14"),
        ]
    )

    assert seen(found) == [("2026-03-14", "cga/1 gastrin/1 vip/1")]


def test_a_clinic_visit_and_its_decision_are_two_events_as_well():
    found = visits(
        [
            event("vip/1", "2026-03-10"),
            event("clinic/1", "2026-03-14"),
            event("confirm-end/1", "2026-03-14"),
        ]
    )

    assert seen(found) == [("2026-03-14", "vip/1 clinic/1 confirm-end/1")]


@pytest.mark.parametrize(
    ("due", "trips"), [("2026-04-06", 1), ("2026-04-07", 1), ("2026-04-08", 2)]
)
def test_nothing_is_moved_more_than_four_weeks(due, trips):
    # 27, 28 and 29 days from 10 March: the windows alone would do.
    found = visits([event("cga/1", "2026-03-10", 0, 0), event("vip/1", due, 60, 60)])

    assert len(found) == trips


@pytest.mark.parametrize(("after", "trips"), [(3, 2), (4, 1), (5, 1)])
def test_a_window_is_never_left_for_a_shared_trip(after, trips):
    found = visits(
        [event("cga/1", "2026-03-10", 0, after), event("vip/1", "2026-03-14", 0, 0)]
    )

    assert len(found) == trips


@pytest.mark.parametrize(
    ("second", "shared", "trips"),
    [
        # Half-way from the 10th to the 14th is the 12th, where neither step may go.
        ("2026-03-14", "2026-03-11", 2),
        ("2026-03-14", "2026-03-12", 3),
        ("2026-03-14", "2026-03-13", 2),
        # To the 15th it is no day: each has two to itself.
        ("2026-03-15", "2026-03-12", 2),
        ("2026-03-15", "2026-03-13", 2),
    ],
)
def test_a_step_goes_less_than_half_way_to_the_next_of_its_test(second, shared, trips):
    found = visits(
        [
            event("cga/1", "2026-03-10"),
            event("cga/2", second),
            event("vip/1", shared, 0, 0),
        ]
    )

    assert len(found) == trips


def test_what_is_awaited_may_move_earlier_but_keeps_the_lead():
    found = visits(
        [
            event("vip/1", "2026-02-25", 0, 0),
            event("cga/1", "2026-03-10"),
            event("clinic/1", "2026-03-10"),
            event("gastrin/1", "2026-03-12", 0, 0),
        ]
    )

    # Only the trip of 25 February is early enough; 12 March would cost two days.
    assert seen(found) == [
        ("2026-02-25", "cga/1 vip/1"),
        ("2026-03-12", "gastrin/1"),
        ("2026-03-24", "clinic/1"),
    ]


@pytest.mark.parametrize(
    ("leads", "expected"),
    [
        # The clinic visit waits until 25 March for the blood test of the 11th, so the
        # scan has until the 15th and comes along.
        (LEADS, [("2026-03-11", "cga/1 ct-chest/1"), ("2026-03-25", "clinic/1")]),
        # It waits until 20 March for the scan, which cannot be a day later.
        (
            {"blood": 2, "scan": 10},
            [
                ("2026-03-10", "ct-chest/1"),
                ("2026-03-11", "cga/1"),
                ("2026-03-20", "clinic/1"),
            ],
        ),
    ],
)
def test_what_is_awaited_may_move_later_only_as_far_as_its_lead_holds(leads, expected):
    events = [
        event("cga/1", "2026-03-10", chosen="2026-03-11"),
        event("ct-chest/1", "2026-03-10"),
        event("clinic/1", "2026-03-10"),
    ]

    assert seen(visits(events, leads=leads)) == expected


def test_what_needs_no_lead_may_go_with_the_tests_or_with_the_clinic_visit():
    found = visits(
        [
            event("cga/1", "2026-03-10"),
            event("clinic/1", "2026-03-10"),
            event("echocardiogram/1", "2026-03-24", 0, 0),
            event("colonoscopy/1", "2026-03-10"),
        ]
    )

    assert seen(found) == [
        ("2026-03-10", "cga/1 colonoscopy/1"),
        ("2026-03-24", "echocardiogram/1 clinic/1"),
    ]
    assert found[1].awaits == ("cga/1",)


def test_the_order_of_a_visit_is_that_of_the_day():
    codes = (
        *("confirm-end", "clinic", "colonoscopy", "echocardiogram", "sstr-pet"),
        *("rectal-mri-or-eus", "ct-chest", "pancreatic-polypeptide", "cga", "5-hiaa"),
    )
    due = "2026-03-10"
    (found,) = visits([event(f"{code}/1", due) for code in codes], leads=NONE)

    assert [event.test for event in found.events] == [
        "5-hiaa",
        "cga",
        "pancreatic-polypeptide",
        "ct-chest",
        "rectal-mri-or-eus",
        "sstr-pet",
        "echocardiogram",
        "colonoscopy",
        "clinic",
        "confirm-end",
    ]


@pytest.mark.parametrize(
    ("codes", "id"),
    [
        (("cga", "sstr-pet", "ct-chest", "clinic"), "clinic/1"),
        (("cga", "sstr-pet", "ct-chest"), "ct-chest/1"),
        (("sstr-pet", "rectal-mri-or-eus"), "rectal-mri-or-eus/1"),
        (("cga", "sstr-pet"), "sstr-pet/1"),
        (("cga", "colonoscopy", "5-hiaa"), "5-hiaa/1"),
        (("renew-plan",), "renew-plan/1"),
    ],
)
def test_a_visit_is_named_by_clinic_step_first_scan_or_first_step(codes, id):
    events = [event(f"{code}/1", "2026-03-10") for code in codes]

    (found,) = visits(events, leads=NONE)

    assert found.id == id


def test_the_window_of_a_visit_is_what_all_windows_share():
    (found,) = visits(
        [event("cga/1", "2026-03-10", 9, 5), event("vip/1", "2026-03-10", 3, 7)]
    )

    assert (found.earliest, found.latest) == (date(2026, 3, 7), date(2026, 3, 15))


def test_a_clinician_s_own_date_is_kept_and_others_come_to_it():
    found = visits(
        [
            event("ct-chest/1", "2026-03-10", chosen="2026-03-03"),
            event("cga/1", "2026-03-10"),
            event("clinic/1", "2026-03-10"),
        ]
    )

    assert seen(found) == [
        ("2026-03-03", "cga/1 ct-chest/1"),
        ("2026-03-24", "clinic/1"),
    ]
    assert found[0].notes == (
        "chromogranin A: moved from Tue 10 Mar 2026 to share the trip",
    )
    # In its window a date chosen leaves the window as it is.
    assert found[0].earliest == date(2026, 2, 10)


def test_a_clinic_visit_follows_a_test_that_was_put_later():
    found = visits(
        [
            event("ct-chest/1", "2026-03-10", chosen="2026-03-20"),
            event("clinic/1", "2026-03-10"),
        ]
    )

    assert seen(found) == [("2026-03-20", "ct-chest/1"), ("2026-03-30", "clinic/1")]


def test_a_clinic_visit_does_not_come_earlier_because_a_test_was_put_earlier():
    found = visits(
        [
            event("ct-chest/1", "2026-03-10", chosen="2026-02-20"),
            event("clinic/1", "2026-03-10"),
        ]
    )

    assert seen(found) == [("2026-02-20", "ct-chest/1"), ("2026-03-10", "clinic/1")]
    # It may: its results are there on 2 March.
    assert found[1].earliest == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("chosen", "day", "awaits", "notes"),
    [
        # The clinic visit can be as late as 7 April: 10 days after 28 March.
        ("2026-03-28", "2026-04-07", ("ct-chest/1",), ()),
        (
            "2026-03-29",
            "2026-04-07",
            ("ct-chest/1",),
            (
                "clinic visit: results of CT of the chest need 10 days,"
                " the window leaves 9",
            ),
        ),
        (
            "2026-04-08",
            "2026-03-10",
            (),
            (
                "clinic visit: no results of CT of the chest,"
                " which is on Wed 08 Apr 2026",
            ),
        ),
    ],
)
def test_a_test_put_too_late_for_its_clinic_visit_is_said(chosen, day, awaits, notes):
    found = visits(
        [
            event("ct-chest/1", "2026-03-10", chosen=chosen),
            event("clinic/1", "2026-03-10"),
        ]
    )

    clinic = next(visit for visit in found if visit.id == "clinic/1")
    assert clinic.day.isoformat() == day
    assert clinic.awaits == awaits
    assert clinic.notes == notes
    scan = next(visit for visit in found if visit.id == "ct-chest/1")
    assert scan.day.isoformat() == chosen


def test_a_date_chosen_outside_the_window_is_the_window():
    (found,) = visits([event("ct-chest/1", "2026-03-10", chosen="2026-06-01")])

    assert found.earliest == found.day == found.latest == date(2026, 6, 1)


@pytest.mark.parametrize(
    ("chosen", "notes"),
    [
        (
            "2026-03-23",
            (
                "clinic visit: results of chromogranin A need 14 days,"
                " the chosen day leaves 13",
            ),
        ),
        ("2026-03-24", ()),
        ("2026-03-25", ()),
    ],
)
def test_a_chosen_day_of_the_clinic_visit_is_kept_and_a_short_lead_said(chosen, notes):
    found = visits(
        [
            event("cga/1", "2026-03-10"),
            event("clinic/1", "2026-03-10", chosen=chosen),
        ]
    )

    assert seen(found) == [("2026-03-10", "cga/1"), (chosen, "clinic/1")]
    assert found[1].notes == notes


def test_what_is_left_out_is_in_no_visit_and_is_not_awaited():
    found = visits(
        [
            event("cga/1", "2026-03-10", chosen=LEFT_OUT),
            event("ct-chest/1", "2026-03-10"),
            event("clinic/1", "2026-03-10"),
        ]
    )

    assert seen(found) == [("2026-03-10", "ct-chest/1"), ("2026-03-20", "clinic/1")]


def test_two_steps_of_a_test_put_on_one_day_are_two_visits():
    found = visits(
        [
            event("ct-chest/1", "2026-03-10", chosen="2026-09-10"),
            event("ct-chest/2", "2026-09-10"),
            event("cga/2", "2026-09-10"),
        ]
    )

    assert seen(found) == [
        ("2026-09-10", "ct-chest/1"),
        ("2026-09-10", "cga/2 ct-chest/2"),
    ]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (None, ["ct-chest/1", "clinic/1 confirm-end/1"]),
        # A decision with a date of its own stands on it.
        ("2026-04-20", ["ct-chest/1", "clinic/1", "confirm-end/1"]),
    ],
)
def test_a_decision_goes_with_the_clinic_visit_of_its_due_date(chosen, expected):
    found = visits(
        [
            event("ct-chest/1", "2026-03-10"),
            event("clinic/1", "2026-03-10"),
            event("confirm-end/1", "2026-03-10", chosen=chosen),
        ]
    )

    assert [ids for _, ids in seen(found)] == expected


@pytest.mark.parametrize(("after", "shared"), [(9, False), (10, True), (11, True)])
def test_a_decision_never_leaves_its_window_for_the_clinic_visit(after, shared):
    found = visits(
        [
            event("ct-chest/1", "2026-03-10"),
            event("clinic/1", "2026-03-10"),
            event("confirm-end/1", "2026-03-10", 28, after),
        ]
    )

    on = {visit.day for visit in found if "confirm-end/1" in seen([visit])[0][1]}
    assert (on == {date(2026, 3, 20)}) is shared


def test_rounds_hold_a_clinic_visit_and_what_it_awaits():
    found = visits(
        [
            event("cga/1", "2026-03-10"),
            event("clinic/1", "2026-03-10"),
            event("colonoscopy/1", "2026-07-10"),
        ]
    )
    tests, clinic, scope = found

    assert rounds(found) == ((tests, clinic), (scope,))
    assert others(found) == {
        "cga/1": (clinic,),
        "clinic/1": (tests,),
        "colonoscopy/1": (),
    }


def test_past_events_group_as_they_did_before():
    events = [
        event("cga/1", "2026-03-10", past=True),
        event("vip/1", "2026-03-14", past=False),
    ]

    (found,) = visits(events)
    assert not found.past
    (gone,) = visits(events[:1])
    assert gone.past
