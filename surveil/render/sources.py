"""Sources and askers as plain words, for every renderer."""

from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

from surveil.guideline import Publication, Source
from surveil.plans import Event
from surveil.steps import Asker

_READ: Final = MappingProxyType(
    {
        "primary": "read in the publication",
        "secondary": "read in a named reproduction, not in the publication",
    }
)


def place(source: Source) -> str:
    """Short: where in which publication, and the words that stand there."""
    return f"{short(source)}, {source.at}: {source.words}"


def short(source: Source) -> str:
    """The publication by its first author or body, and where to find it."""
    publication = source.publication
    author = publication.cite.split(",")[0].split(".")[0]
    link = f"doi:{publication.doi}" if publication.doi else publication.url
    return f"{author}, {link}" if link else author


def whole(source: Source) -> str:
    """The full citation, place and words."""
    publication = source.publication
    doi = f" doi:{publication.doi}." if publication.doi else ""
    return f"{publication.cite}{doi} {source.at}: {source.words}"


def grouped(found: Iterable[Source]) -> list[str]:
    """One citation a publication, with all its places and words."""
    places: dict[Publication, dict[str, None]] = {}
    for source in found:
        places.setdefault(source.publication, {})[f"{source.at}: {source.words}"] = None
    texts = []
    for publication, listed in places.items():
        doi = f" doi:{publication.doi}." if publication.doi else ""
        texts.append(f"{publication.cite}{doi} {'; '.join(listed)}")
    return texts


def rows(event: Event) -> str:
    """The rows that ask for an event, as guideline/row."""
    return "; ".join(f"{row_of(asker)} ({asker.evidence})" for asker in event.asked_by)


def read_in(checked: str) -> str:
    """How a publication was read, for people."""
    return _READ[checked]


def row_of(asker: Asker) -> str:
    return f"{asker.guideline.id}/{asker.row.id}"
