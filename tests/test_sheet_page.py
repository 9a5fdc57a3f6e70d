"""The page of a sheet: it fetches nothing, and no text of it can act."""

import base64
import hashlib
import re
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import MADE, MIDGUT, planned
from sheet_pages import CASES, DIED, LEVELS, lines, read, sheet_of

from surveil.messages import LANGUAGES
from surveil.render import sheet
from surveil.render.clinic_texts import ClinicTexts
from surveil.render.layout import Layout, lay_out
from surveil.render.plaintext import clean
from surveil.render.sheet_html import page


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("level", LEVELS)
def test_a_sheet_fetches_nothing_and_runs_nothing(case, level):
    page = read(sheet_of(CASES[case], texts=level, telephone="02 9999 0000"))
    names, ids = set(), []

    def walk(element):
        names.add(element.name)
        for key, value in element.attributes.items():
            assert not key.startswith("on")
            assert key not in ("style", "src", "srcset", "action", "xlink:href")
            assert key != "href" or re.fullmatch(r"tel:\+?[0-9]+", value)
            if key == "id":
                ids.append(value)
        for one in element.parts:
            if not isinstance(one, str):
                walk(one)

    walk(page)
    assert names <= {
        *("html", "head", "meta", "title", "style", "body", "main", "section"),
        *("h1", "h2", "h3", "h4", "p", "span", "ul", "ol", "li", "div", "time", "bdi"),
        *("strong", "em", "a", "figure", "svg", "desc", "path", "rect", "circle", "g"),
        *("text", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tr", "th"),
        "td",
    }
    assert len(set(ids)) == len(ids)


def test_the_policy_of_the_page_allows_its_own_style_and_nothing_else():
    page = read(sheet_of(planned(MIDGUT)))
    (style,) = page.all("style")
    (policy,) = [
        one.attributes["content"]
        for one in page.all("meta")
        if one.attributes.get("http-equiv") == "Content-Security-Policy"
    ]

    digest = base64.b64encode(hashlib.sha256(style.text.encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none';"
        " form-action 'none'"
    )
    assert not re.search(r"url\(|@import|@font-face|expression", style.text)


def test_language_direction_and_encoding_are_said():
    raw = sheet_of(planned(MIDGUT))

    start = b'<!DOCTYPE html>\n<html lang="en" dir="ltr"><head><meta charset="utf-8">'
    assert raw.startswith(start)
    assert page("t", "", language="ar", direction="rtl").startswith(
        b'<!DOCTYPE html>\n<html lang="ar" dir="rtl">'
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_says_what_language_it_is_in_and_who_has_reviewed_it(language):
    whole = read(sheet_of(planned(MIDGUT), language=language, texts="clinical"))
    (clinic,) = whole.with_class("clinic")
    told = [one for one in whole.with_class("warning") if "machine-made" in one.text]

    assert whole.attributes == {"lang": language, "dir": "ltr"}
    assert (clinic.attributes["lang"], clinic.attributes["dir"]) == ("en", "ltr")
    assert [one.attributes["lang"] for one in told] == ["en"] * (language != "en")


def test_a_sheet_that_says_nothing_to_a_patient_says_nothing_of_languages():
    assert lines(planned(DIED), language="zh-Hans") == [
        "健康计划",
        "For the clinic's file: this plan holds no visits.",
    ]


def test_texts_from_right_to_left_keep_their_letters_and_find_their_direction():
    arabic, hebrew = "خطة صحية: اتصل بنا", "תוכנית בריאות"
    page = read(
        sheet_of(
            planned(MIDGUT),
            own=(("target", arabic), ("proposal", hebrew), ("preparation.cga", arabic)),
        )
    )

    for text, count in ((arabic, 2), (hebrew, 1)):
        found = [
            one for name in ("p", "span") for one in page.all(name) if one.text == text
        ]
        assert len(found) == count
        assert all(one.attributes["dir"] == "auto" for one in found)


def test_a_clinic_s_own_texts_stand_in_place_of_ours():
    own = (
        ("calendar", "Care dates"),
        ("target", "Aim for {due}, at the latest {latest}."),
        ("proposal", "Ask us."),
        ("sheet", "Our sheet counts."),
        ("bring", "Bring nothing."),
        ("preparation.5-hiaa", "Read our leaflet 7."),
    )
    found = lines(planned(MIDGUT), own=own)

    assert found[:2] == ["Care dates", "Made on Sun 22 Nov 2026. Ask us."]
    assert "Aim for Fri 12 Mar 2027, at the latest Fri 09 Apr 2027." in found
    assert "Our sheet counts." in found
    assert "Bring nothing." in found
    assert "urine or blood test (5-HIAA): Read our leaflet 7." in found
    assert not any("avocado" in line for line in found)


def test_the_same_plan_gives_the_same_bytes_in_any_order_of_visits():
    plan = planned(MIDGUT)
    out = lay_out(plan, Layout())
    whole = [
        sheet.render(plan, visits, ClinicTexts(texts="clinical"), bookings=out.bookings)
        for visits in (out.visits, out.visits[::-1])
    ]

    assert whole[0] == whole[1]


def test_a_sheet_costs_none_of_the_large_libraries():
    code = (
        "import sys, surveil.render.sheet;"
        "print(sorted({'icalendar', 'rich', 'click', 'pandas', 'matplotlib'}"
        " & set(sys.modules)))"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert found.stdout == "[]\n"


def skeleton(element):
    """The elements with the names of their attributes, without any text."""
    return (
        element.name,
        sorted(element.attributes),
        [skeleton(one) for one in element.parts if not isinstance(one, str)],
    )


def hostile(text):
    """A clinical sheet that holds this text wherever a text can come from outside."""
    plan = replace(
        planned(MIDGUT),
        reason=f"r{text}",
        banner=f"b{text}",
        cautions=(f"c{text}",),
        gaps=(f"g{text}",),
        notes=(f"n{text}",),
        recommendation=f"w{text}",
    )
    names = ("calendar", "target", "proposal", "bring", "sheet", "preparation.cga")
    own = tuple((name, f"{name}{text}") for name in names)
    return sheet_of(
        plan, texts="clinical", name=f"name{text}", telephone=f"call{text}", own=own
    )


EVIL = (
    "<script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    "\"><svg onload='alert(1)'>",
    "'\" onmouseover=x a='",
    "--><!-- ]]> <![CDATA[",
    "&lt;b&gt; &amp;amp; &#60;",
    "javascript:alert(1)",
    "\r\n\x00\x0b\x0c\x1c\x85\u2028\u2029 \\N \\n",
    "\u202e\u2066\u200f\ufeff",
    "\ud800",
    "\x1b[31m",
    "x" * 10_000,
)


@pytest.mark.parametrize("text", EVIL, ids=range(len(EVIL)))
def test_hostile_text_stays_text(text):
    plain = skeleton(read(hostile("")))
    page = read(hostile(text))

    assert skeleton(page) == plain
    assert clean(f"n{text}", 20_000) in page.text
    assert clean(f"name{text}", 20_000) in page.text


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(), max_size=40))
def test_any_text_stays_text(text):
    page = read(hostile(text))

    assert skeleton(page) == skeleton(read(hostile("")))
    assert clean(f"g{text}", 20_000) in page.text


def test_made_is_the_day_of_the_plan_and_not_of_a_clock():
    assert f"{MADE:%d %b %Y}" in lines(planned(MIDGUT))[1]
