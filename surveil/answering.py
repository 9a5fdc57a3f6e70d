"""Answering: one case and an ordered list of guidelines, to exactly one outcome."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from surveil import choosing, planning, plausibility, scheduling
from surveil.case import Case
from surveil.errors import UsageError
from surveil.guideline import Guideline, Line, Recommendation, Supplement
from surveil.plans import Plan
from surveil.spans import Span
from surveil.steps import Judgement, Missing, NoFollowUp

ENDED: Final = {
    "died": "the patient died",
    "discharged": "the patient was discharged from follow-up",
    "opted-out": "the patient opted out of follow-up",
}
NOT_OPERATED: Final = Judgement(
    "not-covered", "not operated: these are plans for follow-up after surgery"
)


def answer(
    case: Case,
    guidelines: Sequence[Guideline],
    *,
    made: date,
    pace: str = "closest",
    horizon: Span = planning.HORIZON,
    programmes: Sequence[Guideline] = (),
    offered: Sequence[Guideline] = (),
) -> Plan:
    """The plan for one case by the first of `guidelines` that covers it.

    Whatever the case, exactly one outcome: plan, no-follow-up, judgement or ended.
    `made` is the day of the plan; the caller owns the clock. `pace` is closest or
    widest. Lifelong series run to the later of surgery + `horizon` and the first
    anniversary of surgery from `made` + 5 years on. `programmes` add their series to
    any outcome but `ended` of the cases that they cover; of those `offered` and not
    asked for, the plan says that they exist. Raises CaseError for dates that `made`
    rules out, UsageError for a programme in place of a guideline or the other way
    round.
    """
    programmes = tuple(dict.fromkeys(programmes))
    check_kinds(guidelines, programmes)
    planning.check_dates(case, made)
    blank = Plan(
        case=case, made=made, pace=pace, guidelines=tuple(guidelines), outcome=""
    )
    if case.status in ENDED:
        return ended(blank, case.status, case.status_date)
    if case.surgery is None or case.status == "not-operated":
        return judged(blank, NOT_OPERATED)
    decided, guideline, recommendation = decided_by(blank, guidelines)
    added: tuple[Supplement, ...] = ()
    missing = list(decided.missing)
    gaps: list[Line] = []
    notes: list[Line] = []
    if guideline and recommendation:
        added, open_facts = choosing.supplements(case, guideline, recommendation)
        missing += open_facts
        for row in (recommendation.row, *(one.row for one in added)):
            gaps += row.gaps
            notes += row.notes
    beside: list[tuple[Guideline, tuple[Supplement, ...]]] = []
    covering = [one for one in programmes if one.covers(case)]
    for one in covering:
        found, open_facts = choosing.supplements(case, one)
        beside.append((one, found))
        missing += open_facts
        gaps += one.gaps
        notes += one.notes
    decided = replace(
        decided,
        guidelines=(*decided.guidelines, *covering),
        missing=once_each(missing),
        gaps=choosing.lines(gaps, case),
        cautions=(
            *plausibility.oddities(case),
            *(plausibility.risks(case) if decided.outcome == "no-follow-up" else ()),
            *_not_covering(case, programmes),
            *(one.header for one in covering if one.header),
            *choosing.lines((line for line in gaps if line.above), case),
        ),
        notes=(*choosing.notes(notes, case), *_offers(case, offered, programmes)),
    )
    if recommendation is None and not any(found for _, found in beside):
        return decided
    surgery = case.surgery
    end = planning.horizon_of(surgery, made, horizon)

    def dated(chosen: str) -> Plan:
        asked = scheduling.schedule(
            guideline,
            recommendation,
            added,
            programmes=beside,
            pace=chosen,
            until=Span.between(surgery, end),
        )
        events = planning.events(case, surgery, asked, made=made, horizon=end)
        return replace(decided, horizon=end, events=events, continues=asked.continues)

    plan = dated(pace)
    cautions = (
        *planning.run_out(plan.events, made),
        *decided.cautions,
        *planning.cautions(case, surgery, made),
    )
    told = list(decided.notes)
    if planning.ADJUST not in cautions:
        told.insert(0, planning.ADJUST)
    if (scans := planning.scans(plan.events)) > planning.MANY_SCANS:
        other = next(one for one in scheduling.PACES if one != pace)
        spared = planning.scans(dated(other).events)
        told.append(f"{scans} scans; pace {other} gives {spared}")
    if case.status == "suspended":
        told.append("follow-up is suspended: no calendar entries are written")
    return replace(plan, cautions=cautions, notes=tuple(told))


def check_kinds(
    guidelines: Sequence[Guideline], programmes: Sequence[Guideline]
) -> None:
    """Refuse a programme in place of a guideline, and the other way: UsageError."""
    if not guidelines:
        raise UsageError("--guideline names no guideline, such as esmo-2020")
    for one in guidelines:
        if one.is_programme:
            raise UsageError(
                f"--guideline {one.id} is a programme: add it with --with {one.id}"
            )
    for one in programmes:
        if not one.is_programme:
            raise UsageError(
                f"--with {one.id} is a guideline: choose it with --guideline {one.id}"
            )


def decided_by(
    blank: Plan, guidelines: Sequence[Guideline]
) -> tuple[Plan, Guideline | None, Recommendation | None]:
    """The outcome by the first guideline that covers the case, before any date."""
    case = blank.case
    guideline = choosing.guideline_for(case, guidelines)
    if isinstance(guideline, Judgement):
        return judged(blank, guideline), None, None
    blank = replace(blank, guidelines=(guideline,))
    match choosing.choose(case, guideline):
        case Judgement() as judgement:
            return judged(blank, judgement), guideline, None
        case NoFollowUp(reason, sources, row):
            ended = replace(
                blank,
                outcome="no-follow-up",
                reason=reason,
                sources=sources,
                recommendation=row,
            )
            return ended, guideline, None
        case chosen:
            plan = replace(
                blank,
                outcome="plan",
                recommendation=chosen.id,
                banner=choosing.banner(case, chosen),
            )
            return plan, guideline, chosen


def ended(blank: Plan, status: str, since: date | None) -> Plan:
    """The plan of a patient who is not followed any more, and since when."""
    when = f" on {since}" if since else ""
    return replace(blank, outcome="ended", reason=ENDED[status] + when)


def judged(blank: Plan, judgement: Judgement) -> Plan:
    """The plan that says why the MDT must decide."""
    return replace(
        blank,
        outcome="judgement",
        judgement=judgement.kind,
        reason=judgement.reason,
        sources=judgement.sources,
        recommendation=judgement.row,
        missing=judgement.missing,
    )


def once_each(missing: Sequence[Missing]) -> tuple[Missing, ...]:
    """One entry a fact: the first that asks for it, and all that it would change."""
    found: dict[str, Missing] = {}
    for one in missing:
        before = found.get(one.fact)
        if before is None:
            found[one.fact] = one
        elif one.would not in before.would:
            would = f"{before.would}; {one.would}"
            found[one.fact] = Missing(one.fact, before.because, would)
    return tuple(found.values())


def _not_covering(case: Case, programmes: Sequence[Guideline]) -> Iterator[str]:
    """That a programme which was asked for says nothing about this case."""
    for one in programmes:
        if not one.covers(case):
            yield f"{one.id} does not cover this site and grade: it adds nothing"


def _offers(
    case: Case, offered: Sequence[Guideline], programmes: Sequence[Guideline]
) -> tuple[str, ...]:
    """That a programme exists which was not asked for, for the cases it is about."""
    asked = {one.id for one in programmes}
    return tuple(
        f"{one.offered}: there is a programme, add it with --with {one.id}"
        for one in offered
        if one.offered and one.id not in asked and one.offered.holds(case)
    )
