"""The clinician's part of the sheet: facts, reasons, sources and what is open."""

from collections.abc import Iterable, Iterator, Sequence

from surveil.catalogue import TESTS
from surveil.plans import DISCLAIMER, Plan
from surveil.render import itinerary, sheet_rows, sources, summary
from surveil.render.dates import said
from surveil.render.sheet_html import Html, tag
from surveil.steps import Asker
from surveil.version import VERSION
from surveil.visits import Visit


def part(plan: Plan, visits: Sequence[Visit]) -> Html:
    """Everything that stands behind the dates, in English, for the clinic's file."""
    ended = plan.outcome == "ended"
    return tag(
        "section",
        tag("h2", "For the clinic's file", id="clinic"),
        tag(
            "p",
            "This part names the illness."
            + ("" if ended else " The pages before it are the patient's."),
        ),
        tag("p", "Patient (by hand):", tag("span"), class_="hand"),
        *_facts(plan),
        *_outcome(plan),
        *_listed("What it asks for", summary.asks(plan)),
        *_listed("How the visits were laid out", itinerary.lines(visits)),
        *sheet_rows.rows(plan, visits),
        *_listed("How it goes on", summary.ends(plan)),
        *_listed("Unknown, and would change this", summary.missing(plan)),
        *_listed("Not dated by the guideline", _gaps(plan)),
        *_listed("Notes", _notes(plan)),
        *_listed("For staff", itinerary.staff(plan, sources=True)),
        *_reasons(plan),
        *_listed("Sources of the outcome", sources.grouped(plan.sources)),
        tag("p", DISCLAIMER, class_="end"),
        class_="clinic",
        aria_labelledby="clinic",
        lang="en",
        dir="ltr",
    )


def nothing_planned() -> Html:
    """What stands where there is no part for the patient, and none may be named."""
    return tag("p", "For the clinic's file: this plan holds no visits.", lang="en")


def _facts(plan: Plan) -> Iterator[Html]:
    given = plan.case.given()
    if plan.case.surgery:
        given["surgery"] = said(plan.case.surgery)
    yield tag("h3", "Facts")
    yield _pairs((name.replace("_", " "), given[name]) for name in given)


def _pairs(pairs: Iterable[tuple[str, str]]) -> Html:
    parts = (
        part for name, text in pairs for part in (tag("dt", name), tag("dd", text))
    )
    return tag("dl", *parts, class_="facts")


def _outcome(plan: Plan) -> Iterator[Html]:
    yield tag("h3", f"Outcome: {summary.OUTCOME_WORDS[plan.outcome]}")
    if plan.banner:
        yield tag("p", plan.banner, class_="warning")
    for text in plan.cautions:
        yield tag("p", text, class_="warning")
    if plan.reason:
        yield tag("p", plan.reason)
    pairs = [("made", f"{said(plan.made)}, by surveil {VERSION}")]
    for one in plan.guidelines:
        read = sources.read_in(one.checked)
        about = f"{one.id}: {one.title}; edition {one.edition}; {read}"
        pairs.append((one.kind, f"{about}; file {one.digest}"))
    if plan.recommendation:
        pairs.append(("row", plan.recommendation))
    if plan.judgement:
        pairs.append(("judgement", plan.judgement))
    pairs.append(("pace", plan.pace))
    if plan.horizon:
        pairs.append(("horizon", said(plan.horizon)))
    yield _pairs(pairs)


def _listed(title: str, lines: Iterable[str]) -> Iterator[Html]:
    """A heading and its lines; nothing for no lines."""
    if found := list(lines):
        yield tag("h3", title)
        yield tag("ul", *(tag("li", line, class_="own") for line in found))


def _gaps(plan: Plan) -> list[str]:
    above = set(plan.cautions)
    return [text for text in plan.gaps if text not in above]


def _notes(plan: Plan) -> list[str]:
    """The plan's notes, and those on events with their tests."""
    found: dict[str, dict[str, None]] = {}
    for event in plan.events:
        for note in event.notes:
            found.setdefault(note, {})[TESTS[event.test].name] = None
    beside = [f"{', '.join(tests)}: {note}" for note, tests in found.items()]
    return [*plan.notes, *beside]


def _reasons(plan: Plan) -> Iterator[Html]:
    """Each row that asks for something, with its sources and how they were read."""
    askers: dict[str, Asker] = {}
    for event in plan.events:
        for asker in event.asked_by:
            askers.setdefault(sources.row_of(asker), asker)
    if not askers:
        return
    yield tag("h3", "Why: rows, evidence and sources")
    main = plan.recommendation
    for asker in sorted(askers.values(), key=lambda one: one.row.id != main):
        yield tag("h4", f"{sources.row_of(asker)}: evidence {asker.row.evidence}")
        cited = [f"source: {text}" for text in sources.grouped(asker.row.sources)]
        read = [_reading(asker, id) for id in asker.readings]
        yield tag("ul", *(tag("li", line) for line in [*cited, *read]))


def _reading(asker: Asker, id: str) -> str:
    entry = asker.guideline.interpretation(id)
    return (
        f"{id} ({entry.kind}): printed {entry.printed}; read as: {entry.encoded};"
        f" because {entry.why}"
    )
