"""A guideline file as values: one publication, one edition."""

from dataclasses import dataclass
from typing import Final

from surveil.case import Case
from surveil.catalogue import TESTS
from surveil.criteria import Condition
from surveil.spans import Span, SpanRange

KINDS: Final = ("guideline", "review", "local", "programme")
CHECKED: Final = ("primary", "secondary")
OUTCOMES: Final = ("plan", "no-follow-up", "judgement")
ROW_JUDGEMENTS: Final = ("guideline-says", "not-in-table")
ANCHORS: Final = ("surgery", "done")
REGISTER_KINDS: Final = ("disambiguation", "inference", "convention", "correction")


@dataclass(frozen=True, slots=True)
class Publication:
    """What a source key stands for."""

    key: str
    cite: str
    checked: str
    doi: str | None
    url: str | None
    read: str | None


@dataclass(frozen=True, slots=True)
class Source:
    """A place in a publication, with what stands there or is not said there."""

    publication: Publication
    at: str
    printed: str | None  # short words as they stand there
    says: str | None  # what it says, in words of ours
    silent: str | None  # what it does not say

    @property
    def words(self) -> str:
        """What stands there: quoted, in our words, or what is not said."""
        if self.silent:
            return f"[{self.silent}]"
        parts = [f'"{self.printed}"'] if self.printed else []
        return ", ".join([*parts, self.says] if self.says else parts)


@dataclass(frozen=True, slots=True)
class Interpretation:
    """One entry of the register: printed words, what we compute, and why."""

    id: str
    printed: str
    encoded: str
    kind: str
    why: str


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of a series: every so often until an age of the scar; None = life."""

    every: SpanRange
    until: Span | None

    def __str__(self) -> str:
        end = "lifelong" if self.until is None else f"until {self.until.said}"
        return f"every {self.every} {end}"


@dataclass(frozen=True, slots=True)
class Series:
    """One or more tests and their shared timing: exactly one of the four forms."""

    tests: tuple[str, ...]
    every: tuple[Phase, ...] = ()
    at: tuple[Span, ...] = ()
    once: SpanRange | None = None
    along: str | None = None
    window: Span | None = None
    readings: tuple[str, ...] = ()

    @property
    def is_lifelong(self) -> bool:
        return bool(self.every) and self.every[-1].until is None

    @property
    def ranges(self) -> tuple[SpanRange, ...]:
        """The ranges whose ends differ."""
        found = [phase.every for phase in self.every]
        found += [self.once] if self.once else []
        return tuple(one for one in found if one.is_open)

    @property
    def timing(self) -> str:
        """The timing in words, as the file has it."""
        if self.every:
            return ", then ".join(str(phase) for phase in self.every)
        if self.at:
            return "at " + ", ".join(span.said for span in self.at)
        if self.once:
            return f"once, {self.once}"
        return f"with each {TESTS[self.along].name}" if self.along else ""


@dataclass(frozen=True, slots=True)
class Line:
    """A short line printed with a plan: a gap, or a note; some above its dates."""

    id: str
    condition: Condition
    text: str
    sources: tuple[Source, ...]
    readings: tuple[str, ...]
    above: bool = False


@dataclass(frozen=True, slots=True)
class AgeNote:
    """A note beside every event of some tests for patients under an age that day."""

    tests: tuple[str, ...]
    under: int
    text: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Banner:
    """One line above the dates of a row, for the cases that it is about."""

    condition: Condition
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What recommendations and supplements share: who asks, on what ground."""

    id: str
    condition: Condition
    sources: tuple[Source, ...]
    evidence: str
    readings: tuple[str, ...]
    gaps: tuple[Line, ...]
    notes: tuple[Line, ...]
    series: tuple[Series, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """One row of the decision table."""

    row: Row
    first: bool
    outcome: str
    judgement: str | None
    reason: str | None
    banners: tuple[Banner, ...]  # the first whose condition holds is shown
    renew: Span | None

    @property
    def id(self) -> str:
        return self.row.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplement:
    """A row that adds series to a plan, alone or to named recommendations.

    `condition` open: left out. `unless` open: added. Both are named as missing.
    """

    row: Row
    unless: Condition | None
    to: tuple[str, ...]

    @property
    def id(self) -> str:
        return self.row.id


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Guideline:
    """One publication, one edition, as its file has it."""

    id: str
    title: str
    kind: str
    edition: str
    checked: str
    sites: tuple[str, ...]
    grades: tuple[str, ...]
    remarks: tuple[str, ...]
    readings: tuple[str, ...]
    publications: tuple[Publication, ...]
    conditions: tuple[tuple[str, Condition], ...]
    recommendations: tuple[Recommendation, ...]
    supplements: tuple[Supplement, ...]
    gaps: tuple[Line, ...]
    notes: tuple[Line, ...]
    age_notes: tuple[AgeNote, ...]
    register: tuple[Interpretation, ...]
    digest: str
    header: str | None = None  # of a programme: stands above the dates
    offered: Condition | None = None  # the cases that are told of a programme
    anchor: str | None = None  # what its steps count from, where a clinic has a choice

    @property
    def is_programme(self) -> bool:
        """Whether it holds supplements alone, to be added to any outcome."""
        return self.kind == "programme"

    def covers(self, case: Case) -> bool:
        """Whether site and grade are in scope; an unknown grade still may be."""
        return case.site in self.sites and (
            case.grade is None or case.grade in self.grades
        )

    def interpretation(self, id: str) -> Interpretation:
        return next(entry for entry in self.register if entry.id == id)
