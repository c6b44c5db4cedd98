"""Questionnaires (instruments): model, file format, checks, translations, scoring.

Other programs import the model and `load` from here.
"""

from reflect.core.instruments.loader import load
from reflect.core.instruments.model import (
    NOT_APPLICABLE,
    Example,
    Follows,
    Instrument,
    Item,
    Kind,
    Layout,
    Page,
    Prompt,
    Responses,
    Scale,
    Section,
)

__all__ = [
    "NOT_APPLICABLE",
    "Example",
    "Follows",
    "Instrument",
    "Item",
    "Kind",
    "Layout",
    "Page",
    "Prompt",
    "Responses",
    "Scale",
    "Section",
    "load",
]
