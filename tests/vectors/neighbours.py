"""Cases around every row of a guideline: reached, one fact off, on other dates."""

import itertools
from collections.abc import Iterator
from typing import Any, NamedTuple

import second_engine
from second_engine_cases import GRADES, MADE, SITES, STAGES, STATUS, WORDS, Sampler
from second_engine_dates import Day, plus_days, plus_months, written
from second_engine_facts import NUMBERS
from second_engine_match import COMPARISON

from surveil.case import Case, CaseError

Table = dict[str, Any]

# Month ends and leap days, each with another time between surgery and plan.
DATES: list[Day] = [
    (2024, 1, 31),
    (2024, 2, 29),
    (2023, 8, 31),
    (2022, 11, 30),
    (2019, 2, 28),
    (2023, 12, 31),
    (2024, 3, 1),
    (2020, 5, 31),
]
NAMES = {"size_mm": "size", "mesoappendix_mm": "mesoappendix", "ki67": "Ki-67"}
UNIT = {"size_mm": " mm", "mesoappendix_mm": " mm", "ki67": " %"}


class Wanted(NamedTuple):
    title: str
    facts: dict[str, str]
    surgery: Day
    made: Day
    pace: str

    @property
    def key(self) -> tuple[Any, ...]:
        return (*sorted(self.facts.items()), self.surgery, self.made, self.pace)


def named(fact: str, value: str) -> str:
    return f"{NAMES.get(fact, fact.replace('_', ' '))} {value}{UNIT.get(fact, '')}"


def possible(wanted: Wanted) -> bool:
    try:
        Case.parse({"surgery": written(wanted.surgery), **wanted.facts})
    except CaseError:
        return False
    return True


def row_of(table: Table, facts: dict[str, str], surgery: Day = DATES[0]) -> str | None:
    found = second_engine.answer(facts, table, surgery, surgery, "closest")
    return found["recommendation"]


def reach(table: Table, row: Table, sampler: Sampler, number: int) -> list[dict]:
    """Facts with which a row applies: few facts, so that one off makes a difference."""
    found: list[dict[str, str]] = []
    for attempt in range(6_000):
        facts = {} if attempt % 2 == 0 else sampler.facts(DATES[0])
        sampler.aim(row, facts)
        facts.pop("born", None)
        if "age" in row.get("when", {}):
            facts["born"] = str(DATES[0][0] - 17)
        facts.setdefault("site", sampler.pick(table["scope"]["site"]))
        facts.setdefault("grade", sampler.pick(table["scope"]["grade"]))
        wanted = Wanted("", facts, DATES[0], DATES[0], "closest")
        if facts in found or not possible(wanted):
            continue
        if row_of(table, facts) == row["id"]:
            found.append(facts)
        if len(found) == number:
            break
    return found


def comparisons(table: Table, part: Any, found: dict[str, set[str]]) -> None:
    """The thresholds that a row and its named conditions compare with, by fact."""
    if isinstance(part, list):
        for one in part:
            comparisons(table, one, found)
    for key, value in part.items() if isinstance(part, dict) else []:
        if key == "is":
            named = [table["conditions"][name] for name in value]
            comparisons(table, named, found)
        elif key in ("when", "any", "not", "unless"):
            comparisons(table, value, found)
        elif key in NUMBERS and isinstance(value, str):
            limits = {limit for _, limit in COMPARISON.findall(value)}
            found.setdefault(key, set()).update(limits)


def below_at_above(limit: str) -> list[str]:
    below, above = float(limit) - 0.1, float(limit) + 0.1
    return [f"{number:g}" for number in (below, float(limit), above)]


def one_off(table: Table, row: Table, base: dict) -> Iterator[tuple[str, dict]]:
    """The base case with one fact changed: thresholds, unknown, bounds, other words."""
    found: dict[str, set[str]] = {}
    comparisons(table, row, found)
    limits = [(fact, one) for fact in sorted(found) for one in found[fact]]
    limits.sort(key=lambda pair: (pair[0], float(pair[1])))
    for fact, limit in limits:
        for text in below_at_above(limit):
            yield named(fact, text), base | {fact: text}
    for fact in base:
        if fact not in ("site", "born"):
            known = {name: value for name, value in base.items() if name != fact}
            yield named(fact, "unknown").removesuffix(UNIT.get(fact, "")), known
    for fact, limit in limits:
        for sign in ("<", "<=", ">", ">="):
            text = f"{sign}{float(limit):g}"
            yield named(fact, text), base | {fact: text}
    if "stage" in base:
        for extent in sorted(STAGES):
            yield named("stage", STAGES[extent][0]), base | {"stage": STAGES[extent][0]}
    without = {name: value for name, value in base.items() if name != "stage"}
    for tnm in ("N0 M0", "N1 M0", "NX M1"):
        yield f"{tnm} instead of a stage", without | {"tnm": tnm}
    for fact, value in base.items():
        for other in WORDS.get(fact, []):
            if other != value:
                yield named(fact, other), base | {fact: other}


