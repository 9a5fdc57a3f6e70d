"""The lines of a calendar by plain search: a second look, beside the byte checker's."""

import re


def lines_of(raw):
    """The content lines: what stands on physical lines, without the folds."""
    return raw.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]


def head_of(raw):
    return lines_of(raw[: raw.index(b"BEGIN:VEVENT")])


def blocks_of(raw):
    """The lines of each entry, without those of its alarm."""
    found = re.findall(rb"BEGIN:VEVENT\r\n(.*?)END:VEVENT\r\n", raw, re.DOTALL)
    alarm = re.compile(rb"BEGIN:VALARM\r\n.*?END:VALARM\r\n", re.DOTALL)
    return [lines_of(alarm.sub(b"", block)) for block in found]


def alarms_of(raw):
    """The lines of each entry's alarms."""
    blocks = re.findall(rb"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", raw, re.DOTALL)
    form = re.compile(rb"BEGIN:VALARM\r\n(.*?)END:VALARM\r\n", re.DOTALL)
    return [[lines_of(one) for one in form.findall(block)] for block in blocks]


def value(lines, name):
    """The one value of a property, as it stands in the file."""
    (found,) = [line for line in lines if re.match(rf"{name}[:;]", line)]
    return found.partition(":")[2]


def names(lines):
    return [re.match("[A-Z0-9-]+", line)[0] for line in lines]


def text(escaped):
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], escaped)
