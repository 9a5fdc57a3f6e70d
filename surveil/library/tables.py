"""TOML tables that know their file and place, and refuse what nobody took."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import TypeVar

from surveil.errors import GuidelineError
from surveil.terms import nearest

T = TypeVar("T")
Parts = Mapping[str, T | None]
_KINDS = {
    str: "a text in quotes",
    int: "a whole number",
    bool: "true or false",
    list: "a list in square brackets",
    dict: "a table in braces",
    Decimal: "a number",
}


class AlreadyTold(GuidelineError):
    """Raised where something names a part whose own fault has been noted."""


class Table:
    """One table of a file: `take` removes what it returns, `done` refuses the rest."""

    def __init__(
        self,
        file: str,
        where: str,
        content: dict[str, object],
        faults: list[GuidelineError],
    ) -> None:
        self.file = file
        self.where = where
        self._content = dict(content)
        self._known: list[str] = []
        self._faults = faults

    def place(self, key: str) -> str:
        shown = "".join(letter if letter.isprintable() else "?" for letter in key)
        return f"{self.where}.{shown}" if self.where else shown

    def fault(self, key: str, problem: str) -> GuidelineError:
        """The error for a key of this table, to be raised."""
        return GuidelineError(
            self.file, self.place(key) if key else self.where, problem
        )

    def note(self, key: str, problem: str) -> None:
        """Keep a fault and go on: a check names all faults of a file at once."""
        self._faults.append(self.fault(key, problem))

    @contextmanager
    def going_on(self) -> Iterator[None]:
        """Keep a fault raised inside as one of the file's, and go on after it."""
        try:
            yield
        except AlreadyTold:
            pass
        except GuidelineError as fault:
            self._faults.append(fault)

    def tried(self, read: Callable[[], T], otherwise: T) -> T:
        """What `read` gives; `otherwise` where its fault was noted."""
        with self.going_on():
            return read()
        return otherwise

    def named(self, key: str, name: str, known: Parts[T], what: str) -> T:
        """The part of this name; None stands for one whose own fault was noted."""
        if name not in known:
            raise self.fault(key, f"'{name}' is not {what}")
        found = known[name]
        if found is None:
            raise AlreadyTold(self.file, self.place(key), f"'{name}' is faulty")
        return found

    def has(self, key: str) -> bool:
        return key in self._content

    def holds(self, key: str, kind: type) -> bool:
        """Whether the key is there with a value of this kind."""
        return type(self._content.get(key)) is kind

    def count(self, key: str) -> int:
        """How many entries the list under this key has; 0 where there is none."""
        found = self._content.get(key)
        return len(found) if isinstance(found, list) else 0

    def take(self, key: str, kind: type[T]) -> T:
        """The value of a key that must be there."""
        self._known.append(key)
        if key not in self._content:
            raise self.fault(key, "is missing")
        value = self._content.pop(key)
        # isinstance would let `true` pass as 1.
        if type(value) is not kind:
            raise self.fault(key, f"is not {_KINDS[kind]}")
        return value

    def maybe(self, key: str, kind: type[T]) -> T | None:
        """The value of a key that may be left out."""
        self._known.append(key)
        return self.take(key, kind) if key in self._content else None

    def text(self, key: str) -> str:
        """A text of one line that is not empty."""
        return self._line(key, self.take(key, str))

    def maybe_text(self, key: str) -> str | None:
        found = self.maybe(key, str)
        return found if found is None else self._line(key, found)

    def _line(self, key: str, text: str) -> str:
        if not text.strip() or text != text.strip():
            raise self.fault(key, "is empty or has spaces around it")
        if not text.isprintable():
            raise self.fault(key, "holds a line break or control character")
        return text

    def texts(self, key: str, *, needed: bool = False) -> tuple[str, ...]:
        """A list of texts without repeats; empty where it is left out."""
        found = self.take(key, list) if needed else self.maybe(key, list) or []
        for entry in found:
            if type(entry) is not str:
                raise self.fault(key, "is not a list of texts in quotes")
            self._line(key, entry)
        if len(set(found)) < len(found):
            raise self.fault(key, "names something twice")
        if needed and not found:
            raise self.fault(key, "is empty")
        return tuple(found)

    def word(self, key: str, words: tuple[str, ...]) -> str:
        """One of a closed set of words."""
        found = self.text(key)
        if found not in words:
            raise self.fault(key, f"'{found}' is not one of {', '.join(words)}")
        return found

    def table(self, key: str) -> "Table | None":
        found = self.maybe(key, dict)
        if found is None:
            return None
        return Table(self.file, self.place(key), found, self._faults)

    def tables(self, key: str, *, named: bool = False) -> list["Table"]:
        """A list of tables; places use the table's id where it has one."""
        found = self.maybe(key, list) or []
        tables = []
        for number, entry in enumerate(found):
            if type(entry) is not dict:
                raise self.fault(f"{key}[{number}]", "is not a table in braces")
            label = entry.get("id") if named else None
            fits = type(label) is str and label.isprintable()
            at = f"{key}.{label}" if fits else f"{key}[{number}]"
            tables.append(Table(self.file, self.place(at), entry, self._faults))
        return tables

    def children(self) -> list[tuple[str, "Table"]]:
        """Every key with its table, for a table of tables."""
        found = []
        for key in list(self._content):
            found.append(
                (
                    key,
                    Table(
                        self.file, self.place(key), self.take(key, dict), self._faults
                    ),
                )
            )
        return found

    def rest(self) -> list[str]:
        """The keys that nobody has taken yet, in the file's order."""
        return list(self._content)

    def done(self) -> None:
        """Refuse what is left over."""
        for key in self._content:
            near = nearest(key, tuple(self._known))
            hint = f"; the nearest is {near}" if near else ""
            self._faults.append(
                self.fault(key, f"is not a key this format knows{hint}")
            )
