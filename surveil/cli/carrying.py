"""The text in which an identity secret is carried to another machine."""

import hashlib
import re
from typing import Final

from surveil.errors import UsageError

_KIND: Final = "surveil-secret-"
_HEAD: Final = f"{_KIND}1"
_MADE_HERE: Final = re.compile(
    r"[0-9a-f]{64}"
)  # what surveil makes, as its file holds it


def carried(secret: bytes) -> str:
    """The secret with its kind before it and a check behind it.

    In digits only: chat programs and editors change other letters.
    """
    body = secret.hex()
    return f"{_HEAD}:{body}:{_check(body)}"


def is_carried(text: str) -> bool:
    return _squeezed(text).startswith(_KIND)


def opened(text: str, name: str) -> str:
    """The secret in a carried text; any other text is itself the secret.

    Raises UsageError, which calls the text `name`, for a copy that is not whole.
    """
    if not is_carried(text):
        return text
    head, _, rest = _squeezed(text).partition(":")
    body, _, check = rest.partition(":")
    if head != _HEAD:
        raise UsageError(f"{name} is of a newer surveil: update surveil")
    if check != _check(body):
        raise UsageError(
            f"{name} is not whole: copy all of it, from {_HEAD} to the last digit"
        )
    try:
        return bytes.fromhex(body).decode()
    except ValueError:
        raise UsageError(f"{name} holds a secret that is not text") from None


def brought(text: str, name: str) -> str:
    """The secret in what somebody brings: a carried text, or one that surveil made.

    Raises UsageError for any other text, because it would give new identities.
    """
    if not is_carried(text) and not _MADE_HERE.fullmatch(text.strip()):
        raise UsageError(
            f"{name} is not a secret: export it with surveil secret export, and copy"
            f" all of it, from {_HEAD} to the last digit"
        )
    return opened(text, name).strip()


def _squeezed(text: str) -> str:
    """Without the breaks and capitals that a way of copying may add."""
    return "".join(text.split()).lower()


def _check(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[:8]
