"""What entries say: exact words at each level of privacy and in each language."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from calendar_bytes import indiscreet
from invented_events import event

from surveil import catalogue
from surveil.case import Case
from surveil.render import wording
from surveil.render.clinic_texts import names
from surveil.render.wording import ClinicTexts
from surveil.spans import Span
from surveil.visits import Booking, Visit

EXPECTED = Path(__file__).parent / "wording"
CASE = Case.parse({"surgery": "2026-03-12", "site": "ileum"})
SYNDROME = Case.parse(
    {"surgery": "2026-03-12", "site": "ileum", "function": "carcinoid-syndrome"}
)
TELEPHONE = "02 5550 1234"
LEVELS = ("discreet", "plain", "clinical")


def visit(*ids, day="2027-03-12", awaits=(), **options):
    """A visit for new events of these ids on a day, in time four weeks round it."""
    events = tuple(one if not isinstance(one, str) else event(one, day) for one in ids)
    options.setdefault("earliest", date(2027, 2, 12))
    options.setdefault("latest", date(2027, 4, 9))
    return Visit(
        events[0].id, date.fromisoformat(day), events, awaits=awaits, **options
    )


def clinic(day="2027-03-26"):
    return visit("clinic/2", day=day, awaits=("cga/2",))


def expected(name, language="en"):
    path = EXPECTED / f"{name}.{language}.txt"
    return path.read_text(encoding="utf-8").removesuffix("\n")


TESTS = visit("cga/2", "ct-or-mri-abdomen/2", "sstr-pet/1")


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_a_visit_says_what_when_and_how_to_prepare(language):
    texts = ClinicTexts(telephone=TELEPHONE, language=language)

    assert wording.visit_text(TESTS, CASE, texts, then=clinic()) == expected(
        "midgut-visit", language
    )


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
@pytest.mark.parametrize("level", ["plain", "discreet"])
def test_a_booking_says_what_to_book_for_which_day_and_what_to_ask(level, language):
    texts = ClinicTexts(texts=level, telephone=TELEPHONE, language=language)
    booking = Booking("clinic/2", date(2027, 1, 15), (TESTS, clinic()))

    name = "booking" if level == "plain" else "discreet-booking"
    assert wording.booking_text(booking, CASE, texts) == expected(name, language)


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_a_discreet_visit_says_its_day_and_no_more(language):
    texts = ClinicTexts(texts="discreet", telephone=TELEPHONE, language=language)

    for one in (TESTS, clinic(), visit("renew-plan/2031"), visit("gastroscopy/1")):
        assert wording.visit_text(one, CASE, texts, then=clinic()) == expected(
            "discreet-visit", language
        )


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("clinic-visit", clinic()),
        ("renewal", visit("renew-plan/2031")),
        ("last-visit", visit("clinic/9", "confirm-end/1")),
    ],
)
def test_a_clinic_visit_and_the_reviews_say_what_they_are_for(name, made):
    assert wording.visit_text(made, CASE, ClinicTexts()) == expected(name)


def test_a_clinical_visit_tells_staff_what_they_decide():
    made = visit(
        "cga/2",
        event("gastroscopy/2", "2027-03-12", chosen="2027-03-15"),
        day="2027-03-15",
        notes=("moved from Sat 13 Mar 2027 (Saturday)",),
    )
    one_year = [
        replace(each, step=replace(each.step, offset=Span(months=12)))
        for each in made.events
    ]
    second = one_year[1]
    events = (
        one_year[0],
        replace(second, override=replace(second.override, reason="list is full")),
    )
    texts = ClinicTexts(texts="clinical", telephone=TELEPHONE, name="Invented Clinic")

    said = wording.visit_text(
        replace(made, events=events), SYNDROME, texts, then=clinic()
    )

    assert said == expected("clinical-visit")


@pytest.mark.parametrize(
    ("ids", "discreet", "plain", "clinical"),
    [
        (
            ["clinic/1"],
            "Health: follow-up due",
            "Clinic visit due",
            "clinic visit due",
        ),
        (
            ["ct-or-mri-abdomen/1"],
            "Health: follow-up due",
            "Scan due",
            "CT or MRI of abdomen and pelvis (multiphase) due",
        ),
        (
            ["ct-or-mri-abdomen/1", "sstr-pet/1"],
            "Health: follow-up due",
            "Scans due",
            "CT or MRI of abdomen and pelvis (multiphase), SSTR PET/CT (Ga-68"
            " DOTATATE or DOTATOC) due",
        ),
        (
            ["cga/1"],
            "Health: follow-up due",
            "Blood test due",
            "chromogranin A due",
        ),
        (
            ["cga/1", "gastrin/1"],
            "Health: follow-up due",
            "Blood tests due",
            "chromogranin A, fasting gastrin due",
        ),
        (
            ["5-hiaa/1"],
            "Health: follow-up due",
            "Urine or blood test due",
            "5-HIAA (24-hour urine or blood) due",
        ),
        (
            ["5-hiaa/1", "cga/1"],
            "Health: follow-up due",
            "Tests due",
            "5-HIAA (24-hour urine or blood), chromogranin A due",
        ),
        (
            ["gastroscopy/1"],
            "Health: follow-up due",
            "Endoscopy due",
            "gastroscopy due",
        ),
        (
            ["gastroscopy/1", "eus/1"],
            "Health: follow-up due",
            "Tests due",
            "gastroscopy, endoscopic ultrasound due",
        ),
        (
            ["echocardiogram/1"],
            "Health: follow-up due",
            "Heart test due",
            "echocardiogram due",
        ),
        (
            ["cga/1", "clinic/1"],
            "Health: follow-up due",
            "Clinic visit and tests due",
            "chromogranin A, clinic visit due",
        ),
        (
            ["clinic/1", "confirm-end/1"],
            "Health: follow-up due",
            "Clinic visit due",
            "clinic visit, confirm the end of follow-up due",
        ),
        (
            ["cga/1", "clinic/1", "renew-plan/2036"],
            "Health: follow-up due",
            "Clinic visit and tests due",
            "chromogranin A, clinic visit, renew the plan due",
        ),
        (
            ["cga/1", "renew-plan/2036"],
            "Health: follow-up due",
            "Tests and plan review due",
            "chromogranin A, renew the plan due",
        ),
        (
            ["renew-plan/2036"],
            "Health: plan review due",
            "Review of your follow-up plan",
            "renew the plan",
        ),
        (
            ["confirm-end/1"],
            "Health: plan review due",
            "Review of your follow-up plan",
            "confirm the end of follow-up",
        ),
    ],
)
def test_titles_at_each_level(ids, discreet, plain, clinical):
    said = [
        wording.visit_title(visit(*ids), ClinicTexts(titles=level)) for level in LEVELS
    ]

    assert said == [discreet, plain, clinical]


def test_titles_of_bookings_at_each_level():
    booking = Booking(
        "clinic/2", date(2027, 1, 15), (TESTS, visit("clinic/2", "confirm-end/1"))
    )

    said = [
        wording.booking_title(booking, ClinicTexts(titles=level)) for level in LEVELS
    ]

    assert said == [
        "Health: appointment to book",
        "Appointment to book",
        # With the PET scan it would be 122 characters.
        "To book: chromogranin A, CT or MRI of abdomen and pelvis (multiphase) and 2"
        " more",
    ]


def test_long_clinical_titles_are_cut_at_a_whole_name():
    made = visit(
        *("cga/1", "ct-or-mri-abdomen/1", "ct-or-mri-chest/1", "sstr-pet/1"),
        *("gastroscopy/1", "clinic/1"),
    )

    said = wording.visit_title(made, ClinicTexts(titles="clinical"))

    # With the PET scan it would be 142 characters.
    assert said == (
        "chromogranin A, CT or MRI of abdomen and pelvis (multiphase), CT or MRI of"
        " the chest and 3 more due"
    )


@pytest.mark.parametrize(
    ("title", "language", "said"),
    [
        ("Scan due", "en", "CANCELLED: Scan due"),
        ("CANCELLED: Scan due", "en", "CANCELLED: Scan due"),
        ("x" * 109, "en", "CANCELLED: " + "x" * 109),
        ("x" * 110, "en", "CANCELLED: " + "x" * 109),
        ("扫描提醒", "zh-Hans", "CANCELLED: 已取消: 扫描提醒"),
        ("CANCELLED: 已取消: A", "zh-Hans", "CANCELLED: 已取消: A"),
    ],
)
def test_a_withdrawn_title_says_so_once(title, language, said):
    assert wording.withdrawn_title(title, ClinicTexts(language=language)) == said
    assert wording.withdrawn_title(said, ClinicTexts(language=language)) == said


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (ClinicTexts(), "This entry no longer holds. Nothing needs to be done."),
        (
            ClinicTexts(telephone=TELEPHONE, texts="clinical", name="Invented Clinic"),
            "This entry no longer holds. Nothing needs to be done."
            "\nTelephone: 02 5550 1234",
        ),
    ],
)
def test_a_withdrawn_text_is_the_same_whatever_happened(texts, said):
    assert wording.withdrawn_text(texts) == said


def test_the_calendar_has_a_neutral_name():
    assert wording.calendar_name(ClinicTexts()) == "Health plan"
    assert wording.calendar_name(ClinicTexts(language="zh-Hans")) == "健康计划"


def lines(made, case=CASE, **options):
    told = {name: options.pop(name) for name in ("then", "booked") if name in options}
    return wording.visit_text(made, case, ClinicTexts(**options), **told).split("\n")


def test_a_day_that_the_team_chose_says_so_beside_that_of_the_plan():
    alone = visit(event("cga/2", "2027-03-12", chosen="2027-03-15"))
    among = visit(
        "clinic/2",
        event("cga/2", "2027-03-12", chosen="2027-03-15"),
        event("gastrin/2", "2027-03-10", chosen="2027-03-15"),
    )

    assert "Your team chose this date in place of Fri 12 Mar 2027." in lines(alone)
    found = [line for line in lines(among) if "your team chose" in line]
    assert found == [
        "For 2 your team chose this date in place of Fri 12 Mar 2027.",
        "For 3 your team chose this date in place of Wed 10 Mar 2027.",
    ]
    assert "asked" not in "\n".join(lines(alone))  # the reason is for staff


def test_the_reason_of_an_override_is_for_staff():
    made = visit(event("cga/2", "2027-03-12", chosen="2027-03-15"))

    assert (
        "chromogranin A: date of the clinician, in place of Fri 12 Mar 2027: asked"
    ) in lines(made, texts="clinical")


def test_a_window_of_one_day_is_no_choice():
    day = date(2027, 3, 12)

    assert "When: aim for {due}." in lines(visit("cga/2", earliest=day, latest=day))


def test_results_are_not_announced_for_the_same_day():
    said = "\n".join(lines(TESTS, then=clinic(day="2027-03-12")))

    assert "{then}" not in said


def test_the_telephone_may_stand_at_every_level_and_the_name_at_one():
    for level in LEVELS:
        said = "\n".join(
            lines(TESTS, texts=level, telephone=TELEPHONE, name="Invented Clinic")
        )
        assert "Telephone: 02 5550 1234" in said
        assert ("Invented Clinic" in said) is (level == "clinical")


def test_a_booking_names_the_day_of_a_third_visit():
    blood, scan = visit("cga/2"), visit("ct-or-mri-abdomen/2", day="2027-03-15")
    booking = Booking("clinic/2", date(2027, 1, 15), (blood, scan, clinic()))

    said = wording.booking_text(booking, CASE, ClinicTexts()).split("\n")

    assert wording.booking_then(booking) == clinic()
    assert [line for line in said if line.startswith("Around")] == [
        "Around {due}: blood test (CgA).",
        "Around Mon 15 Mar 2027: scan of the abdomen (CT or MRI).",
        "Around {then}: clinic visit.",
    ]


def test_nobody_books_a_decision():
    last = replace(visit("clinic/2", "confirm-end/1", day="2027-03-26"), awaits=("a",))
    booking = Booking("clinic/2", date(2027, 1, 15), (visit("cga/2"), last))

    said = wording.booking_text(booking, CASE, ClinicTexts()).split("\n")

    assert "Around {then}: clinic visit." in said


@pytest.mark.parametrize(
    ("visits", "then"),
    [
        ((TESTS,), None),
        ((TESTS, clinic(day="2027-03-12")), None),
        ((TESTS, clinic()), clinic()),
        ((clinic(),), None),
    ],
)
def test_the_clinic_visit_of_a_round_has_a_place_only_on_another_day(visits, then):
    assert wording.booking_then(Booking("a", date(2027, 1, 15), visits)) == then


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_discreet_words_tell_nothing_in_any_language(language):
    texts = ClinicTexts(
        texts="discreet", language=language, telephone=TELEPHONE, name="Invented Clinic"
    )
    booking = Booking("clinic/2", date(2027, 1, 15), (TESTS, clinic()))
    one = [visit(f"{test}/1") for test in catalogue.TESTS]
    said = [
        wording.calendar_name(texts),
        wording.withdrawn_text(texts),
        wording.booking_title(booking, texts),
        wording.booking_text(booking, SYNDROME, texts),
        *(wording.visit_title(each, texts) for each in one),
        *(wording.visit_text(each, SYNDROME, texts, then=clinic()) for each in one),
    ]
    said += [wording.withdrawn_title(each, texts) for each in said[3:]]

    names = [
        name for test in catalogue.TESTS.values() for name in (test.name, test.code)
    ]
    plain = [texts.words.said(test.plain) for test in catalogue.TESTS.values()]
    names.remove("clinic")
    found = indiscreet("\n".join(said), *names, *plain, "ileum", "Invented Clinic")
    assert found == []


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_plain_words_name_no_illness_in_any_language(language):
    texts = ClinicTexts(texts="plain", titles="plain", language=language)
    said = []
    for test in catalogue.TESTS:
        one = visit(f"{test}/1")
        said.append(wording.visit_title(one, texts))
        said.append(wording.visit_text(one, SYNDROME, texts, then=clinic()))
    # The rule about fasting names an operation, because it must.
    text = "\n".join(said).replace("pancreas surgery", "").replace("胰腺手术", "")

    assert indiscreet(text) == []


MORE = "There is more to prepare than fits here: ask your team."
TELL = (
    "Tell the department about an earlier reaction to contrast, pregnancy,"
    " breast-feeding, kidney disease, implants."
)


@pytest.mark.parametrize(
    ("tests", "booked", "kept"),
    [
        # What a full text leaves out: first what is spare, then questions for the
        # booking that are not of safety, then those too where a reminder has them.
        (["sstr-pet", "ct-or-mri-abdomen"], True, "spare safety asked"),
        (["5-hiaa", "ct-or-mri-abdomen"], True, "safety asked"),
        (["5-hiaa", "ct-or-mri-abdomen", "sstr-pet"], True, "safety"),
        (["5-hiaa", "ct-or-mri-abdomen", "sstr-pet"], False, "safety more"),
        (["5-hiaa", "gastrin", "ct-or-mri-abdomen", "eus"], True, ""),
    ],
)
def test_a_full_visit_leaves_out_the_least_needed(tests, booked, kept):
    made = visit(*(f"{test}/1" for test in tests))

    said = "\n".join(lines(made, booked=booked, telephone="1" * 30))

    found = {
        "spare": "Bring your referral" in said,
        "safety": TELL in said,
        "asked": "eat before the scan" in said or "your team says which" in said,
        "more": MORE in said,
    }
    assert " ".join(name for name, holds in found.items() if holds) == kept
    assert len(said) <= 1500
    assert said.endswith("A proposal: your team decides.")


def test_a_text_that_no_way_fits_is_cut_at_a_line_and_says_so():
    own = tuple(
        (f"preparation.{test}", f"{test} " + "word " * 70)
        for test in ("cga", "gastrin", "vip", "glucagon", "clinic", "eus")
    )
    made = visit("cga/1", "gastrin/1", "vip/1", "glucagon/1", "eus/1", "clinic/1")

    said = lines(made, own=own)

    assert len("\n".join(said)) <= 1500
    assert said[-3:] == [
        MORE,
        "This is a target date, not a booking."
        " If you already have a booked date, follow that one.",
        "A proposal: your team decides.",
    ]
    # Around them stand some 480 characters, and each own text has 360.
    told = [line for line in said if line.startswith("For ")]
    assert told == [
        f"For {number}: {test} " + "word " * 70
        for number, test in ((1, "cga"), (2, "gastrin"))
    ]


def test_hostile_words_are_no_places_and_no_markup():
    reason = "<b>{due}</b> \n <script> a < b"
    chosen = event("cga/2", "2027-03-12", chosen="2027-03-15")
    chosen = replace(chosen, override=replace(chosen.override, reason=reason))

    said = lines(
        visit(chosen), texts="clinical", telephone="{then}", name="<i>{latest}</i>"
    )

    assert "Telephone: (then)" in said
    assert "Clinic: (i>(latest)(/i>" in said
    assert (
        "chromogranin A: date of the clinician, in place of Fri 12 Mar 2027:"
        " (b>(due)(/b> (script> a < b"
    ) in said


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        (15, "To book: 2 tests"),  # not even one name fits
        (22, "To book: A and 1 more"),
        (26, "To book: A and 1 more"),
        (27, "To book: A, bbbbbbbbbbbbbbb"),
        (28, "To book: A, bbbbbbbbbbbbbbb"),
    ],
)
def test_names_are_cut_at_the_limit_and_not_before(limit, said):
    assert names(["A", "b" * 15], "To book: ", "", limit) == said


@pytest.mark.parametrize(
    ("length", "whole"), [(1499, True), (1500, True), (1501, False)]
)
def test_a_clinical_text_is_shortened_past_the_limit_and_not_before(length, whole):
    bare = replace(visit("clinic/1"), notes=("",))
    # The places stand for dates of 15 characters.
    short = wording.visit_text(bare, CASE, ClinicTexts(texts="clinical"))
    filled = short.replace("{due}", "x" * 15).replace("{earliest}", "x" * 15)
    filled = filled.replace("{latest}", "x" * 15)
    note = "n" * (length - len(filled))

    said = lines(replace(bare, notes=(note,)), texts="clinical")

    assert (f"Note: {note}" in said) is whole
    assert (
        "Shortened for want of room (notes): see the table or the sheet." in said
    ) is not whole
