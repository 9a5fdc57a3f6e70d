"""What staff read besides the dates: visits moved, results late, what to settle."""

from samples import MIDGUT, planned

from surveil import overriding
from surveil.render import itinerary, table
from surveil.visits import visits

LATE = MIDGUT | {"site": "colon", "grade": "NEC", "function": "carcinoid-syndrome"}


def shown(plan, **options):
    return table.render(plan, visits=visits(plan.events, **options)).decode()


def test_the_wait_for_results_is_said_with_its_origin():
    plan = planned(MIDGUT)

    found = list(itinerary.lines(visits(plan.events)))

    # Ten rounds in 5 years, then one a year until 10 years; that of month 6 is past.
    assert found[0] == "30 visits, 28 of them not past"
    assert found[1] == (
        "clinic visits stand up to 14 days after their tests, so that results are"
        " there (a convention of surveil: --lead)"
    )


def test_without_leads_nothing_is_said_of_waiting():
    found = list(itinerary.lines(visits(planned(MIDGUT).events, leads={})))

    assert found == ["15 visits, 14 of them not past"]


def test_without_visits_there_is_nothing_to_say():
    assert list(itinerary.lines(())) == []


def test_what_does_not_fit_stands_under_its_day():
    # The window of month 6 is 28 days wide on either side of 2026-09-12.
    text = shown(planned(MIDGUT), leads={"blood": 35})

    assert (
        "- Sat 10 Oct 2026: clinic visit: results of chromogranin A need 35 days"
        in (" ".join(text.split()))
    )


def test_staff_are_told_each_test_once_and_the_source_when_they_ask_why():
    plan = planned(MIDGUT)

    brief = list(itinerary.staff(plan, sources=False))
    whole = list(itinerary.staff(plan, sources=True))

    assert [line.partition(":")[0] for line in brief] == [
        "5-HIAA",
        "chromogranin A",
        "CT or MRI of abdomen and pelvis",
    ]
    assert "3 weeks before: PPI question" in brief[1]
    assert "Mayo CGAK" not in brief[1]
    assert "(Mayo CGAK; Mosli, doi 10.1210/jc.2012-1548)" in whole[1]


def test_a_test_that_is_left_out_is_not_prepared_for():
    plan = planned({**MIDGUT, "cga_raised": "yes"})
    left_out = [
        overriding.parse(f"{event.id}=none: has no assay")
        for event in plan.events
        if event.test == "cga"
    ]

    found = list(itinerary.staff(overriding.override(plan, left_out), sources=False))

    assert not any(line.startswith("chromogranin A") for line in found)


def test_the_table_shows_a_day_by_the_clinician_beside_the_guidelines():
    given = [
        overriding.parse("ct-or-mri-abdomen/2=2027-03-20: holiday"),
        overriding.parse("cga/2=none: no assay"),
    ]

    text = " ".join(shown(overriding.override(planned(MIDGUT), given)).split())

    assert "day by the clinician; guideline: Fri 12 Mar 2027" in text
    assert "chromogranin A (left out by the clinician)" in text


def test_a_visit_of_several_tests_is_called_by_the_first_and_how_many_more():
    plan = planned(MIDGUT)

    found = itinerary.names(visits(plan.events))

    assert (
        found["ct-or-mri-abdomen/2"] == "CT or MRI of abdomen and pelvis 2 and 2 more"
    )
    assert "clinic/2" not in found
