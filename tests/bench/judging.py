"""Judging what was done, against planning the same patients one by one.

    python tests/bench/judging.py [PATIENTS] [--tests 10]

Plans invented patients of esmo-2020 and judges their tests, patient by patient, as a
worklist does; nothing is kept. Prints the rates, their ratio (which must stay at a
third or above), and by how much the peak of memory grew over the last nine tenths.
"""

import argparse
import random
import resource
import sys
import time
from datetime import date, timedelta

from surveil import library
from surveil.answering import answer
from surveil.case import Case
from surveil.history import Done
from surveil.judging import judge

AS_OF = date(2026, 11, 22)
TESTS = ("clinic", "ct-or-mri-abdomen", "ct-or-mri-chest-abdomen", "cga", "sstr-pet")


def patient(chance: random.Random) -> Case:
    surgery = AS_OF - timedelta(chance.randrange(30, 3650))
    grade = chance.choice(("G1", "G2"))
    return Case.parse(
        {
            "surgery": surgery.isoformat(),
            "site": chance.choice(("small-bowel", "pancreas", "colon")),
            "grade": grade,
            "ki67": "2" if grade == "G1" else chance.choice(("4", "8")),
            "stage": chance.choice(("I", "III")),
            "resection": "R0",
            "cga_raised": chance.choice(("yes", "no")),
        }
    )


def done(case: Case, count: int, chance: random.Random) -> list[Done]:
    assert case.surgery
    days = (AS_OF - case.surgery).days
    return [
        Done(
            case.surgery + timedelta(chance.randrange(days + 1)),
            chance.choice(TESTS),
            chance.choice(("done",) * 8 + ("booked", "did-not-attend")),
            row,
        )
        for row in range(count)
    ]


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("patients", type=int, nargs="?", default=2000)
    parser.add_argument("--tests", type=int, default=10)
    asked = parser.parse_args()
    guidelines = [library.load("esmo-2020")]
    chance = random.Random(1)
    planning = judging = 0.0
    early_peak = 0
    for number in range(asked.patients):
        if number == asked.patients // 10:
            early_peak = peak()
        case = patient(chance)
        rows = done(case, asked.tests, chance)
        began = time.process_time()
        plan = answer(case, guidelines, made=AS_OF)
        planned = time.process_time()
        judge(plan, rows, as_of=AS_OF)
        judging += time.process_time() - planned
        planning += planned - began
    grown = (peak() - early_peak) / 1024
    sys.stdout.write(
        f"planned {asked.patients / planning:,.0f} patients a second\n"
        f"judged  {asked.patients / judging:,.0f} patients a second\n"
        f"ratio   {planning / judging:.1f} (at least 0.33)\n"
        f"memory  grew by {grown:.1f} MB\n"
    )


if __name__ == "__main__":
    main()
