"""A clinician's own dates: read, put on the plan, kept, taken back."""

from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from samples import EXEMPT, MADE, MIDGUT, SECRET, planned

from surveil import identity
from surveil.catalogue import TESTS
from surveil.errors import UsageError
from surveil.overriding import (
    LONGEST_REASON,
    TakenBack,
    override,
    parse,
    read_back,
    written,
)
from surveil.plans import Override

# Six-monthly from 12 March 2026: the third is due a year and a half after surgery, and
# 4 weeks round it are in time.
THIRD = "ct-or-mri-abdomen/3"
DUE = date(2027, 9, 12)
EXAMPLE = 'such as "ct-or-mri-abdomen/3=2027-04-01: holiday abroad"'
NO_SHAPE = f"is not STEP=DATE: REASON, {EXAMPLE}"
NO_REASON = f"needs a reason, {EXAMPLE}"
NO_STEP = "does not begin with a step, such as ct-or-mri-abdomen/3"
NO_TEST = "names a test that does not exist"
NO_DATE = f"of {THIRD} is not a date like 2027-04-01, none or guideline"
FIRST_DAY, LAST_DAY = date(2027, 8, 15), date(2027, 10, 10)


def overridden(*texts, kept=(), facts=MIDGUT, **options):
    return override(planned(facts, **options), [parse(one) for one in texts], kept)


def event(plan, id):
    (found,) = [one for one in plan.events if one.id == id]
    return found


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (
            f"{THIRD}=2027-04-01: holiday abroad",
            Override(THIRD, date(2027, 4, 1), "holiday abroad"),
        ),
        (f"{THIRD}=none: not wished", Override(THIRD, None, "not wished")),
        (f"{THIRD}=guideline", TakenBack(THIRD)),
        (f"{THIRD}=2199-12-31: far", Override(THIRD, date(2199, 12, 31), "far")),
        # Spaces where people type them, and a reason with what separates the parts.
        (
            " clinic/12 = 2027-04-01 :  moved: room = 3 ",
            Override("clinic/12", date(2027, 4, 1), "moved: room = 3"),
        ),
        (
            "5-hiaa/1=none:one\r\n two\t three",
            Override("5-hiaa/1", None, "one two three"),
        ),
        ("cga/2=none: a{due}b", Override("cga/2", None, "a(due)b")),
        ("cga/2=none: \x1b[31mred\u202e\ud800\x00", Override("cga/2", None, "[31mred")),
        ("cga/2=none: a \x08 b\x1cc\u2028d", Override("cga/2", None, "a b c d")),
        ("cga/2=none: e\u202e\u0301", Override("cga/2", None, "é")),
        ("cga/2=none: 出国休假", Override("cga/2", None, "出国休假")),
        (
            "renew-plan/10=2036-01-01: early",
            Override("renew-plan/10", date(2036, 1, 1), "early"),
        ),
    ],
)
def test_an_override_is_read_as_it_is_typed(text, meant):
    assert parse(text) == meant


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", NO_SHAPE),
        (THIRD, NO_SHAPE),
        (f"{THIRD}= ", NO_SHAPE),
        ("third=none: x", NO_STEP),
        ("ct-chest/0=none: x", NO_STEP),
        ("ct-chest/1000=none: x", NO_STEP),
        ("CT-CHEST/1=none: x", NO_STEP),
        ("colonscopy/1=none: x", f"{NO_TEST}: colonscopy; such as colonoscopy/1"),
        ("zzz/1=none: x", f"{NO_TEST}: zzz; such as clinic/1"),
        (f"{THIRD}=20270401: x", NO_DATE),
        (f"{THIRD}=2027-W13-4: x", NO_DATE),
        (f"{THIRD}=2027-02-29: x", NO_DATE),
        (f"{THIRD}=None: x", NO_DATE),
        (
            f"{THIRD}=2200-01-01: x",
            f"of {THIRD} is after 2199-12-31: give an earlier date",
        ),
        (f"{THIRD}=none", NO_REASON),
        (f"{THIRD}=none: \u200e\x00 \u200d", NO_REASON),
        (f"{THIRD}=none: {'x' * 201}", "has a reason of more than 200 characters"),
        (
            f"{THIRD}=guideline: why",
            f"takes an override back without a reason: {THIRD}=guideline",
        ),
        (
            "confirm-end/1=none: x",
            "cannot leave confirm-end/1 out, only move it: a plan closes with it",
        ),
        (
            "renew-plan/9=none: x",
            "cannot leave renew-plan/9 out, only move it: a plan closes with it",
        ),
    ],
)
def test_what_is_no_override_is_refused_with_a_right_example(text, problem):
    with pytest.raises(UsageError) as refused:
        parse(text)

    assert str(refused.value) == f"--override {problem}"


