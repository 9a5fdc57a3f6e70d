"""A calendar over the years, as the clinic writes it and as programs show it.

Each scenario runs the command line. After every version the bytes keep the rules of
updates, every program shows what the file says, and what is still to come is what a
first calendar of that day would hold.
"""

import json
from datetime import date, timedelta

import pytest
from calendar_bytes import faults, indiscreet
from calendar_clients import PROGRAMS, Fossify, Icsx5, stated
from calendar_history import blocks, history_faults, live, value
from samples import MIDGUT, SECRET

from surveil import identity
from surveil.cli import main

KEY = "A1"
PLAN_ID = identity.plan_id(SECRET, KEY)
FIRST = "2026-11-22"
NEUTRAL = "This entry no longer holds. Nothing needs to be done."


FIRSTS = {}  # calendar and words, by what was asked for


class Clinic:
    """One patient's calendar at the clinic, and in the programs that follow it."""

    def __init__(self, folder, capsys):
        self.folder = folder
        self.file = folder / "plan.ics"
        self.capsys = capsys
        self.programs = [program() for program in PROGRAMS]

    @property
    def raw(self):
        return self.file.read_bytes()

    def run(self, *words, made=FIRST, facts=MIDGUT, key=KEY):
        """Exit code and lines of the standard error."""
        options = [f"--{name.replace('_', '-')}={text}" for name, text in facts.items()]
        keyed = [f"--key={key}"] if key else []
        with pytest.raises(SystemExit) as left:
            main(["plan", *options, *keyed, "--made", made, *words])
        out, err = self.capsys.readouterr()
        assert out == ""
        return left.value.code, err.splitlines()

    def write(self, *words, to="plan.ics", code=0, **more):
        """A first version, or the next one; the programs take it."""
        if not self.file.exists():
            said = self._first(*words, **more)
        else:
            before = self.raw
            left, said = self.run("--update", "plan.ics", *words, "-o", to, **more)
            assert left == code, said
            assert history_faults(before, self.raw) == []
        for program in self.programs:
            program.take(self.raw)
            assert program.shows == stated(self.raw), program
        return said

    def _first(self, *words, **more):
        """The same first calendar is made once: many scenarios begin with it."""
        asked = repr((words, more))
        if asked not in FIRSTS:
            left, said = self.run(*words, "-o", "plan.ics", **more)
            assert left == 0, said
            assert faults(self.raw, feed="--feed" in words) == []
            FIRSTS[asked] = self.raw, said
        raw, said = FIRSTS[asked]
        self.file.write_bytes(raw)
        return said

    def fresh(self, *words, **more):
        """What a first calendar would hold, in a file of its own."""
        path = self.folder / "fresh.ics"
        path.unlink(missing_ok=True)
        code, said = self.run(*words, "-o", "fresh.ics", **more)
        assert code == 0, said
        return path.read_bytes()


@pytest.fixture
def clinic(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("SURVEIL_SECRET", SECRET.decode())
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)
    return Clinic(tmp_path, capsys)


def uid(id, role="due", plan=PLAN_ID):
    return identity.entry_uid(SECRET, plan, id, role)


def day(block):
    return date.fromisoformat(value(block, "DTSTART"))


def to_come(raw, made):
    """Day, title, text and alarm of the entries from this day on, in order."""
    return sorted(
        (shown.day, shown.title, shown.text, shown.alarm or "")
        for shown in stated(raw).values()
        if shown.status != "CANCELLED" and shown.day >= made.replace("-", "")
    )


def count(said, kind):
    return sum(line.startswith(f"{kind}: ") for line in said)


@pytest.mark.parametrize("made", [FIRST, "2026-11-23", "2026-12-24", "2027-01-14"])
def test_an_unchanged_plan_keeps_its_bytes(clinic, made):
    clinic.write()
    before = clinic.raw

    said = clinic.write(made=made)

    assert clinic.raw == before
    assert "unchanged: 42" in said


