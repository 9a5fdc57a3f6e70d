"""Random cases, and what the tests of properties compare of their plans."""

import calendar
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import assume
from hypothesis import strategies as st

from surveil import criteria, library
from surveil.answering import answer
from surveil.case import Case
from surveil.errors import CaseError
from surveil.facts import FACT
from surveil.terms import CHEST_GRADES, CHEST_SITES, GEP_GRADES, SITES, Kind

LOADED = [library.load(file.id) for file in library.all_files()]
GUIDELINES = {one.id: one for one in LOADED if one.kind != "programme"}

# Values on both sides of every threshold; the words of a fact are taken from its table.
TEXTS = {
    "ki67": ("1", "2.9", "3", "4.9", "5", "20", "21", "<2", "<5", "<=20"),
    "size_mm": ("4", "9.9", "10", "19.9", "20", "20.1", "<10", "<5", ">=20", "8-12"),
    "mesoappendix_mm": ("0", "2.9", "3", "3.1", "<3", "2-4"),
    "tnm": ("pT2 N0 M0", "pT1 N1 M0", "pT3 N1 M1", "pT2 NX", "T4 N0"),
    "grade": GEP_GRADES,
    "born": ("1940", "1951", "1960", "1977", "2008"),
}
SURGERIES = (date(2000, 1, 1), date(2030, 12, 31))
MONTH_ENDS = (date(2024, 2, 29), date(2024, 8, 31), date(2023, 12, 31))

# The facts from which the program works out another: a criterion on the one is a
# criterion on these as well.
BEHIND = {
    "stage": {"nodes", "tnm"},
    "nodes": {"tnm"},
    "age": {"born"},
    "adverse_histology": {"lymphovascular", "perineural"},
    "lymphovascular": {"adverse_histology"},
}


def values(fact):
    return st.sampled_from(TEXTS.get(fact) or FACT[fact].values)


OTHERS = [
    name
    for name, fact in FACT.items()
    if (fact.kind in (Kind.WORD, Kind.NUMBER) or name in TEXTS)
    and name not in ("site", "status")
]


@st.composite
def asked_cases(draw):
    """A guideline's id and the facts of a case, most of them or few.

    A plan needs many facts; a question is about those that are not known.
    """
    id = draw(st.sampled_from(sorted(GUIDELINES)))
    surgery = draw(st.sampled_from(MONTH_ENDS) | st.dates(*SURGERIES))
    site = draw(st.sampled_from(GUIDELINES[id].sites) | st.sampled_from(SITES))
    few = draw(st.sampled_from([2, 20]))
    unknown = draw(st.sets(st.sampled_from(OTHERS), max_size=few))
    facts = {fact: draw(values(fact)) for fact in OTHERS if fact not in unknown}
    if site in CHEST_SITES and "grade" in facts:
        facts["grade"] = draw(st.sampled_from(CHEST_GRADES))
    return id, {"surgery": surgery, "site": site} | facts


ASKED = asked_cases()
PACE = st.sampled_from(["closest", "widest"])


def case(facts):
    """The case, without those of its facts that contradict others."""
    texts = {name: str(value) for name, value in facts.items()}
    while True:
        try:
            return Case.parse(texts)
        except CaseError as error:
            assume(error.fact in texts and error.fact not in ("site", "surgery"))
            del texts[error.fact]


def planned(case, by, made=None, **options):
    guideline = GUIDELINES[by] if isinstance(by, str) else by
    return answer(case, [guideline], made=made or case.surgery, **options)


def month_rule(day, span):
    """Months first, clipped to the end of the month; then days."""
    year, month = divmod(day.year * 12 + day.month - 1 + span.months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last)) + timedelta(days=span.days)


def askers(event):
    return frozenset(asker.row.id for asker in event.asked_by)


def said(plan):
    """All that a plan says, whatever the order of rows that say it."""
    events = [
        (replace(one.step, asked_by=()), one.due, one.notes, askers(one))
        for one in plan.events
    ]
    return (
        (plan.outcome, plan.judgement, plan.recommendation, plan.horizon, plan.banner),
        events,
        {missing.fact for missing in plan.missing},
        *map(set, (plan.continues, plan.gaps, plan.notes, plan.cautions)),
    )


def decided(plan):
    return plan.judgement != "facts-missing"


def named_facts(guideline):
    """The facts that a criterion of the guideline names, and those behind them."""
    found = set()
    for row in (*guideline.recommendations, *guideline.supplements):
        lines = (*row.row.gaps, *row.row.notes)
        conditions = [row.row.condition, *(line.condition for line in lines)]
        if unless := getattr(row, "unless", None):
            conditions.append(unless)
        for condition in conditions:
            criteria.walk(condition, lambda one: found.add(one.fact))
    while more := {fact for one in found for fact in BEHIND.get(one, ())} - found:
        found |= more
    return found
