"""The clinic's report: what it says, as a page and as CSV."""

import csv
import io
import re

import pytest
from batch_lists import MADE, batch, case, stood, table, written
from report_pages import NONE, demand, every_test
from samples import SECRET
from sheet_pages import read

from surveil.catalogue import TESTS
from surveil.demand import GROUPS, Refused
from surveil.plans import DISCLAIMER
from surveil.render import report, report_csv
from surveil.render.report_chart import chart, scale


@pytest.fixture(autouse=True)
def _secret(monkeypatch):
    monkeypatch.setenv("SURVEIL_SECRET", SECRET.decode())


def page(**changes):
    return read(report.render(demand(**changes)))


def rows_of(page, caption):
    """The rows of the table with this caption, as texts."""
    (found,) = [
        one
        for one in page.all("table")
        if [each.text for each in one.all("caption")] == [caption]
    ]
    return [
        [cell.text for cell in row.parts if cell.name in ("th", "td")]
        for row in found.all("tr")
    ]


def lines_of(raw):
    return list(csv.DictReader(io.StringIO(raw.decode())))


def numbers(raw, section):
    return {
        (one["name"], one["month"]): int(one["count"])
        for one in lines_of(raw)
        if one["section"] == section
    }


def test_the_rows_add_up_and_each_outcome_has_its_share():
    found = page()

    assert (
        "1,250 rows = 900 plan + 25 no-follow-up + 200 judgement + 75 ended"
        " + 50 rejected" in found.lines
    )
    outcomes = rows_of(found, "Outcomes")
    assert [(name, count, share) for name, _, count, share in outcomes] == [
        ("Outcome", "Rows", "Share"),
        ("plan", "900", "72.0%"),
        ("no-follow-up", "25", "2.0%"),
        ("judgement", "200", "16.0%"),
        ("ended", "75", "6.0%"),
        ("rejected", "50", "4.0%"),
    ]
    why = rows_of(found, "Why the MDT decides")
    assert [(name, count, share) for name, _, count, share in why[1:]] == [
        ("facts-missing", "150", "75.0%"),
        ("not-covered", "50", "25.0%"),
        ("guideline-says", "0", "0.0%"),
        ("not-in-table", "0", "0.0%"),
    ]


def test_it_says_what_it_was_made_of():
    lines = page().lines

    assert "Sun 22 Nov 2026, by surveil 0.1.0" in lines
    assert "clinic.csv (1,250 rows)" in lines
    (decided,) = [one for one in lines if one.startswith("esmo-2020: ")]
    (beside,) = [one for one in lines if one.startswith("men1-2012: ")]
    assert "; edition 2020; " in decided
    assert re.search(r"; decided 1,000 rows; file sha256:[0-9a-f]{64}$", decided)
    assert re.search(r"; was added to 1 row; file sha256:[0-9a-f]{64}$", beside)
    assert lines.count(DISCLAIMER) == 1


def test_each_month_has_its_line():
    found = rows_of(page(), "Due in each month")

    assert found[0] == [
        *("Month", "CT", "MRI", "CT or MRI", "MRI or EUS", "PET", "Blood tests"),
        *("Blood days", "5-HIAA", "Endoscopy", "Heart", "Clinic visits", "Decisions"),
    ]
    zeros = ["0"] * 12
    assert len(found) == 1 + 24 + 1
    assert found[1] == ["2026-11", *zeros[:5], "5", "5", *zeros[:3], "1,500", "0"]
    assert found[2] == ["2026-12", *zeros[:5], "7", "6", *zeros[:3], "700", "0"]
    assert found[3] == ["2027-01", *zeros]
    assert found[24] == ["2028-10", "2", *zeros[:11]]
    assert found[25] == [
        *("in all", "2", "0", "0", "0", "0", "12", "11"),
        *("0", "0", "0", "2,200", "0"),
    ]


