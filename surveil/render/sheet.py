"""A plan as one page: for the patient to print, and for the clinic's file."""

from collections.abc import Sequence
from typing import Final

from surveil import messages
from surveil.plans import Plan
from surveil.render import sheet_clinic, sheet_patient
from surveil.render.clinic_texts import ClinicTexts
from surveil.render.sheet_html import Html, page, tag
from surveil.render.sheet_style import STYLE
from surveil.render.titles import calendar_name
from surveil.visits import Booking, Visit

_RIGHT_TO_LEFT: Final = ("ar", "fa", "he", "ur")


def render(
    plan: Plan,
    visits: Sequence[Visit],
    texts: ClinicTexts,
    *,
    bookings: Sequence[Booking] = (),
) -> bytes:
    """The sheet as one HTML file, whatever the outcome.

    The privacy rules are those of the calendar: at `plain` and `discreet` no illness
    and no clinic is named, so the clinician's part stands on a `clinical` sheet alone,
    on pages of its own. A plan that has ended says nothing to the patient.
    """
    clinical = texts.texts == "clinical"
    parts: list[Html | None]
    if plan.outcome == "ended":
        parts = [tag("h1", calendar_name(texts))]
        parts += [] if clinical else [sheet_clinic.nothing_planned()]
    else:
        patient = sheet_patient.part(plan, visits, bookings, texts)
        parts = [_reviewed(texts), patient]
    parts += [sheet_clinic.part(plan, visits)] if clinical else []
    language = texts.language.partition("-")[0]
    return page(
        calendar_name(texts),
        STYLE,
        tag("main", *parts),
        language=texts.language,
        direction="rtl" if language in _RIGHT_TO_LEFT else "ltr",
    )


def _reviewed(texts: ClinicTexts) -> Html | None:
    """That nobody has reviewed this language yet."""
    warning = messages.warning(texts.language)
    return tag("p", warning, class_="warning", lang="en") if warning else None
