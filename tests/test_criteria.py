"""Criteria: yes, no or open, what an open one asks for, and what never changes."""

from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from surveil.bounds import Bounds
from surveil.case import Case
from surveil.criteria import All, Any, Criterion, Named, Not
from surveil.errors import CaseError

YES, NO, OPEN = True, False, None
BASE = {"surgery": "2024-01-31", "site": "small-bowel"}


def case(**facts):
    return Case.parse(BASE | facts)


def words(fact, *texts):
    return Criterion(fact, texts)


def number(fact, text):
    return Criterion(fact, bounds=Bounds.criterion(text))


# One criterion that holds, one that fails, one that is open for the plainest case.
HOLDS, FAILS = words("site", "small-bowel"), words("site", "lung")
R0, R1 = words("resection", "R0"), words("resection", "R1")
SMALL = number("size_mm", "< 10")
HEMI = words("operation", "right-hemicolectomy")
NEGATIVE = words("nodes", "negative")
STATE = {YES: HOLDS, NO: FAILS, OPEN: R0}


@pytest.mark.parametrize(
    ("one", "other", "both", "either"),
    [
        (YES, YES, YES, YES),
        (YES, OPEN, OPEN, YES),
        (YES, NO, NO, YES),
        (OPEN, OPEN, OPEN, OPEN),
        (OPEN, NO, NO, OPEN),
        (NO, NO, NO, NO),
    ],
)
def test_tables_of_three_valued_logic(one, other, both, either):
    for parts in ((STATE[one], STATE[other]), (STATE[other], STATE[one])):
        assert All(parts).holds(case()) is both
        assert Any(parts).holds(case()) is either
        assert All((HOLDS, *parts)).holds(case()) is both
        assert Any((FAILS, *parts)).holds(case()) is either


def test_not_and_names_keep_what_is_open_and_nothing_at_all_holds():
    assert All(()).holds(case()) is YES
    assert [Not(STATE[one]).holds(case()) for one in (YES, NO, OPEN)] == [NO, YES, OPEN]
    assert [Named("x", STATE[s]).holds(case()) for s in STATE] == list(STATE)


@pytest.mark.parametrize(
    ("site", "facts", "expected"),
    [  # whether it is localised, regional, distant
        ("ileum", {}, (OPEN, OPEN, OPEN)),
        ("ileum", {"stage": "I"}, (YES, NO, NO)),
        ("ileum", {"stage": "IIB"}, (YES, NO, NO)),
        ("ileum", {"stage": "localised"}, (YES, NO, NO)),
        ("ileum", {"stage": "III"}, (NO, YES, NO)),
        ("ileum", {"stage": "IV"}, (NO, NO, YES)),
        ("ileum", {"stage": "distant"}, (NO, NO, YES)),
        ("ileum", {"nodes": "negative"}, (OPEN, OPEN, OPEN)),
        ("ileum", {"nodes": "not-assessed"}, (OPEN, OPEN, OPEN)),
        ("ileum", {"nodes": "positive"}, (NO, OPEN, OPEN)),
        ("ileum", {"nodes": "positive", "tnm": "M0"}, (NO, YES, NO)),
        ("ileum", {"nodes": "positive", "tnm": "M1"}, (NO, NO, YES)),
        ("ileum", {"nodes": "not-assessed", "tnm": "NX M0"}, (OPEN, OPEN, NO)),
        ("ileum", {"tnm": "M0"}, (OPEN, OPEN, NO)),
        ("ileum", {"tnm": "M1"}, (NO, NO, YES)),
        ("ileum", {"tnm": "T1 N0 M0"}, (OPEN, OPEN, NO)),  # T4 N0 would be stage III
        ("ileum", {"tnm": "N0 M1"}, (NO, NO, YES)),
        ("ileum", {"tnm": "N0"}, (OPEN, OPEN, OPEN)),
        ("ileum", {"tnm": "N1 M0"}, (NO, YES, NO)),
        ("ileum", {"tnm": "N1"}, (NO, OPEN, OPEN)),
        ("ileum", {"tnm": "TX NX MX"}, (OPEN, OPEN, OPEN)),
        ("ileum", {"stage": "III", "tnm": "T4 N0 M0"}, (NO, YES, NO)),
        ("ileum", {"stage": "III", "nodes": "negative"}, (NO, YES, NO)),
        ("ileum", {"stage": "II", "tnm": "T2 NX MX"}, (YES, NO, NO)),
        ("lung", {"tnm": "N1 M0"}, (OPEN, OPEN, NO)),
        ("lung", {"tnm": "N1"}, (OPEN, OPEN, OPEN)),
        ("lung", {"tnm": "M1"}, (NO, NO, YES)),
        ("lung", {"stage": "I"}, (YES, NO, NO)),
        ("lung", {"stage": "IIB"}, (OPEN, OPEN, NO)),  # may hold a positive node
        ("lung", {"stage": "IIB", "tnm": "T1 N1 M0"}, (OPEN, OPEN, NO)),
        ("lung", {"stage": "localised"}, (YES, NO, NO)),
        ("lung", {"stage": "IIIA"}, (NO, YES, NO)),
        ("unknown-primary", {"tnm": "N1 M0"}, (OPEN, OPEN, NO)),
        ("unknown-primary", {"stage": "IV"}, (NO, NO, YES)),
    ],
)
def test_what_stage_nodes_and_tnm_say_of_the_extent(site, facts, expected):
    known = case(site=site, **facts)
    extents = ("localised", "regional", "distant")

    assert tuple(words("stage", one).holds(known) for one in extents) == expected
    not_distant = OPEN if expected[2] is OPEN else not expected[2]
    assert words("stage", "localised", "regional").holds(known) is not_distant


