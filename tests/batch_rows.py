"""Rows of lists made at random, and what each gives when it is planned by itself."""

from datetime import date

import pyarrow as pa

from surveil import library
from surveil.answering import answer
from surveil.case import Case
from surveil.errors import CaseError
from surveil.facts import FACT, FACTS
from surveil.render.sources import row_of, short
from surveil.terms import CHEST_GRADES, CHEST_SITES, GEP_GRADES, Kind
from surveil.version import FORMAT

MADE = date(2026, 11, 22)
LOADED = {file.id: library.load(file.id) for file in library.all_files()}
PROGRAMMES = tuple(one for one in LOADED.values() if one.is_programme)
GUIDELINES = tuple(one for one in LOADED.values() if not one.is_programme)
NAMES = [fact.name for fact in FACTS]
NUMBERS = {
    "ki67": ("1", "2.9", "3", "4.9 %", "5", "20", "21", "<2", "<5", "<=20", ">20"),
    "size_mm": ("4", "9.9", "10", "19,9", "20", "20.1", "<10", "<5", ">=20", "1.2 cm"),
    "mesoappendix_mm": ("0", "2.9", "3", "3.1", "<3", "2-4"),
}
TNM = ("pT2 N0 M0", "pT1 N1 M0", "pT3N1M1", "pT2 NX", "T4 N0", "pT4 N2", "N0 (1/12)")
SITES = ("ileum", "caecum", "Sigmoid", "bronchus", "midgut", "CUP", "unknown", "ovary")
GRADES = ("Grade 2", "g1", "goblet cell", "MiNEN", "G4", "typical carcinoid")
DAYS = (
    *("2024-02-29", "2024-08-31", "2023-12-31", "2016-01-30", "2003-10-31"),
    *("1950-01-01", "1971-03-31", "1999-12-31", "2026-11-22", "2027-11-22"),
)
BAD_DAYS = ("1949-12-31", "2027-11-23", "31/01/2024", "2024-02-30", "x", "2024-1-3")
BAD = ("nonsense", "yes\x07", "9999", "-1", "G 9", "T9", "\u0661")
BLANKS = ("", " ", "?", "n/a", "Unknown", "NK")
KEYS = ("A{}", "00{}", " B{} ", "NA-{}", "k_{}")
BAD_KEYS = ("", "  ", "../A{}", "Jane Doe {}", "x" * 65, "A\t{}")


def _word(random, fact):
    words = [*fact.values, *fact.words]
    text = random.choice(words)
    return random.choice((text, text, text.upper(), f" {text} ", f"{text}."))


def _text(random, name, messy):
    fact = FACT[name]
    if random.random() < messy:
        return random.choice((*BLANKS, *BAD))
    if name in NUMBERS:
        return random.choice(NUMBERS[name])
    if name == "tnm":
        return random.choice(TNM)
    if fact.kind is Kind.WORD:
        return _word(random, fact)
    if fact.kind is Kind.YEAR:
        return str(random.choice((*range(1920, 2012), 1899, 2027)))
    if random.random() < messy / 2:
        return random.choice(BAD_DAYS)
    if random.random() < 0.3:
        return random.choice(DAYS)
    year = random.randint(1990, 2027)
    return f"{year}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"


def row(random, number, *, messy=0.01, sites=None):
    """The texts of one row by fact: most of them, or few, with some mess."""
    known = random.choice((0.15, 0.5, 0.9))
    facts = {}
    for name in NAMES:
        if name in ("key", "surgery", "site", "grade", "stage", "resection"):
            chance = 0.97
        elif name in ("status", "status_date", "tnm"):
            chance = 0.1
        else:
            chance = known
        if random.random() < chance:
            facts[name] = _text(random, name, messy)
    keys = BAD_KEYS if random.random() < messy else KEYS
    facts["key"] = random.choice(keys).format(number)
    if sites and random.random() < 0.9:
        facts["site"] = random.choice(sites)
    elif random.random() < 0.1:
        facts["site"] = random.choice(SITES)
    fitting = CHEST_GRADES if facts.get("site") in CHEST_SITES else GEP_GRADES
    if random.random() < 0.9:
        facts["grade"] = random.choice(fitting)
    elif random.random() < 0.2:
        facts["grade"] = random.choice(GRADES)
    return _without_contradictions(facts) if random.random() < 0.8 else facts


