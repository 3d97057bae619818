"""
Made-up streets of the demo: a river and roads through the town, blocks between them, compounds in the blocks. Pure.

Shapes are in metres around the centre of the district. Compounds tile their ground up to the middle of the streets.
"""

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from random import Random

import shapely
from shapely import LineString, Polygon, affinity
from shapely.ops import split

RIVER, MAIN, STREET, WALL = 3, 2, 1, 0
"""Classes of lines, as districting has them."""
HALF_WIDTH_M = {RIVER: 30.0, MAIN: 18.0}
SETBACK_M = 10.0
"""How far buildings stand back from the middle of a street or from a wall."""
BLOCK_M2 = 110_000.0
"""Ground above this is cut by a street, below it by a wall."""
LEAST_SHARE = 0.28
"""A cut leaves at least this share of the ground on either side, if it can."""
TRIALS = 32
GRID_M = 0.1
PLOT_SHARE = 0.08
FEWEST, MOST = 60, 450


@dataclass(frozen=True)
class Course:
    """A river, road or street."""

    kind: int
    line: LineString


@dataclass
class Town:
    """What was laid out: courses, and the pieces of every cell that was cut up."""

    courses: list[Course] = field(default_factory=list)
    pieces: list[list[Polygon]] = field(default_factory=list)

    @cached_property
    def taken(self) -> Polygon:
        """Return the ground that the river and the main roads take."""
        wide = [one for one in self.courses if one.kind in HALF_WIDTH_M]
        return shapely.union_all([one.line.buffer(HALF_WIDTH_M[one.kind]) for one in wide])


def side_by_side(cells: Sequence[Polygon], rim: LineString) -> list[Polygon]:
    """Return three cells each of which borders on the two others, inside the town rather than on its rim."""
    shared = {
        (a, b): cells[a].buffer(0.5).intersection(cells[b].boundary).length for a in range(len(cells)) for b in range(a)
    }
    threes = [(a, b, c) for a in range(len(cells)) for b in range(a) for c in range(b)]
    outside = [cell.buffer(1).intersection(rim).length for cell in cells]

    def fit(three: tuple[int, int, int]) -> tuple[float, float]:
        a, b, c = three
        return -sum(outside[one] for one in three), min(shared[a, b], shared[a, c], shared[b, c])

    return [cells[number] for number in max((one for one in threes if fit(one)[1] > 100), key=fit)]


def lay_out(shape: Polygon, cells: Sequence[Polygon], others: Sequence[Polygon], random: Random) -> Town:
    """Return the streets of a district and the compounds of the cells that lie side by side in it."""
    through = _through(shape, cells, random)
    town = Town(list(through))
    for a, cell in enumerate(cells):
        town.courses += [Course(MAIN, line) for other in cells[:a] for line in _border(cell, other)]
    for cell in cells:
        town.courses += [Course(STREET, line) for other in others for line in _border(cell, other)]
    for cell in cells:
        pieces = _cut_by(cell, [course.line for course in through])
        town.pieces.append(_cut_up(town, pieces, random.randint(41, 49), random))
    town.pieces = _fitted(town.pieces)
    return town


def settle(areas: Sequence[float], total: int, random: Random) -> list[int]:
    """Return the households of compounds by their area, `total` together; some are parks and the like without any."""
    plots = set(random.sample(range(len(areas)), round(PLOT_SHARE * len(areas))))
    wanted = [0.0 if n in plots else area * random.lognormvariate(0, 0.4) for n, area in enumerate(areas)]
    for _ in range(12):
        scale = total / sum(wanted)
        wanted = [one and min(max(one * scale, FEWEST), MOST) for one in wanted]
    found = [round(one) for one in wanted]
    found[found.index(max(found))] += total - sum(found)
    return found