def test_a_week_of_updates_does_not_push_a_late_booking_ahead(clinic):
    # Due on 12 March 2027, so to be booked from 15 January: late from 16 January on.
    clinic.write(made="2027-02-01")
    before = clinic.raw
    booking = live(before)[uid("clinic/2", "book")]
    assert day(booking) == date(2027, 2, 1)

    for made in ("2027-02-02", "2027-02-05", "2027-02-08"):
        said = clinic.write(made=made)

        assert clinic.raw == before
        assert count(said, "moved") == 0


# Operated 12 years before the first calendar. 2026-11-22 + 5 years = 2031-11-22, and
# the anniversary after it is 18 June 2032. On 18 June 2027 that is still five years
# ahead; from the day after it, the plan goes on to 18 June 2033.
LONG_AGO = MIDGUT | {"surgery": "2014-06-18", "hiaa_raised": "no"}
RENEWED = "review of your plan"


def renewals(raw):
    """The days of the entries on which the plan is to be renewed."""
    return [
        shown.day
        for shown in stated(raw).values()
        if RENEWED in shown.text and shown.status != "CANCELLED"
    ]


@pytest.mark.parametrize("words", [[], ["--by", "test"], ["--pace", "widest"]])
def test_a_patient_operated_long_ago_keeps_the_calendar_from_week_to_week(
    clinic, words
):
    clinic.write(*words, facts=LONG_AGO)
    before = clinic.raw
    assert len(renewals(before)) == 1

    for made in ("2026-11-29", "2026-12-31", "2027-01-01", "2027-04-01", "2027-06-18"):
        said = clinic.write(*words, facts=LONG_AGO, made=made)

        assert clinic.raw == before, made
        changed = {kind: count(said, kind) for kind in ("moved", "new", "withdrawn")}
        assert changed == {"moved": 0, "new": 0, "withdrawn": 0}


# The clinic visit waits 14 days for the results of that day; at the widest pace the
# 18th year has no visit, and what is in the 19th is on one day.
@pytest.mark.parametrize(
    ("words", "was", "now", "withdrawn"),
    [
        ([], "20320702", "20330702", []),
        (["--by", "test"], "20320702", "20330702", ["renew-plan/18"]),
        (["--pace", "widest"], "20320618", "20330618", ["renew-plan/18"]),
    ],
)
def test_a_year_later_the_renewal_of_a_patient_operated_long_ago_moved_once(
    clinic, words, was, now, withdrawn
):
    clinic.write(*words, facts=LONG_AGO)
    first = live(clinic.raw)
    assert renewals(clinic.raw) == [was]
    clinic.write(*words, facts=LONG_AGO, made="2026-11-29")

    clinic.write(*words, facts=LONG_AGO, made="2027-11-22")

    year = clinic.raw
    assert renewals(year) == [now]
    assert first.keys() - live(year).keys() == {uid(id) for id in withdrawn}
    new = live(year).keys() - first.keys()
    assert {day(live(year)[one]).year for one in new} == {2033}
    # Of the entries that stay, only the visit that held the renewal says otherwise.
    stay = first.keys() & live(year).keys()
    reworded = {one for one in stay if first[one] != live(year)[one]}
    assert reworded == (set() if withdrawn else {uid("clinic/23")})

    for made in ("2027-11-29", "2028-06-18"):
        clinic.write(*words, facts=LONG_AGO, made=made)

        assert clinic.raw == year, made


def test_a_corrected_date_of_surgery_moves_every_entry_and_doubles_none(clinic):
    clinic.write()
    before = clinic.raw

    said = clinic.write(made="2026-12-01", facts=MIDGUT | {"surgery": "2026-03-14"})

    old, new = live(before), live(clinic.raw)
    assert old.keys() == new.keys() == blocks(clinic.raw).keys()
    assert len(new) == 42
    for key, block in new.items():
        assert day(block) - day(old[key]) == timedelta(days=2)
        assert value(block, "SEQUENCE") == "1"
        assert value(block, "LAST-MODIFIED") == "20261201T000000Z"
    assert count(said, "moved") == 42
    assert "unchanged: 0" in said
    # The clinic visit waits 14 days for results from the 12th, then from the 14th.
    assert "moved: clinic visit 2: Fri 26 Mar 2027 to Sun 28 Mar 2027" in said


