"""TNM texts such as 'pT2 N1 M0': what they say of nodes and metastases."""

import re
from dataclasses import dataclass, field

_PREFIX = r"[cpyra]{0,3}"
# Compiled at first use, by `re` itself: most cases have no TNM text.
_SHAPE = rf"""
    (?:{_PREFIX}T(?P<t>is|[0-4]|X)[a-d]?(?:\s*\(\s*(?:m|\d+)\s*\))?)?
    [\s,;]*
    (?:{_PREFIX}N(?P<n>[0-3]|X)(?:[a-c]|mi)?(?:\s*\(\s*(?:sn|mi|i[+-]|(?P<found>\d+)\s*/\s*(?P<of>\d+))\s*\))?)?
    [\s,;]*
    (?:{_PREFIX}M(?P<m>[01]|X)[a-c]?)?
    """
_LONGEST = 100
_FORM = (
    "is not a text such as 'pT2 N1 M0' (margin, vessels, nerves and Ki-67 go into"
    " resection, lymphovascular, perineural and ki67)"
)
_MEANING = {"0": False, "X": None, None: None}


@dataclass(frozen=True, slots=True)
class Tnm:
    """Whether nodes and distant metastases are there; None where nobody knows."""

    nodes: bool | None
    metastases: bool | None
    t4: bool = field(default=False, compare=False)  # it contradicts a low stage


def parse(text: str) -> Tnm:
    """What the N and M of a TNM text say; X and what is not given are unknown.

    Raises ValueError for a text that holds anything but T, N and M, and for counted
    nodes that contradict the N, such as N0 (1/12): its words say which rule it broke.
    """
    text = text.strip().rstrip(".")
    # Pn with a small n is invasion of nerves, not nodes.
    if len(text) > _LONGEST or "Pn" in text:
        raise ValueError(_FORM)
    found = re.fullmatch(_SHAPE, text, re.IGNORECASE | re.VERBOSE)
    if not found or not any(found.groups()):
        raise ValueError(_FORM)
    _check_count(found)
    n, m = (found[name] and found[name].upper() for name in ("n", "m"))
    return Tnm(_MEANING.get(n, True), _MEANING.get(m, True), found["t"] == "4")


def _check_count(found: re.Match[str]) -> None:
    """Refuse an N that its own count of nodes contradicts."""
    if found["found"] is None:
        return
    positive, examined = int(found["found"]), int(found["of"])
    if examined == 0:
        raise ValueError("counts no node: leave the N out and give nodes not-assessed")
    if positive > examined or (positive > 0) == (found["n"] == "0"):
        raise ValueError("has an N that contradicts its count of nodes in brackets")
