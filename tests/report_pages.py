"""Reports that several tests look at."""

from datetime import date

from samples import guideline

from surveil.catalogue import TESTS
from surveil.demand import Asked, Demand, Lack, Refused
from surveil.spans import Span

NONE = (0,) * 24


def counts(*numbers):
    """24 numbers that begin with these."""
    return (*numbers, *(0,) * (24 - len(numbers)))


def every_test(**known):
    """Every test, nothing asked for but what is known."""
    blank = {"is_open": 0, "is_closed": 0, "by_month": NONE, "suspended": 0}
    return tuple(
        Asked(test=test, **blank | known.get(test.replace("-", "_"), {}))
        for test in TESTS
    )


def demand(**changes):
    """The numbers of a small list, made up by hand."""
    found = {
        "made": date(2026, 11, 22),
        "pace": "closest",
        "horizon": Span(months=120),
        "lists": (("clinic.csv", 1_250),),
        "guidelines": ((guideline("esmo-2020"), 1_000), (guideline("men1-2012"), 1)),
        "outcomes": (
            ("plan", 900),
            ("no-follow-up", 25),
            ("judgement", 200),
            ("ended", 75),
            ("rejected", 50),
        ),
        "judgements": (
            ("facts-missing", 150),
            ("not-covered", 50),
            ("guideline-says", 0),
            ("not-in-table", 0),
        ),
        "lacks": (
            Lack("size_mm", 150, 0, (("decide about a; b; c", 100), ("d", 50))),
            Lack("cga_raised", 0, 1, (("add a", 1),)),
        ),
        "refused": (
            Refused(
                "site",
                "is not known",
                45,
                (("", 3), ("", 4), ("", 5), ("", 6), ("", 9)),
            ),
            Refused("born", "does not fit surgery", 5, (("", 7),)),
        ),
        "followed": 890,
        "suspended": 10,
        "tests": every_test(
            clinic={
                "is_open": 40,
                "is_closed": 60,
                "by_month": counts(1_500, 700),
                "suspended": 3,
            },
            cga={"by_month": counts(5, 6), "is_open": 1},
            vip={"by_month": counts(0, 1)},
            ct_chest={"by_month": (*NONE[:-1], 2)},
        ),
        "blood_days": counts(5, 6),
    }
    return Demand(**found | changes)
