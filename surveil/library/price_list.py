"""A clinic's own prices: a CSV file with the columns test and price."""

import csv
import io
from decimal import Decimal, InvalidOperation
from pathlib import Path

from surveil.catalogue import TESTS
from surveil.errors import GuidelineError

_EXAMPLE = "a header 'test,price' and lines such as 'clinic,120.50'"


def prices(path: Path) -> dict[str, Decimal]:
    """The price of each test code in the file, in whatever currency it has.

    Raises GuidelineError naming the line of the first fault.
    """
    file = str(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as problem:
        raise GuidelineError(file, "", f"cannot be read: {problem.strerror}") from None
    except UnicodeDecodeError:
        raise GuidelineError(file, "", "is not UTF-8 text") from None
    rows = csv.reader(io.StringIO(text))
    if [cell.strip() for cell in next(rows, [])] != ["test", "price"]:
        raise GuidelineError(file, "line 1", f"is not {_EXAMPLE}")
    found: dict[str, Decimal] = {}
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        where = f"line {rows.line_num}"
        if len(row) != 2 or row[0].strip() not in TESTS:
            raise GuidelineError(file, where, "is not a test code and a price")
        test = row[0].strip()
        if test in found:
            raise GuidelineError(file, where, f"prices {test} twice")
        try:
            price = Decimal(row[1].strip())
        except InvalidOperation:
            price = Decimal("NaN")
        if not price.is_finite() or price < 0:
            raise GuidelineError(file, where, "has no price such as 120.50")
        found[test] = price
    return found
