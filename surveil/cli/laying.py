"""From the settings in force to the layout of a calendar or sheet."""

from surveil.errors import UsageError
from surveil.render import own_texts
from surveil.render.clinic_texts import ClinicTexts
from surveil.render.layout import Layout
from surveil.settings import Settings


def layout_of(found: Settings, *, past: bool = False, feed: bool = False) -> Layout:
    """The layout that the settings ask for.

    Raises UsageError for a text of the clinic that cannot be used, and for a country
    whose working days are not known.
    """
    try:
        own_texts.check_own(dict(found.own))
    except UsageError as problem:
        raise UsageError(f"{found.origins['own']}: {problem}") from None
    closed = None
    if found.country:
        from surveil import workdays  # its tables cost time, and few plans need them

        closed = workdays.closed_days(found.country, found.region)
    texts = ClinicTexts(
        titles=found.titles,
        texts=found.texts,
        language=found.language,
        telephone=found.telephone,
        name=found.name,
        own=found.own,
    )
    return Layout(
        by=found.by,
        leads=found.lead,
        book=found.book,
        closed=closed,
        texts=texts,
        past=past,
        feed=feed,
    )
