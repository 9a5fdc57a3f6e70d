"""Clinic settings: what a clinic chose once, from one small file and the options."""

from surveil.messages import LANGUAGES
from surveil.settings.choices import DEFAULT, OPTIONS, Settings, key_of
from surveil.settings.reading import load, read
from surveil.settings.words import LEAD_KINDS, TEXTS, TITLES
from surveil.visits import BY, LEADS

__all__ = [
    "BY",
    "DEFAULT",
    "LANGUAGES",
    "LEADS",
    "LEAD_KINDS",
    "OPTIONS",
    "TEXTS",
    "TITLES",
    "Settings",
    "key_of",
    "load",
    "read",
]
