"""Faults of the rows of a guideline file, of what they name, and of the register."""

import pytest
from demo_guideline import edited, edits, read

ROWS = r"""
- sources  = [{ key = "demo", at = "p. 5", printed = "every 6-12 months" }]
! recommendations.low.sources: is missing: [{ key = '...', at = '...', printed = '...'
! }]

- { key = "demo", at = "p. 5"
+ { key = "demon", at = "p. 5"
! recommendations.low.sources[0].key: 'demon' is not one of demo

- at = "p. 5", printed = "every 6-12 months"
+ at = "p. 5"
! recommendations.low.sources[0].printed: is missing: the short words that stand there
! (or says = in your words, silent = what is not said there)

- at = "p. 5", printed = "every 6-12 months"
+ at = "p. 5", printed = "every 6-12 months", silent = "no interval"
! recommendations.low.sources[0].silent: stands beside printed: give one of them

- "p. 5", printed = "every 6-12 months"
+ "p. 5", printed = "a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a"
! recommendations.low.sources[0].printed: is longer than 30 words: shorten it

- at = "p. 5", printed = "every 6-12 months"
+ at = "p. 5", printed = "every 6-12 months", page = 5
! recommendations.low.sources[0].page: is not a key this format knows

- evidence = "B"
- readings = ["range"]
+ readings = ["range"]
! recommendations.low.evidence: is missing

- readings = ["range"]
+ banners  = "residual disease"
+ readings = ["range"]
! recommendations.low.banners: is not a key this format knows; the nearest is banner

- gaps     = ["scar"]
+ gaps     = ["chest"]
! recommendations.low.gaps: 'chest' is not one of this file's [[gaps]]

- gaps     = ["scar"]
+ gaps     = ["scar"]
+ notes    = ["chest"]
! recommendations.low.notes: 'chest' is not one of this file's [[notes]]

- gaps     = ["scar"]
! gaps.scar: is named by no row

- notes     = ["wait"]
! notes.wait: is named by no row

- id       = "left"
+ id       = "low"
! recommendations.low.id: 'low' stands twice

- id       = "pet"
+ id       = "low"
! supplements.low.id: 'low' stands twice

- gaps     = ["scar"]
+ gaps     = ["scar"]
+ schedule = "shared"
! recommendations.low.series: stands beside schedule: give one of them

- series   = [{ test = "clinic", every = "3 months until 1 year" }]
+ schedule = "shard"
! recommendations.left.schedule: 'shard' is not one of [schedules]

- series   = [{ test = "clinic", every = "3 months until 1 year" }]
! recommendations.left.series: is missing: [{ test = '...', every = '...' }]

- reason   = "treated, not followed"
+ reason   = "treated, not followed"
+ series   = [{ test = "clinic", once = "1 year" }]
! recommendations.out.series: cannot stand with outcome 'no-follow-up'

- outcome  = "no-follow-up"
- reason   = "treated, not followed"
+ outcome  = "nothing"
! recommendations.out.outcome: 'nothing' is not one of plan, no-follow-up, judgement

- judgement = "not-in-table"
- reason    = "for adults"
+ judgement = "not-in-table"
! recommendations.young.reason: is missing

- judgement = "not-in-table"
- reason    = "for adults"
+ reason    = "for adults"
! recommendations.young.judgement: is missing

- judgement = "not-in-table"
- reason    = "for adults"
+ judgement = "facts-missing"
+ reason    = "for adults"
! recommendations.young.judgement: 'facts-missing' is not one of guideline-says,
! not-in-table

- reason    = "for adults"
+ reason    = "for adults"
+ renew     = "1 year"
! recommendations.young.renew: cannot stand with outcome 'judgement'

- renew    = "1 year"
+ renew    = "1 moon"
! recommendations.left.renew: '1 moon' is not a span such as '6 months' or '12 weeks'

- renew    = "1 year"
- series   = [{ test = "clinic", every = "3 months until 1 year" }]
+ renew    = "1 year"
+ series   = [{ test = "clinic", every = "3 months lifelong" }]
! recommendations.left.renew: cannot stand beside a lifelong series

- renew    = "1 year"
+ first    = true
! recommendations.left.first: is for judgement rows: it passes over open facts

- first     = true
+ first     = 1
! recommendations.young.first: is not true or false

- to       = ["high"]
+ to       = ["huge"]
! supplements.pet.to: 'huge' is not a row with a plan

- to       = ["high"]
+ to       = ["tiny"]
! supplements.pet.to: 'tiny' is not a row with a plan

- to       = ["high"]
+ unless   = {}
! supplements.pet.unless: asks for nothing: name a fact, as in { grade = ['G1'] }

- to       = ["high"]
+ renew    = "5 years"
! supplements.pet.renew: is not a key this format knows

- series   = [{ test = "sstr-pet", once = "12-36 months" }]
! supplements.pet.series: is missing: [{ test = '...', every = '...' }]

- every = "3 months until 1 year"
+ every = "3-6 months until 1 year"
! recommendations.left.readings: is missing: the range '3-6 months' needs its entry

- readings = ["once"]
+ readings = ["once", "twice"]
! supplements.pet.readings: 'twice' is not in [[interpretations]]

- readings = ["once"]
+ readings = ["range"]
! interpretations.once: is named by no row's readings
"""


@pytest.mark.parametrize(("taken", "put", "message"), edits(ROWS))
def test_a_fault_of_a_row_is_named_with_place_and_right_form(taken, put, message):
    found, faults = read(edited(taken, put))

    assert faults == [f"demo.toml: {message}"]
    assert found is None


@pytest.mark.parametrize("words", [30, 1])
def test_as_many_words_may_be_printed_as_find_the_place(words):
    text = edited('printed = "treat"', f'printed = "{" ".join("a" * words)}"')

    assert read(text)[1] == []
