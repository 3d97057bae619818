"""Which plans are beaten in everything, and where plans lie in a chart of two measures. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from linli.boundaries.rules.measures import COUNT, LESS, METRES, SAME, Measure

WIDTH, HEIGHT = 640, 400
LEFT, RIGHT, TOP, BOTTOM = 76, 24, 20, 52
TICKS = 4
MARGIN = 0.08
"""Part of the range that stays empty at each end of an axis."""
LINE, LETTER = 16, 14
"""Height of a label and width of one character, so that labels do not lie on each other."""
Row = Sequence[float]


def beats(one: Row, other: Row) -> bool:
    """Return whether a row of figures, less is better, is nowhere worse than another and somewhere better."""
    pairs = list(zip(one, other, strict=True))
    return all(a <= b + SAME for a, b in pairs) and any(a < b - SAME for a, b in pairs)


def beaten_by(rows: Sequence[Row]) -> list[int | None]:
    """Return for every row the first other row that beats it, None where there is none."""
    return [next((at for at, other in enumerate(rows) if beats(other, row)), None) for row in rows]


@dataclass(frozen=True, slots=True)
class Tick:
    """A figure on an axis. at: where it stands, in the chart's own units."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """
    One plan in the chart. plan: its place among those given; x, y: where it stands; label_x, label_y: of its name.

    is_beaten: whether another plan is better by both measures shown, or better by one and equal by the other.
    """

    plan: int
    x: float
    y: float
    label_x: float
    label_y: float
    is_left: bool
    is_beaten: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart ready to be drawn. frontier: points of the line through the plans that none beats, as SVG wants them."""

    x: Measure
    y: Measure
    marks: tuple[Mark, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    frontier: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM
    middle: int = (LEFT + WIDTH - RIGHT) // 2
    under: int = HEIGHT - 8
    tick_y: int = HEIGHT - BOTTOM + 18
    tick_x: int = LEFT - 8
    heading_y: int = TOP - 6


def draw(x: Measure, y: Measure, points: Sequence[tuple[float, float]], names: Sequence[str]) -> Chart:
    """Return the chart of some plans. points: their values by both measures; names: what stands beside them."""
    across = _Axis(x, [point[0] for point in points], LEFT, WIDTH - RIGHT)
    up = _Axis(y, [point[1] for point in points], HEIGHT - BOTTOM, TOP)
    beaten = beaten_by([(_less(x, a), _less(y, b)) for a, b in points])
    places = [(across.place(a), up.place(b)) for a, b in points]
    marks: list[Mark] = []
    for plan, (at_x, at_y) in enumerate(places):
        is_left = at_x > (LEFT + WIDTH - RIGHT) / 2
        label_y = _free_height(marks, at_y, is_left, at_x)
        mark = Mark(plan, at_x, at_y, at_x + (-10 if is_left else 10), label_y, is_left, beaten[plan] is not None)
        marks.append(mark)
    best = sorted({places[plan] for plan in range(len(points)) if beaten[plan] is None})
    return Chart(
        x,
        y,
        tuple(marks),
        tuple(Tick(across.place(value), x.say(value)) for value in across.ticks),
        tuple(Tick(up.place(value), y.say(value)) for value in up.ticks),
        " ".join(f"{a:g},{b:g}" for a, b in best) if len(best) > 1 else "",
    )


def _less(measure: Measure, value: float) -> float:
    """Return a value so that less is better."""
    return value if measure.better == LESS else -value


def _free_height(marks: Sequence[Mark], y: float, is_left: bool, x: float) -> float:
    """Return a height near y where no label stands yet on the same side."""
    taken = sorted(m.label_y for m in marks if m.is_left == is_left and abs(m.x - x) < 6 * LETTER)
    height = y + 4
    for other in taken:
        if abs(other - height) < LINE:
            height = other + LINE
    return round(height, 1)


class _Axis:
    """A scale from values to places between two ends."""

    def __init__(self, measure: Measure, values: Sequence[float], start: float, end: float) -> None:
        self.is_whole = measure.kind in (COUNT, METRES)
        low, high = min(values, default=0.0), max(values, default=1.0)
        width = high - low
        if width <= SAME * max(1.0, abs(high)):
            width = abs(high) if abs(high) > SAME else 1.0
        self.low, self.high = low - MARGIN * width, high + MARGIN * width
        self.start, self.end = start, end

    def place(self, value: float) -> float:
        """Return where a value stands."""
        share = (value - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)

    @property
    def ticks(self) -> list[float]:
        """Return round values along the axis."""
        step = 10 ** math.floor(math.log10((self.high - self.low) / TICKS))
        step *= next(factor for factor in (1, 2, 5, 10, 20) if (self.high - self.low) / (step * factor) <= TICKS + 1)
        step = max(step, 1.0) if self.is_whole else step
        first = math.ceil(self.low / step)
        return [number * step for number in range(first, math.floor(self.high / step) + 1)]
