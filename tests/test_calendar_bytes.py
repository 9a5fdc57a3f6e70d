"""The byte checker finds what is planted in bytes, in lines and around the entries."""

import pytest
from calendar_bytes import entries, faults, indiscreet, plain_text
from calendar_samples import RAW, edited

END = b"END:VCALENDAR\r\n"
NAMES = b"NAME:Health plan\\, reminders\r\nX-WR-CALNAME:Health plan\\, reminders"
FEED = b"REFRESH-INTERVAL;VALUE=DURATION:P1D\r\nX-PUBLISHED-TTL:P1D\r\n"


@pytest.mark.parametrize(
    ("old", "new", "complaints"),
    [
        (b"BEGIN", b"\xef\xbb\xbfBEGIN", ["1: the file begins with a byte order mark"]),
        (b"ring", b"ri\0g", ["1: line 19 holds a NUL", "4: line 19 holds U+0000"]),
        (b"ring", b"ri\xffg", ["1: line 19 is not UTF-8"]),
        (b"ring", b"\xed\xa0\x80g", ["1: line 19 is not UTF-8"]),
        (b"\r\nCLASS", b"\nCLASS", ["2: line 16 ends in a bare LF"]),
        (b"\r\nCLASS", b"\rCLASS", ["2: line 16 ends in a bare CR"]),
        (b"\r\nCLASS", b"\r\n\r\nCLASS", ["2: line 17 is empty"]),
        (END, END.rstrip(), ["2: the last line is not END:VCALENDAR and CRLF"]),
        (b"2\r\n 026", b"202\r\n 6", ["3: line 19 is 76 octets long"]),
        (b".\\nThis", b".\\\r\n nThis", ["3: line 20 ends in half an escape"]),
        (b"\r\n 026", b"\r\n\t026", ["3: line 20 is folded with a tab"]),
        (b"\r\n 026", b"\r\n \r\n 026", ["3: line 20 folds nothing"]),
        (
            b"\xc3\xa9",
            b"\xc3\r\n \xa9",
            ["1: line 21 is not UTF-8", "3: line 22 begins inside a character"],
        ),
        (b"t\\, n", b"t, n", ["4: line 19: DESCRIPTION holds an unescaped ,"]),
        (b"s\\; c", b"s; c", ["4: line 19: DESCRIPTION holds an unescaped ;"]),
        (b"Call us", b"Call\\us", ["4: line 19: DESCRIPTION holds a stray \\"]),
        (b"\\nThis", b"\\NThis", ["4: line 19: DESCRIPTION holds a stray \\"]),
    ],
)
def test_fault_in_bytes(old, new, complaints):
    assert faults(edited(old, new)) == complaints


@pytest.mark.parametrize(
    "code",
    [
        *(0x1, 0x9, 0xB, 0xC, 0x1C, 0x7F, 0x85, 0x2028, 0x2029),  # controls, breaks
        *(0x61C, 0x200E, 0x200F, 0x202A, 0x202E, 0x2066, 0x2069),  # direction
        *(0x378, 0xE000, 0xFEFF, 0xFFFE),  # unassigned, private, mark, no character
    ],
    ids="U+{:04X}".format,
)
def test_unwanted_character(code):
    raw = edited(b"Call us", f"Call{chr(code)}us".encode())

    assert faults(raw) == [f"4: line 19 holds U+{code:04X}"]


