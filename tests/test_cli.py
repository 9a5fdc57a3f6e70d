"""The command line: the exact line and the exit code, as a user meets them."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from samples import EXEMPT, MIDGUT, SECRET

from surveil.cli import main
from surveil.cli.plan import plan_command

CLINIC = Path(__file__).parent.parent / "examples" / "clinic"
PLAN = ["plan", "--made", "2026-11-22"]


def options(facts):
    return [
        word
        for name, text in facts.items()
        for word in (f"--{name.replace('_', '-')}", text)
    ]


@pytest.fixture
def run(capsysbinary, monkeypatch, tmp_path):
    """Run surveil in an empty folder: exit code, stdout, stderr."""
    monkeypatch.setenv("SURVEIL_SECRET", SECRET.decode())
    monkeypatch.delenv("COLUMNS", raising=False)
    shutil.copytree(CLINIC, tmp_path / "examples")
    monkeypatch.chdir(tmp_path)

    def run(*words):
        with pytest.raises(SystemExit) as left:
            main([*words])
        out, err = capsysbinary.readouterr()
        return left.value.code, out.decode(), err.decode()

    return run


def test_a_first_plan_goes_into_a_calendar(run, tmp_path):
    code, out, err = run(*PLAN, *options(MIDGUT), "-o", "plan.ics")

    assert code == 0
    assert out == ""
    # Tests and clinic visits at 12 to 60 months and 6 to 10 years: 14 of each, booked
    # together. What was due at month 6 is past.
    assert (tmp_path / "plan.ics").read_bytes().count(b"BEGIN:VEVENT") == 42
    for line in (
        "plan.ics: 28 visits, 14 reminders to book",
        "no --key: only --update plan.ics will know these entries again, so keep this"
        " file",
        "2 past visits are not entered: see --past",
        "follow-up is lifelong; renew the plan: Wed 12 Mar 2036",
        "gap: chest: not dated in what was read",
    ):
        assert line in err.splitlines()
    assert "sstr_positive is unknown; it could add SSTR PET/CT" in err
    assert err.count("A proposal for clinicians") == 1


def test_no_follow_up_exits_0_and_names_the_place(run):
    code, out, err = run(*PLAN, *options(EXEMPT), "--guideline", "norway-2020")

    assert (code, err) == (0, "")
    assert "20.5 (P22)" in out


ERRORS = [
    ({"surgery": ""}, 3, "surgery is missing: a date like 2024-01-31, or status"),
    ({"surgery": "31/01/2024"}, 3, "surgery is not a date like 2024-01-31"),
    ({"surgery": "2027-11-23"}, 3, "surgery is more than a year after 2026-11-22, the"),
    ({"surgery": "1949-12-31"}, 3, "surgery is before 1950"),
    ({"site": "smal-bowel"}, 3, "site is not one of stomach, duodenum, ampulla, "),
    ({"site": ""}, 3, "site is missing: one of stomach, "),
    ({"grade": "goblet cell"}, 3, "grade names goblet cell adenocarcinoma, which is"),
    ({"grade": "G2", "ki67": "25"}, 3, "ki67 is 25, but grade G2 means 3-20"),
    ({"stage": "I", "nodes": "positive"}, 3, "stage contradicts nodes: positive nodes"),
    ({"key": "../A5"}, 3, "key is not 1 to 64 of A-Z a-z 0-9 _ - such as A1"),
    ({"grade": "G1\nBEGIN:VALARM"}, 3, "grade holds a line break or control charact"),
]


@pytest.mark.parametrize(("change", "code", "line"), ERRORS)
def test_a_wrong_fact_is_one_line_and_exit_3(run, change, code, line):
    found, out, err = run(*PLAN, *options(MIDGUT | change))

    assert (found, out) == (code, "")
    assert err.startswith(f"surveil: {line}")
    assert err.count("\n") == 1


USAGE = [
    (
        ["--guideline", "esmo"],
        "there is no guideline of that id; the nearest is esmo-2020",
    ),
    (["--guideline", "a,,b"], "--guideline is not a list of ids such as esmo-2020,nor"),
    (["--horizon", "6 moons"], "--horizon is not a span such as '6 months' or '12 wee"),
    (["--horizon", "900 years"], "--horizon is longer than 100 years"),
    (["--made", "yesterday"], "--made is not a date like 2026-11-22"),
    (["--made", "9999-12-31"], "--made is not a date like 2026-11-22"),
    (
        ["--pace", "fast"],
        "Invalid value for '--pace': 'fast' is not one of 'closest', ",
    ),
    (["--gradde", "G1"], "No such option"),
    (["--grade", "G2"], "--grade is given twice"),
    (
        ["-o", "plan.doc"],
        "-o: no format has the suffix '.doc': .ics, .html, .json, .csv, .txt",
    ),
    (["-o", ".", "--format", "json"], "-o . is a folder: name a file in it"),
    (["--schedules", "nowhere"], "--schedules is not a folder with guideline files"),
]


@pytest.mark.parametrize(("words", "line"), USAGE)
def test_a_wrong_option_is_one_line_and_exit_2(run, words, line):
    code, out, err = run(*PLAN, *options(MIDGUT), *words)

    assert (code, out) == (2, "")
    assert err.startswith(f"surveil: {line}")
    assert err.count("\n") == 1


@pytest.mark.parametrize("suffix", ["txt", "json", "csv"])
def test_judgement_is_written_and_exits_5(run, tmp_path, suffix):
    code, _, err = run(*PLAN, *options({**MIDGUT, "stage": ""}), "-o", f"a.{suffix}")

    assert code == 5
    assert "stage" in (tmp_path / f"a.{suffix}").read_text()
    assert err == f"a.{suffix}: MDT decision needed\n"


def test_the_format_follows_the_suffix_unless_given(run, tmp_path):
    run(*PLAN, *options(MIDGUT), "-o", "plan.ics", "--format", "json")

    assert json.loads((tmp_path / "plan.ics").read_text())["outcome"] == "plan"


def test_no_events_no_calendar(run, tmp_path):
    words = [*options(EXEMPT), "--guideline", "norway-2020", "-o", "plan.ics"]

    code, _, err = run(*PLAN, *words)

    assert code == 0
    assert not (tmp_path / "plan.ics").exists()
    assert err.splitlines()[-1] == "no entries, so no calendar is written"


def test_a_stale_calendar_is_not_left_in_silence(run, tmp_path):
    (tmp_path / "plan.ics").write_bytes(b"old")
    words = [*options(EXEMPT), "--guideline", "norway-2020", "-o", "plan.ics"]

    code, _, err = run(*PLAN, *words)

    assert code == 1
    assert err.splitlines()[-1] == (
        "surveil: plan.ics is from an earlier plan, and this one has no entries:"
        " withdraw its entries with --update plan.ics, or take the file away"
    )
    assert (tmp_path / "plan.ics").read_bytes() == b"old"


def test_a_calendar_to_standard_output_is_nothing_but_the_calendar(run):
    code, out, _ = run(*PLAN, *options(MIDGUT | {"key": "A1"}), "--format", "ics")

    assert code == 0
    assert out.startswith("BEGIN:VCALENDAR\r\n")
    assert out.endswith("END:VCALENDAR\r\n")


@pytest.mark.parametrize("option", ["--titles", "--texts"])
def test_clinical_words_in_a_calendar_come_with_a_warning(run, option):
    _, _, err = run(
        *PLAN, *options(MIDGUT | {"key": "A1"}), "-o", "a.ics", option, "clinical"
    )

    assert err.splitlines()[0].startswith("warning: clinical ")


def test_guidelines_list_names_edition_kind_reading_and_scope(run):
    code, out, err = run("guidelines", "list")

    assert (code, err) == (0, "")
    assert re.search(r"esmo-2020 +2020 +guideline +secondary", out)
    assert re.search(r"norway-2020 +2020-10-20 +guideline +primary", out)
    assert "unknown-primary; G1, G2, G3, NEC" in " ".join(out.split())


def test_guidelines_show_prints_table_sources_and_register(run):
    code, out, _ = run("guidelines", "show", "esmo-2020")

    words = " ".join(out.split())
    assert code == 0
    for text in (
        "net-g3-interval (inference)",
        "when resection R0 or R1; stage localised or regional; is low; one of:",
        "doi 10.1016/j.annonc.2020.03.304",
        'source esmo, follow-up section (E2, in A 012): "NET G2 (Ki-67 >5%) every',
        "about recommendations.nec, recommendations.nec-residual",
        "unless cga raised no (open: added)",
    ):
        assert text in words


@pytest.mark.slow
def test_guidelines_check_passes_the_shipped_files(run):
    code, out, err = run("guidelines", "check")

    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert len(lines) == 14
    assert all(": ok, " in line for line in lines)
    assert (
        "norway-2020.toml: ok, 32 recommendations, 5 supplements, 28 register entries"
        in lines
    )


def test_coverage_prints_size_time_and_matrix(run):
    code, out, _ = run("guidelines", "coverage", "examples/clinic-small-bowel.toml")

    assert code == 0
    assert re.match(
        r"examples/clinic-small-bowel\.toml: every case has one answer; \d+ cases"
        r" walked in \d\.\d s\n",
        out,
    )
    assert re.search(r"small-bowel +\d+ / 0 / \d+", out)


def test_what_could_not_be_read_is_named_with_its_doi_and_why(run):
    code, out, _ = run("guidelines", "list", "--all")

    words = " ".join(out.split())
    assert code == 0
    assert "doi 10.1111/jne.13332 seen abstract (primary), no numbers" in words
    assert "MEN1 2025" in words


@pytest.fixture
def folder(tmp_path):
    """A clinic's folder: a good file beside a broken one."""
    folder = tmp_path / "rules"
    folder.mkdir()
    good = (
        'format = 1\nid = "ours"\ntitle = "Ours"\nkind = "local"\nedition = "1"\n'
        'checked = "primary"\nscope = { site = ["colon"], grade = ["G1"] }\n'
        '[sources.us]\ncite = "Us."\nchecked = "primary"\nread = "here"\n'
        '[[recommendations]]\nid = "young"\nfirst = true\nwhen = { age = "< 18" }\n'
        'outcome = "judgement"\njudgement = "not-in-table"\nreason = "adults"\n'
        'evidence = "us"\nreadings = ["adult"]\n'
        'sources = [{ key = "us", at = "p. 1", printed = "adults" }]\n'
        '[[interpretations]]\nid = "adult"\nprinted = "adults"\nencoded = "18"\n'
        'kind = "convention"\nwhy = "so"\n'
        '[[recommendations]]\nid = "all"\nwhen = { grade = ["G1"] }\nevidence = "us"\n'
        'sources = [{ key = "us", at = "p. 1", printed = "yearly" }]\n'
        'series = [{ test = "clinic", every = "12 months until 2 years" }]\n'
    )
    (folder / "ours.toml").write_text(good)
    broken = good.replace('"ours"', '"broken"').replace("12 months", "12 moons")
    (folder / "broken.toml").write_text(broken)
    return folder