@pytest.mark.parametrize(
    ("words", "facts"),
    [
        (["--guideline", "norway-2020"], MIDGUT),
        (["--pace", "widest"], MIDGUT),
        (["--by", "test"], MIDGUT),
        (["--book", "none"], MIDGUT),
        (["--lead", "blood=28d"], MIDGUT),
        (["--titles", "plain", "--texts", "discreet"], MIDGUT),
        (["--titles", "clinical", "--texts", "clinical"], MIDGUT),
        (["--language", "zh-Hans"], MIDGUT),
        (["--country", "AU", "--region", "NSW"], MIDGUT),
        (["--guideline", "norway-2020"], MIDGUT | {"grade": "G2"}),
        ([], MIDGUT | {"grade": "NEC", "stage": "II"}),
        ([], MIDGUT | {"sstr_positive": "yes"}),
        ([], MIDGUT | {"cga_raised": "no"}),
        ([], MIDGUT | {"surgery": "2025-09-12"}),
        ([], MIDGUT | {"surgery": "2026-10-31"}),
    ],
)
def test_what_is_to_come_is_what_a_first_calendar_would_hold(clinic, words, facts):
    clinic.write()
    made = "2026-12-01"

    clinic.write(*words, made=made, facts=facts)

    fresh = clinic.fresh(*words, made=made, facts=facts)
    assert to_come(clinic.raw, made) == to_come(fresh, made)
    again = clinic.raw
    clinic.write(*words, made="2026-12-02", facts=facts)
    assert clinic.raw == again


def test_a_correction_that_is_taken_back_brings_every_entry_back(clinic):
    clinic.write()
    before = clinic.raw
    clinic.write(made="2026-12-01", facts=MIDGUT | {"grade": "NEC", "stage": "II"})
    withdrawn = blocks(clinic.raw).keys() - live(clinic.raw).keys()
    assert withdrawn

    said = clinic.write(made="2026-12-02")

    assert to_come(clinic.raw, "2026-12-02") == to_come(before, "2026-12-02")
    assert count(said, "restored") == len(withdrawn)


def test_a_step_that_is_done_stays_in_the_calendar(clinic):
    clinic.write()
    before = live(clinic.raw)

    # The windows of the second round close on 9 April 2027.
    said = clinic.write(made="2027-04-10")

    for id, role in [("clinic/2", "due"), ("clinic/2", "book")]:
        assert blocks(clinic.raw)[uid(id, role)] == before[uid(id, role)]
    assert count(said, "withdrawn") == 0


def test_a_step_done_on_another_day_is_put_there_by_the_clinician(clinic):
    clinic.write()

    clinic.write(
        *("--override", "ct-or-mri-abdomen/2=2027-02-25: done elsewhere"),
        made="2027-03-01",
    )

    shown = {one for one in stated(clinic.raw).values() if one.day == "20270225"}
    assert len(shown) == 1


@pytest.mark.parametrize("status", ["died", "discharged", "opted-out"])
def test_when_follow_up_ends_all_that_is_to_come_is_withdrawn(clinic, status):
    words = ["--titles", "plain", "--texts", "plain"]
    clinic.write(*words)
    before = clinic.raw
    made = "2027-02-01"

    said = clinic.write(*words, made=made, facts=MIDGUT | {"status": status})

    gone = stated(before)
    for key, shown in stated(clinic.raw).items():
        if gone[key].day < "20270201":
            assert shown == gone[key]
        else:
            health = "Health: " if status == "died" else ""
            assert shown.title.startswith(f"CANCELLED: {health}")
            assert (shown.text, shown.status, shown.alarm) == (
                *(NEUTRAL, "CANCELLED"),
                None,
            )
    again = clinic.raw
    clinic.write(*words, made="2027-03-01", facts=MIDGUT | {"status": status})
    assert clinic.raw == again
    if status == "died":
        assert "withdrawn: 41" in said  # all but the reminder of 15 January
        assert "unchanged: 1" in said
        assert not any("booking of" in line for line in said)


