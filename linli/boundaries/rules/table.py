"""The table of a plan: what every community is and has, read off the score of the plan. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from linli.boundaries.rules.base import Base
from linli.boundaries.rules.equipment import Equipment, Need, estimate, need_of
from linli.boundaries.rules.sheet import FREE, Sheet
from linli.districting import Problem
from linli.districting.objective import NEAR_M, offices
from linli.districting.problem import Ints
from linli.districting.rescoring import (
    BARRIER_M,
    CROSSED_M,
    CUT_M,
    HOUSEHOLDS,
    PARTED,
    PIECES,
    ROUND,
    Facts,
    J,
    Score,
)

BELOW, IN, ABOVE, EMPTY = "below", "in", "above", "empty"
COLOURS = 12


@dataclass(frozen=True)
class Line:
    """
    One community of a plan.

    range: whether its households keep the bounds. population: counted, or estimated where nobody counted. compactness:
    0 to 1, a circle has 1. barrier_share: of its boundary with others along main roads, rivers, railways. crossed_m:
    metres of such lines inside. room_m: metres to its best room or office on average, None without one. broken: weight
    of the wishes to stay together that its boundary breaks. origins: present community -> share of its households,
    most first; FREE for none. heir: the present community that it continues, None for a new one. cost: its half of J.
    """

    number: int
    units: int
    households: int
    range: str
    pieces: int
    population: int
    is_estimated: bool
    area_m2: float
    compactness: float
    barrier_share: float | None
    crossed_m: float
    rooms: int
    room_m: float | None
    needs: tuple[Need, ...]
    broken: float
    origins: tuple[tuple[int, float], ...]
    heir: int | None
    cost: float
    is_wrong_size: bool

    @property
    def colour(self) -> int:
        """Return the number of its colour on the map."""
        return self.number % COLOURS

    @property
    def area_km2(self) -> float | None:
        """Return its area, None where outlines are not known."""
        return self.area_m2 / 1e6 if self.area_m2 else None

    @property
    def is_far(self) -> bool:
        """Return whether people walk further to its room than is called near."""
        return self.room_m is not None and self.room_m > NEAR_M


def range_of(households: int, units: int, low: int, high: int) -> str:
    """Return how a community's households lie to the bounds; EMPTY without units."""
    if not units:
        return EMPTY
    if households < low:
        return BELOW
    return ABOVE if households > high else IN


@dataclass(frozen=True)
class Sources:
    """What the table is read off. heirs: community -> present community that it continues."""

    base: Base
    problem: Problem
    score: Score
    heirs: Mapping[int, int]
    equipment: Equipment

    @cached_property
    def offices(self) -> Ints:
        """Return the units with a room or an office."""
        return offices(self.problem)


def lines_of(sheet: Sheet, sources: Sources) -> list[Line]:
    """Return the table of a plan, communities by number; those without units come too."""
    is_open = FREE in sheet.labels
    return [_line(number, sources, is_open) for number in sorted(sheet.names)]


def _line(number: int, sources: Sources, is_open: bool) -> Line:
    problem, score = sources.problem, sources.score
    units = np.flatnonzero(score.labels == number)
    facts = score.facts.get(number)
    sums = facts.sums if facts is not None else np.zeros(13)
    households = int(sums[HOUSEHOLDS])
    population, is_estimated = _population(sources.base, units, sources.equipment)
    rooms = np.intersect1d(units, sources.offices, assume_unique=True)
    lies = range_of(households, len(units), problem.low, problem.high)
    return Line(
        number=number,
        units=len(units),
        households=households,
        range=lies,
        pieces=int(sums[PIECES]),
        population=population,
        is_estimated=is_estimated,
        area_m2=float(problem.area[units].sum()),
        compactness=min(1.0, float(sums[ROUND])),
        barrier_share=float(sums[BARRIER_M] / sums[CUT_M]) if sums[CUT_M] > 0 else None,
        crossed_m=float(sums[CROSSED_M]),
        rooms=len(rooms),
        room_m=_way(problem, units, rooms),
        needs=tuple(need_of(standard, households, population) for standard in sources.equipment.standards),
        broken=float(2 * sums[PARTED]),
        origins=_origins(facts),
        heir=sources.heirs.get(number),
        cost=float(sums[J]),
        is_wrong_size=lies == ABOVE or (lies == BELOW and not is_open),
    )


def _population(base: Base, units: Ints, equipment: Equipment) -> tuple[int, bool]:
    """Return the residents of some units, and whether some of them had to be estimated by households."""
    counted = [base.units[unit].population for unit in units]
    uncounted = sum(base.units[unit].households for unit in units if base.units[unit].population is None)
    return sum(each or 0 for each in counted) + estimate(uncounted, equipment.persons), uncounted > 0


def _way(problem: Problem, units: Ints, rooms: Ints) -> float | None:
    """Return the metres to the best of the rooms, a household, on average; None without rooms or households."""
    weight = problem.households[units].astype(np.float64)
    if not len(rooms) or weight.sum() == 0:
        return None
    away = np.hypot(
        problem.x[units, None] - problem.x[rooms][None, :], problem.y[units, None] - problem.y[rooms][None, :]
    )
    return float((weight @ away).min() / weight.sum())


def _origins(facts: Facts | None) -> tuple[tuple[int, float], ...]:
    """Return from which present communities households come, and their shares; FREE stands first in the flow."""
    if facts is None or facts.flow.sum() == 0:
        return ()
    order = np.argsort(-facts.flow, kind="stable")
    return tuple((int(at) + FREE, float(facts.flow[at] / facts.flow.sum())) for at in order if facts.flow[at] > 0)
