"""What an audit says in words, the same on a terminal and on a page."""

from collections.abc import Iterator, Mapping
from typing import Final

from surveil.auditing import Against, Audit, Group
from surveil.catalogue import TESTS
from surveil.measures import MEASURES, Figure
from surveil.render import sources

BECAME: Final = {
    "followed": "followed by a plan of this guideline",
    "no-follow-up": "the guideline asks for none",
    "judgement": "the MDT decides",
    "suspended": "follow-up is suspended; counted up to that day",
    "ended": "died, moved, discharged or opted out; counted up to that day",
    "undated": "ended or suspended, and the list does not say when: not counted",
    "rejected": "no case that could be read",
}
VERDICTS: Final = {
    "on-time": "in the window of a planned test, or near it",
    "late": "after the window of a planned test",
    "early": "before the window of a planned test, and counted for it",
    "early-not-counted": "too early to count for the next planned test",
    "duplicate": "the planned test had been done already",
    "not-recommended": "not asked for by the guideline",
    "before-surgery": "before surgery",
    "not-judged": "a word for no test, no plan to judge by, or after the day",
}
STANDINGS: Final = {
    "done": "done",
    "booked": "booked for the day of the audit or later",
    "due": "in its window, not done yet",
    "overdue": "past its latest date, not done",
    "coming": "still to come",
    "missed-before": "before this clinic followed the patient",
    "left-out": "left out by a clinician",
}
GROUPS: Final = {"site": "Site", "grade": "Grade", "year": "Year of surgery"}
ABOUT: Final = (
    "An interval of 95 % (Wilson) stands beside each share: with few tests a share says"
    " little. Decisions, such as renewing a plan, are not counted. Where there is"
    " nothing to count, there is no share."
)


def share(figure: Figure) -> str:
    """Such as 82.3 %; a hyphen where nothing could be counted."""
    return "-" if figure.share is None else f"{figure.share:.1%}".replace("%", " %")


def interval(figure: Figure) -> str:
    """Such as 80.2 to 84.1 %."""
    ends = figure.interval
    return "-" if ends is None else f"{ends[0] * 100:.1f} to {ends[1] * 100:.1f} %"


def counted(figure: Figure) -> str:
    """Such as 12 of 34."""
    return f"{figure.numerator:,} of {figure.denominator:,}"


def whole(figure: Figure) -> str:
    """Such as 35.3% (12/34), for a cell; without a share, 0/0."""
    parts = f"{figure.numerator}/{figure.denominator}"
    return parts if figure.share is None else f"{figure.share:.1%} ({parts})"


def total(counts: Mapping[str, int], unit: str) -> str:
    """The counts as a sum over all, such as 3 rows = 2 followed + 1 ended."""
    parts = " + ".join(f"{count:,} {name}" for name, count in counts.items())
    return f"{sum(counts.values()):,} {unit} = {parts}"


def grace(audit: Audit) -> str:
    return f"the grace is {audit.grace}"


def explained(audit: Audit) -> Iterator[tuple[str, str]]:
    """Each measure, and what is counted of what."""
    for one in MEASURES:
        more = f"; {grace(audit)}" if one.id == "lost" else ""
        yield one.name, f"{one.counts}; of: {one.of}{more}"


def files(one: Against) -> Iterator[str]:
    """The guidelines of a standard, by which the numbers can be had again."""
    for each in (*one.standard.guidelines, *one.standard.programmes):
        read = sources.read_in(each.checked)
        yield f"{each.id}: edition {each.edition}; {read}; file {each.digest}"


def by_test(group: Group) -> Iterator[tuple[str, tuple[Figure, ...]]]:
    """The measures of each test, those that there are of single tests."""
    for test in group.sums.tests:
        yield (
            TESTS[test].brief,
            tuple(group.figure(one.id, test) for one in MEASURES if one.id != "lost"),
        )