@pytest.mark.parametrize("level", ["discreet", "plain", "clinical"])
@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_after_a_death_no_word_of_what_is_withdrawn_can_hurt(clinic, level, language):
    words = ["--titles", level, "--texts", level, "--language", language]
    clinic.write(*words)
    discreet = set()
    for shown in stated(clinic.fresh("--language", language)).values():
        discreet.add(shown.title)

    clinic.write(*words, made="2026-12-01", facts=MIDGUT | {"status": "died"})

    assert live(clinic.raw) == {}
    before = "CANCELLED: " if language == "en" else "CANCELLED: 已取消: "
    found = stated(clinic.raw).values()
    assert {shown.title for shown in found} == {before + title for title in discreet}
    (text,) = {shown.text for shown in found}
    hurts = ["died", "dead", "death", "deceased", "late", "sorry", "去世", "死"]
    assert indiscreet(text, *hurts) == []
    assert text == NEUTRAL or language != "en"


def test_a_suspended_plan_is_withdrawn_and_comes_back(clinic):
    clinic.write()
    before = clinic.raw
    clinic.write(made="2026-12-01", facts=MIDGUT | {"status": "suspended"})
    assert live(clinic.raw) == {}

    said = clinic.write(made="2026-12-08")

    assert to_come(clinic.raw, FIRST) == to_come(before, FIRST)
    assert count(said, "restored") == 42
    assert {value(one, "SEQUENCE") for one in blocks(clinic.raw).values()} == {"2"}


def test_a_judgement_leaves_the_calendar_as_it_is(clinic):
    clinic.write()
    before = clinic.raw

    said = clinic.write(
        *("--guideline", "awmf-2018"),
        made="2026-12-01",
        facts=MIDGUT | {"site": "unknown-primary"},
        code=5,
    )

    assert clinic.raw == before
    assert "the calendar is left as it is until the MDT has decided" in said


# The file is lost, and a new first one is made on a later day.
def test_a_lost_file_gives_the_same_identities(clinic):
    clinic.write()
    before = clinic.raw
    clinic.file.unlink()

    clinic.write(made="2026-12-01")

    assert blocks(before).keys() == blocks(clinic.raw).keys()
    assert to_come(clinic.raw, "2026-12-01") == to_come(before, "2026-12-01")
    for block in blocks(clinic.raw).values():
        assert value(block, "SEQUENCE") == "0"
        assert value(block, "LAST-MODIFIED") == "20261201T000000Z"


def test_after_a_loss_a_program_follows_but_keeps_what_it_is_not_told_to_drop(clinic):
    clinic.write()
    gone = live(clinic.raw)
    clinic.file.unlink()
    fresh = clinic.fresh(made="2026-12-01", facts=MIDGUT | {"cga_raised": "no"})
    fossify, icsx5, _ = clinic.programs

    for program in clinic.programs:
        program.take(fresh)

    assert isinstance(fossify, Fossify)
    assert isinstance(icsx5, Icsx5)
    assert icsx5.shows == stated(fresh)
    assert fossify.shows.keys() == gone.keys() | stated(fresh).keys()
    for key, shown in stated(fresh).items():
        assert fossify.shows[key] == shown


def test_a_clock_that_goes_back_does_no_harm(clinic):
    clinic.write(made="2027-02-01")
    before = clinic.raw

    said = clinic.write(made="2026-12-01")

    assert clinic.raw == before
    assert (
        "plan.ics was last changed on 2027-02-01, after 2026-12-01: planned as of"
        " 2027-02-01"
    ) in said
    clinic.write(made="2026-12-01", facts=MIDGUT | {"surgery": "2026-03-13"})
    stamps = {value(one, "LAST-MODIFIED") for one in blocks(clinic.raw).values()}
    assert stamps == {"20270201T000001Z"}


