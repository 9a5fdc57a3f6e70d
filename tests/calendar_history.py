"""What one version of a calendar may make of the one before, from their bytes alone."""

import re

from calendar_bytes import faults

CANCELLED = "CANCELLED: "


def blocks(raw: bytes) -> dict[str, str]:
    """Each entry as its unfolded text, by UID."""
    text = raw.decode().replace("\r\n ", "")
    found = re.findall(r"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", text, re.DOTALL)
    return {value(block, "UID"): block for block in found}


def value(block: str, name: str) -> str:
    """The value of a property of an entry, not of its alarm."""
    found = re.search(rf"^{name}(?:;[^:\r\n]*)?:(.*)\r$", block, re.MULTILINE)
    assert found, name
    return found[1]


def live(raw: bytes) -> dict[str, str]:
    return {
        uid: block
        for uid, block in blocks(raw).items()
        if value(block, "STATUS") != "CANCELLED"
    }


def history_faults(old: bytes, new: bytes) -> list[str]:
    """Everything by which `new` is not a next version of `old`; nothing if it is one.

    Points 23 to 25: an entry that says the same keeps its bytes; one that does not has
    one more revision and newer stamps; none is lost; what is cancelled says so.
    """
    found = [f"new file: {fault}" for fault in faults(new, feed=b"REFRESH" in new)]
    before, after = blocks(old), blocks(new)
    found += [f"{uid} is lost" for uid in before.keys() - after.keys()]
    for uid in before.keys() & after.keys():
        found += [f"{uid}: {fault}" for fault in _faults(before[uid], after[uid])]
    for uid in after.keys() - before.keys():
        if value(after[uid], "SEQUENCE") != "0":
            found.append(f"{uid}: is new, but was revised")
        if value(after[uid], "STATUS") == "CANCELLED":
            found.append(f"{uid}: is new, but cancelled")
    return found


def _faults(old: str, new: str) -> list[str]:
    if old == new:
        return []
    found = []
    if _meaning(old) == _meaning(new):
        found.append("says the same, but has other bytes")
    if int(value(new, "SEQUENCE")) != int(value(old, "SEQUENCE")) + 1:
        found.append("has not one more revision")
    if not value(new, "LAST-MODIFIED") > value(old, "LAST-MODIFIED"):
        found.append("LAST-MODIFIED is not newer")
    if value(new, "CREATED") != value(old, "CREATED"):
        found.append("was created at another time")
    if value(new, "STATUS") == "CANCELLED" and not (
        value(new, "SUMMARY").startswith(CANCELLED)
        and value(new, "DTSTART") == value(old, "DTSTART")
    ):
        found.append("is cancelled, but does not say so, or moved")
    return found


def _meaning(block: str) -> tuple[str, ...]:
    names = ("DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "STATUS")
    return tuple(value(block, name) for name in names)
