"""The table: for a terminal, a narrow one, a pipe."""

import pytest
from rich.cells import cell_len
from samples import EXEMPT, MIDGUT, planned

from surveil.plans import DISCLAIMER
from surveil.render import table


def text(facts, by="esmo-2020", **options):
    return table.render(planned(facts, by), **options).decode()


def squeezed(found):
    return " ".join(found.split())


def test_a_plan_says_what_a_nurse_needs():
    found = squeezed(text(MIDGUT))

    for words in (
        "surgery Thu 12 Mar 2026, site small-bowel, grade G1",
        "esmo-2020, guideline, edition 2020, read in a named reproduction, not in the"
        " publication",
        "clinic visit, CT or MRI of abdomen and pelvis (multiphase): every 6 months"
        " until 5 years, then every 12-24 months lifelong",
        "Fri 12 Mar 2027 12 Feb - 09 Apr 2027 1 year clinic visit",
        "Sat 12 Sep 2026 15 Aug - 10 Oct 2026 (past) 6 months",
        "follow-up is lifelong; renew the plan: Wed 12 Mar 2036",
        "sstr_positive is unknown; it could add SSTR PET/CT",
        "chest: not dated in what was read",
        "publications differ on CgA",
    ):
        assert words in found


@pytest.mark.parametrize("facts", [MIDGUT, EXEMPT, MIDGUT | {"status": "died"}])
def test_the_disclaimer_stands_once(facts):
    by = "norway-2020" if facts is EXEMPT else "esmo-2020"

    assert squeezed(text(facts, by)).count(DISCLAIMER) == 1


def test_no_follow_up_says_where_the_programme_says_so():
    found = squeezed(text(EXEMPT, "norway-2020"))

    assert "no routine follow-up; come back with symptoms (rectum-small)" in found
    assert '20.5 (P22): "< 1 cm radikalt fjernet (radically removed)"' in found


@pytest.mark.parametrize("explain", [False, True])
@pytest.mark.parametrize("width", [20, 30, 40, 60, 71, 72, 80, 100, 200])
def test_no_line_is_wider_than_the_terminal_and_no_date_is_cut(width, explain):
    found = text(MIDGUT, width=width, explain=explain)

    assert max(cell_len(line) for line in found.splitlines()) <= width
    assert "Fri 12 Mar 2027" in found
    assert "Wed 12 Mar 2036" in squeezed(found)


def test_colour_only_where_it_is_asked_for():
    assert "\x1b[" in text(MIDGUT, colour=True)
    assert "\x1b[" not in text(MIDGUT)


def test_explain_gives_row_evidence_place_and_reading_of_every_test():
    found = squeezed(text(MIDGUT, explain=True))

    assert "low: evidence V, C" in found
    assert '"R0/R1-resected NET G1 and NET G2 with low Ki-67 (<5%)' in found
    assert "ki67-5 (disambiguation)" in found
    assert "exactly 5 % goes to the high rows" in found
    assert "Why" not in text(MIDGUT)


def test_the_banner_of_residual_disease_stands_above_the_dates():
    found = squeezed(text(MIDGUT | {"resection": "R2"}))

    banner = found.index("RESIDUAL DISEASE: MONITORING, NOT SURVEILLANCE")
    assert banner < found.index("12 Sep 2026")


@pytest.mark.parametrize(
    ("born", "above"), [(None, True), ("1951", True), ("1950", True), ("1952", False)]
)
def test_adjusting_stands_above_the_dates_from_75_or_for_an_unknown_age(born, above):
    # Surgery in 2026: born 1951 is 74 or 75, born 1952 is 73 or 74.
    facts = MIDGUT | ({"born": born} if born else {})

    found = squeezed(text(facts))

    place = found.index("adjust to age, comorbidity and the patient's wishes")
    assert (place < found.index("12 Mar 2027")) is above
