"""How to prepare: the facts of the fact book, its safety rules, and no word more."""

import re

import pytest

from surveil.case import Case
from surveil.catalogue import TESTS
from surveil.preparation import (
    _CONDITIONS,
    BRING,
    OWN,
    PATIENT,
    STAFF,
    TIMES,
    for_patient,
    for_staff,
)

RULE_6 = (
    "if you take insulin or diabetes tablets, or have had stomach or pancreas surgery,"
    " ask first"
)
SCANS = ("ct-or-mri-abdomen", "ct-or-mri-chest", "pituitary-mri")
ENDOSCOPIES = ("gastroscopy", "colonoscopy", "rectoscopy", "eus", "bronchoscopy")
FASTED = ("gastrin", "vip", "glucagon", "pancreatic-polypeptide", "fdg-pet")
NO_BRINGING = [test for test in TESTS if TESTS[test].kind == "decision"]


def case(**facts):
    return Case.parse({"surgery": "2026-03-12", "site": "pancreas"} | facts)


CASES = [
    case(),
    case(function="non-functioning", hereditary="none"),
    case(function="gastrinoma"),
    case(hereditary="MEN1"),
    case(function="insulinoma"),
    case(function="carcinoid-syndrome"),
    case(function="insulinoma", hereditary="MEN1"),
]


def told(*tests, **facts):
    """What a patient reads, without what to bring."""
    return [
        (one.instruction.hours, one.instruction.text)
        for one in for_patient(tests, case(**facts))
        if one.instruction != BRING
    ]


def asked(*tests, **facts):
    return [one.instruction.text for one in for_staff(tests, case(**facts))]


@pytest.mark.parametrize(
    ("test", "hours"),
    [
        ("5-hiaa", [None, 336, 72, 72, 48, 24, 24, 0, 0]),
        ("cga", []),
        ("gastrin", [504, 24, 12]),
        ("vip", [504, 24, 12]),
        ("glucagon", [8]),
        ("pancreatic-polypeptide", [8]),
        ("glucose-insulin", [None]),
        ("metanephrines", [None]),
        ("sstr-pet", [None, None, 0]),
        ("fdg-pet", [None, None, 24, 6, 2]),
        ("ct-or-mri-abdomen", [None, 24]),
        ("ct-chest", [None, 24]),
        ("mri-abdomen", [None, 24]),
        ("gastroscopy", [None]),
        ("rectoscopy", [None]),
        ("clinic", []),
        ("echocardiogram", []),
        ("calcium-pth", []),
        ("prolactin-igf1", []),
        ("nt-probnp", []),
        ("renew-plan", []),
        ("confirm-end", []),
    ],
)
def test_each_test_is_prepared_at_the_times_of_the_fact_book(test, hours):
    assert [when for when, _ in told(test)] == hours


def test_the_foods_of_a_urine_collection_are_the_nine_and_of_blood_the_five():
    (blood,) = (text for _, text in told("5-hiaa") if text.startswith("Blood"))
    (urine,) = (text for _, text in told("5-hiaa") if "plantain" in text)

    foods = urine.partition(" no ")[2].removesuffix(".").split(", ")
    assert foods == [
        "plantain",
        "banana",
        "walnuts",
        "hickory nuts",
        "pineapple",
        "plums",
        "tomatoes",
        "kiwi fruit",
        "avocado",
    ]
    assert blood == "Blood: no pineapple, banana, kiwi fruit, tomatoes, walnuts."
    assert (336, "No supplements with 5-HTP until the test is done.") in told("5-hiaa")
    assert (24, "Urine: no alcohol until the end of the collection.") in told("5-hiaa")


def test_the_container_may_hold_acid_and_the_patient_is_told():
    (fetch, rinse) = (text for when, text in told("5-hiaa") if when == 72)

    for words in ("closed", "upright", "away from children", "do not splash or empty"):
        assert words in fetch
    assert "cold running water" in rinse
    assert "at least 10 minutes" in rinse


MEDICINES = (
    *("ppi", "omeprazole", "proton", "h2", "metformin", "analogue", "octreotide"),
    *("lanreotide", "steroid", "ssri", "antidepressant", "anticoagulant"),
    *("blood-pressure", "warfarin"),
)