def test_a_clock_that_goes_back_far_is_refused(clinic):
    clinic.write("--texts", "discreet", made="2027-11-24")
    before = clinic.raw

    code, said = clinic.run("--update", "plan.ics", "-o", "plan.ics", made=FIRST)

    assert code == 2
    assert said == [
        "surveil: --update: the calendar was last changed on 2027-11-24, more than a"
        " year after 2026-11-22: check the clock, or give --made"
    ]
    assert clinic.raw == before


def test_two_updates_on_one_day_are_two_revisions(clinic):
    clinic.write()

    for surgery in ("2026-03-13", "2026-03-12", "2026-03-13", "2026-03-12"):
        facts = MIDGUT | {"surgery": surgery}
        clinic.write("--titles", "plain", facts=facts)
        clinic.write("--titles", "discreet", facts=facts)

    clinic_visit = blocks(clinic.raw)[uid("clinic/2")]
    assert value(clinic_visit, "LAST-MODIFIED") == "20261122T000008Z"
    assert value(clinic_visit, "SEQUENCE") == "8"


THIRD = "ct-or-mri-abdomen/3"
CHOSEN = f"{THIRD}=2027-09-20: holiday abroad"


def test_an_override_is_kept_and_can_be_taken_back(clinic):
    clinic.write()
    first = clinic.raw
    said = clinic.write("--override", CHOSEN, made="2026-12-01")
    overridden = clinic.raw
    note = (
        "note: CT or MRI of abdomen and pelvis 3: 2027-09-20 by the clinician (holiday"
        " abroad); the guideline's date is 2027-09-12"
    )
    assert note in said
    assert day(live(overridden)[uid(THIRD)]) == date(2027, 9, 20)
    assert b"holiday" not in overridden

    said = clinic.write(made="2026-12-02")

    assert clinic.raw == overridden
    assert note in said

    said = clinic.write("--override", f"{THIRD}=guideline", made="2026-12-03")

    assert note not in said
    assert to_come(clinic.raw, "2026-12-03") == to_come(first, "2026-12-03")
    assert b"X-SURVEIL-OVERRIDES" not in clinic.raw


def test_an_override_is_kept_through_another_guideline_and_a_death(clinic):
    clinic.write("--override", CHOSEN)
    clinic.write("--guideline", "norway-2020", made="2026-12-01")
    clinic.write(made="2026-12-02", facts=MIDGUT | {"status": "suspended"})

    clinic.write(made="2026-12-03")

    assert day(live(clinic.raw)[uid(THIRD)]) == date(2027, 9, 20)


def test_a_step_left_out_is_withdrawn_and_stays_so(clinic):
    clinic.write()
    left_out = [f"{id}/2=none: not wished" for id in ("cga", "5-hiaa")]
    words = [word for text in left_out for word in ("--override", text)]

    clinic.write(*words, made="2026-12-01")

    ct = stated(clinic.raw)[uid("ct-or-mri-abdomen/2")]
    assert "CT or MRI" in ct.text
    assert "CgA" not in ct.text
    clinic.write(made="2026-12-02")
    assert stated(clinic.raw)[uid("ct-or-mri-abdomen/2")] == ct


@pytest.mark.parametrize(
    "override", [CHOSEN, f"{THIRD}=none: holiday abroad"], ids=["moved", "left out"]
)
def test_an_override_is_visible_with_the_date_of_the_guideline_everywhere(
    clinic, override
):
    clinic.write("--override", override)
    update = ["--update", "plan.ics"]

    for name in ("plan.json", "plan.csv", "plan.txt"):
        code, said = clinic.run(*update, "-o", name)
        assert code == 0, said
        text = (clinic.folder / name).read_text(encoding="utf-8")
        assert "holiday abroad" in text, name
        assert "2027-09-12" in text or "12 Sep 2027" in text, name
    found = json.loads((clinic.folder / "plan.json").read_text(encoding="utf-8"))
    (third,) = [one for one in found["events"] if one["id"] == THIRD]
    assert third["due"] == "2027-09-12"


