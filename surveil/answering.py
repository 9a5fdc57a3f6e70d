"""Answering: one case and an ordered list of guidelines, to exactly one outcome."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from surveil import choosing, planning, scheduling
from surveil.case import Case
from surveil.errors import UsageError
from surveil.guideline import Guideline
from surveil.plans import Plan
from surveil.spans import Span
from surveil.steps import Judgement, NoFollowUp

_ENDED: Final = {
    "died": "the patient died",
    "discharged": "the patient was discharged from follow-up",
    "opted-out": "the patient opted out of follow-up",
}


def answer(
    case: Case,
    guidelines: Sequence[Guideline],
    *,
    made: date,
    pace: str = "closest",
    horizon: Span = planning.HORIZON,
) -> Plan:
    """The plan for one case by the first of `guidelines` that covers it.

    Whatever the case, exactly one outcome: plan, no-follow-up, judgement or ended.
    `made` is the day of the plan; the caller owns the clock. `pace` is closest or
    widest. Lifelong series run to the later of surgery + `horizon` and `made` + 5
    years. Raises CaseError for dates that `made` rules out, UsageError for a
    programme in place of a guideline.
    """
    for one in guidelines:
        if one.kind == "programme":
            raise UsageError(f"--guideline {one.id} is a programme, no guideline")
    planning.check_dates(case, made)
    blank = Plan(
        case=case, made=made, pace=pace, guidelines=tuple(guidelines), outcome=""
    )
    if case.status in _ENDED:
        when = f" on {case.status_date}" if case.status_date else ""
        return replace(blank, outcome="ended", reason=_ENDED[case.status] + when)
    if case.surgery is None or case.status == "not-operated":
        reason = "not operated: these are plans for follow-up after surgery"
        return _judged(blank, Judgement("not-covered", reason))
    guideline = choosing.guideline_for(case, guidelines)
    if isinstance(guideline, Judgement):
        return _judged(blank, guideline)
    blank = replace(blank, guidelines=(guideline,))
    match choosing.choose(case, guideline):
        case Judgement() as judgement:
            return _judged(blank, judgement)
        case NoFollowUp(reason, sources, row):
            return replace(
                blank,
                outcome="no-follow-up",
                reason=reason,
                sources=sources,
                recommendation=row,
            )
        case recommendation:
            added, missing = choosing.supplements(case, guideline, recommendation)
    surgery = case.surgery
    end = planning.horizon_of(surgery, made, horizon)
    reach = Span.between(surgery, end)
    asked = scheduling.schedule(
        guideline, recommendation, added, pace=pace, until=reach
    )
    dated = planning.events(case, surgery, asked, made=made, horizon=end)
    rows = [recommendation.row, *(one.row for one in added)]
    notes = list(choosing.notes((line for row in rows for line in row.notes), case))
    cautions = planning.cautions(case, surgery, made)
    if planning.ADJUST not in cautions:
        notes.insert(0, planning.ADJUST)
    if (scans := planning.scans(dated)) > planning.MANY_SCANS:
        other = next(one for one in scheduling.PACES if one != pace)
        spared = planning.events(
            case,
            surgery,
            scheduling.schedule(
                guideline, recommendation, added, pace=other, until=reach
            ),
            made=made,
            horizon=end,
        )
        notes.append(f"{scans} scans; pace {other} gives {planning.scans(spared)}")
    if case.status == "suspended":
        notes.append("follow-up is suspended: no calendar entries are written")
    return replace(
        blank,
        outcome="plan",
        horizon=end,
        recommendation=recommendation.id,
        missing=missing,
        events=dated,
        continues=asked.continues,
        gaps=choosing.lines((line for row in rows for line in row.gaps), case),
        banner=recommendation.banner,
        cautions=cautions,
        notes=tuple(notes),
    )


def _judged(blank: Plan, judgement: Judgement) -> Plan:
    return replace(
        blank,
        outcome="judgement",
        judgement=judgement.kind,
        reason=judgement.reason,
        sources=judgement.sources,
        recommendation=judgement.row,
        missing=judgement.missing,
    )