@pytest.mark.parametrize("facts", CASES, ids=str)
def test_no_patient_is_told_to_stop_or_move_a_medicine(facts):
    for advice in for_patient(TESTS, facts):
        text = advice.instruction.text.casefold()
        text = text.replace("do not stop them by yourself", "")
        assert not re.search(
            r"\b(stop|pause|skip|reduce|delay|cease|withhold|postpone|interrupt)", text
        )
        assert not [word for word in MEDICINES if word in text]


@pytest.mark.parametrize("facts", CASES, ids=str)
def test_every_line_about_fasting_has_the_words_that_make_it_safe(facts):
    fasting = [
        advice.instruction.text
        for advice in for_patient(TESTS, facts)
        if "fast" in advice.instruction.text.casefold().replace("breast-feeding", "")
    ]

    assert fasting
    for text in fasting:
        if facts.function == "insulinoma":
            assert text == "Ask your team how to prepare. Do not fast by yourself."
        else:
            assert RULE_6 in text
            assert "only if your team says so" in text or "Do not fast" in text


@pytest.mark.parametrize("test", [*FASTED, "glucose-insulin"])
def test_insulinoma_never_brings_a_fast(test):
    texts = [text for _, text in told(test, function="insulinoma")]

    assert "Ask your team how to prepare. Do not fast by yourself." in texts
    assert not [text for text in texts if text.startswith("Fast")]


ACID = (
    504,
    "Ask your team about your acid tablets before this test. "
    "Do not stop them by yourself.",
)


@pytest.mark.parametrize("test", ["gastrin", "vip"])
@pytest.mark.parametrize(
    ("facts", "reminded"),
    [
        ({"function": "non-functioning", "hereditary": "none"}, True),
        ({"function": "vipoma"}, True),
        ({}, True),
        ({"function": "gastrinoma"}, False),
        ({"hereditary": "MEN1"}, False),
        ({"function": "gastrinoma", "hereditary": "MEN1"}, False),
        ({"function": "non-functioning", "hereditary": "MEN1"}, False),
    ],
)
def test_acid_tablets_are_named_to_no_patient_with_gastrinoma_or_men1(
    test, facts, reminded
):
    assert (ACID in told(test, **facts)) is reminded
    if not reminded:
        assert not [text for _, text in told(*TESTS, **facts) if "acid tab" in text]


DECIDE = (
    "Decide how to take the gastrin sample: stopping acid suppression can cause"
    " perforation."
)
IF_MEN1 = (
    "If gastrinoma or MEN1: decide how to take the sample; stopping acid suppression"
    " can cause perforation."
)


@pytest.mark.parametrize(
    ("facts", "sure", "open_"),
    [
        ({"function": "gastrinoma"}, True, False),
        ({"hereditary": "MEN1"}, True, False),
        ({}, False, True),
        ({"function": "vipoma"}, False, True),
        ({"hereditary": "none"}, False, True),
        ({"function": "vipoma", "hereditary": "none"}, False, False),
    ],
)
def test_staff_decide_how_the_gastrin_sample_is_taken(facts, sure, open_):
    texts = asked("gastrin", **facts)

    assert (DECIDE in texts, IF_MEN1 in texts) == (sure, open_)


def test_no_patient_reads_of_acid_tablets_for_chromogranin_a():
    assert told("cga") == []
    assert [text for text in asked("cga") if text.startswith("PPI question")]


COVER = (
    "arcinoid syndrome: decide on somatostatin-analogue cover before the procedure"
    " (PDQ: mandatory)."
)


@pytest.mark.parametrize("test", [*ENDOSCOPIES, "rectal-mri-or-eus"])
@pytest.mark.parametrize(
    ("function", "warning"),
    [
        ("carcinoid-syndrome", [f"C{COVER}"]),
        (None, [f"If c{COVER}"]),
        ("non-functioning", []),
        ("gastrinoma", []),
        ("other", []),
    ],
)
def test_staff_are_warned_of_carcinoid_syndrome_before_procedures(
    test, function, warning
):
    facts = {"function": function} if function else {}

    assert [text for text in asked(test, **facts) if "arcinoid" in text] == warning
    assert not [text for _, text in told(test, **facts) if "arcinoid" in text]