def test_a_plan_without_a_key_is_updated_by_the_id_in_its_file(clinic):
    clinic.write(key=None)
    plan = value(clinic.raw.decode(), "UID")
    assert uid("clinic/2", plan=plan) in live(clinic.raw)
    before = clinic.raw

    clinic.write(key=None, made="2026-12-01")
    assert clinic.raw == before

    clinic.write(key=None, made="2026-12-01", facts=MIDGUT | {"surgery": "2026-03-14"})
    assert live(before).keys() == live(clinic.raw).keys()


def test_a_feed_is_updated_as_a_feed(clinic):
    clinic.write("--feed")
    before = clinic.raw

    clinic.write("--feed", made="2026-12-01")

    assert clinic.raw == before


def test_old_words_are_not_carried_into_a_more_discreet_calendar(clinic):
    clinic.write("--titles", "clinical", "--texts", "clinical", made="2026-03-20")
    words = ["--titles", "clinical", "--texts", "clinical", "--by", "test"]
    clinic.write(*words, "--book", "none", made="2026-08-01")
    clinic.write("--titles", "plain", made="2026-10-20")

    words = ["--titles", "discreet", "--texts", "discreet"]
    clinic.write(*words, made="2027-04-20", facts=MIDGUT | {"status": "discharged"})

    for shown in stated(clinic.raw).values():
        said = f"{shown.title}\n{shown.text}"
        assert indiscreet(said, "scan", "blood", "CgA", "CT", "clinic") == []


@pytest.mark.parametrize(
    ("edit", "key", "problem"),
    [
        (
            lambda raw: raw.replace(b"BEGIN:VEVENT", b"X-NEW:1\r\nBEGIN:VEVENT", 1),
            KEY,
            "X-NEW is not known to this surveil: the file was edited or is from a newer"
            " surveil",
        ),
        (
            lambda raw: raw.replace(b"OVERRIDES:1.", b"OVERRIDES:2."),
            KEY,
            "was written by a newer surveil: update surveil",
        ),
        (
            lambda raw: raw,
            "B2",
            "is of another patient, or was made with another secret",
        ),
        (lambda raw: raw, None, "is of a plan with a key: give its --key"),
        (
            lambda raw: raw.replace(b"-//surveil//surveil//EN", b"-//Other//EN"),
            KEY,
            "is from another tool: give the file that surveil wrote",
        ),
        (
            lambda raw: raw[:-400],
            KEY,
            "is cut off: give the whole file that surveil wrote",
        ),
        (
            lambda raw: raw + b" " * 1_000_000,
            KEY,
            "is larger than 1000000 bytes: surveil did not write it",
        ),
    ],
    ids=["newer", "newer seal", "other patient", "no key", "tool", "cut", "large"],
)
def test_a_file_that_is_not_its_own_is_refused_and_left_alone(
    clinic, edit, key, problem
):
    clinic.write("--override", CHOSEN)
    raw = edit(clinic.raw)
    clinic.file.write_bytes(raw)

    code, said = clinic.run("--update", "plan.ics", "-o", "plan.ics", key=key)

    assert (code, said) == (2, [f"surveil: plan.ics: {problem}"])
    assert clinic.raw == raw


def test_a_file_edited_by_hand_is_read_safely_and_put_right(clinic):
    clinic.write()
    first = clinic.raw
    title = b"SUMMARY:Health: follow-up due"
    clinic.file.write_bytes(first.replace(title, b"SUMMARY:Call Dr Example", 1))

    said = clinic.run("--update", "plan.ics", "-o", "plan.ics", made="2026-12-01")[1]

    assert count(said, "reworded") == 1
    assert b"Dr Example" not in clinic.raw
    assert to_come(clinic.raw, FIRST) == to_come(first, FIRST)