def _through(shape: Polygon, cells: Sequence[Polygon], random: Random) -> list[Course]:
    """Return a river and two main roads through the town, of several drawings the one that leaves no narrow strips."""
    middle = shapely.union_all(cells).centroid
    reach = 2 * math.hypot(shape.bounds[2], shape.bounds[3])

    def drawn() -> list[Course]:
        angle = random.uniform(0, 180)
        turns = (angle, angle + random.uniform(-25, 25), angle + random.uniform(70, 110))
        found = []
        for kind, turn in zip((RIVER, MAIN, MAIN), turns, strict=True):
            height = random.uniform(45, 110) if kind == RIVER else random.uniform(0, 30)
            line = affinity.rotate(_bend(reach, random.uniform(-650, 650), height, random), turn, origin=(0, 0))
            line = affinity.translate(line, middle.x, middle.y).intersection(shape)
            found.append(Course(kind, max(shapely.get_parts(line), key=lambda part: part.length)))
        return found

    def narrowest(courses: list[Course]) -> float:
        lines = [course.line for course in courses]
        return min(4 * piece.area / piece.length**2 * piece.area for cell in cells for piece in _cut_by(cell, lines))

    return max((drawn() for _ in range(TRIALS)), key=narrowest)


def _bend(reach: float, offset: float, height: float, random: Random) -> LineString:
    """Return a gently waving line along the x axis."""
    wave, turn = random.uniform(1100, 1900), random.uniform(0, math.tau)
    steps = range(-round(reach), round(reach) + 1, 50)
    return LineString([(x, offset + height * math.sin(math.tau * x / wave + turn)) for x in steps])


def _border(one: Polygon, other: Polygon) -> list[LineString]:
    """Return the lines that two cells share."""
    shared = shapely.line_merge(one.boundary.intersection(other.boundary))
    return [part for part in shapely.get_parts(shared) if part.length > 20]


def _cut_by(cell: Polygon, lines: Sequence[LineString]) -> list[Polygon]:
    """Return the pieces into which lines cut a cell."""
    pieces = [cell]
    for line in lines:
        pieces = [part for piece in pieces for part in split(piece, line).geoms]
    return pieces


def _cut_up(town: Town, pieces: Sequence[Polygon], count: int, random: Random) -> list[Polygon]:
    """Cut the largest piece again and again, by streets down to blocks and by walls below, until there are enough."""
    heap = [(-piece.area, number, piece) for number, piece in enumerate(pieces)]
    heapq.heapify(heap)
    made = len(heap)
    while len(heap) < count:
        _, _, piece = heapq.heappop(heap)
        chord, parts = _halves(piece, random)
        if piece.area > BLOCK_M2:
            town.courses.append(Course(STREET, chord))
        for part in parts:
            heapq.heappush(heap, (-part.area * random.uniform(0.6, 1.4), made, part))
            made += 1
    return [piece for _, _, piece in sorted(heap, key=lambda one: one[1])]


def _halves(piece: Polygon, random: Random) -> tuple[LineString, list[Polygon]]:
    """Cut a piece across its longer way, a little askew, near the middle; return the cut and the two parts."""
    box = shapely.get_coordinates(shapely.minimum_rotated_rectangle(piece))
    across, along = sorted((box[1] - box[0], box[2] - box[1]), key=lambda side: math.hypot(*side))
    best: tuple[float, LineString, list[Polygon]] | None = None
    for trial in range(9):
        middle = box[:4].mean(axis=0) + along * random.uniform(-0.12, 0.12) * (1 + trial / 3)
        askew = across + along * random.gauss(0, 0.06)
        line = LineString([middle - 3 * askew, middle + 3 * askew])
        parts = list(split(piece, line).geoms)
        share = min(part.area for part in parts) / piece.area if len(parts) == 2 else -1.0
        if best is None or share > best[0]:
            best = (share, line, parts)
        if share >= LEAST_SHARE:
            break
    assert best is not None
    chord = best[1].intersection(piece)
    return max(shapely.get_parts(chord), key=lambda part: part.length), best[2]


def _fitted(pieces: Sequence[Sequence[Polygon]]) -> list[list[Polygon]]:
    """Return the pieces, every corner of one also a corner of those beside it, so that they share borders exactly."""
    lines = shapely.union_all([piece.boundary for cell in pieces for piece in cell], grid_size=GRID_M)
    faces = list(shapely.polygonize([lines]).geoms)
    tree = shapely.STRtree(faces)
    found = []
    for cell in pieces:
        inner = [shapely.point_on_surface(piece) for piece in cell]
        found.append([faces[int(tree.query(point, "within")[0])] for point in inner])
    return found
