"""Faults of the conditions of a guideline file: when, any, not, is and except."""

import pytest
from demo_guideline import edited, edits, read

# The row `low` of the good text; its condition stands on one line.
CONDITIONS = r"""
- { grade = ["G1"], stage
+ { colour = ["red"], stage
! recommendations.low.when.colour: is not a fact to ask for: site, grade, stage, nodes,
! resection, function, operation, colon_side, gastric_type, lymphovascular, perineural,
! adverse_histology, sstr_positive, cga_raised, hiaa_raised, carcinoid_heart_disease,
! hereditary, age, ki67, size_mm, mesoappendix_mm

- { grade = ["G1"], stage
+ { grade = ["G7"], stage
! recommendations.low.when.grade: 'G7' is not one of G1, G2, G3, NEC, typical, atypical

- { grade = ["G1"], stage
+ { grade = "G1", stage
! recommendations.low.when.grade: is not a list in square brackets

- { grade = ["G1"], stage
+ { grade = [], stage
! recommendations.low.when.grade: is empty

- { grade = ["G1"], stage
+ { grade = [1], stage
! recommendations.low.when.grade: is not a list of texts in quotes

- { grade = ["G1"], stage
+ { grade = ["G1", "G1"], stage
! recommendations.low.when.grade: names something twice

- ["localised"]
+ ["I"]
! recommendations.low.when.stage: 'I' is not one of localised, regional, distant

- stage = ["localised"]
+ nodes = ["not-assessed"]
! recommendations.low.when.nodes: 'not-assessed' is not one of negative, positive

- size_mm = ">= 1, < 90"
+ size_mm = "10"
! recommendations.low.when.size_mm: '10' is not a comparison such as
! '< 10' or '>= 10, < 20'

- size_mm = ">= 1, < 90"
+ size_mm = "< 10,"
! recommendations.low.when.size_mm: '< 10,' is not a comparison such as
! '< 10' or '>= 10, < 20'

- size_mm = ">= 1, < 90"
+ size_mm = "> 20, < 10"
! recommendations.low.when.size_mm: '> 20, < 10' leaves no number: write '>= 10, < 20'

- size_mm = ">= 1, < 90"
+ size_mm = ">= 10, < 10"
! recommendations.low.when.size_mm: '>= 10, < 10' leaves no number: write '>= 10, < 20'

- size_mm = ">= 1, < 90"
+ age = ">= 19.9"
! recommendations.low.when.age: '>= 19.9' is not in whole years: write '>= 18'

- size_mm = ">= 1, < 90"
+ size_mm = 10
! recommendations.low.when.size_mm: is not a text in quotes

- size_mm = ">= 1, < 90"
+ is = ["big"]
! recommendations.low.when.is: 'big' is not a condition of this file

- { grade = ["G1"], stage = ["localised"], size_mm = ">= 1, < 90" }
+ {}
! recommendations.low.when: asks for nothing: name a fact, as in { grade = ['G1'] }

- { grade = ["G1"], stage = ["localised"], size_mm = ">= 1, < 90" }
+ []
! recommendations.low.when: is not a table in braces

- except   = ["tiny"]
+ any      = [{ grade = ["G1"] }]
! recommendations.low.any: has one alternative only: put it into when

- except   = ["tiny"]
+ any      = []
! recommendations.low.any: is empty

- except   = ["tiny"]
+ any      = [{ grade = ["G1"] }, "G2"]
! recommendations.low.any[1]: is not a table in braces

- except   = ["tiny"]
+ any      = [{ grade = ["G1"] }, { grade = ["G8"] }]
! recommendations.low.any[1].grade: 'G8' is not one of G1, G2, G3, NEC, typical,
! atypical

- except   = ["tiny"]
+ not      = {}
! recommendations.low.not: asks for nothing: name a fact, as in { grade = ['G1'] }

- except   = ["tiny"]
+ except   = "tiny"
! recommendations.low.except: is not a list in square brackets

- except   = ["tiny"]
+ except   = ["huge"]
! recommendations.low.except: 'huge' is not a row of this file

- except   = ["tiny"]
+ except   = ["low"]
! recommendations.low.except: 'low' excepts this row in turn

- when     = { grade = ["G1"], is = ["clear"] }
+ when     = { grade = ["G1"], is = ["clear"] }
+ except   = ["low"]
! recommendations.low.except: 'tiny' excepts this row in turn
"""


@pytest.mark.parametrize(("taken", "put", "message"), edits(CONDITIONS))
def test_a_fault_of_a_condition_is_named_with_place_and_right_form(taken, put, message):
    found, faults = read(edited(taken, put))

    assert faults == [f"demo.toml: {message}"]
    assert found is None
