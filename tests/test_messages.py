"""Languages: catalogues are complete, compiled and marked; dates keep their width."""

import gettext
import io
import re
from datetime import date, timedelta

import pytest
import translations
from babel.messages.checkers import checkers
from babel.messages.pofile import read_po

from surveil import messages
from surveil.errors import UsageError
from surveil.render import dates

OTHERS = messages.LANGUAGES[1:]
PLACE = re.compile(r"\{[a-z]+\}")


@pytest.fixture(scope="module")
def texts():
    """The texts in the code, as Babel finds them."""
    return translations.collected()


@pytest.fixture(params=OTHERS)
def language(request):
    return request.param


@pytest.fixture
def catalogue(language):
    return translations.read(language)


def ids(catalogue):
    return {one.id for one in catalogue if one.id}


def test_the_template_holds_exactly_the_texts_of_the_code(texts):
    with translations.TEMPLATE.open("rb") as file:
        template = read_po(file)

    # Not byte by byte: the header names the version of Babel.
    assert [one.id for one in template] == [one.id for one in texts]


def test_the_texts_that_matter_most_are_found(texts):
    # One of each way to mark a text: a plain name, a table, a call.
    assert ids(texts) >= {
        "scan of the abdomen (CT or MRI)",
        "Health: follow-up due",
        "No alcohol.",
        "When: aim for {due}; from {earliest} to {latest} is in time.",
    }


def test_a_translation_holds_exactly_the_texts_of_the_code(texts, catalogue):
    assert ids(catalogue) == ids(texts)
    assert not catalogue.obsolete


def test_every_text_is_translated_and_none_is_a_guess(catalogue):
    for one in catalogue:
        assert one.string.strip()
        assert not one.fuzzy
        assert not one.pluralizable
        if one.id:
            assert one.string != one.id


def test_places_are_the_same_in_both(catalogue):
    for one in catalogue:
        if one.id:
            assert sorted(PLACE.findall(one.string)) == sorted(PLACE.findall(one.id))
            assert one.string.count("{") == len(PLACE.findall(one.string))
            for check in checkers:
                check(catalogue, one)


def test_numbers_of_a_text_are_those_of_its_translation(catalogue):
    # 24 hours, 14 days, 10 minutes: a changed number would be a changed instruction.
    for one in catalogue:
        figures = re.findall(r"\d+", one.id)
        if figures:
            assert sorted(re.findall(r"\d+", one.string)) == sorted(figures), one.id


def test_no_translation_tells_a_patient_to_stop_a_medicine():
    # "Stop" stands in "do not stop them by yourself" and in "your plan is paused".
    for one in translations.read("zh-Hans"):
        rest = one.string.replace("不要自行停药", "").replace("计划目前暂停", "")
        assert not re.search("[停减戒]药?|少用|推迟", rest), one.id


def test_every_translated_line_about_fasting_says_to_ask_first():
    fasting = [one for one in translations.read("zh-Hans") if "空腹" in one.string]

    assert len(fasting) == 3
    for one in fasting:
        told = one.string.replace("不要自行空腹", "")
        assert "空腹" not in told or "只有在医疗团队要求时才空腹" in told
        if "ask first" in one.id:
            assert told.count("胰岛素或降糖药片") == 1
            assert told.endswith("或做过胃或胰腺手术\uff0c请先询问。")


def test_a_translation_says_that_it_is_machine_made(language, catalogue):
    assert "machine-made, to be reviewed before use" in catalogue.header_comment
    assert catalogue.last_translator == "machine-made, to be reviewed before use"
    assert messages.warning(language) == (
        "the texts in Simplified Chinese (zh-Hans) are machine-made,"
        " to be reviewed before use"
    )
    assert messages.warning("en") is None


def test_what_is_compiled_is_what_is_written(language, catalogue):
    shipped = (translations.LOCALE / f"{language}.mo").read_bytes()

    read = gettext.GNUTranslations(io.BytesIO(shipped))
    fresh = gettext.GNUTranslations(io.BytesIO(translations.compiled(catalogue)))
    for one in catalogue:
        if one.id:
            assert read.gettext(one.id) == fresh.gettext(one.id) == one.string


def test_english_says_what_the_code_says():
    assert messages.messages("en").said("Scan due") == "Scan due"
    assert messages.messages("en").said("") == ""


def test_a_text_is_said_in_the_language_with_its_places_filled():
    words = messages.messages("zh-Hans")

    assert words.said("Scan due") == "扫描提醒"
    assert words.said("Around {day}: {tests}.", tests="B") == "{day} 前后\uff1aB。"
    assert words.said("It is for around {due}.", due="A") == "时间在 A 前后。"
    assert words.said("") == ""
    assert words.said("not in the catalogue") == "not in the catalogue"


@pytest.mark.parametrize("wrong", ["zh", "zh-hans", "ar", "", "../en"])
def test_an_unknown_language_is_refused_with_those_there_are(wrong):
    with pytest.raises(UsageError) as refused:
        messages.messages(wrong)

    assert str(refused.value) == f"language {wrong!r} is not one of en, zh-Hans"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Sat 12 Sep 2026"),
        ("zh-Hans", "2026年09月12日周六"),
        ("ar", "2026-09-12"),
        ("he", "2026-09-12"),
    ],
)
def test_a_date_is_said_in_the_form_of_the_language(language, said):
    assert dates.said(date(2026, 9, 12), language) == said
    assert dates.width(language) == len(said)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-11-22", "日"),
        ("2026-11-23", "一"),
        ("2026-11-24", "二"),
        ("2026-11-25", "三"),
        ("2026-11-26", "四"),
        ("2026-11-27", "五"),
        ("2026-11-28", "六"),
    ],
)
def test_chinese_weekdays_are_the_right_ones(day, said):
    assert dates.said(date.fromisoformat(day), "zh-Hans").endswith(f"日周{said}")


@pytest.mark.parametrize("language", [*messages.LANGUAGES, "ar"])
def test_every_date_is_as_wide_letter_by_letter(language):
    # Folds fall between letters, so that the bytes of each letter must agree too.
    first = date(1950, 1, 1)
    shapes = {
        tuple(len(letter.encode()) for letter in dates.said(day, language))
        for day in (first + timedelta(days=37 * step) for step in range(1500))
    }

    assert len(shapes) == 1
