"""One annealing run after another: how hot, how long, how dear excess is."""

import numpy as np

from linli.districting.moves import make_tree
from linli.districting.pool import Pool
from linli.districting.prices import Prepared
from linli.districting.problem import Floats, Ints
from linli.districting.resplit import resplit_pairs
from linli.districting.rows import HIGH, LOW, SCALE, make_room, make_state
from linli.districting.search import Best, Course, anneal, make_net

CHUNKS = 8
STEPS_PER_NODE = 1200
FEWEST_STEPS = 100_000
MOST_CAUGHT = 60_000
CATCH_FROM, CATCH_FROM_WIDE = 3, 2
"""The chunk from which communities are caught; before, it is too hot for good ones."""
NEARLY = 1.10
"""Communities are caught while the plan's energy is below this multiple of the best value."""
LENGTHS = (1, 1, 2, 1, 1, 2, 4)
"""Lengths of successive runs, after Luby, Sinclair and Zuckerman (1993)."""
EASY = (4.0, 0.1, 1.0, 10.0, 0.1, 0.1)
"""First and last heat, first and last price of excess (in mean prices of a border), shares of swaps and trees."""
TIGHT = ((4.0, 0.2, 1.0, 20.0, 0.1, 0.1), (2.0, 0.2, 3.0, 100.0, 0.4, 0.1))
"""The same where the band is narrower than a usual unit."""


class Runner:
    """Runs over one problem; what is caught stays between runs."""

    def __init__(self, prepared: Prepared, size: int, seed: int, *, margin: float = 0.0) -> None:
        rows = prepared.rows
        self.rows, self.nodes, self.seed = rows, prepared.nodes, seed
        self.net = make_net(prepared.nodes, MOST_CAUGHT, size)
        self.tree = make_tree(prepared.nodes, len(rows.unit))
        self.mean = float(np.abs(rows.weight).mean()) if len(rows.weight) else 1.0
        self.tight = bool(rows.terms[HIGH] - rows.terms[LOW] < rows.terms[SCALE])
        self.margin = margin
        self.steps = max(FEWEST_STEPS, STEPS_PER_NODE * prepared.nodes)
        self.catch_from = CATCH_FROM if margin == 0.0 else CATCH_FROM_WIDE
        self._least: dict[int, float] = {}
        self._taken = 0
        self._split: set[int] = set()

    def reprice(self, prepared: Prepared) -> None:
        """Go on with other prices for the same units."""
        self.rows = prepared.rows
        self.mean = float(np.abs(self.rows.weight).mean()) if len(self.rows.weight) else 1.0
        self._least.clear()

    def begin(self, labels: Ints, k: int, number: int) -> None:
        """Make ready for run `number` from nodes' labels with k communities."""
        self.state = make_state(self.rows, labels, k)
        self.room = make_room(self.nodes, self.seed * 1_000_003 + number)
        self.best = Best(np.zeros(self.nodes, np.int64), np.array([np.inf]))
        self.length = LENGTHS[number % len(LENGTHS)]
        self.course = TIGHT[number % len(TIGHT)] if self.tight else EASY
        self.k = k

    def chunk(self, chunk: int) -> None:
        """Run one of CHUNKS chunks."""
        heat0, heat1, excess0, excess1, swaps, trees = self.course
        steps = self.steps * self.length // CHUNKS
        heat, excess = stretch(heat0, heat1, chunk) * self.mean, stretch(excess0, excess1, chunk) * self.mean
        mix = np.array([swaps, trees, self._catch_below() if chunk >= self.catch_from else -np.inf, self.mean])
        anneal(
            self.rows,
            self.state,
            self.room,
            self.tree,
            Course(steps, heat, excess, 3 * excess, mix),
            self.net,
            self.best,
        )

    def _catch_below(self) -> float:
        """Return the energy below which communities are caught: near the least with that many communities."""
        least = min(self._least.get(self.k, np.inf), float(self.best.value[0]))
        self._least[self.k] = least
        return least + (NEARLY - 1) * abs(least) + self.margin if np.isfinite(least) else np.inf

    def finish(self) -> None:
        """Where the band is narrow, split all small pairs of the run's last plan in every way."""
        if self.tight:
            resplit_pairs(self.rows, self.state, self.room, self.net, self.best, self._split)

    def best_labels(self) -> Ints | None:
        """Return the nodes' labels of the run's best feasible plan, if there is one."""
        return self.best.labels if np.isfinite(self.best.value[0]) else None

    def empty_into(self, pool: Pool, group: Ints) -> None:
        """Put what was caught since the last time into a pool of units. group: (n,) node of every unit."""
        net, last = self.net, int(self.net.filled[0])
        single = self.nodes == len(group)
        for place in range(self._taken, last):
            nodes = np.sort(net.units[net.start[place] : net.start[place + 1]])
            units = nodes if single else np.flatnonzero(np.isin(group, nodes))
            pool.take(units, float(net.cost[place]), float(net.seen[place]))
        self._taken = last


def stretch(first: float, last: float, chunk: int) -> Floats:
    """Return the values at both ends of a chunk, geometric from first to last."""
    ends = np.array([chunk, chunk + 1]) / CHUNKS
    return np.asarray(first * (last / first) ** ends, np.float64)
