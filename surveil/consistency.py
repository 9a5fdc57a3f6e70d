"""What one fact says about another, and which facts cannot both be true."""

from datetime import date
from typing import Final

from surveil import terms, tnm
from surveil.bounds import Bounds
from surveil.errors import CaseError
from surveil.facts import FACT

# WHO 2019: mitoses or Ki-67, whichever is higher; so only a Ki-67 above its grade's
# band is a contradiction. Fact book, section 5.
BANDS: Final = {"G1": ("below 3", ">= 3"), "G2": ("3-20", "> 20")}
_EXTENT_OF_STAGE: Final = {
    "I": "localised",
    "II": "localised",
    "III": "regional",
    "IV": "distant",
}
# A thoracic stage II may hold a positive node (lung IIB), so it settles less.
_CHEST_STAGE_II: Final = frozenset(("localised", "regional"))
EARLIEST_SURGERY: Final = date(1950, 1, 1)


def settle(read: dict[str, object]) -> None:
    """Fill in what the facts say of each other, in place.

    Raises CaseError where they contradict each other or a needed one is missing.
    """
    _operated(read)
    _grade(read)
    _spread(read)
    _histology(read)
    _times(read)


def extents(
    site: str, stage: str | None, nodes: str | None, text: str | None
) -> frozenset[str]:
    """Which of localised, regional and distant the facts leave open."""
    if stage == "II" and site in terms.CHEST_SITES:
        return _CHEST_STAGE_II
    if stage:
        return frozenset((_EXTENT_OF_STAGE.get(stage, stage),))
    left = set(terms.EXTENTS)
    metastases = tnm.parse(text).metastases if text else None
    if metastases is not None:
        left &= {"distant"} if metastases else {"localised", "regional"}
    if nodes == "positive" and site in terms.GEP_SITES:
        left.discard("localised")
    return frozenset(left)


def _operated(read: dict[str, object]) -> None:
    if "site" not in read:
        raise CaseError("site", f"is missing: one of {', '.join(terms.SITES)}")
    surgery = read.get("surgery")
    if surgery is None and read.get("status") != "not-operated":
        raise CaseError(
            "surgery",
            "is missing: a date like 2024-01-31, or status not-operated without one",
        )
    if isinstance(surgery, date) and surgery < EARLIEST_SURGERY:
        raise CaseError("surgery", f"is before {EARLIEST_SURGERY.year}")


def _grade(read: dict[str, object]) -> None:
    grade, site, ki67 = read.get("grade"), read["site"], read.get("ki67")
    if site == "lung" and grade == "NEC":
        raise CaseError(
            "grade", "is NEC of the lung (LCNEC, SCLC): other protocols apply"
        )
    fitting = terms.CHEST_GRADES if site in terms.CHEST_SITES else terms.GEP_GRADES
    if site == "unknown-primary":
        fitting = terms.GEP_GRADES
    if grade is not None and grade not in fitting:
        right = [word for word in fitting if (site, word) != ("lung", "NEC")]
        raise CaseError("grade", f"does not fit site {site}: {', '.join(right)}")
    if isinstance(ki67, Bounds) and grade in BANDS:
        means, above = BANDS[str(grade)]
        if ki67.within(Bounds.criterion(above)):
            reported = ki67.reported(FACT["ki67"].limits)
            raise CaseError(
                "ki67",
                f"contradicts grade {grade}, which means {means}",
                told=f"is {reported}, but grade {grade} means {means}",
            )


def _spread(read: dict[str, object]) -> None:
    site, stage, text = str(read["site"]), read.get("stage"), read.get("tnm")
    found = tnm.parse(str(text)) if text else tnm.Tnm(None, None)
    if found.nodes is not None:
        said = "positive" if found.nodes else "negative"
        if read.setdefault("nodes", said) != said:
            raise CaseError("nodes", f"contradicts tnm, whose N means {said}")
    nodes = read.get("nodes")
    if stage is None:
        return
    # T4 N0 is stage III in every table for these tumours; a NEC has the table of the
    # carcinoma of its organ, where it may be II.
    too_low = ("I",) if read.get("grade") in (None, "NEC") else ("I", "II")
    if found.t4 and stage in too_low and site in terms.GEP_SITES:
        raise CaseError("stage", "contradicts tnm, whose T4 means stage III or IV")
    left = extents(site, str(stage), None, None)
    if found.metastases is not None and found.metastases != (left == {"distant"}):
        means = "distant disease" if found.metastases else "no distant disease"
        raise CaseError("stage", f"contradicts tnm, whose M means {means}")
    if nodes == "positive" and site in terms.GEP_SITES and left == {"localised"}:
        raise CaseError(
            "stage", "contradicts nodes: positive nodes are stage III (regional) or IV"
        )


def _histology(read: dict[str, object]) -> None:
    for name in ("lymphovascular", "perineural"):
        invaded = read.get(name)
        if invaded == "yes" and read.setdefault("adverse_histology", "yes") == "no":
            raise CaseError(
                "adverse_histology", f"is no, which contradicts {name} = yes"
            )
    if read.get("adverse_histology") == "no":
        read.setdefault("lymphovascular", "no")
        read.setdefault("perineural", "no")


def _times(read: dict[str, object]) -> None:
    surgery, born = read.get("surgery"), read.get("born")
    if not isinstance(surgery, date):
        return
    if isinstance(born, int) and not 0 <= surgery.year - born <= 120:
        raise CaseError("born", "does not fit surgery: an age of 0 to 120 years")
    ended = read.get("status_date")
    if isinstance(ended, date) and ended < surgery:
        raise CaseError("status_date", "is before surgery")