def _without_contradictions(facts):
    """The row without the facts that keep it from being a case, where it can be one."""
    facts = dict(facts)
    while True:
        try:
            Case.parse(facts)
        except CaseError as error:
            if error.fact not in facts or error.fact in ("key", "site", "surgery"):
                return facts
            del facts[error.fact]
        else:
            return facts


def rows(random, count, **options):
    return [row(random, number, **options) for number in range(1, count + 1)]


def chunk(listed, names=NAMES):
    """The rows as columns of texts."""
    columns = {
        name: pa.array([one.get(name) for one in listed], pa.string()) for name in names
    }
    return pa.table(columns | {"row": pa.array(range(2, len(listed) + 2))})


def by_itself(facts, options):
    """What a row is by the words of one plan: an outcome, and its events."""
    outcome, events = _by_itself(facts, options)
    return {"made": options.made} | outcome, events


def _by_itself(facts, options):
    if options.needs_key and not facts.get("key", "").strip():
        problem = f"is missing: {FACT['key'].help}"
        return _outcome(None, outcome="rejected", fact="key", problem=problem), []
    try:
        case = Case.parse({name: text or "" for name, text in facts.items()})
        plan = answer(
            case,
            options.guidelines,
            made=options.made,
            pace=options.pace,
            horizon=options.horizon,
            programmes=options.programmes,
        )
    except CaseError as error:
        found = _outcome(
            _key(facts), outcome="rejected", fact=error.fact, problem=error.problem
        )
        return found, []
    coming = [event.due for event in plan.events if not event.past]
    files = plan.guidelines
    shared = {
        "guideline": "; ".join(one.id for one in files),
        "edition": "; ".join(one.edition for one in files),
        "digest": "; ".join(one.digest for one in files),
        "recommendation": plan.recommendation or "",
    }
    outcome = _outcome(
        case.key,
        outcome=plan.outcome,
        judgement=plan.judgement or "",
        reason=plan.reason or "",
        missing="; ".join(one.fact for one in plan.missing),
        banner=plan.banner or "",
        sources=_placed(plan.sources),
        horizon=plan.horizon,
        events=len(plan.events),
        next_due=coming[0] if coming else None,
        last_due=plan.events[-1].due if plan.events else None,
        **shared,
    )
    return outcome, [_event(one, plan, shared) for one in plan.events]


def _key(facts):
    try:
        return Case.parse(
            {"key": facts.get("key", ""), "site": "lung", "status": "not-operated"}
        ).key
    except CaseError:
        return None


def _outcome(key, **found):
    blank = dict.fromkeys(
        (
            *("judgement", "reason", "missing", "guideline", "edition", "digest"),
            *("recommendation", "banner", "sources", "fact", "problem"),
        ),
        "",
    )
    days = {"horizon": None, "events": 0, "next_due": None, "last_due": None}
    return {"format": FORMAT, "key": key} | blank | days | found


def _placed(sources):
    return " | ".join(dict.fromkeys(f"{short(one)}, {one.at}" for one in sources))


def _event(event, plan, shared):
    step = event.step
    askers = step.asked_by
    return {
        "format": FORMAT,
        "made": plan.made,
        "key": plan.case.key or "",
        "id": event.id,
        "test": event.test,
        "number": step.number,
        "offset": str(step.offset),
        "earliest": event.earliest,
        "due": event.due,
        "latest": event.latest,
        "window": step.window,
        "past": event.past,
        **shared,
        "asked_by": "; ".join(row_of(one) for one in askers),
        "evidence": "; ".join(one.evidence for one in askers),
        "sources": _placed(one for asker in askers for one in asker.row.sources),
        "interpretations": "; ".join(
            dict.fromkeys(one for asker in askers for one in asker.readings)
        ),
        "notes": "; ".join(event.notes),
    }
