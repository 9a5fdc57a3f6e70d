"""A simulated clinic: ten years of 300 invented patients, and who of them is lost.

`python tests/simulated_clinic.py` writes examples/clinic-history. Whether a patient is
lost is known to the simulator: it knows who stopped coming, and what they missed. It
asks surveil for dates of plans alone, never how anything is judged.
"""

import csv
import io
import sys
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

from surveil import answering, library
from surveil.case import Case
from surveil.catalogue import TESTS

FOLDER = Path(__file__).parent.parent / "examples" / "clinic-history"
AS_OF = date(2026, 11, 22)
PATIENTS = 300
SEED = 3
GRACE_DAYS = 90
GUIDELINES = [library.load("esmo-2020")]

LIST = (
    *("Study ID", "Date of surgery", "Primary site", "Grade", "Ki-67 (%)", "Stage"),
    *("Resection margin", "Tumour size (mm)", "Adverse histology", "SSTR status"),
    "Year of birth",
)
TUMOURS = (  # how many of 20, site, grade, Ki-67, stage, margin, size
    (5, "ileum", "G1", "1", "III", "R0", "22"),
    (3, "ileum", "G2", "5", "III", "R0", "28"),
    (2, "pancreas", "G1", "2", "I", "R0", "18"),
    (3, "pancreas", "G2", "8", "II", "R0", "35"),
    (1, "pancreas", "G3", "30", "III", "R0", "40"),
    (1, "duodenum", "G1", "1", "II", "R0", "12"),
    (1, "rectum", "G2", "6", "III", "R0", "24"),
    (1, "sigmoid", "NEC", "70", "III", "R0", "45"),
    (2, "appendix", "G1", "1", "I", "R0", "8"),
    (1, "ileum", "", "", "III", "R0", "20"),  # nobody noted the grade
)
# Days from the planned day to the visit.
DELAYS = (-12, -5, 0, 0, 0, 3, 6, 10, 14, 25)
# What this clinic calls its tests.
WORDS = {
    "clinic": "clinic review",
    "ct-or-mri-abdomen": "CT abdomen and pelvis",
    "ct-or-mri-chest-abdomen": "CT TAP",
    "sstr-pet": "Ga-68 DOTATATE PET/CT",
    "cga": "CgA",
    "5-hiaa": "urinary 5-HIAA",
    "renew-plan": "renew the plan",
    "confirm-end": "confirm the end of follow-up",
}


@dataclass
class Patient:
    """One invented patient: the facts, what happened, and what only we know."""

    key: str
    facts: dict
    done: list = field(default_factory=list)  # (date, word, status)
    events: list = field(default_factory=list)  # (date, what, details)
    gone: date | None = None  # since when the patient has not come, and nobody knows
    ended: date | None = None  # since when follow-up has ended, and it is noted
    undecided: bool = False  # the team has to decide: nothing is due
    suspended: bool = False
    contact: date | None = None
    missed: list = field(default_factory=list)  # windows of what was not done


def clinic(seed=SEED):
    """All patients, the same for the same seed."""
    random = Random(seed)
    return [_patient(random, number) for number in range(1, PATIENTS + 1)]


def is_lost(patient, as_of=AS_OF, grace=GRACE_DAYS):
    """Whether nobody heard of the patient since something was to be done, too long."""
    if patient.ended or patient.undecided or patient.suspended:
        return False
    return any(
        (patient.contact is None or patient.contact < earliest)
        and latest + timedelta(days=grace) < as_of
        for earliest, latest in patient.missed
    )


def _patient(random, number):
    weights = [one[0] for one in TUMOURS]
    _, site, grade, ki67, stage, margin, size = random.choices(TUMOURS, weights)[0]
    surgery = date(2016, 11, 30) + timedelta(days=random.randrange(3500))
    facts = {
        "key": f"N{number:03}",
        "surgery": surgery.isoformat(),
        "site": site,
        "grade": grade,
        "ki67": ki67,
        "stage": stage,
        "resection": margin,
        "size_mm": size,
        "adverse_histology": "no" if site == "appendix" else "",
        "sstr_positive": random.choice(("yes", "no", "")),
        "born": str(surgery.year - random.randrange(30, 75)),
    }
    patient = Patient(facts["key"], facts)
    _live(random, patient, surgery)
    return patient


def _live(random, patient, surgery):
    """The years of a patient: what happens, and the visits in between."""
    found = _fate(random, patient, surgery)
    if patient.gone:  # what happens after that nobody hears of, but for a death
        found = [one for one in found if one[0] <= patient.gone or one[1] == "died"]
    turns, pauses, decided = [(surgery, dict(patient.facts))], [], []
    for day, what, changed in found:
        details = "; ".join(f"{name}={value}" for name, value in changed.items())
        patient.events.append((day, what, details))
        if what in ("died", "moved", "opted-out"):
            patient.ended = day
        elif what == "suspended":
            pauses.append((day, AS_OF))
        elif what == "reactivated":
            pauses[-1] = (pauses[-1][0], day)
        elif what == "recurrence":
            decided.append((day, AS_OF))
        elif what == "re-operation":
            decided[-1] = (decided[-1][0], day)
            facts = turns[-1][1] | changed | {"surgery": day.isoformat()}
            turns.append((day, facts))
        elif what == "revised":
            turns.append((day, turns[-1][1] | changed))
        if what in ("last-contact", "reactivated", "re-operation"):
            _heard(patient, day)
    patient.suspended = any(last == AS_OF for _, last in pauses)
    patient.undecided = any(last == AS_OF for _, last in decided)
    until = min(filter(None, (patient.gone, patient.ended, AS_OF)))
    nexts = [since for since, _ in turns[1:]] + [AS_OF + timedelta(days=120)]
    for (since, facts), next_turn in zip(turns, nexts, strict=True):
        if "surgery" in facts and facts["surgery"] == since.isoformat():
            patient.missed.clear()  # an old plan is closed
        plan = answering.answer(Case.parse(facts), GUIDELINES, made=AS_OF)
        for group in _visits(plan):
            if since < group[0].due <= next_turn:
                _visit(random, patient, group, until, (*pauses, *decided))
        for event in plan.events:
            if _is_decision(event) and since < event.due <= min(until, next_turn):
                _decide(random, patient, event)


