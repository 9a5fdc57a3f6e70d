"""What does not belong together in a case, and what should stop an end of follow-up.

These are lines for people to look at: none of them decides anything.
"""

from types import MappingProxyType
from typing import Final

from surveil.case import Case

_ONLY_AT: Final = MappingProxyType(
    {
        "gastric_type": ("stomach",),
        "mesoappendix_mm": ("appendix",),
        "colon_side": ("colon",),
    }
)
# Where an operation may be for a primary; what is not named may be anywhere.
_OPERATIONS: Final = MappingProxyType(
    {
        "appendicectomy": ("appendix", "small-bowel", "colon"),
        "right-hemicolectomy": ("appendix", "small-bowel", "colon"),
        "ileocaecal-resection": ("appendix", "small-bowel", "colon"),
        "anterior-resection": ("rectum", "colon"),
        "abdominoperineal-resection": ("rectum",),
        "partial-gastrectomy": ("stomach", "duodenum"),
        "total-gastrectomy": ("stomach", "duodenum"),
        "enucleation": ("pancreas",),
        "distal-pancreatectomy": ("pancreas",),
        "pancreatoduodenectomy": ("pancreas", "duodenum", "ampulla"),
        "lobectomy": ("lung", "thymus"),
        "sublobar-resection": ("lung", "thymus"),
    }
)
_RISKS: Final = (
    "lymphovascular",
    "perineural",
    "adverse_histology",
    "cga_raised",
    "hiaa_raised",
)


def oddities(case: Case) -> tuple[str, ...]:
    """Facts that cannot be about this site: perhaps a slip, or a shifted column."""
    found = [
        f"check {name}: it is about {' or '.join(sites)}, and site is {case.site}"
        for name, sites in _ONLY_AT.items()
        if getattr(case, name) is not None and case.site not in sites
    ]
    sites = _OPERATIONS.get(case.operation or "", (case.site,))
    if case.site not in (*sites, "unknown-primary"):
        found.append(
            f"check operation: {case.operation} is not an operation of {case.site}"
        )
    return tuple(found)


def risks(case: Case) -> tuple[str, ...]:
    """What is on record and speaks against ending follow-up without a word."""
    found = [f"{name} yes" for name in _RISKS if getattr(case, name) == "yes"]
    if case.function not in (None, "non-functioning"):
        found.append(f"function {case.function}")
    if case.hereditary not in (None, "none"):
        found.append(f"hereditary {case.hereditary}")
    if not found:
        return ()
    return (f"before follow-up ends, the MDT should know: {', '.join(found)}",)
