"""Changing: a case with other facts, and what became of each of them in words."""

from collections.abc import Iterator, Mapping

from surveil import tnm
from surveil.case import Case
from surveil.facts import FACT
from surveil.happenings import FIXED


def changed(case: Case, facts: Mapping[str, str]) -> Case:
    """The case with these facts as texts in place of its own; "" makes one unknown.

    Raises CaseError where they cannot be read, or contradict the others.
    """
    given = case.given()
    _without_derived(given, facts)
    return Case.parse({**given, **facts})


def _without_derived(given: dict[str, str], facts: Mapping[str, str]) -> None:
    """Take away what a fact that changes had filled in for another."""
    before = given.get("tnm")
    said_nodes = before and tnm.parse(before).nodes is not None
    if "tnm" in facts and "nodes" not in facts and said_nodes:
        given.pop("nodes", None)
    if "adverse_histology" in facts:
        for name in ("lymphovascular", "perineural"):
            if given.get("adverse_histology") == given.get(name):
                given.pop(name, None)


def said(before: Case, after: Case) -> Iterator[str]:
    """Each fact that is another now, in words."""
    was, now = before.given(), after.given()
    for name in FACT:
        if name not in FIXED and was.get(name) != now.get(name):
            new, old = now.get(name, "unknown"), was.get(name, "unknown")
            yield f"{name} is {new} in place of {old}"
