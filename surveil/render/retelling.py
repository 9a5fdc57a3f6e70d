"""The words of entries that a plan no longer asks for: no more open than allowed."""

import re
from collections.abc import Collection
from dataclasses import replace

from surveil.case import Case
from surveil.catalogue import TESTS
from surveil.messages import LANGUAGES
from surveil.render import clinical, dates, titles, wording
from surveil.render.clinic_texts import DUE, ClinicTexts
from surveil.revising import BOOK, Entry
from surveil.visits import Booking, Visit

_NAMES = tuple(test.name for test in TESTS.values())


def retold(entry: Entry, case: Case, texts: ClinicTexts) -> tuple[str, str]:
    """The title and text of an entry that is past or cancelled.

    As they were, unless they come from a calendar of a more open level: then discreet.
    """
    title, text = entry.title, entry.text
    if not _title_fits(title, texts):
        title = _discreet_title(entry, texts)
        if entry.cancelled:
            title = titles.withdrawn_title(title, texts)
    # What is cancelled says nothing at any level.
    if not entry.cancelled and not _text_fits(entry, case, texts):
        text = _discreet_text(entry, case, texts)
    return title, text


def withdrawn(
    entry: Entry, case: Case, texts: ClinicTexts, done: Collection[str] = ()
) -> tuple[str, str]:
    """The title and text of an entry that no longer holds.

    What was `done` already, by its event id, says that. After a death no title names a
    test, whatever the level.
    """
    died = case.status == "died"
    title = _discreet_title(entry, texts) if died else entry.title
    was_done = entry.id in done and not died
    return (
        titles.withdrawn_title(title, texts, done=was_done),
        wording.withdrawn_text(texts, done=was_done),
    )


def _title_fits(title: str, texts: ClinicTexts) -> bool:
    if texts.titles == "clinical":
        return True
    if texts.titles == "plain":
        return not any(name in title for name in _NAMES)
    withdrawn = title.startswith(f"{titles.CANCELLED}: ")
    return any(
        title == one or (withdrawn and title.endswith(f": {one}"))
        for language in LANGUAGES
        for one in _discreet_titles(replace(texts, language=language))
    )


def _discreet_titles(texts: ClinicTexts) -> tuple[str, str, str]:
    return (
        texts.replaced("title.due", titles.DUE),
        texts.replaced("title.book", titles.BOOK),
        texts.replaced("title.review", titles.REVIEW),
    )


def _discreet_title(entry: Entry, texts: ClinicTexts) -> str:
    due, book, review = _discreet_titles(texts)
    if entry.role == BOOK:
        return book
    test = TESTS[entry.id.partition("/")[0]]
    return review if test.kind == "decision" else due


def _text_fits(entry: Entry, case: Case, texts: ClinicTexts) -> bool:
    if texts.texts == "clinical":
        return True
    lines = entry.text.split("\n")
    if texts.texts == "plain":
        return clinical.PROPOSAL not in lines
    forms = [_discreet_line(entry, case, language) for language in LANGUAGES]
    return any(form.fullmatch(line) for form in forms for line in lines)


def _discreet_text(entry: Entry, case: Case, texts: ClinicTexts) -> str:
    """For a visit its day; a reminder to book that is over has nothing to say."""
    if entry.role == BOOK:
        return wording.withdrawn_text(texts)
    text = _template(entry, case, replace(texts, texts="discreet"))
    return text.replace(DUE, dates.said(entry.day, texts.language))


def _discreet_line(entry: Entry, case: Case, language: str) -> re.Pattern[str]:
    """The line with the day, which only discreet texts have."""
    text = _template(entry, case, ClinicTexts(texts="discreet", language=language))
    (line,) = (one for one in text.split("\n") if DUE in one)
    return re.compile(re.escape(line).replace(re.escape(DUE), ".+"))


def _template(entry: Entry, case: Case, texts: ClinicTexts) -> str:
    """The discreet text, which is the same whatever is done on a day."""
    if entry.role == BOOK:
        return wording.booking_text(Booking("", entry.day, ()), case, texts)
    visit = Visit("", entry.day, (), entry.day, entry.day)
    return wording.visit_text(visit, case, texts)