@pytest.mark.parametrize(
    ("old", "new", "complaints"),
    [
        (b"BEGIN", b"X-A:1\r\nBEGIN", ["7: line 1 stands outside VCALENDAR"]),
        (b"END:VALARM\r\n", b"", ["7: line 26: VALARM has no END"]),
        (b"END:VEVENT\r\nEND", b"END", ["7: line 363: VEVENT has no END"]),
        (
            b"END:VALARM",
            b"END:VALARM\r\nEND:VALARM",
            ["7: line 31 ends VALARM, which is not open"],
        ),
        (
            END,
            b"",
            [
                "2: the last line is not END:VCALENDAR and CRLF",
                "7: line 1: VCALENDAR has no END",
            ],
        ),
        (END, END + END, ["7: line 386 ends VCALENDAR, which is not open"]),
        (
            b"VERSION:2.0\r\nPRODID:-//surveil//surveil 0.1//EN",
            b"PRODID:-//surveil//surveil 0.1//EN\r\nVERSION:2.0",
            ["7: VERSION does not come first"],
        ),
        (b"VERSION:2.0", b"VERSION:1.0", ["7: line 2: VERSION is not 2.0"]),
        (b"l 0.1//EN", b"l", ["7: line 3: PRODID is not -//owner//product//EN"]),
        (b"surveil 0.1", b"NET planner", ["7: PRODID says 'net'"]),
        (b"GREGORIAN", b"JULIAN", ["7: line 4: CALSCALE is not GREGORIAN"]),
        (
            b"CALSCALE",
            b"METHOD:PUBLISH\r\nCALSCALE",
            ["8: line 4: VCALENDAR may not have METHOD"],
        ),
        *(
            (
                b"BEGIN:VEVENT",
                f"BEGIN:{name}\r\nEND:{name}\r\nBEGIN:VEVENT".encode(),
                [f"8: line 9: {name} may not stand here"],
            )
            for name in ("VTODO", "VJOURNAL", "VFREEBUSY", "VTIMEZONE", "VALARM")
        ),
        (b"NAME:Health", b"NAME:My", ["9: NAME and X-WR-CALNAME differ"]),
        (b"n\\, r", b"n, r", ["9: line 5: NAME holds an unescaped ,"]),
        (b"steelblue", b"#4682B4", ["10: line 7: COLOR is not a CSS3 colour name"]),
        (
            b"#4682B4",
            b"steelblue",
            ["10: line 8: X-APPLE-CALENDAR-COLOR is not #RRGGBB"],
        ),
        (
            b"BEGIN:VEVENT",
            FEED + b"BEGIN:VEVENT",
            [
                "11: line 1: REFRESH-INTERVAL is for feeds",
                "11: line 1: X-PUBLISHED-TTL is for feeds",
            ],
        ),
        (
            b"BEGIN:VEVENT",
            b"UID:A1\r\nBEGIN:VEVENT",
            ["17: line 9: UID is not an opaque id"],
        ),
        (
            b"BEGIN:VEVENT",
            b"UID:25439177-fb0c-4e76-a7ec-95c55aa5e3d0\r\nBEGIN:VEVENT",
            ["16: line 10: the UID of this entry stands twice"],
        ),
        (
            b"BEGIN:VEVENT",
            b"X-WR-TIMEZONE:UTC\r\nBEGIN:VEVENT",
            ["17: line 9: VCALENDAR may not have X-WR-TIMEZONE"],
        ),
        (b"BEGIN:VEVENT", b"BEGIN;X=1:VEVENT", ["17: line 9: BEGIN has parameters"]),
        (
            NAMES,
            b"NAME:Grade\r\nX-WR-CALNAME:Grade",
            ["28: NAME says 'grade'"],
        ),
    ],
)
def test_fault_around_the_entries(old, new, complaints):
    assert faults(edited(old, new)) == complaints


def test_two_calendars_in_one_file():
    assert faults(RAW + RAW) == ["7: 2 VCALENDAR instead of one"]


def test_calendar_without_entries():
    start = RAW.index(b"BEGIN:VEVENT")

    assert faults(RAW[:start] + END) == ["7: VCALENDAR has no VEVENT"]