@pytest.mark.parametrize(
    ("nodes", "negative", "asked"),
    [
        ("", OPEN, ("nodes",)),
        ("not-assessed", OPEN, ()),
        ("negative", YES, ()),
        ("positive", NO, ()),
    ],
)
def test_nodes_not_assessed_are_open_and_not_asked_for(nodes, negative, asked):
    known = case(nodes=nodes)

    assert NEGATIVE.holds(known) is negative
    assert NEGATIVE.asks(known) == asked
    assert All((R1, NEGATIVE)).asks(case(nodes="not-assessed")) == ("resection",)


@pytest.mark.parametrize(
    ("born", "age", "expected"),
    [
        ("2007", "16-17", YES),  # 17 years apart
        ("2006", "17-18", OPEN),  # 18 years apart: 17 or 18 years old
        ("2005", "18-19", NO),
        ("2024", "0", YES),
        ("1924", "99-100", NO),
    ],
)
def test_an_age_may_be_one_year_less(born, age, expected):
    known = case(born=born)

    assert known.age.reported((-1, 200)) == age
    assert number("age", "< 18").holds(known) is expected


def test_an_unknown_age_asks_for_the_year_of_birth():
    assert case().age is None
    assert number("age", "< 18").asks(case()) == ("born",)


@pytest.mark.parametrize(
    ("facts", "fact", "expected"),
    [
        ({}, "adverse_histology", OPEN),
        ({"lymphovascular": "yes"}, "adverse_histology", YES),
        ({"perineural": "yes"}, "adverse_histology", YES),
        ({"perineural": "no", "lymphovascular": "no"}, "adverse_histology", OPEN),
        ({"adverse_histology": "no"}, "lymphovascular", NO),
        ({"adverse_histology": "no"}, "perineural", NO),
        ({"adverse_histology": "yes"}, "lymphovascular", OPEN),
        ({"adverse_histology": "yes"}, "perineural", OPEN),
    ],
)
def test_what_vessels_and_nerves_say_of_histology_and_back(facts, fact, expected):
    assert words(fact, "yes").holds(case(**facts)) is expected


@pytest.mark.parametrize("invaded", ["lymphovascular", "perineural"])
def test_histology_against_vessels_or_nerves_is_refused(invaded):
    message = f"^adverse_histology is no, which contradicts {invaded} = yes$"

    with pytest.raises(CaseError, match=message):
        case(adverse_histology="no", **{invaded: "yes"})


ORDER = ("resection", "operation", "size_mm")


