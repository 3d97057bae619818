"""
Whether a file's coordinates were read in the right system: what it shows is laid upon what is already known.

Evidence is taken from whatever there is: the same areas, buildings and the outlines they should lie in, else the box of
the whole territory. Every other way to read the numbers is tried as well; one that fits clearly better is a doubt.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from linli.places.terms import CoordinateSystem, Direction
from linli.values import Reason, noop

from .datum import Position, to_wgs84
from .edges import Edges
from .geometry import Box, distance_m
from .projection import Plane, to_degrees

PEERS = (CoordinateSystem.WGS84, CoordinateSystem.GCJ02, CoordinateSystem.BD09)
SWAPPED = "-yx"
NEAR_M, FAR_M = 100.0, 3_000.0
"""Up to where a file may lie off what is known; from where on it is surely somewhere else."""
FARTHEST_M = 20_000_000.0
HELD_MIN = 5
SHARE_GAIN, SHARE_LOW = 0.05, 0.5
GAIN = 2.0
"""How many times nearer another reading must come."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the numbers of a file: system, order, and the plane if they are metres."""

    system: CoordinateSystem = CoordinateSystem.CGCS2000
    is_swapped: bool = False
    plane: Plane | None = None

    @property
    def code(self) -> str:
        """Return how a form and a run call it."""
        return f"{self.system}{SWAPPED if self.is_swapped else ''}"

    def __call__(self, at: Sequence[float]) -> Position:
        """Return longitude and latitude in CGCS2000 of a point of the file."""
        there = (at[1], at[0]) if self.is_swapped else (at[0], at[1])
        if self.plane is not None:
            there = to_degrees(self.plane, there)
        if not all(map(math.isfinite, there)) or abs(there[0]) > 180 or abs(there[1]) > 90:
            return there
        return to_wgs84(self.system, there)

    def shape(self, shape: Mapping[str, Any]) -> dict[str, Any]:
        """Return a GeoJSON shape with every point read."""
        return {"type": shape["type"], "coordinates": _each(shape["coordinates"], self)}


def _each(part: Any, read: Callable[[Sequence[float]], Position]) -> Any:
    return list(read(part)) if isinstance(part[0], int | float) else [_each(inner, read) for inner in part]


