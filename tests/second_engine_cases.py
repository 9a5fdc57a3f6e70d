"""Random cases for comparing engines: near the facts and thresholds of a file."""

import random
from fractions import Fraction
from typing import Any

from second_engine_dates import Day, read_day
from second_engine_facts import GEP, NUMBERS, interval
from second_engine_match import COMPARISON, compare

Table = dict[str, Any]

# Month ends, leap days and their neighbours, year ends, and a day of no note.
SURGERY_DATES = """
    2019-02-28 2019-12-31 2020-02-28 2020-02-29 2020-03-01 2021-01-29 2021-01-30
    2021-01-31 2021-08-31 2022-11-30 2023-02-28 2023-03-31 2023-06-15 2023-12-31
    2024-01-01 2024-02-28 2024-02-29 2024-05-31 1999-08-29 2000-02-29 2096-02-29
    2099-12-31
"""
SURGERIES = [read_day(text) for text in SURGERY_DATES.split()]
# Years and days from the surgery to the day on which the plan is made.
MADE = [(0, 0), (0, -20), (0, 90), (3, 1), (5, 0), (6, 200), (14, -1)]
WORDS = {
    "resection": ["R0", "R1", "R2", "RX"],
    "nodes": ["negative", "positive", "not-assessed"],
    "function": [
        "non-functioning",
        "carcinoid-syndrome",
        "insulinoma",
        "gastrinoma",
        "glucagonoma",
        "vipoma",
        "somatostatinoma",
        "other",
    ],
    "operation": [
        "endoscopic",
        "local-excision",
        "appendicectomy",
        "right-hemicolectomy",
        "ileocaecal-resection",
        "bowel-resection",
        "anterior-resection",
        "abdominoperineal-resection",
        "partial-gastrectomy",
        "total-gastrectomy",
        "enucleation",
        "distal-pancreatectomy",
        "pancreatoduodenectomy",
        "lobectomy",
        "sublobar-resection",
        "liver-resection",
        "other",
    ],
    "colon_side": ["right", "left"],
    "gastric_type": ["1", "2", "3"],
    "hereditary": ["none", "MEN1", "VHL", "NF1", "other"],
}
YES_NO = (
    "lymphovascular",
    "perineural",
    "adverse_histology",
    "sstr_positive",
    "cga_raised",
    "hiaa_raised",
    "carcinoid_heart_disease",
)
WORDS |= {fact: ["yes", "no"] for fact in YES_NO}
CRITERIA = {*WORDS, *NUMBERS, "age", "site", "grade", "stage"}
STATUS = "active suspended died discharged opted-out not-operated"
STAGES = {
    "localised": ["I", "IA", "ib", "II", "IIA", "iib", "localised"],
    "regional": ["III", "IIIA", "iiib", "regional"],
    "distant": ["IV", "ivb", "distant"],
}
TNM = ["N0", "N1", "M0", "M1", "N0 M0", "N1 M0", "N0 M1", "N2 M1", "NX M0", "N1 MX"]
SITES = [*GEP, "lung", "thymus", "unknown-primary"]
GRADES = ["G1", "G2", "G3", "NEC", "typical", "atypical"]


def number_text(number: Fraction) -> str:
    return f"{float(number):g}"


def near(limit: Fraction) -> list[str]:
    """Just below, at and above a threshold, and the bounds that reports give."""
    below, above = limit - Fraction(1, 10), limit + Fraction(1, 10)
    plain = [number_text(number) for number in (below, limit, above) if number >= 0]
    bounds = [f"{sign}{number_text(limit)}" for sign in ("<", "<=", ">", ">=")]
    bounds += [f"<={number_text(below)}", f">={number_text(above)}"]
    bounds += [f"<{number_text(above)}", f">{number_text(below)}"]
    return plain * 3 + bounds


