"""
Seeded cities for measuring districting: the plane cut again and again, by river or railway, main roads, streets, walls.

A city of the size of the real case: three communities of more than 6 000 households, to become nine. Leaves of the
cutting are units: compounds kept whole, loose buildings, plots without households. Cuts are straight and remember
their class, so that shared borders are exact. Arrays as in the collection of cities: hh, x, y, area, perim, ext, kind;
eu, ev, el, ec; exist, sub; seats, fac; au, av, aw; bx, by, bh, bu; poff, pxy; meta.

    python -m bench.cities FOLDER 201 300
"""

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
RIVER, MAIN_ROAD, STREET, WALL = 3, 2, 1, 0
COMPOUND, LOOSE, PLOT = 0, 1, 2
OUTSIDE = -1
HOUSEHOLDS, EXISTING, WISHED, LOW, HIGH = 22_200, 3, 9, 1_500, 3_500
LARGEST_UNIT = 2_800
SMALL = 1_000
"""Units up to which present communities grow along borders."""
MAIN_M2, STREET_M2 = 95_000.0, 40_000.0


@dataclass
class Piece:
    """A convex piece of the plane. corners: (v, 2) metres; cuts: for every side, from its corner on, its cut."""

    corners: Floats
    cuts: list[int]

    @property
    def area(self) -> float:
        """Return m2."""
        x, y = self.corners.T
        return float(abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2)


@dataclass
class City:
    """A city being cut. kinds: class of every cut; units: pieces with what they are."""

    dice: np.random.Generator
    kinds: list[int] = field(default_factory=list)
    units: list[tuple[Piece, int]] = field(default_factory=list)


def make_city(seed: int, size: float = 1.0) -> dict[str, Any]:
    """Return the arrays of one city. size: how many times the households, the ground and the communities wished."""
    city = City(np.random.default_rng(seed))
    dice = city.dice
    width = dice.uniform(0.85, 1.55)
    height = np.sqrt(size * dice.uniform(1.0e6, 1.25e6) / width)
    width *= height
    ground = Piece(np.array([[0, 0], [width, 0], [width, height], [0, height]]), [OUTSIDE] * 4)
    _cut_city(city, ground, with_river=bool(dice.random() < 0.6))
    arrays = {**_measure(city), **_borders(city)}
    arrays |= _settle(city, arrays, round(size * HOUSEHOLDS))
    arrays |= _communities(dice, arrays)
    arrays["meta"] = np.array(json.dumps(_facts(seed, arrays, round(size * WISHED))))
    return arrays


def _cut_city(city: City, piece: Piece, *, with_river: bool) -> None:
    """Cut down to blocks by river, main roads and streets, then the blocks by walls."""
    if with_river:
        kind = RIVER
    elif piece.area > MAIN_M2 * city.dice.uniform(0.8, 1.6):
        kind = MAIN_ROAD
    elif piece.area > STREET_M2 * city.dice.uniform(0.7, 1.6):
        kind = STREET
    else:
        is_old = city.dice.random() < 0.15
        _cut_block(city, piece, is_old)
        return
    for part in _cut(city, piece, kind):
        _cut_city(city, part, with_river=False)


def _cut_block(city: City, piece: Piece, is_old: bool) -> None:
    """Cut a block by alleys and walls to compounds, or where it is old to single buildings."""
    dice = city.dice
    usual = 4_400.0 if is_old else 15_500.0
    if piece.area > usual * dice.lognormal(0.15, 0.45):
        loose_corner = not is_old and dice.random() < 0.12
        for number, part in enumerate(_cut(city, piece, WALL)):
            _cut_block(city, part, is_old or (loose_corner and number == 0))
        return
    is_small = piece.area < 5_200 and (is_old or dice.random() < 0.5)
    kind = PLOT if dice.random() < 0.09 else LOOSE if is_small else COMPOUND
    city.units.append((piece, kind))


