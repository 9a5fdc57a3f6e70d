"""Auditing: what was done for the patients of a list against what a guideline asks."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final

from surveil import measures
from surveil.case import Case
from surveil.following import GRACE
from surveil.happenings import Happening
from surveil.history import STANDINGS, VERDICTS, Done
from surveil.lists import Listed, Rejected
from surveil.measures import Figure, Sums
from surveil.observing import BECAME, Observed, Standard, observe
from surveil.spans import Span

BY: Final = ("site", "grade", "year")
EVERYONE: Final = ("", "")
UNKNOWN: Final = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The patients who share a site, grade or year of surgery; or all, by EVERYONE."""

    by: str
    value: str
    patients: int  # those with a history
    sums: Sums

    def figure(self, measure: str, test: str = measures.ALL_TESTS) -> Figure:
        return self.sums.figure(measure, test)


@dataclass(frozen=True, slots=True, kw_only=True)
class Against:
    """The list held against one standard.

    `became` counts rows, and adds up to all of them. `verdicts` count tests that were
    done, `standings` planned tests. `quarters` are the completeness of what had its
    latest date in each quarter of a year, without gaps.
    """

    standard: Standard
    became: Mapping[str, int]
    verdicts: Mapping[str, int]
    standings: Mapping[str, int]
    groups: tuple[Group, ...]
    quarters: tuple[tuple[str, Figure], ...]
    unclear: int = 0  # patients of whom what was noted contradicts itself

    @property
    def everyone(self) -> Group:
        return self.groups[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """A list held against each standard in turn, as it was on the day `as_of`."""

    as_of: date
    grace: Span
    by: tuple[str, ...]
    rows: int
    done: int  # tests that were done, of the rows that are cases
    against: tuple[Against, ...]
    rejected: tuple[Rejected, ...] = ()


@dataclass(slots=True)
class _Tally:
    rejected: list[Rejected] = field(default_factory=list)
    unclear: int = 0
    became: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    standings: Counter[str] = field(default_factory=Counter)
    sums: dict[tuple[str, str], Sums] = field(default_factory=dict)
    patients: Counter[tuple[str, str]] = field(default_factory=Counter)
    quarters: dict[int, list[int]] = field(default_factory=dict)


def audit(
    rows: Sequence[Listed | Rejected],
    done: Mapping[str, Sequence[Done]],
    standards: Sequence[Standard],
    *,
    as_of: date,
    happenings: Mapping[str, Sequence[Happening]] = MappingProxyType({}),
    by: Sequence[str] = (),
    grace: Span = GRACE,
    anchor: str | None = None,
    pace: str = "closest",
) -> Audit:
    """The measures of a list of patients, for each standard, `by` these facts as well.

    `done` is what was done and `happenings` what happened, by key. Who has no contact
    for more than `grace` after something was due is lost (`following.lost`).
    """
    against: list[Against] = []
    rejected: tuple[Rejected, ...] = ()
    for standard in standards:
        tally = _Tally()
        found = observe(
            rows, done, happenings, standard, as_of=as_of, anchor=anchor, pace=pace
        )
        for one in found:
            _count(tally, one, by, grace)
        rejected = tuple(tally.rejected)
        against.append(_against(standard, tally, by, len(rows)))
    cases = {one.case.key or "" for one in rows if isinstance(one, Listed)}
    cases -= {""}
    return Audit(
        as_of=as_of,
        grace=grace,
        by=tuple(by),
        rows=len(rows),
        done=sum(one.status == "done" for key in cases for one in done.get(key, ())),
        against=tuple(against),
        rejected=rejected,
    )


def _count(
    tally: _Tally, one: Observed | Rejected, by: Sequence[str], grace: Span
) -> None:
    if isinstance(one, Rejected):
        tally.became["rejected"] += 1
        tally.rejected.append(one)
        return
    tally.became[one.became] += 1
    tally.unclear += one.unclear
    if one.period is None:
        return
    history = one.period.history
    tally.verdicts.update(each.verdict for each in history.verdicts)
    tally.standings.update(
        each.status for each in history.standings if measures.is_test(each)
    )
    found = Sums()
    measures.count_verdicts(found, history.verdicts)
    for period in (*one.before, one.period):
        measures.count_steps(found, period)
        for each in period.passed():
            quarter = each.latest.year * 4 + (each.latest.month - 1) // 3
            tally.quarters.setdefault(quarter, [0, 0])
            tally.quarters[quarter][0] += each.status == "done"
            tally.quarters[quarter][1] += 1
    if one.became == "followed":
        is_lost = measures.is_lost(one.period, one.contact, grace)
        if is_lost is not None:
            found.count("lost", measures.ALL_TESTS, is_lost)
    for group in (EVERYONE, *((name, _value(one.case, name)) for name in by)):
        tally.sums.setdefault(group, Sums()).add(found)
        tally.patients[group] += 1


def _value(case: Case, by: str) -> str:
    if by == "site":
        return case.site
    if by == "grade":
        return case.grade or UNKNOWN
    return str(case.surgery.year) if case.surgery else UNKNOWN


def _against(
    standard: Standard, tally: _Tally, by: Sequence[str], rows: int
) -> Against:
    assert tally.became.total() == rows, "a row was lost"
    tally.sums.setdefault(EVERYONE, Sums())
    order = {name: place for place, name in enumerate(("", *by))}
    groups = sorted(tally.sums, key=lambda group: (order[group[0]], group[1]))
    return Against(
        standard=standard,
        became=_all_of(BECAME, tally.became),
        verdicts=_all_of(VERDICTS, tally.verdicts),
        standings=_all_of(STANDINGS, tally.standings),
        groups=tuple(
            Group(
                by=name,
                value=value,
                patients=tally.patients[name, value],
                sums=tally.sums[name, value],
            )
            for name, value in groups
        ),
        quarters=tuple(_quarters(tally.quarters)),
        unclear=tally.unclear,
    )


def _all_of(names: Sequence[str], counts: Counter[str]) -> Mapping[str, int]:
    assert set(counts) <= set(names)
    return MappingProxyType({name: counts[name] for name in names})


def _quarters(
    found: Mapping[int, list[int]],
) -> Iterator[tuple[str, Figure]]:
    if found:
        for one in range(min(found), max(found) + 1):
            year, place = divmod(one, 4)
            yield f"{year}-Q{place + 1}", Figure(*found.get(one, [0, 0]))
