"""Cells of CSV files for spreadsheets, none of which is taken for a formula (CSV injection).

What a person wrote may begin like a formula, and a spreadsheet would run it: such a cell gets an
apostrophe in front.
"""

from typing import Final

FORMULA_PREFIXES: Final = ("=", "+", "-", "@", "\t", "\r")


def escape_csv_cell(value: object) -> object:
    """The value of a cell: None is empty, the parts of a list are joined by blanks."""
    match value:
        case None:
            return ""
        case list() | tuple():
            return escape_csv_cell(" ".join(map(str, value)))
        case str() if value.startswith(FORMULA_PREFIXES):
            return "'" + value
        case _:
            return value