def test_feed_says_how_often_to_look_again():
    feed = edited(b"BEGIN:VEVENT", FEED + b"BEGIN:VEVENT")

    assert faults(feed, feed=True) == []
    assert faults(RAW, feed=True) == [
        "11: line 1: VCALENDAR has no REFRESH-INTERVAL",
        "11: line 1: VCALENDAR has no X-PUBLISHED-TTL",
    ]


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        (
            b";VALUE=DURATION",
            b"",
            "11: line 9: parameters of REFRESH-INTERVAL are not VALUE=DURATION",
        ),
        (b"ON:P1D", b"ON:1 day", "11: line 9: REFRESH-INTERVAL is not an interval"),
        (b"ON:P1D", b"ON:P0D", "11: line 9: REFRESH-INTERVAL is not an interval"),
        (b"TTL:P1D", b"TTL:-P1D", "11: line 10: X-PUBLISHED-TTL is not an interval"),
    ],
)
def test_fault_in_a_feed(old, new, complaint):
    feed = edited(b"BEGIN:VEVENT", FEED.replace(old, new) + b"BEGIN:VEVENT")

    assert faults(feed, feed=True) == [complaint]


def test_every_cut_is_noticed():
    # A disk that fills up leaves such files.
    assert [end for end in range(0, len(RAW), 97) if not faults(RAW[:end])] == []


def test_fold_after_a_whole_escape_is_good():
    assert faults(edited(b"Call us", b"Call\\\\\r\n us")) == []


def test_calendar_level_uid_is_good():
    uid = b"UID:0b8f6f0e-58c4-4c4f-9f5a-0d1f4f2a9f01\r\n"

    assert faults(edited(b"BEGIN:VEVENT", uid + b"BEGIN:VEVENT")) == []


def test_entries_are_unfolded_and_unescaped():
    first, *_, last = entries(RAW)

    assert first == {
        "SUMMARY": "Health: appointment to book",
        "DTSTART": "20260420",
        "DTEND": "20260421",
        "DTSTAMP": "20260102T030405Z",
        "UID": "25439177-fb0c-4e76-a7ec-95c55aa5e3d0",
        "SEQUENCE": "0",
        "CATEGORIES": "Health",
        "CLASS": "PRIVATE",
        "CREATED": "20260102T030405Z",
        "DESCRIPTION": "Please ring the clinic to book your visit due around "
        "01 June 2026.\nThis date is a target, not a booking.\n"
        "Questions; changes, travel? Call us \u2014 caf\u00e9 \u2116 3 \U0001fa7a",
        "LAST-MODIFIED": "20260102T030405Z",
        "STATUS": "TENTATIVE",
        "TRANSP": "TRANSPARENT",
        "X-MICROSOFT-CDO-BUSYSTATUS": "FREE",
        "ALARM": "-PT15H",
    }
    assert last["UID"] == "6a4ad522-2ca9-4f3b-b612-d57b22a82b70"
    assert [entry["ALARM"] for entry in entries(RAW)].count("") == 1  # cancelled


@pytest.mark.parametrize(
    ("text", "more", "words"),
    [
        ("Health: appointment to book", (), []),
        ("Internet, planet, upgrade", (), []),
        ("your NET", (), ["net"]),
        ("two NETs", (), ["net"]),
        ("TUMOURS and oncologists", (), ["oncologist", "tumour"]),
        ("Ki-67 3 %", (), ["ki-67"]),
        ("Postsurgery visit", (), ["surgery"]),
        (
            "For Jo Bloggs, 1980-02-01",
            ("Bloggs", "1980-02-01"),
            ["1980-02-01", "bloggs"],
        ),
        ("case A1", ("A1",), ["a1"]),
        ("case A12", ("A1", ""), []),
    ],
)
def test_indiscreet_words(text, more, words):
    assert indiscreet(text, *more) == words


def test_folds_and_escapes_hide_no_word():
    raw = edited(b"June 2\r\n 026.\\nThis", b"can\r\n cer.\\nNET is")

    assert indiscreet(plain_text(raw)) == ["cancer", "net"]
    assert indiscreet(plain_text(RAW)) == []
