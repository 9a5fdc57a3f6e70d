"""Identity of plans and entries: stable for the same step, and not to be guessed."""

import hmac
from typing import Final

from surveil.errors import UsageError

LEAST_SECRET: Final = 32


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


def _uuid(secret: bytes, name: str) -> str:
    return _text(bytearray(hmac.digest(secret, name.encode(), "sha256")[:16]))


def _text(raw: bytearray) -> str:
    raw[6] = raw[6] & 0x0F | 0x80  # version 8: made by a rule of our own
    raw[8] = raw[8] & 0x3F | 0x80  # the variant of RFC 9562
    digits = raw.hex()
    parts = digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]
    return "-".join(parts)