@pytest.mark.parametrize(
    ("condition", "facts", "asked"),
    [
        (R0, {}, ("resection",)),
        (R0, {"resection": "R1"}, ()),
        (SMALL, {"size_mm": "<10"}, ()),
        (SMALL, {"size_mm": "<=10"}, ("size_mm",)),  # a plainer number would help
        (words("stage", "localised"), {"tnm": "N0 M0"}, ("stage",)),
        (words("stage", "distant"), {"tnm": "N0 M0"}, ()),
        (All((SMALL, R0)), {}, ("size_mm", "resection")),
        (All((R0, SMALL)), {}, ("resection", "size_mm")),
        (All((R0, SMALL)), {"size_mm": "5"}, ("resection",)),
        (All((R0, SMALL)), {"size_mm": "15"}, ()),  # it fails whatever the margin
        (Any((R0, SMALL)), {"size_mm": "5"}, ()),  # it holds whatever the margin
        (Any((R0, SMALL)), {"size_mm": "15"}, ("resection",)),
        (All((FAILS, Any((R0, SMALL)))), {}, ()),
        (Not(All((R0, SMALL))), {"size_mm": "15"}, ()),
        (Not(All((R0, SMALL))), {}, ("resection", "size_mm")),
        (Any((All((R1, Named("x", HEMI))), All((R1, SMALL)))), {}, ORDER),
        # The margin alone decides: R1 after a hemicolectomy is R1.
        (Any((All((R1, HEMI)), R1)), {}, ("resection",)),
        (Any((R1, All((HEMI, R1)))), {}, ("resection",)),
        (
            Any((All((R1, SMALL, HEMI)), All((HEMI, R1)))),
            {},
            ("operation", "resection"),
        ),
        # R0 and R1 are two questions about one fact: neither stands for the other.
        (Any((All((R0, HEMI)), R1)), {}, ("resection", "operation")),
        (Any((All((R0, HEMI)), All((R0, SMALL)))), {}, ORDER),
    ],
)
def test_only_what_can_change_the_answer_is_asked_for_in_order(condition, facts, asked):
    assert condition.asks(case(**facts)) == asked


FACTS = {
    "grade": ["G1", "G2", "G3"],
    "ki67": ["1", "<3", "3-20", ">20"],
    "stage": ["I", "II", "III", "IV", "localised", "regional", "distant"],
    "nodes": ["positive", "negative"],
    "tnm": ["M0", "M1", "N0 M0", "N1 M0", "NX M0", "N1", "N0"],
    "resection": ["R0", "R1", "R2", "RX"],
    "size_mm": ["8", "<10", ">=10", "10-20", ">20"],
    "operation": ["endoscopic", "right-hemicolectomy", "other"],
    "adverse_histology": ["yes", "no"],
    "lymphovascular": ["yes", "no"],
    "perineural": ["yes", "no"],
    "born": ["2005", "2006", "2007", "1950"],
}
NUMBERS = ["< 10", ">= 10", ">= 10, < 20", "> 20", "<= 8"]
EXTENTS = ["localised", "regional", "distant"]
ASKED = {**FACTS, "stage": EXTENTS}
CRITERIA = st.one_of(
    st.sampled_from(
        [words(fact, one) for fact, texts in ASKED.items() for one in texts]
        + [words("stage", *pair) for pair in product(EXTENTS, repeat=2)]
    ).filter(lambda one: one.fact not in ("ki67", "size_mm", "born", "tnm")),
    st.builds(number, st.sampled_from(["ki67", "size_mm"]), st.sampled_from(NUMBERS)),
    st.just(number("age", "< 18")),
)
CONDITIONS = st.recursive(
    CRITERIA,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: All(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Any(tuple(parts))),
        inner.map(Not),
        inner.map(lambda part: Named("x", part)),
    ),
    max_leaves=6,
)
KNOWN = st.fixed_dictionaries(
    {}, optional={fact: st.sampled_from(texts) for fact, texts in FACTS.items()}
)
SITES = st.sampled_from(["small-bowel", "appendix", "unknown-primary"])


@settings(max_examples=300, deadline=None)
@given(SITES, KNOWN, st.sets(st.sampled_from(list(FACTS))), CONDITIONS)
def test_a_fact_that_becomes_known_never_changes_what_was_decided(
    site, known, kept, condition
):
    facts = {"site": site, **known}
    try:
        full = case(**facts)
    except CaseError:
        assume(False)
    # Facts that agree still agree when some of them are left out.
    less = case(**{k: v for k, v in facts.items() if k in kept or k == "site"})

    before = condition.holds(less)

    assert before is None or condition.holds(full) is before
    assert bool(condition.asks(less)) is (before is None)


@settings(deadline=None)
@given(SITES, KNOWN)
def test_what_a_case_gives_back_reads_as_the_same_case(site, known):
    try:
        full = case(site=site, **known)
    except CaseError:
        assume(False)

    assert Case.parse(full.given()) == full


FREE = {key: FACTS[key] for key in ("grade", "resection", "size_mm", "operation")}


@settings(max_examples=300, deadline=None)
@given(st.data(), CONDITIONS.filter(lambda one: one.asks(case())))
def test_facts_that_are_not_asked_for_cannot_decide(data, condition):
    asked = condition.asks(case())
    others = {
        fact: data.draw(st.sampled_from(texts), label=fact)
        for fact, texts in FREE.items()
        if fact not in asked
    }

    assert condition.holds(case(**others)) is None
