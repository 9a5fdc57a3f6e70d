"""What an update keeps is told no more openly than it is allowed to be now."""

from datetime import date
from itertools import product

import pytest
from revisions import entry
from samples import MIDGUT, SECRET, planned

from surveil.case import Case
from surveil.catalogue import TESTS
from surveil.messages import LANGUAGES
from surveil.render import ics, titles, wording
from surveil.render.clinic_texts import ClinicTexts
from surveil.render.layout import Layout
from surveil.render.retelling import retold
from surveil.revising import Entry

CASE = Case.parse(MIDGUT)
LEVELS = ("discreet", "plain", "clinical")
DAY = date(2026, 12, 1)


def kept(title="Health: follow-up due", text="What: scan.", **more):
    return entry("ct-chest/1", **{"title": title, "text": text, "day": DAY} | more)


def first_entries(**levels) -> tuple[Entry, ...]:
    """Every entry of a first calendar, with its words as the file says them."""
    plan = planned(MIDGUT | {"key": "A1"})
    layout = Layout(texts=ClinicTexts(**levels), past=True)
    found = ics.revise(plan, SECRET, layout=layout).revised.entries
    language = levels.get("language", "en")
    return tuple(
        entry(one.id, one.day, one.role, title=title, text=text)
        for one in found
        for title, text in [ics.said(one, language)]
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("level", "now"), list(product(LEVELS, LEVELS)))
def test_words_stay_unless_they_are_more_open_than_allowed(level, now, language):
    old = first_entries(titles=level, texts=level, language=language)
    texts = ClinicTexts(titles=now, texts=now, language=language)
    too_open = LEVELS.index(level) > LEVELS.index(now)

    told = [retold(one, CASE, texts) for one in old]

    if not too_open:
        assert told == [(one.title, one.text) for one in old]
    else:
        discreet = first_entries(titles="discreet", texts="discreet", language=language)
        assert [title for title, _ in told] == [one.title for one in discreet]
        for (_, text), one in zip(told, discreet, strict=True):
            over = wording.withdrawn_text(texts)
            assert text == (over if one.role == "book" else one.text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_another_language_stay_as_they_are(language):
    old = first_entries(titles="discreet", texts="discreet", language=language)

    for other in LANGUAGES:
        texts = ClinicTexts(titles="discreet", texts="discreet", language=other)
        for one in old:
            assert retold(one, CASE, texts) == (one.title, one.text)


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("CANCELLED: Health: follow-up due", "CANCELLED: Health: follow-up due"),
        ("CANCELLED: 已取消: Health: follow-up due", None),
        ("CANCELLED: CT of the chest due", "CANCELLED: Health: follow-up due"),
        ("CANCELLED: Scan due", "CANCELLED: Health: follow-up due"),
    ],
)
def test_what_was_cancelled_is_told_again_as_cancelled(title, told):
    one = kept(title=title, text="anything", cancelled=True)

    assert retold(one, CASE, ClinicTexts(texts="discreet")) == (
        told or title,
        "anything",
    )


def test_titles_of_a_clinic_are_its_own_discreet_ones():
    texts = ClinicTexts(own=(("title.due", "Time for a check"),))

    assert retold(kept("Time for a check"), CASE, texts)[0] == "Time for a check"
    assert retold(kept("Scan due"), CASE, texts)[0] == "Time for a check"


def test_a_decision_is_told_as_a_review():
    one = entry("renew-plan/10", DAY, title="renew the plan", text="a")

    assert retold(one, CASE, ClinicTexts())[0] == "Health: plan review due"


def test_no_title_that_patients_read_is_taken_for_a_clinical_one():
    plain = {*titles._ONE.values(), *titles._SEVERAL.values()}

    for title in plain:
        texts = ClinicTexts(titles="plain")
        assert retold(kept(title), CASE, texts)[0] == title
    for test in TESTS.values():
        told, _ = retold(kept(f"{test.name} due"), CASE, ClinicTexts(titles="plain"))
        assert told == "Health: follow-up due"
