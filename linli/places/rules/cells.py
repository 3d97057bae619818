"""
Cells of the grid (网格): numbered in their community from left to right and from top to bottom.

Kept: the community's twelve digits and two of the cell. Handed out: CJ/T 349-2010, twenty digits, six of the object
class before them. Never eighteen digits: they look like the number of an identity card.
"""

from collections.abc import Sequence
from statistics import median

from linli.values import Reason, noop

from .codes import UNIT_DIGITS
from .geometry import Box

CLASS_DIGITS, CELL_DIGITS = 6, 14
MOST_CELLS = 99
LEAST_AT_HOME, MOST_OVERLAP = 0.99, 0.01
"""Shares of a cell: hand-drawn borders never quite agree."""
UNDIVIDED = 0
"""The number that stands for a community without cells."""


def order_cells(boxes: Sequence[Box]) -> list[int]:
    """Return the places of cells in the order they are numbered: rows from the north, each from the west."""
    if not boxes:
        return []
    reach = median(box.north - box.south for box in boxes) / 2
    middles = {place: (box.south + box.north) / 2 for place, box in enumerate(boxes)}
    rows: list[list[int]] = []
    for place in sorted(middles, key=lambda place: (-middles[place], boxes[place].west)):
        if not rows or middles[rows[-1][0]] - middles[place] > reach:
            rows.append([])
        rows[-1].append(place)
    return [place for row in rows for place in sorted(row, key=lambda place: (boxes[place].west, -boxes[place].north))]


def cell_code(community: str, number: int) -> str:
    """Return the fourteen digits of a cell. Raises ValueError for a community without an official code."""
    if len(community) != UNIT_DIGITS or not community.isdecimal() or not 0 <= number <= MOST_CELLS:
        raise ValueError(community)
    return f"{community}{number:02d}"


def exported_code(code: str, object_class: str) -> str:
    """Return the twenty digits that are handed out for a cell. Raises ValueError for a class that is none."""
    if len(object_class) != CLASS_DIGITS or not object_class.isdecimal() or len(code) != CELL_DIGITS:
        raise ValueError(object_class)
    return f"{object_class}{code}"


def check_cell(in_home: float, overlap: float) -> Reason | None:
    """Return why a cell may not lie so. in_home: share of it in its community; overlap: share shared with another."""
    if in_home < LEAST_AT_HOME:
        text = noop("Only %(share)s %% of the cell lie in its community; a cell lies in exactly one.")
        return Reason("places.cell.home", text, {"share": f"{100 * in_home:.1f}"})
    if overlap > MOST_OVERLAP:
        text = noop("%(share)s %% of the cell are a part of another cell already.")
        return Reason("places.cell.overlap", text, {"share": f"{100 * overlap:.1f}"})
    return None
