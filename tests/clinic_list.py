"""Make examples/clinic-list.xlsx from the CSV beside it: the list as Excel has it.

Dates are cells of dates, a month is one that shows no day, numbers are numbers, every
other Ki-67 is a percentage, the title is merged. Run it after a change of the CSV.
"""

import csv
import re
from datetime import date
from pathlib import Path

from list_samples import Shown, workbook

EXAMPLES = Path(__file__).parent.parent / "examples"
CSV = EXAMPLES / "clinic-list.csv"
XLSX = EXAMPLES / "clinic-list.xlsx"
TEXTS = ("Study ID", "Patient", "Comment")


def records():
    with CSV.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def cell(name, text, row):
    """What Excel keeps when somebody types this text."""
    if not text or name in TEXTS:
        return text or None
    if name in ("Date of surgery", "Status date"):
        if re.fullmatch(r"\d{4}-\d\d", text):
            return Shown(date.fromisoformat(f"{text}-01"), "mmm-yy")
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    if re.fullmatch(r"\d+(\.\d+)?", text):
        if name == "Ki-67 (%)" and row % 2:
            return Shown(float(text) / 100, "0%")
        return float(text)
    return text


def made():
    """The workbook."""
    title, _, header, *rows = records()
    typed = [
        [cell(name, text, number) for name, text in zip(header, row, strict=True)]
        for number, row in enumerate(rows)
    ]
    notes = [["Dates as YYYY-MM-DD please."], ["Ask the coordinator for a study ID."]]
    return workbook(
        [[], [], header, *typed],
        merged=[("A1:V1", title[0])],
        options={"default_date_format": "dd/mm/yyyy"},
        Notes=notes,
    )


if __name__ == "__main__":
    XLSX.write_bytes(made())
