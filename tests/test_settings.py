"""A clinic's settings: the file and its faults, and the options that win over it."""

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import settings as limits
from hypothesis import strategies as st

from surveil import settings
from surveil.errors import UsageError
from surveil.settings import Settings
from surveil.settings.reading import LARGEST
from surveil.spans import Span

GOOD = """format = 1
telephone = "02 5550 1234"
name = "Example clinic"
country = "au"
region = "NSW"
guideline = ["esmo-2020", "norway-2020"]
with = "men1-2012"
language = "zh-Hans"
titles = "plain"
texts = "discreet"
by = "test"
book = "6 weeks"

[lead]
blood = "10 days"
endoscopy = "1 week"

[own]
target = "This is a target date."
preparation.5-hiaa = "Follow our sheet."
"""


def read(text):
    return settings.read("clinic.toml", text.encode())


def fault(raw):
    """What is told of the file; None where it reads well."""
    try:
        settings.read("clinic.toml", raw)
    except UsageError as error:
        return str(error)
    return None


def test_a_file_says_what_is_in_force_and_where_it_came_from():
    found = read(GOOD)

    assert (found.telephone, found.name) == ("02 5550 1234", "Example clinic")
    assert (found.country, found.region) == ("AU", "NSW")
    assert found.guideline == ("esmo-2020", "norway-2020")
    assert found.programmes == ("men1-2012",)
    assert (found.language, found.titles, found.texts) == (
        "zh-Hans",
        "plain",
        "discreet",
    )
    assert (found.by, found.book) == ("test", Span(days=42))
    assert found.lead == {"blood": 10, "urine": 14, "scan": 10, "endoscopy": 7}
    assert found.own == (
        ("target", "This is a target date."),
        ("preparation.5-hiaa", "Follow our sheet."),
    )
    assert {name for name, origin in found.origins.items() if origin == "default"} == {
        "lead.urine",
        "lead.scan",
        "lead.heart",
    }
    assert set(found.origins.values()) == {"default", "clinic.toml"}


def test_without_a_file_the_defaults_hold():
    found = Settings()

    assert (found.telephone, found.name, found.country, found.region) == (None,) * 4
    assert (found.guideline, found.programmes) == (("esmo-2020",), ())
    assert (found.language, found.titles, found.texts) == ("en", "discreet", "plain")
    assert (found.by, found.book) == ("visit", Span(days=56))
    assert found.lead == {"blood": 14, "urine": 14, "scan": 10}
    assert found.own == ()
    assert set(found.origins.values()) == {"default"}
    assert read("format = 1\n") == found


