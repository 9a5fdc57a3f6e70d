"""What a calendar entry says: titles and texts at three levels of privacy."""

from typing import Final

from surveil.catalogue import SHEET_WINS, TESTS, Test, plain_title
from surveil.plans import Event
from surveil.render import sources

TITLES: Final = ("discreet", "plain", "clinical")
TEXTS: Final = ("plain", "discreet", "clinical")
CALENDAR_NAME: Final = "Health plan"
CATEGORY: Final = "Health"

# Places for dates, as wide as what fills them: see `entries`.
EARLIEST: Final = "{earliest}"
DUE: Final = "{due}"
LATEST: Final = "{latest}"
THEN: Final = "{then}"
PLACES: Final = (EARLIEST, DUE, LATEST, THEN)

_TARGET: Final = (
    "This is a target date, not a booking. "
    "If you already have a booked date, follow that one."
)
_DECIDES: Final = "A proposal: your team decides."
_DECISIONS: Final = {
    "renew-plan": "Your follow-up goes on after this plan. "
    "Ask your team for the next one.",
    "confirm-end": "At this visit your team confirms whether follow-up ends here. "
    "Ask for it.",
}


def title(event: Event, level: str) -> str:
    """The title of the entry; discreet names no illness, test or clinic."""
    test = TESTS[event.test]
    if level == "clinical":
        return test.name if test.kind == "decision" else f"{test.name} due"
    if level == "plain":
        return plain_title(test)
    reviews = test.kind == "decision"
    return "Health: plan review due" if reviews else "Health: follow-up due"


def text(event: Event, level: str) -> str:
    """The description of the entry, with places for its dates."""
    test = TESTS[event.test]
    if level == "clinical":
        return _clinical(event, test)
    if level == "discreet":
        return "\n".join(["Target date for your follow-up.", _TARGET, _DECIDES])
    lines = [f"What: {test.plain}."]
    if test.code in _DECISIONS:
        lines.append(_DECISIONS[test.code])
    lines.append(f"When: aim for {DUE}; from {EARLIEST} to {LATEST} is in time.")
    if test.patient:
        lines.append(f"How to prepare: {test.patient} {SHEET_WINS}")
    return "\n".join([*lines, _TARGET, _DECIDES])


def _clinical(event: Event, test: Test) -> str:
    step = event.step
    lines = [
        "A proposal: the multidisciplinary team decides.",
        f"{test.name}, number {step.number}, {step.offset.said} after surgery.",
        f"Due {DUE}, window {EARLIEST} to {LATEST} ({step.window}).",
    ]
    for asker in event.asked_by:
        guideline = asker.guideline
        lines.append(
            f"Asked by {sources.row_of(asker)}, edition {guideline.edition},"
            f" evidence: {asker.evidence}; {sources.read_in(guideline.checked)}."
        )
        lines += [f"Source: {sources.place(one)}" for one in asker.row.sources]
    lines += [f"Note: {note}" for note in event.notes]
    if test.staff:
        lines.append(f"Staff: {test.staff} ({test.source})")
    return "\n".join(lines)
