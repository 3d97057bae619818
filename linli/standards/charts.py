"""Lines drawn by the server: where the points of a series of values stand; what has no value leaves a gap."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT = 640, 200
LEFT, RIGHT, TOP, BOTTOM = 64, 40, 16, 32


@dataclass(frozen=True, slots=True)
class Spot:
    """A point of a line, and what it says."""

    x: float
    y: float
    label: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of an axis."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line in a box of 640 by 200: its pieces as paths, its points, the marks below and beside it."""

    paths: tuple[str, ...]
    spots: tuple[Spot, ...]
    below: tuple[Tick, ...]
    beside: tuple[Tick, ...]


def line_of(values: Sequence[tuple[str, Decimal | None]]) -> Line | None:
    """Return the line of (label, value) pairs, None where no value is to be drawn. The scale holds zero."""
    known = [value for _label, value in values if value is not None]
    if not known:
        return None
    low, high = min(*known, Decimal(0)), max(*known, Decimal(0))
    reach = (high - low) or Decimal(1)
    step = (WIDTH - LEFT - RIGHT) / max(len(values) - 1, 1)
    pieces: list[list[Spot]] = [[]]
    for place, (label, value) in enumerate(values):
        if value is None:
            pieces.append([])
        else:
            pieces[-1].append(Spot(round(LEFT + place * step, 1), _height(value, low, reach), label, value))
    spots = tuple(spot for piece in pieces for spot in piece)
    paths = tuple("M" + " L".join(f"{spot.x} {spot.y}" for spot in piece) for piece in pieces if len(piece) > 1)
    below = tuple(Tick(round(LEFT + place * step, 1), label) for place, (label, _value) in enumerate(values))
    marks = sorted({low, high})
    return Line(paths, spots, below, tuple(Tick(_height(mark, low, reach), f"{mark.normalize():f}") for mark in marks))


def _height(value: Decimal, low: Decimal, reach: Decimal) -> float:
    return round(TOP + float((low + reach - value) / reach) * (HEIGHT - TOP - BOTTOM), 1)
