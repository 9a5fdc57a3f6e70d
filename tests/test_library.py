"""Faults of a guideline file outside its rows: one good text, one edit per fault."""

import pytest
from demo_guideline import GOOD, edited, edits, read

HEAD = r"""
- remarks = ["all of it is invented"]
+ remark = ["all of it is invented"]
! remark: is not a key this format knows; the nearest is remarks

- remarks = ["all of it is invented"]
+ colour = "red"
! colour: is not a key this format knows

- remarks = ["all of it is invented"]
+ remarks = [""]
! remarks: is empty or has spaces around it

- remarks = ["all of it is invented"]
+ remarks = [1]
! remarks: is not a list of texts in quotes

- edition = "2020"
+ edition = "2020"
+ header  = "superseded"
! header: is not a key this format knows

- edition = "2020"
! edition: is missing

- edition = "2020"
+ edition = 2020
! edition: is not a text in quotes

- format  = 1
+ format  = true
! format: is not a whole number

- format  = 1
+ format  = 1.0
! format: is not a whole number

- format  = 1
+ format  = 2
! format: is not 1, the format of this version

- id      = "demo"
+ id      = "Demo_1"
! id: 'Demo_1' is not made of a-z, 0-9 and single hyphens

- id      = "demo"
+ id      = "demo--1"
! id: 'demo--1' is not made of a-z, 0-9 and single hyphens

- id      = "demo"
+ id      = "other"
! id: 'other' is not the name of the file: 'other.toml'

- title   = "Demonstration guideline"
+ title   = ""
! title: is empty or has spaces around it

- title   = "Demonstration guideline"
+ title   = " Demonstration guideline"
! title: is empty or has spaces around it

- title   = "Demonstration guideline"
+ title   = "two\nlines"
! title: holds a line break or control character

- title   = "Demonstration guideline"
+ title   = "a\u0007bell"
! title: holds a line break or control character

- title   = "Demonstration guideline"
+ title   =
! Invalid value (at line 3, column 10)

- title   = "Demonstration guideline"
+ id      = "demo"
! Cannot overwrite a value (at line 3, column 17)

- kind    = "local"
+ kind    = "book"
! kind: 'book' is not one of guideline, review, local, programme

- kind    = "local"
+ kind    = "programme"
! recommendations: cannot stand in a file of kind 'programme'

- edition = "2020"
- checked = "primary"
+ edition = "2020"
+ checked = "hearsay"
! checked: 'hearsay' is not one of primary, secondary

- scope   = {
+ scape   = {
! scope: is missing: { site = [...], grade = [...] }

- ["pancreas", "rectum"]
+ ["liver"]
! scope.site: 'liver' is not one of stomach, duodenum, ampulla, pancreas, small-bowel,
! appendix, colon, rectum, lung, thymus, unknown-primary

- ["pancreas", "rectum"]
+ []
! scope.site: is empty

- ["G1", "G2"]
+ ["G1", "G4"]
! scope.grade: 'G4' is not one of G1, G2, G3, NEC, typical, atypical

- ["G1", "G2"]
+ "G1"
! scope.grade: is not a list in square brackets

- "rectum"], grade = ["G1", "G2"]
+ "rectum"]
! scope.grade: is missing

- readings = ["sites"]
+ reading = ["sites"]
! scope.reading: is not a key this format knows; the nearest is readings

- kind    = "inference"
- why     = "invented"
+ kind    = "inference"
! interpretations.sites.why: is missing

- kind    = "inference"
+ kind    = "guess"
! interpretations.sites.kind: 'guess' is not one of disambiguation, inference,
! convention, correction

- id      = "once"
+ id      = "range"
! interpretations.range.id: 'range' stands twice in the register

- text = "ask again later"
+ text = "ask again later"
+ [[notes]]
+ id   = "wait"
! notes.wait.id: 'wait' stands twice under notes

- test    = ["ct-or-mri-abdomen"]
+ test    = ["mri"]
! age_notes[0].test: 'mri' is not a test code

- under   = 50
+ under   = true
! age_notes[0].under: is not a whole number
"""

