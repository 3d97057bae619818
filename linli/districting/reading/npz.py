"""Arrays of generated cities and of public cut-edge graphs (`.npz`) become a `Problem`."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from linli.districting.problem import Affinity, Borders, Floats, Ints, Problem


def read_npz(path: str | Path, *, wished: int | None = None) -> Problem:
    """
    Return the problem of one file; the number of communities is the one in its `meta`, unless another is wished.

    Needs the arrays hh, eu, ev, el, ec and meta; the others may be absent. Raises ProblemError, KeyError, OSError.
    """
    with np.load(path, allow_pickle=False) as arrays:
        given = {name: arrays[name] for name in arrays.files}
    meta = json.loads(str(given["meta"]))
    return Problem(
        np.asarray(given["hh"], np.int64),
        _borders(given, np.asarray(meta["cost"], np.float64)),
        int(meta["lo"]),
        int(meta["hi"]),
        wished=int(meta["k"]) if wished is None else wished,
        x=_floats(given, "x"),
        y=_floats(given, "y"),
        area=_floats(given, "area"),
        perimeter=_floats(given, "perim"),
        existing=_ints(given, "exist"),
        seats=_ints(given, "seats"),
        rooms=_ints(given, "fac"),
        affinity=Affinity(_ints(given, "au"), _ints(given, "av"), _floats(given, "aw")),
    )


def _floats(given: dict[str, Any], name: str) -> Floats:
    return np.asarray(given.get(name, ()), np.float64)


def _ints(given: dict[str, Any], name: str) -> Ints:
    return np.asarray(given.get(name, ()), np.int64)


def _borders(given: dict[str, Any], price: Floats) -> Borders:
    """Return every pair once: lengths and costs of parts are summed, the class is that of the longer part."""
    u, v = _ints(given, "eu"), _ints(given, "ev")
    length, kind = _floats(given, "el"), _ints(given, "ec")
    cost = length * price[kind]
    keep = u != v
    low, high = np.minimum(u, v)[keep], np.maximum(u, v)[keep]
    key = low * (max(int(high.max(initial=0)), 0) + 1) + high
    length, kind, cost = length[keep], kind[keep], cost[keep]
    _, first, group = np.unique(key, return_index=True, return_inverse=True)
    longest = np.lexsort((-length, group))[np.searchsorted(np.sort(group), np.arange(len(first)))]
    total = np.bincount(group, length).astype(np.float64)
    return Borders(low[first], high[first], total, kind[longest], np.bincount(group, cost).astype(np.float64))