def _cut(city: City, piece: Piece, kind: int) -> list[Piece]:
    """Cut a piece across its longer way, a little askew, near the middle."""
    dice, corners = city.dice, piece.corners
    middle = corners.mean(axis=0)
    along = np.linalg.svd(corners - middle)[2][0]
    angle = dice.normal(0, 0.09)
    normal = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) @ along
    reach = (corners - middle) @ normal
    at = reach.min() + (reach.max() - reach.min()) * dice.uniform(0.36, 0.64)
    number = len(city.kinds)
    city.kinds.append(kind)
    return [_half(piece, reach - at, number), _half(piece, at - reach, number)]


def _half(piece: Piece, height: Floats, number: int) -> Piece:
    """Return the part of a piece where height, given at its corners, is above zero."""
    corners: list[Floats] = []
    cuts: list[int] = []
    for i in range(len(height)):
        j = (i + 1) % len(height)
        crossing = piece.corners[i] + (piece.corners[j] - piece.corners[i]) * height[i] / (height[i] - height[j] or 1.0)
        if height[i] > 0:
            corners.append(piece.corners[i])
            cuts.append(piece.cuts[i])
            if height[j] <= 0:
                corners.append(crossing)
                cuts.append(number)
        elif height[j] > 0:
            corners.append(crossing)
            cuts.append(piece.cuts[i])
    return Piece(np.array(corners), cuts)


def _measure(city: City) -> dict[str, Any]:
    """Return what can be measured at every unit."""
    pieces = [piece for piece, _ in city.units]
    sides = [np.hypot(*(np.roll(piece.corners, -1, axis=0) - piece.corners).T) for piece in pieces]
    outside = [side[np.array(piece.cuts) == OUTSIDE].sum() for piece, side in zip(pieces, sides, strict=True)]
    centres = np.array([piece.corners.mean(axis=0) for piece in pieces])
    return {
        "x": centres[:, 0],
        "y": centres[:, 1],
        "area": np.array([piece.area for piece in pieces]),
        "perim": np.array([side.sum() for side in sides]),
        "ext": np.array(outside),
        "kind": np.array([kind for _, kind in city.units]),
        "sub": np.zeros(len(pieces), np.int64),
        "poff": np.cumsum([0, *(len(piece.corners) for piece in pieces)]),
        "pxy": np.concatenate([piece.corners for piece in pieces]),
    }


def _borders(city: City) -> dict[str, Any]:
    """Return the shared borders: where sides of two units overlap on one cut."""
    on_cut: dict[int, list[tuple[int, Floats, Floats]]] = {}
    for unit, (piece, _) in enumerate(city.units):
        following = np.roll(piece.corners, -1, axis=0)
        for start, end, cut in zip(piece.corners, following, piece.cuts, strict=True):
            on_cut.setdefault(cut, []).append((unit, start, end))
    found: dict[tuple[int, int], tuple[float, int]] = {}
    for cut, sides in on_cut.items():
        if cut == OUTSIDE:
            continue
        origin, way = sides[0][1], sides[0][2] - sides[0][1]
        way = way / np.hypot(*way)
        spans = [(unit, float((start - origin) @ way), float((end - origin) @ way)) for unit, start, end in sides]
        for u, a, b in spans:
            for v, c, d in spans:
                shared = min(b, c) - max(a, d)
                if a < b and c > d and shared > 0.5:
                    pair = (min(u, v), max(u, v))
                    found[pair] = (found.get(pair, (0.0, 0))[0] + shared, city.kinds[cut])
    pairs = np.array(sorted(found))
    return {
        "eu": pairs[:, 0],
        "ev": pairs[:, 1],
        "el": np.array([found[u, v][0] for u, v in pairs.tolist()]),
        "ec": np.array([found[u, v][1] for u, v in pairs.tolist()]),
    }


