"""Coverage over time: how it stood on many days, from what began and ended."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TypeVar

from linli.network.rules.coverage import Coverage

Name = TypeVar("Name", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Stretch:
    """What holds from a day (included) to a day (excluded), and how much of it: posts needed, or one holder."""

    first: date
    end: date | None
    number: int = 1


@dataclass(frozen=True, slots=True)
class Spot:
    """A kind of post at one place: what is needed there over time, and who held it."""

    needed: Sequence[Stretch]
    held: Sequence[Stretch]


def days_of(last: date, days: int, points: int) -> list[date]:
    """Return up to `points` days, evenly spread, the last one last and the first `days` before it."""
    steps = max(min(points, days + 1) - 1, 1)
    return sorted({last - timedelta(days=days * step // steps) for step in range(steps + 1)})


def series(spots: Iterable[tuple[Name, Spot]], days: Sequence[date]) -> dict[Name, list[Coverage]]:
    """Return the coverage on each of the days (in their order), by the name of a spot's group; of each spot capped."""
    filled: dict[Name, list[int]] = defaultdict(lambda: [0] * (len(days) + 1))
    needed: dict[Name, list[int]] = defaultdict(lambda: [0] * (len(days) + 1))
    for name, spot in spots:
        for start, end, need, held in _levels(spot, days):
            needed[name][start] += need
            needed[name][end] -= need
            filled[name][start] += min(held, need)
            filled[name][end] -= min(held, need)
    return {
        name: [Coverage(*pair) for pair in zip(_running(filled[name]), _running(needed[name]), strict=True)]
        for name in needed
    }


def _levels(spot: Spot, days: Sequence[date]) -> Iterable[tuple[int, int, int, int]]:
    """Yield the runs of days on which a spot stays as it is: first, end (excluded), needed, held."""
    if len(spot.needed) == 1 and len(spot.held) < 2:
        yield from _plain(spot.needed[0], spot.held, days)
        return
    changes: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for side, stretches in enumerate((spot.needed, spot.held)):
        for stretch in stretches:
            start, end = _run(stretch, days)
            if start < end:
                changes[start][side] += stretch.number
                changes[end][side] -= stretch.number
    need = held = 0
    for mark, following in pairwise([*sorted(changes), len(days)]):
        need, held = need + changes[mark][0], held + changes[mark][1]
        if need and mark < following:
            yield mark, following, need, held


def _plain(needed: Stretch, held: Sequence[Stretch], days: Sequence[date]) -> Iterable[tuple[int, int, int, int]]:
    """Yield the same where one number was needed all along and at most one holder came: nearly every spot."""
    start, end = _run(needed, days)
    first, last = _run(held[0], days) if held else (end, end)
    first, last = min(max(first, start), end), min(max(last, start), end)
    number = held[0].number if held and first < last else 0
    for begin, stop, there in ((start, first, 0), (first, last, number), (last, end, 0)):
        if begin < stop and needed.number:
            yield begin, stop, needed.number, there


def _run(stretch: Stretch, days: Sequence[date]) -> tuple[int, int]:
    """Return the places of the days on which a stretch holds: first, end (excluded)."""
    return _index(stretch.first, days), len(days) if stretch.end is None else _index(stretch.end, days)


def _index(day: date, days: Sequence[date]) -> int:
    """Return the place of the first of the days that is not before a day."""
    return bisect_left(days, day)


def _running(steps: Sequence[int]) -> list[int]:
    """Return the sums up to each place but the last."""
    sums, now = [], 0
    for step in steps[:-1]:
        now += step
        sums.append(now)
    return sums
