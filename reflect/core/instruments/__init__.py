"""Questionnaires (instruments): model, file format, validation, translations, scoring.

Other programs import `load` and `Instrument` from here; what an instrument consists of is in
`model`.
"""

from reflect.core.instruments.loader import load
from reflect.core.instruments.model import Instrument

__all__ = ["Instrument", "load"]
