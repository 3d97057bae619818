"""What is to be split: units, their borders, the bounds, and what must be kept. Immutable and validated."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from linli.values import Reason, noop

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

COST_OF_KIND = (1.0, 0.6, 0.15, 0.05)
"""Cost of a metre of new boundary by class of line: 0 alley or wall, 1 street, 2 main road, 3 river or railway."""
MAIN_ROAD = 2
FREE = -1
UNLIKE = noop("%(name)s has %(values)s values for %(units)s units.")
NO_UNIT = noop("%(name)s names unit %(unit)s, which is none.")


class ProblemError(ValueError):
    """The input is not a problem of districting; `reason` is the sentence, ready to be translated, with the unit."""

    def __init__(self, reason: Reason | str, **places: Any) -> None:
        """Take the reason, or its text and what goes into it."""
        self.reason = reason if isinstance(reason, Reason) else Reason("districting.problem", reason, places)
        super().__init__(self.reason.render())


def _none() -> Ints:
    return np.empty(0, np.int64)


def _no_weights() -> Floats:
    return np.empty(0, np.float64)


@dataclass(frozen=True)
class Borders:
    """
    Shared borders of units, each pair once.

    u, v: (m,) numbers of units; length: (m,) metres; kind: (m,) class of the line, 0 to 3; cost: (m,) what it costs
    to lead a boundary along the whole border, by default length times COST_OF_KIND.
    """

    u: Ints
    v: Ints
    length: Floats
    kind: Ints
    cost: Floats

    @classmethod
    def of(cls, u: Any, v: Any, length: Any, kind: Any = None, cost: Any = None) -> Self:
        """Return borders from any sequences; without a cost it follows from length and class."""
        length = np.asarray(length, np.float64)
        kind = np.zeros(len(length), np.int64) if kind is None else np.asarray(kind, np.int64)
        if cost is None:
            cost = length * np.asarray(COST_OF_KIND)[np.clip(kind, 0, 3)]
        return cls(np.asarray(u, np.int64), np.asarray(v, np.int64), length, kind, np.asarray(cost, np.float64))

    def __len__(self) -> int:
        """Return the number of borders."""
        return len(self.u)


@dataclass(frozen=True)
class Affinity:
    """Pairs of units whose residents want to stay together. a, b: (p,) units; weight: (p,) how many say so."""

    a: Ints = field(default_factory=_none)
    b: Ints = field(default_factory=_none)
    weight: Floats = field(default_factory=_no_weights)


@dataclass(frozen=True)
class Problem:
    """
    One task of districting: units that must be grouped into contiguous communities within household bounds.

    households: (n,) whole numbers >= 0. low, high: bounds of a community's households, both included. wished: the
    number of communities wanted, or None if any number within the bounds will do. x, y: (n,) centres in metres.
    area: (n,) m2. perimeter: (n,) metres. existing: (n,) number of the present community, FREE where none.
    seats: units with the office of a present community, which must end in different communities and hand their
    community its name. rooms: units with a room that could serve as an office. anchors: (n,) label of a unit that is
    locked to others: equal labels stay together, different labels stay apart, FREE is not locked. together, apart:
    pairs of units. names: (n,) what people call the units, for sentences.
    Source: rules 002-1 to 002-4.
    """

    households: Ints
    borders: Borders
    low: int
    high: int
    wished: int | None = None
    x: Floats = field(default_factory=_no_weights)
    y: Floats = field(default_factory=_no_weights)
    area: Floats = field(default_factory=_no_weights)
    perimeter: Floats = field(default_factory=_no_weights)
    existing: Ints = field(default_factory=_none)
    seats: Ints = field(default_factory=_none)
    rooms: Ints = field(default_factory=_none)
    affinity: Affinity = field(default_factory=Affinity)
    anchors: Ints = field(default_factory=_none)
    together: tuple[tuple[int, int], ...] = ()
    apart: tuple[tuple[int, int], ...] = ()
    names: Sequence[str] = ()

    def __post_init__(self) -> None:
        """Fill what was left out, and refuse what cannot be meant. Raises ProblemError."""
        n = len(self.households)
        for name, value, blank in (
            ("x", self.x, 0.0),
            ("y", self.y, 0.0),
            ("area", self.area, 0.0),
            ("perimeter", self.perimeter, 0.0),
            ("existing", self.existing, FREE),
            ("anchors", self.anchors, FREE),
        ):
            if len(value) == 0 and n:
                object.__setattr__(self, name, np.full(n, blank, np.asarray(blank).dtype))
            elif len(value) != n:
                raise ProblemError(UNLIKE, name=name, values=len(value), units=n)
        self._check_units()
        self._check_borders()
        self._check_marks()

    @property
    def n(self) -> int:
        """Return the number of units."""
        return len(self.households)

    @property
    def total(self) -> int:
        """Return the households of all units."""
        return int(self.households.sum())

    @property
    def counts(self) -> range:
        """Return the numbers of communities that the bounds allow, by total alone; the wished one only, if any."""
        if self.wished is not None:
            return range(self.wished, self.wished + 1)
        return range(max(1, -(-self.total // self.high)), self.total // max(self.low, 1) + 1)

    @cached_property
    def graph(self) -> "Graph":
        """Return neighbours by unit."""
        return Graph.of(self.n, self.borders)

    def name(self, unit: int) -> str:
        """Return what people call a unit."""
        return self.names[unit] if len(self.names) else f"#{unit}"

    def _check_units(self) -> None:
        if self.n == 0:
            raise ProblemError(noop("There is no unit."))
        if not 0 < self.low <= self.high:
            raise ProblemError(noop("%(low)s to %(high)s are no bounds of households."), low=self.low, high=self.high)
        if self.wished is not None and self.wished < 1:
            raise ProblemError(noop("%(wished)s communities cannot be wished for."), wished=self.wished)
        if len(self.names) not in (0, self.n):
            raise ProblemError(UNLIKE, name="names", values=len(self.names), units=self.n)
        for unit in np.flatnonzero(self.households < 0)[:1]:
            text = noop("Unit %(unit)s has %(households)s households.")
            raise ProblemError(text, unit=self.name(unit), households=int(self.households[unit]))
        for value, said in ((self.x, "x"), (self.y, "y"), (self.area, "area"), (self.perimeter, "perimeter")):
            for unit in np.flatnonzero(~np.isfinite(value))[:1]:
                raise ProblemError(noop("%(name)s of unit %(unit)s is not a number."), name=said, unit=self.name(unit))

    def _check_borders(self) -> None:
        edges = self.borders
        if {len(edges.v), len(edges.length), len(edges.kind), len(edges.cost)} - {len(edges.u)}:
            raise ProblemError(noop("The arrays of %(name)s differ in length."), name="borders")
        outside = (edges.u < 0) | (edges.v < 0) | (edges.u >= self.n) | (edges.v >= self.n)
        for border in np.flatnonzero(outside)[:1]:
            unit = int(max(edges.u[border], edges.v[border]))
            raise ProblemError(NO_UNIT, name=f"border {border}", unit=unit)
        for border in np.flatnonzero(edges.u == edges.v)[:1]:
            raise ProblemError(noop("Unit %(unit)s borders on itself."), unit=self.name(edges.u[border]))
        wrong = ~np.isfinite(edges.length) | (edges.length < 0) | ~np.isfinite(edges.cost) | (edges.cost < 0)
        for border in np.flatnonzero(wrong)[:1]:
            u, v = self.name(edges.u[border]), self.name(edges.v[border])
            text = noop("The border of %(unit)s and %(other)s has no length, or a cost below zero.")
            raise ProblemError(text, unit=u, other=v)
        keys = np.minimum(edges.u, edges.v) * self.n + np.maximum(edges.u, edges.v)
        found, times = np.unique(keys, return_counts=True)
        for key in found[times > 1][:1]:
            text = noop("The border of %(unit)s and %(other)s is given twice.")
            raise ProblemError(text, unit=self.name(key // self.n), other=self.name(key % self.n))

    def _check_marks(self) -> None:
        pairs = np.asarray([*self.together, *self.apart], np.int64).reshape(-1, 2)
        groups = {
            "seats": self.seats,
            "rooms": self.rooms,
            "affinity": np.concatenate([self.affinity.a, self.affinity.b]),
            "together and apart": pairs.ravel(),
        }
        for said, units in groups.items():
            for unit in units[(units < 0) | (units >= self.n)][:1]:
                raise ProblemError(NO_UNIT, name=said, unit=int(unit))
        if not len(self.affinity.a) == len(self.affinity.b) == len(self.affinity.weight):
            raise ProblemError(noop("The arrays of %(name)s differ in length."), name="affinity")


@dataclass(frozen=True)
class Graph:
    """
    Neighbours of every unit as compressed rows.

    start: (n + 1,) where a unit's row begins; unit: (2m,) the neighbour; border: (2m,) the border between.
    """

    start: Ints
    unit: Ints
    border: Ints

    @classmethod
    def of(cls, n: int, borders: Borders) -> Self:
        """Return the rows of n units."""
        tail = np.concatenate([borders.u, borders.v])
        head = np.concatenate([borders.v, borders.u])
        number = np.tile(np.arange(len(borders)), 2)
        order = np.lexsort((head, tail))
        start = np.zeros(n + 1, np.int64)
        np.cumsum(np.bincount(tail, minlength=n), out=start[1:])
        return cls(start, head[order], number[order])
