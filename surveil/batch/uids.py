"""UIDs of many entries at once: those of `identity`, with the secret taken in once."""

import hashlib
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]

_BLOCK: Final = 64  # of SHA-256
_WIDTH: Final = 36
_GROUPS: Final = ((0, 0, 8), (9, 8, 12), (14, 12, 16), (19, 16, 20), (24, 20, 32))
_HEX: Final = np.frombuffer(
    "".join(f"{byte:02x}" for byte in range(256)).encode(), dtype=np.uint16
)


class Uids:
    """The UIDs of one clinic: `identity.entry_uid` for whole columns.

    The two halves of HMAC that depend on the secret alone are made once (RFC 2104).
    """

    def __init__(self, secret: bytes) -> None:
        key = secret if len(secret) <= _BLOCK else hashlib.sha256(secret).digest()
        key = key.ljust(_BLOCK, b"\0")
        self._inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in key))
        self._outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in key))

    def plan_ids(self, keys: Sequence[str]) -> list[str]:
        """What `identity.plan_id` gives of each key."""
        whole = self.of([b"plan/"] * len(keys), [key.encode() for key in keys])
        text = whole.tobytes().decode()
        return [text[at : at + _WIDTH] for at in range(0, len(text), _WIDTH)]

    def of(self, plans: Sequence[bytes], events: Sequence[bytes]) -> Bytes:
        """A row of bytes each, for what `plan_name` and `event_name` give."""
        inner, outer = self._inner.copy, self._outer.copy
        found = []
        for plan, event in zip(plans, events, strict=True):
            first, second = inner(), outer()
            first.update(plan + event)
            second.update(first.digest())
            found.append(second.digest())
        raw = np.frombuffer(b"".join(found), np.uint8).reshape(len(found), 32)
        raw = raw[:, :16].copy()
        # The version and variant bits of `identity`.
        raw[:, 6] = raw[:, 6] & 0x0F | 0x80
        raw[:, 8] = raw[:, 8] & 0x3F | 0x80
        digits = _HEX[raw].view(np.uint8)
        uids = np.full((len(found), _WIDTH), ord("-"), dtype=np.uint8)
        for place, start, end in _GROUPS:
            uids[:, place : place + end - start] = digits[:, start:end]
        return uids


def plan_name(plan_id: str) -> bytes:
    """The part of what an entry's UID is made from that all of its plan share."""
    return f"entry/{plan_id}".encode()


def event_name(id: str, role: str) -> bytes:
    """The other part: of the step of this id, in one role."""
    return f"/{id}/{role}".encode()
