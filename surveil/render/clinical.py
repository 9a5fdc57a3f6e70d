"""Entries for staff: each event with its row, edition, evidence and sources."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from surveil.case import Case
from surveil.catalogue import TESTS
from surveil.guideline import Guideline
from surveil.plans import Event
from surveil.preparation import ALWAYS, TIMES, Advice, Instruction, for_staff
from surveil.render import dates, sources
from surveil.render.clinic_texts import LONGEST_TEXT, ClinicTexts, harmless, length
from surveil.render.titles import is_booked, tests_of
from surveil.steps import OURS, Asker
from surveil.visits import Booking, Visit

PROPOSAL: Final = "A proposal: the multidisciplinary team decides."
_ROOM: Final = "Shortened for want of room ({parts}): see the table or the sheet."
_SHORTENED: Final = (
    *("sources", "notes", "staff notes", "awaited tests", "how it was read", "windows"),
)
_FORMS: Final = 4  # of one line, at most
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
        _Line([PROPOSAL]),
        *_clinic(texts),
        _Line(["Due {due}, window {earliest} to {latest}."]),
        *_events(visit),
        *_overrides(visit),
        *_results(visit, then, awaited),
        *_askers(visit),
        *(_Line([f"Note: {harmless(note)}", ""], "notes") for note in visit.notes),
        *_staff(for_staff(tests, case), tests, booking=False),
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
        _Line([PROPOSAL]),
        *_clinic(texts),
        *(_Line([each]) for each in _days(booking)),
        *_staff(advice, tests, booking=True),
    ]
    return _fitted(lines)


def _days(booking: Booking) -> Iterable[str]:
    number = 0
    for visit in booking.visits:
        names = []
        for test in tests_of([visit]):
            if is_booked(test):
                number += 1
                names.append(f"{number}. {test.brief}")
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
        step, test = event.step, TESTS[event.test]
        before = f"{number}. " if several else ""
        after = f"number {step.number}, {step.offset.said}"
        forms = [
            f"{before}{test.name}, {after} after surgery ({step.window} window).",
            f"{before}{test.brief}, {after}",
        ]
        lines.append(_Line(forms, "windows"))
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
    """Which rows ask for which tests: in full, else a line for each guideline."""
    rows: dict[tuple[str, str], tuple[Asker, list[str]]] = {}
    for number, event in enumerate(visit.events, 1):
        for asker in event.asked_by:
            if asker.evidence != OURS:
                asked = (sources.row_of(asker), asker.evidence)
                rows.setdefault(asked, (asker, []))[1].append(str(number))
    full: dict[Guideline, list[str]] = {}
    brief: dict[Guideline, dict[str, list[str]]] = {}
    for (row, evidence), (asker, numbers) in rows.items():
        guideline = asker.guideline
        for_all = len(numbers) == len(visit.events)
        about = "" if for_all else f" ({', '.join(numbers)})"
        full.setdefault(guideline, []).append(
            f"Asked by {row}, edition {harmless(guideline.edition)}, evidence:"
            f" {harmless(evidence)}; {sources.read_in(guideline.checked)}{about}."
        )
        graded = brief.setdefault(guideline, {})
        graded.setdefault(harmless(evidence), []).append(f"{asker.row.id}{about}")
    lines = []
    for guideline in full:
        by_evidence = (
            f"{', '.join(ids)}, evidence: {evidence}"
            for evidence, ids in brief[guideline].items()
        )
        edition = f"edition {harmless(guideline.edition)}"
        short = f"{guideline.id}, {edition}: {'; '.join(by_evidence)}"
        forms = ["\n".join(full[guideline]), short]
        lines.append(_Line(forms, "how it was read"))
    if any(
        asker.evidence == OURS for event in visit.events for asker in event.asked_by
    ):
        lines.append(
            _Line(["Review of the plan: a convention of surveil.", ""], "notes")
        )
    return lines


def _staff(
    advice: Iterable[Advice], tests: Sequence[str], *, booking: bool
) -> list[_Line]:
    """What staff decide and ask, a line for each time and choice of tests.

    Sources go first for want of room, then what is good to know. What only a booking
    needs goes from a visit; what this case calls for by name always stays.
    """
    groups: dict[str, list[Instruction]] = {}
    for each in advice:
        hours = each.instruction.hours
        when = "" if hours is None else f"{TIMES[hours][:1].lower()}{TIMES[hours][1:]}"
        numbers = ", ".join(str(tests.index(test) + 1) for test in each.tests)
        about = ", ".join(
            part for part in (when, "" if each.for_all else numbers) if part
        )
        label = f"Staff ({about}): " if about else "Staff: "
        groups.setdefault(label, []).append(each.instruction)
    lines = []
    for label, group in groups.items():
        needed = [each for each in group if not each.spare]
        named = [each for each in needed if booking or each.when != ALWAYS]
        forms = [
            label + " ".join(f"{each.text} ({each.source})" for each in group),
            *(
                label + " ".join(each.text for each in some) if some else ""
                for some in (group, needed, named)
            ),
        ]
        lines.append(_Line(list(dict.fromkeys(forms)), "staff notes"))
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
    size = sum(_size(line.forms[0]) for line in lines)
    for part in _SHORTENED:
        for _ in range(_FORMS):
            for line in reversed(lines):
                if size + _size(_room(shortened)) <= LONGEST_TEXT + 1:
                    break  # one more, because no line end follows the last line
                before = _size(line.forms[0])
                if line.part == part and line.shorten():
                    shortened[part] = None
                    size += _size(line.forms[0]) - before
    said = (*(line.forms[0] for line in lines), _room(shortened))
    return "\n".join(line for line in said if line)


def _room(shortened: Iterable[str]) -> str:
    parts = ", ".join(shortened)
    return _ROOM.replace("{parts}", parts) if parts else ""


def _size(line: str) -> int:
    """The characters of a line with its end, when its places are filled."""
    return length(line, "en") + 1 if line else 0
