"""Lists: every row a case or a reason, and totals that add up."""

import csv as standard_csv
import io
import json as standard_json
import random
from dataclasses import replace
from datetime import date

import clinic_list
import jsonschema
import pytest
from compare_cases import CASES, MADE, case, compared, facts, shipped
from list_samples import outcomes, said
from rich.cells import cell_len
from samples import guideline

from surveil import lists, repeats, sheets
from surveil.bounds import Bounds
from surveil.case import Case
from surveil.cells import Dates
from surveil.comparing import compare
from surveil.errors import UsageError
from surveil.facts import FACTS
from surveil.lists import Listed, Rejected
from surveil.plans import DISCLAIMER
from surveil.render import comparison_schema, totals
from surveil.tallies import Tally
from surveil.terms import SITES
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


HEADER = b"key,surgery,site,grade\n"
SOUND = b"%s,2024-01-31,ileum,G1\n"


def keyed(*keys, more=b""):
    return HEADER + b"".join(SOUND % key for key in keys) + more


@pytest.mark.parametrize(
    ("row", "line"),
    [
        (b"A1,2024-01-31,ileum\n", "row 2: the row has 3 cells and the header 4"),
        (b"A1,2024-01-31,ileum,G1,\n", "row 2: the row has 5 cells and the header 4"),
        (b"A1,2024-01-31,ileum,2,5\n", "row 2: the row has 5 cells and the header 4"),
        (b" key,surgery,site,grade \n", "row 2: the row is the header once more"),
    ],
)
def test_a_row_that_cannot_belong_to_the_header_is_rejected_by_itself(row, line):
    assert said(HEADER + row + SOUND % b"A2") == [line, "small-bowel"]


def test_rows_with_the_same_key_are_all_rejected_and_name_each_other():
    found = said(keyed(b"A1", b"A2", b" A1 ", b"A3", b"A2", b"A1", b"a1", b"", b""))

    assert found == [
        "row 2: key stands in rows 4 and 7 as well: each case has its own",
        "row 3: key stands in row 6 as well: each case has its own",
        "row 4: key stands in rows 2 and 7 as well: each case has its own",
        "small-bowel",
        "row 6: key stands in row 3 as well: each case has its own",
        "row 7: key stands in rows 2 and 4 as well: each case has its own",
        "small-bowel",
        "small-bowel",
        "small-bowel",
    ]


@pytest.mark.parametrize(
    ("times", "others"),
    [
        (6, "rows 3, 4, 5, 6 and 7"),
        (7, "rows 3, 4, 5, 6, 7 and 1 more"),
        (40, "rows 3, 4, 5, 6, 7 and 34 more"),
    ],
)
def test_of_many_rows_with_one_key_the_first_are_named(times, others):
    first, *rest = said(keyed(*[b"A1"] * times))

    assert first == f"row 2: key stands in {others} as well: each case has its own"
    assert len(rest) == times - 1
    assert all("key stands in rows 2," in line for line in rest)


def test_the_same_key_in_two_lists_is_named_with_its_list(tmp_path):
    (tmp_path / "a.csv").write_bytes(keyed(b"A1", b"A2"))
    (tmp_path / "b.csv").write_bytes(keyed(b"A3", b"A1", b"A3"))

    found = lists.cases(sheets.read([tmp_path]))

    assert [str(one).replace(f"{tmp_path}/", "") for one in found if one.row != 3] == [
        "a.csv, row 2: key stands in row 3 of b.csv as well: each case has its own",
        "b.csv, row 2: key stands in row 4 as well: each case has its own",
        "b.csv, row 4: key stands in row 2 as well: each case has its own",
    ]


def test_many_keys_are_compared_exactly_though_their_marks_meet():
    # 30,000 keys in 2**27 places: some meet by chance, and none is taken for another.
    keys = [b"K%d" % number for number in range(30_000)]

    found = outcomes(keyed(*keys, b"K7", b"K29999"))

    assert [one.row for one in found if isinstance(one, Rejected)] == [
        *(9, 30_001, 30_002, 30_003),
    ]


def test_marks_that_meet_are_no_repeated_keys(monkeypatch):
    monkeypatch.setattr(repeats, "_BITS", 3)  # eight places for a hundred keys
    keys = [b"K%d" % number for number in range(100)]

    found = outcomes(keyed(*keys, b"K7"))

    assert [one.row for one in found if isinstance(one, Rejected)] == [9, 102]


def test_a_mark_is_not_lost_when_another_comes_beside_it(monkeypatch):
    monkeypatch.setattr(repeats, "_BITS", 3)  # eight places in one byte
    names = [f"K{number}" for number in range(100)]
    first = names[0]
    beside = next(name for name in names if hash(name) % 8 != hash(first) % 8)

    found = outcomes(keyed(first.encode(), beside.encode(), first.encode()))

    assert [type(one) for one in found] == [Rejected, Listed, Rejected]


