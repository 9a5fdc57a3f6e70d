"""Publications that could not be read, and so are not shipped."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Unread:
    """A publication: what was seen of it, and what a reader should copy first."""

    cite: str
    doi: str | None
    where: str | None
    seen: str
    wanted: str


def not_available() -> tuple[Unread, ...]:
    """The publications whose schedules could not be read, in the list's order."""
    raw = (files("surveil.library") / "not_available.toml").read_bytes()
    content = tomllib.loads(raw.decode("utf-8"))
    return tuple(
        Unread(
            one["cite"], one.get("doi"), one.get("where"), one["seen"], one["wanted"]
        )
        for one in content["publications"]
    )