def _decide(random, patient, event):
    """The team closes or renews a plan, and mostly notes it."""
    day = event.due + timedelta(days=random.randrange(20))
    if day <= AS_OF and random.random() < 0.85:
        patient.done.append((day, [event], "attended"))
        _heard(patient, day)


def _is_decision(event):
    return TESTS[event.test].kind == "decision"


def _heard(patient, day):
    patient.contact = max(patient.contact or day, day)


def _fate(random, patient, surgery):
    """What happens to a patient, in order: (day, what, changed facts)."""
    days = (AS_OF - surgery).days

    def some_day(first=60):
        first = min(first, days - 2)
        return surgery + timedelta(days=random.randrange(first, days - 1))

    if random.random() < 0.11:
        patient.gone = some_day(200)
    found = []
    for what, share, changed in (
        ("died", 0.09, {}),
        ("moved", 0.05, {}),
        ("opted-out", 0.02, {}),
        ("recurrence", 0.10, {}),
        ("pregnancy", 0.02, {}),
        ("renal-failure", 0.03, {}),
        ("suspended", 0.03, {}),
        ("last-contact", 0.10, {}),
        ("revised", 0.04, {"grade": "G2", "ki67": "9"}),
    ):
        if random.random() < share and days > 120:
            day = some_day()
            if what == "revised" and patient.facts["grade"] != "G1":
                continue
            found.append((day, what, changed))
            if what == "recurrence" and random.random() < 0.5:
                again = day + timedelta(days=random.randrange(30, 120))
                found.append((again, "re-operation", {"resection": "R0"}))
            if what == "suspended" and random.random() < 0.6:
                back = day + timedelta(days=random.randrange(60, 200))
                found.append((back, "reactivated", {}))
    found = sorted(one for one in found if one[0] < AS_OF)
    ends = [one for one in found if one[1] in ("died", "moved", "opted-out")]
    last = min(ends, default=None)
    return [one for one in found if last is None or one[0] < last[0]] + ends[:1]


def _miss(patient, group):
    patient.missed += [(one.earliest, one.latest) for one in group]


def _visits(plan):
    days = {}
    for event in plan.events:
        if not _is_decision(event):
            days.setdefault(event.due, []).append(event)
    return [days[day] for day in sorted(days)]


def _visit(random, patient, group, until, away):
    """One visit: attended, now and then late or at the second try; or missed."""
    day = group[0].due + timedelta(days=random.choice(DELAYS))
    tries = []
    if random.random() < 0.06:
        tries.append((day, group, "DNA"))
        day += timedelta(days=random.randrange(14, 40))
    elif random.random() < 0.03:
        tries.append((day, group, "cancelled"))
        day += timedelta(days=random.randrange(7, 30))
    comes = day <= until and not any(first < day <= last for first, last in away)
    if day > AS_OF:
        followed = not (patient.gone or patient.ended or patient.suspended)
        if followed and not patient.undecided and random.random() < 0.6:
            tries.append((day, group, "booked"))
    elif comes and (AS_OF - day).days < 90 and random.random() < 0.15:
        tries.append((day, group, "booked"))  # nobody noted that it was kept
        _miss(patient, group)
    elif comes:
        kept = [one for one in group if one.test == "clinic" or random.random() > 0.04]
        kept = kept or group
        tries.append((day, kept, "attended"))
        _heard(patient, day)
        _miss(patient, [one for one in group if one not in kept])
    else:
        _miss(patient, group)
    patient.done += [one for one in tries if one[2] == "booked" or one[0] <= until]


def tables(patients, seed=SEED):
    """The list, what was done, and the events, as the clinic keeps them."""
    random = Random(seed + 1)
    cases = [
        [
            one.facts[name]
            for name in (
                *("key", "surgery", "site", "grade", "ki67", "stage", "resection"),
                *("size_mm", "adverse_histology", "sstr_positive", "born"),
            )
        ]
        for one in patients
    ]
    done = []
    for one in patients:
        for day, group, status in one.done:
            words = [WORDS.get(event.test, event.test) for event in group]
            blood = [word for word in words if word in ("CgA", "urinary 5-HIAA")]
            others = [word for word in words if word not in blood]
            cells = [*others, "; ".join(blood)] if blood else others
            done += [[one.key, day.isoformat(), cell, status] for cell in cells]
    random.shuffle(done)
    done.sort(key=lambda row: row[1])
    events = [
        [one.key, day.isoformat(), what, details]
        for one in patients
        for day, what, details in one.events
    ]
    events.sort(key=lambda row: row[1])
    return {
        "list.csv": _csv(LIST, cases),
        "done.csv": _csv(("Study ID", "Date", "Exam", "Status"), done),
        "events.csv": _csv(("Study ID", "Date", "What", "Details"), events),
    }


def _csv(header, rows):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def main():
    FOLDER.mkdir(exist_ok=True)
    patients = clinic()
    for name, text in tables(patients).items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    lost = [one.key for one in patients if is_lost(one)]
    sys.stdout.write(f"{len(lost)} lost: {' '.join(lost)}\n")


if __name__ == "__main__":
    main()
