"""Cases that several tests plan, each guideline read once."""

from datetime import date
from functools import cache

from surveil import library
from surveil.answering import answer
from surveil.case import Case
from surveil.guideline import Guideline
from surveil.plans import Plan

MADE = date(2026, 11, 22)
SECRET = b"a secret for tests, 32 bytes or more"
MIDGUT = {
    "surgery": "2026-03-12",
    "site": "small-bowel",
    "grade": "G1",
    "stage": "III",
    "resection": "R0",
}
NEC = {"surgery": "2026-11-10", "site": "colon", "grade": "NEC", "resection": "R0"}
EXEMPT = {
    "surgery": "2024-01-31",
    "site": "rectum",
    "grade": "G1",
    "size_mm": "8",
    "stage": "I",
    "resection": "R0",
    "lymphovascular": "no",
}


@cache
def guideline(id: str) -> Guideline:
    return library.load(id)


def planned(facts: dict[str, str], by: str = "esmo-2020", **options) -> Plan:
    """The plan of these facts, made on MADE unless told otherwise."""
    options.setdefault("made", MADE)
    guidelines = [guideline(id) for id in by.split(",")]
    return answer(Case.parse(facts), guidelines, **options)
