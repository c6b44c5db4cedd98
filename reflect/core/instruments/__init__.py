"""Questionnaires (instruments): model, file format, validation, translations, scoring.

Other programs import the model and `load` from here.
"""

from reflect.core.instruments.loader import load
from reflect.core.instruments.model import (
    NOT_APPLICABLE,
    DisplayCondition,
    Example,
    Instrument,
    InstrumentPage,
    InstrumentSection,
    Item,
    ItemKind,
    LayoutName,
    Prompt,
    Responses,
    Scale,
)

__all__ = [
    "NOT_APPLICABLE",
    "DisplayCondition",
    "Example",
    "Instrument",
    "InstrumentPage",
    "InstrumentSection",
    "Item",
    "ItemKind",
    "LayoutName",
    "Prompt",
    "Responses",
    "Scale",
    "load",
]