FAULT = (
    "broken.toml: recommendations.all.series[0].every: '12 moons' is not a span such as"
    " '6 months' or '12 weeks'"
)


def test_a_broken_file_stops_neither_the_list_nor_the_others(run, folder):
    code, out, err = run("guidelines", "list", "--schedules", "rules")

    assert code == 4
    assert "ours " in out
    assert err == f"surveil: rules/{FAULT}\n"
    colon = {"surgery": "2026-03-12", "site": "colon", "grade": "G1"}
    words = [*PLAN, *options(colon), "--schedules", "rules", "--guideline"]
    assert run(*words, "ours")[0] == 0
    assert run(*words, "broken") == (4, "", f"surveil: rules/{FAULT}\n")


def test_check_names_every_fault_and_exits_4(run, folder):
    code, out, _ = run("guidelines", "check", "rules/broken.toml", "rules/ours.toml")

    assert code == 4
    assert out.splitlines() == [
        f"rules/{FAULT}",
        "rules/ours.toml: ok, 2 recommendations, 0 supplements, 1 register entries",
    ]


def test_version_and_help_need_no_guideline(run):
    assert run("--version") == (0, "surveil 0.1.0\n", "")
    code, out, _ = run("--help")
    assert code == 0
    assert "Not a medical device" in out