def test_every_field_has_an_origin():
    names = {name.partition(".")[0] for name in Settings().origins}

    assert names == set(Settings.__slots__) - {"origins"}


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ("format = 1", "format = 2", "format: is not 1, the format of this version"),
        ("format = 1", "format = true", "format: is not a whole number"),
        ("format = 1\n", "", "format: is missing"),
        (
            "titles =",
            "title =",
            "title: is not a key this format knows; the nearest is titles",
        ),
        ("by = ", "zzz = ", "zzz: is not a key this format knows"),
        (
            'blood = "10 days"',
            'blod = "10 days"',
            "lead.blod: is not a key this format knows; the nearest is blood",
        ),
        ('by = "test"', "by = true", "by: is not a text in quotes"),
        ('by = "test"', 'by = ["test"]', "by: is not a text in quotes"),
        ('by = "test"', 'by = "trip"', "by: 'trip' is not one of visit, test"),
        (
            'titles = "plain"',
            'titles = "Plain"',
            "titles: 'Plain' is not one of discreet, plain, clinical",
        ),
        (
            'texts = "discreet"',
            'texts = "none"',
            "texts: 'none' is not one of plain, discreet, clinical",
        ),
        ('"zh-Hans"', '"zh"', "language: 'zh' is not one of en, zh-Hans"),
        (
            '"02 5550 1234"',
            '"oncology 1234"',
            "telephone: is not a number of 3-30 characters such as '02 5550 1234' or"
            " '+61 2 5550 1234 ext 7'",
        ),
        ('"02 5550 1234"', "250", "telephone: is not a text in quotes"),
        ('"Example clinic"', '" A"', "name: is empty or has spaces around it"),
        ('"Example clinic"', '""', "name: is empty or has spaces around it"),
        (
            '"Example clinic"',
            '"A\\u001bB"',
            "name: holds a line break or control character",
        ),
        (
            '"Example clinic"',
            '"A\\u202eB"',
            "name: holds a line break or control character",
        ),
        (
            '"Example clinic"',
            '"{due}"',
            "name: holds a brace, which stands for a date in a text",
        ),
        (
            '"au"',
            '"Australia"',
            "country: 'Australia' is not a country of two letters such as AU",
        ),
        ('"NSW"', '"N/S"', "region: 'N/S' is not a region such as NSW"),
        (
            '"men1-2012"',
            '"men1 2012"',
            "with: 'men1 2012' is not an id such as esmo-2020",
        ),
        (
            '["esmo-2020", "norway-2020"]',
            '"esmo-2020,norway-2020"',
            "guideline: 'esmo-2020,norway-2020' is not an id such as esmo-2020",
        ),
        (
            '"norway-2020"',
            '"esmo-2020"',
            "guideline: names something twice",
        ),
        ('["esmo-2020", "norway-2020"]', "[]", "guideline: is empty"),
        (
            '["esmo-2020", "norway-2020"]',
            "[1]",
            "guideline: is not a list of texts in quotes",
        ),
        ("6 weeks", "2 moons", "book: '2 moons' is not a span such as '8 weeks'"),
        (
            "6 weeks",
            "2 months",
            "book: '2 months' is not in weeks or days, such as '8 weeks'",
        ),
        ("6 weeks", "53 weeks", "book: '53 weeks' is longer than 52 weeks"),
        ('"6 weeks"', "6", "book: is not a text in quotes"),
        (
            "10 days",
            "2 moons",
            "lead.blood: '2 moons' is not a span such as '14 days'",
        ),
        ("10 days", "-1 days", "lead.blood: '-1 days' is not a span such as '14 days'"),
        ("10 days", "85 days", "lead.blood: '85 days' is longer than 12 weeks"),
        (
            "[lead]\n",
            "[lead]\nclinic = '1d'\n",
            "lead.clinic: is not a key this format knows",
        ),
        ("[lead]", "lead = 14\n[other]", "lead: is not a table in braces"),
        ('"This is a target date."', "7", "own.target: is not a text in quotes"),
        (
            '"This is a target date."',
            '" "',
            "own.target: is empty or has spaces around it",
        ),
        (
            '"This is a target date."',
            '"""a\nb"""',
            "own.target: holds a line break or control character",
        ),
        (
            "target =",
            '"preparation.5-hiaa" =',
            "own.preparation.5-hiaa: is given twice",
        ),
        (
            "target =",
            "a.b.c.d.e =",
            "own.a.b.c.d: is no name of a text: it has too many parts",
        ),
        (
            'by = "test"',
            'by = "test"\nby = "visit"',
            "Cannot overwrite a value (at line 12, column 13)",
        ),
        ('by = "test"', "by = test", "Invalid value (at line 11, column 6)"),
    ],
)
def test_a_fault_is_one_line_with_its_place_and_the_right_form(right, wrong, message):
    assert GOOD.count(right) >= 1

    with pytest.raises(UsageError) as found:
        read(GOOD.replace(right, wrong, 1))

    assert found.value.exit_code == 2
    assert str(found.value) == f"clinic.toml: {message}"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("none", 0),
        ("0", 0),
        ("0 days", 0),
        ("0w", 0),
        ("1 day", 1),
        ("1d", 1),
        ("13d", 13),
        ("14 days", 14),
        ("2w", 14),
        ("2 weeks", 14),
        ("15 d", 15),
        ("83 days", 83),
        ("84 days", 84),
        ("12 weeks", 84),
    ],
)
def test_a_lead_is_in_days_or_weeks(text, days):
    found = read(f'format = 1\n[lead]\nscan = "{text}"\n')

    assert found.lead == {"blood": 14, "urine": 14, "scan": days}


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("none", None),
        ("0 weeks", None),
        ("8w", Span(days=56)),
        ("52 weeks", Span(days=364)),
    ],
)
def test_booking_is_so_long_before_a_visit_or_not_at_all(text, span):
    assert read(f'format = 1\nbook = "{text}"\n').book == span


