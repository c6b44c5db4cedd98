"""Cells of CSV files that a spreadsheet takes for text, whatever a person wrote in them.

A text may begin like a formula, and a spreadsheet would run it (CSV injection), so it gets an
apostrophe in front. Every CSV file of Reflect that contains names or texts uses this module.
"""

from typing import Final

FORMULA_PREFIXES: Final = ("=", "+", "-", "@", "\t", "\r")


def escape_csv_cell(value: object) -> object:
    """The value of a cell for `csv.writer`: a text that no spreadsheet takes for a formula.

    The parts of a list are joined by blanks. Numbers and None stay as they are.
    """
    if isinstance(value, list | tuple):
        value = " ".join(map(str, value))
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_PREFIXES) else value