def with_supplements(
    table: Table, row: Table, base: dict, sampler: Sampler
) -> Iterator[tuple[str, dict]]:
    """The base case with the facts that each supplement of the row asks for."""
    for supplement in table.get("supplements", []):
        if row["id"] not in supplement.get("to", [row["id"]]):
            continue
        for key in ("when", "any", "not", "unless"):
            if key not in supplement:
                continue
            part = supplement[key]
            facts: dict[str, str] = {}
            sampler.aim({key: part} if key == "any" else part, facts)
            facts |= {fact: base[fact] for fact in ("site", "grade") if fact in base}
            added = [named(*one) for one in facts.items() if one not in base.items()]
            if added:
                yield ", ".join(added), base | facts


def circumstances(number: int) -> tuple[Day, Day, str]:
    surgery = DATES[number % len(DATES)]
    years, days = MADE[number % len(MADE)]
    made = plus_days(plus_months(surgery, 12 * years), days)
    return surgery, made, ("closest", "widest")[number % 2]


def on_dates(base: dict) -> Iterator[tuple[str, dict]]:
    """The base case as it is: the dates are another each time."""
    for _ in range(2 * len(DATES)):
        yield "other dates", base


def around_row(table: Table, row: Table, turn: int) -> Iterator[Wanted]:
    """Cases of one row, the telling ones first."""
    sampler = Sampler(table, f"vectors {table['id']} {row['id']}")
    bases = reach(table, row, sampler, 3)
    for number, base in enumerate(bases):
        yield Wanted(f"{row['id']}: reached", base, *circumstances(turn + number))
    if not bases:
        return
    planned = row.get("outcome", "plan") == "plan"
    kinds = [
        one_off(table, row, bases[0]),
        with_supplements(table, row, bases[0], sampler) if planned else iter(()),
        on_dates(bases[0]) if planned else iter(()),
    ]
    # One of each in turn, so that a cut leaves some of each.
    for number, some in enumerate(itertools.zip_longest(*kinds)):
        for kind, one in enumerate(some):
            if one is not None:
                where = circumstances(turn + (number if kind == 2 else 0))
                title = f"{row['id']}: {one[0]}"
                if kind == 2:
                    title = f"{row['id']}: surgery {written(where[0])}, {where[2]}"
                yield Wanted(title, one[1], *where)


def of_all(table: Table) -> Iterator[Wanted]:
    """What concerns no single row: age, scope, status."""
    surgery, made, pace = circumstances(0)
    sampler = Sampler(table, f"vectors {table['id']}")
    last = table["recommendations"][-1]
    base = next(iter(reach(table, last, sampler, 1)))
    for age in (17, 18, 19, 75):
        facts = base | {"born": str(surgery[0] - age)}
        yield Wanted(f"{age} or {age - 1} years old", facts, surgery, made, pace)
    for status in STATUS.split():
        yield Wanted(f"status {status}", base | {"status": status}, surgery, made, pace)
    scope = table["scope"]
    for site, grade in itertools.product(SITES, GRADES):
        if site not in scope["site"] and grade in ("G1", "typical"):
            facts = {"site": site, "grade": grade}
            yield Wanted(f"site {site}", facts, surgery, made, pace)
    for site in scope["site"]:
        yield Wanted(f"only the site: {site}", {"site": site}, surgery, made, pace)
    for grade in GRADES:
        if grade not in scope["grade"]:
            facts = base | {"grade": grade}
            yield Wanted(f"grade {grade}", facts, surgery, made, pace)


def drawn(table: Table) -> Iterator[Wanted]:
    """Random cases without end, for files with few rows."""
    sampler = Sampler(table, f"vectors {table['id']} drawn")
    for number in itertools.count():
        where = circumstances(number)
        yield Wanted("drawn at random", sampler.facts(where[0]), *where)