@pytest.mark.parametrize(
    "text", ["14", "1.5 weeks", "01 days", "14  days", "d", "1e1d", "\u0661d"]
)
def test_what_is_no_span_is_refused(text):
    with pytest.raises(
        UsageError, match=re.escape(f"lead.scan: '{text}' is not a span")
    ):
        read(f'format = 1\n[lead]\nscan = "{text}"\n')


@pytest.mark.parametrize(
    "text",
    [
        "000",
        "(1-23)",
        "02 5550 1234",
        "+61 2 5550 1234 ext 7",
        "(02) 5550-1234 x12",
        "1" * 30,
    ],
)
def test_a_telephone_number_is_taken(text):
    assert read(f'format = 1\ntelephone = "{text}"\n').telephone == text


@pytest.mark.parametrize(
    "text",
    [
        "00",
        "1" * 31,
        "- - -",
        "(1-2)",
        "02 5550 1234 ext",
        "NET clinic 555",
        "٠٢٥",
        "5550 {due}",
    ],
)
def test_what_is_no_telephone_number_is_refused(text):
    with pytest.raises(UsageError, match="telephone: is not a number of 3-30"):
        read(f'format = 1\ntelephone = "{text}"\n')


@pytest.mark.parametrize("length", [59, 60, 61])
def test_a_name_has_sixty_characters_at_most(length):
    text = f'format = 1\nname = "{"n" * length}"\n'
    if length <= 60:
        assert read(text).name == "n" * length
    else:
        with pytest.raises(UsageError, match="name: is longer than 60 characters"):
            read(text)


@pytest.mark.parametrize("text", ["متابعة: ٣", "复查", "می\u200cشود", "Ä=1, b; c"])
def test_a_clinics_own_words_may_be_in_any_language(text):
    assert read(f'format = 1\n[own]\ntarget = "{text}"\n').own == (("target", text),)


def test_a_byte_order_mark_is_no_fault():
    assert settings.read("c.toml", b"\xef\xbb\xbfformat = 1\n") == Settings()


@pytest.mark.parametrize(
    "raw",
    ["format = 1".encode("utf-16"), b'format = 1\nname = "Caf\xe9"'],
)
def test_what_is_not_utf8_is_said(raw):
    with pytest.raises(UsageError) as found:
        settings.read("c.toml", raw)

    assert str(found.value) == "c.toml: is not UTF-8 text"


@pytest.mark.parametrize("size", [LARGEST - 1, LARGEST, LARGEST + 1])
def test_a_file_that_is_too_large_is_some_other_file(tmp_path, size):
    path = tmp_path / "clinic.toml"
    path.write_text("format = 1\n#".ljust(size, "x"))

    if size <= LARGEST:
        assert settings.load(path) == Settings()
    else:
        with pytest.raises(UsageError) as found:
            settings.load(path)
        told = f"{path}: is larger than 100000 bytes: not a settings file"
        assert str(found.value) == told