@dataclass(slots=True)
class Evidence:
    """
    What a file can be laid upon. Raw: as the file has it; known: CGCS2000 degrees.

    pairs: (raw, known) of the same place. points: (raw, the outline it should lie in). shapes: (raw outline, known
    points that should lie in it). ground: the box of all that is known. sample: raw points.
    """

    pairs: list[tuple[Position, Position]] = field(default_factory=list)
    points: list[tuple[Position, tuple[Edges, ...]]] = field(default_factory=list)
    shapes: list[tuple[Mapping[str, Any], Sequence[Position]]] = field(default_factory=list)
    ground: Box | None = None
    sample: list[Position] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a reading fits. held: share of points where they belong; off: metres east and north; here: share."""

    held: float | None
    off: tuple[float, float] | None
    here: float

    @property
    def off_m(self) -> float:
        """Return how far off the file lies as a whole, 0 where nothing tells."""
        return math.hypot(*self.off) if self.off else 0.0


def read_code(code: str, plane: Plane | None = None) -> Reading:
    """Return the reading of a code; an unknown or empty one is CGCS2000, longitude first."""
    name = code.removesuffix(SWAPPED)
    known = name in CoordinateSystem.__members__.values()
    system = CoordinateSystem(name) if known else CoordinateSystem.CGCS2000
    return Reading(system, code.endswith(SWAPPED), plane)


def is_on_earth(at: Position) -> bool:
    """Return whether a position is longitude and latitude."""
    return all(map(math.isfinite, at)) and abs(at[0]) <= 180 and abs(at[1]) <= 90


def weigh(evidence: Evidence, reading: Reading) -> list[Reason]:
    """Return what speaks against a reading of a file; nothing when it fits, or when there is nothing to compare."""
    fit = _fit(evidence, reading)
    others = [(other, _fit(evidence, other)) for other in _others(reading)]
    better = [(other, its) for other, its in others if _is_better(its, fit)]
    if better:
        best, its = max(better, key=lambda one: (one[1].held or 0.0, one[1].here, -one[1].off_m))
        return [_better(evidence, reading, fit, best, its)]
    return _astray(fit)


def _others(reading: Reading) -> Iterable[Reading]:
    """Yield every other way to read the numbers; CGCS2000 and WGS84 are one."""
    own = CoordinateSystem.WGS84 if reading.system is CoordinateSystem.CGCS2000 else reading.system
    for is_swapped in (reading.is_swapped, not reading.is_swapped):
        for system in PEERS:
            if (system, is_swapped) != (own, reading.is_swapped):
                yield Reading(system, is_swapped, reading.plane)


def _fit(evidence: Evidence, reading: Reading) -> Fit:
    """Return how well a reading fits to what is known."""
    held = [any(edges.covers(*reading(raw)) for edges in shapes) for raw, shapes in evidence.points]
    for raw_shape, known in evidence.shapes:
        shape = reading.shape(raw_shape)
        edges = Edges(shape) if all(map(is_on_earth, corners_of(shape["coordinates"]))) else None
        held += [edges is not None and edges.covers(*at) for at in known]
    offs = [_off(reading(raw), known) for raw, known in evidence.pairs]
    off = (median(east for east, _north in offs), median(north for _east, north in offs)) if offs else None
    here = [_is_here(reading(raw), evidence.ground) for raw in evidence.sample]
    share = sum(held) / len(held) if len(held) >= HELD_MIN else None
    return Fit(share, off, sum(here) / len(here) if here else 1.0)


def corners_of(part: Any) -> Iterable[Position]:
    """Yield the points of a shape."""
    if isinstance(part[0], int | float):
        yield part[0], part[1]
        return
    for inner in part:
        yield from corners_of(inner)


def _off(at: Position, known: Position) -> tuple[float, float]:
    """Return how many metres east and north of the known place a position lies."""
    if not is_on_earth(at):
        return math.inf, math.inf
    east = distance_m(known[0], at[1], at[0], at[1]) * (1 if at[0] >= known[0] else -1)
    return east, distance_m(at[0], known[1], at[0], at[1]) * (1 if at[1] >= known[1] else -1)


def _is_here(at: Position, ground: Box | None) -> bool:
    """Return whether a position lies in or near the known territory; anywhere on earth where none is known."""
    if not is_on_earth(at) or ground is None:
        return is_on_earth(at)
    wide, high = max(ground.east - ground.west, 0.2), max(ground.north - ground.south, 0.2)
    return ground.west - wide <= at[0] <= ground.east + wide and ground.south - high <= at[1] <= ground.north + high


def _is_better(other: Fit, own: Fit) -> bool:
    """Return whether another reading fits clearly better: by what lies in what, else by places, else by ground."""
    if own.held is not None and other.held is not None:
        return other.held >= own.held + SHARE_GAIN and other.held > SHARE_LOW
    if own.off is not None and other.off is not None and own.off_m > NEAR_M:
        return other.off_m < own.off_m / GAIN and other.off_m <= (NEAR_M if own.off_m < FAR_M else FAR_M)
    return own.off is None and own.here < SHARE_LOW <= other.here


def _better(evidence: Evidence, reading: Reading, fit: Fit, best: Reading, its: Fit) -> Reason:
    """Say which reading fits better, and by how much."""
    if best.is_swapped != reading.is_swapped:
        text = noop("Longitude and latitude seem to be swapped: the other way round the file fits what is known.")
        return Reason("places.siting.swapped", text, {})
    metres, whither = _between(best, reading, evidence)
    params = {"metres": metres, "direction": whither, "system": _short(best.system), "own": _short(reading.system)}
    if fit.held is not None and its.held is not None:
        text = noop(
            "The numbers seem to be %(system)s, not %(own)s: %(now)s %% of the points lie where they belong, read as "
            "%(system)s %(then)s %%. As it was read the file lies %(metres)s m too far to the %(direction)s."
        )
        params |= {"now": f"{100 * fit.held:.1f}", "then": f"{100 * its.held:.1f}"}
        return Reason("places.siting.shifted", text, params)
    text = noop(
        "The numbers seem to be %(system)s, not %(own)s: as it was read the file lies %(metres)s m too far to the "
        "%(direction)s of what is known; read as %(system)s it fits."
    )
    return Reason("places.siting.shifted", text, params)


def _astray(fit: Fit) -> list[Reason]:
    """Return what is wrong where no reading helps."""
    if fit.here < SHARE_LOW:
        text = noop("Most of the file lies far from everything that is known here.")
        return [Reason("places.siting.elsewhere", text, {})]
    if fit.held is not None and fit.held < SHARE_LOW:
        text = noop("Only %(now)s %% of the points lie where they belong, in whatever system the file is read.")
        return [Reason("places.siting.unheld", text, {"now": f"{100 * fit.held:.1f}"})]
    if fit.off is not None and fit.off_m > NEAR_M:
        text = noop(
            "The file lies about %(metres)s m to the %(direction)s of what is known, and no system that is known here "
            "explains it."
        )
        return [Reason("places.siting.off", text, {"metres": _metres(*fit.off), "direction": _direction(*fit.off)})]
    return []


def _between(start: Reading, end: Reading, evidence: Evidence) -> tuple[int, Direction]:
    """Return how far, and whither, one reading lies from another in the middle of the file."""
    raws = [raw for raw, _known in (*evidence.pairs, *evidence.points)] or evidence.sample
    east, north = _off(end(raws[len(raws) // 2]), start(raws[len(raws) // 2]))
    return _metres(east, north), _direction(east, north)


def _metres(east: float, north: float) -> int:
    """Return a distance in whole metres, at most half around the earth."""
    return round(min(math.hypot(east, north), FARTHEST_M))


def _direction(east: float, north: float) -> Direction:
    """Return the nearest of the eight directions."""
    return tuple(Direction)[round(math.degrees(math.atan2(north, east)) / 45) % 8]


def _short(system: CoordinateSystem) -> str:
    """Return the name of a system without who uses it; the same in every language."""
    return system.label.partition(" (")[0]
