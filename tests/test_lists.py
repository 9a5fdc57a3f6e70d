"""Lists: every row a case or a reason, and totals that add up."""

import csv as standard_csv
import io
import json as standard_json
import random
from dataclasses import replace
from datetime import date

import jsonschema
import pytest
from compare_cases import CASES, MADE, case, compared, facts, shipped
from rich.cells import cell_len
from samples import guideline

from surveil import lists, sheets
from surveil.case import Case
from surveil.comparing import compare
from surveil.facts import FACTS
from surveil.lists import Listed, Rejected
from surveil.plans import DISCLAIMER
from surveil.render import comparison_schema, totals
from surveil.tallies import Tally
from surveil.totalling import COUNTED, total

NAMES = [fact.name for fact in FACTS]
CLINIC = b"""\
key,surgery,site,grade,stage,resection,ki67
A1,2026-03-12,ileum,G1,III,R0,
A2,2025-02-28,pancreas,G2,II,R0,8
007,2024-01-31,pancreas,G2,II,R0,25
A4,2024-01-31,lung,typical,,R0,
A5,31/01/2024,colon,G1,I,R0,
"""


def listed(cases):
    out = io.StringIO()
    writer = standard_csv.DictWriter(out, NAMES, restval="")
    writer.writeheader()
    writer.writerows(cases)
    return out.getvalue().encode()


def read(raw):
    return list(lists.cases(sheets.read([io.BytesIO(raw)])))


def totals_of(raw, *by, **options):
    found = [guideline(id) for id in by or ("esmo-2020", "norway-2020")]
    return total(read(raw), found, made=MADE, **options)


def test_rows_are_cases_or_name_the_fact_that_is_wrong_and_never_its_value():
    found = read(CLINIC)

    assert [type(one) for one in found] == [Listed, Listed, Rejected, Listed, Rejected]
    assert [one.row for one in found] == [2, 3, 4, 5, 6]
    assert found[0].case.site == "small-bowel"
    assert str(found[2]) == "row 4: ki67 contradicts grade G2, which means 3-20"
    assert str(found[4]) == (
        "row 6: surgery may have the day or the month first: write 2024-01-31, or say"
        " --day-first if the day comes first in this list"
    )


def test_totals_of_a_small_list_by_hand():
    found = totals_of(CLINIC)

    esmo, norway = found.totals
    # A1: G1, markers unknown and so added; A2: G2 with Ki-67 8 %, three-monthly.
    assert esmo.outcomes == {
        "plan": 2,
        "no-follow-up": 0,
        "judgement": 0,
        "ended": 0,
        "not-covered": 1,
        "rejected": 2,
    }
    assert esmo.early == Tally(
        clinic=10 + 20, ct_or_mri=10 + 20, blood_or_urine=10 + 10 + 20
    )
    assert esmo.late == Tally(clinic=5 + 5, ct_or_mri=5 + 5, blood_or_urine=5 + 5 + 5)
    assert (norway.early, norway.late) == (
        Tally(clinic=12, ct_or_mri=12),
        Tally(clinic=4, ct_or_mri=4),
    )
    assert (found.rows, len(found.rejected)) == (5, 2)


def test_a_date_that_the_day_of_the_plan_rules_out_is_a_rejected_row():
    raw = CLINIC + b"A6,2027-11-23,ileum,G1,III,R0,\nA7,2027-11-22,ileum,G1,III,R0,\n"

    found = totals_of(raw)

    assert [str(one) for one in found.rejected][-1] == (
        "row 7: surgery is more than a year after 2026-11-22, the day of the plan"
    )
    assert found.totals[0].outcomes["plan"] == 3


def clinic(seed, size):
    """Reference cases on random days, with their mistakes, deaths and blank lines."""
    pick = random.Random(seed)
    for number in range(size):
        day = date.fromordinal(pick.randint(730000, MADE.toordinal())).isoformat()
        row = facts(pick.choice(list(CASES)), day) | {"key": f"A{number}"}
        spoil = pick.random()
        if spoil < 0.05:
            row["grade"] = "high"
        elif spoil < 0.1:
            row["status"] = "died"
        elif spoil < 0.2:
            row["stage"] = ""
        yield row


