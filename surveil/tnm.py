"""TNM texts such as 'pT2 N1 M0': what they say of nodes and metastases."""

import re
from dataclasses import dataclass

_PREFIX = r"[cpyra]{0,3}"
# Compiled at first use, by `re` itself: most cases have no TNM text.
_SHAPE = rf"""
    (?:{_PREFIX}T(?P<t>is|[0-4]|X)[a-d]?(?:\s*\(\s*(?:m|\d+)\s*\))?)?
    [\s,;]*
    (?:{_PREFIX}N(?P<n>[0-3]|X)(?:[a-c]|mi)?(?:\s*\(\s*(?:sn|mi|i[+-]|\d+\s*/\s*\d+)\s*\))?)?
    [\s,;]*
    (?:{_PREFIX}M(?P<m>[01]|X)[a-c]?)?
    """
_LONGEST = 100
_MEANING = {"0": False, "X": None, None: None}


@dataclass(frozen=True, slots=True)
class Tnm:
    """Whether nodes and distant metastases are there; None where nobody knows."""

    nodes: bool | None
    metastases: bool | None


def parse(text: str) -> Tnm:
    """What the N and M of a TNM text say; X and what is not given are unknown.

    Raises ValueError for a text that holds anything but T, N and M.
    """
    text = text.strip().rstrip(".")
    # Pn with a small n is invasion of nerves, not nodes.
    if len(text) > _LONGEST or "Pn" in text:
        raise ValueError
    found = re.fullmatch(_SHAPE, text, re.IGNORECASE | re.VERBOSE)
    if not found or not any(found.groups()):
        raise ValueError
    n, m = (found[name] and found[name].upper() for name in ("n", "m"))
    return Tnm(_MEANING.get(n, True), _MEANING.get(m, True))
