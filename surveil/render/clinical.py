"""Entries for staff: each event with its row, edition, evidence and sources."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from surveil.case import Case
from surveil.catalogue import TESTS
from surveil.plans import Event
from surveil.preparation import TIMES, Advice, for_staff
from surveil.render import dates, sources
from surveil.render.clinic_texts import LONGEST_TEXT, ClinicTexts, harmless, length
from surveil.render.titles import is_booked, tests_of
from surveil.steps import Asker
from surveil.visits import Booking, Visit

_PROPOSAL: Final = "A proposal: the multidisciplinary team decides."
_ROOM: Final = "Shortened for want of room ({parts}): see the table or the sheet."
_SHORTENED: Final = (
    *("sources", "notes", "staff notes", "awaited tests", "how it was read", "windows"),
)
_FORMS: Final = 3  # of one line, at most
_SOON: Final = 504  # hours: from here on staff decide when the booking is made


@dataclass(slots=True)
class _Line:
    """A line in shorter and shorter forms; `part` is what is missed when it goes."""

    forms: list[str]  # the last one may be empty: left out
    part: str = ""

    def shorten(self) -> bool:
        """Take the next shorter form, if there is one."""
        if len(self.forms) == 1:
            return False
        del self.forms[0]
        return True


def visit_text(
    visit: Visit,
    case: Case,
    texts: ClinicTexts,
    *,
    then: Visit | None,
    awaited: Sequence[Visit],
) -> str:
    """What staff read in the entry of a visit; sources are the first to be left out."""
    tests = [event.test for event in visit.events]
    lines = [
        _Line([_PROPOSAL]),
        *_clinic(texts),
        _Line(["Due {due}, window {earliest} to {latest}."]),
        *_events(visit),
        *_overrides(visit),
        *_results(visit, then, awaited),
        *_askers(visit),
        *(_Line([f"Note: {harmless(note)}", ""], "notes") for note in visit.notes),
        *_staff(for_staff(tests, case), tests),
        *_notes(visit.events),
        *_sources(visit.events),
    ]
    return _fitted(lines)


def booking_text(booking: Booking, case: Case, texts: ClinicTexts) -> str:
    """What staff read in the reminder to book: tests by day, and what to decide now."""
    tests = [test.code for test in tests_of(booking.visits) if is_booked(test)]
    advice = [
        each
        for each in for_staff(tests, case)
        if each.instruction.hours is None or each.instruction.hours >= _SOON
    ]
    lines = [
        _Line([_PROPOSAL]),
        *_clinic(texts),
        *(_Line([each]) for each in _days(booking)),
        *_staff(advice, tests),
    ]
    return _fitted(lines)


def _days(booking: Booking) -> Iterable[str]:
    number = 0
    for visit in booking.visits:
        names = []
        for test in tests_of([visit]):
            if is_booked(test):
                number += 1
                names.append(f"{number}. {test.name}")
        place = "{due}" if visit.day == booking.visits[0].day else ""
        place = place or ("{then}" if visit.awaits else dates.said(visit.day))
        if names:
            yield f"To book for {place}: {', '.join(names)}."


def _clinic(texts: ClinicTexts) -> list[_Line]:
    lines = [f"Clinic: {harmless(texts.name)}"] if texts.name else []
    if texts.telephone:
        lines.append(f"Telephone: {harmless(texts.telephone)}")
    return [_Line([line]) for line in lines]


def _events(visit: Visit) -> list[_Line]:
    several = len(visit.events) > 1
    lines = []
    for number, event in enumerate(visit.events, 1):
        before = f"{number}. " if several else ""
        step = event.step
        name = TESTS[event.test].name
        lines.append(
            _Line(
                [
                    f"{before}{name}, number {step.number}, {step.offset.said} after"
                    f" surgery ({step.window} window).",
                    f"{before}{name}, number {step.number}, {step.offset.said}.",
                ],
                "windows",
            )
        )
    return lines


def _overrides(visit: Visit) -> list[_Line]:
    return [
        _Line(
            [
                f"{TESTS[event.test].brief}: date of the clinician, in place of"
                f" {dates.said(event.due)}: {harmless(event.override.reason)}"
            ]
        )
        for event in visit.events
        if event.override is not None
    ]


def _results(visit: Visit, then: Visit | None, awaited: Sequence[Visit]) -> list[_Line]:
    lines = []
    if then is not None and then.day != visit.day:
        lines.append(_Line(["Results for the clinic visit of {then}."]))
    if names := [test.brief for test in tests_of(awaited)]:
        lines.append(_Line([f"Awaits: {', '.join(names)}.", ""], "awaited tests"))
    return lines


def _askers(visit: Visit) -> list[_Line]:
    found: dict[tuple[str, str], tuple[Asker, list[str]]] = {}
    for number, event in enumerate(visit.events, 1):
        for asker in event.asked_by:
            asked = (sources.row_of(asker), asker.evidence)
            found.setdefault(asked, (asker, []))[1].append(str(number))
    lines = []
    for (row, evidence), (asker, numbers) in found.items():
        edition = f"edition {asker.guideline.edition}, evidence: {harmless(evidence)}"
        of = "" if len(numbers) == len(visit.events) else f" (for {', '.join(numbers)})"
        read = sources.read_in(asker.guideline.checked)
        lines.append(
            _Line(
                [
                    f"Asked by {row}, {edition}; {read}{of}.",
                    f"Asked by {row}, {edition}{of}.",
                ],
                "how it was read",
            )
        )
    return lines


def _staff(advice: Iterable[Advice], tests: Sequence[str]) -> list[_Line]:
    lines = []
    for each in advice:
        hours = each.instruction.hours
        label = "" if hours is None else f"{TIMES[hours][:1].lower()}{TIMES[hours][1:]}"
        numbers = [str(tests.index(test) + 1) for test in each.tests]
        of = "" if each.for_all else f"for {', '.join(numbers)}"
        about = ", ".join(part for part in (label, of) if part)
        text = f"Staff{f' ({about})' if about else ''}: {each.instruction.text}"
        forms = [f"{text} ({each.instruction.source})", text]
        if not each.instruction.vital:
            forms.append("")
        lines.append(_Line(forms, "staff notes"))
    return lines


def _notes(events: Iterable[Event]) -> list[_Line]:
    notes = dict.fromkeys(note for event in events for note in event.notes)
    return [_Line([f"Note: {harmless(note)}", ""], "notes") for note in notes]


def _sources(events: Iterable[Event]) -> list[_Line]:
    found = dict.fromkeys(
        source
        for event in events
        for asker in event.asked_by
        for source in asker.row.sources
    )
    return [
        _Line(
            [
                f"Source: {harmless(sources.place(source))}",
                f"Source: {harmless(sources.short(source))}, {harmless(source.at)}",
                "",
            ],
            "sources",
        )
        for source in found
    ]


def _fitted(lines: list[_Line]) -> str:
    """The lines as one text; the least needed is shortened first, and that is said."""
    shortened: dict[str, None] = {}
    for part in _SHORTENED:
        for _ in range(_FORMS):
            for line in reversed(lines):
                if length(_whole(lines, shortened), "en") <= LONGEST_TEXT:
                    return _whole(lines, shortened)
                if line.part == part and line.shorten():
                    shortened[part] = None
    return _whole(lines, shortened)


def _whole(lines: list[_Line], shortened: dict[str, None]) -> str:
    said = [line.forms[0] for line in lines if line.forms[0]]
    if shortened:
        said.append(_ROOM.replace("{parts}", ", ".join(shortened)))
    return "\n".join(said)