@pytest.mark.parametrize("seed", range(3))
def test_no_row_is_lost_and_totals_are_the_sums_of_single_comparisons(seed):
    rows = list(clinic(seed, 300))
    every = [one for one in shipped() if not one.is_programme]

    found = total(read(listed(rows)), every, made=MADE)

    early = {one.id: Tally() for one in every}
    late = dict(early)
    outcomes = {one.id: dict.fromkeys(COUNTED, 0) for one in every}
    for row in rows:
        if row["grade"] == "high":
            for counts in outcomes.values():
                counts["rejected"] += 1
            continue
        compared = compare(Case.parse(row), every, made=MADE)
        for one in compared.not_covering:
            outcomes[one.id]["not-covered"] += 1
        for one in compared.answers:
            outcomes[one.id][one.plan.outcome] += 1
            early[one.id] += one.early or Tally()
            late[one.id] += one.late or Tally()
    for one in found.totals:
        id = one.guideline.id
        assert (dict(one.outcomes), one.early, one.late) == (
            outcomes[id],
            early[id],
            late[id],
        )
        assert sum(one.outcomes.values()) == found.rows == 300


def test_age_at_surgery_is_not_lost_among_cases_that_are_alike():
    young = facts("C43", "2020-05-31")  # 16 years after the year of birth
    grown = young | {"surgery": "2024-05-31"}  # the same patient at 19 or 20

    found = totals_of(listed([young, grown]), "norway-2020")

    assert found.totals[0].outcomes["judgement"] == 1
    assert found.totals[0].outcomes["no-follow-up"] == 1


def test_programmes_are_not_totalled():
    found = total([], shipped(), made=MADE)

    assert [one.guideline.id for one in found.totals] == [one.id for one in compared()]


def test_the_json_of_totals_keeps_its_schema():
    found = standard_json.loads(totals.to_json(totals_of(CLINIC)))

    jsonschema.validate(found, comparison_schema.totals())
    assert found["rows"] == 5
    assert found["rejected"][0] == {
        "row": 4,
        "fact": "ki67",
        "problem": "contradicts grade G2, which means 3-20",
    }
    for one in found["guidelines"]:
        assert sum(one["outcomes"].values()) == 5


def test_the_csv_of_totals_has_one_row_a_guideline():
    text = totals.to_csv(totals_of(CLINIC)).decode()

    esmo, _ = standard_csv.DictReader(io.StringIO(text))
    assert {name: esmo[name] for name in ("rows", *COUNTED)} == {
        "rows": "5",
        "plan": "2",
        "no-follow-up": "0",
        "judgement": "0",
        "ended": "0",
        "not-covered": "1",
        "rejected": "2",
    }
    assert (esmo["clinic_1_5"], esmo["clinic_6_10"]) == ("30", "10")


@pytest.mark.parametrize("width", [20, 40, 71, 72, 80, 100, 200])
def test_the_table_of_totals_fits(width):
    found = totals.to_table(totals_of(CLINIC), width=width).decode()

    assert max(cell_len(line) for line in found.splitlines()) <= width
    assert " ".join(found.split()).count(DISCLAIMER) == 1
    rows = [" ".join(line.split()) for line in found.splitlines()]
    if width >= 100:
        assert rows[0] == "5 rows, 2 of them rejected; pace closest"
        assert "esmo-2020 2 0 0 0 1 2" in rows
        assert "esmo-2020 30 30 0 40 0 0" in rows
        assert "esmo-2020 10 10 0 15 0 0" in rows


@pytest.mark.parametrize("width", [40, 72, 80, 100])
def test_no_number_of_a_large_list_is_cut(width):
    small = totals_of(CLINIC)
    large = [replace(one, early=one.early * 999_999) for one in small.totals]

    found = totals.to_table(replace(small, totals=tuple(large)), width=width).decode()

    assert "…" not in found
    assert str(30 * 999_999) in found


def test_the_case_of_a_row_is_that_of_a_single_plan():
    (found,) = read(listed([facts("C1")]))

    assert found.case == case("C1")