@limits(max_examples=300, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
@example(b"format = 1\n[own]\n" + b"a." * 2_000 + b"b = 'x'")
@example(b"a = " + b"[" * 20_000)
@example(b"format = 1\nname = 'A\\u0000'\n\"\\u0007\" = 1")
@example(b"format = 1\n[own]\n'' = 'x'")
def test_any_bytes_are_settings_or_one_line(raw):
    told = fault(raw)

    assert told is None or told.isprintable()


@limits(max_examples=300, deadline=None)
@given(st.integers(0, len(GOOD)), st.integers(0, len(GOOD)), st.text(max_size=3))
def test_a_file_with_any_damage_is_settings_or_one_line(at, to, put):
    told = fault((GOOD[:at] + put + GOOD[to:]).encode())

    assert told is None or told.isprintable()


def test_an_option_wins_and_says_so():
    found = read(GOOD).overlaid(
        {
            "titles": "clinical",
            "book": "8w",
            "lead": "blood=14d,scan=none",
            "guideline": "pdq-gi, norway-2020",
            "programmes": "none",
            "texts": None,
        }
    )

    assert (found.titles, found.texts) == ("clinical", "discreet")
    assert found.book == Span(days=56)
    assert found.lead == {"blood": 14, "urine": 14, "scan": 0, "endoscopy": 7}
    assert found.guideline == ("pdq-gi", "norway-2020")
    assert found.programmes == ()
    assert found.origins["titles"] == "--titles"
    assert found.origins["texts"] == "clinic.toml"
    assert found.origins["programmes"] == "--with"
    assert found.origins["lead.blood"] == "--lead"
    assert found.origins["lead.scan"] == "--lead"
    assert found.origins["lead.urine"] == "default"
    assert found.origins["lead.endoscopy"] == "clinic.toml"


def test_no_option_changes_nothing():
    found = read(GOOD)

    assert found.overlaid(dict.fromkeys(settings.OPTIONS)) == found


def test_no_lead_at_all():
    found = Settings().overlaid({"lead": "none"})

    assert set(found.lead.values()) == {0}
    assert {found.origins[f"lead.{kind}"] for kind in settings.LEAD_KINDS} == {"--lead"}


@pytest.mark.parametrize(
    ("options", "country", "region", "origin"),
    [
        ({}, "AU", "NSW", "clinic.toml"),
        ({"region": "VIC"}, "AU", "VIC", "--region"),
        ({"country": "AU"}, "AU", "NSW", "clinic.toml"),
        ({"country": "nz"}, "NZ", None, "--country"),
        ({"country": "NZ", "region": "AUK"}, "NZ", "AUK", "--region"),
        ({"region": "AUK", "country": "NZ"}, "NZ", "AUK", "--region"),
        ({"country": "none"}, None, None, "--country"),
        ({"region": "none"}, "AU", None, "--region"),
    ],
)
def test_a_region_belongs_to_its_country(options, country, region, origin):
    found = read(GOOD).overlaid(options)

    assert (found.country, found.region) == (country, region)
    assert found.origins["region"] == origin


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("book", "2 moons", "--book '2 moons' is not a span such as '8 weeks'"),
        (
            "lead",
            "blood",
            "--lead 'blood' is not such as blood=14d,scan=10d",
        ),
        (
            "lead",
            "clinic=1d",
            "--lead 'clinic' is not one of blood, urine, scan, heart, endoscopy",
        ),
        ("lead", "scan=1d, scan=2d", "--lead names scan twice"),
        (
            "lead",
            "scan=1m",
            "--lead scan: '1m' is not in weeks or days, such as '14 days'",
        ),
        ("country", "", "--country '' is not a country of two letters such as AU"),
        (
            "guideline",
            "esmo-2020,",
            "--guideline is not a list of ids such as esmo-2020,norway-2020",
        ),
        (
            "programmes",
            "men1-2012,men1-2012",
            "--with is not a list of ids such as esmo-2020,norway-2020",
        ),
        ("titles", "loud", "--titles 'loud' is not one of discreet, plain, clinical"),
        ("region", "NSW", "--region needs a country as well, such as --country AU"),
    ],
)
def test_a_fault_of_an_option_names_the_option(name, text, message):
    with pytest.raises(UsageError) as found:
        Settings().overlaid({name: text})

    assert str(found.value) == message


def test_a_region_without_a_country_in_the_file_is_told():
    found = read('format = 1\nregion = "NSW"\n')

    assert found.overlaid({"country": "AU"}).region == "NSW"
    with pytest.raises(UsageError) as error:
        found.overlaid({})
    told = 'clinic.toml: region: needs a country, such as country = "AU"'
    assert str(error.value) == told


def test_the_example_clinic_reads_and_names_every_key():
    path = Path(__file__).parent.parent / "examples" / "clinic.toml"

    found = settings.load(path)

    assert found.telephone == "02 5550 1234"
    assert found.guideline == ("esmo-2020", "esmo-2021-lung-thymus")
    assert found.lead == {"blood": 14, "urine": 21, "scan": 10}
    ours = {name for name, origin in found.origins.items() if origin == "default"}
    assert ours == {"programmes", "lead.heart", "lead.endoscopy"}
    assert "EXAMPLE ONLY" in path.read_text(encoding="utf-8")