def asked_in(part: Any, found: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Every criterion of a file, by fact: word lists and comparisons."""
    for key, value in part.items() if isinstance(part, dict) else []:
        if key in ("recommendations", "supplements", "any"):
            for one in value:
                asked_in(one, found)
        elif isinstance(value, dict) and key != "sources":
            asked_in(value, found)
        elif key in CRITERIA:
            found.setdefault(key, []).append(value)
    return found


class Sampler:
    """Draws cases for one guideline, most of them aimed at one of its rows."""

    def __init__(self, guideline: Table, seed: str):
        self.guideline = guideline
        self.random = random.Random(seed)
        self.rows = [
            *guideline.get("recommendations", []),
            *guideline.get("supplements", []),
        ]
        asked = asked_in(guideline, {})
        self.fitting: dict[tuple[str, str], list[str]] = {}
        self.asked = sorted(set(asked) & set(WORDS))
        self.numbers: dict[str, list[str]] = {}
        self.ages = {18}
        for fact, values in asked.items():
            for text in values:
                if isinstance(text, list):
                    continue
                for _, limit in COMPARISON.findall(text):
                    if fact == "age":
                        self.ages.add(int(limit))
                    else:
                        texts = self.numbers.setdefault(fact, [])
                        texts += near(Fraction(limit))

    def pick(self, values: Any) -> Any:
        return self.random.choice(values)

    def aim(self, part: Table, facts: dict[str, str]) -> None:
        """Chooses facts so that a row, a table or a condition tends to hold."""
        for key, value in part.items():
            if key == "when":
                self.aim(value, facts)
            elif key == "any":
                self.aim(self.pick(value), facts)
            elif key == "is":
                for name in value:
                    self.aim(self.guideline["conditions"][name], facts)
            elif key == "stage":
                self.extent(self.pick(value), facts)
            elif key in self.numbers and isinstance(value, str):
                facts[key] = self.pick(self.fit(key, value))
            elif isinstance(value, list) and (key in WORDS or key in ("site", "grade")):
                facts[key] = self.pick(value)

    def fit(self, fact: str, comparison: str) -> list[str]:
        """The numbers and bounds that certainly pass a comparison."""
        if (fact, comparison) not in self.fitting:
            texts = self.numbers[fact]
            fitting = [one for one in texts if compare(interval(one), comparison)]
            self.fitting[fact, comparison] = fitting or texts
        return self.fitting[fact, comparison]

    def extent(self, extent: str, facts: dict[str, str]) -> None:
        facts["stage"] = self.pick(STAGES[extent])

    def stray(self, facts: dict[str, str]) -> None:
        """Changes one fact, to unknown or to anything."""
        fact = self.pick([*self.asked, "site", "grade", "stage", "tnm", *self.numbers])
        if self.random.random() < 0.45:
            facts.pop(fact, None)
        elif fact == "site":
            facts[fact] = self.pick(self.guideline["scope"]["site"])
        elif fact == "grade":
            facts[fact] = self.pick(self.guideline["scope"]["grade"])
        elif fact == "stage":
            self.extent(self.pick(sorted(STAGES)), facts)
        elif fact == "tnm":
            facts[fact] = self.pick(TNM)
            if self.random.random() < 0.7:
                facts.pop("stage", None)
        elif fact in self.numbers:
            facts[fact] = self.pick(self.numbers[fact])
        else:
            facts[fact] = self.pick(WORDS[fact])

    def facts(self, surgery: Day) -> dict[str, str]:
        chance = self.random.random
        facts: dict[str, str] = {}
        for fact in self.asked:
            if chance() < 0.5:
                facts[fact] = self.pick(WORDS[fact])
        if chance() < 0.5:
            self.extent(self.pick(sorted(STAGES)), facts)
        for fact, values in self.numbers.items():
            if chance() < 0.6:
                facts[fact] = self.pick(values)
        if chance() < 0.85:
            facts["grade"] = self.pick(self.guideline["scope"]["grade"])
        self.aim(self.pick(self.rows), facts)
        for _ in range(self.pick([0, 0, 1, 1, 2, 4])):
            self.stray(facts)
        facts.setdefault("site", self.pick(self.guideline["scope"]["site"]))
        if chance() < 0.03:
            facts["site"], facts["grade"] = self.pick(SITES), self.pick(GRADES)
        if chance() < 0.1:
            fact = self.pick(sorted(WORDS))
            facts[fact] = self.pick(WORDS[fact])
        if chance() < 0.03:
            facts["status"] = self.pick(STATUS.split())
        if chance() < 0.15:
            age = self.pick(sorted(self.ages)) + self.pick([-2, -1, 0, 1, 2, 30])
            facts["born"] = str(surgery[0] - age)
        return facts

    def circumstances(self) -> tuple[Day, tuple[int, int]]:
        """A date of surgery, and how long after it the plan is made."""
        return self.pick(SURGERIES), self.pick(MADE)
