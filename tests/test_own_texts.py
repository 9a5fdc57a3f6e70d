"""A clinic's own texts: which there are, what they may hold, in any script."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from calendar_bytes import faults
from calendar_parsers import with_ical, with_icalendar, with_vobject
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_events import event
from samples import MIDGUT, SECRET, planned

from surveil.case import Case
from surveil.catalogue import TESTS
from surveil.errors import UsageError
from surveil.messages import LANGUAGES
from surveil.render import entries, ics, wording
from surveil.render.dates import said
from surveil.render.layout import Layout
from surveil.render.wording import REPLACEABLE, ClinicTexts, check_own
from surveil.visits import Booking, Visit

CASE = Case.parse({"surgery": "2026-03-12", "site": "ileum"})
DAY = date(2027, 3, 12)
VISIT = Visit("cga/2", DAY, (event("cga/2", DAY),), date(2027, 2, 12), date(2027, 4, 9))
BOOKING = Booking("cga/2", date(2027, 1, 15), (VISIT,))
REVIEW = replace(VISIT, events=(event("renew-plan/2031", DAY),))
# "Our own sheet, by telephone 1234" in Arabic and Hebrew, with marks over letters.
ARABIC = "ورقةُ التعليمات الخاصة بنا، هاتف 1234"
HEBREW = "דַּף ההנחיות שלנו, טלפון 1234"
CHINESE = "这是本院自己的检查说明。电话 1234。" * 5
BIDI = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def texts(name, own, **options):
    return ClinicTexts(own=((name, own),), **options)


@pytest.mark.parametrize(
    ("name", "said_where"),
    [
        ("calendar", lambda own: wording.calendar_name(own)),
        ("title.due", lambda own: wording.visit_title(VISIT, own)),
        ("title.review", lambda own: wording.visit_title(REVIEW, own)),
        ("title.book", lambda own: wording.booking_title(BOOKING, own)),
        ("target", lambda own: wording.visit_text(VISIT, CASE, own)),
        ("booking", lambda own: wording.booking_text(BOOKING, CASE, own)),
        ("bring", lambda own: wording.visit_text(VISIT, CASE, own)),
        ("sheet", lambda own: wording.visit_text(VISIT, CASE, own)),
        ("proposal", lambda own: wording.visit_text(VISIT, CASE, own)),
        ("withdrawn", lambda own: wording.withdrawn_text(own)),
        ("preparation.cga", lambda own: wording.visit_text(VISIT, CASE, own)),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_text_can_be_replaced(name, said_where, language):
    check_own({name: "Our words."})

    lines = said_where(texts(name, "Our words.", language=language)).split("\n")

    before = [line for line in lines if line.endswith("Our words.")]
    assert len(before) == 1
    assert "Our words." not in said_where(ClinicTexts(language=language))


def test_the_names_are_those_that_are_tested_and_one_for_each_test():
    preparations = {name for name in REPLACEABLE if name.startswith("preparation.")}

    assert set(REPLACEABLE) - preparations == {
        *("calendar", "title.due", "title.review", "title.book", "target", "booking"),
        *("bring", "sheet", "proposal", "withdrawn"),
    }
    assert preparations == {
        f"preparation.{code}" for code, test in TESTS.items() if test.kind != "decision"
    }


@pytest.mark.parametrize(
    ("name", "text", "refusal"),
    [
        (
            "title.du",
            "Health",
            "own.title.du is not a text that has a name; the nearest is title.due",
        ),
        (
            "preparation.5hiaa",
            "Ask us.",
            "own.preparation.5hiaa is not a text that has a name;"
            " the nearest is preparation.5-hiaa",
        ),
        ("zzz", "Ask us.", "own.zzz is not a text that has a name"),
        (
            "target",
            "",
            "own.target is empty: leave it out to keep the text of surveil",
        ),
        (
            "target",
            " \u202e\n",
            "own.target is empty: leave it out to keep the text of surveil",
        ),
        (
            "target",
            "One.\nTwo.",
            "own.target has more than one line: write it as one",
        ),
        (
            "title.due",
            "x" * 61,
            "own.title.due is longer than 60 characters: shorten it",
        ),
        ("bring", "x" * 201, "own.bring is longer than 200 characters: shorten it"),
        (
            "preparation.cga",
            "x" * 401,
            "own.preparation.cga is longer than 400 characters: shorten it",
        ),
        (
            "bring",
            "<b>Bring</b>",
            "own.bring holds < or >, which programs read as markup: write it in words",
        ),
        ("bring", "On {due}.", "own.bring may hold no braces"),
        (
            "target",
            "On {then}.",
            "own.target may hold no braces but {earliest}, {due}, {latest}",
        ),
        ("booking", "By {latest}.", "own.booking may hold no braces but {due}"),
        ("booking", "By {due}.}", "own.booking may hold no braces but {due}"),
    ],
)
def test_a_text_that_cannot_be_used_is_refused(name, text, refusal):
    with pytest.raises(UsageError) as refused:
        check_own({name: text})

    assert str(refused.value) == refusal


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("title.due", "x" * 60),
        ("bring", "x" * 200),
        ("preparation.cga", "x" * 400),
        ("target", "Aim for {due}, from {earliest} to {latest}."),
        ("booking", "Ring us for {due}."),
        ("preparation.cga", ARABIC),
        ("title.due", HEBREW),
        ("title.due", BIDI + HEBREW),
    ],
)
def test_a_text_that_can_be_used_is_taken(name, text):
    check_own({name: text})


def rendered(own, language="en"):
    """One entry, filled as a calendar fills it, and its text with dates in place."""
    text = wording.visit_text(VISIT, CASE, own)
    title = wording.visit_title(VISIT, own)
    days = {wording.DUE: DAY, wording.EARLIEST: DAY, wording.LATEST: DAY}
    stamp = datetime(2026, 11, 22, tzinfo=UTC)
    values = entries.values(
        "00000000-0000-8000-8000-000000000001",
        DAY,
        days,
        stamp=stamp,
        created=stamp,
        language=language,
    )
    form = entries.form(title, text, language)
    raw = entries.header(None, wording.calendar_name(own))
    for place, day in days.items():
        text = text.replace(place, said(day, language))
    return raw + form.filled(values) + entries.FOOTER, title, text


@pytest.mark.parametrize("reader", [with_vobject, with_ical, with_icalendar])
@pytest.mark.parametrize("own", [ARABIC, HEBREW, CHINESE])
@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_of_any_script_survive_folding_and_every_reader(
    own, language, reader, tmp_path
):
    chosen = ClinicTexts(
        language=language,
        own=(
            ("title.due", own[:50]),
            ("calendar", own[:50]),
            ("preparation.cga", f"{own} {own}"),
            ("target", f"{own} {{due}} {own}"),
        ),
    )
    raw, title, text = rendered(chosen, language)
    path = tmp_path / "plan.ics"
    path.write_bytes(raw)

    ((reading,),) = reader([path])

    assert faults(raw) == []
    assert reading.title == entries.clean(title, 120)
    assert reading.text == entries.clean(text, 1500)
    assert own in reading.text


def test_direction_marks_go_and_letters_stay():
    own = f"{BIDI[:3]}{ARABIC}{BIDI[3:]}"

    raw, _, _ = rendered(texts("preparation.cga", own))

    flat = raw.replace(b"\r\n ", b"").decode()
    assert not [mark for mark in BIDI if mark in flat]
    assert ARABIC.replace(",", "\\,") in flat


letters = st.characters(
    categories=("L", "Mn", "Nd", "P", "Zs"), exclude_characters="{}<>\\"
)


@settings(max_examples=60, deadline=None)
@given(
    own=st.text(letters, min_size=1, max_size=150).filter(str.strip),
    language=st.sampled_from(LANGUAGES),
)
def test_any_words_of_a_clinic_come_through_whole(own, language):
    chosen = texts("target", f"{own} {{due}} {{latest}}", language=language)

    raw, title, text = rendered(chosen, language)

    plain = entries.header(None, wording.calendar_name(chosen))
    stamp = datetime(2026, 11, 22, tzinfo=UTC)
    plain += entries.entry(
        "00000000-0000-8000-8000-000000000001",
        DAY,
        entries.clean(title, 120),
        entries.clean(text, 1500),
        stamp,
    )
    assert raw == plain + entries.FOOTER


def test_a_whole_calendar_in_chinese_keeps_every_point():
    plan = planned(MIDGUT | {"key": "A1"})
    for level in ("plain", "discreet"):
        layout = Layout(
            texts=ClinicTexts(titles=level, texts=level, language="zh-Hans")
        )
        raw = ics.render(plan, SECRET, layout=layout)
        assert raw is not None
        assert faults(raw) == []