HELPS = ["", "plan", "guidelines", "guidelines list", "guidelines show"]
HELPS += ["guidelines coverage"]


@pytest.mark.parametrize("command", [*HELPS, "guidelines check"])
def test_every_help_ends_with_an_example_that_runs(run, command, monkeypatch, request):
    _, out, _ = run(*command.split(), "--help")
    example = re.search(r"Example:\n +surveil (.+)\n", out)[1]
    monkeypatch.chdir(request.config.rootpath)

    code, out, err = run(*example.split())

    assert (code, err) == (0, "")
    assert out


def test_every_fact_is_an_option_with_its_words(run):
    _, out, _ = run("plan", "--help")

    from surveil.facts import FACTS

    for fact in FACTS:
        assert fact.option in out


def test_the_module_runs_as_a_program():
    found = subprocess.run(
        [sys.executable, "-m", "surveil", "--version"], capture_output=True, check=True
    )

    assert found.stdout == b"surveil 0.1.0\n"


def test_a_budget_adds_up_doses_with_their_sources(run):
    code, out, _ = run(*PLAN, *options(MIDGUT), "--imaging", "ct")

    words = " ".join(out.split())
    assert code == 0
    # 15 CT of 3, 10 and 25 mSv.
    assert "CT or MRI of abdomen and pelvis as CT, 15 times: 45-150-375 mSv" in words
    assert "source: J Nucl Med Technol, table Estimated CT Dose Contribution" in words