def test_a_list_whose_cases_need_keys_must_have_them():
    assert said(keyed(b"A1", b""), keyed=True) == [
        "small-bowel",
        "row 3: key is missing: an opaque reference such as A1",
    ]
    with pytest.raises(UsageError) as error:
        outcomes(b"MRN,surgery,site\n1,2024-01-31,ileum\n", keyed=True)
    assert str(error.value) == (
        "standard input has no column key, an opaque reference of each case such as A1;"
        " 'MRN' is a record number that others know: give every case an opaque key, or"
        " say --column 'MRN=key'"
    )


def test_a_quotation_mark_that_is_never_closed_refuses_the_list_before_any_row():
    raw = keyed(b"A1", b"A2", more=b'A3,2024-01-31,"ileum,G1\n')

    with pytest.raises(UsageError) as error:
        next(lists.cases(sheets.read([io.BytesIO(raw)])))

    assert str(error.value) == (
        "standard input, row 4: a quotation mark is not closed, or stands inside a cell"
        " where it has to be written twice"
    )


def test_what_was_assumed_and_whose_case_it_is_goes_with_the_case():
    raw = b"patient,surgery,site\nP1,2024-01,ileum\n,2024-01-31,lung\n"

    first, second = outcomes(raw, assume_day=15)

    assert (first.patient, second.patient) == ("P1", None)
    assert first.case.surgery == date(2024, 1, 15)
    assert first.notes == ("surgery is given by its month: day 15 was assumed",)
    assert second.notes == ()


def test_each_outcome_comes_with_its_row_as_it_stands():
    raw = keyed(b"A1") + b'" A2","31/01/2024",x\n'

    found = list(lists.with_rows(sheets.read([io.BytesIO(raw)])))

    assert [(row.number, row.texts) for row, _ in found] == [
        (2, ("A1", "2024-01-31", "ileum", "G1")),
        (3, (" A2", "31/01/2024", "x")),
    ]
    assert [type(one) for _, one in found] == [Listed, Rejected]


# Row by row what the example holds, read by a person from the CSV.
REJECTED = {
    14: "grade names goblet cell adenocarcinoma, which is treated",
    25: "stage contradicts nodes: positive nodes are stage III (regional) or IV",
    30: "ki67 contradicts grade G2, which means 3-20",
    34: "operation does not say how much: write partial-gastrectomy or",
    35: "operation is not one of endoscopic, local-excision,",
    42: "grade does not fit site lung: typical, atypical",
    46: "surgery may have the day or the month first: write 2024-01-31,",
    48: "surgery is a month without its day: write 2024-01-31,",
    49: "surgery is missing: a date like 2024-01-31, or status not-operated",
    52: "key stands in row 53 as well: each case has its own",
    53: "key stands in row 52 as well: each case has its own",
    55: "key is not 1 to 64 of A-Z a-z 0-9 _ - such as A1",
    56: "surgery is not a date like 2024-01-31",
    57: "key is missing: an opaque reference such as A1",
    58: "site is not one of stomach, duodenum, ampulla, pancreas,",
}


@pytest.mark.parametrize(
    "path", [clinic_list.CSV, clinic_list.XLSX], ids=lambda p: p.name
)
def test_the_example_is_read_row_by_row(path):
    found = list(lists.cases(sheets.read([path]), keyed=True))

    assert [one.row for one in found] == list(range(4, 65))
    rejected = [one for one in found if isinstance(one, Rejected)]
    assert [one.row for one in rejected] == list(REJECTED)
    for one in rejected:
        assert str(one).startswith(f"row {one.row}: {REJECTED[one.row]}")
    cases = {one.row: one for one in found if isinstance(one, Listed)}
    assert cases[10].case.key == "007"
    assert cases[54].case.key == "NA"
    assert cases[15].patient == cases[16].patient == "P31"
    assert cases[47].case.surgery == date(2024, 1, 31)
    assert (cases[50].case.status, cases[50].case.surgery) == ("not-operated", None)
    assert cases[51].case.status == "not-operated"
    assert cases[5].case.ki67 == Bounds.parse("<1", (0, 100))
    assert cases[7].case.ki67 == Bounds.parse("2.5", (0, 100))
    assert cases[23].case.size_mm == Bounds.parse("12", (0, 1000))
    assert (
        cases[59].case.given()
        == Case.parse(
            {
                **{
                    "key": "055",
                    "surgery": "2026-02-28",
                    "site": "ileum",
                    "grade": "G1",
                },
                **{"ki67": "<2", "stage": "III", "tnm": "PT3 N1 M0", "resection": "R0"},
                **{"size_mm": "21", "function": "nf", "operation": "ileal resection"},
                "born": "1959",
            }
        ).given()
    )
    assert {one.case.site for one in cases.values()} == set(SITES)


def test_the_example_is_the_same_list_in_both_forms():
    as_csv, as_workbook = (
        list(lists.cases(sheets.read([path]), Dates(True, 15), keyed=True))
        for path in (clinic_list.CSV, clinic_list.XLSX)
    )

    assert as_csv == as_workbook


def test_the_workbook_of_the_example_is_made_from_its_csv():
    made = sheets.read([io.BytesIO(clinic_list.made())])

    assert [(one.number, one.texts) for one in made.rows()] == [
        (one.number, one.texts) for one in sheets.read([clinic_list.XLSX]).rows()
    ]


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
        "list": "",
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
