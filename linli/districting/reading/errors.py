"""What is wrong with a file or a row of it."""

from dataclasses import dataclass

from linli.districting.problem import ProblemError
from linli.values import Reason


class ReadingError(ProblemError):
    """The file as a whole cannot be read."""


@dataclass(frozen=True)
class Rejected:
    """One row that could not be taken. row: as a spreadsheet counts, or the feature's number from 1."""

    row: int
    column: str
    value: str
    reason: Reason


class RowError(ValueError):
    """One value of a row cannot be meant."""

    def __init__(self, column: str, value: object, text: str) -> None:
        super().__init__(text)
        self.column, self.value, self.text = column, str(value)[:80], text

    def at(self, row: int) -> Rejected:
        """Return the rejection of a row."""
        places = {"row": row, "column": self.column, "value": self.value}
        return Rejected(row, self.column, self.value, Reason("districting.bad_row", self.text, places))
