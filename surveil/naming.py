"""Naming: which test and which status the words of a clinic stand for."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from surveil import terms
from surveil.catalogue import TESTS
from surveil.errors import UsageError
from surveil.terms import folded

# Words that mean one test whoever writes them; a bare "CT" or "PET" does not.
_TESTS: Final = {
    "clinic": "clinic|clinic appointment|clinic review|outpatient visit"
    "|outpatient clinic|consultation|follow up visit|follow up clinic",
    "ct-or-mri-abdomen": "ct abdomen and pelvis|ct abdomen pelvis"
    "|mri abdomen and pelvis|mri abdomen pelvis",
    "ct-chest": "ct chest|ct thorax",
    "sstr-pet": "sstr pet|dotatate pet|dotatoc pet|ga 68 dotatate pet/ct"
    "|ga 68 dotatoc pet/ct|dotatate pet/ct|dotatoc pet/ct|sstr pet/ct",
    "fdg-pet": "fdg pet|fdg pet/ct",
    "cga": "cga|cg a|serum chromogranin a|plasma chromogranin a",
    "5-hiaa": "5hiaa|urinary 5 hiaa|urine 5 hiaa|24 h urine 5 hiaa|plasma 5 hiaa",
    "gastroscopy": "ogd|egd|upper endoscopy|upper gi endoscopy",
    "rectoscopy": "flexible sigmoidoscopy|sigmoidoscopy|rectoscopy|proctoscopy",
    "eus": "eus",
    "echocardiogram": "echo|echocardiography|tte|transthoracic echocardiogram",
    "nt-probnp": "ntprobnp|nt pro bnp|n terminal pro bnp",
    "mri-abdomen": "mri abdomen",
    "pituitary-mri": "mri pituitary|pituitary mri",
}
_STATUSES: Final = {
    "done": "done|completed|complete|attended|performed|reported|resulted|arrived|seen",
    "booked": "booked|scheduled|planned|confirmed|pending|appointment",
    "cancelled": "cancelled|canceled|cancelled by hospital|cancelled by patient"
    "|cancelled by clinic|rescheduled|postponed",
    "did-not-attend": "did not attend|dna|no show|noshow|did not come|not attended"
    "|failed to attend|fta|missed|non attendance|was not brought|did not arrive",
}
# Parts of one cell that names several tests.
_PARTS: Final = (";", "+", "\n", ",", "/", " and ", "&")


def _said(table: Mapping[str, str]) -> dict[str, str]:
    return {
        folded(word): code for code, words in table.items() for word in words.split("|")
    }


def _catalogue() -> dict[str, str]:
    """Codes and names of the catalogue; a name of two tests stands for neither."""
    found: dict[str, set[str]] = {}
    for code, test in TESTS.items():
        for name in (code, test.name, test.brief, test.plain):
            found.setdefault(folded(name), set()).add(code)
    return {word: codes.pop() for word, codes in found.items() if len(codes) == 1}


_TEST_WORDS: Final = MappingProxyType(_said(_TESTS) | _catalogue())
_STATUS_WORDS: Final = MappingProxyType(_said(_STATUSES))
LEFT_OUT: Final = ""  # of a word that the clinic says is no test of follow-up


def test_words(said: Mapping[str, str]) -> Mapping[str, str]:
    """What words stand for, by their folded form; what the clinic `said` goes first.

    Raises UsageError for a code that is none.
    """
    own = {}
    for word, code in said.items():
        found = _TEST_WORDS.get(folded(code)) if code.strip() else LEFT_OUT
        if found is None:
            near = terms.nearest(code, tuple(TESTS))
            hint = f"; the nearest is {near}" if near else ""
            raise UsageError(f"--test '{word}={code}' names no test{hint}")
        own[folded(word)] = found
    return MappingProxyType({**_TEST_WORDS, **own})


def status_words(said: Mapping[str, str]) -> Mapping[str, str]:
    """What words of a status stand for; what the clinic `said` goes first."""
    own = {}
    for word, status in said.items():
        found = _STATUS_WORDS.get(folded(status))
        if found is None:
            right = ", ".join(_STATUSES)
            raise UsageError(f"--status-word '{word}={status}' is not one of {right}")
        own[folded(word)] = found
    return MappingProxyType({**_STATUS_WORDS, **own})


def tests_of(text: str, words: Mapping[str, str]) -> tuple[str, ...] | None:
    """The tests that a cell names; () where it is left out, None where unknown.

    A cell may name several, such as "CT chest + CgA", if each of them is known.
    """
    found = words.get(folded(text))
    if found is not None:
        return (found,) if found else ()
    for mark in _PARTS:
        parts = [part for part in text.split(mark) if part.strip()]
        if len(parts) > 1:
            codes = [words.get(folded(part)) for part in parts]
            if None not in codes:
                return tuple(dict.fromkeys(code for code in codes if code))
    return None


def matching(text: str, words: Mapping[str, str]) -> tuple[str, ...]:
    """The tests that somebody asks for by a word: CT is every CT, but no PET/CT.

    Raises UsageError where there is none.
    """
    if exact := tests_of(text, words):
        return exact
    asked = _tokens([text])
    found = tuple(
        code
        for code, test in TESTS.items()
        if asked and asked <= _tokens([code, test.name, test.plain, test.kind])
    )
    if not found:
        near = terms.nearest(text, (*TESTS, *words))
        hint = f"; the nearest is {near}" if near else ""
        raise UsageError(f"--for '{text}' is no test, such as CT, CgA or clinic{hint}")
    return found


def _tokens(texts: Sequence[str]) -> set[str]:
    spaced = " ".join(texts).casefold()
    for mark in "-(),":
        spaced = spaced.replace(mark, " ")
    return set(spaced.split())