# A part that rows name, and its one fault.
NAMED_PARTS = r"""
- doi     = "10.0000/demo"
! sources.demo.doi: is missing: give doi, url, or read = where it was read

- when = { size_mm = "< 10" }
+ when = { size_mm = "10" }
! conditions.small.when.size_mm: '10' is not a comparison such as
! '< 10' or '>= 10, < 20'

- 6 months until 5 years
+ 6 moons until 5 years
! schedules.shared.series[0].every: '6 moons' is not a span such as
! '6 months' or '12 weeks'

- text = "endoscopy of the scar: not printed"
! gaps.scar.text: is missing

- text = "ask again later"
! notes.wait.text: is missing

- reason   = "small and out"
! recommendations.tiny.reason: is missing

- schedule = "shared"
! recommendations.high.series: is missing: [{ test = '...', every = '...' }]
"""


def test_the_good_text_has_no_fault():
    found, faults = read(GOOD)

    assert faults == []
    assert [row.id for row in found.recommendations][2:4] == ["low", "high"]
    assert found.sites == ("pancreas", "rectum")


@pytest.mark.parametrize(("taken", "put", "message"), edits(HEAD))
def test_a_fault_is_named_with_file_place_and_right_form(taken, put, message):
    found, faults = read(edited(taken, put))

    assert faults == [f"demo.toml: {message}"]
    assert found is None


@pytest.mark.parametrize(("taken", "put", "message"), edits(NAMED_PARTS))
def test_a_faulty_part_is_no_second_fault_where_a_row_names_it(taken, put, message):
    _, faults = read(edited(taken, put))

    assert faults == [f"demo.toml: {message}"]


@pytest.mark.parametrize(
    ("first", "after", "message"),
    [
        (
            "[sources.demo]",
            "[conditions.small]",
            "sources: is missing: [sources.KEY] with cite and doi",
        ),
        (
            "[[recommendations]]",
            "[[supplements]]",
            "recommendations: are missing from a file of kind 'local'",
        ),
    ],
)
def test_a_file_without_sources_or_rows_is_refused(first, after, message):
    _, faults = read(GOOD[: GOOD.index(first)] + GOOD[GOOD.index(after) :])

    assert faults == [f"demo.toml: {message}"]


def test_a_file_with_an_empty_list_of_rows_is_refused():
    rows = GOOD[GOOD.index("[[recommendations]]") : GOOD.index("[[supplements]]")]
    text = edited("remarks = [", "recommendations = []\nremarks = [").replace(rows, "")

    _, faults = read(text)

    assert faults == [
        "demo.toml: recommendations: are missing from a file of kind 'local'"
    ]


def test_all_faults_of_a_file_are_named_at_once():
    text = edited("remarks = [", 'colour = "red"\nremarks = [')
    text = edited("[[notes]]", '[[gaps]]\nid = "Bad"\n\n[[notes]]', text)
    text = edited('evidence = "B"\nreadings', "readings", text)
    text = edited('reason   = "treated, not followed"\n', "", text)
    text = edited('test = "sstr-pet", once', 'test = "sstr", once', text)
    text = edited("under   = 50\n", "", text)
    text = edited('kind    = "inference"', 'kind = "guess"', text)

    _, faults = read(text)

    assert faults == [
        "demo.toml: gaps.Bad.id: 'Bad' is not made of a-z, 0-9 and single hyphens",
        "demo.toml: recommendations.low.evidence: is missing",
        "demo.toml: recommendations.out.reason: is missing",
        "demo.toml: supplements.pet.series[0].test: 'sstr' is not a test code;"
        " the nearest is sstr-pet",
        "demo.toml: age_notes[0].under: is missing",
        "demo.toml: interpretations.sites.kind: 'guess' is not one of"
        " disambiguation, inference, convention, correction",
        "demo.toml: colour: is not a key this format knows",
    ]


def test_a_fault_of_the_head_hides_no_fault_of_a_row():
    text = edited('edition = "2020"\n', "")
    text = edited('reason   = "treated, not followed"\n', "", text)

    _, faults = read(text)

    assert faults == [
        "demo.toml: edition: is missing",
        "demo.toml: recommendations.out.reason: is missing",
    ]


@pytest.mark.parametrize(
    ("taken", "put"),
    [('id   = "scar"', 'id = "a\\nb"'), ("[conditions.small]", '"a\\nb" = 1\n[x]')],
    ids=["id", "key"],
)
def test_a_fault_is_one_line_whatever_stands_in_the_file(taken, put):
    _, faults = read(edited(taken, put))

    assert faults
    assert all(fault.isprintable() for fault in faults)
