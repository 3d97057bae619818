"""Which of many dated outlines holds a point: a grid over their boxes, then the edges of the few that remain."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from .edges import Edges
from .geometry import Box

OPEN = 1 << 40
"""The day on which an outline ends that has not ended."""
FINEST = 64
ENTRIES = 8
"""In how many cells of the grid an outline may stand, on average."""


class Placed(NamedTuple):
    """An outline of an area and the days on which it is true, as ordinals: `begins` included, `ends` excluded."""

    area: int
    outline: int
    begins: int
    ends: int
    box: Box


class Locator:
    """Finds the outline that holds a point on a day; of several that which was given first."""

    def __init__(self, placed: Sequence[Placed], edges_of: Callable[[int], Edges]) -> None:
        """Take the outlines in the order of preference, and what tells the edges of one when they are first needed."""
        self._edges_of = edges_of
        boxes = [one.box for one in placed] or [Box(0.0, 0.0, 0.0, 0.0)]
        west, south, east, north = zip(*boxes, strict=True)
        self._box = Box(min(west), min(south), max(east), max(north))
        self._side = FINEST
        while self._side > 1 and self._entries(placed) > ENTRIES * len(placed):
            self._side //= 2
        self._cells: dict[tuple[int, int], list[Placed]] = {}
        for one in placed:
            columns, rows = self._reach(one.box)
            for cell in ((column, row) for column in columns for row in rows):
                self._cells.setdefault(cell, []).append(one)

    def meeting(self, longitude: float, latitude: float, day: int | None = None) -> Iterator[Placed]:
        """Yield the outlines whose box holds the point and which are true on the day; without one, those in force."""
        west, south, east, north = self._box
        if not (west <= longitude <= east and south <= latitude <= north):
            return
        for one in self._cells.get(self._cell(longitude, latitude), ()):
            if (one.ends != OPEN) if day is None else not one.begins <= day < one.ends:
                continue
            west, south, east, north = one.box
            if west <= longitude <= east and south <= latitude <= north:
                yield one

    def find(self, longitude: float, latitude: float, day: int | None = None) -> int | None:
        """Return the area whose outline holds the point on that day, or None."""
        for one in self.meeting(longitude, latitude, day):
            if self._edges_of(one.outline).covers(longitude, latitude):
                return one.area
        return None

    def _entries(self, placed: Sequence[Placed]) -> int:
        """Return in how many cells the outlines would stand together."""
        reaches = (self._reach(one.box) for one in placed)
        return sum(len(columns) * len(rows) for columns, rows in reaches)

    def _reach(self, box: Box) -> tuple[range, range]:
        """Return the columns and the rows of the grid that a box meets."""
        column, row = self._cell(box.west, box.south)
        last_column, last_row = self._cell(box.east, box.north)
        return range(column, last_column + 1), range(row, last_row + 1)

    def _cell(self, longitude: float, latitude: float) -> tuple[int, int]:
        """Return the column and the row of a point; never less for one farther east or north, however rounded."""
        wide, high = self._box.east - self._box.west, self._box.north - self._box.south
        column = int((longitude - self._box.west) / wide * self._side) if wide else 0
        row = int((latitude - self._box.south) / high * self._side) if high else 0
        return min(column, self._side - 1), min(row, self._side - 1)