def test_a_budget_in_json_has_the_prices_of_the_clinic(run, tmp_path):
    (tmp_path / "prices.csv").write_text("test,price\nclinic,100\n")
    words = ["--budget", "--prices", "prices.csv", "--format", "json"]

    _, out, _ = run(*PLAN, *options(MIDGUT), *words)

    found = json.loads(out)["budget"]
    assert found["price"] == 1500.0
    assert found["dose"] == {"low": 45, "typical": 150, "high": 375, "unit": "mSv"}
    assert found["unpriced"] == ["ct-or-mri-abdomen", "cga", "5-hiaa"]


def test_by_age_without_a_year_of_birth_says_so(run):
    code, out, err = run(*PLAN, *options(MIDGUT), "--imaging", "by-age")

    assert (code, out) == (3, "")
    assert err == (
        "surveil: born is needed for --imaging by-age: a year such as 1961\n"
    )


HOSTILE = "x\nBEGIN:VALARM\r\x1b[31m\u202e\x7f"
TEXT_OPTIONS = [
    option.opts[0]
    for option in plan_command.params
    if not getattr(option, "is_flag", False)
]


@pytest.mark.parametrize("option", TEXT_OPTIONS)
def test_hostile_text_in_any_option_is_one_plain_line(run, tmp_path, option):
    words = [*options(MIDGUT | {"key": "A1"}), "-o", "plan.ics"]
    if option in words:
        words[words.index(option) + 1] = HOSTILE
    elif option == "--output":
        words[-1] = HOSTILE
    else:
        words += [option, HOSTILE]

    code, out, err = run(*PLAN, *words)

    assert code in (1, 2, 3, 4)
    assert out == ""
    assert err.count("\n") == 1
    assert err.rstrip("\n").isprintable()
    assert [path.name for path in tmp_path.iterdir()] == ["examples"]
