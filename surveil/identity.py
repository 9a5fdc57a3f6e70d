"""Identity of plans and entries: stable for the same step, and not to be guessed."""

import base64
import binascii
import hmac
from typing import TYPE_CHECKING, Final

from surveil.errors import UsageError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESSIV

LEAST_SECRET: Final = 32
_SEAL: Final = "1."  # the version of a sealed text, before its letters
_BLOCK: Final = 64  # sealed texts are as long as a multiple of this


def secret_of(text: str) -> bytes:
    """The secret that a text stands for; UsageError where it is too short to keep."""
    secret = text.strip().encode("utf-8", "surrogateescape")
    if len(text.strip()) < LEAST_SECRET:
        raise UsageError(
            f"SURVEIL_SECRET is shorter than {LEAST_SECRET} characters:"
            " give any longer text, always the same"
        )
    return secret


def plan_id(secret: bytes, key: str) -> str:
    """The id of the plan of this key: neither the key nor a plain hash of it."""
    return _uuid(secret, f"plan/{key}")


def entry_uid(secret: bytes, plan: str, event: str, role: str = "due") -> str:
    """The UID of an entry: from plan id, event id and role, never from a date."""
    return _uuid(secret, f"entry/{plan}/{event}/{role}")


def random_plan_id(randomness: bytes) -> str:
    """The id of a plan without a key, from 16 random bytes."""
    return _text(bytearray(randomness))


def sealed(secret: bytes, plan: str, text: str) -> str:
    """The text as letters that only the secret opens, and only for this plan.

    The same text gives the same letters, so that unchanged calendars keep their bytes.
    """
    raw = text.encode()
    raw += b"\0" * (-len(raw) % _BLOCK or _BLOCK)  # its length says little
    closed = _cipher(secret).encrypt(raw, [plan.encode()])
    return _SEAL + base64.urlsafe_b64encode(closed).decode().rstrip("=")


def opened(secret: bytes, plan: str, letters: str) -> str | None:
    """The text that was sealed; None where the letters, secret or plan are others.

    Raises UsageError for letters of a later version.
    """
    version, dot, body = letters.partition(".")
    if dot and version.isdecimal() and f"{version}." != _SEAL:
        raise UsageError("was written by a newer surveil: update surveil")
    if not letters.startswith(_SEAL):
        return None
    from cryptography.exceptions import InvalidTag

    try:
        closed = base64.b64decode(body + "=" * (-len(body) % 4), b"-_", validate=True)
        raw = _cipher(secret).decrypt(closed, [plan.encode()])
        return raw.rstrip(b"\0").decode()
    except (InvalidTag, binascii.Error, ValueError):
        return None


def _cipher(secret: bytes) -> "AESSIV":
    # Imported where it is used: a plan without overrides need not load it.
    from cryptography.hazmat.primitives.ciphers.aead import AESSIV

    return AESSIV(hmac.digest(secret, b"sealed/1", "sha512"))


def _uuid(secret: bytes, name: str) -> str:
    return _text(bytearray(hmac.digest(secret, name.encode(), "sha256")[:16]))


def _text(raw: bytearray) -> str:
    raw[6] = raw[6] & 0x0F | 0x80  # version 8: made by a rule of our own
    raw[8] = raw[8] & 0x3F | 0x80  # the variant of RFC 9562
    digits = raw.hex()
    parts = digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]
    return "-".join(parts)
