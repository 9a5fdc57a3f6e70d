"""Three-valued matching of the second engine: true, false, or None for open."""

import re
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

from second_engine_facts import Interval

Table = dict[str, Any]
# One criterion that is open: the fact, and what is asked about it.
Open = frozenset[tuple[str, str]]
NOTHING: Open = frozenset()


class Value(NamedTuple):
    """True, false or open; what is open; whether all of that has to hold as it is."""

    holds: bool | None
    opened: Open = NOTHING
    plain: bool = True


NO = Value(False)
YES = Value(True)
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
        return Value(None, frozenset([(fact, str(allowed))]))
    return Value(value)


def all_of(values: list[Value]) -> Value:
    opened, plain = NOTHING, True
    for value in values:
        if value.holds is False:
            return NO
        if value.holds is None:
            opened |= value.opened
            plain = plain and value.plain
    is_open = any(value.holds is None for value in values)
    return Value(None, opened, plain) if is_open else YES


def any_of(values: list[Value]) -> Value:
    if any(value.holds is True for value in values):
        return YES
    alternatives = [value for value in values if value.holds is None]
    if not alternatives:
        return NO
    opened = NOTHING
    for value in alternatives:
        # What needs all of another alternative and more decides nothing: if it
        # holds, so does the other.
        more = any(
            value.plain and other.plain and other.opened < value.opened
            for other in alternatives
        )
        if not more:
            opened |= value.opened
    return Value(None, opened, plain=False)


def none_of(value: Value) -> Value:
    return Value(opposite(value.holds), value.opened, plain=False)


def table_holds(table: Table, case: Table, guideline: Table) -> Value:
    values = []
    for key, asked in table.items():
        if key == "is":
            names = guideline["conditions"]
            found = all_of([holds(names[name], case, guideline) for name in asked])
            # A named condition is not one of the single criteria of its table.
            found = found._replace(plain=found.holds is not None)
        elif key == "any":
            found = any_of([table_holds(one, case, guideline) for one in asked])
        elif key == "not":
            found = none_of(table_holds(asked, case, guideline))
        else:
            found = criterion(case, key, asked)
        if found.holds is False:
            return NO
        values.append(found)
    return all_of(values)


def holds(row: Table, case: Table, guideline: Table) -> Value:
    """A row, a named condition or a supplement: when, any, not and except."""
    values = []
    if "when" in row:
        values.append(table_holds(row["when"], case, guideline))
        if values[0].holds is False:
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


def choose(
    case: Table, guideline: Table, scope_asks: set[str]
) -> tuple[Table | None, str, set[str]]:
    """The row that applies; or why none does, and the facts that are missing."""
    later = []
    for row in guideline["recommendations"]:
        if not row.get("first"):
            later.append(row)
        elif holds(row, case, guideline).holds is True:
            return row, "", set()
    held, missing, is_open = [], set(scope_asks), bool(scope_asks)
    for row in later:
        value = holds(row, case, guideline)
        if value.holds is None:
            is_open = True
            missing |= facts_of(value.opened, case)
        elif value.holds:
            held.append(row)
    if len(held) > 1:
        # Whatever the open facts are, no single row is left.
        return None, "not-in-table", set()
    if is_open:
        return None, "facts-missing", missing
    if held:
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
        wanted = holds(supplement, case, guideline)
        unless = supplement.get("unless")
        stopped = table_holds(unless, case, guideline) if unless else NO
        if wanted.holds is False or stopped.holds is True:
            continue
        if wanted.holds is None:
            # Left out, so that nothing can be taken away.
            missing |= facts_of(wanted.opened, case)
        else:
            missing |= facts_of(stopped.opened, case)
            chosen.append(supplement)
    return chosen, missing
