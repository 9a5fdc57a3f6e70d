"""surveil compare as a user meets it: the exact line and the exit code."""

import csv
import io
import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from compare_cases import case, compared, facts
from samples import EXEMPT, MIDGUT, NEC

from surveil.cli import main
from surveil.plans import DISCLAIMER

COMPARE = ["compare", "--made", "2026-11-22"]
TWO = ["--guideline", "esmo-2020,norway-2020"]
LUNG = {"surgery": "2026-03-12", "site": "lung", "grade": "typical"}


def options(facts):
    return [
        word
        for name, text in facts.items()
        for word in (f"--{name.replace('_', '-')}", text)
    ]


@pytest.fixture
def run(capsysbinary, monkeypatch, tmp_path):
    """Run surveil in an empty folder: exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)

    def run(*words):
        with pytest.raises(SystemExit) as left:
            main([*words])
        out, err = capsysbinary.readouterr()
        return left.value.code, out, err.decode()

    return run


@pytest.mark.parametrize("facts", [MIDGUT, NEC, EXEMPT, MIDGUT | {"status": "died"}])
def test_a_case_that_a_guideline_covers_exits_0(run, facts):
    code, out, err = run(*COMPARE, *options(facts))

    assert (code, err) == (0, "")
    assert " ".join(out.decode().split()).count(DISCLAIMER) == 1


def test_a_case_that_none_covers_is_written_and_exits_5(run, tmp_path):
    code, out, err = run(*COMPARE, *TWO, *options(LUNG), "-o", "a.json")

    assert (code, out) == (5, b"")
    assert err == "a.json: 0 of 2 guidelines cover this case\n"
    found = json.loads((tmp_path / "a.json").read_text())
    assert (found["guidelines"], found["not_covering"]) == (
        [],
        ["esmo-2020", "norway-2020"],
    )


def test_all_shipped_guidelines_are_compared_and_no_programme(run):
    _, out, _ = run(*COMPARE, *options(MIDGUT), "--format", "csv")

    rows = csv.DictReader(io.StringIO(out.decode()))
    assert sorted(row["guideline"] for row in rows) == [one.id for one in compared()]


FORMS = [
    ("a.txt", b"2 of 2 guidelines cover this case"),
    ("a.json", b'"format": 1'),
    ("a.csv", b"format,made,key"),
    ("a.png", b"\x89PNG\r\n\x1a\n"),
    ("a.svg", b"<svg "),
]


@pytest.mark.parametrize(("name", "piece"), FORMS)
def test_the_format_follows_the_suffix(run, tmp_path, name, piece):
    code, out, err = run(*COMPARE, *TWO, *options(MIDGUT), "-o", name)

    assert (code, out) == (0, b"")
    assert err == f"{name}: 2 of 2 guidelines cover this case\n"
    assert piece in (tmp_path / name).read_bytes()
    assert oct((tmp_path / name).stat().st_mode)[-3:] == "600"


@pytest.mark.parametrize("form", ["table", "json", "csv", "png", "svg"])
def test_a_file_and_the_standard_output_hold_the_same_bytes(run, tmp_path, form):
    words = [*COMPARE, *TWO, *options(MIDGUT), "--format", form]

    _, out, err = run(*words)
    run(*words, "-o", "file")

    assert err == ""
    assert (tmp_path / "file").read_bytes() == out


def test_the_pace_and_the_horizon_reach_the_comparison(run):
    words = [*COMPARE, *TWO, *options(MIDGUT), "--format", "json"]

    wide = json.loads(run(*words, "--pace", "widest")[1])
    far = json.loads(run(*words, "--horizon", "15 years")[1])
    near = json.loads(run(*words, "--horizon", "1 year")[1])

    assert wide["guidelines"][0]["years_6_10"]["ct_or_mri"] == 2
    assert far["horizon"] == "2041-03-12"
    assert near["horizon"] == "2036-03-12"


USAGE = [
    (["--guideline", "esmo"], 2, "there is no guideline of that id; the nearest is es"),
    (["--guideline", "a,,b"], 2, "--guideline is not a list of ids such as esmo-2020"),
    (
        ["--guideline", "men1-2012"],
        2,
        "--guideline men1-2012 is a programme: it stands beside guidelines and is not"
        " compared with them",
    ),
    (["--horizon", "6 moons"], 2, "--horizon is not a span such as '6 months' or '12"),
    (["--made", "yesterday"], 2, "--made is not a date like 2026-11-22"),
    (["--pace", "fast"], 2, "Invalid value for '--pace': 'fast' is not one of 'closes"),
    (["--grade", "G2"], 2, "--grade is given twice"),
    (["-o", "a.ics"], 2, "-o: no format has the suffix '.ics': .txt, .json, .csv, .pn"),
    (["-o", ".", "--format", "png"], 2, "-o . is a folder: name a file in it"),
    (["--schedules", "nowhere"], 2, "--schedules is not a folder with guideline files"),
    (["--list", "a.csv"], 2, "--list is given beside facts of one case: give one"),
    (["--explain"], 2, "No such option"),
    (["--ki67", "40"], 3, "ki67 is 40, but grade G1 means below 3"),
    (["--function", "x"], 3, "function is not one of non-functioning, carcinoid-syn"),
]


@pytest.mark.parametrize(("words", "code", "line"), USAGE)
def test_what_is_wrong_is_one_line_and_its_exit_code(run, words, code, line):
    found, out, err = run(*COMPARE, *options(MIDGUT), *words)

    assert (found, out) == (code, b"")
    assert err.startswith(f"surveil: {line}")
    assert err.count("\n") == 1


def test_a_case_without_a_site_is_one_line_and_exits_3(run):
    code, out, err = run(*COMPARE, "--surgery", "2026-03-12")

    assert (code, out) == (3, b"")
    assert err.startswith("surveil: site is missing: one of stomach, ")


@pytest.fixture
def folder(tmp_path):
    """A clinic's folder: a good file beside a broken one."""
    folder = tmp_path / "rules"
    folder.mkdir()
    good = (
        'format = 1\nid = "ours"\ntitle = "Ours"\nkind = "local"\nedition = "1"\n'
        'checked = "primary"\nscope = { site = ["small-bowel"], grade = ["G1"] }\n'
        '[sources.us]\ncite = "Us."\nchecked = "primary"\nread = "here"\n'
        '[[recommendations]]\nid = "all"\nwhen = { grade = ["G1"] }\nevidence = "us"\n'
        'sources = [{ key = "us", at = "p. 1", printed = "yearly" }]\n'
        'series = [{ test = "clinic", every = "12 months until 2 years" }]\n'
    )
    (folder / "ours.toml").write_text(good)
    broken = good.replace('"ours"', '"broken"').replace("12 months", "12 moons")
    (folder / "broken.toml").write_text(broken)
    return folder


