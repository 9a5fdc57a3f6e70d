"""No text of a shipped guideline is ever cut, whatever is added to it or merged."""

import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from samples import guideline

from surveil import library
from surveil.answering import answer
from surveil.case import Case
from surveil.catalogue import TESTS
from surveil.messages import LANGUAGES
from surveil.preparation import for_patient, for_staff
from surveil.render import wording
from surveil.render.clinic_texts import length
from surveil.render.entries import LONGEST_TEXT
from surveil.render.wording import ClinicTexts
from surveil.spans import Span
from surveil.visits import LEADS, bookings, visits

WORKED = Path(__file__).parent / "plans"
FILES = [file.read()[0] for file in library.all_files()]
PROGRAMMES = tuple(one for one in FILES if one.is_programme)
GUIDELINES = sorted(one.id for one in FILES if not one.is_programme)
SYNDROMES = ({"hereditary": "MEN1"}, {"hereditary": "VHL"}, {})
FUNCTIONS = (None, "carcinoid-syndrome", "insulinoma", "non-functioning")
EIGHT_WEEKS = Span(days=56)
# As long as a clinic may make them.
TELEPHONE, NAME = "1" * 30, "n" * 60


@cache
def rounds(by):
    """Each different visit and booking of the cases worked by hand, by its tests."""
    found, booked = {}, {}
    worked = tomllib.loads((WORKED / f"{by}.toml").read_text(encoding="utf-8"))
    for entry in worked["plans"]:
        facts = {name: str(value) for name, value in entry["case"].items()}
        for more in SYNDROMES if "site" in facts else ():
            case = Case.parse(facts | more)
            assert case.surgery
            beside = PROGRAMMES if more else ()
            plan = answer(case, [guideline(by)], made=case.surgery, programmes=beside)
            for leads in (LEADS, {}):
                made = visits(plan.events, leads=leads)
                for one in made:
                    then = next((each for each in made if one.id in each.awaits), None)
                    found.setdefault(_look(one, case), (one, then, case))
                for each in bookings(made, ahead=EIGHT_WEEKS, made=case.surgery):
                    look = tuple(_look(one, case) for one in each.visits)
                    booked.setdefault(look, (each, case))
    return tuple(found.values()), tuple(booked.values())


def _look(visit, case):
    rows = tuple((event.test, event.asked_by, event.notes) for event in visit.events)
    return rows, visit.awaits != (), case.hereditary, visit.notes


def _with_functions(case):
    return [replace(case, function=function) for function in FUNCTIONS]


def test_the_cases_hold_every_programme_and_many_tests():
    sizes = [len(visit.events) for by in GUIDELINES for visit, _, _ in rounds(by)[0]]

    assert len(PROGRAMMES) >= 3
    assert max(sizes) >= 12
    assert len(sizes) > 300


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("by", GUIDELINES)
def test_no_patients_text_is_cut_and_no_preparation_is_lost(by, language):
    texts = ClinicTexts(language=language, telephone=TELEPHONE)
    said = texts.words.said
    more = said("There is more to prepare than fits here: ask your team.")
    for visit, then, case in rounds(by)[0]:
        tests = [event.test for event in visit.events]
        for facts in _with_functions(case):
            text = wording.visit_text(visit, facts, texts, then=then)
            assert length(text, language) <= LONGEST_TEXT
            assert more not in text
            for advice in for_patient(tests, facts):
                told = advice.instruction
                if told.hours is not None and not told.spare:
                    assert said(told.text) in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("by", GUIDELINES)
def test_no_booking_is_cut_and_no_question_is_lost(by, language):
    texts = ClinicTexts(language=language, telephone=TELEPHONE)
    said = texts.words.said
    for booking, case in rounds(by)[1]:
        tests = [event.test for visit in booking.visits for event in visit.events]
        for facts in _with_functions(case):
            text = wording.booking_text(booking, facts, texts)
            assert length(text, language) <= LONGEST_TEXT
            for advice in for_patient(tests, facts):
                if advice.instruction.hours is None:
                    assert said(advice.instruction.text) in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("by", GUIDELINES)
def test_without_a_reminder_to_book_a_full_text_still_ends_as_it_should(by, language):
    texts = ClinicTexts(language=language, telephone=TELEPHONE)
    last = texts.words.said("A proposal: your team decides.")
    for visit, then, case in rounds(by)[0]:
        tests = [event.test for event in visit.events]
        text = wording.visit_text(visit, case, texts, then=then, booked=False)
        assert length(text, language) <= LONGEST_TEXT
        assert text.endswith(last)
        for advice in for_patient(tests, case):
            told = advice.instruction
            if told.hours is not None and not told.spare:
                assert texts.words.said(told.text) in text


@pytest.mark.parametrize("by", GUIDELINES)
def test_no_clinical_text_is_cut_and_what_the_case_calls_for_stays(by):
    texts = ClinicTexts(texts="clinical", telephone=TELEPHONE, name=NAME)
    for visit, then, case in rounds(by)[0]:
        tests = [event.test for event in visit.events]
        for facts in _with_functions(case):
            text = wording.visit_text(visit, facts, texts, then=then)
            assert length(text, "en") <= LONGEST_TEXT
            for number, event in enumerate(visit.events, 1):
                before = f"{number}. " if len(visit.events) > 1 else ""
                assert before + TESTS[event.test].brief in text
                for asker in event.asked_by:
                    if not asker.evidence.startswith("none: a convention"):
                        assert asker.guideline.id in text
                        assert asker.row.id in text
            for advice in for_staff(tests, facts):
                told = advice.instruction
                if told.when != "always" and not told.spare:
                    assert told.text in text


@pytest.mark.parametrize("by", GUIDELINES)
def test_no_clinical_booking_is_cut_and_what_staff_must_decide_stays(by):
    texts = ClinicTexts(texts="clinical", telephone=TELEPHONE, name=NAME)
    for booking, case in rounds(by)[1]:
        tests = [event.test for visit in booking.visits for event in visit.events]
        for facts in _with_functions(case):
            text = wording.booking_text(booking, facts, texts)
            assert length(text, "en") <= LONGEST_TEXT
            for advice in for_staff(tests, facts):
                if not advice.instruction.spare:
                    assert advice.instruction.text in text
