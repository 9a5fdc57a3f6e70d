"""Hostile texts, and a guideline with a place for one wherever it has words."""

import re
import unicodedata

PLAIN = "harmless words"  # what a hostile text is compared with
PLAIN_NUMBER = "02 5550 1234"
CORPUS: dict[str, str] = {
    "cr": "one\rATTACH:file:///etc/passwd",
    "lf": "one\nATTACH:file:///etc/passwd",
    "crlf": "one\r\nATTACH:file:///etc/passwd",
    "vt": "one\x0btwo",
    "ff": "one\x0ctwo",
    "fs": "one\x1ctwo",
    "nel": "one\x85two",
    "ls": "one\u2028two",
    "ps": "one\u2029two",
    "nul": "one\0two",
    "tab": "\tone\ttwo",
    "backslash-N": r"C:\North\Nends",
    "backslash-n": r"literal \n here",
    "separators": r"a;b,c:d;VALUE=DATE:x\;y\,z",
    "end-event": "one\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:x",
    "end-event-in-a-line": "END:VEVENT",
    "begin-alarm": "one\nBEGIN:VALARM\nACTION:AUDIO\nTRIGGER:PT0S",
    "begin-alarm-in-a-line": "BEGIN:VALARM",
    "quotes": '"\'`\u201d\u2019 it\'s "quoted"',
    "long": "x" * 10_000,
    "long-words": "word " * 2_000,
    "surrogate": "one\udcfftwo",
    "rtl-override": "one\u202etxt.exe",
    "isolates": "one\u2066two\u2069\u200f",
    "byte-order-mark": "\ufeffone",
    "formula": "=cmd|'/c calc'!A1",
    "formula-plus": "+1+1",
    "formula-minus": "-2+3",
    "formula-at": "@SUM(1)",
    "script": "<script>alert(1)</script>",
    "image": '"><img src=x onerror=alert(1)>',
    "entity": "&lt;b&gt; &amp; &#60;",
    "colour": "one\x1b[31mred\x1b[0m",
    "terminal-title": "one\x1b]0;owned\x07",
    "c1": "one\x9b31mtwo",
    "markup": "[bold]x[/bold] [/] [link=file:///etc/passwd]y[/link] :bomb:",
    "formula-of-a-picture": r"$\frac{1}{$ $x^$ \$ $$",
    "place": "{due} {earliest} {latest} {then} ~due~ {0} %s %(key)s",
    "emoji": "\U0001fa7a \U0001f468\u200d\U0001f469\u200d\U0001f467 caf\u0065\u0301",
    "right-to-left": "اتصل بنا، بسرعة; שלום",
    "unassigned": "one\U000e0fff\ue000two",
}

# A whole guideline with few dates; each word between @ is a place for a text.
GUIDELINE = """\
format  = 1
id      = "demo"
title   = @title@
kind    = "local"
edition = @edition@
checked = "primary"
scope   = { site = ["pancreas"], grade = ["G1"], readings = ["sites"] }
remarks = [@remark@]

[sources.demo]
cite    = @cite@
doi     = "10.0000/demo"
checked = "primary"

[[gaps]]
id   = "scar"
text = @gap@

[[notes]]
id   = "wait"
text = @note@

[[age_notes]]
test    = ["ct-or-mri-abdomen"]
under   = 50
text    = @age-note@
sources = [{ key = "demo", at = "p. 2", silent = @silent@ }]

[[recommendations]]
id       = "all"
when     = { grade = ["G1"] }
sources  = [{ key = "demo", at = @at@, printed = @printed@ }]
evidence = @evidence@
readings = ["sites"]
gaps     = ["scar"]
notes    = ["wait"]
banner   = @banner@
renew    = "2 years"
series   = [
  { test = ["clinic", "ct-or-mri-abdomen"], at = ["1 year", "2 years"] },
  { test = "cga", with = "clinic" },
]

[[interpretations]]
id      = "sites"
printed = @interpretation@
encoded = @encoded@
kind    = "inference"
why     = @why@
"""
SPOTS = tuple(re.findall("@(.+?)@", GUIDELINE))


def as_bytes(text: str) -> bytes:
    """The text in a file: a lone surrogate is the byte that it stands for, if any."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def guideline(text: str, spots: tuple[str, ...]) -> bytes:
    """The demonstration guideline with the text in these places."""

    def words(match: re.Match[str]) -> str:
        return toml(text if match[1] in spots else PLAIN)

    return as_bytes(re.sub("@(.+?)@", words, GUIDELINE))


def one_line(text: str) -> str:
    """The text as it may come out: by the rules of the reference, not by our code.

    One line, NFC, no character that acts instead of being seen; but the joiners stay,
    which some scripts and emoji need.
    """
    seen = (
        letter
        for letter in text
        if letter in "\u200c\u200d"
        or letter.isspace()
        or unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Cn", "Co")
    )
    return unicodedata.normalize("NFC", " ".join("".join(seen).split()))


def toml(text: str) -> str:
    """The text as TOML writes it; what TOML cannot hold stays as it is."""
    written = []
    for letter in text:
        if letter in '"\\':
            written.append(f"\\{letter}")
        elif letter.isprintable() or "\ud800" <= letter <= "\udfff":
            written.append(letter)
        else:
            written.append(f"\\U{ord(letter):08X}")
    return f'"{"".join(written)}"'
