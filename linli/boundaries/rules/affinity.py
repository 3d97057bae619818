"""Neighbourhoods that residents drew become wishes to stay together. Pure."""

from collections.abc import Iterable, Sequence
from itertools import combinations

import numpy as np

from linli.districting import Affinity


def pairs_of(drawn: Iterable[tuple[Sequence[int], float]]) -> Affinity:
    """
    Return the wishes of drawn neighbourhoods: (units, weight) each, every neighbourhood counting as much as its weight.

    A neighbourhood of m units makes m (m - 1) / 2 pairs that share its weight, so that a large drawing does not shout.
    """
    weights: dict[tuple[int, int], float] = {}
    for units, weight in drawn:
        pairs = list(combinations(sorted(set(units)), 2))
        for pair in pairs:
            weights[pair] = weights.get(pair, 0.0) + weight / len(pairs)
    ordered = sorted(weights)
    return Affinity(
        np.asarray([a for a, _ in ordered], np.int64),
        np.asarray([b for _, b in ordered], np.int64),
        np.asarray([weights[pair] for pair in ordered], np.float64),
    )
