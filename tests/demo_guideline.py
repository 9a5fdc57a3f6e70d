"""A small invented guideline: one good text, its edits, and short ones from rows."""

from functools import cache

import pytest

from surveil import library
from surveil.guideline import Guideline

GOOD = """\
format  = 1
id      = "demo"
title   = "Demonstration guideline"
kind    = "local"
edition = "2020"
checked = "primary"
scope   = { site = ["pancreas", "rectum"], grade = ["G1", "G2"], readings = ["sites"] }
remarks = ["all of it is invented"]

[sources.demo]
cite    = "Example A. J Demo 2020;1:1-9."
doi     = "10.0000/demo"
checked = "primary"

[conditions.small]
when = { size_mm = "< 10" }

[conditions.clear]
when = { resection = ["R0"], is = ["small"] }

[schedules.shared]
series = [{ test = ["clinic", "ct-or-mri-abdomen"], every = "6 months until 5 years" }]

[[gaps]]
id   = "scar"
when = { operation = ["endoscopic"] }
text = "endoscopy of the scar: not printed"

[[notes]]
id   = "wait"
text = "ask again later"

[[age_notes]]
test    = ["ct-or-mri-abdomen"]
under   = 50
text    = "MRI rather than CT"
sources = [{ key = "demo", at = "p. 2", silent = "no age is named" }]

[[recommendations]]
id        = "young"
first     = true
when      = { age = "< 18" }
outcome   = "judgement"
judgement = "not-in-table"
reason    = "for adults"
sources   = [{ key = "demo", at = "p. 3", silent = "no child is named" }]
evidence  = "none printed"
notes     = ["wait"]

[[recommendations]]
id       = "tiny"
when     = { grade = ["G1"], is = ["clear"] }
outcome  = "no-follow-up"
reason   = "small and out"
sources  = [{ key = "demo", at = "p. 4", printed = "none under 1 cm" }]
evidence = "C"

[[recommendations]]
id       = "low"
when     = { grade = ["G1"], stage = ["localised"], size_mm = ">= 1, < 90" }
except   = ["tiny"]
sources  = [{ key = "demo", at = "p. 5", printed = "every 6-12 months" }]
evidence = "B"
readings = ["range"]
gaps     = ["scar"]
series   = [
  { test = ["clinic", "ct-or-mri-abdomen"], every = "6-12 months lifelong" },
  { test = "cga", with = "clinic" },
  { test = "gastroscopy", at = ["6 months", "1 year"] },
]

[[recommendations]]
id       = "high"
when     = { grade = ["G2"], resection = ["R0"] }
sources  = [{ key = "demo", at = "p. 6", printed = "every 6 months for 5 years" }]
evidence = "B"
schedule = "shared"

[[recommendations]]
id       = "left"
when     = { grade = ["G2"], resection = ["R1"] }
sources  = [{ key = "demo", at = "p. 7", printed = "every 3 months at first" }]
evidence = "C"
renew    = "1 year"
series   = [{ test = "clinic", every = "3 months until 1 year" }]

[[recommendations]]
id       = "out"
when     = { grade = ["G2"], resection = ["R2"] }
outcome  = "no-follow-up"
reason   = "treated, not followed"
sources  = [{ key = "demo", at = "p. 8", printed = "treat" }]
evidence = "C"

[[supplements]]
id       = "pet"
when     = { sstr_positive = ["yes"] }
to       = ["high"]
sources  = [{ key = "demo", at = "p. 9", printed = "once after 12-36 months" }]
evidence = "C"
readings = ["once"]
series   = [{ test = "sstr-pet", once = "12-36 months" }]

[[interpretations]]
id      = "sites"
printed = "two organs"
encoded = "pancreas and rectum"
kind    = "inference"
why     = "invented"

[[interpretations]]
id      = "range"
printed = "every 6-12 months"
encoded = "both ends"
kind    = "disambiguation"
why     = "a range"

[[interpretations]]
id      = "once"
printed = "once after 12-36 months"
encoded = "both ends"
kind    = "disambiguation"
why     = "a range"
"""

_HEAD = """\
format  = 1
id      = "{id}"
title   = "Invented"
kind    = "{kind}"
edition = "2020"
checked = "primary"
scope   = {scope}
{head}

[sources.demo]
cite    = "Example A. J Demo 2020;1:1-9."
doi     = "10.0000/demo"
checked = "primary"

[[interpretations]]
id      = "read"
printed = "printed"
encoded = "encoded"
kind    = "inference"
why     = "invented"
"""
_SITES = 'site = ["pancreas", "rectum", "stomach"]'
_SCOPE = f'{{ {_SITES}, grade = ["G1", "G2", "G3", "NEC"] }}'
_SOURCES = '[{ key = "demo", at = "p. 1", printed = "printed words" }]'
CLINIC = '{ test = "clinic", every = "6 months until 1 year" }'


def edited(old: str, new: str, text: str = GOOD) -> str:
    """The good text with one edit; `old` must stand in it once."""
    assert text.count(old) == 1, old
    return text.replace(old, new)


def edits(blocks: str) -> list:
    """Edits written as blocks of lines: - to take away, + to put there, ! the message.

    A message that needs more than one line goes on after a second "!".
    """
    found = []
    for block in blocks.strip().split("\n\n"):
        lines: dict[str, list[str]] = {"-": [], "+": [], "!": []}
        for line in block.splitlines():
            lines[line[0]].append(line[2:])
        taken, put = "\n".join(lines["-"]), "\n".join(lines["+"])
        message = " ".join(lines["!"])
        found.append(pytest.param(taken, put, message, id=message or put))
    return found


def read(text: str) -> tuple[Guideline | None, list[str]]:
    """What the library makes of a text: the guideline, or the words of its faults."""
    found, faults = library.read("demo.toml", text.encode())
    return found, [str(fault) for fault in faults]


def table(kind: str, id: str, *lines: str) -> str:
    """One `[[kind]]` of a file, with the id and these lines."""
    return "\n".join([f"[[{kind}]]", f'id = "{id}"', *lines, ""])


def row(id: str, *lines: str, series: str = CLINIC, kind: str = "recommendations"):
    """A row with source, evidence and reading; a plan unless `series` is empty."""
    own = [f"series = [{series}]"] if series else []
    ground = [f"sources = {_SOURCES}", 'evidence = "C"', 'readings = ["read"]']
    return table(kind, id, *lines, *ground, *own)


def supplement(id: str, *lines: str, series: str) -> str:
    return row(id, *lines, series=series, kind="supplements")


def judgement(id: str, *lines: str, kind: str = "not-in-table") -> str:
    told = ['outcome = "judgement"', f'judgement = "{kind}"', 'reason = "because"']
    return row(id, *lines, *told, series="")


def written(*tables: str, id="demo", kind="local", scope=_SCOPE, head="") -> str:
    """The text of a file with these rows and lines."""
    return "\n".join([_HEAD.format(id=id, kind=kind, scope=scope, head=head), *tables])


@cache
def demo(*tables: str, **head: str) -> Guideline:
    """The guideline of these rows and lines, which must be without a fault."""
    text = written(*tables, **head)
    found, faults = library.read(f"{head.get('id', 'demo')}.toml", text.encode())
    assert [str(fault) for fault in faults] == []
    assert found is not None
    return found


def programme(
    *supplements: str, id="extra", head="", offered='["MEN1"]', scope=_SCOPE
) -> Guideline:
    """A programme of these supplements and lines, offered in this heredity."""
    told = f"offered = {{ hereditary = {offered} }}\n{head}"
    return demo(*supplements, id=id, kind="programme", head=told, scope=scope)
