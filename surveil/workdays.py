"""Working days of a country or region, from the optional package `holidays`."""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Final

from surveil.days import weekday
from surveil.errors import UsageError

if TYPE_CHECKING:
    from holidays import HolidayBase

_MANY: Final = 20  # regions, from which on a message names the first few only


def closed_days(
    country: str, region: str | None = None
) -> Callable[[date], str | None]:
    """A function that says why nobody works on a day there: None for a working day.

    The reason is the name of the public holiday, else the weekday. `country` is a
    code of two letters, `region` a code or name as the package has it; without one,
    only the holidays of the whole country count. Raises UsageError for an unknown
    country or region, and where the package is missing.
    """
    calendar = _calendar(country, region)

    @cache
    def closed(day: date) -> str | None:
        if name := calendar.get(day):
            return str(name)
        return None if calendar.is_working_day(day) else weekday(day)

    return closed


def _calendar(country: str, region: str | None) -> "HolidayBase":
    try:
        import holidays  # optional, and read only where working days are asked for
    except ImportError as error:
        raise UsageError(
            "working days need the package holidays: pip install 'surveil[workdays]'"
        ) from error
    code = country.strip().upper()
    if code not in holidays.list_supported_countries(include_aliases=False):
        raise UsageError(
            f"country {country!r} is not known to the package holidays:"
            " give its two letters, such as AU"
        )
    entity = getattr(holidays, code)
    calendar: HolidayBase = holidays.country_holidays(
        code, subdiv=_region(entity, code, region), language=_language(entity)
    )
    return calendar


def _region(entity: "type[HolidayBase]", code: str, region: str | None) -> str | None:
    """The region's own code or name, whatever the case in which it was typed."""
    if region is None:
        return None
    names = (*entity.subdivisions, *getattr(entity, "subdivisions_aliases", ()))
    known: dict[str, str] = {name.casefold(): name for name in names}
    if found := known.get(region.strip().casefold()):
        return found
    codes = entity.subdivisions
    if not codes:
        raise UsageError(f"region {region!r}: {code} has none here, leave it out")
    several = ", ".join(codes[:_MANY]) + (" ..." if len(codes) > _MANY else "")
    raise UsageError(f"region {region!r} is not one of {code}: {several}")


def _language(entity: "type[HolidayBase]") -> str | None:
    """English names where there are any, because notes for staff are in English.

    It is always told, or the names would depend on the locale of the machine.
    """
    own = entity.default_language
    if own and own.startswith("en"):
        return own
    return "en_US" if "en_US" in entity.supported_languages else own