@pytest.mark.parametrize("length", [1, LONGEST_REASON - 1, LONGEST_REASON])
def test_a_reason_may_be_as_long_as_said(length):
    assert parse(f"{THIRD}=none: {'x' * length}").reason == "x" * length


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_in_one_line(text):
    for typed in (text, f"{THIRD}={text}", f"{THIRD}=none: {text}"):
        said = ""
        try:
            found = parse(typed)
        except UsageError as refused:
            said = str(refused)
        else:
            said = "" if isinstance(found, TakenBack) else found.reason
        assert len(said.splitlines()) <= 1


def test_an_overridden_step_keeps_the_dates_of_the_guideline():
    plan = overridden(f"{THIRD}=2027-09-30: holiday abroad")

    third = event(plan, THIRD)
    assert (third.earliest, third.due, third.latest) == (FIRST_DAY, DUE, LAST_DAY)
    assert third.day == date(2027, 9, 30)
    assert third.override == Override(THIRD, date(2027, 9, 30), "holiday abroad")
    assert plan.overrides == (third.override,)
    before = planned(MIDGUT)
    assert [one.id for one in plan.events] == [one.id for one in before.events]
    assert [one for one in plan.events if one.id != THIRD] == [
        one for one in before.events if one.id != THIRD
    ]


NAME = "CT or MRI of abdomen and pelvis 3"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2027-08-14", "; outside its window 2027-08-15 to 2027-10-10"),
        ("2027-08-15", ""),
        ("2027-08-16", ""),
        ("2027-10-09", ""),
        ("2027-10-10", ""),
        ("2027-10-11", "; outside its window 2027-08-15 to 2027-10-10"),
    ],
)
def test_a_plan_says_each_override_and_where_it_leaves_the_window(day, said):
    plan = overridden(f"{THIRD}={day}: holiday abroad")

    assert plan.cautions == (
        *planned(MIDGUT).cautions,
        f"{NAME}: {day} by the clinician (holiday abroad);"
        f" the guideline's date is 2027-09-12{said}",
    )


def test_a_step_that_is_left_out_is_said_with_its_date():
    plan = overridden(f"{THIRD}=none: not wished")

    assert event(plan, THIRD).left_out
    assert plan.cautions[-1] == (
        f"{NAME}: left out by the clinician (not wished);"
        " the guideline's date is 2027-09-12"
    )


# The first is due on 12 September 2026 and in time until 10 October.
@pytest.mark.parametrize(
    ("made", "day", "past"),
    [
        (date(2026, 10, 10), "2026-09-01", False),
        (date(2026, 10, 11), "2026-09-01", True),
        (date(2026, 11, 22), "2026-11-21", True),
        (date(2026, 11, 22), "2026-11-22", False),
        (date(2026, 11, 22), "2026-11-23", False),
        (date(2026, 10, 11), "none", True),
    ],
)
def test_a_step_is_past_when_its_window_and_its_chosen_day_are(made, day, past):
    plan = overridden(f"clinic/1={day}: x", made=made)

    assert event(plan, "clinic/1").past is past


