"""Wishes in a file of their own: pairs of units that stay together, stay apart, or would rather stay together."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from linli.districting.problem import Affinity, Problem
from linli.districting.reading.columns import no_column
from linli.districting.reading.errors import Rejected, RowError
from linli.districting.reading.tables import Row, read_table
from linli.values import noop

COLUMNS = {
    "unit": ("unit", "单元", "小区"),
    "other": ("other", "另一单元", "另一小区"),
    "kind": ("kind", "种类", "关系"),
    "weight": ("weight", "权重", "户数"),
}
KINDS = {"together": "together", "须在一起": "together", "apart": "apart", "须分开": "apart"}
KINDS |= {"affinity": "affinity", "意愿": "affinity", "": "affinity"}


@dataclass(frozen=True)
class Pairs:
    """A problem with the wishes of a file, how many rows were taken, and the rows that were not."""

    problem: Problem
    accepted: int
    rejected: Sequence[Rejected]


def read_pairs(path: Path, problem: Problem) -> Pairs:
    """
    Return the problem with the pairs of a CSV file: unit, other, kind (together, apart or affinity) and weight.

    Units are called by their names, or `#3` by their number; a name that several units have means none of them.
    Raises ReadingError if the file as a whole cannot be used, OSError.
    """
    table = read_table(path)
    names = _columns(table.columns)
    reader = _Reader(problem, names)
    rejected: list[Rejected] = []
    for row in table.rows:
        try:
            reader.take(row)
        except RowError as error:
            rejected.append(error.at(row.number))
    return Pairs(reader.problem(), len(table.rows) - len(rejected), rejected)


def _columns(present: Sequence[str]) -> dict[str, str]:
    """Return meaning -> column. Raises ReadingError without the two units."""
    known = {column.strip().lower(): column for column in present}
    found = {}
    for meaning, names in COLUMNS.items():
        column = next((known[name] for name in names if name in known), None)
        if column is not None:
            found[meaning] = column
        elif meaning in {"unit", "other"}:
            raise no_column(meaning, names, present)
    return found


class _Reader:
    """Collects what the rows say."""

    def __init__(self, problem: Problem, columns: dict[str, str]) -> None:
        self.given, self.columns = problem, columns
        self.numbers = _numbers(problem)
        self.hard: dict[str, list[tuple[int, int]]] = {"together": [], "apart": []}
        self.soft: dict[tuple[int, int], float] = {}

    def take(self, row: Row) -> None:
        """Take one row. Raises RowError."""
        pair = self._unit(row, "unit"), self._unit(row, "other")
        if pair[0] == pair[1]:
            text = noop("Row %(row)s, column %(column)s: %(value)s is paired with itself.")
            raise RowError("other", self._cell(row, "other"), text)
        said = self._cell(row, "kind").lower()
        if said not in KINDS:
            text = noop("Row %(row)s, column %(column)s: %(value)s is none of together, apart, affinity.")
            raise RowError("kind", said, text)
        if KINDS[said] != "affinity":
            self.hard[KINDS[said]].append(pair)
        else:
            key = (min(pair), max(pair))
            self.soft[key] = self.soft.get(key, 0.0) + self._weight(row)

    def problem(self) -> Problem:
        """Return the problem with everything taken so far."""
        old, new = self.given.affinity, sorted(self.soft)
        affinity = Affinity(
            np.concatenate([old.a, np.asarray([a for a, _ in new], np.int64)]),
            np.concatenate([old.b, np.asarray([b for _, b in new], np.int64)]),
            np.concatenate([old.weight, np.asarray([self.soft[pair] for pair in new], np.float64)]),
        )
        together = (*self.given.together, *self.hard["together"])
        return replace(self.given, affinity=affinity, together=together, apart=(*self.given.apart, *self.hard["apart"]))

    def _cell(self, row: Row, meaning: str) -> str:
        return str(row.cells.get(self.columns.get(meaning, ""), "") or "").strip()

    def _unit(self, row: Row, meaning: str) -> int:
        name = self._cell(row, meaning)
        number = self.numbers.get(name)
        if number is None:
            text = noop("Row %(row)s, column %(column)s: there is no single unit called %(value)s.")
            raise RowError(self.columns[meaning], name, text)
        return number

    def _weight(self, row: Row) -> float:
        text = self._cell(row, "weight") or "1"
        try:
            weight = float(text)
        except ValueError:
            weight = math.nan
        if not 0 < weight < math.inf:
            raise RowError("weight", text, noop("Row %(row)s, column %(column)s: the weight %(value)s is not above 0."))
        return weight


def _numbers(problem: Problem) -> dict[str, int]:
    """Return name -> number of the unit, `#n` too; names that stand twice are left out."""
    found = {f"#{unit}": unit for unit in range(problem.n)}
    names = [str(name) for name in problem.names]
    times = Counter(names)
    for unit, name in enumerate(names):
        if name and times[name] == 1:
            found[name] = unit
    return found
