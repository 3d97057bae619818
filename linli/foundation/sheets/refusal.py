"""Why a sheet cannot be read."""

from collections.abc import Sequence
from typing import Any


class SheetRefused(Exception):
    """
    A file cannot be read as a table; the text is a sentence in the reader's language.

    code: short name of the cause; "encoding" means: ask the user which encoding it is and read again.
    rows, columns: the rows that break the list (imports.Rejected) and the titles of the list, where these are known.
    """

    def __init__(self, code: str, text: str, rows: Sequence[Any] = (), columns: Sequence[str] = ()) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.rows = list(rows)
        self.columns = list(columns)