FAULT = (
    "surveil: rules/broken.toml: recommendations.all.series[0].every: '12 moons' is not"
    " a span such as '6 months' or '12 weeks'\n"
)


def test_a_broken_file_does_not_stop_the_others_but_is_told(run, folder):
    words = [*COMPARE, *options(MIDGUT), "--schedules", "rules"]

    code, out, err = run(*words)

    assert (code, err) == (4, FAULT)
    assert b"a file of your own, not a guideline: ours" in out
    assert run(*words, "--guideline", "ours")[0] == 0
    assert run(*words, "--guideline", "broken") == (4, b"", FAULT)


def test_the_help_ends_with_an_example_that_runs(run):
    _, out, _ = run("compare", "--help")
    example = re.search(r"Example:\n +surveil (.+)\n", out.decode())[1]

    code, out, err = run(*example.split())

    assert (code, err) == (0, "")
    assert b"esmo-2020" in out


def test_the_commands_of_the_readme_run(run, tmp_path):
    root = Path(__file__).parent.parent
    readme = root.joinpath("README.md").read_text("utf-8")
    (section,) = re.findall(r"## Compare guidelines\n\n```sh\n(.+?)```", readme, re.S)
    one, many = [shlex.split(line) for line in section.strip().splitlines()]
    (tmp_path / "examples").mkdir()
    shutil.copy(root / "examples" / "clinic-list.xlsx", tmp_path / "examples")

    assert run(*one[1:])[0] == 0
    assert run(*many[1:])[0] == 6  # the example has rows that are rejected

    assert (tmp_path / "compare.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "totals.csv").read_text().startswith("format,made,pace")


def test_the_help_of_surveil_names_compare(run):
    assert b"compare     Compare guidelines for one case or a list." in run("--help")[1]


BLOCKED = """
import sys
sys.modules["matplotlib"] = None
from surveil.cli import main
main(sys.argv[1:])
"""


@pytest.mark.parametrize(
    ("form", "code", "err"),
    [
        (
            "png",
            2,
            b"surveil: a picture needs matplotlib: pip install 'surveil[picture]'\n",
        ),
        ("svg", 2, b"surveil: a picture needs matplotlib: pip install"),
        ("json", 0, b""),
    ],
)
def test_without_matplotlib_pictures_say_so_and_the_rest_works(
    tmp_path, form, code, err
):
    words = [*COMPARE, *options(MIDGUT), "--format", form]

    found = subprocess.run(
        [sys.executable, "-c", BLOCKED, *words, "-o", f"a.{form}"],
        cwd=tmp_path,
        capture_output=True,
    )

    assert found.returncode == code
    assert found.stderr.startswith(err)
    assert (tmp_path / f"a.{form}").exists() is (code == 0)


def test_a_plan_does_not_pay_for_comparing():
    code = (
        "import sys, surveil.cli;"
        "names = ('comparing', 'cli.compare', 'lists', 'totalling', 'tallies');"
        "found = {f'surveil.{name}' for name in names} & set(sys.modules);"
        "sys.exit(f'loaded {found}' if found else 0)"
    )

    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_facts_of_compare_are_those_of_plan(run):
    known = facts("C1")
    found = json.loads(run(*COMPARE, *options(known), "--format", "json")[1])

    assert found["case"] == case("C1").given()
