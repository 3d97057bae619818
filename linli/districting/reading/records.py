"""Rows become records: every value read, or refused with a sentence."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from linli.districting.reading.columns import DEFAULTS, find_columns, no_column
from linli.districting.reading.errors import Rejected, RowError
from linli.districting.reading.tables import Row, Table, polygonal
from linli.values import noop

MOST_HOUSEHOLDS = 10_000_000
NO = {"", "0", "0.0", "n", "no", "false", "none", "null", "否", "无", "没有", "×"}
"""What stands in a column of marks where there is no mark; anything else is one."""


@dataclass(frozen=True)
class Record:
    """
    One building, compound or plot, as its row says.

    row: its number. place: x and y in the file's coordinates. shape: its outline in them, if any. area: m2 by its
    column, if any. existing, compound and lock are names, empty where there is none.
    """

    row: int
    name: str
    households: int
    place: tuple[float, float]
    shape: BaseGeometry | None
    area: float | None
    compound: str
    existing: str
    lock: str
    has_seat: bool
    has_room: bool


@dataclass(frozen=True)
class Records:
    """The records of a table and the rows that are none; together they are all rows that were asked for."""

    accepted: list[Record]
    rejected: list[Rejected]
    in_degrees: bool
    has_outlines: bool


def read_records(
    table: Table, columns: Mapping[str, str] | None = None, where: Mapping[str, str] | None = None
) -> Records:
    """
    Return every row as a record or as a rejection. Raises ReadingError if a column that is needed is missing.

    columns: meaning -> column, before the defaults. where: column -> value, only rows that have it.
    """
    names = find_columns(table.columns, columns)
    if "households" not in names:
        raise no_column("households", DEFAULTS["households"], table.columns)
    corners = () if table.has_shapes else _corner_columns(names, table)
    for column in where or {}:
        if column not in table.columns:
            raise no_column(column, [column], table.columns)
    in_degrees = table.in_degrees if table.has_shapes else corners == ("longitude", "latitude")
    reader = _Reader(names, corners, in_degrees)
    accepted, rejected = [], []
    for row in table.rows:
        if any(_text(row.cells.get(column)) != value for column, value in (where or {}).items()):
            continue
        try:
            accepted.append(reader.read(row))
        except RowError as error:
            rejected.append(error.at(row.number))
    return Records(accepted, rejected, in_degrees, any(record.shape is not None for record in accepted))


def _corner_columns(names: Mapping[str, str], table: Table) -> tuple[str, ...]:
    """Return which two meanings give the place of a row without a shape."""
    for pair in (("x", "y"), ("longitude", "latitude")):
        if all(meaning in names for meaning in pair):
            return pair
    raise no_column("longitude, latitude", [*DEFAULTS["longitude"], *DEFAULTS["latitude"], "x", "y"], table.columns)


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


@dataclass(frozen=True)
class _Reader:
    """Reads rows of one table. columns: meaning -> column; corners: meanings of the place, empty if shapes give it."""

    columns: Mapping[str, str]
    corners: tuple[str, ...]
    in_degrees: bool

    def read(self, row: Row) -> Record:
        """Return the row's record. Raises RowError."""
        shape = self._outline(row)
        return Record(
            row=row.number,
            name=self._word(row, "name") or f"#{row.number}",
            households=self._households(row),
            place=self._place(row),
            shape=shape,
            area=self._area(row),
            compound=self._word(row, "compound"),
            existing=self._word(row, "existing"),
            lock=self._word(row, "anchor"),
            has_seat=self._word(row, "seat").lower() not in NO,
            has_room=self._word(row, "room").lower() not in NO,
        )

    def _word(self, row: Row, meaning: str) -> str:
        return _text(row.cells.get(self.columns[meaning])) if meaning in self.columns else ""

    def _number(self, row: Row, meaning: str) -> float:
        """Return a number; NaN where nothing stands. Raises RowError."""
        word = self._word(row, meaning).replace(",", "").replace("，", "").replace(" ", "")
        if not word:
            return math.nan
        try:
            value = float(word)
        except ValueError:
            value = math.inf
        if not math.isfinite(value):
            raise RowError(self.columns[meaning], word, noop("Row %(row)s, column %(column)s: %(value)s is no number."))
        return value

    def _households(self, row: Row) -> int:
        value, column = self._number(row, "households"), self.columns["households"]
        if math.isnan(value):
            raise RowError(column, "", noop("Row %(row)s, column %(column)s: the households are missing."))
        if value < 0:
            text = noop("Row %(row)s, column %(column)s: %(value)s households are less than none.")
            raise RowError(column, self._word(row, "households"), text)
        if value != int(value) or value > MOST_HOUSEHOLDS:
            text = noop("Row %(row)s, column %(column)s: %(value)s is no whole number of households.")
            raise RowError(column, self._word(row, "households"), text)
        return int(value)

    def _area(self, row: Row) -> float | None:
        value = self._number(row, "area") if "area" in self.columns else math.nan
        if value < 0:
            text = noop("Row %(row)s, column %(column)s: an area of %(value)s m2 cannot be.")
            raise RowError(self.columns["area"], value, text)
        return None if math.isnan(value) else value

    def _place(self, row: Row) -> tuple[float, float]:
        if not self.corners:
            if row.shape is None:
                raise RowError("geometry", "", noop("Row %(row)s, column %(column)s: there is no shape."))
            place = shapely.centroid(row.shape)
            return self._on_earth(place.x, place.y, ("geometry", "geometry"))
        for meaning in self.corners:
            if math.isnan(self._number(row, meaning)):
                text = noop("Row %(row)s, column %(column)s: the coordinate is missing.")
                raise RowError(self.columns[meaning], "", text)
        x, y = (self._number(row, meaning) for meaning in self.corners)
        return self._on_earth(x, y, (self.columns[self.corners[0]], self.columns[self.corners[1]]))

    def _on_earth(self, x: float, y: float, columns: tuple[str, str]) -> tuple[float, float]:
        if self.in_degrees:
            for value, most, column in ((x, 180, columns[0]), (y, 90, columns[1])):
                if abs(value) > most:
                    text = noop("Row %(row)s, column %(column)s: %(value)s degrees are not on Earth.")
                    raise RowError(column, value, text)
        return x, y

    def _outline(self, row: Row) -> BaseGeometry | None:
        """Return the polygons of a row's shape; None if it is a point. Raises RowError."""
        if row.shape is None or row.shape.geom_type in {"Point", "MultiPoint"}:
            return None
        found = polygonal(row.shape)
        if not found.area > 0:
            text = noop("Row %(row)s, column %(column)s: a shape of the kind %(value)s has no area.")
            raise RowError("geometry", row.shape.geom_type, text)
        return found
