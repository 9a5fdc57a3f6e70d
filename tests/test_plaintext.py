"""Text from outside, cleaned: the same whichever way it takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveil.render.plaintext import clean


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  two words  ", "two words"),
        ("a\\nb \\N", "a/nb /N"),
        ("a\tb", "a b"),
        ("a \r\n b\rc\x85d\u2028e\u2029f", "a\nb\nc\nd\ne\nf"),
        ("a\x00b\x1b[31mc\x7f", "ab[31mc"),
        ("a\u202eb\u200fc\ufeffd", "abcd"),
        ("e\u0301", "é"),
        ("a\ud800b\ue000c", "abc"),
        ("", ""),
    ],
)
def test_what_programs_misread_is_taken_out(text, expected):
    assert clean(text, 100) == expected


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("one two three", 13, "one two three"),
        ("one two three", 12, "one two ..."),
        ("one two three", 11, "one ..."),
        ("abcdefghijkl", 11, "abcdefg ..."),
        ("éne two three", 12, "éne two ..."),
    ],
)
def test_what_is_cut_says_so_and_is_cut_between_words(text, limit, expected):
    assert clean(text, limit) == expected


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60))
def test_plain_text_takes_a_shorter_way_to_the_same_end(text):
    # A letter that is not plain sends the whole text the longer way.
    found = clean(f"é\n{text}", 1000)

    assert found == f"é\n{clean(text, 1000)}".strip()
