"""The picture: one row for each guideline, one mark for each event, nothing else."""

import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import pytest
from compare_cases import CASES, MADE, case, facts, shipped
from samples import guideline

from surveil.case import Case
from surveil.comparing import compare
from surveil.errors import UsageError
from surveil.plans import DISCLAIMER
from surveil.render import picture

SVG = "{http://www.w3.org/2000/svg}"
PNG = b"\x89PNG\r\n\x1a\n"


def drawn(id, **options):
    found = compare(case(id), shipped(), made=MADE, **options)
    return found, ElementTree.fromstring(picture.render(found, "svg"))


def marks(root):
    """How many marks stand in each lane, by guideline, test and shape."""
    return {
        group.get("id"): len(list(group.iter(f"{SVG}use")))
        for group in root.iter(f"{SVG}g")
        if group.get("id", "").startswith("marks.")
    }


def words(root):
    return [
        " ".join("".join(one.itertext()).split()) for one in root.iter(f"{SVG}text")
    ]


@pytest.mark.parametrize("pace", ["closest", "widest"])
@pytest.mark.parametrize("id", ["C1", "C7", "C19", "C25", "C27", "C31", "C42"])
def test_one_mark_for_each_event_of_each_plan(id, pace):
    found, root = drawn(id, pace=pace)

    counted = marks(root)
    for one in found.answers:
        own = [n for lane, n in counted.items() if lane.split(".")[1] == one.id]
        assert sum(own) == len(one.plan.events)
    assert sum(counted.values()) == sum(len(one.plan.events) for one in found.answers)


def test_the_marks_of_a_small_bowel_case_by_hand():
    _, root = drawn("C42")

    assert marks(root) == {
        "marks.esmo-2020.clinic.clinic": 15,
        "marks.esmo-2020.ct-or-mri-abdomen.ct_or_mri": 15,
        "marks.esmo-2020.sstr-pet.pet": 1,
        "marks.esmo-2020.cga.blood_or_urine": 15,
        "marks.esmo-2020.5-hiaa.blood_or_urine": 15,
        "marks.esmo-2020.decision.renew-plan": 1,
        "marks.norway-2020.clinic.clinic": 9,
        "marks.norway-2020.ct-or-mri-abdomen.ct_or_mri": 9,
        "marks.norway-2020.cga.blood_or_urine": 9,
        "marks.norway-2020.decision.confirm-end": 1,
    }


@pytest.mark.parametrize("id", ["C1", "C9", "C11", "C19", "C43"])
def test_every_guideline_has_its_row_with_the_outcome_in_words(id):
    found, root = drawn(id)

    for one in found.answers:
        (row,) = [text for text in words(root) if text.startswith(f"{one.id} (")]
        if one.plan.outcome == "no-follow-up":
            assert row.endswith(": no routine follow-up; come back with symptoms")
        else:
            assert row.endswith(f": {one.end}")


def test_every_shape_that_is_used_stands_in_the_legend_and_is_its_own():
    shapes = [shape for _, shape, _ in picture._MARKS.values()]
    assert len(set(shapes)) == len(shapes)

    _, root = drawn("C42")

    legend = [each for each, *_ in picture._MARKS.values() if each in words(root)]
    assert legend == [
        "clinic visit",
        "CT or MRI",
        "PET",
        "blood or urine test",
        "renew the plan",
        "confirm the end of follow-up",
    ]


def test_the_picture_is_discreet_and_carries_the_disclaimer_once():
    known = facts("C1") | {
        "key": "SECRET7",
        "born": "1961",
        "followed_from": "2026-04-01",
    }
    found = compare(Case.parse(known), shipped(), made=MADE)

    text = picture.render(found, "svg").decode()

    for hidden in ("SECRET7", "1961", "2026", "2036"):
        assert hidden not in text.replace("-2024-", "").replace("-2020", "")
    assert " ".join(text.split()).count(DISCLAIMER) == 1
    assert "dc:date" not in text
    assert b"SECRET7" not in picture.render(found, "png")


@pytest.mark.parametrize("form", picture.FORMS)
def test_the_same_comparison_gives_the_same_bytes(form):
    found, _ = drawn("C19")

    assert picture.render(found, form) == picture.render(found, form)


def test_a_png_is_one_whatever_styles_its_reader_has_set(monkeypatch):
    import matplotlib

    found, _ = drawn("C1")
    plain = picture.render(found, "png")
    monkeypatch.setitem(matplotlib.rcParams, "axes.facecolor", "red")

    assert plain.startswith(PNG)
    assert picture.render(found, "png") == plain
    assert matplotlib.rcParams["axes.facecolor"] == "red"


def test_no_guideline_and_a_far_horizon_are_drawn_too():
    from surveil.spans import Span

    none = compare(case("C28"), [guideline("esmo-2020")], made=MADE)
    far = compare(case("C1"), shipped(), made=MADE, horizon=Span.parse("60 years"))

    assert b"no guideline covers this case" in picture.render(none, "svg")
    assert sum(marks(ElementTree.fromstring(picture.render(far, "svg"))).values()) == (
        sum(len(one.plan.events) for one in far.answers)
    )


@pytest.mark.slow
def test_every_reference_case_can_be_drawn():
    for id in CASES:
        found, root = drawn(id)

        assert sum(marks(root).values()) == sum(
            len(one.plan.events) for one in found.answers
        )


def test_without_matplotlib_it_says_what_to_install(monkeypatch):
    found, _ = drawn("C1")
    monkeypatch.setitem(sys.modules, "matplotlib", None)

    with pytest.raises(UsageError) as error:
        picture.render(found, "png")

    assert str(error.value) == (
        "a picture needs matplotlib: pip install 'surveil[picture]'"
    )


def test_no_display_is_needed_and_no_window_system_is_loaded():
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from test_picture import drawn\n"
        "drawn('C1')\n"
        "sys.exit('matplotlib.pyplot' in sys.modules)\n"
    )

    here = __file__.rpartition("/")[0]
    subprocess.run([sys.executable, "-c", code, here], check=True, env={})
