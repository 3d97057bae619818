"""
Tables in and out: CSV and Excel files, read with distrust and written without formulas.

`read` gives the titles and a stream of rows, or raises `SheetRefused` with a sentence fit to show.
"""

from linli.foundation.sheets.limits import DEFAULT, Limits
from linli.foundation.sheets.moments import parse_moment
from linli.foundation.sheets.reading import Row, Sheet, read
from linli.foundation.sheets.refusal import SheetRefused
from linli.foundation.sheets.text import clean_text
from linli.foundation.sheets.writing import Column, unmarked, write_book, write_csv, write_xlsx

__all__ = [
    "DEFAULT",
    "Column",
    "Limits",
    "Row",
    "Sheet",
    "SheetRefused",
    "clean_text",
    "parse_moment",
    "read",
    "unmarked",
    "write_book",
    "write_csv",
    "write_xlsx",
]
