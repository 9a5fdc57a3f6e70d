"""Guidelines for people: a list of them, and one whole for review beside the paper."""

from collections.abc import Iterable, Iterator, Sequence

from rich import box
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from surveil import library
from surveil.catalogue import TESTS
from surveil.coverage import Coverage
from surveil.criteria import Condition
from surveil.guideline import Guideline, Line, Recommendation, Row, Source, Supplement
from surveil.library.unread import Unread
from surveil.render.sources import read_in
from surveil.render.table import WIDE, printed, section


def listing(found: Sequence[tuple[Guideline, bool]], *, width: int) -> bytes:
    """One row a guideline; the flag says that the file is a clinic's own."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("Guideline", "Edition", "Kind", "Checked"):
        table.add_column(name, no_wrap=width >= 72)
    table.add_column("Scope", ratio=1)
    if width < WIDE:
        return printed(list(_stacked(found)), width=width, colour=False)
    for one, local in found:
        kind = f"{one.kind} (your file)" if local else one.kind
        scope = f"{one.title}\n{', '.join(one.sites)}; {', '.join(one.grades)}"
        table.add_row(*map(Text, (one.id, one.edition, kind, one.checked, scope)))
    words = (
        "Checked: primary = read in the publication itself, secondary = in a named"
        " reproduction."
    )
    return printed([table, Text(words)], width=width, colour=False)


def _stacked(
    found: Sequence[tuple[Guideline, bool]],
) -> Iterator[RenderableType]:
    """The list for a narrow terminal: one block a guideline, no id cut."""
    for one, local in found:
        yield Text(f"{one.id}{' (your file)' if local else ''}", style="bold")
        yield Text(f"{one.kind}, edition {one.edition}, {read_in(one.checked)}")
        yield Text(f"{one.title}")
        yield Text(f"{', '.join(one.sites)}; {', '.join(one.grades)}\n")


def unread(found: Sequence[Unread], *, width: int) -> bytes:
    """What could not be read, with what to copy first for whoever has access."""
    parts: list[RenderableType] = [Text("\nCould not be read, and is not shipped")]
    for one in found:
        parts.append(Text(f"\n{one.cite}"))
        parts.append(
            _facts(
                ("doi", one.doi),
                ("where", one.where),
                ("seen", one.seen),
                ("wanted", one.wanted),
            )
        )
    parts.append(Text("\nCONTRIBUTING.md says how a clinic with access adds one."))
    return printed(parts, width=width, colour=False)


def covered(
    name: str, found: Coverage, seconds: float, *, width: int, brief: bool
) -> bytes:
    """What the walk of a guideline found, with the smallest counterexamples."""
    verdict = "every case has one answer" if found.matrix else "adds what it says"
    if not found.holds:
        verdict = "NOT COVERED"
    parts: list[RenderableType] = [
        Text(f"{name}: {verdict}; {found.leaves} cases walked in {seconds:.1f} s")
    ]
    parts += [Text(f"  no single answer: {leaf}") for leaf in found.uncovered[:1]]
    if len(found.uncovered) > 1:
        parts.append(Text(f"  and {len(found.uncovered) - 1} more such cases"))
    parts += [Text(f"  reached by no case: {id}") for id in found.unreached]
    if found.matrix and not brief:
        parts.append(_matrix(found))
    return printed(parts, width=width, colour=False)


def _matrix(found: Coverage) -> Table:
    """Cases by site and grade: plan / no follow-up / judgement."""
    grades = list(dict.fromkeys(grade for _, grade in found.matrix))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("plan / none / MDT")
    for grade in grades:
        table.add_column(grade or "unknown", justify="right")
    for site in dict.fromkeys(site for site, _ in found.matrix):
        cells = []
        for grade in grades:
            counts = found.matrix.get((site, grade))
            words = ("plan", "no-follow-up", "judgement")
            cells.append(" / ".join(str(counts[w]) for w in words) if counts else "-")
        table.add_row(*map(Text, (site, *cells)))
    return table


def sheet(guideline: Guideline, *, width: int) -> bytes:
    """The whole guideline: decision table, supplements, lines, sources, register."""
    return printed(list(_sheet(guideline)), width=width, colour=False)


def _sheet(one: Guideline) -> Iterator[RenderableType]:
    yield Text(f"{one.title}")
    yield _facts(
        ("id", one.id),
        ("edition", one.edition),
        ("kind", one.kind),
        ("checked", one.checked),
        ("site", ", ".join(one.sites)),
        ("grade", ", ".join(one.grades)),
        ("digest", one.digest),
    )
    yield from section("Remarks", one.remarks)
    yield Text("\nConditions with a name")
    yield _facts(*((name, _words(part)) for name, part in one.conditions))
    yield Text("\nDecision table")
    for recommendation in one.recommendations:
        yield from _row(recommendation.row, _recommended(recommendation))
    yield Text("\nSupplements")
    for supplement in one.supplements:
        yield from _row(supplement.row, _supplement(supplement))
    yield from _lines("Gaps (an open condition prints the line)", one.gaps)
    yield from _lines("Notes (printed where their condition holds)", one.notes)
    yield from section(
        "Notes by age on the day",
        (f"{', '.join(n.tests)}: under {n.under}: {n.text}" for n in one.age_notes),
    )
    yield Text("\nSources")
    for publication in one.publications:
        yield _facts(
            ("key", publication.key),
            ("cite", publication.cite),
            ("doi", publication.doi),
            ("url", publication.url),
            ("checked", publication.checked),
            ("read", publication.read),
        )
        yield Text("")
    yield Text("Register")
    for entry in one.register:
        yield Text(f"\n{entry.id} ({entry.kind})")
        yield _facts(
            ("about", ", ".join(library.about(one, entry.id))),
            ("printed", entry.printed),
            ("encoded", entry.encoded),
            ("why", entry.why),
        )


def _recommended(one: Recommendation) -> Iterable[tuple[str, str | None]]:
    yield (
        "first",
        "before all others; an open fact passes over it" if one.first else None,
    )
    kind = f" ({one.judgement})" if one.judgement else ""
    yield "outcome", f"{one.outcome}{kind}"
    yield "reason", one.reason
    for banner in one.banners:
        about = f" [{banner.condition}]" if str(banner.condition) else ""
        yield "banner", f"{banner.text}{about}"
    yield "renew", f"the plan at {one.renew.said}" if one.renew else None


def _supplement(one: Supplement) -> Iterable[tuple[str, str | None]]:
    yield "unless", f"{_words(one.unless)} (open: added)" if one.unless else None
    yield "to", ", ".join(one.to) or "every row with a plan"


def _row(row: Row, own: Iterable[tuple[str, str | None]]) -> Iterator[RenderableType]:
    yield Text(f"\n{row.id}")
    yield _facts(
        ("when", _words(row.condition)),
        *own,
        *(
            (", ".join(TESTS[test].name for test in series.tests), series.timing)
            for series in row.series
        ),
        ("evidence", row.evidence),
        *(("source", _place(source)) for source in row.sources),
        ("readings", ", ".join(row.readings)),
        ("gaps", ", ".join(line.id for line in row.gaps)),
        ("notes", ", ".join(line.id for line in row.notes)),
    )


def _words(condition: Condition) -> str:
    return str(condition) or "always"


def _place(source: Source) -> str:
    return f"{source.publication.key}, {source.at}: {source.words}"


def _lines(title: str, lines: Sequence[Line]) -> Iterator[RenderableType]:
    texts = []
    for line in lines:
        about = [f"[{_words(line.condition)}]"]
        about += [f"source: {_place(source)}" for source in line.sources]
        about += [f"readings: {', '.join(line.readings)}"] if line.readings else []
        texts.append(f"{line.id}: {line.text} {'; '.join(about)}")
    return section(title, texts)


def _facts(*facts: tuple[str, str | None]) -> RenderableType:
    """Names and values in two columns; what is empty is left out."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(min_width=9, max_width=24)
    grid.add_column(ratio=1)
    for name, value in facts:
        if value:
            grid.add_row(Text(name), Text(value, overflow="fold"))
    return Padding(grid, (0, 0, 0, 2))
