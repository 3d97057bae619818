"""The picture of a trend: lines of coverage over days, laid out for a drawing. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from linli.network.rules.coverage import Coverage

WIDTH, HEIGHT = 420, 200
LEFT, RIGHT, TOP, BOTTOM = 42, 84, 12, 26
APART = 14
DASHES = ("", "6 3", "2 3", "10 3 2 3", "1 5", "12 4")
SIGNS = ("●", "▲", "■", "◆", "▼", "✚")


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of an axis, in units of the drawing as text, so that no language changes the point of decimals."""

    at: str
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its name, path, dashes and sign, and where its sign and last value are written."""

    name: int
    path: str
    dash: str
    sign: str
    x: str
    y: str
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A laid out drawing of 420 by 200: lines, days below, percents beside."""

    lines: tuple[Line, ...]
    days: tuple[Tick, ...]
    percents: tuple[Tick, ...]


def lay_out(days: Sequence[date], series: Mapping[int, Sequence[Coverage]]) -> Chart | None:
    """
    Return the drawing of coverage over days, by name of a line; None where nothing was ever expected.

    The scale runs from 0 to 100 percent; days on which nothing was expected leave a gap.
    """
    drawn = {name: values for name, values in sorted(series.items()) if any(each.expected for each in values)}
    if not drawn or len(days) < 2:
        return None
    lines: list[Line] = []
    taken: list[float] = []
    for place, (name, values) in enumerate(drawn.items()):
        last = next(number for number in reversed(range(len(values))) if values[number].expected)
        at = _free(_down(values[last]), taken)
        taken.append(at)
        facts = {"dash": DASHES[place % len(DASHES)], "sign": SIGNS[place % len(SIGNS)]}
        x = _across(days[last], days) + 6
        lines.append(
            Line(name, _path(days, values), x=f"{x:.1f}", y=f"{at:.1f}", label=f"{values[last].percent} %", **facts)
        )
    shown = [days[0], days[len(days) // 2], days[-1]]
    return Chart(
        tuple(lines),
        tuple(Tick(f"{_across(day, days):.1f}", day.isoformat()) for day in shown),
        tuple(Tick(f"{_height(part):.1f}", f"{part} %") for part in (0, 25, 50, 75, 100)),
    )


def _across(day: date, days: Sequence[date]) -> float:
    """Return where a day stands."""
    return LEFT + (day - days[0]).days / ((days[-1] - days[0]).days or 1) * (WIDTH - LEFT - RIGHT)


def _height(percent: float) -> float:
    """Return where a percent stands."""
    return TOP + (100 - percent) / 100 * (HEIGHT - TOP - BOTTOM)


def _down(coverage: Coverage) -> float:
    """Return where a coverage stands."""
    return _height(float(100 * (coverage.share or 0)))


def _path(days: Sequence[date], values: Sequence[Coverage]) -> str:
    """Return the line through the days, parted where nothing was expected."""
    steps, is_drawn = [], False
    for day, value in zip(days, values, strict=True):
        if value.expected:
            steps.append(f"{'L' if is_drawn else 'M'}{_across(day, days):.1f} {_down(value):.1f}")
        is_drawn = bool(value.expected)
    return "".join(steps)


def _free(wanted: float, taken: Sequence[float]) -> float:
    """Return a height near the wanted one at which no other line's words stand."""
    at = wanted
    while any(abs(at - other) < APART for other in taken):
        at += APART
    return at