@pytest.mark.parametrize("day", ["2026-03-12", "2026-03-13"])
def test_an_override_may_stand_on_the_day_of_surgery_or_later(day):
    assert event(overridden(f"clinic/1={day}: x"), "clinic/1").day.isoformat() == day


@pytest.mark.parametrize(
    ("text", "facts", "problem"),
    [
        (
            "clinic/1=2026-03-11: x",
            MIDGUT,
            "of clinic/1 is before surgery: give a later date",
        ),
        # Six-monthly to 5 years, then yearly: 10 and 5.
        (
            "clinic/99=none: x",
            MIDGUT,
            "names clinic/99, but this plan has clinic/1 to clinic/15",
        ),
        (
            "renew-plan/9=2035-01-01: x",
            MIDGUT,
            "names renew-plan/9, but this plan has renew-plan/10",
        ),
        ("eus/1=none: x", MIDGUT, "names eus/1, but this plan has no eus at all"),
        (
            "clinic/1=none: x",
            EXEMPT,
            "names clinic/1, but this plan has no clinic at all",
        ),
        (
            "clinic/1=none: x",
            MIDGUT | {"status": "died"},
            "names clinic/1, but this plan has no clinic at all",
        ),
        (
            "clinic/1=guideline",
            MIDGUT,
            "takes back clinic/1, which has no override; overridden: none",
        ),
    ],
)
def test_a_new_override_must_fit_the_plan(text, facts, problem):
    with pytest.raises(UsageError) as refused:
        overridden(text, facts=facts)

    assert str(refused.value) == f"--override {problem}"


def test_the_later_of_two_for_one_step_wins():
    kept = (Override("clinic/2", date(2027, 3, 1), "old"),)

    plan = overridden(
        "clinic/1=none: first",
        "clinic/1=2026-12-01: second",
        "clinic/2=none: new",
        kept=kept,
    )

    assert plan.overrides == (
        Override("clinic/1", date(2026, 12, 1), "second"),
        Override("clinic/2", None, "new"),
    )


def test_a_kept_override_stays_and_can_be_taken_back():
    kept = (parse("clinic/1=none: a"), parse("clinic/2=none: b"))

    plan = overridden("clinic/2=guideline", kept=kept)

    assert plan.overrides == (kept[0],)
    assert event(plan, "clinic/1").left_out
    assert event(plan, "clinic/2") == event(planned(MIDGUT), "clinic/2")


def test_taking_back_names_what_is_overridden():
    kept = (parse("clinic/1=none: a"), parse("cga/2=none: b"))

    with pytest.raises(UsageError) as refused:
        overridden("clinic/2=guideline", kept=kept)

    assert str(refused.value) == (
        "--override takes back clinic/2, which has no override;"
        " overridden: clinic/1, cga/2"
    )


def test_a_kept_override_that_no_longer_fits_is_kept_and_said():
    kept = (parse("cga/99=none: not wished"), parse("clinic/1=2026-03-11: early"))

    plan = overridden(kept=kept)

    before = planned(MIDGUT)
    assert plan.events == before.events
    assert plan.cautions == before.cautions
    assert set(plan.overrides) == set(kept)
    assert plan.notes == (
        *before.notes,
        "clinic visit 1: an override (early) is kept, but its date, 2026-03-11, is"
        " before surgery",
        "chromogranin A 99: an override (not wished) is kept, but the step is no longer"
        " in the plan",
    )


def test_after_a_death_the_overrides_are_kept_without_a_word():
    kept = (parse("clinic/1=none: not wished"),)

    plan = overridden(kept=kept, facts=MIDGUT | {"status": "died"})

    assert plan.overrides == kept
    assert plan.notes == ()
    assert plan.cautions == ()


