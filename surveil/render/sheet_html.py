"""HTML by construction: every text is cleaned and escaped, so that none can act."""

import base64
import hashlib
import html
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

from surveil.render.plaintext import clean

LONGEST: Final = 20_000  # letters in one text of a page
_VOID: Final = ("meta",)


@dataclass(frozen=True, slots=True)
class Html:
    """A piece of a page that stands as it is; plain str is text, to be escaped."""

    text: str


_Part: TypeAlias = Html | str | None


def tag(name: str, *parts: _Part, **attributes: str | None) -> Html:
    """An element with these parts; None is left out, as part and as attribute.

    `class_` stands for class, `aria_label` for aria-label.
    """
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_escaped(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID:
        return Html(f"<{name}{given}>")
    return Html(f"<{name}{given}>{joined(parts).text}</{name}>")


def joined(parts: Iterable[_Part], between: str = "") -> Html:
    """The parts one after the other, with a plain text between them."""
    whole = (
        part.text if isinstance(part, Html) else _escaped(part)
        for part in parts
        if part is not None
    )
    return Html(html.escape(between).join(whole))


def page(title: str, style: str, *parts: _Part, language: str, direction: str) -> bytes:
    """A whole page that fetches nothing, runs nothing and tells nobody.

    The policy allows this one style sheet, by its digest, and nothing else.
    """
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}';"
        " base-uri 'none'; form-action 'none'"
    )
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name_="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name_="referrer", content="no-referrer"),
        tag("meta", name_="robots", content="noindex, nofollow, noarchive"),
        # Phones make links of what looks like a number or a date, and most are wrong.
        tag(
            "meta",
            name_="format-detection",
            content="telephone=no, date=no, address=no, email=no",
        ),
        tag("title", title),
        tag("style", Html(style)),
    )
    body = tag("body", *parts)
    whole = tag("html", head, body, lang=language, dir=direction)
    return f"<!DOCTYPE html>\n{whole.text}\n".encode()


def _escaped(text: str) -> str:
    return html.escape(clean(text, LONGEST))
