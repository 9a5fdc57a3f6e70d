"""Day and month arithmetic of the second engine, by counting days."""

from functools import cache

Day = tuple[int, int, int]
# (months, weeks and days as days): months are added first, then the days.
Offset = tuple[int, int]

LONG_MONTHS = (1, 3, 5, 7, 8, 10, 12)
UNITS = {"day": (0, 1), "week": (0, 7), "month": (1, 0), "year": (12, 0)}


def is_leap(year: int) -> bool:
    if year % 400 == 0:
        return True
    if year % 100 == 0:
        return False
    return year % 4 == 0


def days_in_month(year: int, month: int) -> int:
    if month == 2:
        return 29 if is_leap(year) else 28
    return 31 if month in LONG_MONTHS else 30


def plus_months(day: Day, months: int) -> Day:
    """The same day of a later month, or its last day where it has none."""
    year, month, number = day
    for _ in range(months):
        month += 1
        if month == 13:
            year, month = year + 1, 1
    for _ in range(-months):
        month -= 1
        if month == 0:
            year, month = year - 1, 12
    return (year, month, min(number, days_in_month(year, month)))


def next_day(day: Day) -> Day:
    year, month, number = day
    if number < days_in_month(year, month):
        return (year, month, number + 1)
    if month < 12:
        return (year, month + 1, 1)
    return (year + 1, 1, 1)


def day_before(day: Day) -> Day:
    year, month, number = day
    if number > 1:
        return (year, month, number - 1)
    if month > 1:
        return (year, month - 1, days_in_month(year, month - 1))
    return (year - 1, 12, 31)


@cache
def plus_days(day: Day, days: int) -> Day:
    for _ in range(days):
        day = next_day(day)
    for _ in range(-days):
        day = day_before(day)
    return day


@cache
def plus(day: Day, offset: Offset) -> Day:
    months, days = offset
    return plus_days(plus_months(day, months), days)


@cache
def whole_years(start: Day, end: Day) -> int:
    """Anniversaries of `start` up to `end`; 29 February has one every year."""
    years = 0
    while plus_months(start, 12 * (years + 1)) <= end:
        years += 1
    return years


def added(one: Offset, other: Offset) -> Offset:
    return (one[0] + other[0], one[1] + other[1])


def times(number: int, offset: Offset) -> Offset:
    return (number * offset[0], number * offset[1])


def length(offset: Offset) -> float:
    """For telling which of two offsets is longer; a year has 365.2425 days."""
    return offset[0] * 365.2425 / 12 + offset[1]


def span(text: str) -> Offset:
    """`6 months` as an offset."""
    number, unit = text.split()
    return times(int(number), UNITS[unit.removesuffix("s")])


def span_range(text: str) -> tuple[Offset, Offset]:
    """Both ends of `6-12 months`; of `6 months`, twice the same."""
    numbers, unit = text.split()
    short, _, long = numbers.partition("-")
    return span(f"{short} {unit}"), span(f"{long or short} {unit}")


def written(day: Day) -> str:
    return "{:04}-{:02}-{:02}".format(*day)


def read_day(text: str) -> Day:
    year, month, number = (int(part) for part in text.split("-"))
    return (year, month, number)
