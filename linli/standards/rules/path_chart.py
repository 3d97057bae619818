"""The picture of a path: what is wanted by which day, and what was found, laid out for a drawing. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

WIDTH, HEIGHT = 640, 220
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 14, 28
LINES = 5
Point = tuple[date, Decimal]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the drawing with what stands for it: x to the right, y down, both in units of the drawing."""

    x: float
    y: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A laid out drawing: the wanted path as SVG path data, spots of targets and finds, ticks of years and values."""

    path: str
    wanted: tuple[Spot, ...]
    found: tuple[Spot, ...]
    years: tuple[Spot, ...]
    values: tuple[Spot, ...]


def lay_out(wanted: Sequence[Point], found: Sequence[Point], *, is_linear: bool) -> Chart | None:
    """Return the drawing of a path and of what was found; None without at least one day that wants something."""
    if not wanted:
        return None
    days = [day for day, _value in (*wanted, *found)]
    first, last = date(min(days).year, 1, 1), date(max(days).year + 1, 1, 1)
    numbers = [value for _day, value in (*wanted, *found)]
    step = _step(max(numbers) - min(Decimal(0), *numbers))
    low = (min(Decimal(0), *numbers) / step).to_integral_value(ROUND_FLOOR) * step
    high = max((max(numbers) / step).to_integral_value(ROUND_CEILING) * step, low + step)
    lines = int((high - low) / step)

    def across(day: date) -> float:
        share = (day - first).days / (last - first).days
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def down(value: Decimal) -> float:
        share = float((value - low) / (high - low))
        return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)

    def spots(points: Sequence[Point]) -> tuple[Spot, ...]:
        return tuple(Spot(across(day), down(value), day.isoformat()) for day, value in points)

    return Chart(
        path=_path(spots(wanted), is_linear=is_linear),
        wanted=spots(wanted),
        found=spots(found),
        years=tuple(Spot(across(date(year, 1, 1)), HEIGHT - 8, str(year)) for year in range(first.year, last.year)),
        values=tuple(Spot(LEFT - 6, down(low + step * n), _label(low + step * n)) for n in range(lines + 1)),
    )


def _step(span: Decimal) -> Decimal:
    """Return the round distance of lines (1, 2 or 5 times a power of ten) that parts a span into five at most."""
    if span <= 0:
        return Decimal(1)
    power = Decimal(10) ** ((span / LINES).adjusted())
    return next(power * n for n in (1, 2, 5, 10) if power * n * LINES >= span)


def _path(spots: Sequence[Spot], *, is_linear: bool) -> str:
    """Return the path through the spots: straight from one to the next, or level until the day of the next."""
    start = f"M{spots[0].x if is_linear else LEFT},{spots[0].y}" if len(spots) == 1 else f"M{spots[0].x},{spots[0].y}"
    rest = (f"L{spot.x},{spot.y}" if is_linear else f"H{spot.x}V{spot.y}" for spot in spots)
    return start + "".join(rest)


def _label(value: Decimal) -> str:
    """Return a tick's number with so many places as it needs, two at most."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text or "0"
