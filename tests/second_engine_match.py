"""Three-valued matching of the second engine: true, false, or None for open."""

import re
from fractions import Fraction
from functools import cache
from typing import Any

from second_engine_facts import Interval

Table = dict[str, Any]
# One criterion that is open: the fact, and what is asked about it.
Open = frozenset[tuple[str, str]]
Value = tuple[bool | None, Open]

NOTHING: Open = frozenset()
NO: Value = (False, NOTHING)
YES: Value = (True, NOTHING)
COMPARISON = re.compile(r"(<=|>=|<|>|=)\s*([0-9.]+)")


def opposite(value: bool | None) -> bool | None:
    return None if value is None else not value


@cache
def compare(numbers: Interval, comparisons: str) -> bool | None:
    """Whether all numbers of the interval pass, none does, or only some do."""
    result: bool | None = True
    for comparison in comparisons.split(","):
        sign, limit = COMPARISON.fullmatch(comparison.strip()).groups()
        one = compare_one(numbers, sign, Fraction(limit))
        if one is False:
            return False
        if one is None:
            result = None
    return result


def compare_one(numbers: Interval, sign: str, limit: Fraction) -> bool | None:
    low, low_possible, high, high_possible = numbers
    if sign == ">=":
        return opposite(compare_one(numbers, "<", limit))
    if sign == ">":
        return opposite(compare_one(numbers, "<=", limit))
    if sign == "<":
        if high is not None and (high < limit or (high == limit and not high_possible)):
            return True
        if low is not None and low >= limit:
            return False
        return None
    if sign == "<=":
        if high is not None and high <= limit:
            return True
        if low is not None and (low > limit or (low == limit and not low_possible)):
            return False
        return None
    if low == high == limit:
        return True
    below = compare_one(numbers, "<", limit)
    above = compare_one(numbers, ">", limit)
    return False if below or above else None


def criterion(case: Table, fact: str, allowed: Any) -> Value:
    if fact == "stage":
        possible = case["stage"]
        if possible <= set(allowed):
            return YES
        value = None if possible & set(allowed) else False
    elif fact not in case or case[fact] == "not-assessed":
        value = None
    elif isinstance(allowed, str):
        value = compare(case[fact], allowed)
    else:
        value = case[fact] in allowed
    if value is None:
        return None, frozenset([(fact, str(allowed))])
    return value, NOTHING


def all_of(values: list[Value]) -> Value:
    opened = NOTHING
    result: bool | None = True
    for value, asked in values:
        if value is False:
            return NO
        if value is None:
            result = None
            opened |= asked
    return result, opened


def any_of(values: list[Value]) -> Value:
    if any(value is True for value, _ in values):
        return YES
    alternatives = [asked for value, asked in values if value is None]
    if not alternatives:
        return NO
    opened = NOTHING
    for asked in alternatives:
        # More than another alternative asks: that one decides before it.
        if not any(other < asked for other in alternatives):
            opened |= asked
    return None, opened


def none_of(value: Value) -> Value:
    return opposite(value[0]), value[1]


def table_holds(table: Table, case: Table, guideline: Table) -> Value:
    values = []
    for key, asked in table.items():
        if key == "is":
            names = guideline["conditions"]
            found = all_of([holds(names[name], case, guideline) for name in asked])
        elif key == "any":
            found = any_of([table_holds(one, case, guideline) for one in asked])
        elif key == "not":
            found = none_of(table_holds(asked, case, guideline))
        else:
            found = criterion(case, key, asked)
        if found[0] is False:
            return NO
        values.append(found)
    return all_of(values)


def holds(row: Table, case: Table, guideline: Table) -> Value:
    """A row, a named condition or a supplement: when, any, not and except."""
    values = []
    if "when" in row:
        values.append(table_holds(row["when"], case, guideline))
        if values[0][0] is False:
            return NO
    for key in ("any", "not"):
        if key in row:
            values.append(table_holds({key: row[key]}, case, guideline))
    if "except" in row:
        for other in guideline["recommendations"]:
            if other["id"] in row["except"]:
                values.append(none_of(holds(other, case, guideline)))
    return all_of(values)


def facts_of(opened: Open, case: Table) -> set[str]:
    """The facts to ask for; nodes that were not assessed are not asked for."""
    facts = {"born" if fact == "age" else fact for fact, _ in opened}
    if case.get("nodes") == "not-assessed":
        facts.discard("nodes")
    return facts


def choose(case: Table, guideline: Table) -> tuple[Table | None, str, set[str]]:
    """The row that applies; or why none does, and the facts that are missing."""
    later = []
    for row in guideline["recommendations"]:
        if not row.get("first"):
            later.append(row)
        elif holds(row, case, guideline)[0] is True:
            return row, "", set()
    held, missing, is_open = [], set(), False
    for row in later:
        value, opened = holds(row, case, guideline)
        if value is None:
            is_open = True
            missing |= facts_of(opened, case)
        elif value:
            held.append(row)
    if is_open:
        return None, "facts-missing", missing
    if len(held) == 1:
        return held[0], "", set()
    return None, "not-in-table", set()


def choose_supplements(
    case: Table, guideline: Table, row: str | None
) -> tuple[list[Table], set[str]]:
    """The supplements that are added to a row, and the facts that are missing."""
    chosen, missing = [], set()
    for supplement in guideline.get("supplements", []):
        if row not in supplement.get("to", [row]):
            continue
        wanted, asked = holds(supplement, case, guideline)
        unless = supplement.get("unless")
        stopped, asked_unless = (
            table_holds(unless, case, guideline) if unless else (False, NOTHING)
        )
        if wanted is False or stopped is True:
            continue
        missing |= facts_of(asked | asked_unless, case)
        if wanted:
            chosen.append(supplement)
    return chosen, missing
