"""
Pictures of results laid out for a drawing: waterfall, radar, trend, spread. Pure; lengths in units of the drawing.

Every picture has a table beside it that says the same, so labels may be cut short here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

WIDTH = 360
ROW = 34
RADAR_MIDDLE, RADAR_RADIUS = 150, 92
TREND_HEIGHT = 170
LEFT, RIGHT, TOP, BOTTOM = 44, 30, 14, 28
EDGE = 8
MOST_LABELS = 6
FEWEST_AXES = 3
RINGS = (25, 50, 75, 100)
LONGEST = 14


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar from x on, as wide as it says, in a row at y. kind: start, loss, gain or end."""

    label: str
    y: int
    x: float
    width: float
    kind: str
    amount: int


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars below each other, how high they stand together, and the points at which the scale begins."""

    bars: tuple[Bar, ...]
    height: int
    low: int


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the drawing with what stands for it."""

    x: float
    y: float
    label: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Radar:
    """Axes with their labels, rings of shares, and the shapes of the subject and of the mean of all."""

    axes: tuple[Spot, ...]
    labels: tuple[Spot, ...]
    rings: tuple[str, ...]
    shape: str
    mean: str


@dataclass(frozen=True, slots=True)
class Level:
    """One dimension as a bar: the subject's share in per cent, and where the mean of all stands."""

    label: str
    y: int
    share: int
    width: float
    mean: float


@dataclass(frozen=True, slots=True)
class Levels:
    """Bars of dimensions below each other, and how high they stand together with the words below them."""

    levels: tuple[Level, ...]
    height: int


@dataclass(frozen=True, slots=True)
class Trend:
    """A line of totals over periods: its pieces (a gap where there is no total), spots, ticks of periods and values."""

    pieces: tuple[str, ...]
    spots: tuple[Spot, ...]
    periods: tuple[Spot, ...]
    values: tuple[Spot, ...]


def falls(start: int, steps: Sequence[tuple[str, int]], end: int, labels: tuple[str, str]) -> Bars:
    """
    Return the way from full marks to the score as bars. steps: label and change; labels: of the first and last bar.

    The scale begins where the way is lowest, or small losses of a large total could not be seen.
    """
    marks, mark = [start], start
    for _label, delta in steps:
        mark += delta
        marks.append(mark)
    low, high = min(*marks, end), max(*marks, end)
    low = max(0, low - max(100, (high - low) // 3)) if low > 0 else low
    scale = WIDTH / ((high - low) or 1)

    def bar(label: str, number: int, bounds: tuple[int, int], kind: str, amount: int) -> Bar:
        """Return one bar between two marks."""
        lower, upper = min(bounds), max(bounds)
        width = max(1.5, (upper - lower) * scale)
        return Bar(short(label), number * ROW, round((lower - low) * scale, 1), round(width, 1), kind, amount)

    bars = [bar(labels[0], 0, (low, start), "start", start)]
    for number, (label, delta) in enumerate(steps, 1):
        kind = "loss" if delta < 0 else "gain"
        bars.append(bar(label, number, (marks[number - 1], marks[number]), kind, delta))
    bars.append(bar(labels[1], len(bars), (low, end), "end", end))
    return Bars(tuple(bars), len(bars) * ROW, low)


def radar(axes: Sequence[tuple[str, int, int]]) -> Radar | None:
    """Return a radar. axes: label, the subject's share and the mean of all, in per cent; None with fewer than three."""
    if len(axes) < FEWEST_AXES:
        return None
    count = len(axes)
    return Radar(
        axes=tuple(_around(number, count, 100) for number in range(count)),
        labels=tuple(_around(number, count, 114, short(label)) for number, (label, *_rest) in enumerate(axes)),
        rings=tuple(_shape([share] * count) for share in RINGS),
        shape=_shape([min(100, max(0, share)) for _label, share, _mean in axes]),
        mean=_shape([min(100, max(0, mean)) for _label, _share, mean in axes]),
    )


def levels(axes: Sequence[tuple[str, int, int]]) -> Levels | None:
    """Return as bars what is too little for a radar; axes as there, None with none or with enough for one."""
    if not 0 < len(axes) < FEWEST_AXES:
        return None
    rows = tuple(
        Level(short(label), number * ROW, share, _along(share), _along(mean))
        for number, (label, share, mean) in enumerate(axes)
    )
    return Levels(rows, (len(rows) + 1) * ROW)


def trend(points: Sequence[tuple[str, int | None]], say: Sequence[str]) -> Trend | None:
    """Return a line of totals over periods. say: the totals as written; None with fewer than two totals."""
    known = [value for _period, value in points if value is not None]
    if len(known) < 2:
        return None
    low, high = min(known), max(known)
    margin = max(100, (high - low) // 4)
    low, high = max(0, low - margin), high + margin
    step = (WIDTH - LEFT - RIGHT) / (len(points) - 1)

    def down(value: int) -> float:
        """Return how far down a total stands."""
        return round(TREND_HEIGHT - BOTTOM - (value - low) / (high - low) * (TREND_HEIGHT - TOP - BOTTOM), 1)

    across = [round(LEFT + number * step, 1) for number in range(len(points))]
    every = -(-len(points) // MOST_LABELS)
    return Trend(
        pieces=tuple(_pieces(across, [None if value is None else down(value) for _period, value in points])),
        spots=tuple(
            Spot(x, down(value), written)
            for x, (_period, value), written in zip(across, points, say, strict=True)
            if value is not None
        ),
        periods=tuple(
            Spot(x, TREND_HEIGHT - 8, period)
            for number, (x, (period, _value)) in enumerate(zip(across, points, strict=True))
            if number % every == 0
        ),
        values=tuple(
            Spot(LEFT - 6, down(value), f"{value / 100:.1f}", "end") for value in (low, (low + high) // 2, high)
        ),
    )


def strip(low: int, mean: int, high: int) -> tuple[float, float, float]:
    """Return where the lowest, the mean and the highest share (basis points) stand on a strip of full width."""
    return (_at(low), _at(mean), _at(high))


def short(label: str) -> str:
    """Return a label that fits beside a bar."""
    return label if len(label) <= LONGEST else f"{label[: LONGEST - 1]}…"


def _along(per_cent: int) -> float:
    return round(min(100, max(0, per_cent)) / 100 * WIDTH, 1)


def _at(share: int) -> float:
    return round(EDGE + min(10_000, max(0, share)) / 10_000 * (WIDTH - 2 * EDGE), 1)


def _around(number: int, count: int, share: int, label: str = "") -> Spot:
    """Return a place on an axis of the radar, the first straight up."""
    angle = 2 * pi * number / count
    across = sin(angle)
    anchor = "middle" if abs(across) < 0.2 else "start" if across > 0 else "end"
    x = WIDTH / 2 + across * RADAR_RADIUS * share / 100
    return Spot(round(x, 1), round(RADAR_MIDDLE - cos(angle) * RADAR_RADIUS * share / 100, 1), label, anchor)


def _shape(shares: Sequence[int]) -> str:
    """Return a closed shape over all axes as points."""
    spots = [_around(number, len(shares), share) for number, share in enumerate(shares)]
    return " ".join(f"{spot.x},{spot.y}" for spot in spots)


def _pieces(across: Sequence[float], down: Sequence[float | None]) -> list[str]:
    """Return the line as points, broken where there is no value."""
    pieces: list[list[str]] = [[]]
    for x, y in zip(across, down, strict=True):
        if y is None:
            pieces.append([])
        else:
            pieces[-1].append(f"{x},{y}")
    return [" ".join(piece) for piece in pieces if len(piece) > 1]
