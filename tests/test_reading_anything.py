"""Whatever bytes an old calendar may be, it is read or refused in one line."""

from hypothesis import given, settings
from hypothesis import strategies as st
from old_calendar import FILE
from revisions import AHEAD, PLAN, entry, file_of, own
from samples import SECRET

from surveil.errors import UsageError
from surveil.render import entries
from surveil.render.reading import read


def read_or_refused(raw):
    """Nothing but an `Old` or one line may come of any bytes."""
    try:
        old = read(raw, SECRET, PLAN, name="old.ics")
    except UsageError as problem:
        line = str(problem)
        assert line.startswith("old.ics: ")
        assert line.isprintable()
    else:
        again = file_of(*old.entries)
        assert read(again, SECRET, PLAN).entries == old.entries


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(raw):
    read_or_refused(raw)
    read_or_refused(b"BEGIN:VCALENDAR\r\nPRODID:-//surveil//surveil//EN\r\n" + raw)


SPOTS = st.integers(0, len(FILE) - 1)
PIECES = st.binary(max_size=12) | st.sampled_from(
    [
        *(b"\r\n", b"\n ", b"\r", b"\\", b"\\n", b":", b";", b",", b"{due}", b"\x00"),
        *(b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n", b"END:VCALENDAR\r\n", b"\xff\xfe"),
        *(
            b"99999999",
            b"SUMMARY:x\r\n",
            b"\xed\xa0\x80",
            b"\xef\xbb\xbf",
            "٣".encode(),
        ),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(SPOTS, st.integers(0, 40), PIECES), min_size=1, max_size=4))
def test_a_file_that_was_edited_anywhere_is_read_or_refused(edits):
    raw = FILE
    for at, cut, piece in edits:
        raw = raw[:at] + piece + raw[at + cut :]
    read_or_refused(raw)


@settings(max_examples=100, deadline=None)
@given(SPOTS, SPOTS)
def test_a_file_cut_anywhere_is_read_or_refused(start, stop):
    read_or_refused(FILE[:stop])
    read_or_refused(FILE[start:])
    read_or_refused(FILE[:start] + FILE[stop:])


LINES = FILE.split(b"\r\n")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=30), st.randoms(use_true_random=False))
def test_its_lines_in_any_order_are_read_or_refused(lines, chance):
    read_or_refused(b"\r\n".join([*LINES[:3], *lines]))
    read_or_refused(b"\r\n".join([*LINES[:1], *chance.sample(LINES, len(LINES))]))


TITLES = st.text(min_size=1, max_size=130)


@settings(deadline=None)
@given(TITLES, st.text(min_size=1, max_size=1600), st.booleans())
def test_any_text_that_was_written_is_read_back(title, text, cancelled):
    one = own(entry(title=title, text=text, cancelled=cancelled, day=AHEAD))
    if not entries.clean(title, 120) or not entries.clean(text, 1500):
        return
    if any(brace in title + text for brace in ("{", "~")) or "\n" in entries.clean(
        title, 120
    ):
        return

    (found,) = read(file_of(one), SECRET, PLAN).entries

    assert found.title == entries.clean(title, entries.LONGEST_TITLE)
    assert found.text == entries.clean(text, entries.LONGEST_TEXT)
    assert found.cancelled is cancelled
