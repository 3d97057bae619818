"""The ground of a project: units, their borders, the lines they follow, the present communities. Pure."""

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from linli.districting import Affinity, Borders, Problem
from linli.districting.reading.lines import Stretch
from linli.values import noop

NOWHERE = -1
DERIVED = noop("Outlines are derived from points: ground belongs to the nearest unit. Nobody drew or measured them.")


@dataclass(frozen=True, slots=True)
class Unit:
    """
    A compound, loose building or plot, never cut.

    key: the area's key, or the unit's number in the file it came from. x, y: metres in the local plane; area m2;
    perimeter metres. community: place among the base's communities, NOWHERE if none. place: key of the area in places,
    "" if the unit came from a file. room: a room here could serve as an office. shape: GeoJSON geometry in degrees.
    """

    key: str
    name: str
    kind: str
    households: int
    x: float
    y: float
    longitude: float
    latitude: float
    area: float = 0.0
    perimeter: float = 0.0
    population: int | None = None
    community: int = NOWHERE
    place: str = ""
    address: str = ""
    room: bool = False
    shape: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Community:
    """A present community. key: of the area in places, "" from a file; seat: the unit with its office, or NOWHERE."""

    name: str
    key: str = ""
    code: str = ""
    seat: int = NOWHERE


@dataclass(frozen=True, slots=True)
class Border:
    """What two units share. length: metres; kind: class of the line, 0 to 3; cost: metres of J."""

    u: int
    v: int
    length: float
    kind: int
    cost: float


@dataclass(frozen=True, slots=True)
class Line:
    """A road, railway or water. kind: class 0 to 3; shape: GeoJSON geometry in degrees."""

    kind: int
    name: str
    shape: Mapping[str, Any]


@dataclass(frozen=True)
class Base:
    """
    Everything a plan stands on.

    stretches: which line a border follows, by the border's place. barriers: whether class 3 may never be crossed.
    neighbours: how borders were found, one of `districting.reading.NEIGHBOURS`.
    """

    units: tuple[Unit, ...]
    borders: tuple[Border, ...]
    communities: tuple[Community, ...] = ()
    lines: tuple[Line, ...] = ()
    stretches: tuple[Stretch, ...] = ()
    neighbours: str = "borders"
    notes: tuple[str, ...] = field(default=())

    @property
    def households(self) -> int:
        """Return the households of all units."""
        return sum(unit.households for unit in self.units)

    @cached_property
    def has_derived_outlines(self) -> bool:
        """Return whether outlines are derived from points: they show a plan, and nothing official rests on them."""
        return self.neighbours != "borders" and any(unit.shape for unit in self.units)

    @property
    def outline_note(self) -> str:
        """Return the sentence, not yet translated, that outlines are derived; "" where they are not."""
        return DERIVED if self.has_derived_outlines else ""

    @property
    def drawn_shapes(self) -> tuple[Mapping[str, Any] | None, ...]:
        """Return the outlines that rest on drawn ones, None for units of which only points are known."""
        return tuple(None if self.has_derived_outlines else unit.shape for unit in self.units)

    @cached_property
    def neighbours_of(self) -> tuple[frozenset[int], ...]:
        """Return the neighbours of every unit."""
        found: list[set[int]] = [set() for _ in self.units]
        for border in self.borders:
            found[border.u].add(border.v)
            found[border.v].add(border.u)
        return tuple(frozenset(each) for each in found)

    def problem(
        self,
        *,
        low: int,
        high: int,
        wished: int | None = None,
        together: Iterable[tuple[int, int]] = (),
        apart: Iterable[tuple[int, int]] = (),
        affinity: Affinity | None = None,
    ) -> Problem:
        """Return the problem of districting on this ground. Raises ProblemError."""
        column = self._column
        edges = self.borders
        return Problem(
            households=np.asarray(column("households"), np.int64),
            borders=Borders.of(
                [edge.u for edge in edges],
                [edge.v for edge in edges],
                [edge.length for edge in edges],
                [edge.kind for edge in edges],
                [edge.cost for edge in edges],
            ),
            low=low,
            high=high,
            wished=wished,
            x=np.asarray(column("x"), np.float64),
            y=np.asarray(column("y"), np.float64),
            area=np.asarray(column("area"), np.float64),
            perimeter=np.asarray(column("perimeter"), np.float64),
            existing=np.asarray(column("community"), np.int64),
            seats=np.asarray([one.seat for one in self.communities if one.seat != NOWHERE], np.int64),
            rooms=np.flatnonzero(column("room")).astype(np.int64),
            affinity=affinity or Affinity(),
            together=tuple(together),
            apart=tuple(apart),
            names=column("name"),
        )

    def _column(self, name: str) -> list[Any]:
        return [getattr(unit, name) for unit in self.units]


def pack(base: Base) -> tuple[bytes, bytes]:
    """Return the deflated JSON of a base, and the SHA-256 of the JSON."""
    text = json.dumps(asdict(base), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return zlib.compress(text, 9), hashlib.sha256(text).digest()


def unpack(content: bytes) -> Base:
    """Return the base that was packed."""
    kept = json.loads(zlib.decompress(content))
    return Base(
        units=tuple(Unit(**each) for each in kept["units"]),
        borders=tuple(Border(**each) for each in kept["borders"]),
        communities=tuple(Community(**each) for each in kept["communities"]),
        lines=tuple(Line(**each) for each in kept["lines"]),
        stretches=tuple(Stretch(**each) for each in kept["stretches"]),
        neighbours=kept["neighbours"],
        notes=tuple(kept["notes"]),
    )
