"""Parts of a large problem as problems of their own: taken out, cut, numbered along a curve, put together again."""

from dataclasses import replace

import numpy as np

from linli.districting.plan import members
from linli.districting.problem import FREE, Affinity, Borders, Floats, Ints, Problem

CURVE_BITS = 16


def take(problem: Problem, units: Ints, wished: int | None) -> Problem:
    """
    Return the problem of some units alone; unit i of it is units[i].

    Borders and pairs that leave the units are left out: whoever takes a part must know that they are kept anyway.
    """
    place = np.full(problem.n, FREE, np.int64)
    place[units] = np.arange(len(units))
    edges, pairs = problem.borders, problem.affinity
    kept = (place[edges.u] >= 0) & (place[edges.v] >= 0)
    near = (place[pairs.a] >= 0) & (place[pairs.b] >= 0) if len(pairs.a) else np.zeros(0, np.bool_)
    return replace(
        problem,
        households=problem.households[units],
        borders=Borders(
            place[edges.u[kept]], place[edges.v[kept]], edges.length[kept], edges.kind[kept], edges.cost[kept]
        ),
        wished=wished,
        **{name: getattr(problem, name)[units] for name in ("x", "y", "area", "perimeter", "existing", "anchors")},
        seats=_inside(place, problem.seats),
        rooms=_inside(place, problem.rooms),
        affinity=Affinity(place[pairs.a[near]], place[pairs.b[near]], pairs.weight[near]),
        together=_pairs(place, problem.together),
        apart=_pairs(place, problem.apart),
        names=(),
    )


def _inside(place: Ints, units: Ints) -> Ints:
    found = place[units]
    return np.asarray(found[found >= 0], np.int64)


def _pairs(place: Ints, pairs: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    return tuple((int(place[a]), int(place[b])) for a, b in pairs if place[a] >= 0 and place[b] >= 0)


def along_curve(x: Floats, y: Floats) -> Ints:
    """
    Return the order of points along a curve that stays near itself (Morton 1966).

    Neighbours on the map are then neighbours in memory, which makes the search of a large area a third faster.
    """
    key = np.zeros(len(x), np.int64)
    for shift, value in ((0, x), (1, y)):
        width = float(np.ptp(value)) or 1.0
        cell = ((value - value.min()) / width * ((1 << CURVE_BITS) - 1)).astype(np.int64)
        for bit in range(CURVE_BITS):
            key |= ((cell >> bit) & 1) << (2 * bit + shift)
    return np.argsort(key, kind="stable")


def places(problem: Problem) -> tuple[Floats, Floats]:
    """Return x and y, (n,); where there is no map, the numbers of borders to two units far from each other."""
    if np.ptp(problem.x) or np.ptp(problem.y):
        return problem.x, problem.y
    start, unit = problem.graph.start.tolist(), problem.graph.unit.tolist()
    first = _steps(start, unit, 0)
    one = _steps(start, unit, int(first.argmax()))
    return one, _steps(start, unit, int(np.abs(one - np.median(one)).argmin()))


def _steps(start: list[int], unit: list[int], source: int) -> Floats:
    """Return (n,) the number of borders to a unit; -1 where there is no way."""
    found = np.full(len(start) - 1, -1.0)
    found[source], ring, far = 0.0, [source], 0.0
    while ring:
        far += 1.0
        met = []
        for here in ring:
            for other in unit[start[here] : start[here + 1]]:
                if found[other] < 0:
                    found[other] = far
                    met.append(other)
        ring = met
    return found


def cut_plane(x: Floats, y: Floats, parts: int, rng: np.random.Generator) -> list[Ints]:
    """
    Return about equal groups of neighbouring points, (g,) numbers each: halved again and again across the longer side.

    The first cut is at a random angle and each is a little off the middle, so that another call cuts elsewhere.
    """
    angle = rng.uniform(0.0, np.pi)
    along, across = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    done: list[Ints] = []
    left = [(np.arange(len(x)), parts)]
    while left:
        points, share = left.pop()
        if share <= 1 or len(points) < 2:
            done.append(points)
            continue
        longer = along if np.ptp(along[points]) >= np.ptp(across[points]) else across
        order = points[np.argsort(longer[points], kind="stable")]
        first = min(max(round(share * rng.uniform(0.35, 0.65)), 1), share - 1)
        middle = min(max(round(len(points) * first / share), 1), len(points) - 1)
        left += [(np.sort(order[middle:]), share - first), (np.sort(order[:middle]), first)]
    return done


def centres(problem: Problem, labels: Ints) -> tuple[Floats, Floats]:
    """Return x and y, (k,), of the middle of every community."""
    x, y = places(problem)
    count = np.maximum(np.bincount(labels), 1)
    return np.bincount(labels, x) / count, np.bincount(labels, y) / count


def put_back(whole: Ints, units: Ints, labels: Ints) -> None:
    """Write a part's new plan into the whole one: old numbers are used again, further ones are new; changes whole."""
    numbers = np.unique(whole[units])
    missing = int(labels.max()) + 1 - len(numbers)
    if missing > 0:
        numbers = np.concatenate([numbers, int(whole.max()) + 1 + np.arange(missing)])
    whole[units] = numbers[labels]


def allot(wished: int, parts: list[Problem]) -> list[int] | None:
    """
    Return how many communities each part gets so that they are `wished` in all, near its share of the households.

    None if the bounds of the parts do not allow it.
    """
    least = np.array([part.counts[0] if part.counts else 1 for part in parts])
    most = np.array([part.counts[-1] if part.counts else 0 for part in parts])
    if (least > most).any() or not least.sum() <= wished <= most.sum():
        return None
    share = np.array([part.total for part in parts]) * wished / max(sum(part.total for part in parts), 1)
    given = np.clip(np.round(share).astype(np.int64), least, most)
    while given.sum() != wished:
        step = 1 if given.sum() < wished else -1
        free = given < most if step > 0 else given > least
        lacking = np.where(free, step * (share - given), -np.inf)
        given[int(lacking.argmax())] += step
    return [int(count) for count in given]


def groups(labels: Ints) -> list[Ints]:
    """Return the units of every label that is used, ascending."""
    return members(np.unique(labels, return_inverse=True)[1].astype(np.int64))
