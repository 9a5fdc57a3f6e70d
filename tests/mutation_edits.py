"""One edit of a guideline file as TOML reads it, and the file that it leaves."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

GONE = object()  # the value of what an edit takes away
Path = tuple[str | int, ...]
Table = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Edit:
    """What is changed: its kind, the place of it, and it in words."""

    kind: str
    path: Path
    words: str
    changes: tuple[tuple[Path, object], ...]


def edit(kind: str, path: Path, words: str, value: object, *more: Any) -> Edit:
    """An edit that puts `value` at `path`; `more` are changes that go with it."""
    return Edit(kind, path, words, ((path, value), *more))


def edited(content: Table, one: Edit) -> Table:
    """The content with its changes made; what they do not touch is shared."""
    for path, value in one.changes:
        content = _changed(content, path, value)
    return content


def _changed(node: Any, path: Path, value: object) -> Any:
    key, *rest = path
    copied = node.copy()
    if rest:
        copied[key] = _changed(node[key], tuple(rest), value)
    elif value is GONE:
        del copied[key]
    else:
        copied[key] = value
    return copied


def dropped(kind: str, path: Path, names: Sequence[str]) -> Iterator[Edit]:
    """Each of a list of names taken away, and the key with the last of them."""
    for name in names:
        left = [one for one in names if one != name]
        yield edit(kind, path, f"{name} removed", left or GONE)


def added(kind: str, path: Path, names: Sequence[str], known: Any) -> Iterator[Edit]:
    """Each known name that the list has not, added to it."""
    for name in known:
        if name not in names:
            yield edit(kind, path, f"{name} added", [*names, name])


def at(content: Table, path: Path) -> Any:
    """What stands at a path."""
    node: Any = content
    for key in path:
        node = node[key]
    return node


def place(content: Table, path: Path) -> str:
    """The path in words: entries of lists by their id, or by their number."""
    node: Any = content
    words: list[str] = []
    for key in path:
        node = node.get(key) if isinstance(node, dict) else node[int(key)]
        if isinstance(key, str):
            words.append(key)
        elif isinstance(node, dict) and "id" in node:
            words.append(node["id"])
        else:
            words[-1] += f"[{key}]"
    return ".".join(words)


def toml(content: Table) -> bytes:
    """The content as a TOML file, so that the library's own reader reads it."""
    lines = (f"{_key(key)} = {_inline(value)}" for key, value in content.items())
    return "\n".join(lines).encode()


def _inline(value: object) -> str:
    match value:
        case dict():
            pairs = (f"{_key(key)} = {_inline(one)}" for key, one in value.items())
            return f"{{ {', '.join(pairs)} }}"
        case list():
            return f"[{', '.join(map(_inline, value))}]"
        case str() | bool() | int():
            # A JSON text is a TOML text, and so are its numbers and truths.
            return json.dumps(value, ensure_ascii=False)
    raise TypeError(f"{value!r} does not stand in guideline files")


def _key(key: str) -> str:
    return json.dumps(key, ensure_ascii=False)
