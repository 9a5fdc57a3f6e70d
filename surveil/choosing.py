"""Choosing: which one recommendation of a guideline holds for a case."""

from collections.abc import Iterable, Sequence

from surveil.case import Case
from surveil.catalogue import TESTS
from surveil.criteria import open_words
from surveil.guideline import Guideline, Line, Recommendation, Supplement
from surveil.steps import Judgement, Missing, NoFollowUp
from surveil.terms import CHEST_GRADES, CHEST_SITES, GEP_GRADES


def guideline_for(case: Case, guidelines: Sequence[Guideline]) -> Guideline | Judgement:
    """The first guideline that covers site and grade of the case."""
    for guideline in guidelines:
        if guideline.covers(case):
            return guideline
    asked = ", ".join(guideline.id for guideline in guidelines)
    facts = f"site {case.site}" + (f" and grade {case.grade}" if case.grade else "")
    return Judgement("not-covered", f"{asked}: {facts}: not covered")


def choose(case: Case, guideline: Guideline) -> Recommendation | NoFollowUp | Judgement:
    """The one recommendation that holds, or why there is no plan.

    Exactly one row holds and none is open: that row. Open rows: judgement, naming
    the facts. No row, or more than one: judgement, never a near match.
    """
    for row in guideline.recommendations:
        # A first row stands before all others; what is open about it counts as no.
        if row.first and row.row.condition.holds(case):
            return _outcome(row, case)
    holding: list[Recommendation] = []
    opened: list[Recommendation] = []
    for row in guideline.recommendations:
        if not row.first:
            verdict = row.row.condition.holds(case)
            if verdict is not False:
                (holding if verdict else opened).append(row)
    scope_is_open = _scope_is_open(case, guideline)
    if len(holding) == 1 and not opened and not scope_is_open:
        return _outcome(holding[0], case)
    if (opened or scope_is_open) and len(holding) < 2:
        return _facts_missing(case, [*holding, *opened], opened, scope_is_open)
    if holding:
        both = ", ".join(row.id for row in holding)
        reason = f"{guideline.id} has more than one row for this case: {both}"
    else:
        reason = f"{guideline.id} has no row for this case"
    return Judgement("not-in-table", reason)


def supplements(
    case: Case, guideline: Guideline, recommendation: Recommendation | None = None
) -> tuple[tuple[Supplement, ...], tuple[Missing, ...]]:
    """The supplements that add to a plan, and the open facts with their effect.

    Those of a guideline belong to its `recommendation`; a programme needs none, but
    adds nothing to a case that it does not cover.
    """
    if recommendation is None:
        if not guideline.covers(case):
            return (), ()
        if _scope_is_open(case, guideline):
            would = f"decide whether {guideline.id} covers it"
            return (), (Missing("grade", "scope", would),)
    added: list[Supplement] = []
    missing: list[Missing] = []
    for one in guideline.supplements:
        if one.to and (recommendation is None or recommendation.id not in one.to):
            continue
        wanted = one.row.condition.holds(case)
        spared = one.unless.holds(case) if one.unless else False
        if wanted is False or spared is True:
            continue
        if wanted:
            added.append(one)
            open_parts, verb = ([one.unless] if one.unless else []), "leave out"
        else:
            open_parts, verb = [one.row.condition], "add"
        would = f"{verb} {_what(one)}"
        missing += [
            Missing(fact, one.id, would)
            for part in open_parts
            for fact in part.asks(case)
        ]
    return tuple(added), tuple(missing)


def banner(case: Case, recommendation: Recommendation) -> str | None:
    """The line above the dates: of the first banner that certainly holds."""
    for one in recommendation.banners:
        if one.condition.holds(case):
            return one.text
    return None


def lines(found: Iterable[Line], case: Case) -> tuple[str, ...]:
    """The gap lines that apply; an open condition prints its line, and says so."""
    texts = []
    for line in found:
        holds = line.condition.holds(case)
        if holds is None:
            texts.append(f"if {open_words(line.condition, case)}: {line.text}")
        elif holds:
            texts.append(line.text)
    return tuple(dict.fromkeys(texts))


def notes(found: Iterable[Line], case: Case) -> tuple[str, ...]:
    """The notes that certainly apply."""
    return tuple(line.text for line in found if line.condition.holds(case))


def _outcome(
    row: Recommendation, case: Case
) -> Recommendation | NoFollowUp | Judgement:
    if row.outcome == "plan":
        return row
    told = notes(row.row.notes, case)
    reason = ". ".join([row.reason or "", *told])
    sources = row.row.sources + tuple(
        source
        for line in row.row.notes
        if line.condition.holds(case)
        for source in line.sources
    )
    if row.outcome == "no-follow-up":
        return NoFollowUp(reason, sources, row.id)
    return Judgement(row.judgement or "", reason, sources, row.id)


def _scope_is_open(case: Case, guideline: Guideline) -> bool:
    """Whether an unknown grade may still put the case out of scope."""
    possible = CHEST_GRADES if case.site in CHEST_SITES else GEP_GRADES
    return case.grade is None and not set(possible) <= set(guideline.grades)


def _facts_missing(
    case: Case,
    candidates: list[Recommendation],
    opened: list[Recommendation],
    scope_is_open: bool,
) -> Judgement:
    asked: dict[str, list[Recommendation]] = {}
    for row in opened:
        for fact in row.row.condition.asks(case):
            asked.setdefault(fact, []).append(row)
    found = {
        fact: Missing(fact, rows[0].id, "decide about " + "; ".join(map(_offer, rows)))
        for fact, rows in asked.items()
    }
    if scope_is_open:
        scope = Missing("grade", "scope", "decide whether the guideline covers it")
        found = {"grade": scope} | found
    missing = tuple(found.values())
    unassessed = "nodes were not assessed" if _turns_on_nodes(case, opened) else ""
    if missing:
        names = ", ".join(one.fact for one in missing)
        reason = f"unknown and needed: {names}"
        reason += f" ({unassessed})" if unassessed else ""
    else:
        reason = unassessed or "the facts leave more than one row"
    sources = tuple(
        dict.fromkeys(source for row in candidates for source in row.row.sources)
    )
    return Judgement("facts-missing", reason, sources, None, missing)


def _turns_on_nodes(case: Case, opened: list[Recommendation]) -> bool:
    """Whether a row would ask for the nodes, had they not been left unassessed."""
    if case.nodes != "not-assessed":
        return False
    unknown = case.without("nodes")
    return any("nodes" in row.row.condition.asks(unknown) for row in opened)


def _offer(row: Recommendation) -> str:
    """What a row would give, in a few words."""
    if row.outcome != "plan":
        words = {"no-follow-up": "no follow-up", "judgement": "an MDT decision"}
        return f"{words[row.outcome]} ({row.id})"
    series = max(row.row.series, key=lambda one: TESTS[one.tests[-1]].kind == "scan")
    return f"{TESTS[series.tests[-1]].name} {series.timing} ({row.id})"


def _what(supplement: Supplement) -> str:
    parts = []
    for series in supplement.row.series:
        names = " and ".join(TESTS[test].name for test in series.tests)
        parts.append(f"{names} {series.timing}")
    return "; ".join(parts)