def _settle(city: City, arrays: dict[str, Any], total: int) -> dict[str, Any]:
    """Return households by unit, and buildings with their points."""
    dice, kind, area = city.dice, arrays["kind"], arrays["area"]
    wanted = np.where(
        kind == COMPOUND, area / 1e4 * 180 * dice.lognormal(0, 0.65, len(kind)), dice.uniform(7, 45, len(kind))
    )
    wanted[kind == PLOT] = 0
    compounds = kind == COMPOUND
    for _ in range(8):
        wanted[compounds] *= (total - wanted[~compounds].sum()) / wanted[compounds].sum()
        wanted = np.minimum(wanted, LARGEST_UNIT)
    households = np.maximum(np.round(wanted), (kind != PLOT) * 6).astype(np.int64)
    points, shares, owner = [], [], []
    for unit, (piece, _) in enumerate(city.units):
        if households[unit] == 0:
            continue
        count = 1 if kind[unit] == LOOSE else max(1, round(households[unit] / dice.uniform(45, 80)))
        mix = dice.dirichlet(np.ones(len(piece.corners)), count)
        points.append(mix @ piece.corners)
        shares.append(dice.multinomial(households[unit], np.full(count, 1 / count)))
        owner += [unit] * count
    where = np.concatenate(points)
    return {"hh": households, "bx": where[:, 0], "by": where[:, 1], "bh": np.concatenate(shares), "bu": np.array(owner)}


def _communities(dice: np.random.Generator, arrays: dict[str, Any]) -> dict[str, Any]:
    """Return the existing communities, grown side by side, their seats, units with rooms, and affinity pairs."""
    households, n = arrays["hh"], len(arrays["hh"])
    inhabited = np.flatnonzero(households)
    order = inhabited[np.argsort(arrays["x"][inhabited] + arrays["y"][inhabited] * 0.3)]
    seats = order[[len(order) // 8, len(order) // 2, -len(order) // 8]]
    belongs = _grown(dice, arrays, seats) if n <= SMALL else _nearest(arrays, seats)
    walls = np.flatnonzero((arrays["ec"] == WALL) & (households[arrays["eu"]] > 0) & (households[arrays["ev"]] > 0))
    pairs = np.sort(dice.choice(walls, min(22, len(walls)), replace=False))
    return {
        "exist": belongs,
        "seats": seats,
        "fac": np.sort(dice.choice(inhabited, 23, replace=False)),
        "au": arrays["eu"][pairs],
        "av": arrays["ev"][pairs],
        "aw": dice.integers(15, 400, len(pairs)),
    }


def _grown(dice: np.random.Generator, arrays: dict[str, Any], seats: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return (n,) communities that grow from their seats border by border, the smallest first."""
    households = arrays["hh"]
    belongs, size = np.full(len(households), -1), np.zeros(EXISTING)
    belongs[seats] = np.arange(EXISTING)
    u, v = np.concatenate([arrays["eu"], arrays["ev"]]), np.concatenate([arrays["ev"], arrays["eu"]])
    np.add.at(size, belongs[seats], households[seats])
    while (belongs < 0).any():
        edge = np.flatnonzero((belongs[u] >= 0) & (belongs[v] < 0))
        smallest = edge[np.argmin(size[belongs[u[edge]]] + dice.random(len(edge)) * 200)]
        belongs[v[smallest]] = belongs[u[smallest]]
        size[belongs[u[smallest]]] += households[v[smallest]]
    return belongs


def _nearest(arrays: dict[str, Any], seats: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return (n,) the nearest seat of every unit: in a large city growing would take its square in time."""
    across = arrays["x"][:, None] - arrays["x"][seats], arrays["y"][:, None] - arrays["y"][seats]
    return np.asarray(np.hypot(*across).argmin(axis=1), np.int64)


def _facts(seed: int, arrays: dict[str, Any], wished: int) -> dict[str, Any]:
    return {
        "n_buildings": len(arrays["bh"]),
        "n_units": len(arrays["hh"]),
        "n_edges": len(arrays["eu"]),
        "households": int(arrays["hh"].sum()),
        "k": wished,
        "lo": LOW,
        "hi": HIGH,
        "seed": seed,
        "preset": "dongchuan",
        "cost": [1.0, 0.6, 0.15, 0.05],
        "existing": EXISTING,
    }


def main(folder: str, first: str, last: str) -> None:
    """Write the cities of some seeds."""
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    for seed in range(int(first), int(last) + 1):
        np.savez_compressed(target / f"fresh-{seed}.npz", **make_city(seed))


if __name__ == "__main__":
    main(*sys.argv[1:4])