def test_questions_that_need_weeks_stand_three_weeks_before():
    early = {
        test
        for test in TESTS
        for one in for_staff([test], case())
        if one.instruction.hours == 504
    }

    assert early == {"cga", "gastrin", "vip"}


@pytest.mark.parametrize("test", ["ct-or-mri-abdomen", "ct-chest-abdomen", "ct-chest"])
def test_before_contrast_staff_ask_for_kidneys_reactions_and_metformin(test):
    text = " ".join(asked(test))

    assert "Kidney function first" in text
    assert "severe contrast reaction" in text
    assert "Metformin: stop only if eGFR below 30" in text
    assert "metformin" not in " ".join(text for _, text in told(test)).casefold()


def test_what_several_scans_share_stands_once_and_says_for_which():
    (tell, sheet) = for_patient(["cga", *SCANS], case())[:2]

    assert tell.tests == SCANS
    assert sheet.tests == SCANS
    assert not tell.for_all


@pytest.mark.parametrize(
    ("tests", "for_all"),
    [
        (SCANS, True),
        ((*SCANS, "clinic"), True),
        ((*SCANS, "renew-plan"), True),
        ((*SCANS, "cga"), False),
        ((*SCANS, "sstr-pet"), False),
    ],
)
def test_what_holds_for_every_test_of_a_visit_names_none(tests, for_all):
    found = for_patient(tests, case())

    (sheet,) = (one for one in found if one.instruction.text.startswith("Read the"))
    assert sheet.for_all is for_all


@pytest.mark.parametrize("facts", CASES, ids=str)
def test_what_comes_first_is_said_first(facts):
    found = for_patient(TESTS, facts)

    hours = [one.instruction.hours for one in found]
    settled = hours.count(None)
    assert hours[:settled] == [None] * settled
    assert hours[settled:] == sorted(hours[settled:], reverse=True)


def test_a_clinics_own_text_replaces_all_that_is_said_about_its_test():
    own = {"preparation.5-hiaa": "Our own sheet.", "preparation.cga": "Nothing to do."}

    found = for_patient(["5-hiaa", "gastrin"], case(), own)

    (hiaa,) = (one for one in found if one.tests == ("5-hiaa",))
    assert hiaa.instruction.text == "Our own sheet."
    assert hiaa.own
    assert [one.instruction.source for one in found].count(OWN) == 1
    assert ACID[1] in [one.instruction.text for one in found]


@pytest.mark.parametrize("test", NO_BRINGING)
def test_nobody_prepares_for_a_decision(test):
    assert for_patient([test], case()) == ()
    assert for_staff([test], case()) == ()


@pytest.mark.parametrize("test", sorted({*TESTS} - {*NO_BRINGING}))
def test_for_every_other_test_there_is_what_to_bring(test):
    assert BRING in [one.instruction for one in for_patient([test], case())]


def test_every_instruction_has_a_time_with_a_name_a_source_and_a_known_condition():
    for tests in (PATIENT, STAFF):
        assert set(tests) <= set(TESTS)
        for instructions in tests.values():
            for one in instructions:
                assert one.hours in TIMES
                assert one.source
                assert one.when in _CONDITIONS
                assert len(one.text) <= 200


# Of section 4 of the fact book: nobody has read a source for these.
UNVERIFIED = (
    "within 3 months",
    "7 days",
    "thyroid",
    "screening",
    "gadoxet",
    "heterophile",
    "biotin",
    "insulin antibod",
    "4-6 weeks",
    "2 months",
    "spleen",
    "splenosis",
    "11 mmol",
    "transoesophageal",
    "obesity",
    "bowel preparation",
    "laxative",
)


def test_what_is_marked_unverified_is_not_shipped():
    texts = [
        one.text.casefold()
        for tests in (PATIENT, STAFF)
        for instructions in tests.values()
        for one in instructions
    ]

    assert not [text for text in texts for word in UNVERIFIED if word in text]