OVERRIDES = st.builds(
    "{}/{}={}: {}".format,
    st.sampled_from(
        sorted(code for code, one in TESTS.items() if one.kind != "decision")
    ),
    st.integers(1, 999),
    st.just("none") | st.dates(date(1950, 1, 1), date(2199, 12, 31)),
    st.text(min_size=1, max_size=200),
)


@settings(deadline=None)
@example(["5-hiaa/1=none: 0 \x08 0", "cga/1=none: e\x08\u0301"])
@given(st.lists(OVERRIDES, max_size=8))
def test_what_is_written_is_read_back_whatever_the_reasons(texts):
    found = {}
    for text in texts:
        try:
            one = parse(text)
        except UsageError:  # a reason without anything to see
            continue
        found[one.step] = one

    text = written(found.values())

    assert set(read_back(text)) == set(found.values())
    assert written(reversed(found.values())) == text
    assert written(read_back(text)) == text
    sealed = identity.sealed(SECRET, "a-plan", text)
    assert identity.opened(SECRET, "a-plan", sealed) == text


@pytest.mark.parametrize(
    "text",
    [
        *("", "[", "{}x", "1", "null", '[["clinic/1", null]]', "[[1, 2, 3]]"),
        '[["clinic/1", "guideline", "x"]]',
        '[["clinic/1", "2027-13-01", "x"]]',
        '[["none/1", null, "x"]]',
        '[["clinic/1", null, ""]]',
        "[" * 100_000,
    ],
)
def test_what_was_not_written_is_refused(text):
    with pytest.raises(UsageError, match=r"^the overrides of the plan cannot be read$"):
        read_back(text)


def test_a_sealed_text_says_nothing_and_opens_for_its_plan_alone():
    text = written([parse(f"{THIRD}=none: holiday abroad")])

    sealed = identity.sealed(SECRET, "plan-a", text)

    assert sealed == identity.sealed(SECRET, "plan-a", text)
    assert set(sealed[2:]) <= set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    )
    assert identity.opened(SECRET, "plan-a", sealed) == text
    assert identity.opened(SECRET, "plan-b", sealed) is None
    assert identity.opened(SECRET[::-1], "plan-a", sealed) is None
    assert sealed != identity.sealed(SECRET, "plan-b", text)


@pytest.mark.parametrize("at", [2, 10, 40, -1])
def test_a_sealed_text_that_was_changed_does_not_open(at):
    sealed = identity.sealed(SECRET, "p", "[]")
    letters = list(sealed)
    letters[at] = "A" if letters[at] != "A" else "E"

    assert identity.opened(SECRET, "p", "".join(letters)) is None


@pytest.mark.parametrize(
    "letters", ["", "1", "1.", "1.A", "x.AAAA", ".", "1.*", "1.é", "1.AAAA="]
)
def test_what_was_never_sealed_does_not_open(letters):
    assert identity.opened(SECRET, "p", letters) is None


@pytest.mark.parametrize("letters", ["2.AAAA", "10.AAAA", "0.AAAA"])
def test_a_text_sealed_by_another_version_asks_for_it(letters):
    with pytest.raises(UsageError, match=r"^was written by a newer surveil: update"):
        identity.opened(SECRET, "p", letters)


# A block of 64 hides whether a reason is short or long.
@pytest.mark.parametrize(("length", "blocks"), [(0, 1), (63, 1), (64, 2), (127, 2)])
def test_the_length_of_a_sealed_text_says_little(length, blocks):
    sealed = identity.sealed(SECRET, "p", "x" * length)

    raw = 16 + 64 * blocks  # the tag, then the blocks, as base64 without its padding
    assert len(sealed) == 2 + -(-raw * 4 // 3)
    assert identity.opened(SECRET, "p", sealed) == "x" * length


def test_an_update_may_follow_on_the_same_day():
    once = overridden(f"{THIRD}=2027-09-30: x", made=MADE)

    twice = override(planned(MIDGUT, made=MADE), [], once.overrides)

    assert twice == once
