"""Effective doses and prices: cited, added up, and by the way of imaging."""

import csv
import io
import json
import shlex
from decimal import Decimal

import pytest
from samples import EXEMPT, MIDGUT, NEC, planned

from surveil.budgeting import budget
from surveil.catalogue import TESTS
from surveil.cli import main
from surveil.errors import CaseError, GuidelineError
from surveil.library import dose_table
from surveil.library.dose_table import doses
from surveil.library.price_list import prices

SHIPPED = doses()


def test_ten_years_of_a_quiet_midgut_tumour_by_hand():
    # 15 CT of 3, 10, 25 mSv; one SSTR PET/CT of 8.3, 9.8, 20.2.
    found = budget(planned(MIDGUT | {"sstr_positive": "yes"}), SHIPPED)

    assert (found.low, found.typical, found.high) == (
        Decimal("53.3"),
        Decimal("159.8"),
        Decimal("395.2"),
    )


def test_mri_gives_no_dose_and_leaves_the_pet():
    found = budget(planned(MIDGUT | {"sstr_positive": "yes"}), SHIPPED, imaging="mri")

    assert found.typical == Decimal("9.8")


def test_mri_before_fifty_and_ct_from_then_on():
    # Born 1982: in 2026 ... 2032 at most 50, so MRI: months 6 12 ... 60 and 72 of a
    # surgery in March 2026 (the last in March 2032); CT at 84, 96, 108, 120.
    found = budget(planned(MIDGUT | {"born": "1982"}), SHIPPED, imaging="by-age")

    ways = {line.way: line.count for line in found.lines if line.way}
    assert ways == {"CT": 4, "MRI": 11}


def test_by_age_needs_the_year_of_birth():
    with pytest.raises(CaseError) as caught:
        budget(planned(MIDGUT), SHIPPED, imaging="by-age")

    assert str(caught.value) == (
        "born is needed for --imaging by-age: a year such as 1961"
    )


def test_a_nec_counts_chest_and_abdomen():
    # 12 scans of 17.5 mSv.
    assert budget(planned(NEC), SHIPPED).typical == Decimal("210")


def test_no_plan_no_dose():
    found = budget(planned(EXEMPT, "norway-2020"), SHIPPED)

    assert (found.lines, found.high) == ((), 0)


def test_every_scan_has_a_dose_and_every_dose_a_source():
    for code, test in TESTS.items():
        if test.kind in ("scan", "heart"):
            for mri in (False, True):
                dose = SHIPPED.of(code, mri=mri)
                assert dose.sources
                assert dose.low <= dose.typical <= dose.high


def test_prices_are_those_of_the_clinic(tmp_path):
    path = tmp_path / "prices.csv"
    path.write_text("test,price\nclinic,100\nct-or-mri-abdomen,250.50\n")

    found = budget(planned(MIDGUT), SHIPPED, prices=prices(path))

    assert found.price == 15 * Decimal("350.50")
    assert found.unpriced == ("cga", "5-hiaa")


PRICES = [
    ("test;price\nclinic;1\n", "line 1: is not a header 'test,price' and lines such"),
    ("test,price\nclinics,1\n", "line 2: is not a test code and a price"),
    ("test,price\nclinic,1,2\n", "line 2: is not a test code and a price"),
    ("test,price\nclinic,free\n", "line 2: has no price such as 120.50"),
    ("test,price\nclinic,-1\n", "line 2: has no price such as 120.50"),
    ("test,price\nclinic,NaN\n", "line 2: has no price such as 120.50"),
    ("test,price\n\nclinic,1\nclinic,2\n", "line 4: prices clinic twice"),
    ("", "line 1: is not a header 'test,price' and lines such"),
]


@pytest.mark.parametrize(("text", "message"), PRICES)
def test_a_fault_in_a_price_list_is_named_with_its_line(tmp_path, text, message):
    path = tmp_path / "prices.csv"
    path.write_text(text)

    with pytest.raises(GuidelineError) as caught:
        prices(path)

    assert str(caught.value).startswith(f"{path}: {message}")


def shipped_text():
    from importlib.resources import files

    return (files("surveil.library") / "budget.toml").read_text(encoding="utf-8")


DOSES = [
    ("typical = 10\n", "typical = 2\n", "typical: is not between low and high"),
    ("typical = 10\n", 'typical = "10"\n', "typical: is not a number"),
    (
        'sources = [{ key = "jnmt", at = "row Abdomen and pelvis", printed ='
        ' "3-25 ... 10" }]\n',
        "",
        "sources: is missing: no value without a source",
    ),
]


@pytest.mark.parametrize(("old", "new", "message"), DOSES)
def test_a_fault_in_a_dose_table_is_named_with_its_place(tmp_path, old, new, message):
    path = tmp_path / "doses.toml"
    path.write_text(shipped_text().replace(old, new, 1), encoding="utf-8")

    with pytest.raises(GuidelineError) as caught:
        dose_table.doses(path)

    where = "modalities.ct-abdomen-pelvis"
    assert str(caught.value) == f"{path}: {where}.{message}"


def test_a_scan_without_a_dose_is_refused(tmp_path):
    path = tmp_path / "doses.toml"
    line = 'fdg-pet                 = { is = "fdg-pet-ct" }\n'
    path.write_text(shipped_text().replace(line, ""), encoding="utf-8")

    with pytest.raises(GuidelineError) as caught:
        dose_table.doses(path)

    assert str(caught.value) == (
        f"{path}: tests.fdg-pet: is missing: every scan has a value"
    )


def compared(*words, capsysbinary):
    with pytest.raises(SystemExit) as left:
        main(["compare", "--made", "2026-11-22", *words])
    out, err = capsysbinary.readouterr()
    return left.value.code, out.decode(), err.decode()


PANCREAS = shlex.split(
    "--surgery 2026-03-12 --site pancreas --grade G2 --ki67 5 --size-mm 25 --stage II"
    " --nodes negative --resection R0 --sstr-positive yes"
)


def test_guidelines_are_compared_by_their_doses(capsysbinary):
    # Scans of 3, 10 and 25 mSv: commnets 10, norway 9, esmo 25 and a PET of
    # 8.3, 9.8 and 20.2.
    code, out, _ = compared(*PANCREAS, "--budget", capsysbinary=capsysbinary)

    assert code == 0
    for line in (
        "- commnets-2018: 30-100-250 mSv",
        "- esmo-2020: 83.3-259.8-645.2 mSv",
        "- norway-2020: 27-90-225 mSv",
    ):
        assert line in out.splitlines()


def test_the_comparison_has_doses_in_json_and_csv(capsysbinary):
    words = [*PANCREAS, "--imaging", "mri", "--format"]

    _, out, _ = compared(*words, "json", capsysbinary=capsysbinary)
    doses = {
        one["id"]: one["budget"]["dose"]["typical"]
        for one in json.loads(out)["guidelines"]
        if one["budget"]
    }
    assert doses == {"commnets-2018": 0, "esmo-2020": 9.8, "norway-2020": 0}
    _, out, _ = compared(*words, "csv", capsysbinary=capsysbinary)
    rows = list(csv.DictReader(io.StringIO(out)))
    assert {row["dose_typical"] for row in rows if row["guideline"] == "esmo-2020"} == {
        "9.8"
    }


def test_a_list_has_no_budget(capsysbinary):
    code, _, err = compared("--list", "x.csv", "--budget", capsysbinary=capsysbinary)

    assert code == 2
    assert err == "surveil: --budget is for one case: leave it out beside --list\n"
