"""Equivalents: which planned tests a test that was done can count for, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Equivalent:
    """A test that was done, one that was planned, and why the one counts or does not.

    What is not named here does not count either; the entries that do not count are
    those that people ask about.
    """

    done: str
    planned: str
    counts: bool
    why: str


_CT_HELD: Final = "a CT of this region is one of the two that were asked for"
_BOTH: Final = "the larger scan shows the same region in the same way"
_MAY_BE_MRI: Final = "it may have been an MRI, which shows the lungs less well"
_NO_PELVIS: Final = "an MRI of the abdomen leaves out the pelvis"
_LOW_DOSE: Final = "its CT is mostly a low-dose one without phases of contrast"

EQUIVALENTS: Final = (
    Equivalent("ct-chest", "ct-or-mri-chest", True, _CT_HELD),
    Equivalent("ct-chest-abdomen", "ct-chest", True, _BOTH),
    Equivalent("ct-chest-abdomen", "ct-or-mri-chest", True, _CT_HELD),
    Equivalent("ct-chest-abdomen", "ct-or-mri-abdomen", True, _CT_HELD),
    Equivalent("ct-chest-abdomen", "ct-or-mri-chest-abdomen", True, _CT_HELD),
    Equivalent("ct-or-mri-chest-abdomen", "ct-or-mri-chest", True, _BOTH),
    Equivalent("ct-or-mri-chest-abdomen", "ct-or-mri-abdomen", True, _BOTH),
    Equivalent(
        "colonoscopy",
        "rectoscopy",
        True,
        "a colonoscopy passes and shows the rectum and the sigmoid colon",
    ),
    Equivalent("ct-or-mri-chest-abdomen", "ct-chest", False, _MAY_BE_MRI),
    Equivalent("ct-or-mri-chest-abdomen", "ct-chest-abdomen", False, _MAY_BE_MRI),
    Equivalent("ct-or-mri-chest", "ct-chest", False, _MAY_BE_MRI),
    Equivalent("mri-abdomen", "ct-or-mri-abdomen", False, _NO_PELVIS),
    Equivalent(
        "ct-or-mri-abdomen",
        "mri-abdomen",
        False,
        "it may have been a CT, and who plans an MRI spares the patient radiation",
    ),
    Equivalent("sstr-pet", "ct-or-mri-abdomen", False, _LOW_DOSE),
    Equivalent("sstr-pet", "ct-or-mri-chest-abdomen", False, _LOW_DOSE),
    Equivalent("fdg-pet", "ct-or-mri-abdomen", False, _LOW_DOSE),
    Equivalent("fdg-pet", "sstr-pet", False, "the tracers show different tumours"),
    Equivalent("sstr-pet", "fdg-pet", False, "the tracers show different tumours"),
    Equivalent(
        "eus",
        "gastroscopy",
        False,
        "an endoscopic ultrasound looks at one place, not at the whole stomach",
    ),
    Equivalent(
        "eus",
        "rectal-mri-or-eus",
        False,
        "the word alone does not say that it was an ultrasound of the rectum",
    ),
    Equivalent(
        "rectoscopy", "colonoscopy", False, "it does not reach the rest of the colon"
    ),
)


@dataclass(frozen=True, slots=True)
class Together:
    """Tests that are a larger one if all are done on one day, in a day's order."""

    parts: tuple[str, ...]
    whole: str
    why: str


_EACH_PART: Final = "departments book and record the regions of one scan as two"
TOGETHER: Final = (
    Together(("ct-or-mri-abdomen", "ct-chest"), "ct-chest-abdomen", _EACH_PART),
    Together(("ct-or-mri-abdomen", "ct-chest"), "ct-or-mri-chest-abdomen", _EACH_PART),
    Together(
        ("ct-or-mri-abdomen", "ct-or-mri-chest"), "ct-or-mri-chest-abdomen", _EACH_PART
    ),
)
LAST_PARTS: Final = frozenset(one.parts[-1] for one in TOGETHER)


def _counting() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for one in EQUIVALENTS:
        if one.counts:
            found[one.done] = (*found.get(one.done, ()), one.planned)
    return MappingProxyType(found)


# What a test that was done counts for beside the test itself.
COUNTS_FOR: Final = _counting()
# Why a test that was done does not count for one that was planned.
NOT_FOR: Final = MappingProxyType(
    {(one.done, one.planned): one.why for one in EQUIVALENTS if not one.counts}
)


def why_not(done: str, planned: str) -> str | None:
    """Why a test does not count for another that people may take it for; else None."""
    if done in COUNTS_FOR.get(planned, ()):
        return NOT_FOR.get((done, planned), "it shows only a part")
    return NOT_FOR.get((done, planned))
