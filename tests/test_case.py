"""Case: every fact read, every clinic word, every refusal and its words."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveil.case import Case
from surveil.errors import CaseError
from surveil.facts import FACT

BASE = {"surgery": "2024-01-31", "site": "small-bowel"}
GEP = "stomach duodenum ampulla pancreas small-bowel appendix colon rectum"
SITES = ", ".join([*GEP.split(), "lung", "thymus", "unknown-primary"])
YES_NO = (
    "lymphovascular perineural adverse_histology sstr_positive cga_raised"
    " hiaa_raised carcinoid_heart_disease"
)
FACTS = (
    "key surgery site grade ki67 stage nodes tnm resection size_mm function operation"
    f" colon_side gastric_type mesoappendix_mm {YES_NO} hereditary born followed_from"
    " status status_date"
).split(" ")
UNKNOWN = "|?|unknown|Unknown|n/a|N/A|NA|not known|not stated|nk|  | - "


def parsed(**facts: str) -> Case:
    return Case.parse(BASE | facts)


def problem(**facts: str) -> CaseError | None:
    try:
        parsed(**facts)
    except CaseError as error:
        return error
    return None


def refused(**facts: str) -> CaseError:
    error = problem(**facts)
    assert error is not None
    assert str(error) == f"{error.fact} {error.problem}"
    assert error.exit_code == 3
    return error


def test_facts_are_those_of_the_design():
    assert list(FACT) == FACTS


def test_what_is_not_given_is_unknown():
    case = parsed()

    assert case.given() == BASE
    assert all(getattr(case, name) is None for name in FACTS if name not in BASE)


VALUES = {
    **dict.fromkeys(YES_NO.split(), "yes no"),
    "key": f"007 NA -1 _ - unknown A5_b-6 {'a' * 64}",
    "surgery": "1950-01-01 2024-02-29 2024-12-31",
    "site": SITES.replace(",", ""),
    "grade": "G1 G2 G3 NEC",
    "ki67": "0 2.9 100 <2 <=3 >20 >=10 3-5",
    "stage": "I II III IV localised regional distant",
    "nodes": "negative positive not-assessed",
    "resection": "R0 R1 R2 RX",
    "size_mm": "0.5 8 1000 <10 >=20 10-20",
    "function": "non-functioning carcinoid-syndrome insulinoma gastrinoma glucagonoma"
    " vipoma somatostatinoma other",
    "operation": "endoscopic local-excision appendicectomy right-hemicolectomy"
    " ileocaecal-resection bowel-resection anterior-resection"
    " abdominoperineal-resection partial-gastrectomy total-gastrectomy enucleation"
    " distal-pancreatectomy pancreatoduodenectomy lobectomy sublobar-resection"
    " liver-resection other",
    "colon_side": "right left",
    "gastric_type": "1 2 3",
    "mesoappendix_mm": "0 3 <=3 >3",
    "hereditary": "none MEN1 VHL NF1 other",
    "born": "1961 2024",
    "followed_from": "2025-06-01",
    "status": "active suspended died discharged opted-out not-operated",
    "status_date": "2024-01-31",
}


@pytest.mark.parametrize(
    ("fact", "text"),
    [(fact, text) for fact, texts in VALUES.items() for text in texts.split(" ")],
)
def test_every_value_stands_for_itself(fact, text):
    assert parsed(**{fact: text}).given()[fact] == text


WORDS = [  # fact, value, the texts that mean it
    ("site", "small-bowel", "ileum|jejunum|terminal ileum|midgut|Small Bowel"),
    ("site", "small-bowel", "small_bowel|SMALL-BOWEL| ileum |Terminal-Ileum|Ileum."),
    ("site", "colon", "caecum|cecum|sigmoid|Caecum"),
    ("site", "lung", "bronchus"),
    ("grade", "G2", "g2"),
    ("stage", "I", "i|IA|ia|Ib|IA3|stage I|Stage IB"),
    ("stage", "II", "ii|IIA|iib|stage IIb"),
    ("stage", "III", "iii|IIIA|iiib|IIIC|IIIc1|Stage IIIB"),
    ("stage", "IV", "iv|IVA|ivb|IVc|stage IV"),
    ("nodes", "not-assessed", "not assessed|Not Assessed"),
    ("tnm", "pT2 N1 M0", "pT2 N1 M0| pT2  N1  M0 "),
    ("function", "carcinoid-syndrome", "carcinoid syndrome"),
    ("operation", "endoscopic", "EMR|ESD|polypectomy"),
    ("operation", "local-excision", "TAMIS"),
    ("operation", "appendicectomy", "appendectomy|Appendectomy."),
    ("operation", "pancreatoduodenectomy", "Whipple|WHIPPLE"),
    ("operation", "partial-gastrectomy", "partial gastrectomy"),
    ("key", "A5", " A5 "),
    ("ki67", "2.5", "2,5|2.5%|2.5 %|2,50"),
    ("ki67", "<2", "< 2|<2%|< 2 %"),
    ("ki67", "3-5", "3\u20135|3 - 5 %"),
    ("size_mm", "8", "8 mm|8mm|0.8 cm|0,8cm|0.80 CM"),
    ("size_mm", "12", "1.2 cm|1,2 cm|1.2cm"),
    ("size_mm", "<10", "<1 cm|< 1.0 cm|<10 mm"),
    ("size_mm", ">=10", "\u226510|>= 1 cm"),
    ("size_mm", "10-20", "1-2 cm|1.0\u20132.0 cm"),
    ("mesoappendix_mm", "<=3", "\u22643|<=3 mm|<=0.3 cm"),
]


def each(table):
    """One tuple a text of the last column, which joins several by a stroke."""
    return [
        (name, text, said) for name, said, all_ in table for text in all_.split("|")
    ]


@pytest.mark.parametrize(("fact", "text", "value"), each(WORDS))
def test_clinic_words_are_understood(fact, text, value):
    assert parsed(**{fact: text}).given()[fact] == value


def test_grades_of_the_chest():
    assert parsed(site="lung", grade="typical").grade == "typical"
    assert parsed(site="thymus", grade="ATYPICAL").grade == "atypical"


@pytest.mark.parametrize("text", UNKNOWN.split("|"))
@pytest.mark.parametrize("fact", FACTS[3:])
def test_a_fact_said_to_be_unknown_is_left_open(fact, text):
    assert parsed(**{fact: text}) == parsed()


NO_SURGERY = "is missing: a date like 2024-01-31, or status not-operated without one"
SITE_UNKNOWN = "is not known; for a tumour of unknown origin write unknown-primary"
NO_TNM = (
    "is not a text such as 'pT2 N1 M0' (margin, vessels, nerves and Ki-67 go into"
    " resection, lymphovascular, perineural and ki67)"
)
NO_KI67 = "is not a number from 0 to 100 or a bound, such as 8, 2.5 or <2"
NO_SIZE = "is not a number from 0 to 1000 or a bound, such as 8, 9.5 or <10"
NO_DATE = "is not a date like 2024-01-31"
NO_SITE = f"is not one of {SITES}"
NO_KEY = "is not 1 to 64 of A-Z a-z 0-9 _ - such as A1"
NO_STAGE = "is not one of I, II, III, IV, localised, regional, distant"
BROKEN = "holds a line break or control character"
GASTRECTOMY = "does not say how much: write partial-gastrectomy or total-gastrectomy"
GOBLET = (
    "names goblet cell adenocarcinoma, which is treated and followed like"
    " adenocarcinoma: other protocols apply"
)
MIXED = "names a mixed tumour (MiNEN): other protocols apply"
LUNG_NEC = (
    "names LCNEC or SCLC: in the lung other protocols apply; a neuroendocrine"
    " carcinoma of a digestive organ is NEC"
)
MESSAGES = [  # fact, message, the texts that are refused with it
    ("surgery", NO_SURGERY, "|?|unknown"),
    ("surgery", NO_DATE, "2024-02-30|20240131|2024-W05-3|31/01/2024|31.01.2024"),
    ("surgery", NO_DATE, "2024-1-31|2024-01-31T00:00|0000-01-01|\uff12024-01-31|May"),
    ("surgery", "is before 1950", "1949-12-31|0001-01-01"),
    ("status_date", NO_DATE, "2023-02-29|June"),
    ("status_date", "is before surgery", "2024-01-30"),
    ("site", f"is missing: one of {SITES}", "|  "),
    ("site", SITE_UNKNOWN, "?|unknown|Unknown.|n/a"),
    ("site", NO_SITE, "skin|Anna"),
    ("site", f"{NO_SITE}; the nearest is pancreas", "pancraes"),
    ("site", GOBLET, "goblet cell carcinoid of the appendix"),
    ("site", LUNG_NEC, "lung LCNEC"),
    ("grade", "is not one of G1, G2, G3, NEC, typical, atypical", "G4|low|G1-G2"),
    ("ki67", NO_KI67, "-1|1e5|nan|inf|101|<0|< <2|high|5-3"),
    ("stage", NO_STAGE, "0|12|11|43|1 2|3 3"),
    ("stage", NO_STAGE, "II2|II 1"),
    ("nodes", "is not one of negative, positive, not-assessed", "maybe|Anna"),
    ("tnm", NO_TNM, "T9|R1|pT3 N1 M0 L1|Anna|Pn0"),
    ("resection", "is not one of R0, R1, R2, RX", "R3|clear"),
    ("size_mm", NO_SIZE, "big|1001|101 cm|-5|1 cm 2 mm|12 mm cm|8 %"),
    ("size_mm", "is 0: leave it out if nobody measured", "0|<=0|0 cm"),
    ("colon_side", "is not one of right, left", "up"),
    ("gastric_type", "is not one of 1, 2, 3", "4|0|1-2"),
    ("perineural", "is not one of yes, no", "maybe|2"),
    ("hereditary", "is not one of none, MEN1, VHL, NF1, other", "SDHB"),
    ("born", "is not a year such as 1961", "61|19610101|1849|2151|1961.0"),
    ("born", "does not fit surgery: an age of 0 to 120 years", "2025|1903"),
    ("operation", GASTRECTOMY, "gastrectomy|Gastrectomy|gastrectomy."),
    ("key", NO_KEY, f"../A5|A 5|A5.ics|?|{'a' * 65}|\xc55|\uff21|\ud800|A\u20285"),
    ("key", BROKEN, "A\n5|A\x005|A\r5|A\x1b[0m|A\x7f5|A\t5"),
    ("tnm", BROKEN, "pT2\nN1|pT2\x00"),
    ("site", BROKEN, "small\nbowel|ileum\x00"),
]


@pytest.mark.parametrize(("fact", "text", "message"), each(MESSAGES))
def test_what_is_refused_and_how_it_is_said(fact, text, message):
    error = refused(**{fact: text})

    assert (error.fact, error.problem) == (fact, message)
    assert error.told == str(error)


def test_a_missing_site_or_surgery_is_said_to_be_missing():
    with pytest.raises(CaseError) as no_site:
        Case.parse({"surgery": "2024-01-31"})
    with pytest.raises(CaseError) as no_surgery:
        Case.parse({"site": "ileum"})

    assert str(no_site.value) == f"site is missing: one of {SITES}"
    assert no_surgery.value.problem == NO_SURGERY
    assert Case.parse({"site": "ileum", "status": "not-operated"}).surgery is None


def test_a_fact_that_nobody_knows_is_refused():
    message = "a fact has a name that is not known"

    assert str(refused(**{"Jansen, Anna": "1"})) == str(refused(**{"": "1"})) == message
    assert str(refused(stages="I")) == f"{message}; the nearest is stage"


NAMED = [
    ("appendix", GOBLET, "goblet cell adenocarcinoma|Goblet-cell carcinoid"),
    ("colon", MIXED, "MiNEN|MINEN|mixed adeno-neuroendocrine|MANEC"),
    ("lung", LUNG_NEC, "LCNEC|SCLC|small cell carcinoma|Large-cell NEC"),
    ("lung", "is NEC of the lung (LCNEC, SCLC): other protocols apply", "NEC"),
    ("lung", "does not fit site lung: typical, atypical", "G1|G3"),
    ("thymus", "does not fit site thymus: typical, atypical, NEC", "G2"),
    ("pancreas", "does not fit site pancreas: G1, G2, G3, NEC", "typical|atypical"),
]


@pytest.mark.parametrize(("site", "grade", "message"), each(NAMED))
def test_tumours_of_other_protocols_and_grades_of_other_sites(site, grade, message):
    assert str(refused(site=site, grade=grade)) == f"grade {message}"


@pytest.mark.parametrize(
    ("site", "side", "operation", "expected"),
    [
        ("caecum", "", "hemicolectomy", ("right", "right-hemicolectomy")),
        ("cecum", "right", "EMR", ("right", "endoscopic")),
        ("sigmoid", "", "hemicolectomy", ("left", "bowel-resection")),
        ("colon", "right", "Hemicolectomy", ("right", "right-hemicolectomy")),
        ("appendix", "", "hemicolectomy", (None, "right-hemicolectomy")),
        ("terminal ileum", "", "hemicolectomy", (None, "right-hemicolectomy")),
        ("rectum", "", "hemicolectomy", (None, "bowel-resection")),
    ],
)
def test_what_one_word_says_of_two_facts(site, side, operation, expected):
    case = parsed(site=site, colon_side=side, operation=operation)

    assert (case.colon_side, case.operation) == expected


def test_a_side_against_the_site_is_refused():
    message = "colon_side contradicts site: caecum is right, sigmoid left"

    assert str(refused(site="Caecum", colon_side="left")) == message
    assert str(refused(site="sigmoid", colon_side="right")) == message


TEXTS = st.text(max_size=30) | st.from_regex(r"[<>]?[\d.,]{4,9}")


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(FACTS), TEXTS)
def test_no_message_repeats_a_text_or_breaks_its_line(fact, text):
    own_words = {"site": SITE_UNKNOWN, "surgery": NO_SURGERY}.get(fact, "")
    rule = str(refused(**{fact: "Jansen, Anna"})) + own_words

    message = str(problem(**{fact: text}) or "")

    assert message.isprintable()
    assert len(text) < 4 or text in rule or text not in message


@pytest.mark.parametrize("fact", FACTS)
@pytest.mark.parametrize("piece", ["x", "1", "- ", "\ud800", "1 cm"])
def test_a_very_long_text_in_any_fact_is_refused_at_once(fact, piece):
    before = time.process_time()

    message = str(refused(**{fact: "Anna " + piece * 20_000}))

    assert len(message) < 500
    assert time.process_time() - before < 0.5