def test_each_test_stands_below_its_group():
    found = rows_of(page(), "Each test, by its group")

    assert found[1:] == [
        ["CT", "0", "0", "2", "0"],
        ["CT of the chest", "0", "0", "2", "0"],
        ["Blood tests", "1", "0", "12", "0"],
        ["chromogranin A", "1", "0", "11", "0"],
        ["VIP", "0", "0", "1", "0"],
        ["Clinic visits", "40", "60", "2,200", "3"],
        ["clinic visit", "40", "60", "2,200", "3"],
    ]


def test_a_chart_for_each_group_that_is_asked_for():
    found = page()

    titles = [one.text for one in found.all("figcaption")]
    assert titles == ["CT: 2", "Blood tests: 12", "Clinic visits: 2,200"]
    assert (
        "None in these months: MRI, CT or MRI, MRI or EUS, PET, 5-HIAA, endoscopy,"
        " heart, decisions." in found.lines
    )
    (about,) = [one for one in found.all("desc") if "2,200" in one.text]
    assert about.text == (
        "A bar for each month from November 2026 to October 2028: 2,200 in all, most"
        " in November 2026 (1,500), fewest in January 2027 (0). The table below has"
        " the same numbers."
    )


@pytest.mark.parametrize(
    ("most", "top"),
    [
        *((0, 1), (1, 1), (2, 2), (3, 4), (6, 6), (7, 8), (9, 10), (10, 10)),
        *((11, 20), (20, 20), (21, 40), (99, 100), (100, 100), (101, 200)),
        (1_000_001, 2_000_000),
    ],
)
def test_a_scale_ends_on_a_round_number_not_below_the_highest_bar(most, top):
    assert scale(most) == top


def test_bars_are_as_high_as_their_numbers():
    months = demand().months
    drawn = read(
        b"<svg>"
        + chart("c", "CT", months, (10, 5, *NONE[:-3], 1)).text.encode()
        + b"</svg>"
    )

    bars = [
        tuple(float(bar.attributes[name]) for name in ("x", "y", "width", "height"))
        for bar in drawn.all("rect")
    ]
    # 90 high for 10; the foot at 98; a bar every 13 from 50.
    assert bars == [
        (51.5, 8, 10, 90),
        (64.5, 53, 10, 45),
        (51.5 + 23 * 13, 89, 10, 9),
    ]
    words = [one.text for one in drawn.all("text")]
    assert words[:3] == ["0", "5", "10"]
    assert "".join(one for one in words if one.isalpha()) == (
        "NDJFMAMJJASONDJFMAMJJASO"
    )
    assert [one for one in words if len(one) == 4] == ["2026", "2027", "2028"]


def test_what_is_missing_stands_in_its_order_and_in_short():
    found = rows_of(page(), "Missing facts")

    assert found[1:] == [
        [
            *("size mm", "150", "0"),
            "decide about a; b; and 1 more (100 rows)d (50 rows)",
        ],
        ["cga raised", "0", "1", "add a (1 row)"],
    ]


def test_rejected_rows_are_told_by_reason_and_place():
    found = rows_of(page(), "Why rows were rejected")

    assert found[1:] == [
        ["site", "is not known", "45", "rows 3, 4, 5, 6, 9, ..."],
        ["born", "does not fit surgery", "5", "row 7, ..."],
    ]


def test_rows_of_several_lists_are_told_by_list():
    reason = Refused("site", "is odd", 3, (("a.csv", 3), ("a.csv", 4), ("b.csv", 2)))

    found = rows_of(page(refused=(reason,)), "Why rows were rejected")

    assert found[1][3] == "a.csv, rows 3, 4; b.csv, row 2"


@pytest.mark.parametrize(("reasons", "said"), [(50, 0), (51, 1)])
def test_rare_reasons_are_told_together(reasons, said):
    refused = tuple(
        Refused("site", f"is odd {number}", 2, (("", 2), ("", 3)))
        for number in range(reasons)
    )

    found = page(refused=refused)

    assert len(rows_of(found, "Why rows were rejected")) == 1 + 50
    assert found.lines.count("2 rows more, for 1 rarer reasons.") == said


