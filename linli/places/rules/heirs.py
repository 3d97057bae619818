"""What became of areas over chains of splits and mergers, and what was counted in them restated for today."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import TypeVar

WHOLE = Fraction(1)
FINEST_SHARE = 1_000_000
"""Shares are kept as decimals; the fraction meant has at most this denominator."""
DAY = timedelta(days=1)
Piece = TypeVar("Piece", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Step:
    """From the day `on` a share of one area's households belongs to another area."""

    predecessor: int
    successor: int
    share: Fraction
    on: date

    @classmethod
    def of(cls, predecessor: int, successor: int, share: float, on: date) -> "Step":
        """Return the step with the fraction that a decimal share stands for: 0.333333 is a third."""
        return cls(predecessor, successor, Fraction(share).limit_denominator(FINEST_SHARE), on)


@dataclass(frozen=True, slots=True)
class Restated:
    """A number in the territory of another day, and whether any of it was recorded for another area."""

    value: int
    restated: bool


class Lineage:
    """
    The steps between areas, by predecessor. ends: the first day without an area, of those that have ended.

    Shares of one day that are less than the whole leave the rest with the predecessor; if it ended on that day they
    are taken in proportion, so that nothing is lost.
    """

    def __init__(self, steps: Iterable[Step], ends: Mapping[int, date]) -> None:
        """Take the steps; an area that became itself, renamed, recoded or moved, makes none."""
        self._ends = dict(ends)
        by_day: dict[int, dict[date, dict[int, Fraction]]] = defaultdict(lambda: defaultdict(dict))
        for step in steps:
            if step.predecessor != step.successor:
                parts = by_day[step.predecessor][step.on]
                parts[step.successor] = max(parts.get(step.successor, Fraction(0)), step.share)
        self._steps = {area: sorted(days.items()) for area, days in by_day.items()}

    def days_of(self, area: int) -> list[date]:
        """Return the days on which something of the area went to others, in their order."""
        return [day for day, _parts in self._steps.get(area, ())]

    def heirs(self, area: int, on: date) -> dict[int, Fraction]:
        """Return who holds in the end what the area held on a day, with shares that add up to the whole."""
        found: dict[int, Fraction] = defaultdict(Fraction)
        self._pass_on(area, on, WHOLE, found, frozenset())
        return dict(found)

    def _pass_on(
        self, area: int, on: date, share: Fraction, found: dict[int, Fraction], seen: frozenset[tuple[int, date]]
    ) -> None:
        """Give a share that the area holds after a day to whoever holds it in the end; a circle keeps it."""
        later = next(((day, parts) for day, parts in self._steps.get(area, ()) if day > on), None)
        if later is None or (area, later[0]) in seen:
            found[area] += share
            return
        day, parts = later
        seen |= {(area, day)}
        given = sum(parts.values(), Fraction(0))
        scale = given if self._goes(area, day, given) else WHOLE
        for successor, part in parts.items():
            self._pass_on(successor, self._since(successor, day), share * part / scale, found, seen)
        if rest := WHOLE - given / scale:
            self._pass_on(area, day, share * rest, found, seen)

    def _goes(self, area: int, day: date, given: Fraction) -> bool:
        """Return whether nothing can stay with the area after a day: it gave too much, or it ended by this step."""
        return given > WHOLE or (area in self._ends and self.days_of(area)[-1] == day)

    def _since(self, successor: int, day: date) -> date:
        """Return the day from which a successor holds something; one that ended that very day passes it on at once."""
        return day - DAY if self._ends.get(successor, date.max) <= day else day


def spread(number: int, shares: Mapping[int, Fraction]) -> dict[int, int]:
    """
    Part a whole number by shares that add up to the whole, so that the parts add up to the number.

    Everybody gets his share rounded down; what is left goes one by one to the largest remainders, of equal ones to the
    smallest key.
    """
    parts = {key: int(number * share // 1) for key, share in shares.items()}
    order = sorted(shares, key=lambda key: (parts[key] - number * shares[key], key))
    for key in order[: number - sum(parts.values())]:
        parts[key] += 1
    return parts


def restate(
    series: Mapping[int, Mapping[Piece, int]], lineage: Lineage, last_days: Mapping[Piece, date]
) -> dict[int, dict[Piece, Restated]]:
    """
    Return the series of areas as they are in the end, from what was counted in areas as they were.

    series: by area and piece of time. last_days: the last day of each piece; no area may give anything away within a
    piece (see `cut`). The sum over all areas stays the same to the unit in every piece.
    """
    found: dict[int, dict[Piece, Restated]] = defaultdict(dict)
    for area, numbers in series.items():
        for piece, number in numbers.items():
            for heir, part in spread(number, lineage.heirs(area, last_days[piece])).items():
                known = found[heir].get(piece, Restated(0, restated=False))
                moved = known.restated or (heir != area and part > 0)
                found[heir][piece] = Restated(known.value + part, moved)
    return dict(found)


def cut(first: date, end: date, days: Collection[date]) -> list[tuple[date, date]]:
    """Return a stretch of days, end excluded, cut at those of the days that lie within it."""
    marks = [first, *sorted({day for day in days if first < day < end}), end]
    return list(pairwise(marks))
