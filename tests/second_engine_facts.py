"""What the second engine knows about a case, unknown facts left open."""

import re
from fractions import Fraction
from functools import cache
from typing import Any

EXTENTS = ("localised", "regional", "distant")
GEP = (
    "stomach",
    "duodenum",
    "ampulla",
    "pancreas",
    "small-bowel",
    "appendix",
    "colon",
    "rectum",
)
TNM = re.compile("([NM])([0-9X])")
NUMBERS = ("ki67", "size_mm", "mesoappendix_mm")

# The lowest and the highest number it can be (None: no limit), and whether the limit
# itself is possible.
Interval = tuple[Fraction | None, bool, Fraction | None, bool]


@cache
def interval(text: str) -> Interval:
    text = text.replace(",", ".").replace(" ", "")
    for sign in ("<=", "<", ">=", ">"):
        if text.startswith(sign):
            limit = Fraction(text.removeprefix(sign))
            possible = sign.endswith("=")
            if sign[0] == "<":
                return (None, False, limit, possible)
            return (limit, possible, None, False)
    number = Fraction(text)
    return (number, True, number, True)


def grades_at(site: str) -> set[str]:
    """All that the grade of a site can be."""
    if site in ("lung", "thymus"):
        return {"typical", "atypical", "NEC"}
    return {"G1", "G2", "G3", "NEC"}


def stage_extents(stage: str, site: str) -> set[str]:
    stage = stage.lower()
    if stage in EXTENTS:
        return {stage}
    roman = stage.rstrip("abc")
    if roman == "ii" and site in ("lung", "thymus"):
        return {"localised", "regional"}
    return {
        "i": {"localised"},
        "ii": {"localised"},
        "iii": {"regional"},
        "iv": {"distant"},
    }[roman]


def read_tnm(text: str) -> tuple[str | None, bool | None]:
    """Nodes, and whether there are metastases, from text such as `pT2 N1 M0`."""
    nodes, metastases = None, None
    for letter, number in TNM.findall(text.upper()):
        if number != "X" and letter == "N":
            nodes = "negative" if number == "0" else "positive"
        if number != "X" and letter == "M":
            metastases = number != "0"
    return nodes, metastases


def extents(facts: dict[str, str], nodes: str | None, metastases: bool | None) -> set:
    possible = set(EXTENTS)
    if "stage" in facts:
        possible &= stage_extents(facts["stage"], facts["site"])
    if metastases is True:
        possible &= {"distant"}
    if metastases is False:
        possible -= {"distant"}
    if nodes == "positive" and facts["site"] in GEP:
        possible -= {"localised"}
    return possible


def known(facts: dict[str, str], surgery: tuple[int, int, int]) -> dict[str, Any]:
    """Words as they are, numbers as intervals, the extent as what is possible."""
    from_tnm, metastases = read_tnm(facts.get("tnm", ""))
    found: dict[str, Any] = dict(facts)
    for name in NUMBERS:
        if name in facts:
            found[name] = interval(facts[name])
    if from_tnm is not None:
        found["nodes"] = from_tnm
    found["stage"] = extents(facts, found.get("nodes"), metastases)
    if "born" in facts:
        age = surgery[0] - int(facts["born"])
        found["age"] = (Fraction(age - 1), True, Fraction(age), True)
    if "yes" in (facts.get("lymphovascular"), facts.get("perineural")):
        found["adverse_histology"] = "yes"
    if facts.get("adverse_histology") == "no":
        found["lymphovascular"] = found["perineural"] = "no"
    return found