def test_a_list_without_anything_is_a_page_too():
    empty = demand(
        lists=(("clinic.csv", 0),),
        outcomes=tuple((name, 0) for name, _ in demand().outcomes),
        judgements=tuple((name, 0) for name, _ in demand().judgements),
        lacks=(),
        refused=(),
        followed=0,
        suspended=0,
        tests=every_test(),
        blood_days=NONE,
    )

    found = read(report.render(empty))

    assert [one[3] for one in rows_of(found, "Outcomes")[1:]] == ["-"] * 5
    assert found.all("svg") == []
    assert "None." in found.lines
    assert "Nothing that would change an answer." in found.lines
    assert len(lines_of(report_csv.render(empty))) > 24 * len(GROUPS)


def test_the_csv_has_the_numbers_of_the_page():
    raw = report_csv.render(demand())

    found = page()
    months = rows_of(found, "Due in each month")
    names = [{name.capitalize(): name for name in GROUPS}.get(n, n) for n in months[0]]
    due = numbers(raw, "due")
    for row in months[1:-1]:
        for name, count in zip(names[1:], row[1:], strict=True):
            name = "blood days" if name == "Blood days" else name
            assert due.pop((name, row[0])) == int(count.replace(",", ""))
    assert due == {}
    assert numbers(raw, "rows") == {("as of 2026-11-22", ""): 1250}
    assert numbers(raw, "list") == {("clinic.csv", ""): 1250}
    assert numbers(raw, "outcome") == {
        (name, ""): count for name, count in demand().outcomes
    }
    assert numbers(raw, "judgement")["facts-missing", ""] == 150
    assert numbers(raw, "rows with dates") == {
        ("followed", ""): 890,
        ("suspended", ""): 10,
    }
    assert numbers(raw, "missing and waited for") == {
        ("size_mm", ""): 150,
        ("cga_raised", ""): 0,
    }
    assert numbers(raw, "missing in other rows")["cga_raised", ""] == 1
    assert numbers(raw, "rejected") == {
        ("site is not known", ""): 45,
        ("born does not fit surgery", ""): 5,
    }
    assert numbers(raw, "window open")["clinic", ""] == 40
    assert numbers(raw, "window closed")["clinic", ""] == 60
    assert numbers(raw, "due in 24 months")["clinic", ""] == 2200
    assert numbers(raw, "suspended")["clinic", ""] == 3
    assert len(numbers(raw, "window open")) == len(TESTS)
    kinds = [one["section"] for one in lines_of(raw)]
    assert kinds.count("guideline") == kinds.count("programme") == 1


@pytest.mark.parametrize("name", ["=cmd|calc", "+1.csv", "-x.csv", "@x", "\tx"])
def test_no_name_of_a_list_is_run_as_a_formula(name):
    raw = report_csv.render(demand(lists=((name, 1),)))

    (found,) = [one for one in lines_of(raw) if one["section"] == "list"]
    assert found["name"] == f"'{name}"


def test_no_name_of_a_list_acts_on_the_page():
    name = "<script>alert(1)</script>\u202e\x07.csv"

    raw = report.render(demand(lists=((name, 1),)))

    assert b"<script" not in raw
    assert "<script>alert(1)</script>.csv (1 row)" in read(raw).lines


# Through the command line, with every number worked out by hand.

# Clinic, CT or MRI and chromogranin A every six months: on 12 September and 12 March.
ROWS = (
    case("A1"),
    case("A2", surgery="2026-03-31", status="suspended"),
    case("A3", grade=""),
    case("A4", status="died"),
    case("A5", site="oesophagus"),
    case("A6", surgery="2026-02-30"),
    case("A7"),
    case("A7"),
)


@pytest.fixture
def run(tmp_path, capsys):
    def ran(rows, *words, to="plans", name="list.csv"):
        path = written(tmp_path, rows, name)
        return batch(capsys, path, "-o", tmp_path / to, "--made", MADE, *words)

    return ran


def test_a_run_leaves_the_report_of_its_list(run, tmp_path):
    run(ROWS)

    raw = (tmp_path / "plans" / "report.csv").read_bytes()
    assert numbers(raw, "rows") == {("as of 2026-11-22", ""): 8}
    assert numbers(raw, "list") == {("list.csv", ""): 8}
    assert numbers(raw, "outcome") == {
        ("plan", ""): 2,
        ("no-follow-up", ""): 0,
        ("judgement", ""): 1,
        ("ended", ""): 1,
        ("rejected", ""): 4,
    }
    due = numbers(raw, "due")
    visits = [(month, due[name, month]) for name, month in due if name == "CT or MRI"]
    assert [one for one in visits if one[1]] == [
        *(("2027-03", 1), ("2027-09", 1), ("2028-03", 1), ("2028-09", 1)),
    ]
    assert numbers(raw, "window open")["clinic", ""] == 0
    # 12 September 2026 and four weeks: closed on 10 October.
    assert numbers(raw, "window closed")["clinic", ""] == 1
    # 31 March and 30 September of 2027 and 2028.
    assert numbers(raw, "suspended")["clinic", ""] == 4
    rejected = numbers(raw, "rejected")
    assert rejected["key stands in another row as well: each case has its own", ""] == 2
    assert sum(rejected.values()) == 4
    lines = read((tmp_path / "plans" / "report.html").read_bytes()).lines
    assert (
        "8 rows = 2 plan + 0 no-follow-up + 1 judgement + 1 ended + 4 rejected" in lines
    )
    summary = table(tmp_path / "plans" / "summary.csv")
    for name, count in (("plan", 2), ("judgement", 1), ("ended", 1), ("rejected", 4)):
        assert [one["outcome"] for one in summary].count(name) == count


def test_chunks_and_processes_make_no_difference(run, tmp_path, monkeypatch):
    run(ROWS, to="whole")
    monkeypatch.setenv("SURVEIL_CHUNK", "1")
    run(ROWS, to="single")
    monkeypatch.setenv("SURVEIL_CHUNK", "3")
    run(ROWS, "--jobs", "2", "--no-calendars", to="several")

    for name in ("report.html", "report.csv"):
        whole = (tmp_path / "whole" / name).read_bytes()
        assert (tmp_path / "single" / name).read_bytes() == whole
        assert (tmp_path / "several" / name).read_bytes() == whole


def test_the_same_list_again_does_not_touch_the_report(run, tmp_path):
    run(ROWS)
    before = stood(tmp_path / "plans")

    run(ROWS)

    after = stood(tmp_path / "plans")
    for name in ("report.html", "report.csv"):
        path = tmp_path / "plans" / name
        assert after[path] == before[path]


def test_patients_who_share_a_calendar_count_once_a_row(run, tmp_path):
    run([case("A1", patient="P1"), case("A2", patient="P1")])

    raw = (tmp_path / "plans" / "report.csv").read_bytes()
    assert numbers(raw, "outcome")["plan", ""] == 2
    assert numbers(raw, "due")["clinic visits", "2027-03"] == 2


def test_no_key_and_no_cell_stands_in_the_report(run, tmp_path):
    facts = ("surgery", "site", "grade", "stage", "resection", "status", "patient")
    marked = [
        case(f"QKEY{number}", **{"patient": "QPATIENT", name: f"QCELL-{name}!"})
        for number, name in enumerate(facts)
    ]
    marked += [case("QKEY9"), case("QKEY9"), case("QKEY ../8"), case("QKEY7", grade="")]

    run(marked)

    for name in ("report.html", "report.csv"):
        raw = (tmp_path / "plans" / name).read_bytes()
        assert not re.search(b"QKEY|QCELL|QPATIENT", raw, re.IGNORECASE)
        assert b"2026-03-12" not in raw


def test_rejects_that_only_the_report_knows_do_not_exist(run, tmp_path):
    run(ROWS)

    rejects = table(tmp_path / "plans" / "rejects.csv")
    told = numbers((tmp_path / "plans" / "report.csv").read_bytes(), "rejected")
    whole = [one["reason"] for one in rejects]
    for (reason, _), count in told.items():
        start = reason.split(" another row")[0]
        assert sum(one.startswith(start) for one in whole) == count
